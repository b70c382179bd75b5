"""Captions: what shows a line to be one, and what is taken off it."""

import pytest
from conftest import END, LEAD, dropped, edited, kept

from index.articles import BlockKind, PublishedKind

DATED = "The ferry leaves the quay, Thursday, Dec. 7, 2023, in Port Ellan."


@pytest.mark.parametrize(
    ("line", "caption", "cuts"),
    [
        (
            "Image caption, The ferry leaves the quay",
            "The ferry leaves the quay",
            [("caption label", "Image caption,")],
        ),
        (
            "The ferry leaves the quay. (AP Photo/Tom Hale)",
            "The ferry leaves the quay.",
            [("credit", "(AP Photo/Tom Hale)")],
        ),
        (
            "The ferry leaves the quay. Photograph: Tom Hale/Agency",
            "The ferry leaves the quay.",
            [("credit", "Photograph: Tom Hale/Agency")],
        ),
        (
            "The ferry leaves the quay. Tom Hale/Agency",
            "The ferry leaves the quay.",
            [("credit", "Tom Hale/Agency")],
        ),
        (
            "FILE - The ferry leaves the quay in May.",
            "FILE - The ferry leaves the quay in May.",
            [],
        ),
        (
            "The ferry leaves the quay\n(Image credit: Tom Hale)",
            "The ferry leaves the quay",
            [("credit", "(Image credit: Tom Hale)")],
        ),
        (DATED, DATED, []),
    ],
)
def test_captions(line, caption, cuts):
    cleaned = edited(LEAD, line, END)
    assert kept(cleaned, BlockKind.CAPTION) == [caption]
    assert kept(cleaned, BlockKind.BODY) == [LEAD, END]
    assert dropped(cleaned) == cuts


@pytest.mark.parametrize(
    "line",
    [
        "12. Osaka/Kobe/Kyoto, Japan",
        "The ferry sank on Thursday, Dec. 7, 2023, and nobody was hurt.",
        "The ferry sank on Thursday, Dec. 7, 2023, officials announced.",
        "The old ferry waits. It is cold on Thursday, Dec. 7, 2023.",
        "word " * 70 + "on the quay. (AP Photo/Tom Hale)",
    ],
    ids=["a list", "it tells what happened", "it reports", "two sentences", "too long"],
)
def test_no_captions(line):
    cleaned = edited(LEAD, line, END)
    assert kept(cleaned, BlockKind.CAPTION) == []
    assert kept(cleaned, BlockKind.BODY) == [LEAD, line.strip(), END]


def test_a_credit_makes_a_caption_only_of_the_line_right_above_it():
    apart = edited(LEAD, "The ferry leaves the quay", "Photo: Tom Hale/Agency", END)
    assert kept(apart, BlockKind.CAPTION) == []
    adjacent = edited(LEAD, "The ferry leaves the quay\nPhoto: Tom Hale/Agency", END)
    assert kept(adjacent, BlockKind.CAPTION) == ["The ferry leaves the quay"]
    below_body = edited(f"{LEAD}\n{END}\nPhoto: Tom Hale/Agency", END)
    assert kept(below_body, BlockKind.CAPTION) == []


def test_a_line_that_announces_a_picture_goes():
    cleaned = edited(LEAD, "View image", "Image caption, The ferry leaves the quay", END)
    assert ("caption label", "View image") in dropped(cleaned)
    assert "View image" in kept(edited(LEAD, "View image", END))


def test_the_date_of_an_agency_picture_is_the_month_of_the_article():
    facts = edited(LEAD, DATED, END).facts
    assert (facts.published, facts.published_kind) == ("2023-12", PublishedKind.INFERRED)
    assert facts.published_evidence == DATED
    assert edited(LEAD, f"FILE - {DATED}", END).facts.published is None


@pytest.mark.parametrize("above", ["Advertisement", "word " * 71], ids=["dropped", "too long"])
def test_what_stands_above_a_credit_may_be_no_caption(above):
    cleaned = edited(LEAD, f"{above.strip()}\nPhoto: Tom Hale/Agency", END)
    assert kept(cleaned, BlockKind.CAPTION) == []
    assert ("credit", "Photo: Tom Hale/Agency") in dropped(cleaned)
