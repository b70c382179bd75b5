from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from conftest import make_article

from index.articles import Block, BlockKind, Dropped, PublishedKind
from index.passages import Passage
from index.retrieval import Candidate
from qa.answers import Answer, AnswerKind, Citation, Copy, Fact, FactName, Finding, Sharing
from qa.questions.periods import Order, Period
from qa.showing import render

SCHEMA = json.loads((Path(__file__).parent / "data" / "answer.schema.json").read_text())

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


@pytest.mark.parametrize("one", ANSWERS.values(), ids=ANSWERS.keys())
def test_json_keeps_to_the_schema(one):
    jsonschema.validate(json.loads(json.dumps(render.as_json(one))), SCHEMA)


def test_the_schema_notices_a_missing_field():
    printed = render.as_json(ANSWERS["answered"])
    del printed["answers"][0]["citation"]["raw_sha256"]
    with pytest.raises(jsonschema.ValidationError, match="raw_sha256"):
        jsonschema.validate(printed, SCHEMA)


def test_json_of_an_answer():
    printed = render.as_json(ANSWERS["answered"])
    assert printed["status"] == "answered"
    assert printed["standalone_question"] == printed["question"] == "Why?"
    (one,) = printed["answers"]
    assert one["text"] == one["citation"]["exact"] == "I was tired"
    assert one["sentence"].startswith("He said “I was tired”")
    assert one["speaker"] is None
    assert ARTICLE.text[one["citation"]["start"] : one["citation"]["end"]] == "I was tired"
    assert one["citation"]["prefix"].endswith("He said “")
    assert one["citation"]["authors"] == ["A. Writer", "B. Writer"]
    assert render.as_json(ANSWERS["not found"])["status"] == "not_found"


# Deep links. --------------------------------------------------------------------------------------


def test_a_deep_link_is_the_page_with_the_words():
    link = render.deep_link(cite(ARTICLE, "He said “I was tired”"))
    assert link == (
        "https://example.com/news?id=1&x=2#:~:text=He%20said%20%E2%80%9CI%20was%20tired%E2%80%9D"
    )


def test_a_long_quotation_is_linked_by_its_ends():
    words = " ".join(f"w{n}" for n in range(30))
    link = render.deep_link(cite(make_article(words, url="https://e.com/"), words))
    assert link
    assert unquote(link) == "https://e.com/#:~:text=w0 w1 w2 w3 w4,w25 w26 w27 w28 w29"


@pytest.mark.parametrize("words", ["a-b", "a, b", "a & b", "100% #1", "-,word", "é 漢字", "a\n\nb"])
def test_what_means_something_in_a_text_fragment_is_encoded(words):
    link = render.deep_link(cite(make_article(words, url="https://e.com/"), words))
    assert link
    fragment = link.split("#:~:text=")[1]
    assert not set(fragment) & set("-,& #\n")
    assert unquote(fragment) == " ".join(words.split())


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "file:///etc/passwd", "e.com/a"])
def test_no_deep_link_without_a_web_address(url):
    assert render.deep_link(cite(make_article("Words.", url=url), "Words")) is None


# On a terminal. -----------------------------------------------------------------------------------


def test_the_quotation_comes_first_and_is_marked_in_its_sentence():
    text = render.as_text(ANSWERS["answered"], width=80, style=plain)
    shown = text.splitlines()
    assert shown[0] == "“I was tired”"
    assert ">>I was tired<<" in text
    place = text[text.index("— Why Kelly left") :]
    assert "The Paper · A. Writer, B. Writer · 2019-01" in place
    assert ARTICLE.id in place
    assert "strong 0.93" in place
    assert "Kelly left." not in text.replace("Why Kelly left", "")  # only the sentence is shown


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("one", ANSWERS.values(), ids=ANSWERS.keys())
def test_lines_keep_to_the_width(one, width):
    text = render.as_text(one, width=width, style=lambda role, words: words)
    too_long = [line for line in text.splitlines() if len(line) > width and " " in line.strip()]
    assert too_long == []


def test_an_abstention_says_so_and_shows_the_nearest():
    text = render.as_text(ANSWERS["not found"], width=80, style=plain)
    assert text.startswith("No answer was found")
    assert "nearest passages" in text
    assert "Why Kelly left" in text
    assert "nearest" not in render.as_text(ANSWERS["nothing at all"], width=80, style=plain)


def test_copies_are_named():
    text = render.as_text(ANSWERS["also in"], width=80, style=plain)
    assert "also in: A title · The Paper" in text


def test_articles_that_repeat_another_are_counted_once():
    text = render.as_text(ANSWERS["copied"], width=80, style=plain)
    assert "in 3 articles, 2 independent" in text
    assert "also in: A short report · The Copyist (repeats The Paper)" in text
    (printed,) = render.as_json(ANSWERS["copied"])["answers"]
    assert (printed["articles"], printed["independent"]) == (3, 2)
    assert printed["copies"] == [
        {"article_id": COPY.id, "original": ARTICLE.id, "sharing": "quotation"}
    ]


def test_a_difference_is_said_and_each_value_has_its_date():
    text = render.as_text(ANSWERS["differing"], width=80, style=plain)
    assert text.startswith(render.DIFFERENT)
    first, second = text[text.index("“Boston”") :].split("“Kelly”")
    assert first.splitlines()[1].strip() == "dated 2019-01"
    assert second.splitlines()[1].strip() == "date unknown"
    printed = render.as_json(ANSWERS["differing"])
    assert printed["differs"]
    assert [one["differs"] for one in printed["answers"]] == [True, True]
    assert printed["more"] == 3
    assert printed["period"] == {
        "words": "as of 2019",
        "since": None,
        "until": "2019",
        "only": False,
        "order": "newest",
    }
    assert render.DIFFERENT not in render.as_text(ANSWERS["also in"], width=80, style=plain)


