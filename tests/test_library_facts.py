from __future__ import annotations

from datetime import date

import pytest
from conftest import add, make_article

from index.filters import Filters
from index.stopwatch import Stopwatch
from qa.answering.library_facts import answer_library
from qa.answering.scope import Scope
from qa.answers import FactName
from qa.questions.kinds import Kind
from qa.questions.question import Wanted
from qa.questions.understanding import understand

TODAY = date(2024, 3, 6)

TIMES = make_article(
    "The harbour of Lund will be closed. “It is too old,” Ruth Okafor said.",
    "The mayor of Lund has gone to Riga.",
    title="Harbour to close",
    source="The Harbour Times",
    authors=("Eva Lind", "Olaf Berg"),
    published="2019-05-02",
)
POST = make_article(
    "Nobody has seen the mayor since. “We wait,” said James K. Berg.",
    title="The mayor is gone",
    source="Evening Post",
    authors=("Eva Lind",),
    published="2020",
)
BARE = make_article("Riga is a town. Riga has a harbour.", title=None, source=None)


@pytest.fixture
def papers(library):
    add(library, TIMES, POST, BARE)
    return library


def asked(library, question, filters=None):
    scope = Scope(filters or Filters())
    return answer_library(library, understand(question, TODAY), scope, Stopwatch())


def facts(answer):
    return [(f.citation.article.source, f.fact.values, f.fact.count) for f in answer.findings]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who wrote the Evening Post story?", [("Evening Post", ("Eva Lind",), None)]),
        (
            "who wrote the article about the harbour?",
            [("The Harbour Times", ("Eva Lind", "Olaf Berg"), None)],
        ),
        ("When was the Post’s article published?", [("Evening Post", ("2020",), None)]),
        (
            "Who published the story on the harbour",
            [("The Harbour Times", ("The Harbour Times",), None)],
        ),
        ("who wrote the oldest article?", [("The Harbour Times", ("Eva Lind", "Olaf Berg"), None)]),
        (
            "who wrote the article “The mayor is gone”?",
            [("Evening Post", ("Eva Lind",), None)],
        ),
        ("what is the oldest article?", [("The Harbour Times", ("Harbour to close",), None)]),
        ("which article is the newest?", [("Evening Post", ("The mayor is gone",), None)]),
        (
            "which articles mention Riga?",
            [(None, ("Riga",), 2), ("The Harbour Times", ("Riga",), 1)],
        ),
        ("How many articles mention James Berg?", [("Evening Post", ("James Berg",), 1)]),
        ("Which articles from 2019 mention the mayor?", [("The Harbour Times", ("mayor",), 1)]),
        ("which articles quote Okafor?", [("The Harbour Times", ("Ruth Okafor",), 1)]),
        ("In how many articles is Berg quoted?", [("Evening Post", ("James K. Berg",), 1)]),
        (
            "list the sources",
            [
                ("Evening Post", ("Evening Post",), 1),
                ("The Harbour Times", ("The Harbour Times",), 1),
            ],
        ),
        (
            "which authors are there?",
            [
                ("The Harbour Times", ("Eva Lind",), 2),
                ("The Harbour Times", ("Olaf Berg",), 1),
            ],
        ),
        ("list the articles by Olaf Berg", [("The Harbour Times", ("Harbour to close",), None)]),
        (
            "which articles were published in 2020?",
            [("Evening Post", ("The mayor is gone",), None)],
        ),
    ],
)
def test_the_library_answers_about_its_articles(papers, question, expected):
    answer = asked(papers, question)
    assert answer.kind is Kind.LIBRARY
    assert facts(answer) == expected


@pytest.mark.parametrize(
    "question",
    [
        "who wrote the book?",
        "who wrote the story that won the prize?",
        "which pieces of the wall were sold?",
        "what does Article 5 say?",
        "which article of the treaty covers withdrawal?",
        "what is the story about?",
        "what is the story?",
        "what is the top story?",
        "what does the Post article say of the mayor?",
        "who wrote the CNN story?",  # there is none
        "when was the book about the harbour published?",
        "when was the first pier of the harbour built?",
        "how many sources of water does the town have?",
        "what did Okafor say in the article?",
    ],
)
def test_questions_about_what_articles_say_are_left_alone(papers, question):
    assert asked(papers, question) is None


