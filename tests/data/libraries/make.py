"""Make a small library of the present format, with the articles of the first one.

    PYTHONPATH=.:tests python tests/data/libraries/make.py

It goes into format-N beside this file, which should not be there yet.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from conftest import HashEmbedder, always

from index.library import Library
from index.store.sqlite import DATABASE
from index.store.store import FileRecord
from index.store.upgrade import FORMAT_VERSION

HERE = Path(__file__).parent
EMBEDDER = HashEmbedder(8, name="hash")


def make(target: Path) -> None:
    """Make the library in a folder that is not there, and leave its library.db alone in it."""
    with tempfile.TemporaryDirectory() as folder:
        first = shutil.copytree(HERE / "format-1", Path(folder) / "first")
        with Library(first, always(EMBEDDER)) as library:
            articles = list(library.articles())
        with Library.create(Path(folder) / "made", EMBEDDER) as library, library.writing():
            library.add(
                articles,
                origins=[(str(a.path), a.id) for a in articles],
                files=[
                    FileRecord(str(a.path), a.raw_sha256, None, "0.1.0", frozenset([a.id]))
                    for a in articles
                ],
            )
        target.mkdir()
        shutil.copy(Path(folder) / "made" / DATABASE, target / DATABASE)


if __name__ == "__main__":
    make(HERE / f"format-{FORMAT_VERSION}")
