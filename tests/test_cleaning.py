"""The whole of cleaning: words are never altered, and time is linear."""

import time

import pytest
from conftest import END, LEAD, edited, kept
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_strikes import BODY, DEBRIS

from index.articles import BlockKind
from index.cleaning.editing import clean
from index.cleaning.lines import collapse, paragraphs
from index.loaders.markdown import marked_paragraphs


def test_list_items_stay_apart():
    items = ["- two eggs", "- a cup of flour", "- salt", "1. Mix.", "2. Wait."]
    cleaned = edited(LEAD, "\n".join(items[:3]), "\n".join(items[3:]), END)
    assert kept(cleaned, BlockKind.BODY) == [LEAD, *items, END]


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
