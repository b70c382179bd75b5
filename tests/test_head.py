"""The head of an article: its title, authors, source, date and address, and nothing else's."""

import pytest
from conftest import END, LEAD, dropped, edited, kept

from index.articles import PublishedKind
from index.cleaning.editing import clean
from index.cleaning.lines import Paragraph, paragraphs
from index.cleaning.metadata import Facts

TITLE = "Ferry sails again after winter"


def headed(*lines):
    """Clean an article with these lines in its head, each alone."""
    return edited(*lines, LEAD, END)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Ferry sails again after a long winter\n\n", "Ferry sails again after a long winter"),
        ("Who pays for the ferry?\n\n", "Who pays for the ferry?"),
        ("Ferry sails. At last.\n\nBy Jane Doe\n\n", "Ferry sails. At last."),
        ("Ferry sails. At last.\n\nMay 4, 2021\n\n", "Ferry sails. At last."),
        ("Ferry sails. At last.\n\n", None),
        ("Home\nNews\nFerry sails after winter\nBy Jane Doe\n", "Ferry sails after winter"),
        ("Ferry sails\n\n", "Ferry sails"),
        ("Ferry sails\n", None),
        ("Ferry\n\n", None),
        ("Ferry sails after winter:\n\n", None),
        ("ferry sails after winter\n\n", None),
        ("1. Ferry sails after winter\n\n", None),
        ("May 4, 2021\n\nFerry sails after winter\n\n", "Ferry sails after winter"),
        ("", None),
        ("HTV  —\nWhat comes next\n", None),
    ],
    ids=[
        "plain",
        "question",
        "sentence above a byline",
        "sentence above a date",
        "sentence above nothing",
        "under a menu",
        "two words alone",
        "two words not alone",
        "one word",
        "it introduces",
        "lower case",
        "list item",
        "below the date",
        "none",
        "dateline",
    ],
)
def test_title(head, title):
    assert clean(paragraphs(f"{head}{LEAD}\n\n{END}\n")).facts.title == title


@pytest.mark.parametrize(
    ("headline", "found"),
    [
        ("The northern ferry sailed to its islands.", True),
        ("Nobody there remembers anything today.", False),
    ],
)
def test_a_sentence_above_a_caption_is_a_headline_if_the_story_tells_it_again(headline, found):
    facts = headed(headline, "FILE - The quay in May.").facts
    assert facts.title == (headline if found else None)


def test_a_marked_title_wins_and_a_given_one_is_not_repeated():
    marked = [Paragraph("Home news today", 1), Paragraph(TITLE, 2, is_title=True)]
    cleaned = clean([*marked, Paragraph(LEAD, 3), Paragraph(END, 4)])
    assert cleaned.facts.title == TITLE
    assert dropped(cleaned) == [("above the title", "Home news today")]
    given = edited(TITLE.upper(), LEAD, facts=Facts(title=TITLE))
    assert (given.facts.title, kept(given)) == (TITLE, [LEAD])
    assert dropped(given) == [("title repeated", TITLE.upper())]


def test_given_facts_win():
    cleaned = edited("Another title here", "By Jane Doe", LEAD, facts=Facts(title="T", source="S"))
    facts = cleaned.facts
    assert (facts.title, facts.source, facts.authors) == ("T", "S", ("Jane Doe",))


@pytest.mark.parametrize(
    ("line", "fact", "value"),
    [
        ("Headline: The ferry sank", "title", "The ferry sank"),
        ("Author: Jane Doe and John Roe", "authors", ("Jane Doe", "John Roe")),
        ("By: the staff", "authors", ("the staff",)),
        ("Publisher: Harbour Herald", "source", "Harbour Herald"),
        ("LINK: https://x.org/a", "url", "https://x.org/a"),
        ("Publication date: 4 May 2021", "published", "2021-05-04"),
    ],
)
def test_fields_of_an_export(line, fact, value):
    cleaned = edited(f"{line}\n\n{LEAD}", END)
    assert getattr(cleaned.facts, fact) == value
    assert dropped(cleaned) == [("field", line)]