def test_what_a_mention_cites_are_the_words_themselves(papers):
    answer = asked(papers, "which articles mention riga?")
    assert [finding.words.quote for finding in answer.findings] == ["Riga", "Riga"]
    assert answer.notes == ("2 articles mention “riga”.",)
    assert asked(papers, "which articles mention Oslo?").notes == ("No article mentions “Oslo”.",)
    assert not asked(papers, "which articles mention Rig?").findings  # a word, not a part of one


def test_what_an_article_does_not_state_is_said(papers):
    answer = asked(papers, "who wrote the article about Riga?")
    assert not answer.findings
    assert answer.notes == (f"“{BARE.label}” does not state an author.",)
    assert [near.candidate.passage.article for near in answer.nearest] == [BARE]
    assert asked(papers, "list the sources").notes == ("1 article does not state a source.",)
    assert "1 article states no date." in asked(papers, "what is the oldest article?").notes


def test_a_speaker_who_is_not_quoted_is_said_to_be_unknown(papers):
    answer = asked(papers, "how many articles quote Okafer?")
    assert not answer.findings
    assert "Closest names: Ruth Okafor" in answer.notes[0]


def test_articles_that_repeat_one_another_are_named(library):
    words = (
        "“The pier is older than the town itself,” Ruth Okafor said. “Let it be closed for good.”"
    )
    add(
        library,
        make_article(words, title="First", source="A", published="2019"),
        make_article("In short:", words, title="Second", source="B", published="2020"),
    )
    answer = asked(library, "how many articles quote Okafor?")
    assert answer.notes == ("2 articles quote Okafor.", "“Second” repeats “First”.")


def test_filters_hold(papers):
    answer = asked(papers, "how many articles are there?", Filters(source="Post"))
    assert [finding.citation.article.source for finding in answer.findings] == ["Evening Post"]
    assert "1 article is there." in answer.notes


def test_more_articles_than_are_shown_are_counted(library):
    add(library, *(make_article(f"Number {n} is in Riga.") for n in range(13)))
    answer = asked(library, "which articles mention Riga?")
    assert (len(answer.findings), answer.more) == (10, 3)
    assert answer.notes == ("13 articles mention “Riga”.", "3 more are not shown.")


def test_every_citation_of_an_article_is_words_of_it(papers):
    for question in ("list the articles", "list the sources", "which articles mention Riga?"):
        for finding in asked(papers, question).findings:
            article = finding.citation.article
            assert article.text[finding.citation.start : finding.citation.end].strip()
    opening = asked(papers, "list the articles").findings[0]
    assert opening.citation.quote == "The harbour of Lund will be closed."
    assert opening.fact.name is FactName.TITLE


@pytest.mark.parametrize(
    ("question", "wanted", "which", "topic"),
    [
        ("Please list the sources", Wanted.ALL_SOURCES, None, None),
        ("show me all articles about Riga", Wanted.MENTIONS, None, "Riga"),
        (
            "who's the author of the “Harbour to close” article",
            Wanted.AUTHORS,
            None,
            "Harbour to close",
        ),
        ("do any articles mention “the old pier”?", Wanted.MENTIONS, None, "the old pier"),
        ("every article that has to do with Riga", Wanted.MENTIONS, None, "Riga"),
        ("which articles bring up the old pier?", Wanted.MENTIONS, None, "old pier"),
        ("Which article here did Ruth Berg write?", Wanted.ARTICLES, "Ruth Berg", None),
        (
            "Which article came out first, the one on Riga or the one on Oslo?",
            Wanted.PUBLISHED,
            None,
            "Riga and Oslo",
        ),
        (
            "Did the same person write both the ferry and the pier stories?",
            Wanted.AUTHORS,
            None,
            "ferry and pier",
        ),
    ],
)
def test_other_ways_to_ask(question, wanted, which, topic):
    parsed = understand(question, TODAY).library
    assert parsed
    assert (parsed.wanted, parsed.which, parsed.topic) == (wanted, which, topic)
