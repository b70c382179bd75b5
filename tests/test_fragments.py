"""Fragments: what a few words after a question ask, and that whole questions are left alone."""

import pytest

from qa.conversation.fragments import asks_for_more, readings
from qa.conversation.turns import Cited, Turn


def whole(fragment, *before, people=None):
    """Return the readings of a fragment after questions that stood alone."""
    history = [Turn(question, question) for question in before]
    return readings(fragment, history, people.__contains__ if people else None)


@pytest.mark.parametrize(
    "text",
    [
        "Anything else?",
        "and what else?",
        "Who else was there?",
        "which other ships sank?",
        "tell me more",
        "go on",
        "is there more?",
    ],
)
def test_it_asks_for_more(text):
    assert asks_for_more(text)


@pytest.mark.parametrize("text", ["Who said “anything else?”", "more ships sank?", "and Berg?"])
def test_it_does_not_ask_for_more(text):
    assert not asks_for_more(text)


@pytest.mark.parametrize(
    ("before", "fragment", "expected"),
    [
        ("What did Berg say?", "well, and in 2020?", "What did Berg say in 2020?"),
        ("What did Berg say in March 2019?", "last year?", "What did Berg say last year?"),
        ("What did Berg say about Oslo?", "by Okafor?", "What did Okafor say about Oslo?"),
        ("What did Berg say?", "about Oslo?", "What did Berg say about Oslo?"),
        ("What did Berg say in 2019?", "on the pier?", "What did Berg say about the pier in 2019?"),
        ("What did Berg say about Oslo?", "the pier, I mean", "What did Berg say about the pier?"),
        ("Where did he meet Ruth Lund?", "and Berg?", "Where did Berg meet Ruth Lund?"),
        ("Was Rule 5 changed?", "and Rule 13?", "Was Rule 13 changed?"),
        ("Who met NATO’s men in Oslo?", "and the UN’s?", "Who met the UN’s men in Oslo?"),
        ("Who joined NATO after Oslo did?", "and UNESCO?", "Who joined UNESCO after Oslo did?"),
        ("Which ships left for Oslo?", "for Bergen?", "Which ships left for Bergen?"),
        ("Who won in 2018?", "how many goals?", None),
        ("How many ships did Norway sell?", "which ships?", "Which ships did Norway sell?"),
        ("When did the ferry sink?", "how many people?", "How many people did the ferry sink?"),
        ("Who sank the ferry?", "when was that?", "When was it that somebody sank the ferry?"),
        ("What happened at the pier?", "when?", "When was the pier?"),
        ("What did the crew do?", "when was that?", "When did the crew do that?"),
        ("What did Berg say?", "since when?", "Since when did Berg say that?"),
    ],
)
def test_a_fragment_is_made_whole(before, fragment, expected):
    assert whole(fragment, before) == ([expected] if expected else [])


def test_who_did_it_is_the_answer():
    turn = Turn("Who sank it?", "Who sank the ferry?", (Cited("Olaf Berg", "It was Olaf Berg."),))
    assert readings("when?", [turn], None) == ["When was it that Olaf Berg sank the ferry?"]


def test_another_name_may_take_either_place():
    assert whole("and Hungary?", "When did Poland attack Germany?") == [
        "When did Hungary attack Germany?",
        "When did Poland attack Hungary?",
    ]


def test_a_word_that_is_a_speaker_of_the_collection_takes_the_place_of_the_speaker():
    before = "what did Oddvar say about Oslo?"
    assert whole("and Berg?", before) == ["what did Berg say about Oslo?"]
    assert whole("and Berg?", before, people={"Lund"}) == ["what did Oddvar say about Berg?"]
    assert whole("what about Berg?", before) == ["what did Oddvar say about Berg?"]
    assert whole("what about Berg?", before, people={"Berg"}) == ["what did Berg say about Oslo?"]


@pytest.mark.parametrize(
    "fragment",
    [
        "and what did Lund say?",
        "who sank the ferry?",
        "the long and very old pier of wood",
        "and the long and very old pier that stood there for years?",
        "the old pier",
    ],
    ids=["led in", "whole", "long", "very long", "three words and no question mark"],
)
def test_what_is_no_fragment_has_no_readings(fragment):
    assert whole(fragment, "What did Berg say about Oslo?") == []


def test_words_are_lent_by_whole_questions_only():
    assert whole("and Berg?") == []
    assert whole("and Berg?", "The Oslo summit") == []
    assert whole("and Berg?", "what did Lund say?", "Oslo") == ["what did Berg say?"]


@pytest.mark.parametrize(
    ("fragment", "before", "expected"),
    [
        ("and the new pier?", "Who built the old pier?", "Who built the new pier?"),
        ("what about the Board?", "When did the Council meet?", "When did the Board meet?"),
        (
            "and the Bergen treaty?",
            "When was the Oslo treaty signed?",
            "When was the Bergen treaty signed?",
        ),
    ],
)
def test_no_article_or_noun_is_doubled(fragment, before, expected):
    assert whole(fragment, before) == [expected]


def test_two_sentences_are_no_fragment():
    assert whole("and Chile left. What happens next?", "What did Berg say about Oslo?") == []
