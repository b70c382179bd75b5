"""Articles that mention a term are told by FTS5 first, and none is lost by it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from conftest import HashEmbedder, add, always, make_article
from hypothesis import given, settings
from hypothesis import strategies as st

from index.english.forms import matched
from index.english.words import bare_words, content_words
from index.library import Library
from index.store.mentions import IRREGULAR_INDEX, REGULAR
from qa.answering.library_facts import mentions

EMBEDDER = HashEmbedder(8)
PRINTED = (
    "A.C.L.U. ACLU U.S.-led US-led e.g. J.R. with\xaddraw\xadal withdrawal with-\ndrawal oﬃce "
    "office ﬁre fire José Jose\u0301 jose Łódź lodz Erdoğan straße strasse STRASSE İstanbul "
    "o’clock o'clock well-known well‑known 70-year-old ½ 1⁄2 Berg’s Berg _Berg_ ＡＢＣ abc Ⅳ x² ﷺ "
    "Москва 東京 a\u200bb ab ſo so ŉ the of … — “fire” fire; na\xa0me ™ Apple™ naïve NAÏVE Zoë İ "
    "ı ß ǅ µ"
).split(" ")


def holding(folder, *articles) -> Library:
    library = Library.create(folder, EMBEDDER)
    add(library, *articles)
    return library


def titles(articles) -> list[str]:
    return [article.title for article in articles]


def regular_characters() -> list[str]:
    ranges = re.findall(r"(.)-(.)|(.)", REGULAR, re.DOTALL)
    return [
        char
        for first, last, one in ranges
        for char in ([one] if one else map(chr, range(ord(first), ord(last) + 1)))
    ]


def test_fts5_cuts_regular_characters_as_they_are_compared():
    assert len(regular_characters()) > 150
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute(
            "CREATE VIRTUAL TABLE t USING fts5 (w, tokenize = 'unicode61 remove_diacritics 2')"
        )
        raw.execute("CREATE VIRTUAL TABLE v USING fts5vocab (t, instance)")
        for char in regular_characters():
            text = f"xx{char}yy {char}zz qq{char} {char}"
            raw.execute("DELETE FROM t")
            raw.execute("INSERT INTO t VALUES (?)", (text,))
            terms = [term for (term,) in raw.execute("SELECT term FROM v ORDER BY offset")]
            assert terms == re.findall(r"[^\W_]+", matched(text).text), repr(char)


TEXTS = st.lists(
    st.tuples(st.sampled_from(PRINTED), st.sampled_from([" ", " ", ", ", "\n\n", "-", "—", ""])),
    min_size=1,
    max_size=8,
).map(lambda parts: "".join(f"{word}{gap}" for word, gap in parts).strip() + " End.")


@given(st.lists(TEXTS, min_size=1, max_size=6, unique=True))
@settings(max_examples=60, deadline=None)
def test_no_article_that_mentions_a_term_is_left_out(tmp_path_factory, texts):
    articles = [
        make_article(*text.split("\n\n"), title=str(number)) for number, text in enumerate(texts)
    ]
    words = [word for text in texts for word in text.split()]
    terms = {*words, *(f"{one} {two}" for one, two in pairwise(words)), "zebra"}
    with holding(tmp_path_factory.mktemp("library"), *articles) as library:
        for term in terms:
            every = [article for article in library.articles() if mentions(term, article)]
            told = library.mentioning(content_words(term))
            assert [article for article in told if mentions(term, article)] == every, term


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("ACLU", ["dotted", "ligature"]),
        ("a.c.l.u.", ["dotted", "ligature"]),
        ("the office", ["ligature"]),
        ("walked", ["plain", "ligature"]),  # FTS5 compares stems
        ("walks quickly", ["ligature"]),
        ("zebra", ["ligature"]),
    ],
)
def test_few_articles_are_read(tmp_path, term, found):
    dotted = make_article("Lawyers of the A.C.L.U. sued.", title="dotted")
    plain = make_article("She walks, “she said” – for £5.", title="plain")
    ligature = make_article("The oﬃce is closed.", title="ligature")  # it may have any word
    with holding(tmp_path / "library", dotted, plain, ligature) as library:
        assert titles(library.mentioning(bare_words(term))) == found


def test_a_library_without_the_index_is_read_whole(tmp_path):
    articles = [make_article(text, title=text) for text in ("One.", "Two.")]
    with holding(tmp_path / "library", *articles):
        pass
    with closing(sqlite3.connect(tmp_path / "library" / "library.db")) as raw:
        raw.execute(f"DROP INDEX {IRREGULAR_INDEX}")
    with Library(tmp_path / "library", always(EMBEDDER)) as library:
        assert titles(library.mentioning(["one"])) == ["One.", "Two."]
        with library.writing():  # makes it
            pass
        assert titles(library.mentioning(["one"])) == ["One."]
