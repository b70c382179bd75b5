"""The Python interface, its documentation included."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys

import pytest
from conftest import ROOT, HashEmbedder, make_article
from conftest import add as add_articles

import qa
from index.errors import LibraryError, LibraryMissing, UnknownArticle, UnknownSpeaker
from index.library import Library
from qa.api import OpenLibrary

DOCUMENTATION = ROOT / "docs" / "api.md"


def test_the_documentation_is_true(tmp_path, monkeypatch):
    """Run with the packaged models, as a reader of it would."""
    text = DOCUMENTATION.read_text(encoding="utf-8")
    article = re.search(r"```text\n(.*?)```", text, re.DOTALL)
    assert article
    (tmp_path / "ferry.txt").write_text(article[1], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QA_READER", raising=False)
    examples = doctest.DocTestParser().get_doctest(text, {}, "docs/api.md", None, 0)
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=told.append)
    assert not told, "".join(told)
    assert len(examples.examples) > 10


@pytest.fixture
def opened(library):
    """Return an open library of two articles, one of them with a quotation."""
    add_articles(
        library,
        make_article(
            "“The comet is a great thing,” John Berg said on Monday.",
            source="CNN",
            published="2019-01-14",
        ),
        make_article("The glacier melts every summer.", title=None, source=None),
    )
    return OpenLibrary(library, reader="sentence")


def test_answers_are_slices(opened):
    answer = opened.ask("what did Berg say?")
    assert isinstance(answer, qa.Answer)
    citation = answer.findings[0].words
    assert citation.quote == "The comet is a great thing,"
    assert citation.article.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("which", "count"),
    [
        ({}, 2),
        ({"source": "cnn"}, 1),
        ({"author": "nobody"}, 0),
        ({"since": "2019-01-15"}, 0),
        ({"until": "2019"}, 1),
        ({"since": None}, 2),
    ],
    ids=str,
)
def test_filters_are_those_of_the_command_line(opened, which, count):
    assert len(list(opened.articles(**which))) == count
    assert len(opened.search("comet glacier", **which)) == count


def test_articles_may_be_named_by_the_beginning_of_their_ids(opened):
    second = list(opened.articles())[1]
    assert [a.id for a in opened.articles(articles=[second.id[:8]])] == [second.id]
    with pytest.raises(UnknownArticle, match="zzz"):
        opened.ask("comet", articles=["zzz"])


def test_what_cannot_be_asked(opened):
    with pytest.raises(qa.VerbatimError, match="the question is empty"):
        opened.ask("  ")
    with pytest.raises(qa.VerbatimError, match="the question is empty"):
        opened.search("?")
    with pytest.raises(ValueError, match="k should be >= 1, is now 0"):
        opened.search("comet", k=0)
    with pytest.raises(ValueError, match=r"a date should look like 2019.*'yesterday'"):
        opened.ask("comet", since="yesterday")


def test_quotations_come_with_their_speakers(opened):
    (said,) = opened.quotes()
    assert (said.speaker.name, said.words.quote) == ("John Berg", "The comet is a great thing,")
    assert 0 < said.confidence <= 1
    assert opened.quotes(speaker="Berg", source="BBC") == []
    with pytest.raises(UnknownSpeaker, match="Nobody"):
        opened.quotes(speaker="Nobody")


def test_opening_never_makes_a_library(tmp_path):
    with pytest.raises(LibraryMissing, match="make one with"):
        qa.open(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_making_never_opens_a_library(library):
    with pytest.raises(LibraryError, match=r"already; open it with qa\.open"):
        qa.create(library.path)


def test_a_library_is_closed_at_the_end_of_with(tmp_path):
    made = Library.create(tmp_path / "made", HashEmbedder())
    with OpenLibrary(made) as library:
        assert list(library.articles()) == []
    with pytest.raises(Exception, match="closed"):
        list(library.articles())


def test_everything_that_is_offered_is_there():
    assert all(getattr(qa, name) for name in qa.__all__)
    with pytest.raises(AttributeError, match="'nonsense'"):
        qa.nonsense  # noqa: B018


def test_the_import_is_cheap():
    script = "import sys, qa; print({'numpy', 'click', 'sqlite3', 'faiss'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert shown.stdout == "set()\n", shown.stderr
