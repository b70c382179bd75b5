"""The tail of an article: author boxes, slogans, menus, what it says of its author and date."""

import pytest
from conftest import END, LEAD, dropped, edited, kept

from index.cleaning.editing import clean
from index.cleaning.lines import Paragraph
from index.cleaning.metadata import Facts

BIOGRAPHY = "Jane Doe is a reporter who writes about harbours and has worked for several papers."


def reasons(cleaned):
    return {reason for reason, _ in dropped(cleaned)}


@pytest.mark.parametrize(
    ("box", "author", "source"),
    [
        (["Jane Doe, Harbour Weekly", BIOGRAPHY], "Jane Doe", "Harbour Weekly"),
        (["Jane Doe", "She covers harbours."], "Jane Doe", None),
        (["Jane Doe is a senior reporter for the Herald."], "Jane Doe", None),
    ],
    ids=["with a publication", "a name alone", "a biography alone"],
)
def test_an_author_box_names_the_author(box, author, source):
    cleaned = edited(LEAD, END, *box)
    assert kept(cleaned) == [LEAD, END]
    assert (cleaned.facts.authors, cleaned.facts.source) == ((author,), source)
    assert reasons(cleaned) == {"author box"}


@pytest.mark.parametrize(
    "last",
    [
        "Jane Doe is the captain of the ferry, and she waits on the quay.",
        "Jane Doe is a reporter for the Herald, and said: “The ferry will never sail.”",
        "Jane Doe is a writer and lives on the islands.",
        "Jane Doe is a reporter for the Herald who " + "worked and " * 150 + "wrote.",
    ],
    ids=["another job", "she is quoted", "no author of this", "too long"],
)
def test_a_last_paragraph_about_somebody_is_body(last):
    cleaned = edited(LEAD, END, last)
    assert kept(cleaned) == [LEAD, END, last]
    assert cleaned.facts.authors == ()


def test_of_a_known_author_less_of_a_biography_is_enough():
    last = "Jane Doe is a writer and lives on the islands."
    cleaned = edited(LEAD, END, last, facts=Facts(authors=("Jane Doe",)))
    assert kept(cleaned) == [LEAD, END]


def test_a_name_under_a_picture_signs_nothing():
    last = "Jane Doe is a writer who has worked on the islands for years."
    assert last in kept(edited(LEAD, END, "Image caption, Jane Doe", last))


def test_a_biography_above_the_last_paragraph_is_body():
    assert BIOGRAPHY in kept(edited(LEAD, BIOGRAPHY, END))


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("Reporting by Jane Doe and John Roe; editing by X", {"authors": ("Jane Doe", "John Roe")}),
        ("First published on May 4, 2021", {"published": "2021-05-04"}),
        ("This article was originally published May 4, 2021", {"published": "2021-05-04"}),
        ("© 2020 The Harbour Times Company", {"source": "The Harbour Times", "published": None}),
    ],
)
def test_what_the_tail_says_of_the_article(line, facts):
    cleaned = edited(LEAD, END, line)
    assert kept(cleaned) == [LEAD, END]
    assert {name: getattr(cleaned.facts, name) for name in facts} == facts


def test_what_is_known_is_not_taken_from_the_tail():
    known = Facts(authors=("Ada Quist",), source="S")
    cleaned = edited(LEAD, END, "Reporting by Jane Doe", "© 2020 The Harbour Times", facts=known)
    assert (cleaned.facts.authors, cleaned.facts.source) == (("Ada Quist",), "S")


def test_a_long_line_that_tells_of_a_publication_is_body():
    line = "Published on May 4, 2021, the report " + "and its many appendices " * 8 + "were read."
    cleaned = edited(LEAD, END, line)
    assert kept(cleaned) == [LEAD, END, line]
    assert cleaned.facts.published is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Share", "share tools"),
        ("Topics: ferries | islands", "tags"),
        ("3 min read", "reading time"),
    ],
)
def test_buttons_and_tags_go_below_the_text_and_stay_within_it(line, reason):
    assert dropped(edited(LEAD, END, line)) == [(reason, line)]
    assert line in kept(edited(LEAD, line, END))


def test_links_below_the_text_go():
    cleaned = clean([Paragraph(LEAD, 1), Paragraph("The winter of storms", 2, is_linked=True)])
    assert dropped(cleaned) == [("navigation", "The winter of storms")]


@pytest.mark.parametrize(
    ("before", "signed"),
    [(END, True), ("“The ferry sails whenever the captain is sober and awake.”", False)],
)
def test_a_sign_off_under_a_paragraph_goes_and_under_quoted_words_says_whose_they_are(
    before, signed
):
    cleaned = edited(LEAD, before, "– Jane Doe", END)
    assert (("byline", "– Jane Doe") in dropped(cleaned)) is signed


def test_slogans_between_calls_to_subscribe_go():
    calls = ["Subscribe now", "The best of the islands, daily", "Sign up for our newsletter"]
    cleaned = edited(LEAD, END, *calls)
    assert kept(cleaned) == [LEAD, END]
    assert ("subscription", calls[1]) in dropped(cleaned)
    assert END in kept(edited(LEAD, "Subscribe now", END, "word " * 31, "Subscribe now"))


def test_one_call_alone_takes_nothing_with_it():
    assert kept(edited(LEAD, "It sank.", "Subscribe now", END)) == [LEAD, "It sank.", END]


def test_a_menu_of_sections_goes():
    menu = ["News", "Sports", "Health", "Ferries", "Islands", "Weather"]
    cleaned = edited(LEAD, END, "\n".join(menu))
    assert kept(cleaned) == [LEAD, END]
    assert [text for reason, text in dropped(cleaned) if reason == "category list"] == menu


@pytest.mark.parametrize(
    "items",
    [
        "- red\n- green\n- blue\n- white\n- black\n- grey\n- ochre",
        "Ada Quist\nPiet Roos\nLena Ortiz\nMia Kern\nTom Hale\nAnn Reid\nJon Dale",
        "- News\n- Sports\n- Health",
        "- News 1\n- Sports\n- Health\n- Music\n- Food\n- Travel",
        "- News.\n- Sports\n- Health\n- Music\n- Food\n- Travel",
        "- News\n- Health\n- " + "\n- ".join(f"the ferry of {n} it is" for n in "abcdef"),
    ],
    ids=["colours", "names", "too short", "a number", "a sentence", "too many words"],
)
def test_a_list_at_the_end_that_is_no_menu_stays(items):
    cleaned = edited(f"{LEAD}\n{END}\n{items}")
    assert len(kept(cleaned)) == 2 + len(items.splitlines())


def test_a_menu_that_a_sentence_introduces_stays():
    menu = ["News", "Sports", "Health", "Music", "Food", "Travel"]
    cleaned = edited(LEAD, "The paper has these sections, as it has had for many years:", *menu)
    assert kept(cleaned)[-6:] == menu


def test_headings_with_nothing_under_them_go():
    cleaned = edited(LEAD, END, "What comes next", "More of it")
    assert reasons(cleaned) == {"heading with nothing under it"}
    three = edited(LEAD, END, "What comes next", "More of it", "And more still")
    assert len(kept(three)) == 5
    introduced = edited(LEAD, "The ferry sails to three islands in the north of the country:", "Oa")
    assert "Oa" in kept(introduced)
