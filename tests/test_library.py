from __future__ import annotations

import sqlite3
import threading

import pytest
from conftest import HashEmbedder, add, always, found, make_article
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.english.words import content_words
from index.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    LibraryMismatch,
    LibraryMissing,
    UnknownArticle,
)
from index.filters import Filters
from index.library import Library
from index.retrieval import lexical_query
from index.store import manifest as storage
from index.store.sqlite import DATABASE, VECTORS

TOPICS = "treaty harvest volcano orchestra glacier senate lighthouse vaccine railway comet".split()


def topical(topic, **fields):
    """Make an article of a few passages that only its topic's word finds."""
    text = [f"The {topic} was in the news on day {n}. Nobody had foreseen it." for n in range(3)]
    return make_article(*text, title=f"About the {topic}", **fields)


def hits(library, topic):
    """Return what each ranking finds for a topic, as (article id, start) with scores."""
    dense = library.nearest(library.embedder.embed_question(topic), 5)
    lexical = library.match(lexical_query(topic), 5)
    return [
        [(places[id_].article.id, places[id_].start, round(score, 4)) for id_, score in ranking]
        for ranking in (dense, lexical)
        for places in [library.passages([id_ for id_, _ in ranking])]
    ]


# Adding and removing. -----------------------------------------------------------------------------


def test_an_article_comes_back_as_it_was_added(library, reopen):
    article = make_article(
        "Body — “quoted”, é, 漢字 and 😀.",
        ("caption", "A caption."),
        ("quote", "Words of others."),
        title="Title",
        source=None,
        authors=("A. B. Writer", "Zoë"),
        published="2019-01",
        url="https://example.com/a?b=c#d",
        path="/tmp/a.txt",
    )
    add(library, article)
    assert reopen(library.path).get(article.id) == article
    assert list(library.articles()) == [article]
    assert library.counts()["articles"] == 1


def test_the_same_article_twice_is_one_and_costs_no_embedding(library, embedder):
    article = topical("comet")
    assert add(library, article, article) == [article.id]
    embedder.embedded.clear()
    assert add(library, article) == []
    assert embedder.embedded == []
    assert library.counts()["articles"] == 1


def test_passages_are_embedded_with_title_and_date_in_front(library, embedder):
    add(library, make_article("Words.", title="A title", published="2019-01-14"))
    add(library, make_article("Other words.", title=None))
    assert embedder.embedded == ["A title 2019-01-14\nWords.", "Other words."]


def test_a_removed_article_is_gone_everywhere(library, reopen):
    articles = {topic: topical(topic) for topic in TOPICS}
    add(library, *articles.values())
    assert hits(library, "glacier")[1]
    with library.writing():
        library.remove(articles["glacier"].id)
    for one in (library, reopen(library.path)):
        with pytest.raises(UnknownArticle):
            one.get(articles["glacier"].id)
        assert hits(one, "glacier")[1] == []
        assert not any("glacier" in text for text in found(one, "glacier", 50))
        assert one.counts()["articles"] == len(TOPICS) - 1
        assert list(one.damage()) == []
    with sqlite3.connect(library.path / DATABASE) as raw:
        left = raw.execute("SELECT count(*) FROM passages").fetchone()[0]
    raw.close()
    assert left == sum(library.passage_counts().values())


def test_an_article_can_be_added_again_after_its_removal(library):
    article = topical("comet")
    add(library, article)
    with library.writing():
        library.remove(article.id)
    assert add(library, article) == [article.id]
    assert "comet" in found(library, "comet")[0]


def test_an_id_may_be_given_by_its_beginning(library):
    article = topical("comet")
    add(library, article)
    assert library.get(article.id[:6]) == article


@pytest.mark.parametrize("id_", ["", "zzz", "%", "_" * 16, "'; --"])
def test_an_unknown_id(library, id_):
    add(library, topical("comet"))
    with pytest.raises(UnknownArticle, match="no article has the id"):
        library.get(id_)


def test_an_ambiguous_id_is_not_guessed(library):
    articles = [make_article(f"Text number {n}.") for n in range(40)]
    add(library, *articles)
    first = next(a for a in articles if sum(b.id[0] == a.id[0] for b in articles) > 1)
    with pytest.raises(UnknownArticle, match=rf"'{first.id[0]}' begins \d+ ids"):
        library.get(first.id[0])


