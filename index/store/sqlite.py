"""The store of a folder: the SQLite file that is the truth about a library.

Everything that search needs beside it (the FAISS file) can be derived from it again. Its FTS5 table
is the lexical index: external content, so the words are stored once, in `articles.text`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.articles import Article
from index.embedding.embedder import Vectors
from index.errors import LibraryError
from index.filters import Filters
from index.passages import Passage
from index.quotations import Quotation
from index.store import upgrade, writing
from index.store.connection import connect, lock, transaction
from index.store.manifest import make, read_manifest, refuse_newer
from index.store.nearest import Nearest
from index.store.rows import (
    ARTICLE_COLUMNS,
    QUOTATION_COLUMNS,
    article,
    quotation,
    where,
)
from index.store.store import Entry, FileRecord, Manifest
from index.store.vectors import Ids, as_ids

DATABASE = "library.db"
VECTORS = "vectors.faiss"


class SqliteStore:
    """A folder with a library.db and what is derived from it; see `Store` for the methods."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / DATABASE
        refuse_newer(self.path)
        self._connection = connect(self.path)
        try:
            self.manifest = read_manifest(self._connection, self.path)
            upgrade.as_newest(self._connection, self.manifest.format_version)
        except BaseException:
            self.close()
            raise
        self._nearest = Nearest(folder / VECTORS, self)

    @staticmethod
    def is_at(folder: Path) -> bool:
        """Tell whether there is a library in a folder."""
        return (folder / DATABASE).is_file()

    @classmethod
    def create(cls, folder: Path, manifest: Manifest) -> SqliteStore:
        """Make the file with its schema, whole or not at all; open the one that is there."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise LibraryError(
                f"cannot make a folder for the library at {folder} ({exc.strerror}); name another"
            ) from exc
        with lock(folder):
            if not cls.is_at(folder):
                make(folder / DATABASE, manifest)
        return cls(folder)

    def close(self) -> None:
        """Close the connection; the last one folds the write-ahead log in."""
        self._connection.close()

    # Writing. ------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one writer; LibraryLocked when another is at it."""
        with lock(self.path.parent):
            upgrade.upgrade(self._connection, self.path)
            self.manifest = read_manifest(self._connection, self.path)
            if self._nearest.is_of_another_history():
                self._nearest.forget()
            yield
            if self._nearest.is_stale():
                self.save()

    def save(self) -> None:
        """Write what is derived for the library as it is now."""
        self._nearest.save()

    def add(
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
                writing.insert(self._connection, entry)
            self._connection.executemany(
                "INSERT OR IGNORE INTO origins (path, article)"
                " SELECT ?, key FROM articles WHERE id = ?",
                origins,
            )
            gone = [
                (gone, file.path)
                for file in files
                for gone in writing.replace(self._connection, file)
            ]
            writing.changed(self._connection)
        return gone

    def remove(self, article_id: str) -> None:
        """Remove an article with all that was made from it; its files count as unread again."""
        with transaction(self._connection):
            self._connection.execute(
                "DELETE FROM files WHERE path IN (SELECT o.path FROM origins o"
                " JOIN articles a ON a.key = o.article WHERE a.id = ?)",
                (article_id,),
            )
            writing.delete(self._connection, article_id)
            writing.changed(self._connection)

    # Bringing up to date. ------------------------------------------------------------------------

    def outdated(self) -> dict[str, bool]:
        """Return ids of articles that older rules dealt with, and whether passages are theirs."""
        rows = self._connection.execute(
            "SELECT id, passages_by < ?2 FROM articles"
            " WHERE quotations_by < ?1 OR passages_by < ?2 ORDER BY key",
            (upgrade.QUOTATION_RULES, upgrade.PASSAGE_RULES),
        )
        return {article_id: bool(cut) for article_id, cut in rows}

    def renew(self, entries: Iterable[tuple[Entry, bool]]) -> None:
        """Put what today's rules make of articles in place of what older ones made.

        entries: and whether the passages are replaced as well as the quotations. One transaction.
        """
        entries = list(entries)
        if any(cut for _, cut in entries):
            self._nearest.forget()
        with transaction(self._connection):
            for entry, cut in entries:
                writing.renew(self._connection, entry, cut)
            writing.changed(self._connection)

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
        rows = self._connection.execute(
            f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(dict.fromkeys(ids))),),
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

    def nearest(
        self, query: Vectors, k: int, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        """Return at most k (passage id, cosine) for a (dimension,) query, best first."""
        return self._nearest.search(query, k, self.passage_ids(filters) if filters else None)

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
            if os.access(self.path, os.W_OK):  # FTS5 takes its check as a write
                self._connection.execute(
                    "INSERT INTO lexical (lexical, rank) VALUES ('integrity-check', 1)"
                )
        except LibraryError as exc:
            return [str(exc.__cause__)]
        return [line for line in found if line != "ok"] + self._nearest.damage()
