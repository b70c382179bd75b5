"""Quote marks that hold no speech: titles of books and broadcasts, nicknames."""

from __future__ import annotations

import re

from index.english.function_words import SMALL_IN_TITLES
from index.english.speech import BEFORE_TITLES_OF_WORKS, REPORTING
from index.quotations.coded import Sentence
from index.quotations.matching import Match

LONG_WORDS = 6  # fewer words without a cue are a scare quote or a name, not speech
_MOST_WORDS = 8  # of a title
_WORD = re.compile(r"\w+(?:[’'\-]\w+)*")
_SAID = REPORTING - {"told", "tells", "wrote"}  # they may stand right before what was said


def words_of(text: str) -> list[str]:
    """Return the words of a quotation."""
    return _WORD.findall(text)


def is_unspoken(sentence: Sentence, at: int, plain: str, match: Match | None) -> bool:
    """Tell whether the words `plain` between the marks at token `at` are a title or a nickname."""
    words = words_of(plain)
    if not words:
        return True
    before = sentence.word(at - 1).lower() if at else ""
    if before == "," and at > 1:
        before = sentence.word(at - 2).lower()
    if before in BEFORE_TITLES_OF_WORKS and (_capitalised(words) or len(words) < LONG_WORDS):
        return True
    kind = sentence.letters[at - 1 : at]
    titled = _capitalised(words) and len(words) < _MOST_WORDS
    if titled and kind in ("Y", "F") and before not in REPORTING:
        return True  # on The Network’s “Morning Hour”, in “The Long Road”
    if match is not None and match.rule == "after":
        return False
    if titled and _stands_as_title(kind, before, words, plain):
        return True
    return len(words) < 3 and kind in ("N", "T") and sentence.letters[at + 1 : at + 2] == "N"


def _stands_as_title(kind: str, before: str, words: list[str], plain: str) -> bool:
    """Tell whether capitalised words stand as a title: not said, nor ended as speech ends."""
    if kind in ("V", "C") and before not in _SAID:
        return True
    return len(words) > 1 and kind not in (":", "V") and plain.rstrip()[-1:] not in tuple(".?!,")


def _capitalised(words: list[str]) -> bool:
    """Tell whether words are capitalised as in a title."""
    return words[0][0].isupper() and all(
        w[0].isupper() or w.lower() in SMALL_IN_TITLES for w in words
    )
