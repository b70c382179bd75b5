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

from index.articles import Article, Listed
from index.embedding.embedder import Vectors
from index.errors import LibraryError
from index.filters import Filters
from index.passages import Passage
from index.quotations import Quotation
from index.store import mentions, upgrade, writing
from index.store.connection import connect, lock, transaction
from index.store.manifest import make, read_manifest, refuse_newer
from index.store.nearest import Nearest
from index.store.rows import (
    ARTICLE_COLUMNS,
    LISTED_COLUMNS,
    ONE_OF,
    QUOTATION_COLUMNS,
    article,
    listed,
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
        self._connection.close()

    # Writing. ------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        with lock(self.path.parent):
            upgrade.upgrade(self._connection, self.path)
            self.manifest = read_manifest(self._connection, self.path)
            if self._nearest.is_of_another_history():
                self._nearest.forget()
            yield
            if self._nearest.is_stale():
                self.save()

    def save(self) -> None:
        self._nearest.save()

    def add(
        self,
        entries: Sequence[Entry],
        origins: Iterable[tuple[str, str]],
        files: Iterable[FileRecord],
    ) -> list[tuple[str, str]]:
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
        rows = self._connection.execute(
            # The two apart, so that the index on each finds that there is none at once.
            "SELECT id, passages_by < ?2 FROM articles WHERE key IN"
            " (SELECT key FROM articles WHERE quotations_by < ?1"
            " UNION SELECT key FROM articles WHERE passages_by < ?2) ORDER BY key",
            (upgrade.QUOTATION_RULES, upgrade.PASSAGE_RULES),
        )
        return {article_id: bool(cut) for article_id, cut in rows}

    def renew(self, entries: Iterable[tuple[Entry, bool]]) -> None:
        entries = list(entries)
        if any(cut for _, cut in entries):
            self._nearest.forget()
        with transaction(self._connection):
            for entry, cut in entries:
                writing.renew(self._connection, entry, cut)
            writing.changed(self._connection)

    # Reading. ------------------------------------------------------------------------------------

    def generation(self) -> int:
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
        row: tuple[str, int | None, str] | None = self._connection.execute(
            "SELECT raw_sha256, split_at, reader FROM files WHERE path = ?", (path,)
        ).fetchone()
        return row

    def article(self, article_id: str) -> Article | None:
        row = self._connection.execute(
            f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        return article(row) if row else None

    def _articles(self, ids: Iterable[str]) -> dict[str, Article]:
        rows = self._connection.execute(
            f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id {ONE_OF}",
            (json.dumps(list(dict.fromkeys(ids))),),
        )
        return {found.id: found for found in map(article, rows.fetchall())}

    def ids_like(self, prefix: str) -> list[str]:
        rows = self._connection.execute(
            "SELECT id FROM articles WHERE substr(id, 1, ?) = ? ORDER BY id", (len(prefix), prefix)
        )
        return [article_id for (article_id,) in rows]

    def articles(
        self, filters: Filters | None = None, after: str | None = None, limit: int = -1
    ) -> Iterator[Article]:
        condition, values = where(filters, "AND")
        if after is not None:
            condition += " AND key > (SELECT key FROM articles WHERE id = ?)"
            values.append(after)
        rows = self._connection.execute(
            f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE 1{condition} ORDER BY key LIMIT ?",
            (*values, limit),
        )
        return map(article, rows)

    def mentioning(self, words: Iterable[str], filters: Filters | None = None) -> Iterator[Article]:
        if not mentions.are_told(self._connection):
            return self.articles(filters)
        condition, values = where(filters, "AND")
        having, queries = mentions.having(words)
        rows = self._connection.execute(
            f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE {having}{condition} ORDER BY key",
            (*queries, *values),
        )
        return map(article, rows)

    def listed(self, filters: Filters | None = None) -> Iterator[Listed]:
        condition, values = where(filters)
        rows = self._connection.execute(
            f"SELECT {LISTED_COLUMNS} FROM articles a{condition} ORDER BY key", values
        )
        return map(listed, rows)

    def sources(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        condition, values = where(filters, "AND")
        rows = self._connection.execute(
            f"SELECT source, count(*) FROM articles a WHERE source IS NOT NULL{condition}"
            " GROUP BY 1 ORDER BY 2 DESC, 1",
            values,
        )
        return rows.fetchall()

    def authors(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        condition, values = where(filters)
        rows = self._connection.execute(
            "SELECT author.value, count(DISTINCT a.key) FROM articles a"
            f" JOIN json_each(a.authors) AS author{condition} GROUP BY 1 ORDER BY 2 DESC, 1",
            values,
        )
        return rows.fetchall()

    def counts(self) -> dict[str, int]:
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
        offset: int = 0,
    ) -> list[tuple[Article, Quotation]]:
        condition, values = where(filters, "AND")
        conditions: list[object] = [*values]
        if speakers is not None:
            condition += f" AND q.speaker_name {ONE_OF}"
            conditions.append(json.dumps(speakers))
        if within is not None:
            overlap = ' (a.id = ? AND q.start < ? AND q."end" > ?)'
            condition += f" AND ({' OR'.join([overlap] * len(within)) or '0'})"
            conditions += [x for p in within for x in (p.article.id, p.end, p.start)]
        # All of them are read in the order of the index on dates, a few are found and sorted.
        tables = "articles a CROSS JOIN quotations q"
        if speakers is not None or within is not None:
            tables = "quotations q JOIN articles a"
        rows = self._connection.execute(
            f"SELECT a.id, {QUOTATION_COLUMNS} FROM {tables} ON a.key = q.article"
            f" WHERE 1{condition}"
            ' ORDER BY a.published IS NULL, a.published, a.key, q.start, q."end", q.kind'
            " LIMIT ? OFFSET ?",
            (*conditions, limit, offset),
        ).fetchall()
        articles = self._articles(row[0] for row in rows)
        return [(articles[row[0]], quotation(row)) for row in rows]

    def speakers(
        self, filters: Filters | None = None, limit: int = -1, offset: int = 0
    ) -> list[tuple[str, str | None, int, int]]:
        condition, values = where(filters, "AND")
        # Without filters the index on speakers has all that is counted.
        joined = " JOIN articles a ON a.key = q.article" if condition else ""
        rows = self._connection.execute(
            "SELECT q.speaker_name, q.role, count(*), count(DISTINCT q.article)"
            f" FROM quotations q{joined} WHERE q.speaker_name IS NOT NULL{condition}"
            " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return rows.fetchall()

    def quotation_counts(self, filters: Filters | None = None) -> dict[str, int]:
        return self._counts_of("quotations", filters)

    def passage_counts(self, filters: Filters | None = None) -> dict[str, int]:
        return self._counts_of("passages", filters)

    def _counts_of(self, table: str, filters: Filters | None) -> dict[str, int]:
        condition, values = where(filters)
        rows = self._connection.execute(
            f"SELECT a.id, (SELECT count(*) FROM {table} WHERE article = a.key)"
            f" FROM articles a{condition}",
            values,
        )
        return dict(rows.fetchall())

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        rows = self._connection.execute(
            f'SELECT p.id, p.start, p."end", a.id FROM passages p'
            f" JOIN articles a ON a.key = p.article WHERE p.id {ONE_OF}",
            (json.dumps(list(ids)),),
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
        return self._nearest.search(query, k, self.passage_ids(filters) if filters else None)

    def cosines(self, query: Vectors, ids: Sequence[int]) -> dict[int, float]:
        rows = self._connection.execute(
            f"SELECT id, embedding FROM passages WHERE id {ONE_OF}", (json.dumps(list(ids)),)
        ).fetchall()
        found = {id_: np.frombuffer(blob, dtype="<f2").astype(np.float32) for id_, blob in rows}
        return {
            i: float(v @ query) / max(float(np.linalg.norm(v)), 1e-12) for i, v in found.items()
        }

    def match(self, query: str, k: int, filters: Filters | None = None) -> list[tuple[int, float]]:
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
        if self._connection.in_transaction:  # one inside another is the same one
            yield
            return
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def damage(self) -> list[str]:
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
