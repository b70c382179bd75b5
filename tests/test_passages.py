from __future__ import annotations

import itertools
import re

import pytest
from conftest import HashEmbedder, make_article
from hypothesis import example, given
from hypothesis import strategies as st

from index.articles import BlockKind
from index.english.sentences import sentences
from index.passages import split_article

count_words = HashEmbedder().count_tokens


def cut(article, max_tokens=24, count_tokens=count_words):
    return split_article(article, max_tokens=max_tokens, count_tokens=count_tokens)


def sentence(number, words=6):
    return f"Sentence {number} has {' '.join(['word'] * (words - 4))} here."


WORDS = st.sampled_from(["war", "U.S.", "NATO", "“Never!”", "he", "Mr.", "x\x1ey", "3.5", "—", "é"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")
ODD = st.text(min_size=1, max_size=60).filter(str.strip)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join) | ODD
KINDS = st.sampled_from(["body", "body", "body", "caption", "heading", "quote"])
ARTICLES = st.lists(st.tuples(KINDS, PARAGRAPHS), min_size=1, max_size=10).map(
    lambda pairs: make_article(*pairs)
)
REPEATED = make_article(*["The same words again. And the same once more."] * 12)


@given(ARTICLES, st.integers(8, 60))
@example(REPEATED, 12)
@example(make_article("\x1eA sentence.\x1e Another one.\x1e\x1e The third."), 8)
@example(make_article("word " * 300), 8)
@example(make_article("x" * 5000), 8)
def test_passages_are_slices_in_order_that_cover_the_article(article, max_tokens):
    passages = cut(article, max_tokens)
    text = article.text
    covered = 0
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        assert passage.text.strip() == passage.text != ""
        assert not text[covered : passage.start].strip(), "words between two passages"
        assert passage.end > covered, "a passage adds nothing to the one before"
        covered = passage.end
    assert not text[covered:].strip()
    starts = [passage.start for passage in passages]
    assert starts == sorted(set(starts))


@given(ARTICLES, st.integers(8, 60))
@example(REPEATED, 12)
@example(make_article("x" * 5000), 8)
@example(make_article("!" * 500), 8)
def test_no_passage_is_longer_than_the_limit(article, max_tokens):
    for passage in cut(article, max_tokens):
        assert count_words(passage.text) <= max_tokens


@given(ARTICLES, st.integers(20, 60))
def test_a_caption_is_a_passage_of_its_own(article, max_tokens):
    captions = {(b.start, b.end) for b in article.blocks if b.kind is BlockKind.CAPTION}
    for passage in cut(article, max_tokens):
        inside = [span for span in captions if passage.start < span[1] and span[0] < passage.end]
        assert passage.is_caption == bool(inside)
        if inside:
            assert inside[0][0] <= passage.start < passage.end <= inside[0][1]


@given(st.lists(SENTENCES, min_size=1, max_size=20).map(" ".join))
def test_passages_are_whole_sentences(text):
    article = make_article(text)
    bounds = sentences(article.text)
    starts, ends = {start for start, _ in bounds}, {end for _, end in bounds}
    long = max(count_words(article.text[a:b]) for a, b in bounds)
    for passage in cut(article, max_tokens=2 * long + 8):
        assert passage.start in starts
        assert passage.end in ends


def test_each_passage_takes_one_sentence_of_the_one_before():
    article = make_article(" ".join(sentence(n) for n in range(12)))
    passages = cut(article, max_tokens=30)
    assert len(passages) > 2
    numbers = [[int(n) for n in re.findall(r"Sentence (\d+)", p.text)] for p in passages]
    for before, after in itertools.pairwise(numbers):
        assert after[0] == before[-1]
        assert after[1] == before[-1] + 1


def test_no_overlap_where_it_does_not_fit():
    article = make_article(" ".join(sentence(n, words=16) for n in range(4)))
    passages = cut(article, max_tokens=24)
    assert [p.text for p in passages] == [sentence(n, words=16) for n in range(4)]


def test_no_passage_lies_wholly_in_the_next():
    article = make_article(" ".join(sentence(n, words=9) for n in range(4)))
    starts = [p.start for p in cut(article, max_tokens=24)]
    assert len(starts) == len(set(starts))


def test_repeated_paragraphs_keep_their_own_places():
    passages = cut(REPEATED, max_tokens=12)
    blocks = [(b.start, b.end) for b in REPEATED.blocks]
    assert len(passages) >= len(blocks)
    for start, end in blocks:
        assert any(p.start < end and start < p.end for p in passages)


def test_paragraphs_share_a_passage_until_it_is_full():
    article = make_article(*[sentence(n) for n in range(3)], sentence(3, words=20))
    first = cut(article, max_tokens=40)[0]
    assert first.text == "\n\n".join(sentence(n) for n in range(3))


def test_a_sentence_over_the_limit_is_cut_between_words():
    article = make_article(" ".join(f"word{n}" for n in range(100)))
    passages = cut(article, max_tokens=16)
    assert " ".join(p.text for p in passages).split() == article.text.split()


@pytest.mark.parametrize(
    "before", ["", "Look: ", "A sentence. "], ids=["alone", "word", "sentence"]
)
def test_a_word_over_the_limit_is_cut_all_the_same(before):
    """One token for the tokenizer, but nobody can read a passage of ten thousand characters."""
    article = make_article(before + "x" * 10_000)
    passages = cut(article, max_tokens=16)
    assert sum(p.text.count("x") for p in passages) == 10_000
    assert max(len(p.text) for p in passages) <= 16 * 8 + 8


def test_captions_that_follow_each_other_stay_apart():
    article = make_article("Body.", ("caption", "One."), ("caption", "Two."), "Body.")
    assert [p.text for p in cut(article)] == ["Body.", "One.", "Two.", "Body."]


def test_an_article_without_blocks_has_no_passages():
    assert cut(make_article()) == []


def test_the_limit_has_a_floor():
    with pytest.raises(ValueError, match="max_tokens should be >= 8, is now 7"):
        cut(make_article("Words."), max_tokens=7)
