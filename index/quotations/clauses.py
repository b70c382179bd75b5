"""Sentences as strings of word letters (see letters.py), with the quotations in them masked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.english.bodies import CABINET
from index.english.roles import ROLES
from index.english.speech import DOUBTFUL, REMARKS
from index.quotations.letters import MASKS, TOKEN, letter
from index.quotations.marks import Stretch

_ENDS = ".?!"
_MARKS = "“”\"„«»‘’' )]"
_BEFORE_NOUN = re.compile(r"[DYF][wNTr]{0,2}w$")
MAX_TOKENS = 400  # of a sentence, so that no text takes more than linear time
_NEXT_SPEAKER = 12  # tokens after “…?” within which a speech verb keeps the sentence going


@dataclass(slots=True)
class Sentence:
    """One sentence: `letters[i]` says what the token at `spans[i]` does."""

    text: str  # the article's
    letters: str
    spans: list[tuple[int, int]]
    quotes: dict[int, Stretch] = field(default_factory=dict)  # by token

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.spans[-1][1]

    def word(self, token: int) -> str:
        """Return one token as printed."""
        start, end = self.spans[token]
        return self.text[start:end]

    def words(self, first: int, last: int) -> str:
        """Return the text of the tokens `first` up to, not with, `last`."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]]


def mask(text: str, stretches: list[Stretch]) -> str:
    """Return the text with every character of each stretch, marks included, masked."""
    pieces: list[str] = []
    position = 0
    for stretch in stretches:
        if stretch.left < position:
            continue
        pieces.append(text[position : stretch.left])
        pieces.append(MASKS[len(pieces) // 2 % 2] * (stretch.right - stretch.left))
        position = stretch.right
    pieces.append(text[position:])
    return "".join(pieces)


def split_sentences(
    text: str, masked: str, span: tuple[int, int], quotes: dict[int, Stretch], base: int = 0
) -> list[Sentence]:
    """Return the sentences of one block, `text[start:end]` of `span`.

    masked: the text with its quotations masked, or the part of it that begins at `base`.
    quotes: the masked stretches, by `left`.
    """
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    opens = True
    for token in TOKEN.finditer(masked, span[0] - base, span[1] - base):
        word = token.group()
        kind = letter(word, opens)
        if kind in "Nw" and word.lower() in CABINET and _after_title(text, letters, spans):
            letters[-1] = kind = letters[-2]  # Secretary of State, chief of staff
        elif kind in "VCG" and letters and _noun_here(word, letters, text[slice(*spans[-1])]):
            owned = word in REMARKS and "Y" in letters[-3:]
            kind = "c" if owned else "r" if word in ROLES else "w"
        letters.append(kind)
        spans.append((token.start() + base, token.end() + base))
        opens = kind in ".:Q" or (opens and kind in "w-(" and not word[0].isalnum())
    for number in range(len(letters) - 1):
        # the congressional report said: a noun, since a verb follows
        if letters[number] in "VC" and letters[number + 1] in "VXB":
            word = text[slice(*spans[number])]
            if word in DOUBTFUL:
                letters[number] = "r" if word in ROLES else "w"
    found: list[Sentence] = []
    first = 0
    code = "".join(letters)
    for number, kind in enumerate(code):
        last = number + 1 == len(code)
        if (
            last
            or number - first >= MAX_TOKENS
            or (kind in ".Q" and _ends(text, code, spans, number, quotes))
        ):
            sentence = Sentence(text, code[first : number + 1], spans[first : number + 1])
            for at, piece in enumerate(sentence.letters):
                if piece == "Q":
                    sentence.quotes[at] = quotes[sentence.spans[at][0]]
            found.append(sentence)
            first = number + 1
    return found


def _after_title(text: str, letters: list[str], spans: list[tuple[int, int]]) -> bool:
    """Tell whether the last two tokens are a title and "of": Secretary of."""
    return len(letters) > 1 and letters[-2] in "Tr" and text[slice(*spans[-1])] == "of"


def _noun_here(word: str, before: list[str], previous: str) -> bool:
    """Tell whether a form that looks like a verb is a noun or an adjective after `before`."""
    if before[-1] in "DY":
        return True
    if word not in DOUBTFUL or previous == "to":
        return False
    return before[-1] in "FVCGA" or _BEFORE_NOUN.search("".join(before[-4:])) is not None


def _ends(
    text: str, code: str, spans: list[tuple[int, int]], at: int, quotes: dict[int, Stretch]
) -> bool:
    """Tell whether the sentence ends with the token `at`, a stop or a quotation."""
    following = code[at + 1]
    if code[at] == ".":
        if following in ".)" or text[spans[at + 1][0]].islower():
            return False
        return spans[at + 1][0] > spans[at][1] or following == "Q"
    stretch = quotes[spans[at][0]]
    tail = text[max(stretch.start, stretch.end - 6) : stretch.end].rstrip(_MARKS)
    if not tail or tail[-1] not in _ENDS or following in ",.;:-)":
        return False
    opening = text[spans[at + 1][0]]
    if opening.islower() or following in ".":
        return False
    if tail[-1] == "." or following == "Q":
        return True
    # “…?” Okafor asked: the sentence goes on if a speech verb comes before the next stop.
    window = code[at + 1 : at + _NEXT_SPEAKER].split(".")[0].split("Q")[0]
    return "V" not in window
