"""JSON Lines, one article a line; also a JSON file with one article or a list of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from index.articles import Article, BlockKind, PublishedKind
from index.cleaning.editing import Cleaned, clean
from index.cleaning.lines import collapse, paragraphs, split_lines
from index.cleaning.metadata import Facts, find_date
from index.errors import ArticleError, NotAnArticle
from index.loaders.building import article_of
from index.loaders.files import COLLECTIONS, RawFile

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_PARTIAL_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?$")


class JsonLoader:
    """Loads records with the fields url, title, text, published, authors, source, blocks."""

    suffixes = COLLECTIONS | {".json"}
    by_lines = False

    def accepts(self, raw: RawFile) -> bool:
        """Accept by suffix, or a text that begins as a JSON record."""
        if raw.suffix in self.suffixes:
            return True
        start = raw.text[:200].lstrip("\ufeff \t\r\n")
        return bool(re.match(r'\[?\s*\{\s*"', start))

    def load(self, raw: RawFile) -> Iterator[Article | ArticleError]:
        """Yield the article of every record, or an error that names file and line."""
        for where, record in _records(raw):
            try:
                yield _read_record(raw, where, record)
            except ArticleError as exc:
                yield exc


def _records(raw: RawFile) -> Iterator[tuple[str, Any]]:
    """Yield (place, record); a record that is no JSON is yielded as the error it gave."""
    if _is_document(raw):
        try:
            document = json.loads(raw.text.lstrip("\ufeff"))
        except (ValueError, RecursionError) as exc:
            yield raw.name, exc
            return
        single = not isinstance(document, list)
        for number, record in enumerate([document] if single else document, 1):
            yield raw.name if single else f"{raw.name}, record {number}", record
        return
    for number, line in enumerate(split_lines(raw.text.lstrip("\ufeff")), 1):
        if line.strip():
            try:
                yield f"{raw.name}, line {number}", json.loads(line)
            except (ValueError, RecursionError) as exc:
                yield f"{raw.name}, line {number}", exc


def _is_document(raw: RawFile) -> bool:
    """Say whether the file is one JSON value, not one a line."""
    if raw.suffix in COLLECTIONS:
        return False
    text = raw.text.lstrip("\ufeff \t\r\n")
    if text.startswith("["):
        return True
    first_line = split_lines(text)[0]
    try:
        json.loads(first_line)
    except (ValueError, RecursionError):
        return True
    return not text[len(first_line) :].strip()


def _read_record(raw: RawFile, where: str, record: object) -> Article:
    if isinstance(record, RecursionError):
        raise NotAnArticle(f"{where} is nested too deeply, expected a JSON object with a text")
    if isinstance(record, Exception):
        raise NotAnArticle(f"{where} is not JSON ({record}), expected an object with a text")
    if not isinstance(record, dict):
        raise NotAnArticle(
            f"{where} is {type(record).__name__}, expected a JSON object with a text"
        )
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        found = "no text" if text is None or text == "" else f"text {type(text).__name__}"
        raise NotAnArticle(f'{where} has {found}, expected "text" with the words of an article')
    facts = _read_facts(record, where)
    blocks = record.get("blocks")
    text = _SURROGATE.sub("\ufffd", text)
    cleaned = _read_blocks(text, blocks, facts, where) if blocks else clean(paragraphs(text), facts)
    cleaned.second_article_line = None  # a record is one article by declaration
    return article_of(raw, cleaned, where)


def _read_facts(record: dict[str, Any], where: str) -> Facts:
    facts = Facts(
        title=_string(record, "title", where),
        source=_string(record, "source", where),
        authors=_authors(record, where),
        url=_string(record, "url", where),
    )
    published = _string(record, "published", where)
    if published:
        iso = published if _PARTIAL_DATE.match(published) else find_date(published)
        if iso is None:
            raise NotAnArticle(
                f'{where} has published "{published}", expected a date such as 2024-03-31'
            )
        kind = record.get("published_kind")
        known = kind if kind in {PublishedKind.INFERRED, PublishedKind.EXPLICIT} else "explicit"
        evidence = _string(record, "published_evidence", where) or published
        facts.set_date(iso, PublishedKind(known), evidence)
    return facts


def _string(record: dict[str, Any], key: str, where: str) -> str | None:
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise NotAnArticle(f"{where} has {key} {type(value).__name__}, expected a string")
    return collapse(_SURROGATE.sub("\ufffd", value)) or None


def _authors(record: dict[str, Any], where: str) -> tuple[str, ...]:
    value = record.get("authors")
    if isinstance(value, str):
        value = [value]
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise NotAnArticle(
            f"{where} has authors {type(value).__name__}, expected a list of strings"
        )
    names = (collapse(_SURROGATE.sub("\ufffd", name)) for name in value)
    return tuple(dict.fromkeys(name for name in names if name))


def _read_blocks(text: str, blocks: object, facts: Facts, where: str) -> Cleaned:
    """Take blocks as given; they must be in order, inside the text, and not overlap."""
    cleaned = Cleaned(facts)
    end = 0
    given: list[Any] = blocks if isinstance(blocks, list) else [blocks]
    for block in given:
        try:
            kind, start, stop = BlockKind(block["kind"]), block["start"], block["end"]
            credit = block.get("credit")
            valid = type(start) is type(stop) is int and end <= start < stop <= len(text)
        except (TypeError, KeyError, ValueError, AttributeError):
            valid = False
        if (
            not valid
            or not (credit is None or isinstance(credit, str))
            or not text[start:stop].strip()
        ):
            raise NotAnArticle(
                f"{where} has a wrong block {block!r:.80}, expected kind, start and end"
                f" in order within {len(text)} characters"
            )
        cleaned.blocks.append((kind, text[start:stop], credit))
        end = stop
    return cleaned
