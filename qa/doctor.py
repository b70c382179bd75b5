"""A library's health: what is stored, what is derived, which models are here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from index.embedding.compiled import load_embedder
from index.embedding.embedder import LoadEmbedder
from index.errors import LibraryError, VerbatimError
from index.library import Library
from index.store.upgrade import FORMAT_VERSION
from qa.reading.spans import MODEL_FOLDER, check_files

PACKAGES = ("verbatim-qa", "faiss-cpu", "sentence-transformers", "tokenizers", "torch")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and how it went."""

    check: str
    ok: bool
    detail: str


def examine(path: Path, load: LoadEmbedder = load_embedder) -> Iterator[Check]:
    """Yield the findings of every check, the bad ones included; never raises for a bad library."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    yield Check("versions", True, versions)
    yield _reader()
    try:
        library = Library(path, load)
    except VerbatimError as exc:
        yield Check("library", False, str(exc))
        return
    with library:
        try:
            damage = list(library.damage())
            counts = library.counts()
            outdated = library.outdated()
        except (LibraryError, ValueError, TypeError) as exc:  # rows that are none any more
            found = exc.__cause__ or exc
            detail = (
                f"{path} is damaged ({found}); restore it from a backup, or add the files again"
            )
            yield Check("library", False, detail)
            return
        whole = f"{path}: {counts['articles']} articles, {counts['passages']} passages, all whole"
        yield Check("library", not damage, "; ".join(damage[:5]) or whole)
        if outdated or library.manifest.format_version < FORMAT_VERSION:
            yield Check("format", True, _waiting(library, outdated))
        try:
            embedder = library.embedder
            detail = (
                f"{embedder.name}, dimension {embedder.dimension}, as when the library was made"
            )
            yield Check("embedder", True, detail)
        except VerbatimError as exc:
            yield Check("embedder", False, str(exc))


def _reader() -> Check:
    try:
        files = check_files(MODEL_FOLDER)["sha256"]
    except VerbatimError as exc:
        return Check("reader", False, str(exc))
    return Check("reader", True, f"{MODEL_FOLDER}: {', '.join(files)}, all whole")


def _waiting(library: Library, outdated: int) -> str:
    found = f"format {library.manifest.format_version}, the newest is {FORMAT_VERSION}"
    return f"{found}; {outdated} articles wait to be made anew by the next qa add"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
