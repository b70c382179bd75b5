from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.english.sentences import sentence_around, sentences

# "|" stands where one sentence ends and the next begins.
CASES = {
    "plain": "He left. | She stayed.",
    "question and shout": "Who left? | She did! | He stayed.",
    "courtesy title": "Mr. Trump met Sen. Kaine and Gen. Mattis. | Dr. Smith watched.",
    "initials": "John F. Kelly and J. R. Bolton spoke. | Nobody listened.",
    "U.S. inside": "The U.S. Senate voted. | It was late.",
    "U.S. at the end": "He pulled out of the U.S. | The allies were shocked.",
    "U.S. possessive": "The U.S.'s allies. | They left.",
    "a.m. inside": "At 5 a.m. Eastern time it began. | It ended.",
    "a.m. at the end": "It began at 5 a.m. | They were asleep.",
    "company": "Apple Inc. sued Acme Corp. over it. | It lost.",
    "month": "On Jan. 14 and Sept. 3 they met. | They agreed.",
    "number sign": "That is Putin's No. 1 goal. | It always was.",
    "decimal": "It cost 3.5 percent of $1.2 billion. | They paid.",
    "thousands in the European way": "It cost 1.200.000 euros. | They paid.",
    "web address": "Visit www.example.com/a.b?c=d for more. | Then call.",
    "ellipsis goes on": "He said … and then nothing. | She left.",
    "ellipsis of dots goes on": "Well... maybe so. | She left.",
    "ellipsis ends": "He waited… | She left.",
    "full stop inside the quotes": "“He left.” | She stayed.",
    "straight quotes": '"He left." | "She stayed." | Then all went.',
    "shout inside the quotes, then its speaker": "“Never!” Kelly said. | He left.",
    "question inside the quotes, then its speaker": "“Why?” John F. Kelly asked. | He left.",
    "question, then its speaker with what he is": "“Why?” Berg, a diver there, asked. | He left.",
    "question, then a speaker with titles": "“Why?” Maryland Gov. Ruth Berg recalls. | He left.",
    "broken off, then its speaker": "“I will look at people…” Berg said. | He left.",
    "question, then what its speaker did": "“Why?” | Berg went home.",
    "no space behind the closing mark": "“He stayed.”|After that he left.",
    "abbreviation in lower case": "She leads Wind r.e. Berg, a firm. | He left.",
    "shout inside the quotes, then a new sentence": "“Never!” | The room was quiet.",
    "speaker in lower case": "“Why?” he asked. | He left.",
    "brackets": "He left. | (She stayed.) | They met again.",
    "quote opens the next": "He left. | “She stayed,” he said.",
    "dash opens the next": "He left. | — She stayed.",
    "number opens the next": "He left. | 12 people stayed.",
    "Ph.D.": "He has a Ph.D. in law. | She has none.",
    "paragraphs without a full stop": "A headline | \n\nA caption | \n\nThe text.",
    "paragraph break behind an abbreviation": "He met Mr. | \n\nSmith left.",
    "Chinese": "他走了。|她留下了！|“为什么？”|没人知道。",
    "Chinese, closing marks stay": "“他走了。”|她留下了。",
    "Japanese": "彼は去った。|彼女は残った。",
    "accents": "Él se fue. | Ángela se quedó. | Émile aussi.",
}


@pytest.mark.parametrize("marked", CASES.values(), ids=CASES.keys())
def test_hard_cases(marked):
    expected = [part.strip() for part in marked.split("|")]
    text = re.sub(r" ?\| ?(?=\n)", "", marked).replace("|", "")
    text = re.sub(r"  +", " ", text)
    assert [text[start:end] for start, end in sentences(text)] == expected


PROSE = st.text(
    alphabet=st.sampled_from("aAbZ .!?…“”\"'’‘()[]«»—-\n\t\x1e\u2028\u00a0。！」1é😀"), max_size=200
)


@given(PROSE | st.text(max_size=200))
@example("")
@example(" \n\n ")
@example("...")
@example("\x1eA. \x1eB")
def test_offsets_are_in_order_and_cover_every_character_that_is_not_space(text):
    spans = sentences(text)
    covered = 0
    for start, end in spans:
        assert covered <= start < end <= len(text)
        assert not text[covered:start].strip()
        assert text[start:end] == text[start:end].strip()
        covered = end
    assert not text[covered:].strip()


@given(PROSE, st.data())
def test_the_sentences_around_a_span_hold_it(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = sentence_around(text, start, end)
    assert first <= start
    assert end <= last


def test_the_sentences_around_a_span_are_no_more_than_needed():
    text = "One two. Three four. Five six."
    assert sentence_around(text, 9, 14) == (9, 20)
    assert sentence_around(text, 4, 14) == (0, 20)


HOSTILE = {
    "full stops": ".",
    "spaces": " ",
    "line ends": "\n",
    "lines of spaces": "\n ",
    "opening quotes": "“",
    "closing quotes": "”",
    "full stops and quotes": ".”",
    "initials": "A. ",
    "initials without spaces": "A.",
    "one word": "a",
    "dashes": ". -",
    "brackets": ". (",
    "shouts": "! ",
    "shouted quotations": "“A!” B ",
    "apostrophes": "’",
    "ideographic full stops": "。",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_cut_and_nothing_of_it_lost(unit):
    text = "Start. " + unit * (100_000 // len(unit)) + " End."
    spans = sentences(text)
    ends, starts = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    between = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    assert not "".join(between).strip()
