"""Questions as strings of word letters, so that rules are patterns over them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.english.asking import ADVERBS, CLASSES
from index.english.patterns import any_of
from index.english.titles import SHORT_TITLES, SUFFIXES

_WORD = re.compile(
    r"[“\"][^”\"]+[”\"]|(?<!\w)['‘][^'’]{3,}['’](?!\w)"  # in quotation marks
    r"|(?:[^\W_]\.){2,}|[^\W_]+(?:[’'.&/-][^\W_]+)*[’']?|[?,;:.!]"
)
# What leads in a question that is put in another's mouth: "can you tell me", "I'd like to know".
_LEAD = re.compile(
    r"(?:(?:i(?:['’]m|\s+am|\s+have)\b[^.?!]*[.!]\s+)"  # I'm writing a paper.
    r"|(?:so|and|please|pls|ok(?:ay)?|hey|hi|hello|good\s+(?:morning|afternoon|evening|day))\b[,.!\s]+"
    r"|(?:(?:can|could|would|will)\s+(?:you|i|we)\s+(?:please\s+)?)"
    r"(?:tell|show|give|find|get|say|let|read|see|have|know)?\s*(?:me|us)?\s*(?:out|know)?\s*"
    r"|i(?:['’]d|\s+would)?\s+(?:want|like|love|need|wonder|am\s+wondering)\s+(?:to\s+(?:know|see|hear|find))?\s*"
    r"|(?:please\s+)?(?:tell|show|give|find|get|remind|read)\s+(?:me|us)\s+(?:out\s+)?"
    r"|do\s+you\s+(?:happen\s+to\s+)?know\s+|i\s+am\s+looking\s+for\s+|looking\s+for\s+"
    r"|(?:whether|if)\s+)+",
    re.IGNORECASE,
)
_LETTERS = {word: letter for letter, words in reversed(CLASSES.items()) for word in words.split()}
_NUMBERED = re.compile(r"\s+(?:\d|[IVX]+\b)")
_PARTS = frozenset({"piece", "pieces", "item", "items", "text"})
_CUT_SHORT = re.compile(any_of(SHORT_TITLES | SUFFIXES) + "$", re.IGNORECASE)
_MARKS = {"x": "\"“'", ",": ",;:"}  # by their first sign
_CAPITALISED = "RUVSTKLGXAZvqup"  # classes whose words are names where they have a capital
_OWNER = re.compile(r"[’']s$|s[’']$")


@dataclass(frozen=True, slots=True)
class Lettered:
    """A question and one letter for each of its words: `text[slice(*spans[i])]` has `letters[i]`.

    k is a word of a known speaker's name, o or O an owner's (known: Okafor's, or not), n another
    word with a capital, x words in quotation marks, w any other word; `index/english/asking.py`
    has the rest.
    """

    text: str
    letters: str
    spans: tuple[tuple[int, int], ...]

    def words(self, first: int, last: int) -> str:
        """Return the text of the words `first` up to, not with, `last`; "" without one."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]] if first < last else ""


def lettered(text: str, known: Iterable[tuple[int, int]] = ()) -> Lettered:
    """Read a question; known: where it names a speaker of the library."""
    names = list(known)
    lead = _LEAD.match(text)
    begin = lead.end() if lead and lead.end() < len(text) else 0
    words = [word.span() for word in _WORD.finditer(text, begin)]
    spans = tuple(span for span in words if not _is_passed_over(text, span))
    return Lettered(text, "".join(_letter(text, span, names, begin) for span in spans), spans)


def _is_passed_over(text: str, span: tuple[int, int]) -> bool:
    """Tell whether a word is an adverb, or a mark the stop of a title: Mr."""
    word = text[slice(*span)]
    return word.lower() in ADVERBS or (
        word == "." and _CUT_SHORT.search(text, 0, span[0]) is not None
    )


def _letter(text: str, span: tuple[int, int], names: list[tuple[int, int]], begin: int) -> str:
    word = text[slice(*span)]
    plain = word.lower().replace("’", "'")
    if not plain[0].isalnum():
        return next((letter for letter, marks in _MARKS.items() if plain[0] in marks), ".")
    is_owner = _OWNER.search(plain) is not None and plain not in _LETTERS
    if any(start <= span[0] and span[1] <= end + 2 for start, end in names):
        return "o" if is_owner else "k"
    bare = _OWNER.sub("", word)
    if bare.isupper() and len(bare) > 1 and not text.isupper():
        return "O" if bare != word else "n"  # the WHO, WHO's
    return "O" if is_owner else _letter_of_class(text, span, is_first=span[0] <= begin)


def _letter_of_class(text: str, span: tuple[int, int], *, is_first: bool) -> str:
    """Return the letter of a word's class, or what its capital tells."""
    word = text[slice(*span)]
    plain = word.lower().replace("’", "'")
    found = _LETTERS.get(plain)
    if found == "R" and _NUMBERED.match(text, span[1]):
        return "l"  # Article 5
    if found == "R" and plain in _PARTS and text[span[1] :].startswith(" of "):
        return "w"  # pieces of the wall
    capital = word[0].isupper()
    if capital and not is_first and (found is None or found in _CAPITALISED):
        return "n"
    return found or ("n" if capital else "w")
