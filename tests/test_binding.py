"""Pronouns that mean what their own question names, and those that lean on the turns before."""

from __future__ import annotations

import re

import pytest

from qa.conversation.binding import content_words, is_bound, is_whole

PRONOUN = re.compile(r"\b(?:he|him|his|she|her|its?|they|them|their)\b")


def bound(question: str) -> bool:
    """Tell it of the first pronoun of a question."""
    match = PRONOUN.search(question)
    assert match is not None
    return is_bound(question, *match.span())


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("did the keepers leave before they were told", id="behind a conjunction"),
        pytest.param("why did the board publish its report", id="the owner is the subject"),
        pytest.param("which towns had to close their harbors", id="asked for, and the subject"),
        pytest.param("how did the flying dutchman lose his ship", id="a noun of a man"),
        pytest.param("does olaf lund still sail with his crew", id="a name without its capital"),
        pytest.param("Did Berg resign after he lost the vote?", id="a name"),
        pytest.param("what is the fog signal and why is it so loud", id="in an earlier clause"),
        pytest.param("two keepers of the lamp drowned, what were their jobs", id="a full clause"),
        pytest.param("is the tide rising faster than it used to", id="it does something"),
        pytest.param("did the ship and barge sink when they met", id="two of them"),
    ],
)
def test_bound(question: str) -> None:
    assert bound(question)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("what songs did they play", id="what is asked for does not play"),
        pytest.param("how many ships did he own", id="the subject"),
        pytest.param("what did the critics think of it", id="number"),
        pytest.param("what happened to the lamp when she left", id="a lamp is no woman"),
        pytest.param("did Berg blame him", id="nobody does it to himself"),
        pytest.param("what came after it", id="after is no conjunction here"),
        pytest.param("what were the animals that they discovered", id="what is discovered"),
        pytest.param("what were the whales and seals they saw", id="both are seen"),
        pytest.param("That was a great storm. how long did it last", id="a remark"),
        pytest.param("what other songs did they play in this long storm of winter", id="this"),
    ],
)
def test_not_bound(question: str) -> None:
    assert not bound(question)


def test_content_words_are_those_that_name_something() -> None:
    assert content_words("What's been said of the Old pier, and why?") == ["old", "pier"]


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("how do they keep the old lamp burning in a winter storm", True),
        ("how do they keep the old lamp burning", False),
        ("did he keep the old lamp burning in a winter storm", False),
        ("did Berg say when he lit the old lamp in the winter storm", True),
        ("how do they keep this old lamp burning in a winter storm", False),
    ],
)
def test_a_question_of_many_words_stands_alone(question: str, whole: bool) -> None:
    assert is_whole(question) is whole
