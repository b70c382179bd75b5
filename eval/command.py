"""`qa eval`: score a part of the program on a file of gold answers."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from eval.gold import GOLD, GoldQuestion, check_places, load_gold
from eval.printing import gate, print_changes, print_figures, print_metrics, print_types
from index.embedding.embedder import DEFAULT_MODEL
from index.errors import GoldError, VerbatimError
from index.library import Library
from index.retrieval import HybridRetriever, Ranking
from qa.commands.libraries import load_embedder, open_library
from qa.commands.options import library_option

T = TypeVar("T")
STDOUT = Path("-")

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
gates_option = click.option(
    "--min",
    "gates",
    multiple=True,
    metavar="METRIC=VALUE",
    help="Exit with 1 below (METRIC<=VALUE: above); repeatable. Also a file with one a line.",
)
gold_option = click.option(
    "--gold",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=GOLD,
    help="Gold questions [default: those on the sample articles].",
)
report_option = click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write an HTML page here."
)
reader_option = click.option("--reader", envvar="QA_READER", help="As for qa ask.")


def _not_of_questions(_: click.Context, __: click.Parameter, out: Path | None) -> Path | None:
    """Refuse to write over a file of questions that stands behind --json by mistake."""
    if out and out.suffix in (".jsonl", ".xz"):
        raise click.UsageError(f"--json writes a record: {out} looks like a file of questions")
    return out


@click.group(name="eval")
def main() -> None:
    """Score the program on gold answers."""


@main.command()
@gold_option
@library_option
@reader_option
@gates_option
@click.option(
    "--json", "out", type=click.Path(dir_okay=False, path_type=Path), help="Write the record here."
)
@report_option
def run(
    gold: Path,
    path: Path | None,
    reader: str | None,
    gates: tuple[str, ...],
    out: Path | None,
    report: Path | None,
) -> None:
    """Ask every gold question and score the answers: by type, with intervals."""
    from eval.record import record
    from eval.run import run as run_questions
    from eval.scoring import METRICS
    from qa.answering.choosing import ANSWERED, RELATED
    from qa.answering.passages import PASSAGES_READ
    from qa.assistant import Assistant
    from qa.reading.loading import load_reader
    from qa.reading.spans import SpanReader

    with _asked(gold, path) as (library, questions):
        loaded = load_reader(reader, library.embedder)
        retriever = HybridRetriever(library)
        with click.progressbar(length=len(questions), label="asking", file=sys.stderr) as bar:
            scored = run_questions(
                library, Assistant(library, retriever, loaded), retriever, questions, bar.update
            )
        settings = {
            "reader": loaded.name,
            "answered": ANSWERED,
            "related": RELATED,
            "passages": PASSAGES_READ,
            "rankings": [ranking.value for ranking in Ranking],
        }
        digest = loaded.sha256 if isinstance(loaded, SpanReader) else None
        made = record(scored, library, gold, settings, digest)
    _keep(made, out, report)
    print_figures(made["metrics"], METRICS)
    print_types(made["by_type"], ("verdict", "hit@3", "token_f1"))
    gate({name: figure["value"] for name, figure in made["metrics"].items()}, gates)


@main.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@library_option
@reader_option
@gates_option
@click.option(
    "--json",
    "out",
    is_flag=False,
    flag_value="-",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="[OUT]",
    callback=_not_of_questions,
    help="Write the record here; without a name, print it.",
)
@report_option
@click.option("--part", type=click.Choice(["dev", "held"]), help="Only this half of the articles.")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help='What "last year" counts from [default: today].',
)
@click.option(
    "--baseline", is_flag=True, help="Score the first three passages, printed whole; has to fail."
)
def natural(
    files: tuple[Path, ...],
    path: Path | None,
    reader: str | None,
    gates: tuple[str, ...],
    out: Path | None,
    report: Path | None,
    part: str | None,
    today: datetime | None,
    baseline: bool,
) -> None:
    """Ask questions as people type them and score what a person reads: by type of question."""
    from eval.natural import load_natural
    from eval.natural_run import METRICS, TYPED, ask_all, missing, natural_record, ways
    from eval.record import background, without_nan
    from qa.reading.loading import load_reader

    asked = [one for one in load_natural(files) if part in (None, one.half)]
    day = today.date() if today else date.today()
    with open_library(path) as library:
        for article in missing(asked, library):
            click.echo(f"note: not in the library: {article}", err=True)
        loaded = load_reader(reader, library.embedder)
        ask = ways(library, loaded, day)["baseline" if baseline else "answers"]
        with click.progressbar(length=len(asked), label="asking", file=sys.stderr) as bar:
            judged = ask_all(ask, asked, bar.update)
        settings = {
            "reader": None if baseline else loaded.name,
            "baseline": baseline,
            "part": part,
            "today": day.isoformat(),
        }
        digest = getattr(loaded, "sha256", None)
        behind = background(library, files, len(asked), settings, digest)
    made = without_nan(behind | natural_record(judged))
    _keep(made, out, report)
    if out != STDOUT:
        print_figures(made["metrics"], METRICS)
        print_types(made["by_type"], TYPED)
    gate({name: figure["value"] for name, figure in made["metrics"].items()}, gates)


@main.command()
@click.argument("first", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("second", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def compare(first: Path, second: Path, as_json: bool) -> None:
    """Compare two records of qa eval run or natural: figures, questions won and lost."""
    from eval.compare import changes, compare
    from eval.record import read_record

    one, other = read_record(first), read_record(second)
    differences, changed = compare(one, other), list(changes(one, other))
    if not differences:
        raise GoldError(f"{first} and {second} have no question in common")
    if as_json:
        made = {
            "metrics": {name: asdict(difference) for name, difference in differences.items()},
            "changed": [asdict(change) for change in changed],
        }
        click.echo(json.dumps(made, ensure_ascii=False, indent=2))
        return
    click.echo(f"{'':22} {first.stem[:8]:>8} {second.stem[:8]:>8}  difference (95 %)         p")
    for name, found in differences.items():
        click.echo(
            f"{name:22} {found.first:8.3f} {found.second:8.3f}  {found.second - found.first:+.3f} "
            f"({found.low:+.3f} … {found.high:+.3f}) {found.p:.3f}"
        )
    print_changes(changed)


@main.command()
@gold_option
@library_option
def ablations(gold: Path, path: Path | None) -> None:
    """Print a Markdown table of the figures with one part of the program changed at a time."""
    from eval.ablations import ablate, settings, table

    with _asked(gold, path) as (library, questions):
        length = len(questions) * len(list(settings()))
        with click.progressbar(length=length, label="asking", file=sys.stderr) as bar:
            runs = list(ablate(library, questions, bar.update))
    click.echo(table(runs))


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--library", "path", type=click.Path(path_type=Path), help="Keep the indexed documents here."
)
@click.option(
    "--ranking",
    type=click.Choice([*(ranking.value for ranking in Ranking), "hybrid"]),
    default="hybrid",
    show_default=True,
    help="Which ranking to score.",
)
@json_option
@gates_option
def retrieval(
    folder: Path, path: Path | None, ranking: str, as_json: bool, gates: tuple[str, ...]
) -> None:
    """Score retrieval alone on FOLDER, a test collection in BEIR's layout."""
    from eval.retrieval import evaluate, load_collection, store

    collection = load_collection(folder)
    with tempfile.TemporaryDirectory() as scratch:
        at = path or Path(scratch) / "library"
        made = Library.is_at(at)
        with (
            Library(at, load_embedder())
            if made
            else Library.create(at, load_embedder()(DEFAULT_MODEL)) as library
        ):
            documents = len(collection.articles)
            with click.progressbar(length=documents, label="indexing", file=sys.stderr) as bar:
                store(collection, library, bar.update)
            rankings = tuple(Ranking) if ranking == "hybrid" else (Ranking(ranking),)
            metrics = evaluate(collection, library, rankings)
    print_metrics(metrics, as_json, gates)


