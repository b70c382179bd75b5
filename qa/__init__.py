"""Answers questions with slices of the articles.

In Python, `with qa.open(path) as library: library.ask("…")`; more in docs/api.md.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import VerbatimError

if TYPE_CHECKING:
    from index.ingest import Added, Failed, Removed, Unchanged
    from qa.answers import Answer
    from qa.api import OpenLibrary

__all__ = [
    "Added",
    "Answer",
    "Failed",
    "OpenLibrary",
    "Removed",
    "Unchanged",
    "VerbatimError",
    "create",
    "open",
]

# Loaded when they are asked for, so that importing qa is cheap.
_WHERE = {
    "Added": "index.ingest",
    "Answer": "qa.answers",
    "Failed": "index.ingest",
    "OpenLibrary": "qa.api",
    "Removed": "index.ingest",
    "Unchanged": "index.ingest",
}


def open(path: str | Path, *, reader: str | None = None) -> OpenLibrary:  # noqa: A001
    """Open the library in a folder; LibraryMissing when there is none.

    reader: what finds the words that answer, as for `qa ask --reader`.
    """
    from qa.api import open_library

    return open_library(Path(path), reader)


def create(path: str | Path, model: str | None = None, *, reader: str | None = None) -> OpenLibrary:
    """Make an empty library in a folder and open it; LibraryError when there is one already.

    model: an embedding model, by name or path; None: the one that comes with the program.
    """
    from qa.api import create_library

    return create_library(Path(path), model, reader)


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
