"""Paragraphs of a raw file to an article's title, facts and blocks, and what was dropped and why.

An editor with a printout and a pencil works in this order, and so does `clean`: strike out what
gives itself away anywhere (advertisements, newsletter lines); find the captions by their credits;
find where the running text begins and ends; read the head above it (title, byline, date) and the
tail below it (author box, lists of links) with less patience than the middle; then tell headings
and block quotations from body. Each step has a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from index.articles import BlockKind, Dropped
from index.cleaning.author_box import read_author_box
from index.cleaning.captions import mark_captions
from index.cleaning.head import read_head
from index.cleaning.kinds import mark_headings, mark_quotations
from index.cleaning.lines import Paragraph
from index.cleaning.metadata import Facts
from index.cleaning.pieces import Cleaned, Piece
from index.cleaning.splices import second_article
from index.cleaning.strikes import mark_link_lists, mark_signs, mark_videos
from index.cleaning.tail import read_tail

__all__ = ["Cleaned", "clean"]


def clean(paragraphs: Iterable[Paragraph], facts: Facts | None = None) -> Cleaned:
    """Sort the paragraphs of one raw file into an article and what is no part of it.

    `facts` are those known from elsewhere (fields of a record, a page's metadata); they win over
    what the text says. Takes time linear in the text.
    """
    cleaned = Cleaned(facts or Facts())
    pieces = [Piece(p, p.text, p.kind, p.reason, p.credit) for p in paragraphs]
    mark_signs(pieces)
    mark_videos(pieces)
    mark_captions(pieces, cleaned.facts)
    read_head(pieces, cleaned.facts)
    read_author_box(pieces, cleaned.facts)
    mark_link_lists(pieces)
    read_tail(pieces, cleaned.facts)
    mark_headings(pieces)
    mark_quotations(pieces)
    _assemble(pieces, cleaned)
    return cleaned


def _assemble(pieces: list[Piece], cleaned: Cleaned) -> None:
    """Put the blocks together and list what was dropped, each in the order of the file."""
    for piece in pieces:
        cleaned.dropped += piece.cuts
        if piece.reason is None:
            cleaned.blocks.append((piece.kind or BlockKind.BODY, piece.text, piece.credit))
        elif piece.reason != "title":
            cleaned.dropped.append(Dropped(piece.paragraph.text, piece.reason))
    cleaned.second_article_line = _second_article_line(pieces)


def _second_article_line(pieces: list[Piece]) -> int | None:
    kept = [
        piece for piece in pieces if piece.reason is None and piece.kind is not BlockKind.CAPTION
    ]
    body = [
        (piece, before is not None and before.kind is BlockKind.HEADING)
        for before, piece in zip([None, *kept], kept, strict=False)
        if piece.kind is not BlockKind.HEADING
    ]
    boundary = second_article([piece.text for piece, _ in body], [under for _, under in body])
    return body[boundary][0].paragraph.line if boundary is not None else None