@main.command()
@file_argument
@json_option
@gates_option
@reader_option
@click.option(
    "--retrieved",
    is_flag=True,
    help="Beside each answerable question, score the 3 nearest passages without its answer.",
)
def squad(
    file: Path, as_json: bool, gates: tuple[str, ...], reader: str | None, retrieved: bool
) -> None:
    """Score the reader alone with the SQuAD v2 metrics: JSON Lines or SQuAD's JSON, xz or plain."""
    from eval.squad import load_squad, predict, retrieved_without_answer, squad_metrics
    from qa.reading.loading import load_reader

    rows = _gold(load_squad, file)
    if retrieved:
        rows = retrieved_without_answer(rows)
    with click.progressbar(length=len(rows), label="reading", file=sys.stderr) as bar:
        predictions = predict(load_reader(reader, load_embedder()(DEFAULT_MODEL)), rows, bar.update)
    print_metrics(squad_metrics(rows, predictions), as_json, gates)


@main.command()
@file_argument
@json_option
@gates_option
def quotes(file: Path, as_json: bool, gates: tuple[str, ...]) -> None:
    """Score quotations and their speakers against annotated articles (JSON Lines, xz or plain)."""
    from eval.quotes import evaluate

    print_metrics(_gold(evaluate, file), as_json, gates)


