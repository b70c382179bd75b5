"""How a sentence presents some of its words: in the rows, the words in square brackets."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.english.stance import Stance, is_question, stance

ROWS = [
    row.split(" | ", 1)
    for row in (Path(__file__).parent / "data" / "stance.txt").read_text("utf-8").splitlines()
    if row and not row.startswith("#")
]


@pytest.mark.parametrize(("expected", "marked"), ROWS, ids=[marked for _, marked in ROWS])
def test_stance_of_the_words_in_brackets(expected, marked):
    before, rest = marked.split("[", 1)
    words, after = rest.split("]", 1)
    found = stance(before + words + after, len(before), len(before) + len(words))
    assert found == expected


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("Is it over?", True),
        ("“Is it over?”", True),
        ("Is it over? ", True),
        ("“Is it over?” he asked.", False),
        ("It is over.", False),
        ("", False),
    ],
)
def test_a_question_ends_in_its_mark(sentence, asks):
    assert is_question(sentence) is asks


def test_quotation_marks_around_the_words_and_odd_spaces_change_nothing():
    printed = "He denied that\xa0“the bridge was unsafe”."
    for words in ("“the bridge was unsafe”", "the bridge was unsafe"):
        start = printed.index(words)
        assert stance(printed, start, start + len(words)) is Stance.DENIES


@given(st.text(alphabet='not “”,(who) if"’ denied', max_size=80), st.integers(0, 80))
def test_any_words_have_a_stance(text, start):
    assert stance(text, min(start, len(text)), len(text)) in Stance
