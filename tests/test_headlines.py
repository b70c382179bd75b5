"""Headlines: words stand alone only where a value is asked for and their sentence asserts them."""

from __future__ import annotations

import pytest
from conftest import PlainReader, make_article, seen

from index.articles import BlockKind
from index.passages import Passage
from index.retrieval import Candidate
from qa.answering.choosing import choose
from qa.answering.headlines import SURE, headline, trimmed, valued
from qa.answering.ranking import ranked
from qa.answers import Citation, Form
from qa.questions.kinds import Expected, Kind
from qa.questions.question import Question

ASKED = "How many people lived in the flooded valley?"


def value(question=ASKED, expected=Expected.NUMBER, kind=Kind.VALUE):
    return Question(question, question, shape=kind, expected=expected)


def read(article, words, probability=0.9):
    passage = Passage(article, 0, len(article.text))
    return ranked(PlainReader(), [Candidate(passage, 1.0)], [seen(passage, (words, probability))])


def alone(sentence, words, asked=None, probability=0.9, block=BlockKind.BODY):
    """Return the words that stand alone of a sentence in which a reader marks some."""
    article = make_article((block.value, sentence), "The valley is long.")
    found = headline(asked or value(), read(article, words, probability)[0])
    return found.quote if found else None


def test_the_value_that_is_asked_for_stands_alone():
    assert alone("The valley was home to 300 people.", "300 people") == "300 people"
    who = value("Who opened the bridge?", Expected.NAME)
    assert alone("Ruth Berg opened the bridge.", "Ruth Berg", who) == "Ruth Berg"
    when = value("When was the bridge opened?", Expected.DATE)
    assert alone("It was opened on 4 May 1932.", "4 May 1932", when) == "4 May 1932"


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.VALUE])
def test_no_other_kind_has_a_headline(kind):
    assert alone("The valley was home to 300 people.", "300", value(kind=kind)) is None


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The mayor denied that 300 people lived there.", "300 people"),
        ("It is not true that 300 people lived there.", "300 people"),
        ("Nobody knows whether 300 people lived there.", "300 people"),
        ("Did 300 people live there?", "300 people"),
        ("If 300 people lived there, the school would be open.", "300 people"),
    ],
    ids=["denied", "not true", "doubted", "asked", "supposed"],
)
def test_what_a_sentence_does_not_assert_stands_in_it_alone(sentence, words):
    assert alone(sentence, words) is None


@pytest.mark.parametrize(
    ("sentence", "words", "shown"),
    [
        ("The valley was home to about 300 people.", "300", "about 300"),
        ("The valley was home to nearly 1.5 million people.", "1.5 million", "nearly 1.5 million"),
        ("The valley was home to more than 300 people.", "300", "more than 300"),
        ("The valley was home to at least 300 people.", "300", "at least 300"),
    ],
)
def test_how_exact_a_number_is_stays_with_it(sentence, words, shown):
    found = alone(sentence, words)
    assert found is not None
    assert found.startswith(shown)


@pytest.mark.parametrize("block", [BlockKind.HEADING, BlockKind.CAPTION])
def test_headings_captions_and_cells_of_tables_are_no_statement(block):
    assert alone("The valley was home to 300 people", "300 people", block=block) is None


def test_the_questions_own_words_answer_nothing():
    where = value("Where is the flooded valley of Lund?", Expected.NAME)
    assert alone("The flooded Valley of Lund is long.", "Valley of Lund", where) is None


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        (Expected.NUMBER, "many families"),
        (Expected.NAME, "fishing boats"),
    ],
)
def test_words_of_another_sort_than_is_asked_for_do_not_stand_alone(expected, words):
    sentence = f"It was home to {words} in those days."
    assert alone(sentence, words, value(expected=expected)) is None
    assert alone(sentence, words, value(expected=Expected.ANY)) == words


def test_many_words_are_a_statement():
    words = "the first of three hundred families that came to live beside the long river"
    assert alone(f"It was home to {words}.", words, value(expected=Expected.ANY)) is None


def test_words_of_which_the_reader_is_unsure_do_not_stand_alone():
    sentence = "The valley was home to 300 people."
    assert alone(sentence, "300 people", probability=SURE + 0.01) == "300 people"
    assert alone(sentence, "300 people", probability=SURE - 0.01) is None


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        ("[300 people.]", "300 people"),
        ("[ “the pier]” is old", "the pier"),
        ("it is [“the pier is] old”, he said", "the pier is"),
        ("it is [“the pier”], he said", "“the pier”"),
        ("the [navy (of Lund] in spring)", None),
        ("the [navy (of Lund)] in spring", "navy (of Lund)"),
        ("it [was “old and] grey”, he said", None),
        ("[…]", None),
        ("[the mayor’s boat]", "the mayor’s boat"),
    ],
)
def test_edges_are_cut_and_half_a_quotation_is_none(marked, kept):
    start, text = marked.index("["), marked.replace("[", "", 1)
    end, text = text.index("]"), text.replace("]", "", 1)
    found = trimmed(Citation(make_article(text), start, end))
    assert (found.quote if found else None) == kept


def test_an_answer_shows_the_value_first_and_its_sentence_below():
    article = make_article("It was wet. The valley was home to about 300 people. It was cold.")
    (finding,) = choose(value(), read(article, "300 people"))
    assert finding.form is Form.VALUE
    assert finding.words.quote == "about 300 people"
    assert finding.citation.quote == "The valley was home to about 300 people."
    article = make_article("The mayor denied that 300 people lived there.")
    (finding,) = choose(value(), read(article, "300 people"))
    assert finding.form is Form.SENTENCES
    assert finding.words == finding.citation
    assert [mark.quote for mark in finding.marks] == ["300 people"]


def test_a_sentence_without_the_value_that_is_asked_for_is_a_near_miss():
    crowds = read(make_article(("body", "Crowds came to see the lava.")), "Crowds", 0.7)
    counted = read(make_article(("body", "Some 300 people came.")), "300 people", 0.5)
    first, last = valued(value("How many people came?"), [*crowds, *counted])
    assert first.probability == pytest.approx(0.5)
    assert last.probability == pytest.approx(0.7 * 0.2 / (0.7 * 0.2 + 0.3))
    free = value("What came?", Expected.ANY)
    assert [one.probability for one in valued(free, crowds)] == pytest.approx([0.7])
