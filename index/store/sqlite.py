"""The SQLite file that is the truth about a library: its schema, and rows as values.

Everything that search needs beside it (the FAISS file) can be derived from it again. Its FTS5 table
is the lexical index: external content, so the words are stored once, in `articles.text`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import numpy as np

from index.articles import Article
from index.embedding.embedder import Vectors
from index.errors import LibraryDamaged, LibraryError, LibraryMismatch
from index.filters import Filters
from index.passages import Passage
from index.quotations import Quotation
from index.store import upgrade
from index.store.connection import Connection, connect, read_only, transaction
from index.store.rows import (
    ARTICLE_COLUMNS,
    QUOTATION_COLUMNS,
    QUOTATION_FIELDS,
    article,
    article_row,
    quotation,
    quotation_row,
    where,
)
from index.store.schema import schema
from index.store.store import Entry, FileRecord, Manifest
from index.store.vectors import Ids, as_ids


class Storage:
    """Rows of one library.db as values; every method is one statement or one transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        _refuse_newer(path)
        self._connection = connect(path)
        try:
            self.manifest = _read_manifest(self._connection, path)
            upgrade.as_newest(self._connection, self.manifest.format_version)
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, path: Path, manifest: Manifest) -> Storage:
        """Make the file with its schema, whole or not at all; only one process at a time."""
        temporary = path.with_name(path.name + ".new")
        for suffix in ("", "-wal", "-shm"):  # what a killed process left
            temporary.with_name(temporary.name + suffix).unlink(missing_ok=True)
        connection = connect(temporary)
        try:
            with transaction(connection):
                for statement in schema():
                    connection.execute(statement)
                rows = [
                    *asdict(manifest).items(),
                    ("generation", 0),
                    ("token", os.urandom(16).hex()),
                ]
                connection.executemany(
                    "INSERT INTO manifest (key, value) VALUES (?, ?)",
                    [(k, str(v)) for k, v in rows],
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
        with transaction(self._connection):
            for entry in entries:
                self._insert(entry)
            self._connection.executemany(
                "INSERT OR IGNORE INTO origins (path, article)"
                " SELECT ?, key FROM articles WHERE id = ?",
                origins,
            )
            gone = [(gone, file.path) for file in files for gone in self._replace(file)]
            self._changed()
        return gone

    def remove(self, article_id: str) -> None:
        """Remove an article with all that was made from it; its files count as unread again."""
        with transaction(self._connection):
            self._connection.execute(
                "DELETE FROM files WHERE path IN (SELECT o.path FROM origins o"
                " JOIN articles a ON a.key = o.article WHERE a.id = ?)",
                (article_id,),
            )
            self._delete(article_id)
            self._changed()

    def _insert(self, entry: Entry) -> None:
        marks = ", ".join("?" * 16)
        key = self._connection.execute(
            f"INSERT INTO articles ({ARTICLE_COLUMNS}, quotations_by, passages_by)"
            f" VALUES ({marks})",
            (*article_row(entry.article), upgrade.QUOTATION_RULES, upgrade.PASSAGE_RULES),
        ).lastrowid
        assert key is not None
        self._insert_quotations(key, entry.quotations)
        self._insert_passages(key, entry.passages, entry.vectors)

    def _insert_quotations(self, key: int, quotations: Sequence[Quotation]) -> None:
        self._connection.executemany(
            f"INSERT INTO quotations (article, {QUOTATION_FIELDS}) VALUES ({', '.join('?' * 13)})",
            [(key, *quotation_row(quotation)) for quotation in quotations],
        )

    def _insert_passages(self, key: int, passages: Sequence[Passage], vectors: Vectors) -> None:
        for passage, vector in zip(passages, vectors, strict=True):
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
            "INSERT OR REPLACE INTO files (path, raw_sha256, split_at, reader) VALUES (?, ?, ?, ?)",
            (file.path, file.raw_sha256, file.split_at, file.reader),
        )
        return orphans

    def _delete(self, article_id: str) -> None:
        key = self._key(article_id)
        self._forget_words(key)
        self._connection.execute("DELETE FROM articles WHERE key = ?", (key,))

    def _key(self, article_id: str) -> int:
        row = self._connection.execute("SELECT key FROM articles WHERE id = ?", (article_id,))
        return int(row.fetchone()[0])

    def _forget_words(self, key: int) -> None:
        # An external-content FTS table is told the old words, then the rows go.
        self._connection.execute(
            "INSERT INTO lexical (lexical, rowid, words, title)"
            " SELECT 'delete', id, words, title FROM passage_text WHERE article = ?",
            (key,),
        )

    def _changed(self) -> None:
        self._connection.execute("UPDATE manifest SET value = value + 1 WHERE key = 'generation'")
        self._connection.execute(
            "UPDATE manifest SET value = ? WHERE key = 'token'", (os.urandom(16).hex(),)
        )

    # Bringing up to date. ------------------------------------------------------------------------

    def upgrade(self) -> None:
        """Bring the file to the newest format; only for the one writer."""
        upgrade.upgrade(self._connection, self._path)
        self.manifest = _read_manifest(self._connection, self._path)

    def outdated(self) -> list[tuple[str, bool, bool]]:
        """Return (article id, quotations, passages): which were made by older rules than today's.

        Articles with neither are left out.
        """
        rows = self._connection.execute(
            "SELECT id, quotations_by < ?1, passages_by < ?2 FROM articles"
            " WHERE quotations_by < ?1 OR passages_by < ?2 ORDER BY key",
            (upgrade.QUOTATION_RULES, upgrade.PASSAGE_RULES),
        )
        return [(article_id, bool(quotes), bool(cut)) for article_id, quotes, cut in rows]

    def renew(self, entries: Iterable[Entry]) -> None:
        """Put what today's rules make of stored articles in place of what older ones made.

        The passages of an entry without any stay as they are. One transaction.
        """
        with transaction(self._connection):
            for entry in entries:
                key = self._key(entry.article.id)
                self._connection.execute("DELETE FROM quotations WHERE article = ?", (key,))
                self._insert_quotations(key, entry.quotations)
                if entry.passages:
                    self._forget_words(key)
                    self._connection.execute("DELETE FROM passages WHERE article = ?", (key,))
                    self._insert_passages(key, entry.passages, entry.vectors)
                self._connection.execute(
                    "UPDATE articles SET quotations_by = ?,"
                    " passages_by = iif(?, ?, passages_by) WHERE key = ?",
                    (
                        upgrade.QUOTATION_RULES,
                        bool(entry.passages),
                        upgrade.PASSAGE_RULES,
                        key,
                    ),
                )
            self._changed()

    # Reading. ------------------------------------------------------------------------------------

    def generation(self) -> int:
        """Return the number of changes so far."""
        return self.state()[0]

    def state(self) -> tuple[int, str]:
        """Return the number of changes so far, and the token of the last one.

        A restored and then changed copy may have the same number, never the same token. The first
        format has none: "".
        """
        rows = dict(
            self._connection.execute(
                "SELECT key, value FROM manifest WHERE key IN ('generation', 'token')"
            ).fetchall()
        )
        return int(rows["generation"]), rows.get("token", "")

    def file(self, path: str) -> tuple[str, int | None, str] | None:
        """Return (raw_sha256, split_at, reader) of a file that was read to its end."""
        row: tuple[str, int | None, str] | None = self._connection.execute(
            "SELECT raw_sha256, split_at, reader FROM files WHERE path = ?", (path,)
        ).fetchone()
        return row

    def article(self, article_id: str) -> Article | None:
        """Return the article with that id."""
        row = self._connection.execute(
            f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        return article(row) if row else None

    def _articles(self, ids: Iterable[str]) -> dict[str, Article]:
        marks = ", ".join("?" * len(ids := list(dict.fromkeys(ids))))
        rows = self._connection.execute(
            f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id IN ({marks})", ids
        )
        return {found.id: found for found in map(article, rows.fetchall())}

    def ids_like(self, prefix: str) -> list[str]:
        """Return the ids that begin with a prefix."""
        rows = self._connection.execute(
            "SELECT id FROM articles WHERE substr(id, 1, ?) = ? ORDER BY id", (len(prefix), prefix)
        )
        return [article_id for (article_id,) in rows]

    def articles(self, filters: Filters | None = None) -> Iterator[Article]:
        """Yield the articles that filters allow in the order in which they were added."""
        condition, values = where(filters)
        rows = self._connection.execute(
            f"SELECT {ARTICLE_COLUMNS} FROM articles a{condition} ORDER BY key", values
        )
        return map(article, rows)

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
        condition, values = where(filters, "AND")
        conditions: list[object] = [*values]
        if speakers is not None:
            condition += f" AND q.speaker_name IN ({', '.join('?' * len(speakers))})"
            conditions += speakers
        if within is not None:
            overlap = ' (a.id = ? AND q.start < ? AND q."end" > ?)'
            condition += f" AND ({' OR'.join([overlap] * len(within)) or '0'})"
            conditions += [x for p in within for x in (p.article.id, p.end, p.start)]
        rows = self._connection.execute(
            f"SELECT a.id, {QUOTATION_COLUMNS} FROM quotations q"
            f" JOIN articles a ON a.key = q.article WHERE 1{condition}"
            " ORDER BY a.published IS NULL, a.published, a.key, q.start LIMIT ?",
            (*conditions, limit),
        ).fetchall()
        articles = self._articles(row[0] for row in rows)
        return [(articles[row[0]], quotation(row)) for row in rows]

    def speakers(self, filters: Filters | None = None) -> list[tuple[str, str | None, int, int]]:
        """Return (name, role, quotations, articles) of every speaker, most quoted first.

        A name with several roles comes once with each.
        """
        condition, values = where(filters, "AND")
        rows = self._connection.execute(
            "SELECT q.speaker_name, q.role, count(*), count(DISTINCT q.article) FROM quotations q"
            f" JOIN articles a ON a.key = q.article WHERE q.speaker_name IS NOT NULL{condition}"
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
        articles = self._articles(row[3] for row in rows)
        found = {row[0]: Passage(articles[row[3]], row[1], row[2]) for row in rows}
        return {id_: found[id_] for id_ in ids if id_ in found}

    def passage_ids(self, filters: Filters | None = None) -> Ids:
        """Return the ids of the passages of the articles that filters allow, in order."""
        condition, values = where(filters)
        rows = self._connection.execute(
            "SELECT p.id FROM passages p JOIN articles a ON a.key = p.article"
            f"{condition} ORDER BY 1",
            values,
        )
        return as_ids([id_ for (id_,) in rows.fetchall()])

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
        condition, values = where(filters, "AND")
        rows = self._connection.execute(
            # bm25() is lower for better; a word of the title counts half a word of the text.
            "SELECT lexical.rowid, -bm25(lexical, 1.0, 0.5) AS score FROM lexical"
            " JOIN passages p ON p.id = lexical.rowid JOIN articles a ON a.key = p.article"
            f" WHERE lexical MATCH ?{condition} ORDER BY score DESC, lexical.rowid LIMIT ?",
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
            if os.access(self._path, os.W_OK):  # FTS5 takes its check as a write
                self._connection.execute(
                    "INSERT INTO lexical (lexical, rank) VALUES ('integrity-check', 1)"
                )
        except LibraryError as exc:
            return [str(exc.__cause__)]
        return [line for line in found if line != "ok"]


def _refuse_newer(path: Path) -> None:
    """Raise LibraryMismatch for a newer format before anything can be written to the file."""
    try:
        connection = read_only(path)
        try:
            _read_manifest(connection, path)
        finally:
            connection.close()
    except LibraryDamaged:
        pass  # opening it says what is wrong


def _read_manifest(connection: Connection, path: Path) -> Manifest:
    try:
        rows = dict(connection.execute("SELECT key, value FROM manifest").fetchall())
        return Manifest(
            embedder=rows["embedder"],
            dimension=int(rows["dimension"]),
            fingerprint=rows["fingerprint"],
            max_tokens=int(rows["max_tokens"]),
            format_version=upgrade.checked_format(int(rows["format_version"]), path),
        )
    except LibraryMismatch:
        raise
    except (LibraryError, KeyError, ValueError) as exc:
        raise LibraryDamaged(
            f"{path} is not a library ({exc.__cause__ or exc}); "
            "name another folder, or restore it from a backup"
        ) from exc
