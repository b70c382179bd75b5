"""One library for many browsers: reading while it changes, and what is kept of what was added."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import HashEmbedder, always

from index.articles import Listed
from index.errors import CitationMismatch, LibraryLocked, UnknownArticle
from index.filters import Filters
from index.ingest import Added, Failed, Unchanged
from index.library import Library
from ui.collection import KEPT, Collection

PIER = b"""Harbor plan approved

The council approved the harbor plan on Tuesday after a long debate about the ferry landing.

"We will build the pier before winter comes," said Olaf Lund, the harbor master.
"""


@pytest.fixture
def path(hash_samples, tmp_path) -> Path:
    shutil.copytree(hash_samples, tmp_path / "library")
    return tmp_path / "library"


@pytest.fixture
def collection(path):
    with Library(path, always(HashEmbedder())) as library:
        yield Collection(library, reader="sentence")


def test_questions_are_answered_while_articles_are_added(collection):
    adding = collection.add([("pier.txt", PIER), ("more.txt", PIER.replace(b"pier", b"dam"))])
    share, report = next(adding)
    assert 0 <= share < 1
    assert isinstance(report, Added)
    assert collection.ask("what did Lund say", Filters(), None).findings
    with pytest.raises(LibraryLocked):
        list(collection.add([("late.txt", PIER)]))
    assert [type(report) for _, report in adding] == [Added]


def test_many_threads_get_the_answers_to_their_own_questions(collection):
    names = ["Kelly", "Bolton", "Stavridis", "Shaheen", "Flournoy"] * 4
    with ThreadPoolExecutor(10) as pool:
        asked = [pool.submit(collection.ask, f"what did {n} say", Filters(), None) for n in names]
    for name, future in zip(names, asked, strict=True):
        findings = future.result().findings
        assert findings
        assert all(name in finding.speaker.name for finding in findings)


def test_the_lists_follow_the_library(collection):
    before = collection.catalogue()
    assert before is collection.catalogue()
    list(collection.add([("pier.txt", PIER)]))
    after = collection.catalogue()
    assert len(after.articles) == len(before.articles) + 1
    assert after.quotations == before.quotations + 1
    assert [row.title for row in collection.rows(after.articles[-1:])] == [after.articles[-1].label]
    assert after.sources == before.sources != ()
    assert [utterance.words for utterance in collection.said("Olaf Lund")] == [
        "We will build the pier before winter comes,"
    ]
    assert collection.said("Nobody") == []


def test_every_example_is_answered(collection):
    examples = collection.catalogue().examples
    assert len(examples) == 3
    for question in examples:
        assert collection.ask(question, Filters(), None).findings


def test_what_is_added_is_kept_until_it_is_removed(collection, path):
    added = [report for _, report in collection.add([("pier.txt", PIER), ("no.png", b"\x89PNG")])]
    assert [type(report) for report in added] == [Added, Failed]
    assert str(added[1].error).startswith("no.png is a PNG picture")
    article = added[0].article
    assert [file.name for file in path.glob(f"{KEPT}/*/*")] == ["pier.txt"]
    assert Path(article.path).read_bytes() == PIER
    ((_, again),) = collection.add([("pier.txt", PIER)])
    assert isinstance(again, Unchanged)
    collection.remove(article.id)
    assert not list((path / KEPT).iterdir())
    with pytest.raises(UnknownArticle):
        collection.remove(article.id)
    assert collection.rows([Listed.of(article)]) == []


def test_a_file_of_the_users_own_stays_when_its_article_is_removed(collection, path):
    first = collection.catalogue().articles[0].id
    file = Path(collection.article(first).path)
    collection.remove(first)
    assert file.exists()


def test_words_are_cut_again_and_must_be_there(collection):
    article = collection.catalogue().articles[0].id
    assert collection.cite(article, 0, 10).quote == collection.article(article).text[:10]
    with pytest.raises(CitationMismatch):
        collection.cite(article, 0, 10**6)
    with pytest.raises(UnknownArticle):
        collection.cite("f" * 16, 0, 10)