def test_a_failed_addition_adds_nothing(library, embedder, monkeypatch):
    add(library, topical("comet"))
    monkeypatch.setattr(
        embedder, "embed_passages", lambda texts: HashEmbedder().embed_passages(texts[:-1])
    )
    with pytest.raises(ValueError, match="zip"):
        add(library, topical("glacier"), topical("senate"))
    assert library.counts()["articles"] == 1
    assert list(library.damage()) == []


# Filters. -----------------------------------------------------------------------------------------

DATED = [
    "2018",
    "2018-12-31",
    "2019",
    "2019-01",
    "2019-01-14",
    "2019-02",
    "2019-12-31",
    "2020-01-01",
]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2019", None, ["2019", "2019-01", "2019-01-14", "2019-02", "2019-12-31", "2020-01-01"]),
        (None, "2018", ["2018", "2018-12-31"]),
        (None, "2019-01", ["2018", "2018-12-31", "2019", "2019-01", "2019-01-14"]),
        ("2019-01", "2019-01", ["2019", "2019-01", "2019-01-14"]),
        ("2019-01-14", "2019-01-14", ["2019", "2019-01", "2019-01-14"]),
        ("2019-01-15", "2019-01-20", ["2019", "2019-01"]),
        ("2019-01-31", "2019-02-01", ["2019", "2019-01", "2019-02"]),
        ("2018-12-31", "2018-12-31", ["2018", "2018-12-31"]),
        ("2019-12-31", None, ["2019", "2019-12-31", "2020-01-01"]),
        ("2020", "2019", []),
        ("2021", None, []),
    ],
)
def test_dates_known_to_the_year_or_month(library, since, until, expected):
    add(library, topical("comet", source="No date"))
    add(library, *[topical("comet", source=f"Of {d}", published=d) for d in DATED])
    filters = Filters(since=since, until=until)
    ids = [id_ for id_, _ in library.match('"comet"', 100, filters)]
    assert sorted({p.article.published for p in library.passages(ids).values()}) == expected
    query = library.embedder.embed_question("comet")
    assert {id_ for id_, _ in library.nearest(query, 100, filters)} == set(ids)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(source="cnn"), {"CNN", "CNN Politics"}),
        (Filters(source="POLITICS"), {"CNN Politics"}),
        (Filters(source="%"), set()),
        (Filters(source="straße"), {"STRASSE heute"}),
        (Filters(author="kelly"), {"CNN"}),
        (Filters(author="ZOË"), {"CNN Politics"}),
        (Filters(author='"the rock"'), {"STRASSE heute"}),
        (Filters(author='", "'), set()),
        (Filters(author="["), set()),
        (Filters(source="cnn", author="kelly"), {"CNN"}),
        (Filters(source="bbc"), set()),
        (Filters(), {"CNN", "CNN Politics", "STRASSE heute", None}),
    ],
    ids=str,
)
def test_sources_and_authors_in_any_case(library, filters, expected):
    add(
        library,
        topical("comet", source="CNN", authors=("Ann Kelly", "Bob")),
        topical("comet", source="CNN Politics", authors=("Zoë Roth",)),
        topical("comet", source="STRASSE heute", authors=('Dwayne "The Rock" Johnson',)),
        topical("comet", source=None),
    )
    ids = [id_ for id_, _ in library.match('"comet"', 100, filters)]
    assert {p.article.source for p in library.passages(ids).values()} == expected


def test_only_the_articles_asked_for(library):
    one, two, three = (topical("comet", source=name) for name in "ABC")
    add(library, one, two, three)
    ids = [id_ for id_, _ in library.match('"comet"', 99, Filters(articles=(one.id, three.id)))]
    assert {p.article.id for p in library.passages(ids).values()} == {one.id, three.id}


# The derived vector file. -------------------------------------------------------------------------


def test_another_reader_sees_what_was_added_and_removed(library, reopen):
    add(library, topical("comet"))
    reader = reopen(library.path)
    assert hits(reader, "comet") == hits(library, "comet")
    late = topical("glacier")
    add(library, late)
    assert hits(reader, "glacier")[1]
    assert hits(reader, "glacier") == hits(library, "glacier")
    with library.writing():
        library.remove(late.id)
    assert hits(reader, "glacier")[1] == []
    assert hits(reader, "comet") == hits(library, "comet")


