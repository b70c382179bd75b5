"""The sample articles that come with the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

from index.compiled import load_embedder
from index.embedders import DEFAULT_MODEL
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
    """Make a library of the sample articles; `note` is told what is done."""
    note(f"There is no library in {path} yet: indexing the sample articles …")
    library = Library.create(path, load_embedder(DEFAULT_MODEL))
    for _ in add_samples(library):
        pass
    note(f"Indexed {library.counts()['articles']} articles. Add your own with: qa add FILES")
    return library
