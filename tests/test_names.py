"""Names: where words name somebody or something, and what, as far as they show it."""

import pytest

from qa.conversation.names import (
    Kind,
    asks,
    dates,
    has_capital,
    is_heading,
    kind_of,
    names,
    spelled,
    topic,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who is Ruth Lund?", ["Ruth Lund"]),
        ("I met Anna in Oslo and Berg", ["Anna", "Oslo", "Berg"]),
        ("Tell Berg that Monday is off", ["Berg"]),
        ("So Okafor left", ["Okafor"]),
        ("He met Mr. Berg", ["Berg"]),
        ("the Bank of the Lund for Oslo", ["Bank of the Lund for Oslo"]),
        ("Rule 13 of the U.S. Navy", ["Rule 13", "U.S. Navy"]),
        ("What did NATO do?", ["NATO"]),
        ("Is D.C. big?", ["D.C."]),
        ("“Berg” and O’Brien", ["Berg", "O’Brien"]),
        ("Ødegaard Ås", ["Ødegaard Ås"]),
        ("nobody at all", []),
    ],
)
def test_names_are_runs_of_words_with_capitals(text, expected):
    assert spelled(text) == expected
    assert [text[start:end] for start, end in names(text)] == expected


@pytest.mark.parametrize("before", ["", "The ferry sank. ", "He asked: "])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harbours are old.", []),
        ("Ruth knew it.", ["Ruth"]),
        ("Berg’s boat sank.", ["Berg"]),
        ("NATO met.", ["NATO"]),
        ("Olaf Berg knew it.", ["Olaf Berg"]),
    ],
    ids=["any word", "a first name", "an owner", "initials", "two words"],
)
def test_a_word_that_opens_a_sentence_has_to_show_that_it_is_a_name(before, text, expected):
    assert spelled(before + text)[-1:] == expected


def test_a_word_alone_is_a_name_and_an_abbreviation_ends_no_sentence():
    assert spelled("Berg?") == ["Berg"]
    assert spelled("It was he and Gen. Lund who left")[-1] == "Lund"
    assert spelled("It was he and then. Lund left") == []


def test_has_capital():
    assert has_capital("the Ødegaard pier")
    assert not has_capital("the pier")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("May 4, 2021 and in 1999", ["May 4, 2021", "1999"]),
        ("since march 1850", ["march 1850"]),
        ("5 March 2019", ["March 2019"]),
        ("1450 or 2100 or 12019", []),
    ],
)
def test_dates(text, expected):
    assert dates(text) == expected


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Mr Berg", Kind.MAN),
        ("Mrs Lund", Kind.WOMAN),
        ("Queen Anna", Kind.WOMAN),
        ("Ruth Lund", Kind.WOMAN),
        ("Peter Lund", Kind.MAN),
        ("Ruth", Kind.PERSON),
        ("President Berg", Kind.PERSON),
        ("President", Kind.NAME),
        ("Berg", Kind.NAME),
        ("Olaf Berg", Kind.NAME),
        ("The Herald", Kind.THING),
        ("NATO", Kind.THING),
        ("Rule 13", Kind.THING),
        ("Oslo summit", Kind.THING),
        ("?", Kind.THING),
    ],
)
def test_kinds(name, kind):
    assert kind_of(name) is kind


@pytest.mark.parametrize(
    "text", ["Who sank it", "list ships", "isn’t it so", "It’s gone", "and Berg?", "in 2020"]
)
def test_openings_of_questions(text):
    assert asks(text)
    assert not is_heading(text)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("The Oslo summit", True),
        ("a b c d e f g h i j", True),
        ("a b c d e f g h i j k", False),
        ("the ferry?", False),
        ("Ferry sinks.", False),
    ],
)
def test_headings(text, heading):
    assert is_heading(text) is heading


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Berg say about the harbour?", "harbour"),
        ("What is the harbour treaty?", "harbour treaty"),
        ("When was the fall of the wall?", "wall"),
        ("Who paid for the ferry?", "ferry"),
        ("Who is the mayor today?", "mayor"),
        ("Why was it so at the old pier", "old pier"),
        ("What about it?", None),
        ("Who are they?", None),
        ("how many ships sank", None),
        ("What did he say about one two three four five six seven", None),
    ],
)
def test_topics_are_the_last_words_of_a_question(question, expected):
    assert topic(question) == expected
