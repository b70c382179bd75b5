"""Names: where a text names somebody or something, and what, as far as its words show it."""

from __future__ import annotations

import re
from enum import StrEnum

from index.english.bodies import THINGS
from index.english.calendar import MONTH_NAME, MONTHS, SHORT_MONTHS, WEEKDAYS
from index.english.first_names import FIRST_NAMES_OF_MEN, FIRST_NAMES_OF_WOMEN
from index.english.function_words import ASKING, HE, IT, REQUESTS, SHE, STOP_WORDS, SUBJECTS, THEY
from index.english.patterns import any_of
from index.english.titles import HONORIFICS, PARTICLES, SHORT_TITLES, TITLES, gender_of_title

HEADING_WORDS = 10
LOOK_BACK = 8  # characters: what ends a sentence, or an abbreviation
TOPIC_WORDS = 6

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞİĽŁŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽ"
_LINK = any_of((*PARTICLES, "of", "for", "&"))
_WORD = rf"(?:(?:[{_UPPER}]\.)+|[{_UPPER}](?:[\w&-]|\.(?=\w)|[’'](?!s\b)(?=\w))*)"
_NAME = re.compile(rf"\b{_WORD}(?:\s+(?:{_LINK}\s+(?:the\s+)?)?{_WORD})*(?:\s+\d{{1,3}}\b)?")
_CAPITAL = re.compile(rf"[{_UPPER}]")
_FIRST_WORD = re.compile(r"[\w’'.&-]+\s*")
_ABBREVIATED = re.compile(
    rf"\b(?:{any_of(word.title() for word in (*SHORT_TITLES, 'st'))}|[A-Z])\.$"
)
_DATE = re.compile(
    rf"\b(?:{MONTH_NAME}\s+(?:\d{{1,2}},?\s+)?)?\b(?:1[5-9]|20)\d\d\b",
    re.IGNORECASE,
)
# Words that have their capital from opening a sentence, besides stop words, or stand before a name.
_OPENERS = (
    REQUESTS
    | HONORIFICS
    | ({*MONTHS, *SHORT_MONTHS, *WEEKDAYS} - {"may"})  # Theresa May
    | frozenset(
        "let please anything any others another ok okay yes well thanks besides aside according "
        "following".split()
    )
)
# How a question or a request opens.
_ASKS = re.compile(
    rf"(?:{any_of(ASKING)}|(?:i|it|that|what|who|how|where|there)[’']\w+|\w+n[’']t)\b",
    re.IGNORECASE,
)
_FIRST_NAMES = FIRST_NAMES_OF_MEN | FIRST_NAMES_OF_WOMEN
_ANAPHOR = re.compile(
    rf"\b{any_of(HE | SHE | IT | THEY | SUBJECTS | {'this', 'that', 'these', 'those', 'there'})}\b",
    re.IGNORECASE,
)
_TOPICS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\babout\s+(.+)$",
        r"^(?:what|who)(?:[’']s|\s+is|\s+are|\s+was|\s+were)\s+"
        r"((?:(?!\b(?:of|for|in|to|between|with|by)\b).)+)$",
        r"\bof\s+((?:(?!\bof\b).)+)$",
        r"\b(?:for|with|in)\s+((?:(?!\b(?:for|to|with|in)\b).)+)$",
        r"\bthe\s+((?:[a-z-]+\s+){0,3}[a-z-]+)$",
    )
)


class Kind(StrEnum):
    """What words name, as far as they show it."""

    MAN = "man"
    WOMAN = "woman"
    PERSON = "person"
    THING = "thing"  # an institution, a work, a treaty
    MANY = "many"  # several, or something plural
    NAME = "name"  # a name of who knows what
    TOPIC = "topic"  # no name


def names(text: str) -> list[tuple[int, int]]:
    """Return where names stand: runs of words with capitals, sentence openers left out."""
    found = []
    for match in _NAME.finditer(text):
        start, end = match.span()
        before = text[max(0, start - LOOK_BACK) : start].rstrip()
        opens = not before or (before[-1] in ".!?:" and not _ABBREVIATED.search(before))
        while (word := _FIRST_WORD.match(text, start, end)) and _opens_only(word[0]):
            start = word.end()
        if start >= end or not text[start].isupper():
            continue
        # A word alone that opens a sentence may be any word, but for a first name or initials.
        alone = opens and start == match.start() and " " not in text[start:end]
        known = text[start:end] in _FIRST_NAMES
        whole = end - start >= len(text.rstrip("?.! "))
        owner = text[end : end + 2] in ("’s", "'s")
        if not alone or known or whole or owner or text[start:end].isupper():
            found.append((start, end))
    return found


def spelled(text: str) -> list[str]:
    """Return the names in a text."""
    return [text[start:end] for start, end in names(text)]


def has_capital(text: str) -> bool:
    """Tell whether a text may hold a name."""
    return _CAPITAL.search(text) is not None


def dates(text: str) -> list[str]:
    """Return the years and dates of a text, as printed."""
    return [match.group() for match in _DATE.finditer(text)]


def asks(text: str) -> bool:
    """Tell whether a text opens as a question or request does."""
    return _ASKS.match(text) is not None


def is_heading(question: str) -> bool:
    """Tell whether a turn only names a topic, as the title of an article does."""
    text = question.strip()
    ends = text.endswith(("?", ".", "!"))
    return not ends and len(text.split()) <= HEADING_WORDS and not asks(text)


def kind_of(name: str) -> Kind:
    """Return what a name names, as far as its words show it."""
    words = re.findall(r"[\w’'-]+", name)
    if not words:
        return Kind.THING
    first, last = words[0].lower(), words[-1].lower()
    if gender := gender_of_title(first):
        return Kind.MAN if gender == "m" else Kind.WOMAN
    initials = len(words) == 1 and name.isupper() and len(name) > 1
    if first in ("the", "a", "an") or any(map(str.isdigit, name)) or last in THINGS or initials:
        return Kind.THING
    if first in TITLES and len(words) > 1:
        return Kind.PERSON
    if words[0] not in _FIRST_NAMES:
        return Kind.NAME
    if len(words) == 1:
        return Kind.PERSON  # it may be a last name
    return Kind.MAN if words[0] in FIRST_NAMES_OF_MEN else Kind.WOMAN


def topic(question: str) -> str | None:
    """Return the words at the end of a question that say what it is about; None: no rule fits."""
    text = question.strip().rstrip("?.! ")
    for pattern in _TOPICS:
        match = pattern.search(text)
        if match is None:
            continue
        words = re.sub(r"^(?:the|an?|some|any)\s+", "", match[1].strip(), flags=re.IGNORECASE)
        words = re.sub(r"\s+(?:today|now|ever|yet)$", "", words)
        short = len(words.split()) <= TOPIC_WORDS
        if words and short and not (_ANAPHOR.search(words) or asks(words)):
            return words
    return None


def _opens_only(word: str) -> bool:
    """Tell whether a word has its capital from its place only, or stands before a name."""
    bare = re.split(r"[’']", word.strip())[0].rstrip(".")
    initials = re.fullmatch(r"(?:[A-Z]\.?){2,}", word.strip()) is not None
    return not initials and (bare.lower() in _OPENERS or bare.lower() in STOP_WORDS)
