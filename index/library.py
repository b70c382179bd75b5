"""Library: the one door to a stored collection of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np

from index.articles import Article, Listed, article_id
from index.embedding.compiled import load_embedder
from index.embedding.embedder import Embedder, LoadEmbedder, Vectors
from index.errors import LibraryMismatch, LibraryMissing, UnknownArticle
from index.filters import Filters
from index.passages import Passage, split_article
from index.quotations import Quotation, find_quotations
from index.store.sqlite import SqliteStore
from index.store.store import Entry, FileRecord, Manifest, Store

# Tokens of a passage: other lengths were not measured. The rest of what an
# embedder takes is for the title and the date in front.
PASSAGE_TOKENS = 192
TITLE_TOKENS = 48
RENEWED_TOGETHER = 20  # articles in one transaction, so that a kill loses seconds of work
NO_VECTORS = np.empty((0, 0), np.float32)
CATCH_UP_ROWS = 8192


class Library:
    """A folder with a collection of articles: many may read it, one may write.

    path: the folder. load: gives the embedder of a (name, fingerprint); called once, when vectors
        are needed.
    store: where it is kept, when not in library.db of that folder; see `Library.over`.
    on_upgrade: is told (articles done, of how many) while a writer makes anew what is outdated.
    Raises LibraryMissing, LibraryDamaged, LibraryMismatch or LibraryLocked, each saying what to do.
    """

    def __init__(
        self,
        path: Path,
        load: LoadEmbedder = load_embedder,
        *,
        store: Store | None = None,
    ) -> None:
        if store is None and not self.is_at(path):
            raise LibraryMissing(f"there is no library in {path}; make one with: qa add FILES")
        self.path = path
        self._load = load
        self._embedder: Embedder | None = None
        self._store = store or SqliteStore(path)
        self.on_upgrade: Callable[[int, int], None] = lambda done, of: None
        self._asked: tuple[str, Vectors] | None = None

    @classmethod
    def create(cls, path: Path, embedder: Embedder) -> Library:
        """Make an empty library for vectors of one embedder, or open the one that is there."""
        return cls.over(SqliteStore.create(path, manifest_for(embedder)), embedder, path)

    @classmethod
    def over(cls, store: Store, embedder: Embedder, path: Path = Path()) -> Library:
        """Open a library over a store; LibraryMismatch when that has vectors of another embedder.

        path: the folder of the store, when it has one.
        """
        library = cls(path, lambda name, fingerprint=None: embedder, store=store)
        try:
            _ = library.embedder
        except LibraryMismatch:
            library.close()
            raise
        return library

    @staticmethod
    def is_at(path: Path) -> bool:
        """Tell whether there is a library in a folder."""
        return SqliteStore.is_at(path)

    @property
    def manifest(self) -> Manifest:
        """What the library was made with."""
        return self._store.manifest

    @property
    def generation(self) -> int:
        """How often the library was changed since it was made."""
        return self._store.generation()

    @property
    def embedder(self) -> Embedder:
        """The embedder that the library was made with; LibraryMismatch when it has changed."""
        if self._embedder is None:
            embedder = self._load(self.manifest.embedder, self.manifest.fingerprint)
            for name in ("dimension", "fingerprint"):
                expected, found = getattr(self.manifest, name), getattr(embedder, name)
                if found != expected:
                    raise LibraryMismatch(
                        f"the model {embedder.name} has {name} {str(found)[:12]}, the library in "
                        f"{self.path} was made with {str(expected)[:12]}; install that model "
                        "again, or add the articles to a new library"
                    )
            self._embedder = embedder
        return self._embedder

    def question_vector(self, text: str) -> Vectors:
        """Return the (dimension,) vector of a question; the last one is kept."""
        if self._asked is None or self._asked[0] != text:
            self._asked = text, self.embedder.embed_question(text)
        return self._asked[1]

    def close(self) -> None:
        """Close the library."""
        self._store.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    # Writing. ------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one writer; LibraryLocked when another is at it.

        A library of an older format, or of older rules, is brought up to date first.
        """
        with self._store.writing():
            self._renew()
            yield

    def add(
        self,
        articles: Iterable[Article],
        *,
        origins: Iterable[tuple[str, str]] = (),
        files: Iterable[FileRecord] = (),
    ) -> tuple[list[str], list[tuple[str, str]]]:
        """Add articles in one transaction; returns the ids that are new, (id, path) that went.

        Articles that are stored already cost nothing. origins: (path, article id) of files that
        hold them. files: those read to their end; their former articles go when no file has them.
        Call it inside `writing()`. When it returns, the articles are on the disk.
        """
        new = {a.id: a for a in articles if self._store.article(a.id) is None}
        passages = [self.split(article) for article in new.values()]
        vectors = self.embedder.embed_passages(
            [embedding_text(passage) for group in passages for passage in group]
        )
        bounds = np.cumsum([len(group) for group in passages[:-1]])
        parts = np.split(vectors, bounds) if passages else []
        entries = [
            Entry(article, group, rows, find_quotations(article))
            for article, group, rows in zip(new.values(), passages, parts, strict=True)
        ]
        gone = self._store.add(entries, origins, files)
        return list(new), gone

    def remove(self, article_id: str) -> None:
        """Remove an article and everything made from it; UnknownArticle when there is none."""
        self._store.remove(self.get(article_id).id)

    def outdated(self) -> int:
        """Return how many articles the next writer makes passages or quotations of anew."""
        return len(self._store.outdated())

    def _renew(self) -> None:
        outdated = list(self._store.outdated().items())
        for first in range(0, len(outdated), RENEWED_TOGETHER):
            batch = outdated[first : first + RENEWED_TOGETHER]
            self._store.renew([(self._renewed(id_, cut), cut) for id_, cut in batch])
            self.on_upgrade(first + len(batch), len(outdated))

    def _renewed(self, article_id: str, cut: bool) -> Entry:
        article = self.get(article_id)
        if not cut:
            return Entry(article, (), NO_VECTORS, find_quotations(article))
        passages = self.split(article)
        vectors = self.embedder.embed_passages([embedding_text(passage) for passage in passages])
        return Entry(article, passages, vectors, find_quotations(article))

    def save_vectors(self) -> None:
        """Write the vector file for the library as it is now."""
        self._store.save()

    # Reading. ------------------------------------------------------------------------------------

    def get(self, article_id: str) -> Article:
        """Return the article with that id, or whose id alone begins so; else UnknownArticle."""
        ids = self._store.ids_like(article_id) if article_id else []
        if len(ids) > 1:
            raise UnknownArticle(f"{article_id!r} begins {len(ids)} ids: {', '.join(ids[:5])}")
        article = self._store.article(ids[0]) if ids else None
        if article is None:
            raise UnknownArticle(f"no article has the id {article_id!r}; see: qa list")
        return article

    def articles(
        self, filters: Filters | None = None, after: str | None = None, limit: int = -1
    ) -> Iterator[Article]:
        """Yield the articles that filters allow in the order in which they were added.

        after: only those added after the article with this id; UnknownArticle when there is none.
        limit: at most; -1 for all.
        """
        if after is not None and self._store.article(after) is None:
            raise UnknownArticle(f"no article has the id {after!r}; see: qa list")
        return self._store.articles(filters, after, limit)

    def mentioning(self, words: Iterable[str], filters: Filters | None = None) -> Iterator[Article]:
        """Yield the articles that may have all of some words, in the order of `articles`.

        words: as `matched` compares them; one that has them all is never left out.
        """
        return self._store.mentioning(words, filters)

    def listed(self, filters: Filters | None = None) -> Iterator[Listed]:
        """Yield what is known of the articles that filters allow, in the order of `articles`."""
        return self._store.listed(filters)

    def sources(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        """Return (source, articles), most articles first, then by name."""
        return self._store.sources(filters)

    def authors(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        """Return (author, articles), most articles first, then by name."""
        return self._store.authors(filters)

    def snapshot(self) -> AbstractContextManager[None]:
        """Read several times from one state, whatever is written meanwhile."""
        return self._store.snapshot()

    def known_file(self, path: str) -> tuple[str, int | None, str] | None:
        """Return (raw_sha256, split_at, reader version) of a file that was read to its end."""
        return self._store.file(path)

    def counts(self) -> dict[str, int]:
        """Return the number of "articles" and "passages"."""
        return self._store.counts()

    def passage_counts(self, filters: Filters | None = None) -> dict[str, int]:
        """Return the number of passages by article id."""
        return self._store.passage_counts(filters)

    def quotation_counts(self, filters: Filters | None = None) -> dict[str, int]:
        """Return the number of quotations by article id."""
        return self._store.quotation_counts(filters)

    def split(self, article: Article) -> list[Passage]:
        """Cut an article into the passages that this library searches."""
        return split_article(
            article,
            max_tokens=self.manifest.max_tokens,
            count_tokens=self.embedder.count_tokens,
        )

    def nearest(
        self, query: Vectors, k: int, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """Return at most k (passage id, cosine) for a (dimension,) query, best first."""
        return self._store.nearest(query, k, filters)

    def cosines(self, query: Vectors, ids: Sequence[int]) -> dict[int, float]:
        """Return the cosine of passages with a (dimension,) query, by id."""
        return self._store.cosines(query, ids)

    def match(self, query: str, k: int, filters: Filters | None = None) -> list[tuple[int, float]]:
        """Return at most k (passage id, BM25) for a query in FTS5's syntax, best first."""
        return self._store.match(query, k, filters)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return passages by id, in the order of `ids`; those that are gone are left out."""
        return self._store.passages(ids)

    def quotations(
        self,
        filters: Filters | None = None,
        speakers: Sequence[str] | None = None,
        within: Sequence[Passage] | None = None,
        limit: int = -1,
        offset: int = 0,
    ) -> list[tuple[Article, Quotation]]:
        """Return quotations with their articles, oldest first, undated last, in order of text.

        speakers: only of these names. within: only those that overlap one of these. limit: at
        most so many, -1 for all, after the first `offset`.
        """
        return self._store.quotations(filters, speakers, within, limit, offset)

    def speakers(
        self, filters: Filters | None = None, limit: int = -1, offset: int = 0
    ) -> list[tuple[str, str | None, int, int]]:
        """Return (name, role, quotations, articles) of speakers, most quoted first, then by name.

        limit: at most so many, -1 for all, after the first `offset`.
        """
        return self._store.speakers(filters, limit, offset)

    def damage(self) -> Iterator[str]:
        """Yield what is wrong with what is stored; nothing when all of it checks out."""
        yield from self._store.damage()
        for article in self.articles():
            if article_id(article.title, article.source, article.text) != article.id:
                yield f"the words of article {article.id} are not those that were added"
            if any(not article.text[b.start : b.end].strip() for b in article.blocks):
                yield f"a block of article {article.id} does not cut words from its text"


def manifest_for(embedder: Embedder) -> Manifest:
    """Return the manifest of a new library with vectors of one embedder."""
    return Manifest(
        embedder=embedder.name,
        dimension=embedder.dimension,
        fingerprint=embedder.fingerprint,
        max_tokens=min(PASSAGE_TOKENS, embedder.max_tokens - TITLE_TOKENS),
    )


def embedding_text(passage: Passage) -> str:
    """Return what is embedded for a passage: its words with title and date in front."""
    article = passage.article
    front = " ".join(part for part in (article.title, article.published) if part)
    return f"{front}\n{passage.text}" if front else passage.text
