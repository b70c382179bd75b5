"""How the commands print: the width and the colours of a terminal, JSON, CSV."""

from __future__ import annotations

import csv
import os
import shutil
import sys
from collections.abc import Iterable
from typing import Any

import click

from qa.showing.as_json import dumps
from qa.showing.escaping import visible
from qa.showing.terminal import Style

MAX_WIDTH = 100


def width() -> int:
    """Return how many characters a line may have."""
    return min(shutil.get_terminal_size((80, 24)).columns, MAX_WIDTH)


def style() -> Style:
    """Return how roles of text look: colour on a terminal, marks elsewhere."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return lambda role, text: f">>{text}<<" if role == "mark" else text
    looks: dict[str, dict[str, Any]] = {
        "quote": {"bold": True},
        "mark": {"fg": "black", "bg": "yellow"},
        "title": {"fg": "cyan"},
        "faint": {"dim": True},
    }
    return lambda role, text: click.style(text, **looks[role])


def print_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(dumps(value, indent=2))


def print_json_array(values: Iterable[object]) -> int:
    """Print values as a JSON array, each as it comes; returns how many there were."""
    count = 0
    for count, value in enumerate(values, start=1):
        words = dumps(value, indent=2).replace("\n", "\n  ")
        click.echo(f"{'[' if count == 1 else ','}\n  {words}", nl=False)
    click.echo("\n]" if count else "[]")
    return count


def print_csv(rows: Iterable[dict[str, Any]]) -> int:
    """Print rows as CSV, each as it comes; returns how many there were.

    A value that a spreadsheet would take for a formula is quoted as text.
    """
    count = 0
    for count, row in enumerate(rows, start=1):
        if count == 1:
            writer = csv.DictWriter(sys.stdout, fieldnames=list(row), lineterminator="\n")
            writer.writeheader()
        texts = {k: "" if value is None else visible(str(value)) for k, value in row.items()}
        writer.writerow(
            {k: f"'{v}" if v.startswith(("=", "+", "-", "@")) else v for k, v in texts.items()}
        )
    return count
