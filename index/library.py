"""Library: the one door to a stored collection of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import numpy as np

from index.articles import Article, article_id
from index.embedding.compiled import load_embedder
from index.embedding.embedder import Embedder, Vectors
from index.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    LibraryMismatch,
    LibraryMissing,
    UnknownArticle,
)
from index.filters import Filters
from index.passages import Passage, split_article
from index.quotations import Quotation, find_quotations
from index.store.sqlite import Storage
from index.store.store import Entry, FileRecord, Manifest
from index.store.vectors import FaissIndex, read_header, read_vectors, write_vectors

DATABASE = "library.db"
VECTORS = "vectors.faiss"
LOCK = "writer.lock"

# Tokens of a passage: other lengths were not measured. The rest of what an
# embedder takes is for the title and the date in front.
PASSAGE_TOKENS = 192
TITLE_TOKENS = 48
# The vector file is written anew when this share of the passages, and at least this many, are not
# in it yet: adding one article costs the same however large the library is.
STALE_SHARE = 0.1
STALE_PASSAGES = 1000
STALE_GENERATIONS = 500
RENEWED_TOGETHER = 20  # articles in one transaction, so that a kill loses seconds of work
CATCH_UP_ROWS = 8192


class Library:
    """A folder with a collection of articles: many may read it, one may write.

    path: the folder. load: gives the embedder of a (name, fingerprint); called once, when vectors
        are needed.
    on_upgrade: is told (articles done, of how many) while a writer makes anew what is outdated.
    Raises LibraryMissing, LibraryDamaged, LibraryMismatch or LibraryLocked, each saying what to do.
    """

    def __init__(self, path: Path, load: Callable[[str, str], Embedder] = load_embedder) -> None:
        if not self.is_at(path):
            raise LibraryMissing(f"there is no library in {path}; make one with: qa add FILES")
        self.path = path
        self._load = load
        self._embedder: Embedder | None = None
        self._storage = Storage(path / DATABASE)
        self._vectors: FaissIndex | None = None
        self._generation, self._token = -1, ""  # of self._vectors
        self.on_upgrade: Callable[[int, int], None] = lambda done, of: None
        self._asked: tuple[str, Vectors] | None = None

    @classmethod
    def create(cls, path: Path, embedder: Embedder) -> Library:
        """Make an empty library for vectors of one embedder."""
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise LibraryError(
                f"cannot make a folder for the library at {path} ({exc.strerror}); name another"
            ) from exc
        manifest = Manifest(
            embedder=embedder.name,
            dimension=embedder.dimension,
            fingerprint=embedder.fingerprint,
            max_tokens=min(PASSAGE_TOKENS, embedder.max_tokens - TITLE_TOKENS),
        )
        with _lock(path):
            if not cls.is_at(path):
                Storage.create(path / DATABASE, manifest).close()
        library = cls(path, lambda name, fingerprint: embedder)
        try:
            _ = library.embedder  # another process may just have made it with another embedder
        except LibraryMismatch:
            library.close()
            raise
        return library

    @staticmethod
    def is_at(path: Path) -> bool:
        """Tell whether there is a library in a folder."""
        return (path / DATABASE).is_file()

    @property
    def manifest(self) -> Manifest:
        """What the library was made with."""
        return self._storage.manifest

    @property
    def generation(self) -> int:
        """How often the library was changed since it was made."""
        return self._storage.generation()

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
        self._storage.close()

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
        with _lock(self.path):
            self._storage.upgrade()
            self._renew()
            if self._of_another_history():
                self._forget_vectors()
            yield
            if self._is_stale():
                self.save_vectors()

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
        new = {a.id: a for a in articles if self._storage.article(a.id) is None}
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
        gone = self._storage.store(entries, origins, files)
        return list(new), gone

    def remove(self, article_id: str) -> None:
        """Remove an article and everything made from it; UnknownArticle when there is none."""
        self._storage.remove(self.get(article_id).id)

    def outdated(self) -> int:
        """Return how many articles the next writer makes passages or quotations of anew."""
        return len(self._storage.outdated())

    def _renew(self) -> None:
        outdated = self._storage.outdated()
        if any(cut for _, _, cut in outdated):
            self._forget_vectors()
        for first in range(0, len(outdated), RENEWED_TOGETHER):
            batch = outdated[first : first + RENEWED_TOGETHER]
            self._storage.renew([self._renewed(id_, cut) for id_, _, cut in batch])
            self.on_upgrade(first + len(batch), len(outdated))

    def _renewed(self, article_id: str, cut: bool) -> Entry:
        article = self.get(article_id)
        passages = self.split(article) if cut else []
        vectors = (
            self.embedder.embed_passages([embedding_text(passage) for passage in passages])
            if passages
            else np.empty((0, self.manifest.dimension), np.float32)
        )
        return Entry(article, passages, vectors, find_quotations(article))

    def save_vectors(self) -> None:
        """Write the vector file for the library as it is now."""
        index = self._caught_up()
        write_vectors(
            self.path / VECTORS,
            index,
            self._generation,
            self.manifest.fingerprint,
            self._token,
        )

    def _forget_vectors(self) -> None:
        with suppress(OSError):  # so that the next writer writes it anew
            (self.path / VECTORS).unlink(missing_ok=True)

    def _of_another_history(self) -> bool:
        """Tell whether the vector file is of a copy of this library that went another way."""
        header = read_header(self.path / VECTORS)
        generation, token = self._storage.state()
        return header is not None and (
            header.generation > generation
            or (header.generation == generation and header.token != token)
        )

    def _is_stale(self) -> bool:
        header = read_header(self.path / VECTORS)
        if header is None:
            return True
        passages = self._storage.counts()["passages"]
        late = abs(passages - header.passages) > max(STALE_PASSAGES, STALE_SHARE * passages)
        return late or self._storage.generation() - header.generation > STALE_GENERATIONS

    # Reading. ------------------------------------------------------------------------------------

    def get(self, article_id: str) -> Article:
        """Return the article with that id, or whose id alone begins so; else UnknownArticle."""
        ids = self._storage.ids_like(article_id) if article_id else []
        if len(ids) > 1:
            raise UnknownArticle(f"{article_id!r} begins {len(ids)} ids: {', '.join(ids[:5])}")
        article = self._storage.article(ids[0]) if ids else None
        if article is None:
            raise UnknownArticle(f"no article has the id {article_id!r}; see: qa list")
        return article

    def articles(self, filters: Filters | None = None) -> Iterator[Article]:
        """Yield the articles that filters allow in the order in which they were added."""
        return self._storage.articles(filters)

    def known_file(self, path: str) -> tuple[str, int | None, str] | None:
        """Return (raw_sha256, split_at, reader version) of a file that was read to its end."""
        return self._storage.file(path)

    def counts(self) -> dict[str, int]:
        """Return the number of articles and passages."""
        return self._storage.counts()

    def passage_counts(self) -> dict[str, int]:
        """Return the number of passages by article id."""
        return self._storage.passage_counts()

    def quotation_counts(self) -> dict[str, int]:
        """Return the number of quotations by article id."""
        return self._storage.quotation_counts()

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
        among = self._storage.passage_ids(filters) if filters else None
        return self._caught_up().search(query, k, among)

    def match(self, query: str, k: int, filters: Filters | None = None) -> list[tuple[int, float]]:
        """Return at most k (passage id, BM25) for a query in FTS5's syntax, best first."""
        return self._storage.match(query, k, filters)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return passages by id, in the order of `ids`; those that are gone are left out."""
        return self._storage.passages(ids)

    def quotations(
        self,
        filters: Filters | None = None,
        speakers: Sequence[str] | None = None,
        within: Sequence[Passage] | None = None,
        limit: int = -1,
    ) -> list[tuple[Article, Quotation]]:
        """Return quotations with their articles, oldest first, undated last, in order of text.

        speakers: only of these names. within: only those that overlap one of these. limit: at
        most; -1 for all.
        """
        return self._storage.quotations(filters, speakers, within, limit)

    def speakers(self, filters: Filters | None = None) -> list[tuple[str, str | None, int, int]]:
        """Return (name, role, quotations, articles) of every speaker, most quoted first."""
        return self._storage.speakers(filters)

    def damage(self) -> Iterator[str]:
        """Yield what is wrong with what is stored; nothing when all of it checks out."""
        yield from self._storage.damage()
        for article in self.articles():
            if article_id(article.title, article.source, article.text) != article.id:
                yield f"the words of article {article.id} are not those that were added"
            if any(not article.text[b.start : b.end].strip() for b in article.blocks):
                yield f"a block of article {article.id} does not cut words from its text"
        header = read_header(self.path / VECTORS)
        if header and not read_vectors(self.path / VECTORS, self.manifest.fingerprint):
            yield f"{VECTORS} is damaged; it is rebuilt from {DATABASE} when it is next needed"

    def _caught_up(self) -> FaissIndex:
        """Return the vectors of every stored passage and no other.

        The file may be older than the library, or gone: what it lacks comes from the database.
        """
        if self._vectors is None:
            loaded = read_vectors(self.path / VECTORS, self.manifest.fingerprint)
            if loaded:
                self._vectors, header = loaded
                self._generation, self._token = header.generation, header.token
            else:
                if read_header(self.path / VECTORS):  # it looks whole to a writer, and is not
                    self._forget_vectors()
                self._vectors = FaissIndex(self.manifest.dimension)
        with self._storage.snapshot():
            generation, token = self._storage.state()
            ahead = generation < self._generation  # an older database was put back
            if ahead or (generation == self._generation and token != self._token):
                self._vectors, self._generation = FaissIndex(self.manifest.dimension), -1
            if generation != self._generation:
                stored, held = self._storage.passage_ids(), self._vectors.ids()
                self._vectors.remove(np.setdiff1d(held, stored))
                missing = np.setdiff1d(stored, held)
                for first in range(0, len(missing), CATCH_UP_ROWS):
                    ids = missing[first : first + CATCH_UP_ROWS]
                    self._vectors.add(ids, self._storage.vectors(ids))
                self._generation, self._token = generation, token
            if len(self._vectors) != self._storage.counts()["passages"]:
                raise LibraryDamaged(f"{self.path}: vectors and passages differ; run: qa doctor")
        return self._vectors


def embedding_text(passage: Passage) -> str:
    """Return what is embedded for a passage: its words with title and date in front."""
    article = passage.article
    front = " ".join(part for part in (article.title, article.published) if part)
    return f"{front}\n{passage.text}" if front else passage.text


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        with FileLock(path / LOCK, timeout=0):
            yield
    except Timeout as exc:
        raise LibraryLocked(
            f"another program is writing to the library in {path}; wait for it to end, "
            "then try again"
        ) from exc
    except OSError as exc:
        raise LibraryLocked(
            f"cannot write in {path} ({exc.strerror}); check its permissions"
        ) from exc
