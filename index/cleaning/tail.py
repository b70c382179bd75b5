"""The tail: what stands below the last paragraph of running text, and is no part of it."""

from __future__ import annotations

import re
from itertools import pairwise

from index.articles import BlockKind, PublishedKind
from index.cleaning import debris, metadata
from index.cleaning.lines import ends_sentence, is_list_item
from index.cleaning.metadata import Facts
from index.cleaning.pieces import Piece

TAIL_LENGTH = 15  # paragraphs in which reporters and the first publication are named
FIRST_PUBLISHED_LENGTH = 160  # characters of a line that says so
SLOGAN_WORDS = 30
CALLS = {"subscription", "newsletter"}  # what slogans stand between
MIN_CATEGORY_ITEMS = 6
MAX_CATEGORY_WORDS = 6
CATEGORY_WORDS = 2.6  # mean words of the items of a category list
SECTION_SHARE = 0.25  # of the items of a category list that are names of common sections

_FIRST_PUBLISHED = re.compile(
    r"\(?(?:this (?:article|story|post|report|essay|column) (?:was |has been )?)?(?:first"
    r"|originally)?\s?"
    r"(?:published|posted|appeared)\b",
    re.IGNORECASE,
)
_REPORTING = re.compile(r"reporting by (?P<names>[^;.]{3,120})", re.IGNORECASE)


def read_tail(pieces: list[Piece], facts: Facts) -> None:
    """Read what stands below the last paragraph of running text, and drop it."""
    _read_owner(pieces, facts)
    _read_reporters(pieces, facts)
    _read_first_published(pieces, facts)
    _drop_furniture(pieces[_tail_start(pieces) :])
    _drop_sign_offs(pieces)
    _drop_slogans(pieces)
    _drop_categories(pieces, _tail_start(pieces))
    _drop_last_headings(pieces, _tail_start(pieces))


def _tail_start(pieces: list[Piece]) -> int:
    """Return the index behind the last block that is running text."""
    for i in range(len(pieces) - 1, -1, -1):
        piece = pieces[i]
        if piece.reason is None and (piece.kind is BlockKind.QUOTE or debris.is_prose(piece.text)):
            return i + 1
    return 0


def _read_owner(pieces: list[Piece], facts: Facts) -> None:
    """Take the source from a copyright line; its year is never the article's date."""
    for piece in pieces:
        if piece.reason in {"copyright", "navigation"} and not facts.source:
            facts.source = metadata.copyright_owner(piece.text)


def _read_reporters(pieces: list[Piece], facts: Facts) -> None:
    """Take the authors from "Reporting by …"."""
    for piece in pieces[-TAIL_LENGTH:]:
        match = _REPORTING.match(piece.text)
        if piece.reason == "contributor line" and match and not facts.authors:
            facts.authors = metadata.names(match["names"])


def _read_first_published(pieces: list[Piece], facts: Facts) -> None:
    """Take the date from "First published on …"."""
    for piece in pieces[-TAIL_LENGTH:]:
        short = piece.is_open and len(piece.text) <= FIRST_PUBLISHED_LENGTH
        iso = metadata.find_date(piece.text) if short else None
        if iso and _FIRST_PUBLISHED.match(piece.text):
            facts.set_date(iso, PublishedKind.EXPLICIT, piece.text)
            piece.drop("date")


def _drop_furniture(tail: list[Piece]) -> None:
    """Drop buttons, tags and links."""
    for piece in tail:
        if piece.is_open:
            piece.reason = debris.sign_of(piece.text, debris.AT_THE_EDGES)
        if piece.is_open and piece.paragraph.is_linked:
            piece.drop("navigation")


def _drop_sign_offs(pieces: list[Piece]) -> None:
    """Drop "– Jane Doe" under a paragraph of hers; under quoted words it says whose they are."""
    for before, piece in pairwise(pieces):
        name = re.sub(r"^[–—−-] ?", "", piece.text)
        if not piece.is_open or name == piece.text or not metadata.is_name(name):
            continue
        quoted = "\n" in before.text or before.text[-1] in "\"'”’»"
        if before.is_open and debris.is_prose(before.text) and not quoted:
            piece.drop("byline")


def _drop_slogans(pieces: list[Piece]) -> None:
    """Drop the slogans between calls to subscribe, where nothing but debris follows."""
    anchor: int | None = None  # a call below which nothing is open, walking up from the end
    for i in range(len(pieces) - 1, -1, -1):
        piece = pieces[i]
        if piece.reason in CALLS:
            if anchor is not None:
                _drop_between(pieces[i + 1 : anchor], piece.reason)
            anchor = i
        elif piece.is_open and (anchor is None or anchor - i > 2):
            return


def _drop_between(slogans: list[Piece], reason: str) -> None:
    if all(debris.word_count(piece.text) <= SLOGAN_WORDS for piece in slogans):
        for piece in slogans:
            if piece.is_open:
                piece.drop(reason)


def _drop_categories(pieces: list[Piece], start: int) -> None:
    """Drop a long run of very short items at the end that no sentence introduces."""
    items = [piece for piece in pieces[start:] if piece.is_open]
    introduced = bool(start) and pieces[start - 1].text.endswith(":")
    if not introduced and _are_categories([piece.text for piece in items]):
        for item in items:
            item.drop("category list")


def _are_categories(texts: list[str]) -> bool:
    if len(texts) < MIN_CATEGORY_ITEMS:
        return False
    words = [debris.word_count(text.lstrip("-*•‣◦▪● ")) for text in texts]
    if max(words) > MAX_CATEGORY_WORDS or sum(words) > CATEGORY_WORDS * len(words):
        return False
    if any(ends_sentence(text) or any(map(str.isdigit, text)) for text in texts):
        return False
    return sum(map(debris.names_section, texts)) >= SECTION_SHARE * len(texts)


def _drop_last_headings(pieces: list[Piece], start: int) -> None:
    """Drop one or two headings at the end with nothing under them."""
    left = [piece for piece in pieces[start:] if piece.reason is None]
    if start and _are_headings(left) and not pieces[start - 1].text.endswith(":"):
        for piece in left:
            piece.drop("heading with nothing under it")


def _are_headings(left: list[Piece]) -> bool:
    """Say whether all are marked as headings, or one or two are at least shaped as such."""
    if any(is_list_item(piece.text) for piece in left):
        return False
    unmarked = [piece.text for piece in left if piece.kind is not BlockKind.HEADING]
    return not unmarked or (len(left) <= 2 and all(map(debris.is_heading_shaped, unmarked)))
