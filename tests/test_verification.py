from __future__ import annotations

import json
import sqlite3
import textwrap
from pathlib import Path

import pytest
from conftest import add, make_article

from index.errors import CitationMismatch, VerbatimError
from index.ingest import ingest
from index.passages import Passage
from index.retrieval import Candidate
from index.store.sqlite import DATABASE
from qa.answering.checking import check
from qa.answers import Answer, Citation, Finding, Form, Near
from qa.showing.as_json import answer_json, citation_json, dumps
from qa.showing.verification import citations_of, read_answers, verify

VERSION_1 = Path(__file__).parent / "data" / "answers-version-1.ndjson"  # of the article below
TEXT = "Kelly left in March. He said “I was tired” to Bob\u2028and went home."


@pytest.fixture
def article(library):
    made = make_article(
        TEXT,
        "A second paragraph.",
        title="T",
        authors=("A",),
        published="2019",
        url="https://e.com",
    )
    add(library, made)
    return made


def cite(article, words):
    start = article.text.index(words)
    return Citation(article, start, start + len(words))


def printed(article, *, words="I was tired", form=Form.VALUE, also=()):
    finding = Finding.of_words(cite(article, words), 0.9, form, tuple(also))
    return json.loads(dumps(answer_json(Answer("?", (finding,)))))


def verify_all(library, answer):
    return [verify(library, cited) for cited in citations_of(answer)]


def test_a_real_answer_stands(library, article):
    assert verify_all(library, printed(article)) == ["article"]


def test_the_other_places_are_checked_too(library, article):
    other = make_article("He said “I was tired”.", source="BBC")
    answer = printed(article, also=[cite(other, "I was tired")])
    with pytest.raises(CitationMismatch, match="that article is not in the library"):
        verify_all(library, answer)
    add(library, other)
    assert len(verify_all(library, answer)) == 2


def near(article):
    passage = Candidate(Passage(article, 0, len(article.text)), 1.0)
    marks = (cite(article, "I was tired"),)
    return [Near.of(passage), Near(passage, marks[0].whole, marks, 0.2)]


def test_what_is_nearest_is_checked_too(library, article):
    answer = answer_json(Answer("?", (), tuple(near(article))))
    assert verify_all(library, answer) == ["article", "article"]
    answer["nearest"][1]["text"] += "!"
    with pytest.raises(CitationMismatch, match="the stored text is"):
        verify_all(library, answer)


@pytest.mark.parametrize("form", Form)
def test_answers_of_every_form_stand(library, article, form):
    answer = printed(article, form=form)
    whole = form is Form.SENTENCES
    assert (answer["answers"][0]["text"] == answer["answers"][0]["sentence"]) == whole
    assert verify_all(library, answer) == ["article"]


@pytest.mark.parametrize("marks", [[[5, 5]], [[-1, 4]], [[0, 10**6]], [[9, 4]]], ids=str)
def test_marks_that_cut_no_words_out_of_the_sentences(library, article, marks):
    for answer in (
        printed(article, form=Form.SENTENCES),
        answer_json(Answer("?", (), tuple(near(article)[1:]))),
    ):
        (answer["answers"] or answer["nearest"])[0]["marks"] = marks
        with pytest.raises(CitationMismatch, match="the mark"):
            verify_all(library, answer)


def test_answers_of_version_1_still_stand(library, article):
    answers = read_answers(VERSION_1.read_text("utf-8"))
    assert [answer["status"] for answer in answers] == ["answered", "not_found"]
    assert [verify_all(library, answer) for answer in answers] == [["article"], ["article"]]
    answers[0]["answers"][0]["text"] = "I was fired"
    answers[1]["nearest"][0]["citation"]["start"] += 1
    for answer in answers:
        with pytest.raises(CitationMismatch):
            verify_all(library, answer)


