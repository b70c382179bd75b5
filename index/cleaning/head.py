"""The head: what stands above the running text and says whose article it is and of when."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from index.articles import PublishedKind
from index.cleaning import debris, metadata
from index.cleaning.lines import ends_sentence
from index.cleaning.metadata import Facts
from index.cleaning.pieces import Piece
from index.cleaning.title import HEAD_LENGTH, read_title

ROLE_WORDS = 8  # of a desk or a job under a byline

# "Key: value" lines of exported articles: what the key may be called, by the fact that it states.
_FIELDS = {
    "title": ("title", "headline"),
    "authors": ("author", "authors", "by", "byline"),
    "source": ("source", "publication", "publisher"),
    "url": ("url", "link"),
    "published": ("date", "published", "publication date"),
}
_FACT_OF = {key: fact for fact, keys in _FIELDS.items() for key in keys}
_FIELD_LINE = re.compile(rf"(?P<key>{'|'.join(_FACT_OF)})\s*:\s+(?P<value>\S.*)$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg)\b", re.IGNORECASE)


def read_head(pieces: list[Piece], facts: Facts) -> None:
    """Read title, byline, date, dateline and address above the running text; drop what is left."""
    _read_fields(pieces, facts)
    end = _body_start(pieces)
    title = read_title(pieces, end, facts)
    if title is not None:
        end = max(end, _body_start(pieces, after=title))
    head = pieces[:end]
    _read_datelines(head, facts)
    _read_split_bylines(head, facts)
    _read_lines(head, facts)
    _read_desks(head, facts)
    if title is not None:
        _drop_around(head, title)
    _read_agency(pieces[: end + 1], facts)


def _read_fields(pieces: list[Piece], facts: Facts) -> None:
    """Read "Key: value" lines at the very top, as exported articles carry them."""
    for piece in pieces[:HEAD_LENGTH]:
        match = _FIELD_LINE.match(piece.text) if piece.is_open else None
        if not match:
            return
        if _take_field(_FACT_OF[match["key"].lower()], match["value"], facts):
            piece.drop("field")


def _take_field(fact: str, value: str, facts: Facts) -> bool:
    """Take a fact unless it is known; False for a date that is none."""
    if fact == "published":
        iso = metadata.find_date(value)
        if iso:
            facts.set_date(iso, PublishedKind.EXPLICIT, value)
        return iso is not None
    if not getattr(facts, fact):
        names = (metadata.names(value) or (value,)) if fact == "authors" else value
        setattr(facts, fact, names)
    return True


def _body_start(pieces: list[Piece], after: int = -1) -> int:
    """Return the index of the first paragraph of running text, or 0 when there is none near."""
    for i, piece in enumerate(pieces):
        if i <= after or not piece.is_open:
            continue
        if debris.is_prose(piece.text) and not metadata.byline(piece.text):
            return i
    return after + 1


def _read_datelines(head: list[Piece], facts: Facts) -> None:
    for piece in head:
        if piece.is_open and metadata.bare_dateline(piece.text):
            facts.source = facts.source or metadata.dateline_source(piece.text)
            piece.drop("dateline")


def _read_split_bylines(head: list[Piece], facts: Facts) -> None:
    """Read a byline printed over two lines: a name, and under it a desk or a job."""
    for name, role in pairwise(head):
        if not (name.is_open and role.is_open and _is_name(name.text) and _is_role(role.text)):
            continue
        facts.authors = facts.authors or (name.text,)
        if metadata.is_publication(role.text):
            facts.source = facts.source or role.text
        name.drop("byline")
        role.drop("byline")


def _is_name(text: str) -> bool:
    return metadata.is_name(text) and not metadata.byline(text)


def _is_role(text: str) -> bool:
    """Say whether a line is a desk, a job, or the address of an author."""
    is_address = re.match(r"\S+@\S+$", text)
    return _is_short(text) and bool(metadata.ROLE_WORDS.search(text) or is_address)


def _is_short(text: str) -> bool:
    return debris.word_count(text) <= ROLE_WORDS and not ends_sentence(text)


def _read_lines(head: list[Piece], facts: Facts) -> None:
    """Read the short lines above the running text, each as the first thing that it may be."""
    for piece in head:
        if piece.is_open:
            reasons = (read(piece.text, facts) for read in _LINES)
            piece.reason = next(filter(None, reasons), None)
        elif piece.reason == "link" and not facts.url and not _PICTURE.search(piece.text):
            facts.url = piece.text


# Each reads one kind of line into the facts and returns why it is dropped; None for other lines.


def _read_date(text: str, facts: Facts) -> str | None:
    dated = metadata.date_line(text)
    if dated is None:
        return None
    iso, is_update = dated
    kind = PublishedKind.INFERRED if is_update else PublishedKind.EXPLICIT
    facts.set_date(iso, kind, text)
    return "date"


def _read_byline(text: str, facts: Facts) -> str | None:
    authors = metadata.byline(text)
    if not authors:
        return None
    facts.authors = facts.authors or authors
    iso = metadata.find_date(text)
    if iso:
        facts.set_date(iso, PublishedKind.EXPLICIT, text)
    return "byline"


def _read_job(text: str, facts: Facts) -> str | None:
    name = metadata.name_and_job(text)
    if name is None:
        return None
    facts.authors = facts.authors or (name,)
    return "byline"


def _read_repeated_title(text: str, facts: Facts) -> str | None:
    repeats = facts.title and text.casefold() == facts.title.casefold()
    return "title repeated" if repeats else None


def _read_author_and_source(text: str, facts: Facts) -> str | None:
    named = metadata.name_and_publication(text)
    if named is None:
        return None
    facts.authors, facts.source = facts.authors or (named[0],), facts.source or named[1]
    return "byline"


def _read_source(text: str, facts: Facts) -> str | None:
    if not metadata.is_publication(text):
        return None
    facts.source = facts.source or text
    return "source"


def _read_furniture(text: str, facts: Facts) -> str | None:
    return debris.sign_of(text, debris.AT_THE_EDGES)


_LINES: tuple[Callable[[str, Facts], str | None], ...] = (
    _read_date,
    _read_byline,
    _read_job,
    _read_repeated_title,
    _read_author_and_source,
    _read_source,
    _read_furniture,
)


def _read_desks(head: list[Piece], facts: Facts) -> None:
    """Drop the desk or publication printed under a byline."""
    for before, piece in pairwise(head):
        if before.reason == "byline" and piece.is_open and _is_short(piece.text):
            publication = piece.text.split(",")[0]
            if metadata.is_publication(publication):
                facts.source = facts.source or publication
            if metadata.ROLE_WORDS.search(piece.text):
                piece.drop("byline")


def _drop_around(head: list[Piece], title: int) -> None:
    """Drop what nobody has claimed above a title, and links below it."""
    for i, piece in enumerate(head):
        if piece.is_open and i < title:
            piece.drop("above the title")
        elif piece.is_open and piece.paragraph.is_linked:
            piece.drop("navigation")


def _read_agency(opening: list[Piece], facts: Facts) -> None:
    """Take the source from the agency that a dateline names in front of the first words."""
    for piece in opening:
        if piece.is_open and not facts.source:
            facts.source = metadata.dateline_source(piece.text)