def flip_middle(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


MISHAPS = {
    "deleted": lambda path: path.unlink(),
    "a byte changed": flip_middle,
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "of another program": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n"),
}


@pytest.mark.parametrize("mishap", MISHAPS.values(), ids=MISHAPS.keys())
def test_results_do_not_depend_on_the_vector_file(library, reopen, mishap):
    add(library, *map(topical, TOPICS))
    library.save_vectors()
    expected = [hits(library, topic) for topic in TOPICS]
    mishap(library.path / VECTORS)
    again = reopen(library.path)
    assert [hits(again, topic) for topic in TOPICS] == expected
    with again.writing():
        pass  # a writer writes the file anew
    assert list(again.damage()) == []


def test_a_stale_vector_file_is_caught_up(library, reopen):
    add(library, *map(topical, TOPICS[:5]))
    library.save_vectors()
    old = (library.path / VECTORS).read_bytes()
    with library.writing():
        library.remove(topical(TOPICS[0]).id)
    add(library, *map(topical, TOPICS[5:]))
    expected = [hits(library, topic) for topic in TOPICS]
    (library.path / VECTORS).write_bytes(old)
    again = reopen(library.path)
    assert [hits(again, topic) for topic in TOPICS] == expected


def test_adding_one_article_does_not_rewrite_the_collection(library):
    add(library, *[make_article(f"Article {n} of many.", source=str(n)) for n in range(300)])
    before = (library.path / VECTORS).stat().st_mtime_ns
    add(library, topical("comet"))
    assert (library.path / VECTORS).stat().st_mtime_ns == before
    assert "comet" in found(library, "comet")[0]


def test_damage_in_the_vector_file_is_reported(library):
    add(library, topical("comet"))
    flip_middle(library.path / VECTORS)
    assert "vectors.faiss is damaged" in " ".join(library.damage())


# Files that are no library. -----------------------------------------------------------------------


def test_no_library(tmp_path):
    with pytest.raises(LibraryMissing, match=r"no library in .*nowhere; make one with: qa add"):
        Library(tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 500], ids=["empty", "text"])
def test_not_a_database(tmp_path, content):
    (tmp_path / DATABASE).write_bytes(content)
    with pytest.raises(LibraryDamaged, match="is not a library"):
        Library(tmp_path)


def test_another_database(tmp_path):
    raw = sqlite3.connect(tmp_path / DATABASE)
    raw.execute("CREATE TABLE somebody (elses TEXT)")
    raw.close()
    with pytest.raises(LibraryDamaged, match="is not a library"):
        Library(tmp_path)


def test_a_library_of_a_later_format(library):
    with sqlite3.connect(library.path / DATABASE) as raw:
        raw.execute("UPDATE manifest SET value = '99' WHERE key = 'format_version'")
    raw.close()
    with pytest.raises(LibraryMismatch, match="has format 99, this program reads formats up to 2"):
        Library(library.path)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (HashEmbedder(dimension=32), "dimension 32, .* made with 64"),
        (HashEmbedder(name="finetuned"), "fingerprint finetuned-64, .* made with hash-64"),
    ],
    ids=["dimension", "weights"],
)
def test_another_embedder(library, other, said):
    add(library, topical("comet"))
    with Library(library.path, always(other)) as opened:
        assert opened.match('"comet"', 1)  # words need no embedder
        with pytest.raises(LibraryMismatch, match=said):
            _ = opened.embedder
    with pytest.raises(LibraryMismatch, match=said):
        Library.create(library.path, other)


def test_creating_a_library_that_is_there_keeps_it(library, embedder):
    add(library, topical("comet"))
    with Library.create(library.path, embedder) as again:
        assert again.counts()["articles"] == 1


def test_a_creation_that_was_cut_short_can_be_finished(tmp_path, embedder, monkeypatch):
    """As a kill would: some statements of the schema are done, then no more."""
    with monkeypatch.context() as broken:
        broken.setattr(storage, "schema", lambda: ["CREATE TABLE half (a)", "bad sql"])
        with pytest.raises(LibraryError, match="check it with: qa doctor"):
            Library.create(tmp_path, embedder)
    with Library.create(tmp_path, embedder) as made:
        assert add(made, topical("comet"))


def test_a_library_cannot_be_made_where_a_file_is(tmp_path, embedder):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(LibraryError, match="file"):
        Library.create(tmp_path / "file", embedder)
    assert (tmp_path / "file").read_text() == "mine"


# Writers and readers. -----------------------------------------------------------------------------


def test_a_second_writer_is_told_to_wait(library, reopen):
    other = reopen(library.path)
    with (
        library.writing(),
        pytest.raises(LibraryLocked, match=r"another program is writing .* wait for it to end"),
        other.writing(),
    ):
        pass
    add(other, topical("comet"))  # and may, when the first is done


