"""Answers of every shape, a text that is hostile to terminals, and what they are checked with."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from importlib import resources

from conftest import make_article

from index.passages import Passage
from index.retrieval import Candidate
from qa.answers import Answer, AnswerKind, Citation, Copy, Fact, FactName, Finding, Sharing
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


TIMES = {"embed": 1.0, "retrieve": 2.0, "read": 3.0, "total": 6.123456}
PASSAGE = Candidate(Passage(ARTICLE, 0, len(ARTICLE.text)), 0.0321, 1, None)

COPY = make_article("Kelly left last month.", title="A short report", source="The Copyist")
ANSWERS = {
    "answered": answer(Finding(cite(ARTICLE, "I was tired"), 0.93)),
    "also in": answer(
        Finding(cite(ARTICLE, "Kelly"), 0.5, (cite(make_article("Kelly."), "Kelly"),))
    ),
    "not found": answer(nearest=[PASSAGE]),
    "nothing at all": answer(),
    "copied": answer(
        Finding(
            cite(ARTICLE, "Kelly"),
            0.5,
            (cite(COPY, "Kelly"), cite(make_article("Kelly."), "Kelly")),
            copies=(Copy(COPY, ARTICLE, Sharing.QUOTATION),),
        )
    ),
    "differing": replace(
        answer(
            Finding(cite(ARTICLE, "Boston"), 0.9, differs=True),
            Finding(cite(COPY, "Kelly"), 0.9, differs=True),
        ),
        period=Period("as of 2019", None, "2019", order=Order.NEWEST),
        more=3,
    ),
    "about the articles": replace(
        answer(
            Finding(
                cite(ARTICLE, "Kelly left."), 1.0, fact=Fact(FactName.AUTHORS, ("A. Writer",), 2)
            ),
            Finding(cite(ARTICLE, "Boston"), 1.0, fact=Fact(FactName.MENTIONS, ("Boston",), 1)),
        ),
        kind=AnswerKind.ARTICLE,
    ),
    "bare article": answer(
        Finding(cite(make_article("Words.", title=None, source=None), "Words"), 1.0)
    ),
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
