"""Values: what a few cited words say (a number, a date, a name), and whether two say the same."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from index.english.calendar import MONTH, UNITS_OF_TIME, WEEKDAY, WEEKDAYS, month_number
from index.english.forms import normalize
from index.english.numbers import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    COUNTS_OF_PARTS,
    CURRENCIES,
    ONES,
    PARTS,
    SCALES,
    SHORT_SCALES,
    TENS,
)
from index.english.patterns import any_of
from index.english.titles import FORMER, PARTICLES
from qa.questions.people import Name

MAX_WORDS = 8  # longer words are a statement: compared as words, never said to differ
REPEATED = 8  # a statement of so many words that stands whole in a longer one is the same
ROUNDING = 0.1  # what "about" and "nearly" leave open, as a share of the number
ROUND_FROM = 1000  # from here on a number with zeros at its end may be a rounded one
SHOUTED = 2  # words in capitals; more are a line of print, not a name

_SCALES = SCALES | SHORT_SCALES
_MONTH = rf"(?P<month>{MONTH})\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_WEEKDAY = rf"(?:{WEEKDAY},?\s+)?"
_DATES = [
    re.compile(_WEEKDAY + form, re.IGNORECASE)
    for form in (
        rf"{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?",
        rf"(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        rf"{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?",
        rf"{_YEAR}-(?P<month>\d\d)(?:-(?P<day>\d\d))?",
        _YEAR,
    )
]
_BEFORE_DATE = re.compile(
    r"(?:(?:on|in|by|since|from|during|until|early|late|mid|around)[\s-]+)+", re.IGNORECASE
)
_WORD = any_of((*ONES, *TENS, *SCALES))
_DIGITS = r"\d{1,3}(?:[,\s\u00a0\u202f]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?:(?P<money>[$€£])\s?)?(?P<digits>{_DIGITS})(?:[\s-](?P<scale>{any_of(_SCALES)})\b)?"
    rf"|\b(?:(?P<count>{any_of(COUNTS_OF_PARTS)})[\s-](?P<part>{any_of(PARTS)})s?"
    r"|(?P<half>half))\b(?!-)"
    rf"|\b(?P<words>{_WORD}(?:(?:\s+and\s+|[\s-]+){_WORD})*)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    rf"[\s-]*(?:(?P<share>%|per\s?cent|percent)|(?P<money>{any_of(CURRENCIES)}s?)\b"
    rf"|(?P<time>{any_of(UNITS_OF_TIME)})\b)",
    re.IGNORECASE,
)
# A score, a range, an ordinal.
_NO_NUMBER = re.compile(r"\s?[-–]\s?\d|\s+to\s+\W?\d|(?:st|nd|rd|th)\b")
_EXACTNESS = re.compile(
    rf"(?:.*\s)?(?:(?P<about>{any_of(ABOUT)})|(?P<least>{any_of(AT_LEAST)})"
    rf"|(?P<most>{any_of(AT_MOST)}))\s+\W?",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE = 24  # characters in front of a number that may say how exact it is
_NAMED = re.compile(
    rf"(?:the\s+)?(?:{any_of(FORMER)}[\s-]+)*"
    rf"(?:[^\W\d_a-zß-öø-ÿ][\w.'’-]*)(?:\s+(?:{any_of((*PARTICLES, 'of', 'the'))}\s+)*"
    r"[^\W\d_a-zß-öø-ÿ][\w.'’&-]*)*"
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+")


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity: at least `low`, at most `high`."""

    amount: float
    unit: str  # "money", "share" (percent and fractions), a unit of time, or "" for a count
    low: float
    high: float

    def same(self, other: Number) -> bool:
        """Tell whether both give one amount."""
        return self.unit == other.unit and math.isclose(self.amount, other.amount)

    def differs(self, other: Number) -> bool:
        """Tell whether they cannot both hold; a count and a share answer one question too."""
        if {self.unit, other.unit} == {"", "share"}:
            return True
        apart = self.high < other.low or other.high < self.low
        return self.unit == other.unit and apart


@dataclass(frozen=True, slots=True)
class Day:
    """A date, as far as the words give it."""

    year: int | None
    month: int | None
    day: int | None

    def _pairs(self, other: Day) -> list[tuple[int, int]]:
        mine, theirs = (self.year, self.month, self.day), (other.year, other.month, other.day)
        return [(a, b) for a, b in zip(mine, theirs, strict=True) if a and b]

    def same(self, other: Day) -> bool:
        """Tell whether what both give agrees."""
        pairs = self._pairs(other)
        return bool(pairs) and all(a == b for a, b in pairs)

    def differs(self, other: Day) -> bool:
        """Tell whether they name different days, months or years."""
        return any(a != b for a, b in self._pairs(other))


@dataclass(frozen=True, slots=True)
class Named:
    """A person, place or body."""

    text: str  # as it is compared
    name: Name
    initials: str  # of its capitalised words: us

    def same(self, other: Named) -> bool:
        """Tell whether both can be one: Ruth F. Berg, Ms. Berg; U.S., the United States."""
        mine, its = ("".join(one.name.words) for one in (self, other))
        return self.name.fits(other.name) or mine in (its, other.initials) or its == self.initials

    def differs(self, other: Named) -> bool:
        """Tell whether they have no word in common."""
        return not self.same(other) and not {*self.name.words} & {*other.name.words}


