from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.english.forms import normalize
from index.english.quantities import Quantity
from qa.answering.values import Day, Named, Words, differ, same, value_of


def value(marked):
    """Return the value of the words in square brackets."""
    before, rest = marked.split("[")
    words, after = rest.split("]")
    return value_of(before + words + after, len(before), len(before) + len(words))


EQUAL = [
    ("[12,000] troops", "[12 000] soldiers", "[twelve thousand] troops", "[12,000 troops]"),
    ("[2 percent]", "[2%] of it", "[two per cent]", "at least [2 percent]"),
    ("[$1.5 billion]", "[$1,500 million]", "[1.5 billion dollars]", "[$1.5bn]"),
    ("[half a million] people", "[500,000]", "about [500,000]", "[0.5m] people"),
    ("on [March 12]", "[12 March]", "[the 12th of March]", "[March 12, 2024]"),
    ("[in 2014]", "[2014]", "[2014]"),
    ("[Mr. Berg]", "[Ruth F. Berg]", "[retired Admiral Ruth Berg]", "[Ruth Berg, the minister]"),
    ("the [U.N.]", "[the United Nations]", "the [UN]"),
    ("[the alliance]", "[Alliance]", "[an alliance,]"),
    ("a [70-year-old] house", "[70] years", "[seventy years]"),
]


@pytest.mark.parametrize("group", EQUAL, ids=[group[0] for group in EQUAL])
def test_what_says_the_same_is_the_same(group):
    for one, other in itertools.combinations(map(value, group), 2):
        assert same(one, other)
        assert same(other, one)
        assert not differ(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[12,000] troops", "[9,000] troops"),
        ("a [70-year-old] house", "[74] years"),
        ("[2 percent]", "[4 percent]"),
        ("more than [50]", "[40]"),
        ("up to [50]", "[60]"),
        ("[$12.80 to $13.85]", "[$14]"),
        ("[March 12]", "[March 13, 2024]"),
        ("[2014]", "[May 2015]"),
        ("[Ruth Berg]", "[Olaf Lund]"),
    ],
)
def test_what_cannot_both_hold_differs(one, other):
    assert differ(value(one), value(other))
    assert differ(value(other), value(one))
    assert not same(value(one), value(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[one-third] of the 36,000 troops", "[12,000] troops"),
        ("[$12.80 to $13.85]", "[$13]"),
        ("[$5]", "[£7]"),
        ("[5 km]", "[7 miles]"),
        ("nearly [14,000]", "[13,981]"),
        ("[14,000]", "[13,981]"),
        ("more than [$106 million]", "[$106.5 million]"),
        ("[24 hours]", "[one day]"),
        ("[2 percent]", "[$130 billion]"),
        ("[March 12]", "[2024]"),
        ("[Monday]", "[Tuesday]"),
        ("[last month]", "[May 2015]"),
        ("[Ruth Berg]", "[Olaf Berg]"),
        ("[12,000]", "[Olaf Berg]"),
        ("he was [too tired to go on]", "[he left]"),
    ],
)
def test_what_may_both_hold_is_neither(one, other):
    assert not differ(value(one), value(other))
    assert not same(value(one), value(other))


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ("[Article 5]", Words),
        ("it ended [6-7]", Words),
        ("[$12.80 to $13.85]", Quantity),
        ("in [2019]", Day),
        ("at [5 p.m.]", Words),
        ("[21st]", Words),
        ("[three]", Quantity),
        ("[May]", Day),
        ("[Brussels]", Named),
        ("[On Tuesday the minister said that 12,000 would go home soon.]", Words),
    ],
)
def test_the_kind_of_a_value(marked, kind):
    assert type(value(marked)) is kind


def test_a_long_statement_that_stands_in_another_is_the_same():
    words = "the harbour would be closed to all ships from the first of May"
    assert same(value(f"[He said {words}.]"), value(f"[{words.capitalize()}]"))
    assert not same(value("[the harbour]"), value("[the harbour would be closed]"))
    within = "he would pull the country out of the pact at once"
    assert same(value(f"[{within}]"), value(f"[The president said {within}]"))


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_all_words_have_a_value_that_equals_itself(text, start, end):
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    found = value_of(text, start, end)
    assert same(found, found)
    assert not differ(found, found)


@pytest.mark.parametrize(
    "text",
    ["Kelly's deal", "“Kelly’s deal.”", "  KELLY’S\n deal, ", '"Kelly‘s deal"!'],
)
def test_normalize(text):
    assert normalize(text) == "kelly's deal"
