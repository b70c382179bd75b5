"""The contract of a store: the one in a folder and the one in memory do the same."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import HashEmbedder, add, found, make_article

from index.articles import Article, Listed
from index.errors import LibraryMismatch, UnknownArticle
from index.filters import Filters
from index.library import Library, manifest_for
from index.passages import Passage
from index.quotations import find_quotations
from index.store import upgrade
from index.store.memory import MemoryStore
from index.store.sqlite import SqliteStore
from index.store.store import Entry, FileRecord, Store

EMBEDDER = HashEmbedder()
COMET = make_article(
    'A comet passes. "It is bright," said Ada Holm.',
    title="The comet",
    source="The Star",
    authors=("Nela Varga",),
    published="2020-05",
)
TRAMS = make_article(
    'Trams run at night. "It is late," said Jon Abel. "It is loud," Abel said.',
    title="Night trams",
    source="The Ledger",
    published="2019-01-31",
)
BREAD = make_article('Bread is dear. "It is dear," said Ada Holm.', title="Bread")


def entry(article) -> Entry:
    passages = [Passage(article, 0, len(article.text))]
    vectors = EMBEDDER.embed_passages([p.text for p in passages])
    return Entry(article, passages, vectors, find_quotations(article))


@pytest.fixture(params=["sqlite", "memory"])
def store(request, tmp_path: Path) -> Iterator[Store]:
    manifest = manifest_for(EMBEDDER)
    made: Store = (
        MemoryStore(manifest)
        if request.param == "memory"
        else SqliteStore.create(tmp_path / "library", manifest)
    )
    with made.writing():
        made.add([entry(COMET), entry(TRAMS), entry(BREAD)], [("/f", COMET.id)], [])
    yield made
    made.close()


def only(store: Store, **filters) -> list[str]:
    return [article.title or "" for article in store.articles(Filters(**filters))]


def test_articles_come_back_as_they_were_added(store):
    assert list(store.articles()) == [COMET, TRAMS, BREAD]
    assert store.article(TRAMS.id) == TRAMS
    assert store.article("nothing") is None
    assert store.ids_like(TRAMS.id[:9]) == [TRAMS.id]
    assert store.counts() == {"articles": 3, "passages": 3}
    assert store.passage_counts() == {COMET.id: 1, TRAMS.id: 1, BREAD.id: 1}
    assert store.quotation_counts() == {COMET.id: 1, TRAMS.id: 2, BREAD.id: 1}
    assert store.damage() == []


def test_filters_choose_articles(store):
    assert only(store, source="star") == ["The comet"]
    assert only(store, author="VARGA") == ["The comet"]
    assert only(store, since="2020-05-31") == ["The comet"]  # it may be the 31st
    assert only(store, since="2020-06-01") == []
    assert only(store, until="2019") == ["Night trams"]
    assert only(store, until="2020-05-01") == ["The comet", "Night trams"]
    assert only(store, articles=(BREAD.id,)) == ["Bread"]


def test_page_after_page_gives_all_articles_once(store):
    more = [make_article(f"Number {n}.", source="The Ledger", title=f"N{n}") for n in range(5)]
    with store.writing():
        store.add([entry(article) for article in more], [], [])
    seen: list[Article] = []
    after = None
    while page := list(store.articles(Filters(source="ledger"), after, 2)):
        seen += page
        after = page[-1].id
        with store.writing():  # what is added meanwhile and not asked for is not there
            store.add([entry(make_article(f"Late {after}.", source="The Star"))], [], [])
    assert seen == [TRAMS, *more]
    assert list(store.articles(limit=0)) == list(store.articles(after="nobody")) == []
    assert list(store.articles(after=COMET.id, limit=1)) == [TRAMS]


def test_articles_are_listed_without_their_texts(store):
    untitled = make_article("word " * 900, title=None)
    with store.writing():
        store.add([entry(untitled)], [], [])
    assert list(store.listed()) == [Listed.of(a) for a in (COMET, TRAMS, BREAD, untitled)]
    assert list(store.listed(Filters(source="ledger"))) == [Listed.of(TRAMS)]


def test_sources_and_authors_are_counted_most_first(store):
    with store.writing():
        store.add([entry(make_article("1.", source="The Star", authors=("Z", "A", "A")))], [], [])
        store.add([entry(make_article("2.", source=None, authors=("Nela Varga",)))], [], [])
    assert store.sources() == [("The Star", 2), ("The Ledger", 1), ("The Paper", 1)]
    assert store.authors() == [("Nela Varga", 2), ("A", 1), ("Z", 1)]
    assert store.authors(Filters(source="star")) == [("A", 1), ("Nela Varga", 1), ("Z", 1)]


def test_counts_of_the_articles_that_are_asked_for(store):
    only_trams = Filters(articles=(TRAMS.id,))
    assert store.passage_counts(only_trams) == {TRAMS.id: 1}
    assert store.quotation_counts(only_trams) == {TRAMS.id: 2}
    assert len(store.passage_counts(Filters(articles=(TRAMS.id, *map(str, range(40_000)))))) == 1


def test_pages_of_quotations_and_speakers(store):
    every = store.quotations()
    assert [store.quotations(limit=1, offset=n)[0] for n in range(4)] == every
    assert store.quotations(offset=4) == []
    assert store.quotations(speakers=["Ada Holm"], limit=5, offset=1) == every[3:]
    assert store.speakers(limit=1, offset=1) == store.speakers()[1:2]


def test_a_snapshot_may_be_taken_inside_another(store):
    with store.snapshot(), store.snapshot():
        assert list(store.articles(limit=1)) == [COMET]
    with store.writing():
        store.remove(COMET.id)


def test_quotations_are_found_oldest_first(store):
    quoted = [quotation.speaker_name for _, quotation in store.quotations()]
    assert quoted == ["Jon Abel", "Jon Abel", "Ada Holm", "Ada Holm"]
    assert [a.title for a, _ in store.quotations()][-2:] == ["The comet", "Bread"]  # undated last
    assert [a.title for a, _ in store.quotations(speakers=["Ada Holm"], limit=1)] == ["The comet"]
    assert store.quotations(speakers=[]) == []
    assert len(store.quotations(within=[Passage(TRAMS, 0, 40)])) == 1
    assert store.quotations(within=[]) == []
    assert [(n, q, a) for n, _, q, a in store.speakers()] == [
        ("Ada Holm", 2, 2),
        ("Jon Abel", 2, 1),
    ]


def test_passages_are_found_by_meaning_and_by_words(store):
    (near, score), *more = store.nearest(EMBEDDER.embed_question(TRAMS.text), 2)
    assert (score, len(more)) == (pytest.approx(1, abs=1e-3), 1)
    (passage,) = store.passages([near, 999]).values()
    assert passage.article == TRAMS
    assert [id_ for id_, _ in store.match('"trams" OR "loud"', 3)] == [near]
    assert store.match('"at night"', 3)
    assert store.match('"night at"', 3) == []
    assert store.match("", 3) == []
    assert store.match('"trams"', 3, Filters(source="star")) == []
    elsewhere = store.nearest(EMBEDDER.embed_question(TRAMS.text), 3, Filters(source="star"))
    assert [p.article for p in store.passages([i for i, _ in elsewhere]).values()] == [COMET]


def test_a_passage_has_the_cosine_of_the_search_whoever_found_it(store):
    query = EMBEDDER.embed_question(TRAMS.text)
    found = dict(store.nearest(query, 3))
    assert len(found) > 1
    assert store.cosines(query, [*found, 999]) == pytest.approx(found, abs=1e-5)
    assert store.cosines(query, []) == {}


def test_a_rare_word_counts_more_than_a_common_one_and_text_more_than_title(store):
    best = [id_ for id_, _ in store.match('"is" OR "dear"', 3)]
    assert store.passages(best[:1])[best[0]].article == BREAD


def test_a_file_that_changed_replaces_its_articles(store):
    record = FileRecord("/f", "abc", 7, "1.0", frozenset())
    before = store.generation()
    with store.writing():
        assert store.add([], [], [record]) == [(COMET.id, "/f")]
    assert store.generation() > before
    assert store.file("/f") == ("abc", 7, "1.0")
    assert store.file("/g") is None
    assert list(store.articles()) == [TRAMS, BREAD]


def test_a_removed_article_leaves_nothing_and_its_file_counts_as_unread(store):
    (old, _), *_ = store.match('"comet"', 1)
    with store.writing():
        store.add([], [], [FileRecord("/f", "abc", None, "1.0", frozenset({COMET.id}))])
        store.remove(COMET.id)
        assert store.file("/f") is None
        store.add([entry(COMET)], [], [])
    (new, _), *_ = store.match('"comet"', 1)
    assert new not in (old, 1, 2, 3)  # an id is never used twice
    assert store.passages([old]) == {}


def test_what_older_rules_made_is_made_anew(store, monkeypatch):
    assert store.outdated() == {}
    monkeypatch.setattr(upgrade, "QUOTATION_RULES", upgrade.QUOTATION_RULES + 1)
    assert store.outdated() == {COMET.id: False, TRAMS.id: False, BREAD.id: False}
    monkeypatch.setattr(upgrade, "PASSAGE_RULES", upgrade.PASSAGE_RULES + 1)
    with store.writing():
        none = Entry(TRAMS, [], np.empty((0, EMBEDDER.dimension), np.float32), [])
        store.renew([(none, True), (entry(BREAD), False)])
    assert store.outdated() == {COMET.id: True, BREAD.id: True}
    assert store.passage_counts()[TRAMS.id] == store.quotation_counts()[TRAMS.id] == 0
    assert store.match('"trams"', 3) == []


def test_a_library_stands_over_any_store(store):
    library = Library.over(store, EMBEDDER)
    (new,) = add(library, make_article("The harbour is frozen.", title="Ice"))
    assert library.get(new).title == "Ice"
    assert list(library.articles(after=new)) == []
    with pytest.raises(UnknownArticle, match="no article has the id 'nobody'"):
        library.articles(after="nobody")
    assert "harbour" in found(library, "Is the harbour frozen?")[0]
    with pytest.raises(LibraryMismatch, match="install that model again"):
        Library.over(store, HashEmbedder(8))
