"""`qa eval`: score a part of the program on a file of gold answers.

Loaded by `qa/cli.py` by name when it is asked for, so that imports keep running one way.
"""

from __future__ import annotations

import json
import lzma
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import click

from index.compiled import load_embedder
from index.embedders import DEFAULT_MODEL
from index.errors import GoldError, VerbatimError

T = TypeVar("T")

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
gates_option = click.option(
    "--min", "gates", multiple=True, metavar="METRIC=VALUE", help="Exit with 1 below; repeatable."
)


@click.group(name="eval")
def main() -> None:
    """Score the program on gold answers."""


@main.command()
@file_argument
@json_option
@gates_option
@click.option("--reader", envvar="QA_READER", help="As for qa ask.")
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
    from qa.readers import load_reader

    rows = _gold(load_squad, file)
    if retrieved:
        rows = retrieved_without_answer(rows)
    with click.progressbar(length=len(rows), label="reading", file=sys.stderr) as bar:
        predictions = predict(load_reader(reader, load_embedder(DEFAULT_MODEL)), rows, bar.update)
    _report(squad_metrics(rows, predictions), as_json, gates)


@main.command()
@file_argument
@json_option
@gates_option
def quotes(file: Path, as_json: bool, gates: tuple[str, ...]) -> None:
    """Score quotations and their speakers against annotated articles (JSON Lines, xz or plain)."""
    from eval.quotes import evaluate

    _report(_gold(evaluate, file), as_json, gates)


def _gold(load: Callable[[Path], T], file: Path) -> T:
    """Load a file of gold answers; what is wrong with it is one line."""
    try:
        return load(file)
    except (ValueError, OSError, lzma.LZMAError) as exc:
        raise GoldError(f"{file}: {exc}") from exc


def _report(metrics: Mapping[str, float], as_json: bool, gates: Sequence[str]) -> None:
    """Print metrics, and fail when one lies under its gate."""
    if as_json:
        known = {n: None if math.isnan(v) else round(v, 4) for n, v in metrics.items()}
        click.echo(json.dumps(known, indent=2))
    else:
        for name, value in metrics.items():
            click.echo(f"{name:34} {value:8.3f}")
    failed = []
    for gate in gates:
        name, _, least = gate.partition("=")
        try:
            if not metrics[name] >= float(least):  # what cannot be measured has not passed
                failed.append(f"{name} is {metrics[name]:.3f}, expected at least {least}")
        except (KeyError, ValueError):
            raise click.UsageError(
                f"--min should be METRIC=VALUE with one of {', '.join(metrics)}, is now {gate!r}"
            ) from None
    if failed:
        raise VerbatimError("; ".join(failed))
