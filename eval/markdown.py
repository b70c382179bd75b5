"""Tables in Markdown, line by line, so that a long run prints what it knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MEASURED = ("what", "measured")  # the columns of a list of figures


def heading(columns: Sequence[str]) -> str:
    """Return the two lines that open a table."""
    return f"{row(columns)}\n{row(['---'] * len(columns))}"


def row(cells: Iterable[object]) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(map(str, cells))} |"
