"""The schema of the newest format of a library.db; `upgrade` brings older files to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from index.store.mentions import IRREGULAR, IRREGULAR_INDEX

_SCHEMA = """
CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE articles (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT, source TEXT, authors TEXT NOT NULL,
    published TEXT, published_kind TEXT NOT NULL, published_evidence TEXT,
    url TEXT, path TEXT, raw_sha256 TEXT NOT NULL,
    text TEXT NOT NULL, blocks TEXT NOT NULL, dropped TEXT NOT NULL,
    second_article_line INTEGER,
    -- The version of the rules that made the quotations and the passages of the article.
    quotations_by INTEGER NOT NULL DEFAULT 1, passages_by INTEGER NOT NULL DEFAULT 1
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
    stance TEXT NOT NULL DEFAULT 'asserts',
    PRIMARY KEY (article, start, "end", kind)
) STRICT, WITHOUT ROWID;

CREATE VIEW passage_text AS
    SELECT passages.id AS id, passages.article AS article, coalesce(title, '') AS title,
           substr(text, start + 1, "end" - start) AS words
    FROM passages JOIN articles ON articles.key = passages.article;
CREATE VIRTUAL TABLE lexical USING fts5 (
    words, title, content = 'passage_text', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
"""


# Made by the first writer where they are missing: they speed a library up, and are no format.
_INDEXES = f"""
CREATE INDEX IF NOT EXISTS articles_by_date ON articles (published IS NULL, published);
CREATE INDEX IF NOT EXISTS articles_by_source ON articles (source);
CREATE INDEX IF NOT EXISTS articles_by_quotation_rules ON articles (quotations_by);
CREATE INDEX IF NOT EXISTS articles_by_passage_rules ON articles (passages_by);
CREATE INDEX IF NOT EXISTS {IRREGULAR_INDEX} ON articles (key) WHERE {IRREGULAR};
CREATE INDEX IF NOT EXISTS quotations_of_speaker_and_role ON quotations (speaker_name, role);
DROP INDEX IF EXISTS quotations_of_speaker; -- of the name alone
"""


def schema() -> Iterator[str]:
    """Yield the statements of the schema: executescript would commit a transaction first."""
    yield from _statements(_SCHEMA)
    yield from indexes()


def indexes() -> Iterator[str]:
    """Yield the statements that make the indexes which a library lacks."""
    yield from _statements(_INDEXES)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
