"""What the commands of `qa eval` print, and the gates that a figure has to pass."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import VerbatimError

if TYPE_CHECKING:
    from eval.compare import Change

CHANGES_SHOWN = 20
WIDTH = 60  # characters of an answer in a line


def print_metrics(
    metrics: Mapping[str, float],
    as_json: bool,
    gates: Sequence[str],
    mistakes: Sequence[Mapping[str, object]] | None = None,
) -> None:
    """Print metrics, and mistakes where asked for; fail when a metric lies under its gate."""
    if as_json:
        made: dict[str, object] = {
            name: None if math.isnan(value) else round(value, 4) for name, value in metrics.items()
        }
        listed = {} if mistakes is None else {"errors": mistakes}
        click.echo(json.dumps(made | listed, ensure_ascii=False, indent=2))
    else:
        for name, value in metrics.items():
            click.echo(f"{name:34} {value:8.3f}")
        for one in mistakes or ():
            click.echo(f"\n{one['id']}  {one['question']}")
            click.echo(f"  - {one['expected']}\n  + {one['is']}")
    gate(metrics, gates)


def print_figures(metrics: Mapping[str, Mapping[str, Any]], meanings: Mapping[str, str]) -> None:
    """Print each figure with its interval and what it is."""
    for name, found in metrics.items():
        low, high = (math.nan if found[end] is None else found[end] for end in ("low", "high"))
        click.echo(
            f"{name:22} {found['value']:6.3f}  ({low:.3f} … {high:.3f})  "
            f"n={found['n']:<5} {meanings[name]}"
        )


def print_types(
    by_type: Mapping[str, Mapping[str, Mapping[str, Any]]], names: Sequence[str]
) -> None:
    """Print these figures of each type of question."""
    click.echo(f"\n{'type':22} {'questions':>9} " + " ".join(f"{name:>9}" for name in names))
    for kind, found in by_type.items():
        cells = [f"{found[name]['value']:9.3f}" if name in found else " " * 9 for name in names]
        questions = max(one["n"] for one in found.values())
        click.echo(f"{kind:22} {questions:9} " + " ".join(cells))


def print_changes(changed: Sequence[Change]) -> None:
    """Print how many questions changed, how many were won and lost, and the first of them."""
    won = Counter(chain.from_iterable(one.won for one in changed))
    lost = Counter(chain.from_iterable(one.lost for one in changed))
    how = "for the better" if won or lost else "to right"
    better = sum(one.better for one in changed)
    click.echo(f"{len(changed)} questions changed, {better} of them {how}")
    for name in sorted(won | lost):
        click.echo(f"{name:22} {won[name]} won, {lost[name]} lost")
    for one in changed[:CHANGES_SHOWN]:
        _print_change(one)
    if len(changed) > CHANGES_SHOWN:
        click.echo(f"\n{len(changed) - CHANGES_SHOWN} more; see them with --json")


def _print_change(one: Change) -> None:
    sides = (("won", one.won), ("lost", one.lost))
    told = "; ".join(f"{side} {', '.join(names)}" for side, names in sides if names)
    click.echo(f"\n{one.id}  {one.question}" + (f"  ({told})" if told else ""))
    click.echo(f"  - {one.before[:WIDTH]}\n  + {one.after[:WIDTH]}")


def gate(metrics: Mapping[str, float], gates: Sequence[str]) -> None:
    """Fail when a metric misses its gate: METRIC=VALUE at least, METRIC<=VALUE at most, or a file.

    A file has any number of these, with white space between them.
    """
    failed = []
    for one in _each(gates):
        sign, words = ("<=", "at most") if "<=" in one else ("=", "at least")
        name, _, bound = one.partition(sign)
        try:
            value, limit = metrics[name], float(bound)
        except (KeyError, ValueError):
            raise click.UsageError(
                f"--min should be METRIC=VALUE or METRIC<=VALUE with one of {', '.join(metrics)}, "
                f"is now {one!r}"
            ) from None
        # What cannot be measured has not passed.
        if not (value <= limit if sign == "<=" else value >= limit):
            failed.append(f"{name} is {value:.3f}, expected {words} {bound}")
    if failed:
        raise VerbatimError("; ".join(failed))


def _each(gates: Sequence[str]) -> Iterator[str]:
    for one in gates:
        if "=" in one or not Path(one).is_file():
            yield one
        else:
            yield from Path(one).read_text(encoding="utf-8").split()
