"""Where sentences begin and end in printed prose: rules for English news, offsets kept."""

from __future__ import annotations

import re

from index.english.abbreviations import CLOSING, OPENING
from index.english.function_words import STARTERS
from index.english.speech import DOUBTFUL, SPEECH

# “Never!” Berg, a diver, said: what follows a shouted or asked quotation is often its speaker.
_ATTRIBUTION = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){0,5}[A-Z][\w.’'-]*(?:,\s[^.!?;:“”\"]{2,60},)?\s+(?P<verb>[a-z]+)\b"
)
_BREAK = re.compile(
    r"(?P<end>(?<![.!?…])[.!?…]++[”’\"')\]»]*)"  # Latin scripts
    r"(?=(?:\s+|(?<=”)(?=[A-Z]))[\"'“‘’(\[«—–-]*\s?(?P<next>[^\W_]\S*))"
    r"|(?P<wide>[。！？]+[”’」』）]*)"  # Chinese and Japanese: no space needed
    r"|(?P<paragraph>\n\s*\n)"
)
_LAST_WORD = re.compile(r"[\w.’'-]*\Z")


def sentences(text: str) -> list[tuple[int, int]]:
    """Split a text into sentences.

    Returns (start, end) character offsets in order: not overlapping, no sentence empty or with
    white space at its edges, every other character of `text` inside one.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        if match["end"] and not _ends_sentence(text, match):
            continue
        _append(spans, text, start, match.end("end") if match["end"] else match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the whole sentences that hold `text[start:end]`."""
    inside = [span for span in sentences(text) if span[0] < end and start < span[1]]
    if not inside:
        return start, end
    return min(start, inside[0][0]), max(end, inside[-1][1])


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        first = start + len(piece) - len(piece.lstrip())
        spans.append((first, first + len(stripped)))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Tell whether a terminator ends its sentence, by the words on both sides of it."""
    following = match["next"]
    if following[0].islower():
        return False
    mark = match["end"]
    if mark[0] in "!?…" and len(mark) > 1:
        said = _ATTRIBUTION.match(text, match.start("next"), match.start("next") + 120)
        return said is None or said["verb"] not in SPEECH - DOUBTFUL
    if mark[0] != ".":
        return True
    # A window, so that a text without white space costs linear time.
    word = _last_word(text, match.start("end"))
    starts_sentence = following.strip("“‘\"'”’,.;:").lower() in STARTERS
    if word.lower() in OPENING:
        # "No." and "Sept." can end a sentence, but only a plain starter or a quotation shows it.
        return False
    if re.fullmatch(r"[A-Z]|(?:[A-Za-z][a-z]?\.)+[A-Za-z]?", word):  # "J", "U.S", "Ph.D"
        return starts_sentence and len(word) > 1
    if word.lower() in CLOSING and mark == ".":
        return starts_sentence
    return True


def _last_word(text: str, end: int) -> str:
    found = _LAST_WORD.search(text[max(0, end - 24) : end])
    return found.group().lstrip(".-’'") if found else ""
