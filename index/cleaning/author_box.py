"""The author box: the last paragraph where it tells who wrote the article."""

from __future__ import annotations

import re

from index.cleaning import debris, metadata
from index.cleaning.lines import ends_sentence
from index.cleaning.metadata import Facts
from index.cleaning.pieces import Piece

MAX_BIOGRAPHY_WORDS = 150

_BIOGRAPHY = re.compile(
    r"(?P<name>[^\W\d_a-z][\w.'’\-]*(?: [^\W\d_a-z][\w.'’\-]*){0,4}),? (?:is|was|has|covers"
    r"|writes|joined|reports|works|worked|began)\b"
)
_BIOGRAPHY_ROLE = re.compile(
    r"\b(?:reporter|journalist|correspondent|columnist|editor|writer|author|contributor"
    r"|freelance\w*"
    r"|professor|fellow|newsroom|has (?:worked|written)|writes (?:about|for)|covers)\b",
    re.IGNORECASE,
)
_JOURNALIST = re.compile(
    r"is an? (?:[\w-]+ ){0,5}(?:reporter|journalist|correspondent|columnist|writer|editor)"
    r" (?:for|at|with|based|covering|who covers)\b"
)


def read_author_box(pieces: list[Piece], facts: Facts) -> None:
    """Drop "Name, Publication" with the biography under it, or a biography alone, at the end."""
    last = max((i for i, piece in enumerate(pieces) if piece.reason is None), default=None)
    if last is None:
        return
    above = pieces[last - 1] if last and pieces[last - 1].is_open else None
    if above is None or not _read_signed(above, pieces[last], facts):
        _read_unsigned(pieces[last], facts)


def _read_signed(signature: Piece, biography: Piece, facts: Facts) -> bool:
    """Read a name, with a publication or without, and the biography under it."""
    name, _, publication = signature.text.partition(", ")
    if not (metadata.is_name(name) and _is_biography(biography.text, name)):
        return False
    facts.authors = facts.authors or (name,)
    if publication and publication[0].isupper() and not ends_sentence(publication):
        facts.source = facts.source or publication
    signature.drop("author box")
    biography.drop("author box")
    return True


def _read_unsigned(biography: Piece, facts: Facts) -> None:
    """Read a biography alone: of an author who is known, or of one who is called a journalist."""
    own = _BIOGRAPHY.match(biography.text)
    if own is None or not _is_biography(biography.text, own["name"]):
        return
    known = any(own["name"] in author for author in facts.authors)
    if known or _JOURNALIST.search(biography.text[:150]):
        if metadata.is_name(own["name"]):
            facts.authors = facts.authors or (own["name"],)
        biography.drop("author box")


def _is_biography(text: str, name: str) -> bool:
    """Say whether a text tells who an author is: it starts with the name and tells of work."""
    first_word = text.split(" ", 1)[0]
    about = first_word in name.split() or first_word in {"He", "She", "They", "The"}
    quotes = any(mark in text for mark in '“"«')
    return (
        about
        and not quotes
        and bool(_BIOGRAPHY_ROLE.search(text))
        and debris.word_count(text) <= MAX_BIOGRAPHY_WORDS
    )
