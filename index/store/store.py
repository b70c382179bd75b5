"""What a library keeps, as values, and the seam that every store has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from index.articles import Article, Listed
from index.embedding.embedder import Vectors
from index.filters import Filters
from index.passages import Passage
from index.quotations import Quotation
from index.store.upgrade import FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a library was made with; fixed when it is created."""

    embedder: str
    dimension: int
    fingerprint: str
    max_tokens: int  # of a passage
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class Entry:
    """An article and what is made of it when it is added."""

    article: Article
    passages: Sequence[Passage]
    vectors: Vectors  # (n passages, dimension)
    quotations: Sequence[Quotation]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that was read to its end: what came out of it, and by which version of us."""

    path: str
    raw_sha256: str
    split_at: int | None
    reader: str
    article_ids: frozenset[str]


class Store(Protocol):
    """Keeps articles, their passages with vectors, and their quotations; finds passages again.

    A passage's id is a number that is never used twice. Raises LibraryError for what goes wrong.
    """

    @property
    def manifest(self) -> Manifest:
        """What the library was made with."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Be the one writer; LibraryLocked when another is at it."""
        ...

    def add(
        self,
        entries: Sequence[Entry],
        origins: Iterable[tuple[str, str]],
        files: Iterable[FileRecord],
    ) -> list[tuple[str, str]]:
        """Store articles with all that was made of them, and what was read; all or nothing.

        entries: articles that are not stored yet.
        origins: (path, article id). files: files read to their end; what they held before and no
            longer hold goes, unless another file holds it too.
        Returns (article id, path) of the articles that went.
        """
        ...

    def remove(self, article_id: str) -> None:
        """Remove an article with all that was made from it; its files count as unread again."""
        ...

    def outdated(self) -> dict[str, bool]:
        """Return the ids that older rules dealt with, and whether the passages are theirs too."""
        ...

    def renew(self, entries: Iterable[tuple[Entry, bool]]) -> None:
        """Put what today's rules make of articles in place of what older ones made.

        entries: and whether the passages are replaced as well as the quotations. All or nothing.
        """
        ...

    def save(self) -> None:
        """Write what is derived for the library as it is now."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Read several times from one state, whatever is written meanwhile."""
        ...

    def generation(self) -> int:
        """Return the number of changes so far."""
        ...

    def file(self, path: str) -> tuple[str, int | None, str] | None:
        """Return (raw_sha256, split_at, reader) of a file that was read to its end."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Return the article with that id."""
        ...

    def ids_like(self, prefix: str) -> list[str]:
        """Return the ids that begin with a prefix, in order."""
        ...

    def articles(
        self, filters: Filters | None = None, after: str | None = None, limit: int = -1
    ) -> Iterator[Article]:
        """Yield the articles that filters allow in the order in which they were added.

        after: only those added after the article with this id. limit: at most; -1 for all.
        """
        ...

    def mentioning(self, words: Iterable[str], filters: Filters | None = None) -> Iterator[Article]:
        """Yield the articles that may have all of some words, in the order of `articles`.

        words: as `index.english.forms.matched` compares them; an article that has them all is never
        left out, one that lacks some may be there.
        """
        ...

    def listed(self, filters: Filters | None = None) -> Iterator[Listed]:
        """Yield what is known of the articles that filters allow, in the order of `articles`."""
        ...

    def sources(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        """Return (source, articles), most articles first, then by name."""
        ...

    def authors(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        """Return (author, articles), most articles first, then by name."""
        ...

    def counts(self) -> dict[str, int]:
        """Return the number of "articles" and "passages"."""
        ...

    def passage_counts(self, filters: Filters | None = None) -> dict[str, int]:
        """Return the number of passages by article id."""
        ...

    def quotation_counts(self, filters: Filters | None = None) -> dict[str, int]:
        """Return the number of quotations by article id."""
        ...

    def quotations(
        self,
        filters: Filters | None = None,
        speakers: Sequence[str] | None = None,
        within: Sequence[Passage] | None = None,
        limit: int = -1,
        offset: int = 0,
    ) -> list[tuple[Article, Quotation]]:
        """Return quotations with their articles, oldest first, undated last, in order of text.

        speakers: only of these names. within: only those that overlap one of these passages.
        limit: at most so many, -1 for all, after the first `offset`.
        """
        ...

    def speakers(
        self, filters: Filters | None = None, limit: int = -1, offset: int = 0
    ) -> list[tuple[str, str | None, int, int]]:
        """Return (name, role, quotations, articles) of speakers, most quoted first, then by name.

        A name with several roles comes once with each; without one, before those.
        """
        ...

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return passages by id, in the order of `ids`; those that are gone are left out."""
        ...

    def nearest(
        self, query: Vectors, k: int, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """Return at most k (passage id, cosine) for a (dimension,) query, best first."""
        ...

    def cosines(self, query: Vectors, ids: Sequence[int]) -> dict[int, float]:
        """Return the cosine of passages by id; those that are gone are left out."""
        ...

    def match(self, query: str, k: int, filters: Filters | None = None) -> list[tuple[int, float]]:
        """Return at most k (passage id, BM25), best first, for terms: "a" OR "b c"."""
        ...

    def damage(self) -> list[str]:
        """Return what is wrong with what is stored; empty when it is whole."""
        ...
