"""Forms and words: what is compared as one, and the way back to what is printed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.english.forms import matched
from index.english.words import content_words, stems, words


@pytest.mark.parametrize(
    ("printed", "compared"),
    [
        ("the A.C.L.U. said", "the aclu said"),
        ("U.S.-led", "us-led"),
        ("at 5 p.m.", "at 5 pm"),
        ("J.R.R.Tolkien", "j.r.r.tolkien"),  # no abbreviation before a name without a space
        ("e.g", "eg"),
        ("a.b.example", "a.b.example"),  # an address
        ("Go. He", "go. he"),
        ("ﬁrst oﬃce", "first office"),
        ("Han\xadsen", "hansen"),
        ("anoth\xad\ner", "another"),
        ("inter-\nnational", "international"),
        ("inter- \n  national", "international"),
        ("Anglo-\nSaxon", "anglo- saxon"),
        ("a dash -\nnot a hyphen", "a dash - not a hyphen"),
        ("well-known", "well-known"),
        ("José", "jose"),
        ("Jose\u0301", "jose"),
        ("1\u00a0000\u202f000", "1 000 000"),
        ("a \t\n\n b", "a b"),
        ("a \xad b", "a b"),
        ("“It’s” ‘so’", "\"it's\" 'so'"),
        ("non‑breaking", "non-breaking"),
        ("Straße", "strasse"),
        ("İzmir", "izmir"),
        ("wait…", "wait..."),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("한국", "한국"),
        ("", ""),
    ],
)
def test_what_is_compared(printed, compared):
    assert matched(printed).text == compared


@pytest.mark.parametrize(
    ("text", "part", "printed"),
    [
        ("by the A.C.L.U. today", "aclu", "A.C.L.U."),
        ("by the A.C.L.U. today", "cl", "A.C.L.U."),
        ("the U.S.-led force", "us", "U.S."),
        ("an oﬃce here", "office", "oﬃce"),
        ("an oﬃce here", "f", "oﬃce"[1:2]),
        ("Uwe Han\xadsen said", "hansen", "Han\xadsen"),
        ("Uwe Han\xadsen said", "sen", "sen"),
        ("the inter-\nnational court", "international", "inter-\nnational"),
        ("the inter-\nnational court", "inter", "inter"),
        ("the inter-\nnational court", "national", "national"),
        ("Jose\u0301 left", "jose", "Jose\u0301"),
        ("a b \n\n c d", "b c", "b \n\n c"),
    ],
)
def test_what_was_found_is_cut_as_it_is_printed(text, part, printed):
    form = matched(text)
    start = form.text.index(part)
    first, last = form.printed(start, start + len(part))
    assert text[first:last] == printed


CHARACTERS = st.text(
    alphabet=st.sampled_from(
        "aBé .-\n\t\xad\u0301\u0327ﬁß’“…½\u200b\u00a0İ한1,\ufdd0\ufdd1🙂\ufe0f"
    ),
    max_size=40,
)
TEXTS = CHARACTERS | st.text(max_size=40)


def spans(text, data):
    start = data.draw(st.integers(0, len(text)))
    return start, data.draw(st.integers(start, len(text)))


@given(TEXTS, st.data())
def test_the_way_back_is_in_order_and_within_the_text(text, data):
    form = matched(text)
    start, end = spans(form.text, data)
    first, last = form.printed(start, end)
    assert 0 <= first <= last <= len(text)
    later, _ = form.printed(end, len(form.text))
    assert first <= later
    if start < end:
        assert first < last


@given(TEXTS, st.data())
@example("a\u0301b", None)
def test_no_character_is_parted_from_its_marks(text, data):
    form = matched(text)
    found = spans(form.text, data) if data else (0, 1)
    first, last = form.printed(*found)
    if first < last:
        for at in {first, last} - {0, len(text)}:
            base = text[at - 1]
            assert not unicodedata.combining(text[at]) or base.isspace()


@given(CHARACTERS.map(lambda text: text.replace(".", "")), st.data())
def test_the_printed_words_are_compared_as_what_was_found(text, data):
    form = matched(text)
    start, end = spans(form.text, data)
    first, last = form.printed(start, end)
    assert form.text[start:end] in matched(text[first:last]).text


@given(CHARACTERS, st.data())
def test_the_printed_words_with_stops_are_compared_as_what_was_found(text, data):
    """A part of an abbreviation may be none by itself, so whole words are looked for."""
    form = matched(text)
    edges = [0, *(match.end() for match in re.finditer(r"\s", form.text)), len(form.text)]
    start = data.draw(st.sampled_from(edges))
    end = data.draw(st.sampled_from([edge for edge in edges if edge >= start]))
    first, last = form.printed(start, end)
    assert form.text[start:end] in matched(text[first:last]).text


@given(TEXTS)
def test_words_stand_in_order_where_the_text_has_them(text):
    found = words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert found == sorted(found, key=lambda word: (word.start, word.end))  # ½ is 1 and 2


def test_words():
    text = "Berg’s 70-year-old U.S. house cost $1.5 million at nine o’clock, snake_case"
    found = words(text)
    assert [word.text for word in found] == (
        "berg 70-year-old us house cost 1.5 million at nine o'clock snake case".split()
    )
    assert [text[word.start : word.end] for word in found[:4]] == [
        "Berg",
        "70-year-old",
        "U.S.",
        "house",
    ]


def test_content_words_leave_out_what_tells_nothing():
    assert content_words("What’s the A.C.L.U. about?") == ["aclu"]
    assert content_words("Who is who?") == ["who", "is", "who"]
    assert content_words("") == []


def test_stems_meet():
    assert stems("withdrawing the U.S.") == stems("US withdrawal") == {"withdr", "us"}
