"""Values: what a few cited words say (a number, a date, a name), and whether two say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.english.calendar import MONTH, WEEKDAY, WEEKDAYS, month_number
from index.english.forms import normalize
from index.english.numbers import ABOUT, AT_LEAST, AT_MOST
from index.english.patterns import any_of
from index.english.quantities import HAS_NUMBER, REACH, Quantity, agree, quantities
from index.english.titles import FORMER, PARTICLES
from qa.questions.people import Name

MAX_WORDS = 8  # longer words are a statement: compared as words, never said to differ
REPEATED = 8  # a statement of so many words that stands whole in a longer one is the same
SHOUTED = 2  # words in capitals; more are a line of print, not a name

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
# Before a number that is the whole of some words: "at least [2 percent]".
_BARE = re.compile(rf"(?:.*\s)?{any_of((*ABOUT, *AT_LEAST, *AT_MOST, 'between'))}\s", re.I | re.S)
_NAMED = re.compile(
    rf"(?:the\s+)?(?:{any_of(FORMER)}[\s-]+)*"
    rf"(?:[^\W\d_a-zß-öø-ÿ][\w.'’-]*)(?:\s+(?:{any_of((*PARTICLES, 'of', 'the'))}\s+)*"
    r"[^\W\d_a-zß-öø-ÿ][\w.'’&-]*)*"
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+")


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


Value = Quantity | Day | Named | Words


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
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return agree(one, other) is True
    return type(one) is type(other) and one.same(other)  # type: ignore[arg-type,union-attr]


def differ(one: Value, other: Value) -> bool:
    """Tell whether two values are of one kind and cannot be one answer."""
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return agree(one, other) is False
    return type(one) is type(other) and one.differs(other)  # type: ignore[arg-type,union-attr]


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


def _number(text: str, start: int, end: int) -> Quantity | None:
    """Return the first quantity of some words, if nothing but what leaves it open is before it."""
    if not HAS_NUMBER.search(text, start, end):
        return None
    first = max(0, start - REACH)
    around = quantities(text[first : end + REACH])
    found = next((q for q in around if q.start + first < end and start < q.end + first), None)
    if found is None:
        return None
    front = text[start : max(start, found.start + first)].lower()
    bare = not front.strip(" “”\"'-") or _BARE.fullmatch(front)
    return found if bare else None  # else the number of something else: the 5 articles


def _name(words: str) -> Named | None:
    name = words.split(",")[0].replace("’", "'")
    shouted = name.isupper() and len(name.split()) > SHOUTED
    if shouted or not _NAMED.fullmatch(name) or name.casefold() in WEEKDAYS:
        return None
    initials = "".join(word[0] for word in name.split() if word[0].isupper()).lower()
    return Named(_words(words).text, Name.of(name), initials if len(initials) > 1 else "")
