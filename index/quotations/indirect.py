"""Speech reported without quote marks: Okafor said she tried to explain; it failed, he said."""

from __future__ import annotations

import re

from index.english.speech import REPORTING, THATLESS
from index.quotations.coded import Sentence
from index.quotations.cues import Cue

_FEWEST = 4  # tokens of reported words that mean anything
_WHEN = re.compile(r"(?:[MR]|FM)*")  # said late on Friday
# What opens a clause that follows "said" without "that": he tried, the club would, the plan has.
_CLAUSE = re.compile(r"(?:H|[DY]?[wrNT]{1,8}?(?:F[DY]?[wrNT]{1,4}?){0,2})R*[XBVC]|HR*w")


def indirect_span(sentence: Sentence, cue: Cue) -> tuple[int, int] | None:
    """Return the span of the words that a cue reports without marks, None where it is not plain."""
    letters = sentence.letters
    stop = len(letters) - (letters[-1] == ".")
    if cue.kind == "A":
        return _reported_by_phrase(sentence, cue, stop) if cue.near else None
    plain = cue.kind == "G" or (cue.kind == "V" and cue.near)
    if not plain or sentence.word(cue.first).lower() not in REPORTING:
        return None
    if cue.inverted or letters[cue.last : cue.last + 1] in (",", ".", "", "-"):
        return _reported_around(sentence, cue, stop)
    return _reported_after(sentence, cue, stop)


def _reported_around(sentence: Sentence, cue: Cue, stop: int) -> tuple[int, int] | None:
    """Return the words before "Okafor said", and those after it with them: one piece with it."""
    letters = sentence.letters
    begin = cue.first if cue.inverted else cue.subject.first
    if begin < 2 or letters[begin - 1] != "," or "V" in letters[: begin - 1]:
        return None
    goes_on = letters[cue.last : cue.last + 1] in (",", "-")  # The plan, officials said, would fail
    return _content(sentence, 0, stop if goes_on else begin - 1)


def _reported_after(sentence: Sentence, cue: Cue, stop: int) -> tuple[int, int] | None:
    """Return the words after "Okafor said that", "Okafor said on Friday"."""
    letters = sentence.letters
    word = sentence.word(cue.first).lower()
    that = letters.find("S", cue.last, cue.last + 12)
    needs_that = word in ("told", "tells", "warned")
    if that >= 0 and (needs_that or not set(letters[cue.last : that]) & set("VCGWK:;")):
        return _content(sentence, that + 1, stop)
    when = _WHEN.match(letters, cue.last, stop)
    first = when.end() if when else cue.last
    if needs_that or word not in THATLESS or letters[first : first + 1] == "F":
        return None
    return _content(sentence, first, stop) if _CLAUSE.match(letters, first, stop) else None


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
