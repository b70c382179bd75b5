"""The lists of words and the few functions that read them."""

from __future__ import annotations

import re

import pytest

from index.english.calendar import ANY_MONTH, PRINTED_MONTH, UNITS_OF_TIME, month_number
from index.english.inflection import plurals, verb_forms
from index.english.patterns import any_of
from index.english.roles import NO_PERSONS, PERSONS
from index.english.sentences import sentences
from index.english.speech import CALL, SAY, TELL
from index.english.titles import gender_of_title


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("January", 1), ("Sept.", 9), ("SEP", 9), ("may", 5), ("März", 3), ("août", 8), ("mayo", 5),
        ("out", 10), ("déc.", 12), ("fevrier", 2), ("mon", None), ("ju", None), ("", None),
    ],
)  # fmt: skip
def test_month_number(name, number):
    assert month_number(name) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mar. 5", "Mar."),
        ("March 5", "March"),
        ("Sept. 3", "Sept."),
        ("Mar 5", None),
        ("may", None),
    ],
)
def test_months_as_they_are_printed(text, found):
    match = re.match(PRINTED_MONTH, text)
    assert (match and match[0]) == found


def test_the_longest_word_of_a_list_is_taken_and_any_space_between_its_words():
    assert re.match(any_of(["no", "no more than", "c++"]), "no more  than 5")[0] == "no more  than"  # type: ignore[index]
    assert re.fullmatch(any_of(["c++"]), "c++")
    assert re.match(ANY_MONTH, "märz")


def test_regular_forms():
    assert verb_forms(["deny", "agree", "press"]) == {
        *("deny", "denies", "denied", "denying", "agree", "agrees", "agreed", "agreeing"),
        *("press", "presses", "pressed", "pressing"),
    }
    assert plurals(["ally", "boss", "spokesman", "boy"]) == {
        "allies",
        "bosses",
        "spokesmen",
        "boys",
    }
    assert UNITS_OF_TIME["centuries"] == "century"


def test_a_list_has_one_sense():
    assert not SAY & TELL
    assert not (SAY | TELL) & CALL
    assert not PERSONS & NO_PERSONS


@pytest.mark.parametrize(
    ("title", "gender"), [("mr", "m"), ("congresswoman", "f"), ("president", None)]
)
def test_the_gender_that_a_title_shows(title, gender):
    assert gender_of_title(title) == gender


@pytest.mark.parametrize(
    "text",
    [
        "He met Reps. Ruth Berg and Olaf Lund.",
        "Said Brig. Gen. Ruth Berg to Sens. Lund and Okafor.",
        "Messrs. Berg and Lund left.",
    ],
)
def test_a_title_cut_short_ends_no_sentence(text):
    assert sentences(text) == [(0, len(text))]


def test_a_company_in_full_ends_one():
    text = "She owns the company. Berg does not."
    assert len(sentences(text)) == 2