EDITS = {
    ("text",): "I was fired",
    ("sentence",): "He said nothing.",
    ("marks",): [[0, 2]],
    ("form",): "sentences",
    ("citation", "exact"): "I was fired",
    ("citation", "start"): 1,
    ("citation", "end"): 10**9,
    ("citation", "prefix"): "She said “",
    ("citation", "suffix"): "”, not",
    ("citation", "article_id"): "0123456789abcdef",
    ("citation", "title"): "Another title",
    ("citation", "source"): "Another paper",
    ("citation", "authors"): ["Somebody Else"],
    ("citation", "published"): "2024-01-01",
    ("citation", "published_kind"): "inferred",
    ("citation", "url"): "https://elsewhere.com",
    ("citation", "path"): "/elsewhere",
    ("citation", "raw_sha256"): "f" * 64,
    ("citation", "quoted_from"): "Somebody",
    ("citation", "deep_link"): "https://elsewhere.com#:~:text=I",
}


@pytest.mark.parametrize("where", EDITS, ids=".".join)
def test_one_edited_field_is_noticed(library, article, where):
    answer = printed(article)
    place = answer["answers"][0]
    for name in where[:-1]:
        place = place[name]
    assert place[where[-1]] != EDITS[where]
    place[where[-1]] = EDITS[where]
    with pytest.raises(CitationMismatch):
        verify_all(library, answer)


def test_every_field_of_a_citation_is_among_those_edits(article):
    names = printed(article)["answers"][0]["citation"]
    assert {("citation", name) for name in names} <= set(EDITS)


@pytest.mark.parametrize(
    "edit",
    [{"start": -5}, {"start": 20, "end": 20}, {"start": 30, "end": 20}, {"article_id": ""}],
    ids=str,
)
def test_impossible_places(library, article, edit):
    cited = {**printed(article)["answers"][0]["citation"], **edit}
    with pytest.raises(CitationMismatch):
        verify(library, cited)


def test_the_beginning_of_an_id_is_not_the_id(library, article):
    cited = {**printed(article)["answers"][0]["citation"], "article_id": article.id[:8]}
    with pytest.raises(CitationMismatch):
        verify(library, cited)


def test_a_citation_between_two_paragraphs(library, article):
    start = article.text.index("\n\n")
    cited = {"article_id": article.id, "start": start, "end": start + 3, "exact": "\n\nA"}
    with pytest.raises(CitationMismatch, match="between two paragraphs"):
        verify(library, cited)


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("text", "replace(text, 'tired', 'fired')"),
        ("text", "replace(text, 'second', 'Second')"),
        ("title", "'Another title'"),
        ("source", "'Another paper'"),
        ("title", "NULL"),
    ],
    ids=["cited words", "other words", "title", "source", "title taken away"],
)
def test_one_edited_character_in_the_library_is_noticed(library, article, column, change):
    answer = printed(article)
    with sqlite3.connect(library.path / DATABASE) as raw:
        raw.execute(f"UPDATE articles SET {column} = {change}")
    raw.close()
    with pytest.raises(CitationMismatch):
        verify_all(library, answer)
    fresh = printed(library.get(article.id), words="He said")
    with pytest.raises(
        CitationMismatch, match=f"changed after it was added.*qa remove {article.id}"
    ):
        verify_all(library, fresh)
    with pytest.raises(CitationMismatch, match="changed after it was added"):
        check(cite(library.get(article.id), "He said"))


# The raw file. ------------------------------------------------------------------------------------

PARAGRAPHS = [
    "A story about the comet",
    "The comet was seen by many people on the shore late on Monday, the mayor said, and nobody in "
    "the town could remember anything like it.",
    "Scientists who study it came from far away to measure it for themselves, and they stayed for "
    "a whole week in the only hotel that was still open at that time of the year.",
]
STORY = "\n\n".join(textwrap.fill(paragraph, 64) for paragraph in PARAGRAPHS) + "\n"


@pytest.fixture
def raw(library, write):
    path = write("story.txt", STORY)
    list(ingest(library, [str(path)]))
    return path


def stored(library):
    (article,) = library.articles()
    return article


