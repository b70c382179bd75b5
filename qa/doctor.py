"""A library's health: what is stored, what is derived, which models are here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from index.errors import VerbatimError
from index.library import Library

PACKAGES = ("verbatim-qa", "faiss-cpu", "sentence-transformers", "tokenizers", "torch")


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and how it went."""

    check: str
    ok: bool
    detail: str


def examine(path: Path) -> Iterator[Finding]:
    """Yield the findings of every check, the bad ones included; never raises for a bad library."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    yield Finding("versions", True, versions)
    try:
        library = Library(path)
    except VerbatimError as exc:
        yield Finding("library", False, str(exc))
        return
    with library:
        try:
            damage = list(library.damage())
            counts = library.counts()
        except (sqlite3.DatabaseError, ValueError, TypeError) as exc:  # rows that are none any more
            detail = f"{path} is damaged ({exc}); restore it from a backup, or add the files again"
            yield Finding("library", False, detail)
            return
        whole = f"{path}: {counts['articles']} articles, {counts['passages']} passages, all whole"
        yield Finding("library", not damage, "; ".join(damage[:5]) or whole)
        try:
            embedder = library.embedder
            detail = (
                f"{embedder.name}, dimension {embedder.dimension}, as when the library was made"
            )
            yield Finding("embedder", True, detail)
        except VerbatimError as exc:
            yield Finding("embedder", False, str(exc))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
