"""Quantities: the numbers of a text, with their unit, their currency and how exact they are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.english.calendar import PRINTED_MONTH, UNITS_OF_TIME
from index.english.numbers import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    COUNTS_OF_PARTS,
    CURRENCIES,
    CURRENCY_SIGNS,
    DOLLARS,
    LABELS,
    ONES,
    ORDINALS,
    PARTS,
    SCALES,
    SHORT_SCALES,
    TENS,
    UNITS,
    VULGAR,
)
from index.english.patterns import any_of

# Where it finds nothing there is no quantity: quicker than looking for one.
HAS_NUMBER = re.compile(rf"\d|\b{any_of((*ONES, *TENS, *SCALES, *PARTS, 'dozen'))}", re.IGNORECASE)
SHARE = "share"  # the unit of percent and of fractions: 5% is 0.05
ROUNDING = 0.1  # what "about" and "nearly" leave open, as a share of the number
ROUND_FROM = 1000  # from here on a number with zeros at its end may be a rounded one
YEARS = range(1500, 2100)

_UNIT_OF = {form: unit for unit, forms in UNITS.items() for form in forms.split()} | UNITS_OF_TIME
_CURRENCY_OF = {word: sign for sign, words in CURRENCIES.items() for word in words.split()}
_DIGITS = r"\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_CORE = any_of((*ONES, *TENS, *SCALES, "dozen", "half"))
_JOIN = (
    r"(?:[ -]| an? |[ -]and[ -]a[ -]| and (?:(?<=hundred and )|(?<=sand and )|(?<=illion and )))"
)
_PLURAL = r"\s(?:[a-z]{3,}s|people|men|women|children)\b"
_COUNTED = re.compile(_PLURAL)
_NUMBER = re.compile(
    # Not 12 in B-12, 3.12, 9:12 and #12; 10-12 is two numbers.
    r"(?<![\w#.])(?<![^\W\d][-–])(?<!\d[,:/])(?P<minus>(?i:minus )|−|(?<!\S)-)?"
    rf"(?:(?P<sign>{any_of(CURRENCY_SIGNS)})\s?)?"
    rf"(?P<digits>{_DIGITS})(?P<vulgar>[{''.join(VULGAR)}])?"
    rf"(?:[ -]?(?P<scale>(?i:{any_of(SCALES)}))\b"
    # 5m people and $5m, not 5m high.
    rf"|(?P<short>bn|tn|trn|mn|(?(sign)[kKmMB]|[kmM](?={_PLURAL})))\b)?"
    rf"|\b(?i:(?P<count>{any_of(COUNTS_OF_PARTS)})(?P<hyphen>[ -])"
    rf"(?P<part>{any_of(PARTS)})(?P<s>s?))\b"
    rf"|\b(?i:(?:an? )?(?P<words>{_CORE}(?:{_JOIN}{_CORE})*))\b"
)
_UNIT = re.compile(
    r"[ -]?(?:(?<=half )an? )?(?:(?P<share>%|per\s?cent\b)|(?P<points>percentage[ -]points?\b)"
    rf"|(?:(?P<whose>{any_of(DOLLARS)}) )?(?P<money>{any_of(_CURRENCY_OF)})\b"
    r"|(?:°\s?|degrees? )(?P<degree>[CF])(?:elsius|ahrenheit)?\b"
    rf"|(?P<square>sq(?:uare|\.)? )?(?P<unit>{any_of(_UNIT_OF)})(?P<squared>²)?(?!\w))"
)
# Not 21st, twenty-first, 5G, 9:30, 5 p.m., 3/4.
_NO_NUMBER = re.compile(
    rf"\w|-{any_of(ORDINALS)}\b|[.:,/]\d|\s?[ap]\.?m\b|\s?o.clock|\s(?:of\s)?{PRINTED_MONTH}\b"
)
_LABELLED = re.compile(
    rf"\b(?:{any_of([*map(str.title, LABELS), 'no.'])}|{PRINTED_MONTH}\.?,?(?: \d\d?,)?)\s\Z"
)
_DATED = re.compile(
    r"\b(?:in|since|of|from|by|until|during|late|early|after|before|and|to)\s\Z", re.I
)
# A third party, one of them: nothing is counted.
_NO_PART = re.compile(
    r"[ -](?!(?:of|more|less|fewer|in|to|by|from|since|on|as|and|or|than|after|before|this)\b)\w"
)
_NO_ONE = re.compile(
    r"(?!\s[a-z]|-[a-z])|\s(?:of|another|that|who|by|in|to|can|is|was|has|and|or)\b"
)
_HYPHEN = re.compile("-")  # her half-brother
_EXACTNESS = re.compile(
    rf"(?:(?P<about>{any_of(ABOUT)})|(?P<least>{any_of(AT_LEAST)})|(?P<most>{any_of(AT_MOST)}))"
    r"(?: (?:a|an|the))?\s\Z",
    re.IGNORECASE,
)
_OPEN_BEHIND = re.compile(r" or (?:so|more|fewer|less)\b")
_TO = re.compile(r"(?P<dash>[-–])|\s(?:to|or)\s|\s(?P<between>and)\s")
_AGAINST = re.compile(r"[-–]\d|\sto\s\W?\d")
_DASHED = re.compile(r"\d[-–]\Z")
_BETWEEN = re.compile(r"\bbetween (?:\w+ )?\Z", re.IGNORECASE)
_FROM = re.compile(r"\bfrom (?:\w+ )?\Z", re.IGNORECASE)
REACH = 48  # characters around a span that may belong to its number
_BEFORE = 24  # characters in front of a number that may say what it is


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity at text[start:end], with its currency and unit: at least `low`, at most `high`.

    numbers: as printed; two of a range. unit: "km", "year", "share" (percent and fractions), or ""
    for money and counts. currency: its sign, or "".
    """

    start: int
    end: int
    low: float
    high: float
    unit: str
    currency: str
    numbers: tuple[float, ...]


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of a text, in order; linear in the text.

    No dates, years, times of day, ordinals, scores, and numbers that name something: Article 5.
    """
    parts = [part for match in _NUMBER.finditer(text) if (part := _part(text, match))]
    return [*_ranges(text, parts)]


def with_hedge(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span widened to the whole of the quantities in it, with what leaves them open.

    "36,000" becomes "about 36,000", "1.5" "nearly $1.5 billion", and "5" "5 km or more".
    """
    first, last = max(0, start - REACH), min(len(text), end + REACH)
    inside = [
        (q.start + first, q.end + first)
        for q in quantities(text[first:last])
        if q.start + first < end and start < q.end + first
    ]
    if not inside:
        return start, end
    start, end = min(start, inside[0][0]), max(end, inside[-1][1])
    if start == inside[0][0]:
        before = max(0, start - _BEFORE)
        hedge = _EXACTNESS.search(text, before, start) or _BETWEEN.search(text, before, start)
        start = hedge.start() if hedge else start
    behind = _OPEN_BEHIND.match(text, end)
    return start, behind.end() if behind else end


