"""`qa verify` and `qa doctor`: do the citations stand, is the library well."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from qa.commands.libraries import folder_to_check, load_embedder, open_library
from qa.commands.options import json_option, library_option
from qa.commands.printing import print_json


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"))
@library_option
@json_option
def verify(file: Iterable[str], path: Path | None, as_json: bool) -> None:
    """Cut every citation of FILE (- is stdin; what qa ask --json prints) again and compare."""
    from qa.showing.verification import citations_of, read_answers
    from qa.showing.verification import verify as verify_citation

    answers = read_answers("".join(file))
    cited = [citation for answer in answers for citation in citations_of(answer)]
    with open_library(path) as library:
        checked = [verify_citation(library, citation) for citation in cited]
    in_files = sum(how == "article and file" for how in checked)
    if as_json:
        counts = {"answers": len(answers), "citations": len(checked), "in_raw_files": in_files}
        print_json(counts)
    else:
        click.echo(
            f"{len(checked)} citations of {len(answers)} answers stand in the stored articles, "
            f"{in_files} of them also in the raw files"
        )


@click.command()
@library_option
@json_option
def doctor(path: Path | None, as_json: bool) -> None:
    """Check the library, its derived files and the models; exit 1 when something is wrong."""
    from qa.doctor import examine

    findings = list(examine(folder_to_check(path), load_embedder()))
    healthy = all(finding.ok for finding in findings)
    if as_json:
        report = [{"check": f.check, "ok": f.ok, "detail": f.detail} for f in findings]
        print_json({"ok": healthy, "checks": report})
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'BAD '} {finding.check}: {finding.detail}")
    if not healthy:
        raise click.exceptions.Exit(1)
