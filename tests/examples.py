"""Answers of every shape, a text that is hostile to terminals, and what they are checked with."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from importlib import resources

from conftest import make_article

from index.passages import Passage
from index.quotations import QuotationKind
from index.retrieval import Candidate
from qa.answers import (
    Answer,
    Citation,
    Copy,
    Fact,
    FactName,
    Finding,
    Form,
    Near,
    Sharing,
    Speaker,
)
from qa.questions.kinds import Kind
from qa.questions.periods import Order, Period

SCHEMA = json.loads((resources.files("qa.showing") / "answer.schema.json").read_text("utf-8"))

ARTICLE = make_article(
    "Kelly left. He said “I was tired” — and then he went home to Boston for good.",
    title="Why Kelly left",
    authors=("A. Writer", "B. Writer"),
    published="2019-01",
    url="https://example.com/news?id=1&x=2#top",
)


def plain(role, text):
    return f">>{text}<<" if role == "mark" else text


def cite(article, words):
    start = article.text.index(words)
    return Citation(article, start, start + len(words))


def answer(*findings, nearest=()):
    return Answer("Why?", tuple(findings), tuple(nearest), timings_ms=TIMES)


def value(article, words, confidence=0.9, **fields):
    """Return the finding of a value in its sentence."""
    made = Finding.of_words(cite(article, words), confidence, Form.VALUE)
    return replace(made, **fields)


def said(article, words, kind=QuotationKind.DIRECT):
    """Return the finding of Kelly's words, or of what the reporter says that he said."""
    form = Form.PARAPHRASE if kind is QuotationKind.INDIRECT else Form.QUOTATION
    speaker = Speaker("John Kelly", "He", None, None, kind, "said")
    return Finding.of_words(cite(article, words), 0.9, form, speaker=speaker)


TIMES = {"embed": 1.0, "retrieve": 2.0, "read": 3.0, "total": 6.123456}
PASSAGE = Candidate(Passage(ARTICLE, 0, len(ARTICLE.text)), 0.0321, 1, None)
SENTENCE = cite(ARTICLE, ARTICLE.text.partition(". ")[2])
MARKS = (cite(ARTICLE, "I was tired"), cite(ARTICLE, "home to Boston"))

COPY = make_article("Kelly left last month.", title="A short report", source="The Copyist")
ANSWERS = {
    "answered": answer(value(ARTICLE, "I was tired", 0.93)),
    "sentences": answer(Finding(SENTENCE, 0.93, MARKS)),
    "quotation": answer(said(ARTICLE, "I was tired")),
    "paraphrase": answer(said(ARTICLE, "went home to Boston for good", QuotationKind.INDIRECT)),
    "related": replace(answer(nearest=[Near(PASSAGE, SENTENCE, MARKS, 0.2)]), is_related=True),
    "also in": answer(
        value(ARTICLE, "Kelly", 0.5, also_in=(cite(make_article("Kelly."), "Kelly"),))
    ),
    "not found": answer(nearest=[Near.of(PASSAGE)]),
    "nothing at all": answer(),
    "copied": answer(
        value(
            ARTICLE,
            "Kelly",
            0.5,
            also_in=(cite(COPY, "Kelly"), cite(make_article("Kelly."), "Kelly")),
            copies=(Copy(COPY, ARTICLE, Sharing.QUOTATION),),
        )
    ),
    "differing": replace(
        answer(value(ARTICLE, "Boston", differs=True), value(COPY, "Kelly", differs=True)),
        period=Period("as of 2019", None, "2019", order=Order.NEWEST),
        more=3,
    ),
    "about the articles": replace(
        answer(
            Finding(
                cite(ARTICLE, "Kelly left."),
                1.0,
                form=Form.FACT,
                fact=Fact(FactName.AUTHORS, ("A. Writer",), 2),
            ),
            Finding.of_words(
                cite(ARTICLE, "Boston"),
                1.0,
                Form.FACT,
                fact=Fact(FactName.MENTIONS, ("Boston",), 1),
            ),
        ),
        kind=Kind.LIBRARY,
    ),
    "bare article": answer(value(make_article("Words.", title=None, source=None), "Words")),
}


HOSTILE = "a\x1b[31mred\x1b[0m\x1b]0;title\x07b\x9b2Jc\x00d\x7fe\u202ef\u2066g\rh\x08i"


def controls(text):
    """Return the characters that a terminal obeys instead of showing."""
    bidirectional = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return {
        c for c in text if (unicodedata.category(c) == "Cc" and c != "\n") or c in bidirectional
    }


STORY = (
    "A story about the {0}\n\nThe {0} was seen by many people on the shore on Monday, the mayor "
    "said, and nobody in the town could remember anything like it in all those years.\n\n"
    "Scientists who study the {0} came from far away to measure it for themselves, and they "
    "stayed for a week in the only hotel that was still open.\n"
)
