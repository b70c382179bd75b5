"""The sample articles that come with the program."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import resources
from pathlib import Path

from index.embedding.compiled import load_embedder
from index.embedding.embedder import DEFAULT_MODEL
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


def sample_library(path: Path, note: Callable[[str], None]) -> Library:
    """Make a library of the sample articles, whole or not at all; `note` is told what is done."""
    note(f"There is no library in {path} yet: indexing the sample articles …")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / path.name
        with Library.create(made, load_embedder(DEFAULT_MODEL)) as library:
            for _ in add_samples(library):
                pass
        with suppress(OSError):  # another process was quicker; its library is the same
            made.rename(path)
    library = Library(path)
    note(f"Indexed {library.counts()['articles']} articles. Add your own with: qa add FILES")
    return library
