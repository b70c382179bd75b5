"""Headings and block quotations, told from short paragraphs and from body."""

import pytest
from conftest import END, LEAD, dropped, edited, kept

from index.articles import BlockKind


@pytest.mark.parametrize(
    "line", ["What comes next", "‘Nobody Told Us’", "Who pays for it?", "2019", "One\n\nTwo"]
)
def test_headings(line):
    assert kept(edited(LEAD, line, END), BlockKind.HEADING) == line.split("\n\n")


@pytest.mark.parametrize(
    "line",
    [
        "Q: Who pays for it?",
        "MODERATOR: Why?",
        "- a cup of flour",
        "“Who pays?”",
        "and so on",
        "red | green",
        "It sank.",
        "word " * 15,
        "One\n\nTwo\n\nThree",
        "Who pays for it\n\nImage caption, The ferry leaves the quay",
    ],
)
def test_no_headings(line):
    assert kept(edited(LEAD, line, END), BlockKind.HEADING) == []


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        (f"{LEAD} {END} [The Harbour Herald]", "The Harbour Herald"),
        (f"{LEAD} {END} [Office of the Mayor, 2019]", "Office of the Mayor, 2019"),
        (f"{LEAD} {END} [sic]", None),
        (f"{LEAD} {END} [Applause and laughter from the floor]", None),
        ("“He went [To The Quay]", None),
        ("He went home. [The Harbour Herald]", None),
        (f"“{LEAD} {END}” [The Harbour Herald]", None),
    ],
    ids=["a paper", "an office", "sic", "a remark", "no end", "too short", "in quotation marks"],
)
def test_block_quotations(text, credit):
    cleaned = edited(LEAD, text, END)
    found = [mark for kind, _, mark in cleaned.blocks if kind is BlockKind.QUOTE]
    assert found == ([credit] if credit else [])
    if credit:
        assert kept(cleaned, BlockKind.QUOTE) == [f"{LEAD} {END}"]
        assert dropped(cleaned) == [("credit", f"[{credit}]")]


@pytest.mark.parametrize(("before", "quoted"), [("The mayor wrote:", True), (END, False)])
def test_a_short_quotation_needs_a_colon_before_it(before, quoted):
    short = "It sank in the night, before the people on board could leave it."
    cleaned = edited(LEAD, before, f"{short} [The Harbour Herald]", END)
    assert kept(cleaned, BlockKind.QUOTE) == ([short] if quoted else [])


def test_the_last_line_is_no_heading():
    lines = [LEAD, "The ferry sails to the islands of the north, which are:", "Oa and Islay"]
    assert kept(edited(*lines), BlockKind.BODY) == lines
