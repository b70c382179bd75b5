from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import make_article
from examples import ANSWERS, ARTICLE, COPY, cite

from index.articles import PublishedKind
from index.quotations import QuotationKind
from qa.answers import AskBack, Fact, FactName, Speaker
from qa.showing.phrases import (
    DIFFERENT,
    NOT_FOUND,
    RELATED,
    asked_as,
    byline,
    confidence_words,
    date_line,
    fact_line,
    independent_line,
    notes_of,
    paragraph_of,
    quoted,
    speaker_line,
    state_line,
    which_line,
)


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        (Fact(FactName.PUBLISHED, ("2019-01",)), "published 2019-01"),
        (Fact(FactName.AUTHORS, ("A. Writer", "B. Writer")), "A. Writer, B. Writer"),
        (Fact(FactName.SOURCE, ("The Paper",), 1), "The Paper: 1 article"),
        (Fact(FactName.QUOTATIONS, ("Kelly",), 3), "Kelly: quoted 3 times"),
    ],
)
def test_a_fact_in_words(fact, line):
    assert fact_line(fact, ARTICLE) == line


def test_an_inferred_date_is_shown_as_such():
    article = replace(ARTICLE, published_kind=PublishedKind.INFERRED)
    assert byline(ARTICLE) == "The Paper · A. Writer, B. Writer · 2019-01"
    assert byline(article) == "The Paper · A. Writer, B. Writer · 2019-01 (inferred)"
    bare = make_article("W.", title=None, source=None)
    assert byline(bare) == "source and author not stated"


def test_a_relative_date_is_counted_from_the_date_of_the_article():
    inferred = replace(COPY, published="2020-05", published_kind=PublishedKind.INFERRED)
    assert date_line(cite(inferred, "Kelly")) == (
        "“last month”: counted from the article's date, 2020-05 (inferred)"
    )
    assert date_line(cite(ARTICLE, "Kelly")) is None


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.93, "strong 0.93"),
        (0.85, "strong 0.85"),
        (0.6, "good 0.60"),
        (0.59, "weak 0.59"),
        (0, "weak 0.00"),
    ],
)
def test_confidence_in_words(confidence, words):
    assert confidence_words(confidence) == words


BERG = Speaker("Peter Berg", "he", "mayor", None, QuotationKind.DIRECT, "said")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Peter Berg, mayor"),
        ({"role": None}, "Peter Berg"),
        ({"reported_by": "Ann Lee"}, "Peter Berg, mayor — as reported by Ann Lee"),
        (
            {"kind": QuotationKind.INDIRECT},
            "Peter Berg, mayor (reported without quotation marks)",
        ),
        (
            {"kind": QuotationKind.NESTED, "reported_by": "Ann Lee"},
            "Peter Berg, mayor — Ann Lee quoting Peter Berg",
        ),
    ],
    ids=str,
)
def test_a_speaker_in_words(changes, line):
    assert speaker_line(replace(BERG, **changes)) == line


def test_words_in_their_quotation_marks():
    assert quoted("I was tired") == "“I was tired”"
    assert quoted("I was tired", BERG) == "“I was tired”"
    assert quoted("“I was tired,” he said.") == "“I was tired,” he said."
    assert quoted("he was tired", replace(BERG, kind=QuotationKind.INDIRECT)) == "he was tired"


@pytest.mark.parametrize(
    ("name", "line"),
    [("answered", None), ("related", RELATED), ("not found", NOT_FOUND)],
)
def test_what_became_of_a_question_in_words(name, line):
    assert state_line(ANSWERS[name]) == line


def test_what_is_asked_back():
    many = AskBack("he", ("Lund", "Berg"), ("did Lund resign?", "did Berg resign?"))
    assert which_line(many) == "“he” may mean more than one thing. Which do you mean?"
    assert which_line(AskBack("he")) == "It is not clear what “he” means here; ask with a name."


def test_how_a_question_was_asked_is_said_when_it_differs():
    one = ANSWERS["answered"]
    assert asked_as(one) is None
    assert asked_as(replace(one, standalone_question=one.question)) is None
    assert asked_as(replace(one, standalone_question="Why Berg?")) == "Asked as: Why Berg?"


def test_a_difference_comes_before_the_other_notes():
    one = replace(ANSWERS["differing"], notes=("More.",))
    assert notes_of(one) == (DIFFERENT, "More.")
    assert notes_of(replace(ANSWERS["answered"], notes=("More.",))) == ("More.",)


def test_articles_are_counted_where_there_are_several():
    (copied,) = ANSWERS["copied"].findings
    assert independent_line(copied) == "in 3 articles, 2 independent"
    (single,) = ANSWERS["answered"].findings
    assert independent_line(single) is None


def test_paragraphs_are_counted_from_one():
    article = make_article("First words.", "Second words.")
    assert paragraph_of(cite(article, "First")) == "paragraph 1"
    assert paragraph_of(cite(article, "Second words.")) == "paragraph 2"
