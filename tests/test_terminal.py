"""What is shown on a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from conftest import make_article
from examples import ANSWERS, ARTICLE, COPY, HOSTILE, answer, cite, controls, plain, value

from index.articles import Block, BlockKind, Dropped
from index.passages import Passage
from index.retrieval import Candidate
from qa.answers import Citation, Finding, Near
from qa.showing.phrases import DIFFERENT, NOT_FOUND, RELATED
from qa.showing.terminal import (
    answer_text,
    article_text,
    candidate_text,
    dropped_text,
    full_article_text,
)
from qa.showing.transcripts import as_markdown


def test_a_value_comes_first_and_is_marked_in_its_sentence():
    text = answer_text(ANSWERS["answered"], width=80, style=plain)
    shown = text.splitlines()
    assert shown[0] == "“I was tired”"
    assert ">>I was tired<<" in text
    place = text[text.index("— Why Kelly left") :]
    assert "The Paper · A. Writer, B. Writer · 2019-01" in place
    assert ARTICLE.id in place
    assert "strong 0.93" in place
    assert "Kelly left." not in text.replace("Why Kelly left", "")  # only the sentence is shown


def test_sentences_come_once_with_the_words_that_answer_marked():
    text = answer_text(ANSWERS["sentences"], width=100, style=plain)
    assert text.splitlines()[0] == (
        "“He said “>>I was tired<<” — and then he went >>home to Boston<< for good.”"
    )
    assert text.count("I was tired") == 1


def test_a_paraphrase_is_not_in_quotation_marks():
    text = answer_text(ANSWERS["paraphrase"], width=100, style=plain)
    assert text.splitlines()[0] == "went home to Boston for good"
    assert "reported without quotation marks" in text
    assert answer_text(ANSWERS["quotation"], width=100, style=plain).startswith("“I was tired”\n")


def test_what_is_only_related_says_so_and_is_marked():
    text = answer_text(ANSWERS["related"], width=100, style=plain)
    assert text.startswith(RELATED)
    assert "he went >>home to Boston<< for good." in text
    assert f"{ARTICLE.id} · paragraph 1 · characters " in text
    assert "nearest" not in text


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("one", ANSWERS.values(), ids=ANSWERS.keys())
def test_lines_keep_to_the_width(one, width):
    text = answer_text(one, width=width, style=lambda role, words: words)
    too_long = [line for line in text.splitlines() if len(line) > width and " " in line.strip()]
    assert too_long == []


def test_an_abstention_says_so_and_shows_the_nearest():
    text = answer_text(ANSWERS["not found"], width=80, style=plain)
    assert text.startswith("No answer was found")
    assert "nearest passages" in text
    assert "Why Kelly left" in text
    assert "nearest" not in answer_text(ANSWERS["nothing at all"], width=80, style=plain)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("answered", ["> “I was tired” [1]", ">", "> He said “**I was tired**” — and then he went "
                      "home to Boston for good."]),
        ("sentences", ["> “He said “**I was tired**” — and then he went **home to Boston** for "
                       "good.” [1]"]),
        ("paraphrase", ["> went home to Boston for good [1]", ">",
                        "> — John Kelly (reported without quotation marks)"]),
        ("related", [RELATED, "", "> He said “**I was tired**” — and then he went **home to "
                     "Boston** for good. [1]"]),
        ("not found", [NOT_FOUND]),
    ],
)  # fmt: skip
def test_a_transcript_shows_the_same(name, lines):
    shown = as_markdown([ANSWERS[name]]).partition("## Why?\n\n")[2].partition("\n\n\n##")[0]
    assert shown.splitlines() == lines


def test_copies_are_named():
    text = answer_text(ANSWERS["also in"], width=80, style=plain)
    assert "also in: A title · The Paper" in text


def test_articles_that_repeat_another_are_counted_once():
    text = answer_text(ANSWERS["copied"], width=80, style=plain)
    assert "in 3 articles, 2 independent" in text
    assert "also in: A short report · The Copyist (repeats The Paper)" in text


def test_a_difference_is_said_and_each_value_has_its_date():
    text = answer_text(ANSWERS["differing"], width=80, style=plain)
    assert text.startswith(DIFFERENT)
    first, second = text[text.index("“Boston”") :].split("“Kelly”")
    assert first.splitlines()[1].strip() == "dated 2019-01"
    assert second.splitlines()[1].strip() == "date unknown"
    assert DIFFERENT not in answer_text(ANSWERS["also in"], width=80, style=plain)


def test_a_relative_date_is_shown_with_what_it_is_counted_from():
    one = answer(value(COPY, "Kelly"))
    text = answer_text(one, width=80, style=plain)
    assert "“last month”: counted from the article's date, which is unknown" in text


def test_what_the_library_knows_comes_before_the_words():
    text = answer_text(ANSWERS["about the articles"], width=80, style=plain)
    assert text.splitlines()[0] == "A. Writer: 2 articles"
    assert "“Boston”: once" in text
    assert "confidence" not in text  # nothing was guessed


def test_a_block_quotation_names_whose_words_it_holds():
    text = "“Words of others.”"
    article = replace(
        make_article(text), blocks=(Block(BlockKind.QUOTE, 0, len(text), "The New York Times"),)
    )
    one = answer(Finding(cite(article, text), 0.9))
    assert "quoted there from The New York Times" in answer_text(one, width=80, style=plain)


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
    finding = value(article, "Words", also_in=(cite(article, HOSTILE),))
    whole = Citation(article, 0, article.blocks[0].end)
    candidate = Candidate(Passage(article, 0, len(article.text)), 1.0)
    one = replace(answer(finding), standalone_question=HOSTILE)
    options: dict[str, Any] = {"width": 60, "style": plain}
    shown = {
        "answer": answer_text(one, **options),
        "sentences": answer_text(answer(Finding(whole, 0.9, finding.marks)), **options),
        "related": answer_text(
            replace(answer(nearest=[Near(candidate, whole, finding.marks)]), is_related=True),
            **options,
        ),
        "nearest": answer_text(answer(nearest=[Near.of(candidate)]), **options),
        "candidate": candidate_text(candidate, **options),
        "article": article_text(article, 1, **options),
        "full article": full_article_text(article, 1, **options),
        "dropped": dropped_text(article, **options),
    }
    assert {name: controls(text) for name, text in shown.items()} == {name: set() for name in shown}
    assert "red" in shown["full article"]


def test_the_private_characters_of_icon_fonts_do_not_move_the_mark():
    article = make_article("An \ue000icon \ue001here and the words there.")
    text = answer_text(answer(value(article, "words")), width=80, style=plain)
    assert ">>words<<" in text
    assert text.count(">>") == 1
