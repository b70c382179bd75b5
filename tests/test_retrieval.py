from __future__ import annotations

import pytest
from conftest import add, make_article
from hypothesis import example, given
from hypothesis import strategies as st

from index.english.words import content_words
from index.filters import Filters
from index.retrieval import HybridRetriever, Ranking, fuse, lexical_query, lexical_weight
from index.stopwatch import Stopwatch


@pytest.fixture
def retrieve(library):
    add(
        library,
        make_article("Kelly praised the alliance.", title=None, source="CNN", published="2019-01"),
        make_article("Bolton blamed the allies for their spending.", source="BBC"),
        make_article("The weather stayed dry all week.", title=None, source=None),
        make_article("Kelly left.", ("caption", "Kelly leaves the alliance."), source="AP"),
    )

    def retrieve_(question, k=10, rankings=tuple(Ranking), **filters):
        return HybridRetriever(library, rankings).retrieve(question, k, Filters(**filters))

    return retrieve_


def texts(candidates):
    return [candidate.passage.text for candidate in candidates]


def test_fusion_by_hand():
    assert fuse({7: 0.8, 8: -0.1}, {8: 10.0, 9: 5.0}, 0.02) == {
        7: pytest.approx(0.8),
        8: pytest.approx(0.2),  # a cosine below zero is none
        9: pytest.approx(0.1),
    }


def test_a_long_question_does_not_rest_on_its_words_the_more():
    names = ["alliance", "spending", "weather", "captain", "harvest", "railway", "orchard"]
    weights = [lexical_weight(" ".join(names[:n])) for n in (1, 5, 6, 7)]
    assert weights == pytest.approx([0.1 / 5, 0.1 / 5, 0.1 / 6, 0.1 / 7])
    assert lexical_weight("what was the weather of the weather") == weights[0]
    assert lexical_weight("") == weights[0]


def test_candidates_come_best_first_with_their_ranks(retrieve):
    candidates = retrieve("Kelly praised the alliance in 2019?")
    assert texts(candidates)[0] == "Kelly praised the alliance."
    assert [c.score for c in candidates] == sorted((c.score for c in candidates), reverse=True)
    assert candidates[0].dense_rank == candidates[0].lexical_rank == 1


def test_a_passage_of_one_ranking_is_found(retrieve):
    (dense,) = retrieve("weather", k=1, rankings=[Ranking.DENSE])
    (both,) = retrieve("weather", k=1)
    assert both.passage == dense.passage
    assert both.score > dense.score  # its words are in the question too


def test_a_caption_is_found_but_ranked_below_body_text(retrieve):
    candidates = retrieve("Kelly leaves the alliance")
    caption = next(c for c in candidates if c.passage.is_caption)
    assert caption.dense_rank == caption.lexical_rank == 1
    assert candidates.index(caption) > 0
    assert texts(retrieve("Kelly leaves the alliance", k=1)) != [caption.passage.text]


def test_one_ranking_alone(retrieve):
    dense = retrieve("alliance", rankings=[Ranking.DENSE])
    lexical = retrieve("alliance", rankings=[Ranking.LEXICAL])
    assert len(dense) == 5  # every passage has a distance
    assert {c.lexical_rank for c in dense} == {None}
    assert {c.dense_rank for c in lexical} == {None}
    assert all("alliance" in text for text in texts(lexical))


def test_words_are_found_by_their_stems_and_in_any_case(retrieve):
    assert texts(retrieve("PRAISING ALLIANCES", rankings=[Ranking.LEXICAL]))[0] == (
        "Kelly praised the alliance."
    )


def test_stop_words_do_not_count(retrieve):
    found = texts(retrieve("what was the weather", rankings=[Ranking.LEXICAL]))
    assert found == ["The weather stayed dry all week."]


def test_a_question_of_stop_words_keeps_them():
    assert content_words("Who is who?") == ["who", "is", "who"]
    assert content_words("") == []


def test_words_in_quotation_marks_are_a_phrase(library):
    add(
        library,
        make_article("The deal was a bad one. A new one came, and the price was good."),
        make_article("They called it a good deal."),
    )
    for question in ('the "good deal"', "the “good deal”"):
        found = HybridRetriever(library, [Ranking.LEXICAL]).retrieve(question, 5)
        assert found[0].passage.text == "They called it a good deal."
    assert lexical_query('the "good deal"').split(" OR ")[0] == '"good deal"'


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"source": "bbc"}, ["Bolton blamed the allies for their spending."]),
        ({"since": "2019"}, ["Kelly praised the alliance."]),
        ({"author": "nobody"}, []),
        ({"source": "cnn", "until": "2018"}, []),
    ],
    ids=["source", "date", "author", "two"],
)
@pytest.mark.parametrize("rankings", [[r] for r in Ranking] + [list(Ranking)], ids=str)
def test_filters_hold_for_both_rankings(retrieve, rankings, filters, expected):
    question = "Kelly Bolton alliance allies weather"
    assert texts(retrieve(question, rankings=rankings, **filters)) == expected


def test_k(retrieve):
    assert len(retrieve("Kelly alliance", k=2)) == 2
    with pytest.raises(ValueError, match="k should be >= 1, is now 0"):
        retrieve("Kelly", k=0)


def test_an_empty_library_has_no_candidates(library):
    assert HybridRetriever(library).retrieve("anything at all", 5) == []


def test_the_watch_is_told_both_stages(library):
    watch = Stopwatch()
    HybridRetriever(library).retrieve("Kelly", 5, None, watch)
    assert set(watch.milliseconds) == {"embed", "retrieve"}


QUERY_LANGUAGE = [
    *('"', '""', '"""', "*", "a*", "AND", "a AND", "OR OR", "NOT a", "NEAR(a b, 5)", "(", ")"),
    *("((a)", "words:a", "title : b", "^a", "+", "-a", "a-b", "{words title}: x", "'", "\\", "?"),
    *("''; DROP TABLE articles", "\0", "a\0b", '"a\0b"', "“", "“”", "“a", "“*** ***”", "漢字", "é"),
    *("😀", "\ud83d", "ﬁ", "ß", "_", "…", "%", "U.S.", "a.b.c", "o'clock", "l’État"),
    " ".join(f"w{n}" for n in range(1000)),
]


@pytest.mark.parametrize("question", QUERY_LANGUAGE, ids=lambda text: repr(text[:20]))
def test_no_question_is_taken_for_query_language(retrieve, question):
    retrieve(question, rankings=[Ranking.LEXICAL])
    assert "Kelly left." in texts(retrieve(f"{question} Kelly {question}"))


@given(st.text(max_size=40) | st.text(alphabet='ab"*()^:+-“” \0.', max_size=12))
@example('a" OR "b')
def test_no_text_breaks_the_query(question):
    import sqlite3

    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (words)")
        connection.execute("INSERT INTO t VALUES ('a b')")
        query = lexical_query(question)
        if query:
            connection.execute("SELECT * FROM t WHERE t MATCH ?", (query,)).fetchall()
    finally:
        connection.close()
