"""Forms: a text as it is compared, and where every part of it stands in the text as printed."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# No characters: they keep the place of what is compared as several characters, or as none.
_SEVERAL, _NONE = "\ufdd0", "\ufdd1"
_SOFT_HYPHEN = "\xad"
_LINE_ENDS = "\n\r\x0b\x0c\x85\u2028\u2029"
_ALIKE = str.maketrans({**dict.fromkeys("‘’‚‛ʼ′", "'"), **dict.fromkeys("“”„‟″", '"'), "‐": "-"})
_ODD = re.compile(r"[^\n -~]")  # all but ASCII that prints
_LETTER = r"[^\W\d_]"
_SILENT = f"[{_NONE}{_SOFT_HYPHEN}]"
# Where one character is not compared as one. Each alternative begins with one certain character,
# so that the regular text between them is passed over fast.
_IRREGULAR = re.compile(
    rf"-(?P<broken>(?<={_LETTER}-) *\n *(?={_LETTER}))"  # inter-⏎national
    rf"|{_SOFT_HYPHEN}(?P<soft>(?<={_LETTER}{_SOFT_HYPHEN}) *\n *(?={_LETTER}))"
    rf"| (?P<spaces>(?:{_SILENT}*[ \n])+)|\n(?P<lines>(?:{_SILENT}*[ \n])*)"
    rf"|\.(?P<dotted>(?<={_LETTER}\.)(?<![\w.]{_LETTER}\.)"  # from the first stop of A.C.L.U. on
    rf"{_LETTER}(?:\.{_LETTER})*+\.?+(?!\w|{_SILENT}))"
    rf"|{_SEVERAL}(?P<several>{_SILENT}*)"
    rf"|{_NONE}{_SILENT}*|{_SOFT_HYPHEN}{_SILENT}*"
)


@dataclass(frozen=True, slots=True)
class Form:
    """A text as it is compared; `printed` leads from a part of it to the text as printed."""

    text: str
    _starts: Sequence[int]  # in `text`, of the parts that are not one character for one
    _parts: Sequence[tuple[int, int, int]]  # of each: end in `text`, start and end as printed

    def printed(self, start: int, end: int) -> tuple[int, int]:
        """Return the span as printed of `text[start:end]`: whole characters with their marks.

        A part of "fi" is the whole of the ligature ﬁ, and a part of "aclu" of A.C.L.U.
        """
        first, _ = self._place(start)
        return first, first if start == end else self._place(end - 1)[1]

    def _place(self, at: int) -> tuple[int, int]:
        """Return the span as printed of the character `text[at]`."""
        number = bisect_right(self._starts, at) - 1
        if number < 0:
            return at, at + 1
        end, first, last = self._parts[number]
        return (first, last) if at < end else (last + at - end, last + at - end + 1)


def matched(text: str) -> Form:
    """Return a text in the form that is compared; linear in the text.

    No case and no accents (as FTS5 drops them); ligatures and other compatibility characters taken
    apart; soft hyphens and other signs that do not print dropped; one space for any white space;
    straight quotation marks; A.C.L.U. as ACLU; words that a line end breaks in one.
    """
    folded = _ODD.sub(_sign_of, text).lower()  # one character for one
    if not _IRREGULAR.search(folded):
        return Form(folded, (), ())
    pieces: list[str] = []
    starts: list[int] = []
    parts: list[tuple[int, int, int]] = []
    done = size = 0
    for irregular in _IRREGULAR.finditer(folded):
        kind = irregular.lastgroup
        first, last = irregular.span()
        # The stop, the soft hyphen and the accent belong to the character before them.
        if kind in ("dotted", "soft", None) and first > done:
            first -= 1
        new = _compared(kind, folded[first:last], text[first : last + 1])
        pieces += (folded[done:first], new)
        size += first - done
        starts.append(size)
        size += len(new)
        parts.append((size, first, last))
        done = last
    pieces.append(folded[done:])
    return Form("".join(pieces), starts, parts)


def normalize(text: str) -> str:
    """Return a text as it is compared, without quotation marks, and without marks at its edges."""
    return " ".join(matched(text).text.replace('"', "").split()).strip(" .,;:!?")


def _compared(kind: str | None, folded: str, printed: str) -> str:
    """Return what is compared in the place of some characters; `printed` has one more of them."""
    match kind:
        case "broken":  # a name keeps its hyphen: Anglo-⏎Saxon
            return "" if printed[-1].islower() else "- "
        case "spaces" | "lines":
            return " "
        case "soft":
            return folded[0]
        case "dotted":
            return folded.replace(".", "")
    return "".join(map(_folded, printed[: len(folded)]))


@lru_cache(maxsize=1 << 12)
def _folded(char: str) -> str:
    """Return what is compared in the place of one character: nothing, one or several."""
    if char.isspace():
        return "\n" if char in _LINE_ENDS else " "
    if not _prints(char):
        return ""
    parts = unicodedata.normalize("NFKD", char.casefold()).casefold()
    return unicodedata.normalize("NFC", "".join(filter(_prints, parts))).translate(_ALIKE)


def _prints(char: str) -> bool:
    """Tell a character from an accent, a soft hyphen, a variation selector or a joiner."""
    selector = "\ufe00" <= char <= "\ufe0f"
    return not (unicodedata.combining(char) or unicodedata.category(char) == "Cf" or selector)


def _sign_of(odd: re.Match[str]) -> str:
    """Return one character for one: what it is compared as, or the sign for several or none."""
    folded = _folded(odd[0])
    if len(folded) == 1 or odd[0] == _SOFT_HYPHEN:
        return folded or _SOFT_HYPHEN
    return _SEVERAL if folded else _NONE
