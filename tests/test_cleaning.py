"""Paragraphs to blocks: wraps undone, debris dropped, words never altered."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.articles import BlockKind
from index.cleaning.editing import clean
from index.cleaning.lines import collapse, paragraphs
from index.cleaning.metadata import Facts
from index.cleaning.splices import second_article
from index.loaders.markdown import marked_paragraphs

LEAD = "The ferry to the northern islands sailed again on Monday after a winter in the yard."
END = "The next one leaves on Thursday, and the company says that it is almost full already."


def texts(raw):
    return [paragraph.text for paragraph in paragraphs(raw)]


def middle(line):
    """Clean a line between two paragraphs of body."""
    return clean(paragraphs(f"{LEAD}\n\n{line}\n\n{END}\n"))


def kept(cleaned, kind=None):
    return [text for found, text, _ in cleaned.blocks if kind in (None, found)]


# ---------------------------------------------------------------- paragraphs


def test_one_paragraph_a_line_needs_no_blank_lines():
    assert texts(f"{LEAD}\n{END}\n") == [LEAD, END]


@pytest.mark.parametrize("indent", ["", "    ", "\t"])
def test_hard_wraps_are_undone(indent):
    lines = [
        "The ferry to the northern islands sailed again",
        "on Monday after a winter in the yard where it",
        "had been repaired and painted in the old colours",
        "of the company that built it.",
        "",
        "It was full.",
    ]
    assert texts("\n".join(indent + line for line in lines)) == [" ".join(lines[:4]), lines[5]]


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


def test_list_items_stay_apart():
    raw = f"{LEAD}\n\n- two eggs\n- a cup of flour\n- salt\n\n1. Mix.\n2. Wait.\n\n{END}"
    cleaned = clean(paragraphs(raw))
    items = ["- two eggs", "- a cup of flour", "- salt", "1. Mix.", "2. Wait."]
    assert kept(cleaned, BlockKind.BODY) == [LEAD, *items, END]


# ---------------------------------------------------------------- what is dropped

DEBRIS = [
    ("advertisement", "ADVERTISEMENT"),
    ("advertisement", "Story continues below this ad"),
    ("newsletter", "Sign up for our free morning newsletter"),
    ("newsletter", "Get the day’s top stories delivered to your inbox every morning."),
    ("subscription", "Already a subscriber? Log in"),
    ("subscription", "Subscribe to Harbour Life"),
    ("share tools", "Share this article on social media"),
    ("comment form", "Leave a Reply"),
    ("comment form", "Your email address will not be published."),
    ("related link", "Read more: How the ferry came to be built in the first place"),
    ("related link", "More:Islanders wait for a second ferry"),
    ("related link", "HARBOUR NEWS:Islanders wait for a second ferry to the north"),
    ("related link", "Lire aussi : le ferry est enfin de retour"),
    ("video", "The ferry sails again 02:15 - Source: HTV"),
    ("contributor line", "Contributing: Jane Doe, John Roe"),
    ("author box", "Follow Jane Doe on Twitter: @janedoe"),
    ("author box", "Jane Doe can be reached at jane@example.org or on Twitter @janedoe."),
    ("copyright", "© 2024 Harbour Herald. All rights reserved."),
    ("consent notice", "We use cookies to improve your experience on this site."),
    ("separator", "* * *"),
    ("link", "https://example.org/picture.jpg"),
    ("credit", "Photo: Tom Hale/Harbour Pictures"),
]


@pytest.mark.parametrize(("reason", "line"), DEBRIS, ids=[line[:30] for _, line in DEBRIS])
def test_debris_is_dropped_with_its_reason(reason, line):
    cleaned = middle(line)
    assert [(item.reason, item.text) for item in cleaned.dropped] == [(reason, line)]
    assert kept(cleaned) == [LEAD, END]


BODY = [
    "Sign up for the army, he told his sons, and you will see the world and get three meals a day.",
    "“Sign up now,” the poster said.",
    "Subscribe to that theory and the whole winter of repairs was a waste of money, she said.",
    "Read more books, the minister told the children of the northern islands.",
    "Advertisements for the ferry had hung in every station since the spring.",
    "Share prices of the company fell by a third on Monday.",
    "Comments by the minister made matters worse.",
    "More than forty people were on board.",
    "Copyright law does not cover the names of ships.",
    "Home prices on the islands doubled.",
    "Photographs of the ferry were sold out within a day.",
    "Follow the money, the old captain said, and you will find the owner.",
    "Contact between the islands and the mainland was lost for two days.",
    "Video of the landing was shown in court.",
    "The mayor: “I have never seen such a storm.”",
    "The newsletter of the islands was founded in 1921 and has 300 subscribers.",
    "By Monday evening nobody was left on the quay.",
    "“No.”",
    "It sank.",
    "Related cases are waiting in three other courts.",
    "He sold the house [and the boat].",
    "Jane Doe is a reporter in the novel, and she never reaches the island.",
    "On Jan. 14, 2019, the ferry sank.",
    "In 2008 she joined the company as an editor of its timetable.",
]


@pytest.mark.parametrize("line", BODY, ids=[line[:30] for line in BODY])
def test_body_that_resembles_debris_stays(line):
    cleaned = middle(line)
    assert kept(cleaned, BlockKind.BODY) == [LEAD, line, END]
    assert cleaned.dropped == []
    assert cleaned.facts == Facts()


@pytest.mark.parametrize(
    "line", ["What comes next", "‘Nobody Told Us’", "Who pays for it?", "2019"]
)
def test_headings(line):
    assert kept(middle(line), BlockKind.HEADING) == [line]


@pytest.mark.parametrize(
    "line",
    ["Q: Who pays for it?", "MODERATOR: Why?", "- a cup of flour", "“Who pays?”", "and so on"],
)
def test_no_headings(line):
    assert kept(middle(line), BlockKind.HEADING) == []


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("Image caption, The ferry leaves the quay", "The ferry leaves the quay"),
        ("The ferry leaves the quay. (AP Photo/Tom Hale)", "The ferry leaves the quay."),
        ("The ferry leaves the quay. Photograph: Tom Hale/Agency", "The ferry leaves the quay."),
        ("The ferry leaves the quay. Tom Hale/Agency", "The ferry leaves the quay."),
        ("FILE - The ferry leaves the quay in May.", "FILE - The ferry leaves the quay in May."),
        ("The ferry leaves the quay\n(Image credit: Tom Hale)", "The ferry leaves the quay"),
    ],
)
def test_captions(line, caption):
    cleaned = middle(line)
    assert kept(cleaned, BlockKind.CAPTION) == [caption]
    assert kept(cleaned, BlockKind.BODY) == [LEAD, END]


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        (f"{LEAD} {END} [The Harbour Herald]", "The Harbour Herald"),
        (f"{LEAD} {END} [sic]", None),
        (f"{LEAD} {END} [Applause and laughter from the floor]", None),
        ("“He went [To The Quay]", None),
    ],
)
def test_block_quotations(line, credit):
    cleaned = middle(line)
    found = [(kind, mark) for kind, _, mark in cleaned.blocks if kind is BlockKind.QUOTE]
    assert found == ([(BlockKind.QUOTE, credit)] if credit else [])
    assert credit is None or f"{LEAD} {END}" in kept(cleaned)


def test_a_list_of_headlines_under_a_label_is_dropped_and_body_goes_on():
    cleaned = middle(
        "Related stories\n\nThe ferry that never came\n\nIslanders wait for another ship"
    )
    assert kept(cleaned) == [LEAD, END]
    assert {item.reason for item in cleaned.dropped} == {"related links"}


@pytest.mark.parametrize(
    "tail",
    [
        "- red\n- green\n- blue\n- white\n- black\n- grey\n- ochre",
        "Ada Quist\nPiet Roos\nLena Ortiz\nMia Kern\nTom Hale\nAnn Reid\nJon Dale",
        "- News\n- Sports\n- Health",
    ],
    ids=["colours", "names", "too short"],
)
def test_a_list_at_the_end_that_is_no_menu_stays(tail):
    cleaned = clean(paragraphs(f"{LEAD}\n{END}\n{tail}\n"))
    assert len(kept(cleaned)) == 2 + len(tail.splitlines())


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Ferry sails again after a long winter\n\n", "Ferry sails again after a long winter"),
        ("Who pays for the ferry?\n\n", "Who pays for the ferry?"),
        ("Ferry sails. At last.\n\nBy Jane Doe\n\n", "Ferry sails. At last."),
        ("Home\nNews\nFerry sails after winter\nBy Jane Doe\n", "Ferry sails after winter"),
        ("", None),
        ("HTV  —\nWhat comes next\n", None),
    ],
    ids=["plain", "question", "sentence above a byline", "under a menu", "none", "dateline"],
)
def test_title(head, title):
    assert clean(paragraphs(f"{head}{LEAD}\n\n{END}\n")).facts.title == title


@pytest.mark.parametrize(
    ("byline", "author", "source"),
    [
        ("Jane Doe, The Harbour Herald", "Jane Doe", "The Harbour Herald"),
        ("Jane Doe\nThe Harbour Herald", "Jane Doe", "The Harbour Herald"),
        ("By Jane Doe\nHarbour News, Northern Isles", "Jane Doe", "Harbour News"),
        ("Jane Doe\nStaff Writer", "Jane Doe", None),
    ],
)
def test_bylines_of_every_shape(byline, author, source):
    cleaned = clean(paragraphs(f"Ferry sails again after winter\n\n{byline}\n\n{LEAD}\n\n{END}\n"))
    assert cleaned.facts.authors == (author,)
    assert cleaned.facts.source == source
    assert kept(cleaned) == [LEAD, END]


def test_a_list_item_with_slashes_is_no_caption():
    assert middle("12. Osaka/Kobe/Kyoto, Japan").dropped == []


def test_given_facts_win():
    cleaned = clean(paragraphs(f"Another title here\n\n{LEAD}\n"), Facts(title="Given", source="S"))
    assert (cleaned.facts.title, cleaned.facts.source) == ("Given", "S")


# ---------------------------------------------------------------- words are never altered

WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12
)
LINE = st.one_of(
    st.lists(WORD, max_size=14).map(" ".join),
    st.sampled_from(
        [LEAD, END, "", "Advertisement", "By Jane Doe", "Explore more", "Sign up", "FILE - It."]
    ),
    st.sampled_from([line for _, line in DEBRIS] + BODY),
)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LINE, max_size=25).map("\n".join), st.sampled_from([paragraphs, marked_paragraphs]))
def test_every_block_stands_in_the_raw_text_in_order(raw, cut):
    cleaned = clean(cut(raw))
    if cut is marked_paragraphs:  # markup goes; compare what neither side calls markup
        return
    letters = "".join(collapse(raw).split())
    position = 0
    for _, text, _ in cleaned.blocks:
        words = "".join(text.split())
        found = letters.find(words, position)
        assert found >= 0, text
        position = found + len(words)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "ferry quay café [a](b) ![c](d) **bold** <i> </i> _so_ `x` (e) & 1_000 2*3*4".split()
        ),
        max_size=30,
    )
)
def test_markdown_keeps_every_plain_word(words):
    plain = {"ferry", "quay", "café", "(e)", "&", "1_000", "2*3*4"}
    given_words = [word for word in words if word in plain]
    found = " ".join(p.text for p in marked_paragraphs(" ".join(words))).split()
    assert [word for word in found if word in plain] == given_words


# ---------------------------------------------------------------- time is linear

HOSTILE = [
    "(",
    "[",
    "![",
    "](",
    "[a](",
    "\n",
    "\n\n",
    "<",
    "<a ",
    "*",
    "**a",
    "_a ",
    "`",
    "> ",
    "A: ",
    "x\n",
    "A b\n\n",
    "- \n",
    "1. ",
    "By A and ",
    "Jan. 1, ",
    "Sign up for ",
    "(a/",
    "[A]",
    "@",
    "|a|b|\n",
]


@pytest.mark.parametrize("cut", [paragraphs, marked_paragraphs])
@pytest.mark.parametrize("unit", HOSTILE, ids=repr)
def test_hostile_text_takes_linear_time(unit, cut):
    def seconds(characters):
        raw = unit * (characters // len(unit))
        laps = []
        for _ in range(3):  # the quickest: what else the machine does only ever adds
            start = time.process_time()
            clean(cut(raw))
            laps.append(time.process_time() - start)
        return min(laps)

    # Four times the text: linear work takes 4 times as long, quadratic 16 times.
    assert seconds(32_000) < max(0.1, 9 * seconds(8_000))


# ---------------------------------------------------------------- second articles

FERRY = [
    "The ferry company signed the contract for a new ship with the northern yard in spring.",
    "The yard had built no ship for a decade, and the contract was its last hope of work.",
    "Islanders who need the ferry every morning had protested on the quay for a whole month.",
    "The company said that the ferry would carry forty cars and two hundred islanders.",
    "A spokesman for the yard said that steel for the ship had been ordered already.",
    "The islanders want a ferry that sails in winter, when the quay is covered with ice.",
]
CHESS = [
    "The grandmaster lost the opening game of the tournament to a pupil of twelve.",
    "Her opponent sacrificed a bishop early and never let the queen leave her corner.",
    "Grandmasters in the audience called the sacrifice the finest of the tournament.",
    "The pupil learned the opening from his grandmother, who once played for the country.",
    "A rematch between pupil and grandmaster is planned for the final day of the tournament.",
    "Chess schools report that hundreds of pupils have asked for the opening since.",
]


def test_a_glued_article_is_suspected_where_it_starts():
    assert second_article(FERRY + CHESS) == len(FERRY)


def test_a_glued_article_is_reported_by_its_raw_line():
    raw = "A contract for a ferry\n\n" + "\n".join(FERRY) + "\n" + "\n".join(CHESS) + "\n"
    assert clean(paragraphs(raw)).second_article_line == 3 + len(FERRY)


@pytest.mark.parametrize("story", [FERRY, FERRY * 3, FERRY[:3] + CHESS[:3], []], ids=len)
def test_a_single_article_is_not_suspected(story):
    assert second_article(story) is None