def agree(one: Quantity, other: Quantity) -> bool | None:
    """Tell whether two quantities are the same, or cannot both hold for one thing; else None.

    True for equal numbers, however exact. None where one leaves room for the other, and where they
    are of different units or currencies: nothing is converted.
    """
    if (one.unit, one.currency) != (other.unit, other.currency):
        return None
    if len(one.numbers) == len(other.numbers) and all(
        map(math.isclose, one.numbers, other.numbers)
    ):
        return True
    apart = one.high < other.low or other.high < one.low
    return False if apart else None


@dataclass(frozen=True, slots=True)
class _Part:
    """One number, and the scale word that it was printed with: 1.5 billion is 1.5 times 10**9."""

    quantity: Quantity
    scale: float


def _part(text: str, match: re.Match[str]) -> _Part | None:
    """Return what a number says with the unit behind it; None where it counts nothing."""
    unit = None if match["part"] else _UNIT.match(text, match.end())
    end = unit.end() if unit else match.end()
    bare = unit is None and match["sign"] is None
    if _NO_NUMBER.match(text, end) or (bare and not _counts(text, match)):
        return None
    scale = _scale(match) * (0.01 if unit and unit["share"] else 1)
    number = _number(match) * scale
    low, high = _bounds(number, text[max(0, match.start() - _BEFORE) : match.start()])
    named = _unit(unit) if unit else _share(match)
    quantity = Quantity(match.start(), end, low, high, named, _currency(match, unit), (number,))
    return _Part(quantity, scale)


