"""The SQLite file that is the truth about a library: its schema, and rows as values.

Everything that search needs beside it (the FAISS file) can be derived from it again. Its FTS5 table
is the lexical index: external content, so the words are stored once, in `articles.text`.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.articles import Article, Block, BlockKind, Dropped, PublishedKind
from index.embedding.embedder import Vectors
from index.errors import LibraryDamaged, LibraryLocked, LibraryMismatch
from index.filters import Filters
from index.passages import Passage
from index.quotations import Quotation, QuotationKind
from index.store.vectors import Ids, as_ids

FORMAT_VERSION = 1
BUSY_SECONDS = 10.0

_SCHEMA = """
CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE articles (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT, source TEXT, authors TEXT NOT NULL,
    published TEXT, published_kind TEXT NOT NULL, published_evidence TEXT,
    url TEXT, path TEXT, raw_sha256 TEXT NOT NULL,
    text TEXT NOT NULL, blocks TEXT NOT NULL, dropped TEXT NOT NULL,
    second_article_line INTEGER
) STRICT;

-- Which files an article came from, and which files were read to their end.
CREATE TABLE origins (
    path TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    PRIMARY KEY (path, article)
) STRICT;
CREATE INDEX origins_of_article ON origins (article);
CREATE TABLE files (
    path TEXT PRIMARY KEY, raw_sha256 TEXT NOT NULL, split_at INTEGER, reader TEXT NOT NULL
) STRICT;

-- AUTOINCREMENT: an id is never used twice, so a vector file can be caught up by ids alone.
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    embedding BLOB NOT NULL -- float16, little-endian
) STRICT;
CREATE INDEX passages_of_article ON passages (article);