@dataclass(frozen=True, slots=True)
class Words:
    """Any other words, as they are compared."""

    text: str

    def same(self, other: Words) -> bool:
        """Tell whether they are equal, or a long statement stands whole in the other."""
        shorter, longer = sorted((self.text, other.text), key=len)
        return shorter == longer or (len(shorter.split()) >= REPEATED and shorter in longer)

    def differs(self, other: Words) -> bool:
        """Return False: whether two statements agree is not for us to say."""
        return False


Value = Number | Day | Named | Words


def value_of(text: str, start: int, end: int) -> Value:
    """Return what the words text[start:end] say; what stands around them may give the unit."""
    words = " ".join(text[start:end].split()).strip(" .,;:!?“”\"'")
    if len(words.split()) <= MAX_WORDS:
        return _date(words) or _number(text, start, end) or _name(words) or _words(words)
    return _words(words)


def same(one: Value, other: Value) -> bool:
    """Tell whether two values are one answer."""
    if (
        isinstance(one, Named | Words)
        and isinstance(other, Named | Words)
        and one.text == other.text
    ):
        return True  # "Parliament" at the beginning of a sentence, "parliament" elsewhere
    return type(one) is type(other) and one.same(other)  # type: ignore[arg-type]


def differ(one: Value, other: Value) -> bool:
    """Tell whether two values are of one kind and cannot be one answer."""
    return type(one) is type(other) and one.differs(other)  # type: ignore[arg-type]


def _words(words: str) -> Words:
    return Words(_ARTICLE.sub("", normalize(words), count=1))


def _date(words: str) -> Day | None:
    bare = _BEFORE_DATE.sub("", words, count=1) if _BEFORE_DATE.match(words) else words
    match = next((match for form in _DATES if (match := form.fullmatch(bare))), None)
    if match is None:
        return None
    parts = match.groupdict()
    month = parts.get("month")
    number = int(month) if month and month.isdigit() else month_number(month or "")
    year, day = int(parts.get("year") or 0), int(parts.get("day") or 0)
    return Day(year or None, number, day or None)


def _number(text: str, start: int, end: int) -> Number | None:
    match = _NUMBER.search(text, start, end)
    if match is None or _NO_NUMBER.match(text, match.end()):
        return None
    front = text[start : match.start()].lower()
    if front.strip(" “”\"'-") and not _EXACTNESS.fullmatch(front):
        return None  # the number of something else: Article 5
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    unit = _UNIT.match(text, match.end())
    if match["half"]:
        amount, kind = 0.5, "share"
    elif match["part"]:
        counted = ONES.get(match["count"].lower(), 1)
        amount, kind = counted / PARTS[match["part"].lower()], "share"
    else:
        amount = _amount(match)
        if unit and unit["share"]:
            amount, kind = amount / 100, "share"
        elif match["money"] or (unit and unit["money"]):
            kind = "money"
        else:
            kind = UNITS_OF_TIME[unit["time"].lower()] if unit and unit["time"] else ""
    low, high = _bounds(amount, before)
    return Number(amount, kind, low, high)


def _amount(match: re.Match[str]) -> float:
    if match["words"]:
        return _spelled(re.split(r"[\s-]+", match["words"].lower()))
    amount = float(re.sub(r"[^\d.]", "", match["digits"]))
    scale = (match["scale"] or "").lower()
    return amount * _SCALES.get(scale, 1)


def _spelled(words: list[str]) -> float:
    """Return the number that words spell: twelve thousand."""
    total, part = 0, 0
    for word in words:
        if word == "hundred":
            part = max(part, 1) * 100
        elif word in SCALES:
            total, part = total + max(part, 1) * SCALES[word], 0
        else:
            part += ONES.get(word, 0) + TENS.get(word, 0)
    return float(total + part)


def _bounds(amount: float, before: str) -> tuple[float, float]:
    """Return what a number can mean: exactly itself, or what stands before it leaves open."""
    said = _EXACTNESS.fullmatch(before)
    if said and said["least"]:
        return amount, math.inf
    if said and said["most"]:
        return 0, amount
    if said:
        return amount * (1 - ROUNDING), amount * (1 + ROUNDING)
    spread = 0.0
    if amount >= ROUND_FROM:
        digits = f"{amount:.0f}"
        spread = 10 ** (len(digits) - len(digits.rstrip("0"))) / 2
    return amount - spread, amount + spread


def _name(words: str) -> Named | None:
    name = words.split(",")[0].replace("’", "'")
    shouted = name.isupper() and len(name.split()) > SHOUTED
    if shouted or not _NAMED.fullmatch(name) or name.casefold() in WEEKDAYS:
        return None
    initials = "".join(word[0] for word in name.split() if word[0].isupper()).lower()
    return Named(_words(words).text, Name.of(name), initials if len(initials) > 1 else "")