def test_plain_text_is_found_in_its_raw_file_across_line_wraps(library, raw):
    answer = printed(stored(library), words="late on Monday, the mayor said")
    assert "late on Monday, the mayor said" not in raw.read_text()
    assert verify_all(library, answer) == ["article and file"]


def test_a_passage_of_several_paragraphs_is_found_in_its_raw_file(library, raw):
    article = stored(library)
    cited = citation_json(Citation(article, 0, len(article.text)))
    assert verify(library, cited) == "article and file"


@pytest.mark.parametrize("fate", [Path.unlink, lambda path: path.write_text("Other words.")])
def test_a_raw_file_that_is_gone_or_changed_proves_nothing(library, raw, fate):
    fate(raw)
    assert verify_all(library, printed(stored(library), words="the mayor said")) == ["article"]


def test_words_that_are_not_in_the_raw_file(library, write, monkeypatch):
    """A program stored an article that its file does not hold."""
    from dataclasses import replace
    from hashlib import sha256

    path = write("b.txt", "Nothing of the kind.")
    digest = sha256(path.read_bytes()).hexdigest()
    article = replace(make_article("Made-up words."), path=str(path), raw_sha256=digest)
    add(library, article)
    with pytest.raises(
        CitationMismatch, match=r"“Made-up words\.” .* these words are not in .*b\.txt"
    ):
        verify_all(library, printed(article, words="Made-up words."))


def test_html_is_checked_in_the_article_only(library, write):
    paragraph = "The comet was seen by many people on the shore on <b>Monday</b>, the mayor said. "
    path = write("a.html", f"<html><body><article><p>{paragraph * 8}</p></article></body></html>")
    list(ingest(library, [str(path)]))
    answer = printed(stored(library), words="on Monday, the mayor said")
    assert verify_all(library, answer) == ["article"]


# What qa ask --json prints. -----------------------------------------------------------------------


def test_one_answer_or_one_a_line(article):
    one = dumps(printed(article))
    assert len(read_answers(one)) == 1
    assert len(read_answers(json.dumps(printed(article), indent=2))) == 1
    assert len(read_answers(f"{one}\n\n{one}\n")) == 2
    assert len(read_answers("\ufeff" + one)) == 1


def test_words_with_line_ends_of_unicode_stay_in_one_line(article):
    """U+2028, U+0085 and others end a line for str.splitlines, not for JSON Lines."""
    one = dumps(printed(article, words="Bob\u2028and"))
    assert "\u2028" in one
    assert len(read_answers(f"{one}\n{one}")) == 2


CITED = {"article_id": "a", "exact": "b", "start": 0, "end": 1}
NOT_ANSWERS = {
    "nothing": "",
    "spaces": " \n ",
    "text": "hello",
    "a number": "1",
    "null": "null",
    "a list": "[]",
    "an object": "{}",
    "half an answer": '{"version": 1, "answers": [{"text": "a"',
    "an error line": '{"question": "", "status": "error", "error": "empty"}',
    "answers that are none": '{"answers": [1]}',
    "no place": '{"answers": [{"text": "a", "citation": {}}]}',
    "deep nesting": "[" * 100_000,
    **{
        f"{name} {value!r}": json.dumps(
            {"answers": [{"text": "b", "citation": {**CITED, name: value}}]}
        )
        for name, value in [
            ("start", "0"), ("start", 0.5), ("end", True), ("end", None), ("exact", 5),
            ("article_id", ["a"]),
        ]
    },
    **{
        f"{name} {value!r}": json.dumps(
            {"answers": [{"text": "b", "marks": [], "citation": CITED, name: value}]}
        )
        for name, value in [
            ("marks", None), ("marks", [0, 1]), ("marks", [[0]]), ("marks", [["0", 1]]),
            ("form", "guess"),
        ]
    },
}  # fmt: skip


@pytest.mark.parametrize("text", NOT_ANSWERS.values(), ids=NOT_ANSWERS.keys())
def test_what_is_no_answer(text):
    with pytest.raises(VerbatimError, match="give what qa ask --json prints"):
        read_answers(text)