def test_readers_are_not_kept_waiting_by_a_writer(library, reopen):
    add(library, topical("comet"))
    reader = reopen(library.path)
    writer = sqlite3.connect(library.path / DATABASE, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM manifest WHERE key = 'generation'")  # not committed, so not seen
    try:
        assert "comet" in found(reader, "comet")[0]
    finally:
        writer.execute("ROLLBACK")
        writer.close()


def test_a_search_sees_one_state_of_a_library_that_grows(library, reopen, monkeypatch):
    """The writer commits between any two statements of the reader."""
    add(library, topical("comet"))
    reader = reopen(library.path)
    growing = iter(range(100))
    counts = reader._store.counts

    def counts_after_an_addition():
        add(library, topical("senate", source=f"Paper {next(growing)}"))
        return counts()

    monkeypatch.setattr(reader._store, "counts", counts_after_an_addition)
    assert "comet" in found(reader, "comet")[0]


def test_readers_and_a_writer_at_once(library, reopen):
    add(library, topical("comet"))
    failures = []
    done = threading.Event()

    def read():
        with Library(library.path, always(HashEmbedder())) as reader:
            while not done.is_set():
                try:
                    assert any("comet" in text for text in found(reader, "comet", 50))
                except Exception as exc:
                    failures.append(exc)
                    return

    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in readers:
        thread.start()
    for n in range(40):
        add(library, topical("senate", source=f"Paper {n}"))
    done.set()
    for thread in readers:
        thread.join()
    assert failures == []


# What is stored stays whole. ----------------------------------------------------------------------

ARTICLES = [topical(topic) for topic in TOPICS[:6]]
STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=12)


@given(STEPS)
@settings(max_examples=12)
def test_any_sequence_of_additions_and_removals_leaves_a_whole_library(tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("sequence")
    stored = set()
    with Library.create(path, HashEmbedder()) as library:
        for adds, number in steps:
            article = ARTICLES[number]
            if adds:
                add(library, article)
                stored.add(article.id)
            elif article.id in stored:
                with library.writing():
                    library.remove(article.id)
                stored.remove(article.id)
        assert list(library.damage()) == []
        assert {article.id for article in library.articles()} == stored
        for topic, article in zip(TOPICS, ARTICLES, strict=False):
            assert bool(hits(library, topic)[1]) == (article.id in stored)
        library.save_vectors()
        expected = [hits(library, topic) for topic in TOPICS[:6]]
    with Library(path, always(HashEmbedder())) as library:
        assert [hits(library, topic) for topic in TOPICS[:6]] == expected


@given(st.text(min_size=1, max_size=80).filter(str.strip), st.text(max_size=20))
@settings(max_examples=30)
@example("\x1eleading mark", "\x1b[31mred")
@example("combining e\u0301 \u202e override \ufeff", "\U0010ffff")
@example("'); DROP TABLE articles; --", '"')
def test_any_characters_can_be_stored_and_found(tmp_path_factory, text, title):
    path = tmp_path_factory.mktemp("characters")
    article = make_article(f"{text} lighthouse", title=title)
    with Library.create(path, HashEmbedder()) as library:
        add(library, article)
        assert library.get(article.id) == article
        assert hits(library, "lighthouse")[1], "words behind odd characters are not found"
        assert list(library.damage()) == []
        with library.writing():
            library.remove(article.id)
        assert list(library.damage()) == []
        assert hits(library, "lighthouse")[1] == []


def test_a_zero_character_harms_nothing(library):
    """SQLite's text functions end there, so loaders leave it out; a program may bring it."""
    article = make_article("before\0behind it", title="ti\0tle")
    add(library, article)
    assert library.get(article.id) == article
    assert hits(library, "before")[1]
    assert list(library.damage()) == []
    with library.writing():
        library.remove(article.id)
    assert list(library.damage()) == []


def test_half_a_character_is_refused_and_harms_nothing(library):
    """Loaders replace lone surrogates; whoever brings one all the same corrupts nothing."""
    add(library, topical("comet"))
    with pytest.raises(UnicodeEncodeError):
        add(library, make_article("half of an emoji: \ud83d"))
    assert library.counts()["articles"] == 1
    assert list(library.damage()) == []


def test_a_changed_character_is_reported_as_damage(library):
    article = topical("comet")
    add(library, article)
    with sqlite3.connect(library.path / DATABASE) as raw:
        raw.execute("UPDATE articles SET text = replace(text, 'foreseen', 'forgiven')")
    raw.close()
    assert any(article.id in line for line in library.damage())


def test_content_words_are_what_fts_is_asked_for():
    assert content_words("What did the Kelly say about NATO?") == ["kelly", "nato"]
