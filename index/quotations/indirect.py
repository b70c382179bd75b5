"""Speech reported without quote marks: Okafor said she tried to explain; it failed, he said."""

from __future__ import annotations

import re

from index.english.speech import REPORTING, THATLESS
from index.quotations.coded import Sentence
from index.quotations.cues import Cue

_FEWEST = 4  # tokens of reported words that mean anything
# What opens a clause that follows "said" without "that": he tried, the club would, the plan has.
_CLAUSE = re.compile(r"(?:H|[DY]?[wrNT]{1,8}?(?:F[DY]?[wrNT]{1,4}?){0,2})R*[XBVC]|HR*w")


def indirect_span(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """Return the span of the words that a cue reports without marks, None where it is not plain."""
    letters = sentence.letters
    word = sentence.word(cue.first).lower()
    if cue.kind not in "VGA" or not (cue.near or cue.kind == "G"):
        return None
    if cue.kind != "A" and word not in REPORTING:
        return None
    stop = len(letters) - (letters[-1] == ".")
    if cue.kind == "A":
        return _reported_by_phrase(sentence, cue, stop)
    first = cue.last
    if cue.inverted or letters[first : first + 1] in (",", ".", "", "-"):
        begin = cue.first if cue.inverted else cue.subject.first
        if begin < 2 or letters[begin - 1] != "," or "V" in letters[: begin - 1]:
            return None
        # The plan, officials said, would fail: the words around the cue are one piece with it.
        end = stop if letters[first : first + 1] in (",", "-") else begin - 1
        return _content(sentence, 0, end)
    that = letters.find("S", first, first + 12)
    if word in ("told", "tells", "warned"):
        if that < 0:
            return None
        return _content(sentence, that + 1, stop)
    if that >= 0 and not set(letters[first:that]) & set("VCGWK:;"):
        return _content(sentence, that + 1, stop)
    while first < stop and letters[first] in "MRF":
        if letters[first] == "F":
            if letters[first + 1 : first + 2] != "M":
                return None
            first += 1
        first += 1
    if word not in THATLESS:
        return None
    clause = _CLAUSE.match(letters, first, stop)
    return _content(sentence, first, stop) if clause else None


def _reported_by_phrase(sentence: Sentence, cue: Cue, stop: int) -> tuple[int, int] | None:
    """Return the words around "according to Okafor"."""
    if cue.first > 3 and sentence.letters[cue.first - 1] == ",":
        return _content(sentence, 0, cue.first - 1)
    comma = sentence.letters.find(",", cue.subject.last)
    if cue.first == 0 and 0 < comma < stop - 3:
        return _content(sentence, comma + 1, stop)
    return None


def _content(sentence: Sentence, first: int, stop: int) -> tuple[int, int] | None:
    """Return the span of reported words, None where they are too few to mean anything."""
    if stop - first < _FEWEST:
        return None
    return sentence.spans[first][0], sentence.spans[stop - 1][1]
