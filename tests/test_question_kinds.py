"""The kind of a question, which says how its answer looks: rows for each."""

from __future__ import annotations

import pytest

from qa.questions.kinds import Expected, Kind, kind_of, sides_of

KINDS = {
    Kind.VALUE: (
        "Who opened the bridge?",
        "who's the mayor of Lund",
        "When did the ferry sink?",
        "In what year was the pier built?",
        "Where was Berg born?",
        "How many troops will leave the town?",
        "how much did the bridge cost",
        "How old is the pier?",
        "Which state has the most ships?",
        "Which sports star was fined?",
        "What is the status of the town?",
        "What is the capital of Peru?",
        "A plane burned. Who was in it?",
    ),
    Kind.EXPLANATION: (
        "Why was the pier closed?",
        "why dont people trust the mayor",
        "How did the ferry sink?",
        "What happened to the crew?",
        "what became of the passengers",
        "What led to the strike?",
        "What happens next?",
        "The pier is closed. Why?",
    ),
    Kind.YESNO: (
        "can the council stop it",
        "Did the ferry sink?",
        "Is the pier open?",
        "Has anybody been charged?",
        "So will the bridge be built?",
        "Isn't the pier closed?",
    ),
    Kind.LIST: (
        "Which former officials fear a closure?",
        "list the former advisers",
        "name the countries that pay",
        "Who are the senators who support it?",
        "What reasons did he give?",
        "Name three of the towns on the coast",
        "who else was in the boat",
    ),
    Kind.COMPARISON: (
        "How does the port of Lund differ from that of Riga?",
        "Lund vs Riga harbor fees",
        "What do the two bridges have in common?",
        "Which port is bigger, Lund or Riga?",
        "How has the harbor changed?",
        "Compare the old pier with the new one",
        "the harbor then and now",
    ),
    Kind.KEYWORDS: ("harbor prison conditions", "ferry accident cause", "Berg pier"),
    Kind.SUMMARY: (
        "summary of the ferry story",
        "Summarize the article about the pier",
        "give me a short overview of the strike",
        "tl;dr the harbor",
        "Please sum up the news on Lund",
    ),
}


@pytest.mark.parametrize(
    ("question", "kind"), [(text, kind) for kind, texts in KINDS.items() for text in texts]
)
def test_a_question_is_of_its_kind(question, kind):
    assert kind_of(question)[0] is kind


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who opened the bridge?", Expected.NAME),
        ("By whom was it opened?", Expected.NAME),
        ("Where was Berg born?", Expected.NAME),
        ("When did the ferry sink?", Expected.DATE),
        ("In which year was the pier built?", Expected.DATE),
        ("How many troops will leave?", Expected.NUMBER),
        ("And how much did it cost?", Expected.NUMBER),
        ("What percentage of the town voted?", Expected.NUMBER),
        ("How long is the bridge?", Expected.ANY),
        ("Why was the pier closed?", None),
        ("Did the ferry sink?", None),
        ("harbor prison conditions", None),
    ],
)
def test_a_value_is_of_the_sort_that_is_asked_for(question, expected):
    assert kind_of(question)[1] is expected


@pytest.mark.parametrize(
    "question",
    [
        "Which state has the most ships?",
        "What is the status of the town?",
        "What happens next?",
        "Name the president of France",
        "Who plays the dad?",
        "Which is the oldest of his ships?",
        "What does the mayor say?",
    ],
)
def test_a_question_for_one_is_no_list(question):
    assert kind_of(question)[0] is not Kind.LIST


def test_case_and_the_lack_of_a_question_mark_change_nothing():
    for kind, texts in KINDS.items():
        for text in texts:
            if kind is not Kind.KEYWORDS:
                assert kind_of(text.lower().rstrip("?"))[0] is kind, text


@pytest.mark.parametrize(
    "text", ["?", "…", "x" * 5000, "why " * 2000, "and " * 2000, "桥什么时候开放?"]
)
def test_any_text_has_a_kind(text):
    assert isinstance(kind_of(text)[0], Kind)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Compare the old pier with the new pier", ("the old pier", "the new pier")),
        ("What is the difference between Lund and Riga?", ("Lund", "Riga")),
        ("Lund vs Riga", ("Lund", "Riga")),
        ("Which port is bigger, Lund or Riga?", ("Lund", "Riga")),
        ("Lund and Riga: how do the ports differ?", ("Lund", "Riga")),
        ("How has the harbor changed?", None),
    ],
)
def test_a_comparison_has_its_two_sides(question, sides):
    assert sides_of(question) == sides
