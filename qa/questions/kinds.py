"""Kinds: what a question wants to see, which decides how it is answered and never whether."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from index.english.asking import VALUE_NOUNS
from index.english.function_words import AUXILIARIES
from index.english.patterns import any_of


class Kind(StrEnum):
    """How a question is to be answered."""

    VALUE = "value"  # a name, number, date, place or title
    EXPLANATION = "explanation"  # why, how, what happened, what is it
    YESNO = "yesno"
    LIST = "list"
    COMPARISON = "comparison"
    KEYWORDS = "keywords"  # no question: words as into a search box
    SUMMARY = "summary"  # of articles
    SPEECH = "speech"  # somebody's words
    LIBRARY = "library"  # about the articles themselves


class Expected(StrEnum):
    """What a value is to be."""

    NAME = "name"
    NUMBER = "number"
    DATE = "date"
    ANY = "any"  # short words of whatever sort


@dataclass(frozen=True, slots=True)
class Rule:
    """Questions of a kind begin so."""

    kind: Kind
    pattern: re.Pattern[str]
    expected: Expected | None = None


def _rule(kind: Kind, pattern: str, expected: Expected | None = None) -> Rule:
    return Rule(kind, re.compile(pattern, re.IGNORECASE), expected)


_AUX = rf"(?:{any_of(AUXILIARIES)})(?:n['’]?t)?"
_IS = r"(?:is|are|was|were|'?s|’s)"
_ONE = r"(?:is|was|has|does|its|his|this)\b"
# A noun in the plural, with at most three words before it: "former officials".
_PLURAL = (
    rf"(?:(?:are|were|all|the|some|other)\s+)*"
    rf"(?:(?!{_ONE}|(?:{_AUX}|grounds|means|made|gave|became|happened)\b)[\w’'-]+\s+){{0,3}}?"
    rf"(?!{_ONE}|{_AUX}\b|grounds\b|means\b)[a-z]+(?<![su’'])s\b"
    rf"(?!\s+(?:\w+\s+)?{_ONE})"
)
# The first rule that fits decides.
RULES = (
    _rule(
        Kind.SUMMARY,
        r"(?:(?:please\s+)?(?:can you\s+)?(?:give (?:me|us) )?(?:an?|the|your)?\s*"
        r"(?:short|brief|quick)?\s*"
        r"(?:summary|overview|gist|recap|synopsis) (?:of|on|about)\b|(?:please )?summari[sz]e\b"
        r"|(?:please )?sum up\b|tl;?dr\b)",
    ),
    _rule(
        Kind.COMPARISON,
        r"(?!who\b).*\b(?:compar(?:e[ds]?|ing|ison)|differ(?:s|ed|ences?)?"
        r"|different(?:ly)? (?:from|than|to)|versus|vs\.?"
        r"|then and now|before and after|in common|as opposed to|unlike)(?!\w)"
        r"|.*\b(?:how|what) (?:(?:has|have|had|did) .*\b)?changed?\b|.*\b(?:each|both)\b.*\?"
        # Two questions in one: "how many on Monday, and how many a day later".
        r"|.*\b(?:how|what|who|when|where|which)\b.*\band\s+(?:how|what|who|when|where|which)\b"
        r"|[\w’'.-]+(?:\s+[\w’'.-]+){0,3}\s+and\s+[\w’'.-]+(?:\s+[\w’'.-]+){0,3}\s*[:,]"
        r"|(?:which|who|what)\b.*\b(?:more|less|fewer|earlier|later|higher|lower|bigger|larger|smaller"
        r"|longer|shorter|older|younger|worse|better|first|most)\b.*[\s,]or\s",
    ),
    _rule(
        Kind.LIST,
        rf"(?:(?:in|on|at|for|from|by|of|to|with)\s+)?"
        rf"(?:(?P<what>what)|which|names?|list|who\s+(?:are|were))\s+(?:(?:kinds|sorts|types)\s+of\s+)?{_PLURAL}"
        # "what happens" has a verb there.
        rf"(?(what)\s+(?!to\b|if\b|when\b|in\b|after\b|next\b)[\w’']+)"
        r"|who\s+(?:all|else)\b|names\s+of\b|(?:list|name)\s+(?:all|every|some|three|two|four|five)\b"
        r"|what\s+(?:are|were)\s+(?:all\s+)?(?:the|some|its|his|her|their)\s+(?:[\w’'-]+\s+){0,3}?[a-z]+s\b",
    ),
    _rule(
        Kind.VALUE,
        r"(?:(?:and|so|but)\s+)?(?:(?:in|on|at|by|from|for|to|since|until)\s+)?"
        r"(?:how\s+(?:many|much)|what\s+(?:number|percentage|per\s?cent|share|proportion))\b",
        Expected.NUMBER,
    ),
    _rule(
        Kind.VALUE,
        r"(?:for\s+)?how\s+(?:old|long|far|tall|big|large|high|deep|heavy|often|fast|wide|late|early|soon)\b",
        Expected.ANY,
    ),
    _rule(
        Kind.VALUE,
        r"(?:since\s+|unt?ill?\s+|by\s+|from\s+)?when\b|(?:in|on|at|since|until|by)?\s*(?:what|which)\s+"
        r"(?:exact\s+)?(?:year|month|date|day|decade|century|season)\b",
        Expected.DATE,
    ),
    _rule(
        Kind.VALUE,
        r"(?:by|from|to|for|with|about|of|against)?\s*(?:who(?:m|se)?|who['’]s)\b",
        Expected.NAME,
    ),
    _rule(Kind.VALUE, r"(?:from\s+|to\s+)?where(?:['’]?s|abouts)?\b", Expected.NAME),
    _rule(
        Kind.VALUE,
        rf"(?:[a-z]+\s+)?(?:what|which)\s+(?:kind\s+of\s+|sort\s+of\s+|type\s+of\s+)?"
        rf"(?:[\w’'-]+\s+){{0,3}}?(?:{any_of(VALUE_NOUNS)})s?\b"
        rf"|what(?:\s+{_IS}|['’]s)\s+the\s+(?:[\w’'-]+\s+){{0,3}}?(?:{any_of(VALUE_NOUNS)})\b",
        Expected.ANY,
    ),
    _rule(
        Kind.VALUE,
        r"(?:in|on|at|to|from|by|for|of|with)\s+(?:what|w?h?ich)\s+"
        r"(?!grounds|ways?\b|means|terms|sense)[\w’'-]+|wich\s+[\w’'-]+"
        r"|what\s+(?:did|does|do|has|have|had|is|was)\b.*\b(?:call|label|name|nickname|dub)(?:s|ed|led)?\b",
        Expected.ANY,
    ),
    _rule(
        Kind.EXPLANATION,
        r"(?:(?:and|so|but)\s+)?(?:why|how|what\s+(?:happen|became|becomes|cause|led|made|makes|do|does"
        r"|did|has|have|had|will|would|can|could|should|went|is\s+(?:happening|going)))",
    ),
    _rule(
        Kind.VALUE, rf"(?:[a-z]+\s+)?which\s+[\w’'-]+|what\s+(?!{_AUX}\b)[\w’'-]+\s", Expected.ANY
    ),
    _rule(Kind.VALUE, rf"what\s+{_IS}\b", Expected.ANY),
    _rule(Kind.YESNO, rf"(?:(?:and|so|but|then)\s+)?{_AUX}\s+(?:not\s+)?\w"),
)
_QUESTION_WORD = re.compile(
    rf"\b(?:who|whom|whose|what|when|where|which|why|how)\b|\?|\b{_AUX}\s+(?:the|he|she|it|they|there|you|we|i)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[.!?:,]\s+")
_MAX_KEYWORDS = 8
_VERSUS = re.compile(
    r"^(?P<e>[^:,?.]+?)\s+and\s+(?P<f>[^:,?.]+)[:,]"
    r"|\b(?:differences?\s+between|compar(?:e|ison\s+of|ing)|between|both)\s+(?P<a>.+?)\s+(?:and|with|to)\s+"
    r"(?P<b>[^,?.]+)|(?P<c>[\w’'.-]+(?:\s+[\w’'.-]+){0,3})\s+(?:versus|vs\.?|or)\s+(?P<d>[^,?.:]+)",
    re.IGNORECASE,
)


def kind_of(question: str) -> tuple[Kind, Expected | None]:
    """Return the kind of a question that asks for no one's words and not for articles.

    With it comes what a value is to be; None where none is asked for.
    """
    # What is asked may come first or behind something told: "A plane burned. Who was in it?"
    parts = [question.strip(), *(part.strip() for part in reversed(_PARTS.split(question)[1:]))]
    for text in parts:
        for rule in RULES:
            if rule.pattern.match(text):
                return rule.kind, rule.expected
    if not _QUESTION_WORD.search(text) and len(text.split()) <= _MAX_KEYWORDS:
        return Kind.KEYWORDS, None
    return Kind.EXPLANATION, None


def sides_of(question: str) -> tuple[str, str] | None:
    """Return the two things that a comparison is between, in words of the question."""
    match = _VERSUS.search(question)
    if match is None:
        return None
    one, other = match["a"] or match["c"] or match["e"], match["b"] or match["d"] or match["f"]
    return (one.strip(), other.strip()) if one and other else None