def _counts(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number without a unit is one of things: not a year, a label, "one of"."""
    if match["part"]:
        loose = match["hyphen"] == " " and not match["s"]
        return not (loose and _NO_PART.match(text, match.end()))
    if match["words"]:
        none = {"one": _NO_ONE, "half": _HYPHEN}.get(match["words"].lower())
        return none is None or none.match(text, match.end()) is None
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    if _LABELLED.search(before):
        return False
    counted = _COUNTED.match(text, match.end()) and not _DATED.search(before)
    return bool(counted) or not _is_year(match)


def _is_year(match: re.Match[str]) -> bool:
    return match["digits"] == match[0] and match[0].isdecimal() and int(match[0][:5]) in YEARS


def _number(match: re.Match[str]) -> float:
    if match["digits"]:
        number = float(re.sub(r"[^\d.]", "", match["digits"])) + VULGAR.get(match["vulgar"], 0)
        return -number if match["minus"] else number
    if match["part"]:
        return ONES.get(match["count"].lower(), 1) / PARTS[match["part"].lower()]
    return _spelled(re.split(r"[\s-]+", match["words"].lower()))


def _scale(match: re.Match[str]) -> float:
    return SCALES.get((match["scale"] or "").lower(), 1) * SHORT_SCALES.get(match["short"], 1)


def _spelled(words: list[str]) -> float:
    """Return the number that words spell: twelve thousand, two and a half million, half a dozen."""
    total, part = 0.0, 0.0
    for word in words:
        if word in ("hundred", "dozen"):
            part = (part or 1.0) * (SCALES.get(word) or 12)
        elif word in SCALES:
            total, part = total + (part or 1.0) * SCALES[word], 0
        else:
            part += 0.5 if word == "half" else ONES.get(word, 0) + TENS.get(word, 0)
    return total + part


def _share(match: re.Match[str]) -> str:
    """Return the unit of a number that has none behind it."""
    return SHARE if match["part"] or (match["words"] or "").lower() == "half" else ""


def _unit(unit: re.Match[str]) -> str:
    """Return the name of a unit; nothing for money."""
    if unit["money"]:
        return ""
    if unit["share"]:
        return SHARE
    if unit["points"]:
        return "percentage point"
    if unit["degree"]:
        return f"°{unit['degree']}"
    squared = "square " if unit["square"] or unit["squared"] else ""
    return squared + _UNIT_OF[unit["unit"]]


def _currency(match: re.Match[str], unit: re.Match[str] | None) -> str:
    if match["sign"]:
        return CURRENCY_SIGNS[match["sign"]]
    if unit is None or not unit["money"]:
        return ""
    return DOLLARS.get(unit["whose"]) or _CURRENCY_OF[unit["money"]]


def _bounds(number: float, before: str) -> tuple[float, float]:
    """Return what a number can mean: exactly itself, or what stands before it leaves open."""
    said = _EXACTNESS.search(before)
    if said and said["least"]:
        return number, math.inf
    if said and said["most"]:
        return min(0, number), number
    spread = 0.0
    if said:
        spread = ROUNDING * abs(number)
    elif abs(number) >= ROUND_FROM:
        digits = f"{abs(number):.0f}"
        spread = 10.0 ** (len(digits) - len(digits.rstrip("0"))) / 2
    return number - spread, number + spread


def _ranges(text: str, parts: list[_Part]) -> Iterator[Quantity]:
    """Give the quantities, those that are the two ends of a range as one; scores left out."""
    number = 0
    while number < len(parts):
        first, rest = parts[number], parts[number + 1 : number + 2]
        joined = _range(text, first, rest[0]) if rest else None
        number += 2 if joined else 1
        found = joined or first.quantity
        if not _in_score(text, found):
            yield found


def _range(text: str, one: _Part, other: _Part) -> Quantity | None:
    """Return two numbers as the ends of a range: 3 to 5 km, $10–12 million, between 3 and 5."""
    first, last = one.quantity, other.quantity
    gap = _TO.fullmatch(text, first.end, last.start)
    if gap is None or not _are_ends(text, gap, first, last):
        return None
    low, high = _scaled(one, other), last.numbers[0]
    currency = first.currency or last.currency
    is_score = gap["dash"] == "-" and not (last.unit or currency or _COUNTED.match(text, last.end))
    if low >= high or is_score:
        return None
    return replace(
        last, start=first.start, low=low, high=high, currency=currency, numbers=(low, high)
    )


def _scaled(one: _Part, other: _Part) -> float:
    """Return the lower end of a range; the scale that is printed once is that of both."""
    (low,), (high,) = one.quantity.numbers, other.quantity.numbers
    shared = one.scale == 1 and not one.quantity.unit and low < high / other.scale
    return low * other.scale if shared else low


def _are_ends(text: str, gap: re.Match[str], first: Quantity, last: Quantity) -> bool:
    """Tell whether the words around two numbers, and their units, let them be one range."""
    before = text[max(0, first.start - _BEFORE) : first.start]
    worded = bool(gap["between"]) == bool(_BETWEEN.search(before)) and not _FROM.search(before)
    return (
        worded
        and first.unit in ("", last.unit)
        and (not first.currency or last.currency in ("", first.currency))
    )


def _in_score(text: str, quantity: Quantity) -> bool:
    """Tell whether a number is one of a score, or of what is no range: 3-1, 12 votes to two."""
    if _DASHED.search(text, max(0, quantity.start - 2), quantity.start):
        return True
    behind = _AGAINST.match(text, quantity.end)
    before = text[max(0, quantity.start - _BEFORE) : quantity.start]
    return behind is not None and not _FROM.search(before)
