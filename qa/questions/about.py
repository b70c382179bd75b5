"""About questions: telling that a question is about the articles, and which of them it means."""

from __future__ import annotations

import re

from qa.questions.periods import Order
from qa.questions.question import LibraryQuestion, Wanted

_NOUN = r"(?:news\s+)?(?:articles?|story|stories)"
_ONE = rf"(?:(?:the|this|that|an?)\s+)?(?:(?P<which>\S.*?)\s+)?{_NOUN}"
_ABOUT = r"(?:\s+(?:about|on|titled|called)\s+(?P<topic>.+)|\s+(?P<title>[“\"].+[”\"]))?"
_ALL = r"(?:(?:all|the|of|every|any)\s+)*"
_LIST = (
    rf"(?:list|show|name|find|give|(?:what|which)\s+(?:are|is)|(?:what|which)|how\s+many)\s+{_ALL}"
)
_HERE = (
    r"(?:\s+(?:(?:are|is)\s+(?:there|here|in\s+(?:the|this)\s+(?:library|collection))|(?:do|did)\s+"
    r"(?:you|we|i)\s+have|(?:are|were)|in\s+(?:the|this)\s+(?:library|collection)))?"
)
_MENTION = (
    r"(?:mentions?|names?|discuss(?:es)?|covers?|talks?\s+about|refers?\s+to|deals?\s+with|"
    r"(?:are|is)\s+(?:about|on))"
)
_POLITE = re.compile(
    r"(?:(?:please|can\s+you|could\s+you|tell\s+me|(?P<verb>show|give|list)\s+me)\s+)+",
    re.IGNORECASE,
)
_BEST = r"(?:the\s+)?(?:newest|latest|most\s+recent|oldest|earliest|first)\b"
_SUPERLATIVE = re.compile(
    r"\b(?:(?P<newest>newest|latest|most\s+recent)|(?P<oldest>oldest|earliest|first))\b",
    re.IGNORECASE,
)


def _form(pattern: str, wanted: Wanted) -> tuple[re.Pattern[str], Wanted]:
    return re.compile(pattern, re.IGNORECASE), wanted


# The first that fits the whole question is taken.
_FORMS = (
    _form(rf"who\s+(?:wrote|authored|reported)\s+{_ONE}{_ABOUT}", Wanted.AUTHORS),
    _form(
        rf"who\s+(?:is|are|was|were)\s+the\s+(?:authors?|writers?)\s+of\s+{_ONE}{_ABOUT}",
        Wanted.AUTHORS,
    ),
    _form(rf"by\s+whom\s+was\s+{_ONE}{_ABOUT}\s+written", Wanted.AUTHORS),
    _form(
        rf"when\s+(?:was|were)\s+{_ONE}{_ABOUT}\s+(?:published|written|printed|posted|released)",
        Wanted.PUBLISHED,
    ),
    _form(
        r"what\s+is\s+the\s+(?:publication\s+)?date\s+of\s+(?:publication\s+of\s+)?"
        rf"{_ONE}{_ABOUT}",
        Wanted.PUBLISHED,
    ),
    _form(rf"who\s+published\s+{_ONE}{_ABOUT}", Wanted.SOURCE),
    _form(rf"where\s+was\s+{_ONE}{_ABOUT}\s+(?:published|printed|posted)", Wanted.SOURCE),
    _form(rf"what\s+is\s+the\s+source\s+of\s+{_ONE}{_ABOUT}", Wanted.SOURCE),
    _form(
        rf"(?:{_LIST}|(?:do|does)\s+any\s+)(?:(?P<which>\S.*?)\s+)?{_NOUN}\s+"
        rf"(?:(?:that|which)\s+)?{_MENTION}\s+(?P<term>.+)",
        Wanted.MENTIONS,
    ),
    _form(
        rf"(?:list|show|find|give)\s+{_ALL}(?:(?P<which>\S.*?)\s+)?{_NOUN}\s+"
        r"(?:mentioning|naming|about|on)\s+(?P<term>.+)",
        Wanted.MENTIONS,
    ),
    _form(
        rf"(?:in\s+)?(?:how\s+many|which|what)\s+{_NOUN}\s+(?:is|are|was)\s+(?P<term>.+?)\s+"
        rf"(?:mentioned|named)(?:\s+in)?|is\s+(?P<term2>.+)\s+mentioned\s+in\s+any\s+{_NOUN}",
        Wanted.MENTIONS,
    ),
    _form(
        rf"{_LIST}(?:(?P<which>\S.*?)\s+)?{_NOUN}\s+(?:(?:that|which)\s+)?"
        r"(?:quotes?|quoting|cites?|citing)\s+(?P<speaker>.+)",
        Wanted.QUOTATIONS,
    ),
    _form(
        rf"(?:in\s+)?(?:how\s+many|which|what)\s+{_NOUN}\s+(?:is|are|was)\s+(?P<speaker>.+?)\s+"
        r"(?:quoted|cited)(?:\s+in)?",
        Wanted.QUOTATIONS,
    ),
    _form(
        rf"{_LIST}(?:sources?|publications?|newspapers?|news\s+outlets?|outlets?){_HERE}",
        Wanted.ALL_SOURCES,
    ),
    _form(rf"{_LIST}(?:authors?|writers?|journalists?){_HERE}", Wanted.ALL_AUTHORS),
    _form(
        rf"(?:what|which)\s+(?:is|are|was|were)\s+(?={_BEST}){_ONE}{_ABOUT}|"
        rf"(?:what|which)\s+{_NOUN}\s+(?:is|are)\s+(?={_BEST})(?P<which2>.+)",
        Wanted.ARTICLES,
    ),
    _form(
        rf"{_LIST}(?:(?P<which>\S.*?)\s+)?(?:articles|stories)(?:\s+(?:are|were))?"
        rf"(?:\s+(?:(?:published|written)\s+)?(?:from|by)\s+(?P<which2>.+)|{_HERE})",
        Wanted.ARTICLES,
    ),
)


def parse_about(question: str) -> LibraryQuestion | None:
    """Return what a question asks of the articles; None when it asks what they say."""
    text = " ".join(question.replace("’", "'").split()).rstrip("?.! ")
    text = _POLITE.sub(lambda match: f"{match['verb']} " if match["verb"] else "", text, count=1)
    text = re.sub(r"^(what|who|when|where)'s\s", r"\1 is ", text, flags=re.IGNORECASE)
    for pattern, wanted in _FORMS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = match.groupdict()
        which = parts.get("which") or parts.get("which2")
        topic = next((parts[n] for n in ("topic", "title", "term", "term2") if parts.get(n)), None)
        superlative = _SUPERLATIVE.search(which) if which else None
        order = None
        if which and superlative:
            order = Order.NEWEST if superlative["newest"] else Order.OLDEST
            which = f"{which[: superlative.start()]} {which[superlative.end() :]}"
            which = re.sub(r"^\s*the\b", "", which, flags=re.IGNORECASE).strip() or None
        return LibraryQuestion(wanted, which, _bare(topic), _bare(parts.get("speaker")), order)
    return None


def _bare(words: str | None) -> str | None:
    return words.strip(" \"'“”") or None if words else None
