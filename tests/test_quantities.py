"""Numbers with their unit, currency, range, and what leaves them open."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.english.quantities import agree, quantities, with_hedge


def only(text):
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("text", "printed", "numbers", "unit", "currency"),
    [
        ("it cost $1.5bn", "$1.5bn", (1.5e9,), "", "$"),
        ("a $1.5 billion deal", "$1.5 billion", (1.5e9,), "", "$"),
        ("US$5", "US$5", (5,), "", "$"),
        ("A$5m", "A$5m", (5e6,), "", "A$"),
        ("5 Australian dollars", "5 Australian dollars", (5,), "", "A$"),
        ("£90,000 a year", "£90,000", (90000,), "", "£"),
        ("€2.5m", "€2.5m", (2.5e6,), "", "€"),
        ("$500K", "$500K", (5e5,), "", "$"),
        ("half a million people", "half a million", (5e5,), "", ""),
        ("two and a half million", "two and a half million", (2.5e6,), "", ""),
        ("a hundred and five", "a hundred and five", (105,), "", ""),
        ("5m people", "5m", (5e6,), "", ""),
        ("a wall 5m high", "5m", (5,), "m", ""),
        ("a dozen eggs", "a dozen", (12,), "", ""),
        ("half a dozen eggs", "half a dozen", (6,), "", ""),
        ("half an hour", "half an hour", (0.5,), "hour", ""),
        ("3½ hours", "3½ hours", (3.5,), "hour", ""),
        ("half of them", "half", (0.5,), "share", ""),
        ("three-quarters of it", "three-quarters", (0.75,), "share", ""),
        ("fell by a quarter", "a quarter", (0.25,), "share", ""),
        ("5 per cent", "5 per cent", (0.05,), "share", ""),
        ("0.5%", "0.5%", (0.005,), "share", ""),
        ("2 percentage points", "2 percentage points", (2,), "percentage point", ""),
        ("5 km", "5 km", (5,), "km", ""),
        ("five miles", "five miles", (5,), "mile", ""),
        ("10 sq km", "10 sq km", (10,), "square km", ""),
        ("12 kilos", "12 kilos", (12,), "kg", ""),
        ("20 degrees Celsius", "20 degrees Celsius", (20,), "°C", ""),
        ("−5°C", "−5°C", (-5,), "°C", ""),
        ("a 70-year-old", "70-year", (70,), "year", ""),
        ("3 to 5 km", "3 to 5 km", (3, 5), "km", ""),
        ("between 3 and 5 people", "3 and 5", (3, 5), "", ""),
        ("10–12", "10–12", (10, 12), "", ""),
        ("10-12 people", "10-12", (10, 12), "", ""),
        ("$3-5 million", "$3-5 million", (3e6, 5e6), "", "$"),
        ("three or four people", "three or four", (3, 4), "", ""),
        ("2000 people", "2000", (2000,), "", ""),
    ],
)
def test_what_a_number_says(text, printed, numbers, unit, currency):
    found = only(text)
    assert text[found.start : found.end] == printed
    assert found.numbers == pytest.approx(numbers)
    assert (found.unit, found.currency) == (unit, currency)


@pytest.mark.parametrize(
    "text",
    [
        "the 21st floor", "the twenty-first", "won 3-1", "the 2019-20 season", "in 2019",
        "on May 5, 2020", "5 May", "at 9:30", "at 5 p.m.", "Article 5", "No. 5", "Covid-19", "B-52",
        "a 5G phone", "2024-05-06", "call 555-1234", "one of them", "no one", "a third party",
        "her half-brother", "hundreds of people", "the 1990s",
    ],
)  # fmt: skip
def test_what_is_no_quantity(text):
    assert quantities(text) == []


def test_two_values_are_no_range():
    assert [q.numbers for q in quantities("It fell from 10% to 5%.")] == [(0.1,), (0.05,)]
    assert [q.numbers for q in quantities("He gave 3 apples and 5 pears.")] == [(3,), (5,)]


@pytest.mark.parametrize(
    ("marked", "widened"),
    [
        ("about [36,000] people", "about 36,000"),
        ("nearly $[1.5] billion", "nearly $1.5 billion"),
        ("more than [5] km", "more than 5 km"),
        ("up to [12] percent", "up to 12 percent"),
        ("at least [half] a million", "at least half a million"),
        ("some [300] guests", "some 300"),
        ("[300] or more", "300 or more"),
        ("between [3] and 5 tons", "between 3 and 5 tons"),
        ("the [300 guests] left", "300 guests"),
        ("nearly [all of them]", "all of them"),
        ("over in [Paris]", "Paris"),
    ],
)
def test_what_leaves_a_number_open_stays_with_it(marked, widened):
    before, rest = marked.split("[")
    words, after = rest.split("]")
    text = before + words + after
    start, end = with_hedge(text, len(before), len(before) + len(words))
    assert text[start:end] == widened


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("$1.5bn", "$1.5 billion", True),
        ("half a million", "500,000", True),
        ("about 500", "500", True),
        ("3 to 5 km", "3–5 km", True),
        ("5 km", "7 km", False),
        ("more than 50", "40", False),
        ("3 to 5 km", "6 km", False),
        ("3 to 5 km", "4 km", None),
        ("about 500", "510", None),
        ("12,000", "12,300", None),
        ("5 km", "5 miles", None),
        ("5 km", "5,000 m", None),
        ("£5", "$5", None),
        ("$5", "A$7", None),
        ("one-third", "12,000", None),
        ("$5", "5 guests", None),
    ],
)
def test_whether_two_can_both_hold(one, other, expected):
    assert agree(only(one), only(other)) is expected
    assert agree(only(other), only(one)) is expected


@given(st.text(alphabet="0123456789 ,.-–$£%km to andhalf", max_size=60))
def test_quantities_stand_in_order_and_equal_themselves(text):
    found = quantities(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(agree(q, q) and q.low <= q.high for q in found)
