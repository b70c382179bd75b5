"""Stance: how a sentence presents some of its words: as so, as denied, doubted, asked or supposed.

The signs are rows of a table. Of those that govern some words the gravest tells.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.english.calendar import PRINTED_MONTH, PRINTED_WEEKDAY
from index.english.patterns import any_of
from index.english.signs import DENY, SIGNS, Scope, Sign, Stance
from index.english.speech import INVERTIBLE, REPORTING

__all__ = ["Stance", "is_question", "stance"]

_SAID = any_of((INVERTIBLE | REPORTING) - {"answered", "goes", "went"})
_PAST = any_of(
    "began became broke brought built bought came chose fell felt found gave got grew held kept "
    "knew led left lost made met paid ran rose saw sold sent shot spent spoke stood struck swore "
    "took taught thought threw told went won wore wrote cost cut quit said".split()
)
_FINITE = (
    rf"(?:is|are|was|were|ha[sd]|have|do|does|did|says|shows?|\w\w+ed|{_PAST}"
    r"|will|would|could|should|can|may|might|must)\b"
)
_WORDS = r"(?:[\w'$£€%.-]+ )"
_EVENT = any_of(
    "crash attack fire shooting accident incident explosion collision blast quake earthquake storm "
    "hurricane flood robbery raid bombing assault stabbing".split()
)
# Where the words end that a sign governs, by kind.
_ENDS = {
    # Another main clause, an aside, who says it.
    "main": (
        r"[;:](?= )| [–-]{1,2} | ?— ?| … "
        r"|,? (?:but|yet(?= \w+ )|although|though|whereas|while|even as|despite)\b"
        r"|, (?:because|after|before|since|until|when|once|as|so|who|whom|whose|which|where)\b"
        r"|, \w+ing\b"
        rf"|, (?:and|or) (?!that\b)(?={_WORDS}{{1,6}}?{_FINITE})"
        rf"|[,”\"]['\"”]? (?={_WORDS}{{0,5}}?{_SAID}\b)"
        r"|, according to\b"
    ),
    # A part of the same clause, or one that goes on with its subject, behind a comma.
    "part": (
        r", (?:he|she|it|they|we|I|you|this|there|now|then|in|on|at|with|without|unlike|including"
        r"|for|from|by|due|given|a|an|the)\b"
        rf"|, (?:and|or) {_FINITE}|, and (?:he|she|it|they|we|I|you|there)\b"
    ),
    "comma": r",|(?<=,)[”\"]",
    # A clause in it, and one that goes on with its subject.
    "clause": (
        r"(?<!not)(?<!n't) (?:because|after|before|since|until|when|even if)\b"
        r"| (?:who|whom|whose|which|where|why|how|what)\b"
        rf"| that (?={_FINITE})| (?:and|or) (?:(?:then|later|instead|also) )?{_FINITE}"
        r"| (?:and|so) (?:he|she|it|they|we|I|you|there)\b"
        rf"| in (?:the|an?) (?:[\w-]+ ){{0,2}}?{_EVENT}\b"
    ),
    "adverbial": (
        r" (?:in|at|during|from|since|amid|following) (?!(?:any|connection)\b)"
        rf"| on (?:{PRINTED_WEEKDAY}|{PRINTED_MONTH}|Twitter|Facebook)"
    ),
    "verb": rf" {_FINITE}",
}
_END = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _ENDS.items()))
_ENDED_BY = {
    Scope.CLAUSE: {"main"},
    Scope.VERB: {"main", "part", "clause"},
    Scope.RELATIVE: {"main", "part", "clause", "comma", "verb"},
    Scope.CONDITION: {"main", "part", "comma"},
    Scope.PHRASE: {"main", "part", "clause", "comma", "adverbial"},
}
_TABLE = re.compile(
    r"(?<![\w'-])(?:"
    + "|".join(f"(?P<r{row}>{sign.pattern})" for row, sign in enumerate(SIGNS))
    + ")"
)
# What stands beside its sentence: no sign outside governs it, and none in it what is outside.
_FIRST = r"(?<![^“\"])"
_ASIDES = re.compile(
    rf"{_FIRST}(?:(?:although|though|while|whereas|because|since|after|before|when|once|as|despite)\b"
    rf"|(?:in|on|at|by|for|with|along|besides|like|unlike|(?!according)[a-z]+ing)\b"
    rf"(?![^,“”\"]* {_FINITE}))"
    r"[^,;“”\"]*(?=,)"
    rf"|\([^()]*\)|, (?:who|whom|whose|where|which(?![^,]{{1,60}}\b{DENY}))\b[^,;–—()]*(?=,)"
)
# What is in quotation marks, or a condition in front: no sign in it governs what is outside.
_QUOTED = re.compile(r"(?<=if )[^,;“”\"]*(?=,)|(?<=“)[^“”]*|(?<=«)[^«»]*|\"[^\"]*\"?")
# Not who asks it: Q: Was it …?
_QUESTION = re.compile(r"(?<![^“”‘\"«])(?:[\w.' -]{1,40}:)?+(?P<asked>[^“”‘\"«»?]+\?)")
_ASKED = re.compile(r"\?[”’\"'»)\]]*\s*$")
_MARKS = "“”‘’«»\"' "
# Between a subject and what negates its verb.
_BEFORE_VERB = re.compile(
    r"(?:,(?! (?:who|which|whose|where|and|but|or)\b)[^,]{0,80},)? "
    r"(?:(?:ha[sd]|have|is|are|was|were|did|does|do|will|would|can|could|should|may|might|must) )?"
    r"(?:\w+ly )?"
)
# A sign has no capital but at the beginning of a sentence: May is a month.
_CAPITAL = re.compile(r"(?<![^“\"])[A-Z](?!ay\b)")
_ONE_FOR_ONE = str.maketrans({**dict.fromkeys("\t\n\r\x0b\x0c\xa0\u202f\u2009", " "), "’": "'"})
_GRAVITY = [*Stance]


def is_question(sentence: str) -> bool:
    """Tell whether a sentence asks: it ends in a question mark, quotation marks aside."""
    return _ASKED.search(sentence) is not None


def stance(sentence: str, start: int, end: int) -> Stance:
    """Return how a printed sentence presents its words sentence[start:end].

    A sign inside the words is printed with them and does not tell: "did not close" is asserted
    where it is the whole, and denied where the words are "close". Linear in the sentence.
    """
    while start < end and sentence[start] in _MARKS:
        start += 1
    while start < end and sentence[end - 1] in _MARKS:
        end -= 1
    parsed = _parse(sentence)
    if any(first <= start and end <= last for first, last in parsed.questions):
        return Stance.ASKS
    found = (sign.stance for sign in _governing(parsed, start, end))
    return min(found, key=_GRAVITY.index, default=Stance.ASSERTS)


Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Place:
    """A span, and the aside and the quotation or condition that it stands in; -1 is none."""

    start: int
    end: int
    aside: int
    quoted: int

    def reaches(self, other: _Place) -> bool:
        """Tell whether what stands here has to do with what stands there."""
        return self.aside == other.aside and self.quoted in (-1, other.quoted)


@dataclass(frozen=True)
class _Parsed:
    """A sentence, one character for one, with its signs and the ends of its clauses."""

    text: str
    asides: Spans
    quoted: Spans
    questions: Spans

    @cached_property
    def signs(self) -> list[tuple[Sign, _Place]]:
        """Give the signs with their places."""
        rows = ((SIGNS[int((m.lastgroup or "")[1:])], m) for m in _TABLE.finditer(self.text))
        return [(sign, self.place(*m.span())) for sign, m in rows if sign.scope is not Scope.NONE]

    @cached_property
    def ends(self) -> list[tuple[str, _Place]]:
        """Give where clauses and parts of them end, each with its kind."""
        return [(m.lastgroup or "", self.place(*m.span())) for m in _END.finditer(self.text)]

    def place(self, start: int, end: int) -> _Place:
        """Return a span with what holds it."""
        return _Place(start, end, _holding(self.asides, start), _holding(self.quoted, start))


@lru_cache(maxsize=256)
def _parse(sentence: str) -> _Parsed:
    text = _CAPITAL.sub(lambda match: match[0].lower(), sentence.translate(_ONE_FOR_ONE))
    return _Parsed(
        text,
        [match.span() for match in _ASIDES.finditer(text)],
        [match.span() for match in _QUOTED.finditer(text)],
        [match.span("asked") for match in _QUESTION.finditer(text)],
    )


def _governing(parsed: _Parsed, start: int, end: int) -> Iterator[Sign]:
    """Give the signs that govern a span; what negates a verb governs its subject too."""
    words = parsed.place(start, end)
    signs = [found for found in parsed.signs if found[1].reaches(words)]
    if not signs:
        return
    begins, stops = _clause(parsed, words)
    for sign, at in signs:
        if sign.scope is Scope.BEFORE:
            governs = end <= at.start <= stops + len(", ")
        elif at.start < start:
            governs = at.end < end and begins[sign.scope] <= at.end
        else:
            governs = sign.negates and _is_subject(parsed.text, end, at.start)
        if governs:
            yield sign


def _is_subject(text: str, end: int, verb: int) -> bool:
    """Tell whether nothing but an aside and an auxiliary stands between words and a verb."""
    return end <= verb and _BEFORE_VERB.fullmatch(text, end, verb) is not None


def _clause(parsed: _Parsed, words: _Place) -> tuple[dict[Scope, int], int]:
    """Return from where on the signs of every scope govern the words, and where that ends."""
    ends = [(kind, end.start) for kind, end in parsed.ends if end.reaches(words)]
    begins = {
        scope: max((at + 1 for kind, at in ends if kind in kinds and at < words.start), default=0)
        for scope, kinds in _ENDED_BY.items()
    }
    after = (at for kind, at in ends if kind == "main" and at >= words.end)
    return begins, next(after, len(parsed.text))


def _holding(spans: Spans, at: int) -> int:
    """Return the number of the span that holds a place; -1 where none does."""
    number = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return number if number >= 0 and at < spans[number][1] else -1
