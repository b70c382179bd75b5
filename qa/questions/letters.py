"""Questions as strings of word letters, so that rules are patterns over them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.english.asking import CLASSES

_WORD = re.compile(r"[“\"][^”\"]+[”\"]|(?:[^\W_]\.){2,}|[^\W_]+(?:[’'.&/-][^\W_]+)*[’']?|[?,;:.!]")
_LETTERS = {word: letter for letter, words in reversed(CLASSES.items()) for word in words.split()}
_OWNER = re.compile(r"[’']s$|s[’']$")


@dataclass(frozen=True, slots=True)
class Lettered:
    """A question and one letter for each of its words: `text[slice(*spans[i])]` has `letters[i]`.

    @ is a word of a known speaker's name, O an owner (Okafor's), n another word with a capital,
    " words in quotation marks, w any other word; see `index/english/asking.py` for the rest.
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
    spans = tuple(match.span() for match in _WORD.finditer(text))
    return Lettered(text, "".join(_letter(text, span, names) for span in spans), spans)


def _letter(text: str, span: tuple[int, int], names: list[tuple[int, int]]) -> str:
    word = text[slice(*span)]
    plain = word.lower().replace("’", "'")
    if plain[0] in '"“':
        return '"'
    if not plain[0].isalnum():
        return "," if plain in ",;:" else "."
    is_known = any(start <= span[0] and span[1] <= end + 2 for start, end in names)
    owner = _OWNER.search(plain) is not None and plain not in _LETTERS
    if is_known:
        return "o" if owner else "@"
    if owner:
        return "O"
    found = _LETTERS.get(plain)
    if word[0].isupper() and span[0] > 0 and (found is None or found in "RUVSTKLGXA"):
        return "n"
    if found:
        return found
    return "n" if word[0].isupper() else "w"