def test_a_relative_date_is_shown_with_what_it_is_counted_from():
    one = answer(Finding(cite(COPY, "Kelly"), 0.9))
    text = render.as_text(one, width=80, style=plain)
    assert "“last month”: counted from the article's date, which is unknown" in text
    assert render.as_json(one)["answers"][0]["relative_dates"] == ["last month"]
    inferred = replace(COPY, published="2020-05", published_kind=PublishedKind.INFERRED)
    assert render.date_line(cite(inferred, "Kelly")) == (
        "“last month”: counted from the article's date, 2020-05 (inferred)"
    )
    assert render.date_line(cite(ARTICLE, "Kelly")) is None


def test_what_the_library_knows_comes_before_the_words():
    text = render.as_text(ANSWERS["about the articles"], width=80, style=plain)
    assert text.splitlines()[0] == "A. Writer: 2 articles"
    assert "“Boston”: once" in text
    assert "confidence" not in text  # nothing was guessed
    printed = render.as_json(ANSWERS["about the articles"])
    assert printed["kind"] == "article"
    assert printed["answers"][0]["fact"] == {"name": "authors", "values": ["A. Writer"], "count": 2}


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        (Fact(FactName.PUBLISHED, ("2019-01",)), "published 2019-01"),
        (Fact(FactName.AUTHORS, ("A. Writer", "B. Writer")), "A. Writer, B. Writer"),
        (Fact(FactName.SOURCE, ("The Paper",), 1), "The Paper: 1 article"),
        (Fact(FactName.QUOTATIONS, ("Kelly",), 3), "Kelly: quoted 3 times"),
    ],
)
def test_a_fact_in_words(fact, line):
    assert render.fact_line(fact, ARTICLE) == line


def test_an_inferred_date_is_shown_as_such():
    article = replace(ARTICLE, published_kind=PublishedKind.INFERRED)
    assert render.byline(ARTICLE) == "The Paper · A. Writer, B. Writer · 2019-01"
    assert render.byline(article) == "The Paper · A. Writer, B. Writer · 2019-01 (inferred)"
    bare = make_article("W.", title=None, source=None)
    assert render.byline(bare) == "source and author not stated"


def test_a_block_quotation_names_whose_words_it_holds():
    text = "“Words of others.”"
    article = replace(
        make_article(text), blocks=(Block(BlockKind.QUOTE, 0, len(text), "The New York Times"),)
    )
    one = answer(Finding(cite(article, text), 0.9))
    assert "quoted there from The New York Times" in render.as_text(one, width=80, style=plain)
    assert render.as_json(one)["answers"][0]["citation"]["quoted_from"] == "The New York Times"


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.93, "strong 0.93"),
        (0.85, "strong 0.85"),
        (0.6, "good 0.60"),
        (0.59, "weak 0.59"),
        (0, "weak 0.00"),
    ],
)
def test_confidence_in_words(confidence, words):
    assert render.confidence_words(confidence) == words


HOSTILE = "a\x1b[31mred\x1b[0m\x1b]0;title\x07b\x9b2Jc\x00d\x7fe\u202ef\u2066g\rh\x08i"


def controls(text):
    """Return the characters that a terminal obeys instead of showing."""
    bidirectional = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return {
        c for c in text if (unicodedata.category(c) == "Cc" and c != "\n") or c in bidirectional
    }


def test_nothing_in_an_article_is_obeyed_by_a_terminal():
    article = replace(
        make_article(
            f"{HOSTILE} Words {HOSTILE}. {HOSTILE} more {HOSTILE}.",
            ("caption", HOSTILE),
            title=HOSTILE,
            source=HOSTILE,
            authors=(HOSTILE,),
            published=HOSTILE,
            url=HOSTILE,
            path=HOSTILE,
        ),
        dropped=(Dropped(HOSTILE, HOSTILE),),
    )
    article = replace(
        article, blocks=(*article.blocks[:1], replace(article.blocks[1], credit=HOSTILE))
    )
    finding = Finding(cite(article, "Words"), 0.9, (cite(article, HOSTILE),))
    candidate = Candidate(Passage(article, 0, len(article.text)), 1.0)
    one = replace(answer(finding), standalone_question=HOSTILE)
    options: dict[str, Any] = {"width": 60, "style": plain}
    shown = {
        "answer": render.as_text(one, **options),
        "nearest": render.as_text(answer(nearest=[candidate]), **options),
        "candidate": render.candidate_text(candidate, **options),
        "article": render.article_text(article, 1, **options),
        "full article": render.full_article_text(article, 1, **options),
        "dropped": render.dropped_text(article, **options),
    }
    assert {name: controls(text) for name, text in shown.items()} == {name: set() for name in shown}
    assert "red" in shown["full article"]


def test_the_private_characters_of_icon_fonts_do_not_move_the_mark():
    article = make_article("An \ue000icon \ue001here and the words there.")
    text = render.as_text(answer(Finding(cite(article, "words"), 0.9)), width=80, style=plain)
    assert ">>words<<" in text
    assert text.count(">>") == 1
