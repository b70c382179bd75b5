"""Captions: found by their labels, their credits and their dates; the credits are taken off."""

from __future__ import annotations

import re
from itertools import pairwise

from index.articles import BlockKind, Dropped, PublishedKind
from index.cleaning import debris, metadata
from index.cleaning.lines import ends_sentence, is_list_item
from index.cleaning.metadata import Facts
from index.cleaning.pieces import Piece

MAX_CAPTION_WORDS = 70

# A caption tells what a picture shows, in the present; these words tell what happened.
_REPORTING = re.compile(
    r"\b(?:sa(?:id|ys)|told|was|were|had|have|has|will|would|announced|reported|died|born"
    r"|according)\b"
)


def mark_captions(pieces: list[Piece], facts: Facts) -> None:
    """Find captions by their labels, their credits and their dates; take the credits off."""
    _mark_above_credits(pieces)
    for piece in pieces:
        if piece.is_open and _is_caption(piece.text):
            piece.kind = BlockKind.CAPTION
    _drop_labels(pieces)
    for piece in pieces:
        if piece.kind is BlockKind.CAPTION:
            _trim(piece, facts)


def _mark_above_credits(pieces: list[Piece]) -> None:
    """Drop the lines that are nothing but a credit; what stands right above one is its caption."""
    for before, piece in pairwise(pieces):
        if piece.is_open and debris.is_credit_line(piece.text):
            piece.drop("credit")
            if _is_caption_above(before, piece):
                before.kind = BlockKind.CAPTION


def _is_caption_above(before: Piece, credit: Piece) -> bool:
    """Say whether the line above a photo credit is the caption: adjacent, or clearly no story."""
    if not before.is_open or debris.word_count(before.text) > MAX_CAPTION_WORDS:
        return False
    return not credit.paragraph.spaced and before.paragraph.spaced


def _is_caption(text: str) -> bool:
    if debris.word_count(text) > MAX_CAPTION_WORDS or is_list_item(text):
        return False
    if debris.caption_label(text) or debris.FILE_PHOTO.match(text):
        return True
    if debris.split_credit(text)[1]:
        return True
    return (
        metadata.has_caption_date(text) and not _REPORTING.search(text) and _is_one_sentence(text)
    )


def _is_one_sentence(text: str) -> bool:
    return ends_sentence(text) and not re.search(r"[a-z]{3,}[.!?] +[A-Z]", text[:-1])


def _drop_labels(pieces: list[Piece]) -> None:
    """Drop the lines above a caption that only say that a picture is next."""
    for label, caption in pairwise(pieces):
        is_above = label.is_open and caption.kind is BlockKind.CAPTION
        if is_above and debris.is_picture_label(label.text):
            label.drop("caption label")


def _trim(piece: Piece, facts: Facts) -> None:
    """Take label and credit off a caption, and read the month off an agency's date."""
    label = debris.caption_label(piece.text)
    if label:
        piece.cuts.append(Dropped(label.strip(), "caption label"))
        piece.text = piece.text[len(label) :]
    piece.text, credit = debris.split_credit(piece.text)
    for part in (credit, piece.credit):
        if part:
            piece.cuts.append(Dropped(part, "credit"))
    piece.credit = None
    dated = metadata.caption_month(piece.text)
    if dated:
        facts.set_date(dated[0], PublishedKind.INFERRED, dated[1])
