"""Raw text to paragraphs: which line breaks are the author's, and which the machine's."""

import pytest

from index.cleaning.lines import (
    collapse,
    ends_sentence,
    is_list_item,
    join_wraps,
    paragraphs,
    split_lines,
)

LEAD = "The ferry to the northern islands sailed again on Monday after a winter in the yard."
END = "The next one leaves on Thursday, and the company says that it is almost full already."
WRAPPED = [
    "The ferry to the northern islands sailed again",
    "on Monday after a winter in the yard where it",
    "had been repaired and painted in the old colours",
    "of the company that built it.",
]


def texts(raw):
    return [paragraph.text for paragraph in paragraphs(raw)]


def test_one_paragraph_a_line_needs_no_blank_lines():
    assert texts(f"{LEAD}\n{END}\n") == [LEAD, END]


@pytest.mark.parametrize("indent", ["", "    ", "\t"])
def test_hard_wraps_are_undone(indent):
    lines = [*WRAPPED, "", "It was full."]
    assert texts("\n".join(indent + line for line in lines)) == [" ".join(WRAPPED), "It was full."]


def test_a_paragraph_may_be_marked_by_its_indent_alone():
    lines = [*WRAPPED, "   " + WRAPPED[0], *WRAPPED[1:]]
    assert texts("\n".join(lines)) == [" ".join(WRAPPED)] * 2


def test_a_short_line_ends_a_paragraph_of_wrapped_text():
    lines = [*WRAPPED, *WRAPPED]
    assert texts("\n".join(lines)) == [" ".join(WRAPPED)] * 2


def test_lines_that_end_where_the_thought_ends_are_no_wraps():
    lines = [
        "the ferry to the northern islands sailed,",
        "on a Monday, after a winter in the yard,",
        "with a new coat of paint on its old hull,",
        "and with forty passengers on the deck.",
    ]
    assert texts("\n".join(lines)) == ["\n".join(lines)]
    prose = [f"{line} and so on and so forth, as was told before." for line in lines]
    assert texts("\n".join(prose)) == prose


def test_lines_of_every_length_are_paragraphs():
    lines = ["The ferry", "sailed again on Monday after a long winter", "it was", "full of people"]
    assert texts("\n".join(lines)) == lines


def test_list_items_start_paragraphs_in_wrapped_text():
    lines = [
        *WRAPPED[:3],
        "of the company:",
        "- two eggs and a cup of flour for the cook",
        "- salt",
    ]
    assert texts("\n".join(lines))[1:] == lines[4:]


def test_a_compound_broken_at_its_hyphen_is_joined():
    raw = (
        "The board called the whole affair a long-\n"
        "term failure of the people who ran the old\n"
        "ferry line, and of those who paid for it.\n"
    )
    assert "a long-term failure" in texts(raw)[0]


def test_line_numbers_are_those_of_the_raw_file():
    raw = f"Title of it all\r\n\r\n{LEAD}\r\n{END}\r\n\r\n\r\n{LEAD}"
    assert [paragraph.line for paragraph in paragraphs(raw)] == [1, 3, 4, 7]
    assert [paragraph.line for paragraph in paragraphs(raw, first_line=10)] == [10, 12, 13, 16]


def test_a_huge_line_is_one_paragraph():
    line = "word " * 40_000
    assert texts(line) == [line.strip()]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["the long-", "term plan"], "the long-term plan"),
        (["the years 1914-", "and later"], "the years 1914- and later"),
        (["the North-", "South line"], "the North- South line"),
        (["大きな港の", "橋が開いた"], "大きな港の橋が開いた"),
        (["a", "b", "c"], "a b c"),
    ],
    ids=["compound", "no letter before", "capital after", "Japanese", "words"],
)
def test_wrapped_lines_are_joined(lines, joined):
    assert join_wraps(lines) == joined


def test_only_the_line_ends_of_editors_count():
    assert split_lines("a\nb\r\nc\rd\u2028e\x0cf") == ["a", "b", "c", "d\u2028e\x0cf"]


def test_collapse_leaves_words_and_single_spaces():
    assert collapse(" a\u00a0b\x00c\t\ufeffd \n") == "a b c d"


@pytest.mark.parametrize("text", ["It sank.", "It sank.”", "Did it?)", "それは沈んだ。", "Wait…"])
def test_ends_of_sentences(text):
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["It sank", "“It sank”", "It sank:", "Ferry (old)", ""])
def test_no_ends_of_sentences(text):
    assert not ends_sentence(text)


@pytest.mark.parametrize("text", ["- salt", "• salt", "12. Mix", "3) Mix"])
def test_list_items(text):
    assert is_list_item(text)


@pytest.mark.parametrize("text", ["-salt", "2019. It", "1.5 metres", "12 men"])
def test_no_list_items(text):
    assert not is_list_item(text)
