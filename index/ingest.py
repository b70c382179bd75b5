"""Ingest: files into a library, one report for each article as soon as it is safe on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from itertools import chain
from pathlib import Path

from index.articles import Article
from index.errors import ArticleError, UnreadableFile
from index.library import Library
from index.loaders import RawFile, read_articles, walk
from index.store.store import FileRecord

# Articles are embedded together and committed in one transaction: enough for the embedder to sort
# passages by length, few enough that a kill loses seconds of work.
BATCH_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Added:
    """An article that is new in the library."""

    article: Article


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An article or a whole file that the library holds already."""

    name: str


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that went because its file no longer holds it."""

    article_id: str
    path: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A file, or a part of one, that gave no article."""

    error: ArticleError


Report = Added | Unchanged | Removed | Failed


def ingest(
    library: Library,
    paths: Iterable[str],
    *,
    split_at: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Report]:
    """Add the articles of files and folders ("-" is standard input); yields what became of each.

    A file that was read before and has not changed is not read again; a changed one replaces its
    articles. An article is reported as added when it is on the disk.

    split_at: the line at which a second article starts in the one file of `paths`; a file that was
        split stays split until it changes.
    progress: is told how many more bytes of the files are done.
    Raises LibraryLocked when another program is writing.
    """
    yield from ingest_files(library, walk(paths), split_at=split_at, progress=progress)


def ingest_files(
    library: Library,
    files: Iterable[RawFile | ArticleError],
    *,
    split_at: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Report]:
    """Add the articles of files as `walk` yields them; otherwise as `ingest`."""
    with library.writing():
        batch = _Batch(library, progress)
        for raw in files:
            if isinstance(raw, ArticleError):
                yield Failed(raw)
                continue
            path = str(Path(raw.path).resolve()) if raw.path else None
            if path and not _is_text(path):
                yield Failed(_misnamed(path))
                continue
            known = library.known_file(path) if path else None
            line = split_at
            if known and known[0] == raw.sha256:
                line = split_at or known[1]
                if known[1:] == (line, reader_version()):
                    yield Unchanged(raw.name)
                    progress(len(raw.data))
                    continue
            yield from batch.read(raw, path, line)
        yield from batch.store()


def up_to_article(
    files: Iterator[RawFile | ArticleError], *, split_at: int | None = None
) -> tuple[list[Failed], Iterator[RawFile | ArticleError] | None]:
    """Read files up to the first that gives an article.

    Returns what failed before it, and the files from it on; None when none gives an article.
    """
    failed: list[Failed] = []
    for raw in files:
        errors: list[Failed] = []
        for article in _articles(raw, split_at):
            if isinstance(article, Article):
                return failed, chain([raw], files)
            errors.append(Failed(article))
        failed += errors
    return failed, None


def _articles(
    raw: RawFile | ArticleError, split_at: int | None
) -> Iterator[Article | ArticleError]:
    if isinstance(raw, ArticleError):
        yield raw
    elif raw.path and not _is_text(path := str(Path(raw.path).resolve())):
        yield _misnamed(path)
    else:
        yield from read_articles(raw, split_at=split_at)


class _Batch:
    """What is read and not yet stored."""

    def __init__(self, library: Library, progress: Callable[[int], None]) -> None:
        self._library = library
        self._progress = progress
        self._clear()

    def _clear(self) -> None:
        self._articles: list[Article] = []
        self._origins: list[tuple[str, str]] = []
        self._files: list[FileRecord] = []
        self._characters = 0
        self._bytes = 0  # of the raw files, for the progress

    def read(self, raw: RawFile, path: str | None, line: int | None) -> Iterator[Report]:
        """Read the articles of a file, and store whenever the batch is full."""
        ids: set[str] = set()
        whole, left = True, len(raw.data)
        for article in read_articles(raw, split_at=line):
            if isinstance(article, ArticleError):
                whole = False
                yield Failed(article)
                continue
            ids.add(article.id)
            self._articles.append(article)
            if path:
                self._origins.append((path, article.id))
            self._characters += len(article.text)
            share = min(left, len(article.text))  # a file of many articles is done bit by bit
            self._bytes, left = self._bytes + share, left - share
            if self._characters >= BATCH_CHARACTERS:
                yield from self.store()
        self._bytes += left
        if path and whole:  # what a damaged file no longer yields is not thereby gone
            self._files.append(FileRecord(path, raw.sha256, line, reader_version(), frozenset(ids)))

    def store(self) -> Iterator[Report]:
        """Store what was read, and report it."""
        articles, done = self._articles, self._bytes
        if articles or self._files:
            new, gone = self._library.add(articles, origins=self._origins, files=self._files)
            self._clear()
            unreported = set(new)
            for article in articles:
                if article.id in unreported:
                    unreported.remove(article.id)
                    yield Added(article)
                else:
                    yield Unchanged(article.label)
            yield from (Removed(article_id, path) for article_id, path in gone)
        self._progress(done)


def _is_text(path: str) -> bool:
    """Tell whether a path can be stored: names of old files may hold bytes that are no text."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _misnamed(path: str) -> UnreadableFile:
    return UnreadableFile(f"the name of {path} is not UTF-8: rename the file")


@cache
def reader_version() -> str:
    """Return the version whose loaders read a file: a newer one reads unchanged files again."""
    return metadata.version("verbatim-qa")