def test_fields_end_at_the_first_line_that_is_none():
    cleaned = edited(f"Title: One\nSource: S\n{TITLE}\nTitle: Two", LEAD, END)
    assert (cleaned.facts.title, cleaned.facts.source) == ("One", "S")
    assert [text for reason, text in dropped(cleaned) if reason == "field"] == [
        "Title: One",
        "Source: S",
    ]
    undated = edited("Date: soon", LEAD, END)
    assert undated.facts.published is None


@pytest.mark.parametrize(
    ("byline", "author", "source"),
    [
        ("Jane Doe, The Harbour Herald", "Jane Doe", "The Harbour Herald"),
        ("Jane Doe\nThe Harbour Herald", "Jane Doe", "The Harbour Herald"),
        ("By Jane Doe\nHarbour News, Northern Isles", "Jane Doe", "Harbour News"),
        ("Jane Doe\nStaff Writer", "Jane Doe", None),
        ("Jane Doe Transport correspondent", "Jane Doe", None),
    ],
)
def test_bylines_of_every_shape(byline, author, source):
    cleaned = headed(TITLE, byline)
    assert cleaned.facts.authors == (author,)
    assert cleaned.facts.source == source
    assert kept(cleaned) == [LEAD, END]


@pytest.mark.parametrize(
    "line", ["The press was not let on board that day of the year, he said", "It was the staff."]
)
def test_a_line_under_a_name_that_is_no_job(line):
    assert headed(TITLE, f"Jane Doe\n{line}").facts.authors == ()


@pytest.mark.parametrize(
    ("line", "published", "kind"),
    [
        ("Published May 4, 2021", "2021-05-04", PublishedKind.EXPLICIT),
        ("Updated May 4, 2021", "2021-05-04", PublishedKind.INFERRED),
        ("By Jane Doe, May 4, 2021", "2021-05-04", PublishedKind.EXPLICIT),
        ("The summer of 2021", None, PublishedKind.UNKNOWN),
    ],
)
def test_dates(line, published, kind):
    facts = headed(TITLE, line).facts
    assert (facts.published, facts.published_kind) == (published, kind)


def test_the_address_of_a_page_is_its_url_and_that_of_a_picture_is_none():
    page, picture = "https://example.org/ferry", "https://example.org/ferry.jpg"
    assert headed(TITLE, picture, page).facts.url == page
    assert headed(TITLE, page, "https://example.org/other").facts.url == page


@pytest.mark.parametrize(
    ("lines", "source"),
    [
        (["The Harbour Herald"], "The Harbour Herald"),
        (["HTV  —"], "HTV"),
        (["Ferry sails after winter", "The Harbour Herald", "HTV  —"], "HTV"),
    ],
)
def test_sources(lines, source):
    assert headed(TITLE, *lines).facts.source == source


def test_an_agency_in_front_of_the_first_words_is_the_source():
    cleaned = edited(TITLE, f"PORT ELLAN (Newswire) - {LEAD}", END)
    assert cleaned.facts.source == "Newswire"
    assert kept(cleaned)[0].startswith("PORT ELLAN")
    later = edited(TITLE, LEAD, f"PORT ELLAN (Newswire) - {END}")
    assert later.facts.source is None


def test_what_nobody_claims_above_the_title_goes_and_below_it_stays():
    marked = [
        Paragraph("Harbour life since 1921", 1),
        Paragraph(TITLE, 2, is_title=True),
        Paragraph("It was a long winter", 3),
        Paragraph("All about ferries", 4, is_linked=True),
        Paragraph("Explore more", 5),
        Paragraph(LEAD, 6),
        Paragraph(END, 7),
    ]
    cleaned = clean(marked)
    assert kept(cleaned) == ["It was a long winter", LEAD, END]
    assert dropped(cleaned) == [
        ("above the title", "Harbour life since 1921"),
        ("navigation", "All about ferries"),
        ("navigation", "Explore more"),
    ]


def test_where_no_running_text_follows_there_is_no_head():
    lines = ["Snow on the quay", "May 4, 2021", "so cold and white", "By Jane Doe"]
    cleaned = edited(*lines)
    assert kept(cleaned) == lines[1:]
    assert (cleaned.facts.title, cleaned.facts.published) == (lines[0], None)


def test_a_long_line_under_a_byline_is_no_desk():
    line = "The press was not let on board that day of the year, he said"
    assert line in kept(headed(TITLE, "By Jane Doe", line))