CREATE TABLE quotations (
    article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, kind TEXT NOT NULL,
    speaker_start INTEGER, speaker_end INTEGER, speaker_name TEXT, role TEXT,
    cue_start INTEGER, cue_end INTEGER,
    reported_by TEXT, confidence REAL NOT NULL, reason TEXT,
    PRIMARY KEY (article, start, "end", kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX quotations_of_speaker ON quotations (speaker_name);

CREATE VIEW passage_text AS
    SELECT passages.id AS id, passages.article AS article, coalesce(title, '') AS title,
           substr(text, start + 1, "end" - start) AS words
    FROM passages JOIN articles ON articles.key = passages.article;
CREATE VIRTUAL TABLE lexical USING fts5 (
    words, title, content = 'passage_text', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
"""

_QUOTATION_COLUMNS = (
    'q.start, q."end", q.kind, q.speaker_start, q.speaker_end, q.speaker_name, q.role,'
    " q.cue_start, q.cue_end, q.reported_by, q.confidence, q.reason"
)
_ARTICLE_COLUMNS = (
    "id, title, source, authors, published, published_kind, published_evidence, url, path, "
    "raw_sha256, text, blocks, dropped, second_article_line"
)


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


class Storage:
    """Rows of one library.db as values; every method is one statement or one transaction."""

    def __init__(self, path: Path) -> None:
        self._connection = _connect(path)
        try:
            self.manifest = _read_manifest(self._connection, path)
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, path: Path, manifest: Manifest) -> Storage:
        """Make the file with its schema, whole or not at all; only one process at a time."""
        temporary = path.with_name(path.name + ".new")
        for suffix in ("", "-wal", "-shm"):  # what a killed process left
            temporary.with_name(temporary.name + suffix).unlink(missing_ok=True)
        connection = _connect(temporary)
        try:
            with _transaction(connection):
                # executescript would commit first, and a transaction would not hold it.
                for statement in _statements(_SCHEMA):
                    connection.execute(statement)
                rows = [*asdict(manifest).items(), ("generation", 0)]
                connection.executemany(
                    "INSERT INTO manifest VALUES (?, ?)", [(k, str(v)) for k, v in rows]
                )
        finally:
            connection.close()  # folds its write-ahead log in
        os.replace(temporary, path)
        return cls(path)

    def close(self) -> None:
        """Close the connection; the last one folds the write-ahead log in."""
        self._connection.close()

    # Writing. ------------------------------------------------------------------------------------

    def store(
        self,
        entries: Sequence[Entry],
        origins: Iterable[tuple[str, str]],
        files: Iterable[FileRecord],
    ) -> list[tuple[str, str]]:
        """Store articles with all that was made of them, and what was read, in one transaction.

        entries: articles that are not stored yet.
        origins: (path, article id). files: files read to their end; what they held before and no
            longer hold goes, unless another file holds it too.
        Returns (article id, path) of the articles that went.
        """
        with _transaction(self._connection):
            for entry in entries:
                self._insert(entry)
            self._connection.executemany(
                "INSERT OR IGNORE INTO origins SELECT ?, key FROM articles WHERE id = ?", origins
            )
            gone = [(gone, file.path) for file in files for gone in self._replace(file)]
            self._connection.execute(
                "UPDATE manifest SET value = value + 1 WHERE key = 'generation'"
            )
        return gone

    def remove(self, article_id: str) -> None:
        """Remove an article with all that was made from it; its files count as unread again."""
        with _transaction(self._connection):
            self._connection.execute(
                "DELETE FROM files WHERE path IN (SELECT o.path FROM origins o"
                " JOIN articles a ON a.key = o.article WHERE a.id = ?)",
                (article_id,),
            )
            self._delete(article_id)
            self._connection.execute(
                "UPDATE manifest SET value = value + 1 WHERE key = 'generation'"
            )

    def _insert(self, entry: Entry) -> None:
        marks = ", ".join("?" * 14)
        key = self._connection.execute(
            f"INSERT INTO articles ({_ARTICLE_COLUMNS}) VALUES ({marks})",
            _article_row(entry.article),
        ).lastrowid
        self._connection.executemany(
            f"INSERT INTO quotations VALUES ({', '.join('?' * 13)})",
            [(key, *_quotation_row(quotation)) for quotation in entry.quotations],
        )
        for passage, vector in zip(entry.passages, entry.vectors, strict=True):
            self._connection.execute(
                'INSERT INTO passages (article, start, "end", embedding) VALUES (?, ?, ?, ?)',
                (key, passage.start, passage.end, vector.astype("<f2").tobytes()),
            )
        self._connection.execute(
            "INSERT INTO lexical (rowid, words, title)"
            " SELECT id, words, title FROM passage_text WHERE article = ?",
            (key,),
        )

    def _replace(self, file: FileRecord) -> list[str]:
        held = self._connection.execute(
            "SELECT a.id FROM origins o JOIN articles a ON a.key = o.article WHERE o.path = ?",
            (file.path,),
        )
        gone = [article_id for (article_id,) in held if article_id not in file.article_ids]
        orphans: list[str] = []
        for article_id in gone:
            self._connection.execute(
                "DELETE FROM origins WHERE path = ?"
                " AND article = (SELECT key FROM articles WHERE id = ?)",
                (file.path, article_id),
            )
            left = self._connection.execute(
                "SELECT count(*) FROM origins o JOIN articles a ON a.key = o.article"
                " WHERE a.id = ?",
                (article_id,),
            ).fetchone()[0]
            if not left:
                self._delete(article_id)
                orphans.append(article_id)
        self._connection.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
            (file.path, file.raw_sha256, file.split_at, file.reader),
        )
        return orphans

    def _delete(self, article_id: str) -> None:
        # An external-content FTS table is told the old words, then the rows go.
        self._connection.execute(
            "INSERT INTO lexical (lexical, rowid, words, title)"
            " SELECT 'delete', id, words, title FROM passage_text"
            " WHERE article = (SELECT key FROM articles WHERE id = ?)",
            (article_id,),
        )
        self._connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    # Reading. ------------------------------------------------------------------------------------

    def generation(self) -> int:
        """Return the number of changes so far."""
        row = self._connection.execute("SELECT value FROM manifest WHERE key = 'generation'")
        return int(row.fetchone()[0])

    def file(self, path: str) -> tuple[str, int | None, str] | None:
        """Return (raw_sha256, split_at, reader) of a file that was read to its end."""
        row: tuple[str, int | None, str] | None = self._connection.execute(
            "SELECT raw_sha256, split_at, reader FROM files WHERE path = ?", (path,)
        ).fetchone()
        return row

    def article(self, article_id: str) -> Article | None:
        """Return the article with that id."""
        row = self._connection.execute(
            f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        return _article(row) if row else None

    def ids_like(self, prefix: str) -> list[str]:
        """Return the ids that begin with a prefix."""
        rows = self._connection.execute(
            "SELECT id FROM articles WHERE substr(id, 1, ?) = ? ORDER BY id", (len(prefix), prefix)
        )
        return [article_id for (article_id,) in rows]

    def articles(self, filters: Filters | None = None) -> Iterator[Article]:
        """Yield the articles that filters allow in the order in which they were added."""
        where, values = _where(filters)
        rows = self._connection.execute(
            f"SELECT {_ARTICLE_COLUMNS} FROM articles a{where} ORDER BY key", values
        )
        return map(_article, rows)

    def counts(self) -> dict[str, int]:
        """Return the number of articles and passages."""
        row = self._connection.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        ).fetchone()
        return {"articles": row[0], "passages": row[1]}

    def quotations(
        self,
        filters: Filters | None = None,
        speakers: Sequence[str] | None = None,
        within: Sequence[Passage] | None = None,
        limit: int = -1,
    ) -> list[tuple[Article, Quotation]]:
        """Return quotations with their articles, oldest first, undated last, in order of text.

        speakers: only of these names. within: only those that overlap one of these passages.
        """
        where, values = _where(filters, "AND")
        conditions: list[object] = [*values]
        if speakers is not None:
            where += f" AND q.speaker_name IN ({', '.join('?' * len(speakers))})"
            conditions += speakers
        if within is not None:
            overlap = ' (a.id = ? AND q.start < ? AND q."end" > ?)'
            where += f" AND ({' OR'.join([overlap] * len(within)) or '0'})"
            conditions += [x for p in within for x in (p.article.id, p.end, p.start)]
        rows = self._connection.execute(
            f"SELECT a.id, {_QUOTATION_COLUMNS} FROM quotations q"
            f" JOIN articles a ON a.key = q.article WHERE 1{where}"
            " ORDER BY a.published IS NULL, a.published, a.key, q.start LIMIT ?",
            (*conditions, limit),
        ).fetchall()
        articles = {id_: self.article(id_) for id_ in dict.fromkeys(row[0] for row in rows)}
        return [
            (article, _quotation(row)) for row in rows if (article := articles[row[0]]) is not None
        ]

    def speakers(self, filters: Filters | None = None) -> list[tuple[str, str | None, int, int]]:
        """Return (name, role, quotations, articles) of every speaker, most quoted first.

        A name with several roles comes once with each.
        """
        where, values = _where(filters, "AND")
        rows = self._connection.execute(
            "SELECT q.speaker_name, q.role, count(*), count(DISTINCT q.article) FROM quotations q"
            f" JOIN articles a ON a.key = q.article WHERE q.speaker_name IS NOT NULL{where}"
            " GROUP BY 1, 2 ORDER BY 3 DESC, 1",
            values,
        )
        return rows.fetchall()

    def quotation_counts(self) -> dict[str, int]:
        """Return the number of quotations by article id."""
        rows = self._connection.execute(
            "SELECT a.id, count(q.article) FROM articles a"
            " LEFT JOIN quotations q ON q.article = a.key GROUP BY a.key"
        )
        return dict(rows.fetchall())

    def passage_counts(self) -> dict[str, int]:
        """Return the number of passages by article id."""
        rows = self._connection.execute(
            "SELECT a.id, count(p.id) FROM articles a LEFT JOIN passages p ON p.article = a.key"
            " GROUP BY a.key"
        )
        return dict(rows.fetchall())

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return passages by id, in the order of `ids`; those that are gone are left out."""
        marks = ", ".join("?" * len(ids))
        rows = self._connection.execute(
            f'SELECT p.id, p.start, p."end", a.id FROM passages p'
            f" JOIN articles a ON a.key = p.article WHERE p.id IN ({marks})",
            ids,
        ).fetchall()
        articles = {id_: self.article(id_) for id_ in {row[3] for row in rows}}
        found = {
            row[0]: Passage(article, row[1], row[2])
            for row in rows
            if (article := articles[row[3]]) is not None
        }
        return {id_: found[id_] for id_ in ids if id_ in found}

    def passage_ids(self, filters: Filters | None = None) -> Ids:
        """Return the ids of the passages of the articles that filters allow, in order."""
        where, values = _where(filters)
        rows = self._connection.execute(
            f"SELECT p.id FROM passages p JOIN articles a ON a.key = p.article{where} ORDER BY 1",
            values,
        )
        return as_ids([id_ for (id_,) in rows])

    def vectors(self, ids: Ids) -> Vectors:
        """Return the (n, dimension) float32 vectors of passages, in the order of `ids`."""
        vectors = np.empty((len(ids), self.manifest.dimension), dtype=np.float32)
        for row, id_ in enumerate(ids.tolist()):
            blob = self._connection.execute(
                "SELECT embedding FROM passages WHERE id = ?", (id_,)
            ).fetchone()[0]
            vectors[row] = np.frombuffer(blob, dtype="<f2")
        # float16 moves the length by up to a thousandth; scores are cosines, so it is put back.
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True).clip(min=1e-12)
        return vectors

    def match(self, query: str, k: int, filters: Filters | None = None) -> list[tuple[int, float]]:
        """Return at most k (passage id, BM25), best first, for a query in FTS5's syntax."""
        if not query:
            return []
        where, values = _where(filters, "AND")
        rows = self._connection.execute(
            # bm25() is lower for better; a word of the title counts half a word of the text.
            "SELECT lexical.rowid, -bm25(lexical, 1.0, 0.5) AS score FROM lexical"
            " JOIN passages p ON p.id = lexical.rowid JOIN articles a ON a.key = p.article"
            f" WHERE lexical MATCH ?{where} ORDER BY score DESC, lexical.rowid LIMIT ?",
            (query, *values, k),
        )
        return rows.fetchall()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read several times from one state of the library, whatever is written meanwhile."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def damage(self) -> list[str]:
        """Return what SQLite and FTS5 find wrong with the file; empty when it is whole."""
        try:
            found = [row[0] for row in self._connection.execute("PRAGMA integrity_check")]
            found += [
                f"a row of {row[0]} points nowhere"
                for row in self._connection.execute("PRAGMA foreign_key_check")
            ]
            self._connection.execute(
                "INSERT INTO lexical (lexical, rank) VALUES ('integrity-check', 1)"
            )
        except sqlite3.DatabaseError as exc:
            return [str(exc)]
        return [line for line in found if line != "ok"]


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # reported as added means on the disk
        connection.execute("PRAGMA foreign_keys = ON")
        connection.create_function("casefold", 1, str.casefold, deterministic=True)
    except sqlite3.OperationalError as exc:
        connection.close()
        raise LibraryLocked(
            f"cannot open {path} ({exc}); close the program that uses it, or check its permissions"
        ) from exc
    except sqlite3.DatabaseError as exc:
        connection.close()
        raise LibraryDamaged(
            f"{path} is not a library ({exc}); name another folder, or restore it from a backup"
        ) from exc
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as exc:
        raise LibraryLocked(
            "another program is writing to this library; wait for it to end, then try again"
        ) from exc
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _read_manifest(connection: sqlite3.Connection, path: Path) -> Manifest:
    try:
        rows = dict(connection.execute("SELECT key, value FROM manifest").fetchall())
        version = int(rows["format_version"])
        if version != FORMAT_VERSION:
            raise LibraryMismatch(
                f"{path} has format {version}, this program reads {FORMAT_VERSION}; "
                "add its articles to a new library"
            )
        return Manifest(
            embedder=rows["embedder"],
            dimension=int(rows["dimension"]),
            fingerprint=rows["fingerprint"],
            max_tokens=int(rows["max_tokens"]),
        )
    except (sqlite3.DatabaseError, KeyError, ValueError) as exc:
        raise LibraryDamaged(
            f"{path} is not a library ({exc}); name another folder, or restore it from a backup"
        ) from exc


def _where(filters: Filters | None, word: str = "WHERE") -> tuple[str, list[str]]:
    """Return the SQL condition of filters over `articles a`, and its values."""
    if not filters:
        return "", []
    clauses: list[str] = []
    values: list[str] = []
    if filters.source:
        clauses.append("instr(casefold(coalesce(a.source, '')), casefold(?))")
        values.append(filters.source)
    if filters.author:
        clauses.append(
            "EXISTS (SELECT 1 FROM json_each(a.authors) AS author"
            " WHERE instr(casefold(author.value), casefold(?)))"
        )
        values.append(filters.author)
    if filters.since:
        # "2019-01" may still be the 31st: compare the last day that the date can mean.
        clauses.append("a.published || substr('-12-31', length(a.published) - 3) >= ?")
        values.append(filters.since)
    if filters.until:
        clauses.append("a.published || substr('-01-01', length(a.published) - 3) <= ?")
        values.append(filters.until + "-12-31"[len(filters.until) - 4 :])
    if filters.articles:
        clauses.append(f"a.id IN ({', '.join('?' * len(filters.articles))})")
        values += filters.articles
    return f" {word} " + " AND ".join(clauses), values


def _article_row(article: Article) -> tuple[object, ...]:
    return (
        article.id,
        article.title,
        article.source,
        json.dumps(article.authors, ensure_ascii=False),
        article.published,
        article.published_kind.value,
        article.published_evidence,
        article.url,
        article.path,
        article.raw_sha256,
        article.text,
        json.dumps([[b.kind.value, b.start, b.end, b.credit] for b in article.blocks]),
        json.dumps([[d.text, d.reason] for d in article.dropped], ensure_ascii=False),
        article.second_article_line,
    )


def _quotation_row(q: Quotation) -> tuple[object, ...]:
    speaker, cue = q.speaker or (None, None), q.cue or (None, None)
    return (
        *(q.start, q.end, q.kind.value, *speaker, q.speaker_name, q.role),
        *(*cue, q.reported_by, q.confidence, q.reason),
    )


def _quotation(row: Sequence[Any]) -> Quotation:
    return Quotation(
        article_id=row[0],
        start=row[1],
        end=row[2],
        kind=QuotationKind(row[3]),
        speaker=None if row[4] is None else (row[4], row[5]),
        speaker_name=row[6],
        role=row[7],
        cue=None if row[8] is None else (row[8], row[9]),
        reported_by=row[10],
        confidence=row[11],
        reason=row[12],
    )


def _article(row: Sequence[object]) -> Article:
    values = list(row)
    values[3] = tuple(json.loads(str(values[3])))
    values[5] = PublishedKind(str(values[5]))
    values[11] = tuple(Block(BlockKind(b[0]), *b[1:]) for b in json.loads(str(values[11])))
    values[12] = tuple(Dropped(*d) for d in json.loads(str(values[12])))
    return Article(*values)  # type: ignore[arg-type]  # the columns are the fields, in order
