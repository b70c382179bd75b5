"""The title: marked as one, known already, or the line above the running text that reads as one."""

from __future__ import annotations

import re
from itertools import islice

from index.articles import BlockKind
from index.cleaning import debris, metadata
from index.cleaning.lines import ends_sentence, is_list_item
from index.cleaning.metadata import Facts
from index.cleaning.pieces import Piece

HEAD_LENGTH = 15  # paragraphs without running text that a head may have before it is a list
MAX_TITLE_WORDS = 35
MAX_SENTENCE_WORDS = 25  # of a title that is a whole sentence
TOLD_AGAIN = 0.5  # of the words of a headline stand again in the first two paragraphs


def read_title(pieces: list[Piece], end: int, facts: Facts) -> int | None:
    """Find the title above (or as) the first paragraph, `pieces[end]`; return its index."""
    marked = next((i for i, p in enumerate(pieces) if p.paragraph.is_title and p.is_open), None)
    if marked is None and facts.title:
        return _drop_repeated(pieces[: end + 1], facts.title)
    title = _find(pieces, end) if marked is None else marked
    if title is not None:
        facts.title = facts.title or pieces[title].text
        pieces[title].reason = "title"
    return title


def _drop_repeated(head: list[Piece], title: str) -> int | None:
    for i, piece in enumerate(head):
        is_line = piece.is_open or piece.kind is BlockKind.HEADING
        if is_line and piece.text.casefold() == title.casefold():
            piece.drop("title repeated")
            return i
    return None


def _find(pieces: list[Piece], end: int) -> int | None:
    for i, piece in enumerate(pieces[: end + 1]):
        if metadata.bare_dateline(piece.text):
            return None  # the story has begun; what follows is a section's heading at best
        if piece.is_open and _is_title(pieces, i, is_first_prose=i == end):
            return i
    return None


def _is_title(pieces: list[Piece], i: int, *, is_first_prose: bool) -> bool:
    text = pieces[i].text
    if not _may_be_title(text):
        return False
    is_statement = ends_sentence(text) and text[-1] not in "?!…\"'”’»)"
    if is_first_prose or is_statement:
        return _is_head_line_after(pieces, i)
    words = debris.word_count(text)
    return text[-1] not in ",;:" and (words >= 3 or (words == 2 and _is_alone(pieces, i)))


def _may_be_title(text: str) -> bool:
    """Say whether a line is none of the other things that stand above an article."""
    if debris.word_count(text) > MAX_TITLE_WORDS or is_list_item(text) or text[0].islower():
        return False
    is_head_line = metadata.byline(text) or metadata.date_line(text)
    return not is_head_line and not debris.sign_of(text, debris.AT_THE_EDGES)


def _is_alone(pieces: list[Piece], i: int) -> bool:
    """Say whether a blank line stands under a line."""
    return i + 1 < len(pieces) and pieces[i + 1].paragraph.spaced


def _is_head_line_after(pieces: list[Piece], i: int) -> bool:
    """Say whether a byline, a date or a caption follows: a sentence above one is a headline."""
    if not _is_alone(pieces, i) or debris.word_count(pieces[i].text) > MAX_SENTENCE_WORDS:
        return False
    following = pieces[i + 1]
    if following.kind is BlockKind.CAPTION or following.reason == "credit":
        return _is_told_below(pieces, i)
    return bool(metadata.byline(following.text) or metadata.date_line(following.text))


def _is_told_below(pieces: list[Piece], i: int) -> bool:
    """Say whether the next two paragraphs tell again what a line says, as they do a headline."""
    below = (
        p.text for p in pieces[i + 1 : i + HEAD_LENGTH] if p.is_open and debris.is_prose(p.text)
    )
    told = {word for text in islice(below, 2) for word in _content(text)}
    words = _content(pieces[i].text)
    return bool(words) and len(words & told) >= TOLD_AGAIN * len(words)


def _content(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[^\W\d_]{4,}", text.lower())}
