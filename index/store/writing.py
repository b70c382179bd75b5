"""The statements that write a library.db; who calls them holds a transaction."""

from __future__ import annotations

import os
from collections.abc import Sequence

from index.embedding.embedder import Vectors
from index.passages import Passage
from index.quotations import Quotation
from index.store import upgrade
from index.store.connection import Connection
from index.store.rows import ARTICLE_COLUMNS, QUOTATION_FIELDS, article_row, quotation_row
from index.store.store import Entry, FileRecord


def insert(connection: Connection, entry: Entry) -> None:
    """Insert an article with all that is made of it."""
    marks = ", ".join("?" * 16)
    key = connection.execute(
        f"INSERT INTO articles ({ARTICLE_COLUMNS}, quotations_by, passages_by) VALUES ({marks})",
        (*article_row(entry.article), upgrade.QUOTATION_RULES, upgrade.PASSAGE_RULES),
    ).lastrowid
    assert key is not None
    _insert_quotations(connection, key, entry.quotations)
    _insert_passages(connection, key, entry.passages, entry.vectors)


def _insert_quotations(connection: Connection, key: int, quotations: Sequence[Quotation]) -> None:
    connection.executemany(
        f"INSERT INTO quotations (article, {QUOTATION_FIELDS}) VALUES ({', '.join('?' * 13)})",
        [(key, *quotation_row(quotation)) for quotation in quotations],
    )


def _insert_passages(
    connection: Connection, key: int, passages: Sequence[Passage], vectors: Vectors
) -> None:
    for passage, vector in zip(passages, vectors, strict=True):
        connection.execute(
            'INSERT INTO passages (article, start, "end", embedding) VALUES (?, ?, ?, ?)',
            (key, passage.start, passage.end, vector.astype("<f2").tobytes()),
        )
    connection.execute(
        "INSERT INTO lexical (rowid, words, title)"
        " SELECT id, words, title FROM passage_text WHERE article = ?",
        (key,),
    )


def replace(connection: Connection, file: FileRecord) -> list[str]:
    """Record a file that was read; returns the ids of the articles that went with it."""
    held = connection.execute(
        "SELECT a.id FROM origins o JOIN articles a ON a.key = o.article WHERE o.path = ?",
        (file.path,),
    )
    gone = [article_id for (article_id,) in held if article_id not in file.article_ids]
    orphans: list[str] = []
    for article_id in gone:
        connection.execute(
            "DELETE FROM origins WHERE path = ?"
            " AND article = (SELECT key FROM articles WHERE id = ?)",
            (file.path, article_id),
        )
        left = connection.execute(
            "SELECT count(*) FROM origins o JOIN articles a ON a.key = o.article WHERE a.id = ?",
            (article_id,),
        ).fetchone()[0]
        if not left:
            delete(connection, article_id)
            orphans.append(article_id)
    connection.execute(
        "INSERT OR REPLACE INTO files (path, raw_sha256, split_at, reader) VALUES (?, ?, ?, ?)",
        (file.path, file.raw_sha256, file.split_at, file.reader),
    )
    return orphans


def delete(connection: Connection, article_id: str) -> None:
    """Delete an article with all that is made of it."""
    key = _key(connection, article_id)
    _forget_words(connection, key)
    connection.execute("DELETE FROM articles WHERE key = ?", (key,))


def _key(connection: Connection, article_id: str) -> int:
    row = connection.execute("SELECT key FROM articles WHERE id = ?", (article_id,))
    return int(row.fetchone()[0])


def _forget_words(connection: Connection, key: int) -> None:
    # An external-content FTS table is told the old words, then the rows go.
    connection.execute(
        "INSERT INTO lexical (lexical, rowid, words, title)"
        " SELECT 'delete', id, words, title FROM passage_text WHERE article = ?",
        (key,),
    )


def changed(connection: Connection) -> None:
    """Count a change, and give it a token of its own."""
    connection.execute("UPDATE manifest SET value = value + 1 WHERE key = 'generation'")
    connection.execute("UPDATE manifest SET value = ? WHERE key = 'token'", (os.urandom(16).hex(),))


def renew(connection: Connection, entry: Entry, cut: bool) -> None:
    """Put an entry's quotations, and if `cut` its passages, in place of those of older rules."""
    key = _key(connection, entry.article.id)
    connection.execute("DELETE FROM quotations WHERE article = ?", (key,))
    _insert_quotations(connection, key, entry.quotations)
    connection.execute(
        "UPDATE articles SET quotations_by = ? WHERE key = ?", (upgrade.QUOTATION_RULES, key)
    )
    if cut:
        _forget_words(connection, key)
        connection.execute("DELETE FROM passages WHERE article = ?", (key,))
        _insert_passages(connection, key, entry.passages, entry.vectors)
        connection.execute(
            "UPDATE articles SET passages_by = ? WHERE key = ?", (upgrade.PASSAGE_RULES, key)
        )
