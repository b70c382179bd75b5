"""The door to raw files: walk paths, read each file with the first loader that accepts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from index.articles import Article
from index.cleaning.lines import split_lines
from index.errors import ArticleError, NotAnArticle
from index.loaders import files
from index.loaders.files import MAX_BYTES, RawFile
from index.loaders.html import HtmlLoader
from index.loaders.jsonl import JsonLoader
from index.loaders.markdown import MarkdownLoader
from index.loaders.text import TextLoader

__all__ = ["LOADERS", "MAX_BYTES", "ArticleLoader", "RawFile", "loader_of", "read_articles", "walk"]


class ArticleLoader(Protocol):
    """Reads the articles of one kind of file.

    Whatever the bytes are, `accepts` and `load` raise nothing but ArticleError: where the whole
    file is at fault; `load` yields one where a part is.
    """

    suffixes: frozenset[str]  # lower case, with the dot: the files of a folder that are tried
    by_lines: bool  # its articles are runs of lines, so that a file can be split at a line

    def accepts(self, raw: RawFile) -> bool:
        """Say whether the file is of this kind."""

    def load(self, raw: RawFile) -> Iterator[Article | ArticleError]:
        """Yield the articles of the file in order."""


# The first that accepts a file reads it: a loader of bytes that are no text stands before those
# that decode the file to look at it; plain text accepts everything and stands last.
LOADERS: tuple[ArticleLoader, ...] = (JsonLoader(), HtmlLoader(), MarkdownLoader(), TextLoader())


def walk(paths: Iterable[str], *, max_bytes: int = MAX_BYTES) -> Iterator[RawFile | ArticleError]:
    """Read files, the files of folders that a loader knows, and "-" for standard input.

    An input that cannot be read is yielded as an error, so that the others go on.
    """
    suffixes = frozenset[str]().union(*(loader.suffixes for loader in LOADERS))
    return files.walk(paths, suffixes, max_bytes=max_bytes)


def loader_of(raw: RawFile) -> ArticleLoader:
    """Return the first loader that accepts a file; ArticleError when it cannot be decoded."""
    return next(loader for loader in LOADERS if loader.accepts(raw))


def read_articles(raw: RawFile, *, split_at: int | None = None) -> Iterator[Article | ArticleError]:
    """Yield the articles of a raw file; what is wrong is yielded as an error, never raised.

    `split_at` is the line of the raw file, from 1, at which a second article starts.
    """
    try:
        loader = loader_of(raw)
        if split_at is None:
            yield from loader.load(raw)
            return
        for part in _split(raw, split_at, loader):
            for article in loader.load(part):
                # Split as asked: there is no more to warn of.
                yield (
                    replace(article, second_article_line=None)
                    if isinstance(article, Article)
                    else article
                )
    except ArticleError as exc:
        yield exc


def _split(raw: RawFile, line: int, loader: ArticleLoader) -> tuple[RawFile, RawFile]:
    """Split a raw file in front of a line that holds text."""
    if not loader.by_lines:
        raise NotAnArticle(
            f"{raw.name} cannot be split at line {line}: only plain text and markdown can"
        )
    lines = split_lines(raw.text)
    if not 2 <= line <= len(lines):
        raise NotAnArticle(
            f"cannot split {raw.name} at line {line}: it has lines 2 to {len(lines)}"
        )
    if not lines[line - 1].strip():
        raise NotAnArticle(
            f"cannot split {raw.name} at line {line}: expected an article there, found a blank line"
        )
    return replace(raw, last_line=line - 1), replace(raw, first_line=line)
