"""What a paragraph that stays is: a heading, a block quotation, or body."""

from __future__ import annotations

import re

from index.articles import BlockKind, Dropped
from index.cleaning import debris
from index.cleaning.lines import ends_sentence, is_list_item
from index.cleaning.pieces import Piece

MAX_HEADINGS = 2  # that follow each other: more make a list
QUOTATION_WORDS = 15  # of a quotation that no colon announces

# "Q: …", "LUND: …": a turn of an interview; a row of a table. Neither is a heading.
_SPOKEN = re.compile(r"(?:[QA]|[A-Z][A-Z .'’-]{1,40}):\s|[^|\n]*(?: \| |\n)")
# "… in a second term." [The Publication]: the source of a block quotation, in brackets.
_QUOTE_SOURCE = re.compile(r"\s*\[(?P<source>[A-Z][^\[\]]{1,60})\]$")
_LOWERCASE_IN_NAMES = {"of", "the", "and", "for", "de", "la", "le", "du", "der", "die", "&"}


def mark_headings(pieces: list[Piece]) -> None:
    """Tell headings from short paragraphs: short, unpunctuated, and running text comes next."""
    kept = [piece for piece in pieces if piece.reason is None]
    for i, piece in enumerate(kept):
        if piece.is_open and _is_heading(kept, i):
            piece.kind = BlockKind.HEADING


def _is_heading(kept: list[Piece], i: int) -> bool:
    text = kept[i].text
    if is_list_item(text) or _SPOKEN.match(text) or not debris.is_heading_shaped(text):
        return False
    if i + 1 == len(kept) or kept[i + 1].kind is BlockKind.CAPTION:
        return False
    return 1 + _short_run(kept, i, -1) + _short_run(kept, i, 1) <= MAX_HEADINGS


def _short_run(kept: list[Piece], i: int, step: int) -> int:
    """Count the heading-shaped pieces next to one, as many as decide."""
    for count in range(MAX_HEADINGS):
        i += step
        if not 0 <= i < len(kept) or not _may_be_heading(kept[i]):
            return count
    return MAX_HEADINGS


def _may_be_heading(piece: Piece) -> bool:
    is_line = piece.is_open or piece.kind is BlockKind.HEADING
    return is_line and debris.is_heading_shaped(piece.text)


def mark_quotations(pieces: list[Piece]) -> None:
    """Find block quotations by the source in brackets behind them, which becomes the credit."""
    before: Piece | None = None
    for piece in pieces:
        if piece.reason is not None:
            continue
        match = _QUOTE_SOURCE.search(piece.text[-80:]) if piece.is_open else None
        if match and before and _is_quotation(piece.text, match, before.text):
            piece.kind, piece.credit = BlockKind.QUOTE, match["source"]
            piece.cuts.append(Dropped(match[0].strip(), "credit"))
            piece.text = piece.text[: -len(match[0])]
        before = piece


def _is_quotation(text: str, bracket: re.Match[str], before: str) -> bool:
    own_words = text[: -len(bracket[0])]
    names = all(
        word[0].isupper() or word[0].isdigit() or word in _LOWERCASE_IN_NAMES
        for word in bracket["source"].split()
    )
    is_unmarked = not any(mark in own_words for mark in '“"')
    unquoted = is_unmarked and debris.word_count(own_words) >= QUOTATION_WORDS
    return names and ends_sentence(own_words) and (before.endswith(":") or unquoted)
