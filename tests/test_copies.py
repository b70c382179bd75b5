from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import make_article

from index.articles import Block, BlockKind
from qa.answering.copies import find_copies
from qa.answers import Sharing

PARAGRAPH = (
    "The harbour of the old town will be closed to all ships for the whole of next winter while "
    "the council has the northern pier taken down and a new one built in its place"
)
QUOTES = (
    "“The pier is older than the town itself,” she said.",
    "“Nobody has looked under the water for thirty years,” she said.",
)
OTHER = (
    "The fish market opens on Thursdays, and nobody has asked the sellers what they think of it."
)


def paper(*paragraphs, source, published=None):
    return make_article(*paragraphs, source=source, title=source, published=published)


def copies(*articles):
    found = find_copies([(article, 0) for article in articles])
    return [(copy.article.source, copy.original.source, copy.sharing) for copy in found]


def test_a_paragraph_that_stands_in_another_article_is_a_copy_of_the_earlier():
    late = paper(OTHER, PARAGRAPH + ", it says.", source="Late", published="2020-03-02")
    early = paper(
        PARAGRAPH + ".", *["Nothing more was said."] * 9, source="Early", published="2020-03"
    )
    assert copies(late, early) == [("Late", "Early", Sharing.PARAGRAPH)]
    assert copies(early, late) == [("Late", "Early", Sharing.PARAGRAPH)]


def test_without_dates_the_one_that_is_credited_is_the_original():
    copy = paper(PARAGRAPH + ".", "So the town clerk told The Daily Harbour.", source="Weekly")
    original = paper(PARAGRAPH + ".", source="The Daily Harbour")
    assert copies(copy, original) == [("Weekly", "The Daily Harbour", Sharing.PARAGRAPH)]


def test_a_credit_counts_more_than_a_date():
    copy = paper(
        PARAGRAPH + ", The Daily Harbour reported.", source="Weekly", published="2020-01-01"
    )
    original = paper(PARAGRAPH + ".", source="The Daily Harbour", published="2020-01-02")
    assert copies(copy, original) == [("Weekly", "The Daily Harbour", Sharing.PARAGRAPH)]


def test_a_long_article_that_quotes_little_of_another_is_no_whole_copy_but_repeats_it():
    original = paper(PARAGRAPH + ".", *[f"{OTHER} {n}" for n in range(40)], source="A")
    copy = paper(PARAGRAPH + ".", *[f"Number {n} is new." for n in range(200)], source="B")
    assert copies(original, copy) == [("B", "A", Sharing.PARAGRAPH)]


def test_articles_that_say_the_same_in_their_own_words_are_independent():
    one = paper("The harbour will be closed for the winter, the council said.", source="A")
    two = paper("Ships have to stay away from November on, according to the council.", source="B")
    assert copies(one, two) == []


def test_what_was_said_in_public_is_no_copied_paragraph():
    speech = f"“{PARAGRAPH},” the mayor said on Monday in a speech to the town."
    one = paper(speech, "“We had no choice at all,” the mayor said.", source="A")
    two = paper(speech, "“It is a good day for us,” the mayor added.", OTHER, source="B")
    assert copies(one, two) == []


def test_most_quotations_in_common_are_a_copy():
    one = paper(*QUOTES, source="A", published="2020")
    two = paper(OTHER, *QUOTES, source="B", published="2021")
    assert copies(two, one) == [("B", "A", Sharing.QUOTATION)]
    three = paper(OTHER, QUOTES[0], "“It was all done with care, believe me.”", source="C")
    assert copies(three, one) == []


def test_one_quotation_is_enough_when_its_paper_is_named():
    one = paper(*QUOTES, source="The Daily Harbour")
    two = paper(OTHER, f"{QUOTES[0]} She told The Daily Harbour so.", source="B")
    assert copies(one, two) == [("B", "The Daily Harbour", Sharing.QUOTATION)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Officials told The Daily Harbour that it will close.", True),
        ("It will close, the Daily Harbour reported.", True),
        ("The owner of The Daily Harbour was arrested.", False),
    ],
)
def test_a_paragraph_that_credits_the_other_paper_is_no_second_witness(words, found):
    one = paper("It closes in May, the clerk says.", source="The Daily Harbour")
    two = paper(words, source="B")
    expected = [("B", "The Daily Harbour", Sharing.CREDIT)] if found else []
    assert copies(one, two) == expected
    elsewhere = paper("It closes in May.", words, source="B")  # the credit is for something else
    assert copies(one, elsewhere) == []


def test_a_block_quotation_is_its_source():
    text = "It will be closed."
    blocks = (Block(BlockKind.QUOTE, 0, len(text), "The Daily Harbour"),)
    two = replace(paper(text, source="B"), blocks=blocks)
    one = paper("It closes in May, the clerk says.", source="The Daily Harbour")
    assert copies(two, one) == [("B", "The Daily Harbour", Sharing.CREDIT)]


def test_a_line_that_a_paper_sets_under_every_article_makes_no_copy():
    line = PARAGRAPH.replace("harbour", "newsletter") + "."
    one = paper("It closes in May.", line, source="A")
    two = paper("The mayor resigned.", line, source="A")
    assert copies(one, two) == []
    assert copies(one, replace(two, source="B")) == [("B", "A", Sharing.PARAGRAPH)]


def test_three_articles_of_one_origin_have_one_original():
    first = paper(PARAGRAPH + ".", source="A", published="2020-01-01")
    second = paper(PARAGRAPH + ".", OTHER, source="B", published="2020-01-02")
    third = paper(OTHER, PARAGRAPH + ".", source="C", published="2020-01-03")
    alone = paper("It will be closed.", source="D")
    assert sorted(copies(third, alone, second, first)) == [
        ("B", "A", Sharing.PARAGRAPH),
        ("C", "A", Sharing.PARAGRAPH),
    ]


def test_one_article_copies_nothing():
    assert find_copies([(paper(PARAGRAPH, source="A"), 0)]) == ()
    assert find_copies([]) == ()
