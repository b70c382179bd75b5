"""The sample articles that come with the program, and a library of theirs."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import resources
from pathlib import Path

from index.articles import Article
from index.embedding.compiled import load_embedder
from index.embedding.embedder import DEFAULT_MODEL, LoadEmbedder
from index.errors import LibraryError
from index.ingest import Report, ingest
from index.library import Library

# One sample has a second, unrelated article glued to its end; `qa add` warns of it and names the
# line, an editor looked and agreed.
SPLITS = {"003_0040aaca244042a9.txt": 62}


def sample_files() -> list[Path]:
    """Return the paths of the sample articles, in order."""
    folder = resources.files("seeds")
    return sorted(Path(str(file)) for file in folder.iterdir() if file.name.endswith(".txt"))


def add_samples(library: Library) -> Iterator[Report]:
    """Add the sample articles to a library; yields what became of each."""
    for file in sample_files():
        yield from ingest(library, [str(file)], split_at=SPLITS.get(file.name))


def are_the_samples(articles: Iterable[Article]) -> bool:
    """Tell whether articles come from the sample files, from every one and from no other file.

    Stops at the first that does not.
    """
    missing = samples = {hashlib.sha256(file.read_bytes()).hexdigest() for file in sample_files()}
    for article in articles:
        if article.raw_sha256 not in samples:
            return False
        missing = missing - {article.raw_sha256}
    return not missing


def sample_library(
    path: Path, note: Callable[[str], None], load: LoadEmbedder = load_embedder
) -> Library:
    """Open the library of the sample articles in a folder; it is made first where there is none.

    note: is told when it is made, which takes a moment. Raises LibraryError when it cannot be.
    """
    if not Library.is_at(path):
        note("indexing the sample articles, once …")
        try:
            _make(path, load)
        except OSError as exc:
            raise LibraryError(
                f"cannot make the library of the sample articles in {path} ({exc.strerror}); "
                "name a library with --library"
            ) from exc
    return Library(path, load)


def _make(path: Path, load: LoadEmbedder) -> None:
    """Make the library whole or not at all, whoever else is making it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / path.name
        with Library.create(made, load(DEFAULT_MODEL)) as library:
            for _ in add_samples(library):
                pass
        with suppress(OSError):  # another process was quicker; its library is the same
            made.rename(path)
