"""Rows of a library.db as values, values as rows, and filters as SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from index.articles import Article, Block, BlockKind, Dropped, Listed, PublishedKind, in_brackets
from index.filters import Filters
from index.quotations import Quotation, QuotationKind

QUOTATION_FIELDS = (
    'start, "end", kind, speaker_start, speaker_end, speaker_name, role,'
    " cue_start, cue_end, reported_by, confidence, reason"
)
QUOTATION_COLUMNS = ", ".join(f"q.{field.strip()}" for field in QUOTATION_FIELDS.split(","))
ARTICLE_COLUMNS = (
    "id, title, source, authors, published, published_kind, published_evidence, url, path, "
    "raw_sha256, text, blocks, dropped, second_article_line"
)
# The opening, for those without a title; the rest of a text is not read.
LISTED_COLUMNS = (
    "id, title, source, authors, published, url, path,"
    " CASE WHEN coalesce(title, '') = '' THEN substr(text, 1, 1000) END"
)
ONE_OF = "IN (SELECT value FROM json_each(?))"  # a list as one value, of any length


def where(filters: Filters | None, word: str = "WHERE") -> tuple[str, list[str]]:
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
        clauses.append(f"a.id {ONE_OF}")
        values.append(json.dumps(filters.articles))
    return f" {word} " + " AND ".join(clauses), values


def article_row(article: Article) -> tuple[object, ...]:
    """Return the row of an article: ARTICLE_COLUMNS in order."""
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


def quotation_row(q: Quotation) -> tuple[object, ...]:
    """Return the row of a quotation: QUOTATION_FIELDS in order."""
    speaker, cue = q.speaker or (None, None), q.cue or (None, None)
    return (
        *(q.start, q.end, q.kind.value, *speaker, q.speaker_name, q.role),
        *(*cue, q.reported_by, q.confidence, q.reason),
    )


def quotation(row: Sequence[Any]) -> Quotation:
    """Return the quotation of (article id, QUOTATION_FIELDS)."""
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


def listed(row: Sequence[Any]) -> Listed:
    """Return the article of LISTED_COLUMNS as it is listed."""
    id_, title, source, authors, published, url, path, opening = row
    label = title or in_brackets(opening)
    return Listed(id_, label, title, source, tuple(json.loads(authors)), published, url, path)


def article(row: Sequence[object]) -> Article:
    """Return the article of ARTICLE_COLUMNS."""
    values = list(row)
    values[3] = tuple(json.loads(str(values[3])))
    values[5] = PublishedKind(str(values[5]))
    values[11] = tuple(Block(BlockKind(b[0]), *b[1:]) for b in json.loads(str(values[11])))
    values[12] = tuple(Dropped(*d) for d in json.loads(str(values[12])))
    return Article(*values)  # type: ignore[arg-type]  # the columns are the fields, in order
