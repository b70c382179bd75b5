"""What is struck out wherever it stands: telltale lines, titles of videos, lists of links."""

from __future__ import annotations

import re

from index.cleaning import debris
from index.cleaning.pieces import Piece

VIDEO_TITLE_WORDS = 20
HEADLINE_WORDS = 20


def mark_signs(pieces: list[Piece]) -> None:
    """Drop the lines that give themselves away wherever they stand."""
    for piece in pieces:
        if piece.is_open:
            piece.reason = debris.sign_of(piece.text, debris.ANYWHERE)
        if piece.is_open and debris.is_link_line(piece.text):
            piece.reason = "related link"


def mark_videos(pieces: list[Piece]) -> None:
    """Drop the title of a video: the line between a video label or a story and its length."""
    for i, piece in enumerate(pieces):
        if piece.reason != "video" or not re.match(r"\d", piece.text):
            continue
        title, label = pieces[max(i - 1, 0)], pieces[max(i - 2, 0)]
        is_title = debris.word_count(title.text) <= VIDEO_TITLE_WORDS
        if title.is_open and is_title and not title.text.endswith("."):
            title.drop("video")
            if label.is_open and re.match(r"(?i)video\b(?: \w+){0,3}$", label.text):
                label.drop("video")


def mark_link_lists(pieces: list[Piece]) -> None:
    """Drop a label such as "Latest posts" and the headlines under it."""
    inside = False
    for piece in pieces:
        if piece.is_open and debris.is_link_list_label(piece.text):
            piece.drop("related links")
            inside = True
        elif inside and piece.is_open:
            short = debris.word_count(piece.text) <= HEADLINE_WORDS
            inside = short and not piece.text.endswith(".")
            if inside:
                piece.drop("related links")
