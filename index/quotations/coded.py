"""Sentences as strings of word letters (see letters.py), with the quotations in them masked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.english.bodies import CABINET
from index.english.roles import ROLES
from index.english.sentences import sentences
from index.english.speech import DOUBTFUL, REMARKS
from index.quotations.letters import MASKS, TOKEN, letter
from index.quotations.marks import Stretch

_BEFORE_NOUN = re.compile(r"[DYF][wNTr]{0,2}w$")
MAX_TOKENS = 400  # of a sentence, so that no text takes more than linear time


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


def coded_sentences(
    text: str, masked: str, span: tuple[int, int], quotes: dict[int, Stretch], base: int = 0
) -> list[Sentence]:
    """Return the sentences of one block, `text[start:end]` of `span`.

    masked: the text with its quotations masked, or the part of it that begins at `base`.
    quotes: the masked stretches, by `left`.
    """
    start, end = span
    letters, spans = _coded(text, masked, span, base)
    _correct_nouns(text, letters, spans)
    code = "".join(letters)
    ends = {start + last for _, last in sentences(text[start:end])}
    found: list[Sentence] = []
    first = 0
    for number, (_, stop) in enumerate(spans, start=1):
        if stop in ends or number == len(spans) or number - first > MAX_TOKENS:
            sentence = Sentence(text, code[first:number], spans[first:number])
            for at, (left, _) in enumerate(sentence.spans):
                if sentence.letters[at] == "Q":
                    sentence.quotes[at] = quotes[left]
            found.append(sentence)
            first = number
    return found


def _coded(
    text: str, masked: str, span: tuple[int, int], base: int
) -> tuple[list[str], list[tuple[int, int]]]:
    """Return the letter and the span of every token of a block."""
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
            kind = "c" if owned else _noun(word)
        letters.append(kind)
        spans.append((token.start() + base, token.end() + base))
        opens = kind in ".:Q" or (opens and kind in "w-(" and not word[0].isalnum())
    return letters, spans


def _correct_nouns(text: str, letters: list[str], spans: list[tuple[int, int]]) -> None:
    """Give a form that a verb follows the letter of a noun: the congressional report said."""
    for number in range(len(letters) - 1):
        if letters[number] in "VC" and letters[number + 1] in "VXB":
            word = text[slice(*spans[number])]
            if word in DOUBTFUL:
                letters[number] = _noun(word)


def _noun(word: str) -> str:
    """Return the letter of a noun."""
    return "r" if word in ROLES else "w"


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