@main.command()
@file_argument
@json_option
@gates_option
@click.option(
    "--retrieved", is_flag=True, help="Also retrieve the answers that the conversations give."
)
def dialogue(file: Path, as_json: bool, gates: tuple[str, ...], retrieved: bool) -> None:
    """Score follow-up questions made to stand alone against those that people wrote."""
    from eval.dialogue import load, metrics, retrieval_metrics

    questions = _gold(load, file)
    scored = metrics(questions)
    if retrieved:
        with click.progressbar(length=len(questions), label="asking", file=sys.stderr) as bar:
            scored |= retrieval_metrics(questions, load_embedder()(DEFAULT_MODEL), bar.update)
    print_metrics(scored, as_json, gates)


@main.command()
@file_argument
@library_option
@click.option("--half", type=click.Choice(["dev", "held"]), help="Only the odd or the even lines.")
@click.option("--errors", is_flag=True, help="List what is wrong in the dev half.")
@json_option
@gates_option
def questions(
    file: Path,
    path: Path | None,
    half: str | None,
    errors: bool,
    as_json: bool,
    gates: tuple[str, ...],
) -> None:
    """Score what questions are taken to ask for: kind, speakers, and field of the articles."""
    from eval.questions import load, metrics, mistakes, understood
    from qa.questions.people import Quoted

    if errors and half == "held":
        raise click.UsageError("--errors lists the dev half only, --half is now held")
    asked = [one for one in _gold(load, file) if half in (None, one.half)]
    with (
        open_library(path) as library,
        click.progressbar(asked, label="understanding", file=sys.stderr) as bar,
    ):
        quoted = Quoted(library.speakers())
        pairs = [(one, understood(one.question, library, quoted)) for one in bar]
    print_metrics(metrics(pairs), as_json, gates, mistakes(pairs) if errors else None)


def _keep(made: Mapping[str, Any], out: Path | None, report: Path | None) -> None:
    """Write the record of a run and its report, where they are asked for."""
    from eval.report import write_report

    text = json.dumps(made, ensure_ascii=False, indent=1)
    try:
        if out == STDOUT:
            click.echo(text)
        elif out:
            out.write_text(text + "\n", encoding="utf-8")
        if report:
            write_report(made, report)
    except OSError as exc:
        raise VerbatimError(f"cannot write {exc.filename} ({exc.strerror}); name another") from exc


def _gold(load: Callable[[Path], T], file: Path) -> T:
    """Load a file of gold answers; what is wrong with it is one line."""
    try:
        return load(file)
    except (ValueError, OSError) as exc:
        raise GoldError(f"{file}: {exc}") from exc
    except (KeyError, TypeError, AttributeError) as exc:
        raise GoldError(f"{file}: a row is not as expected: {exc!r}") from exc


@contextmanager
def _asked(gold: Path, path: Path | None) -> Iterator[tuple[Library, list[GoldQuestion]]]:
    """Open a library and the questions about it, whose places were compared with its articles."""
    questions = load_gold(gold)
    with open_library(path) as library:
        check_places(questions, library, gold)
        yield library, questions
