"""Which library a command opens: the one that is named, the user's own, that of the samples."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from conftest import HashEmbedder, always, assert_one_line_error, lines
from examples import SCHEMA, STORY

from eval.gold import GOLD
from index.library import Library
from qa.samples import add_samples, are_the_samples, sample_library

NOTE = "note: no library of your own yet: reading the sample articles; make one with: qa add FILES"
ONCE = "indexing the sample articles, once …"


@pytest.fixture
def own(tmp_path) -> Path:
    """Return where the user's own library is, which is not there yet."""
    return tmp_path / "data" / "verbatim-qa" / "library"


@pytest.fixture
def samples(own) -> Path:
    """Return where the library of the samples is, which is not there yet."""
    return own.with_name("samples")


@pytest.fixture
def story(write) -> Path:
    return write("a.txt", STORY.format("comet"))


def make_samples(path: Path) -> None:
    with Library.create(path, HashEmbedder()) as library:
        list(add_samples(library))


def titles(qa, *options) -> list[str]:
    return [article["title"] for article in json.loads(qa("list", "--json", *options).stdout)]


# Without a library of one's own. ------------------------------------------------------------------


def test_the_first_question_reads_the_samples_and_says_so(qa, own, samples):
    first = qa("ask", "what did Kelly say", "--json")
    assert first.exit_code == 0
    jsonschema.validate(json.loads(first.stdout), SCHEMA)
    assert lines(first.stderr) == [NOTE, ONCE]
    second = qa("ask", "what did Kelly say", "--json")
    assert lines(second.stderr) == [NOTE]
    assert json.loads(second.stdout)["answers"] == json.loads(first.stdout)["answers"]
    assert Library.is_at(samples)
    assert not own.exists()


def test_every_verb_that_reads_reads_the_samples(qa, samples, own, write, monkeypatch):
    make_samples(samples)
    gold = write("gold.jsonl", GOLD.read_text(encoding="utf-8").splitlines()[0])
    answer = write("answer.json", qa("ask", "what did Kelly say", "--json").stdout)
    article = json.loads(qa("list", "--json").stdout)[0]["id"]
    served = []
    monkeypatch.setattr("ui.server.serve", lambda library, _, **how: served.append((library, how)))
    for command in (
        ["ask", "what did Kelly say"],
        ["chat"],
        ["search", "NATO"],
        ["list"],
        ["show", article],
        ["quotes"],
        ["verify", answer],
        ["serve", "--port", "0"],
        ["eval", "run", "--gold", gold],
    ):
        result = qa(*command, stdin="what did Kelly say\n" if command == ["chat"] else None)
        assert result.exit_code == 0, result.output
        assert result.stderr.startswith(f"{NOTE}\n"), command
    assert served[0][0].path == samples
    assert served[0][1]["read_only"], "what is added on the page would be among the samples"
    assert not own.exists()


def test_a_conversation_with_the_samples_goes_on(qa, samples):
    make_samples(samples)
    qa("ask", "what did Kelly say?")
    again = json.loads(qa("ask", "-c", "and Bolton?", "--json").stdout)
    assert again["standalone_question"] == "what did Bolton say?"


def test_doctor_makes_nothing(qa, samples, own):
    result = qa("doctor")
    assert result.exit_code == 1
    assert f"there is no library in {own}" in result.stdout
    assert not samples.exists()
    make_samples(samples)
    healthy = qa("doctor")
    assert healthy.exit_code == 0
    assert str(samples) in healthy.stdout


def test_two_first_questions_at_once_make_one_library(samples, monkeypatch):
    """One is made whole while the other is still at it."""

    def slowly(library):
        if not Library.is_at(samples):
            make_samples(samples)
        yield from add_samples(library)

    monkeypatch.setattr("qa.samples.add_samples", slowly)
    with sample_library(samples, lambda note: None, always(HashEmbedder())) as library:
        assert are_the_samples(library.articles())
        assert library.counts()["articles"] == 6
        assert list(library.damage()) == []
    assert list(samples.parent.iterdir()) == [samples]


def test_a_library_of_the_samples_is_whole_or_not_at_all(samples, monkeypatch):
    def broken(library):
        yield next(add_samples(library))
        raise KeyboardInterrupt

    monkeypatch.setattr("qa.samples.add_samples", broken)
    with pytest.raises(KeyboardInterrupt):
        sample_library(samples, lambda note: None, always(HashEmbedder()))
    assert list(samples.parent.iterdir()) == []


def test_a_data_folder_that_cannot_be_made(qa, write):
    write("data", "a file in the way")
    result = qa("ask", "what did Kelly say?")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("Error: cannot make the library of the sample")
    assert "name a library with --library" in result.stderr


@pytest.mark.parametrize(
    "command",
    ["list", "show a", "remove a", "ask who?", "search who?", "quotes", "verify -"],
)
@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_library_that_is_named_must_be_there(qa, tmp_path, monkeypatch, command, how):
    nowhere = tmp_path / "nowhere"
    if how == "environment":
        monkeypatch.setenv("QA_LIBRARY", str(nowhere))
    named = ["--library", nowhere] if how == "option" else []
    answer = '{"answers": []}' if command == "verify -" else None
    result = qa(*command.split(), *named, stdin=answer)
    assert_one_line_error(result, "make one with: qa add")
    assert not nowhere.exists()
    assert not (tmp_path / "data").exists()


def test_the_library_may_come_from_the_environment(qa, stored, monkeypatch):
    monkeypatch.setenv("QA_LIBRARY", str(stored))
    assert len(titles(qa)) == 2


# The user's own. ----------------------------------------------------------------------------------


def test_adding_makes_a_library_without_the_samples(qa, story, own, samples):
    make_samples(samples)
    assert qa("add", story).stderr == "1 added, 0 unchanged, 0 removed, 0 failed\n"
    listed = qa("list")
    assert "A story about the comet" in listed.stdout
    assert len(titles(qa)) == 1
    assert listed.stderr == ""


def test_the_samples_are_added_to_a_library_that_is_named_alone(qa, tmp_path, own):
    refused = qa("add", "--samples")
    assert refused.exit_code == 2
    assert "--samples goes with --library" in refused.stderr
    assert not own.exists()
    named = tmp_path / "named"
    assert qa("add", "--samples", "--library", named).stderr.startswith("6 added")


@pytest.mark.parametrize("inputs", [["missing.txt"], ["-"], ["missing.txt", "empty.txt"]], ids=str)
def test_nothing_to_add_makes_no_library(qa, write, tmp_path, monkeypatch, inputs):
    write("empty.txt", "")
    monkeypatch.chdir(tmp_path)
    for named in [], ["--library", "new"]:
        result = qa("add", *inputs, *named, stdin="")
        assert result.exit_code == 1
        assert result.stderr.endswith(f"{len(inputs)} failed\n")
        assert len(lines(result.stderr)) == len(inputs) + 1
        report = json.loads(qa("add", *inputs, *named, "--json", stdin="").stdout)
        assert len(report["failed"]) == len(inputs)
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "data").exists()


def test_the_first_article_makes_the_library_and_every_failure_is_told_once(
    qa, write, story, tmp_path
):
    half = write("half.jsonl", '{"text": \n' + json.dumps({"text": STORY.format("glacier")}))
    result = qa("add", tmp_path / "missing.txt", half, story, "-", stdin=STORY.format("senate"))
    assert result.stderr.count("missing.txt does not exist") == 1
    assert result.stderr.count("half.jsonl") == 1
    assert result.stderr.endswith("3 added, 0 unchanged, 0 removed, 2 failed\n")
    assert len(titles(qa)) == 3


# Earlier versions made the samples the user's own. ------------------------------------------------


def test_samples_in_the_place_of_the_users_own_are_set_aside(qa, own, samples, story):
    make_samples(own)
    before = titles(qa)
    result = qa("add", story)
    assert result.exit_code == 0
    note, summary = lines(result.stderr)
    assert note == f"note: your library held the sample articles alone; it is in {samples} now"
    assert summary.startswith("1 added")
    assert len(titles(qa)) == 1
    assert titles(qa, "--library", samples) == before


def test_samples_that_have_a_library_already_are_removed(qa, own, samples, story):
    make_samples(own)
    make_samples(samples)
    note, _ = lines(qa("add", story).stderr)
    assert note.startswith("note: your library held the sample articles alone; it was removed")
    assert len(titles(qa)) == 1


def test_samples_are_not_set_aside_for_nothing(qa, own, samples, tmp_path):
    make_samples(own)
    result = qa("add", tmp_path / "missing.txt")
    assert result.exit_code == 1
    assert "held the sample articles" not in result.stderr
    assert Library.is_at(own)
    assert not samples.exists()


def test_samples_beside_the_users_own_articles_stay(qa, own, story, write):
    make_samples(own)
    assert qa("add", story, "--library", own).exit_code == 0  # a folder that is named is not moved
    result = qa("add", write("b.txt", STORY.format("glacier")))
    assert result.stderr == "1 added, 0 unchanged, 0 removed, 0 failed\n"
    assert len(titles(qa)) == 8


def test_some_of_the_samples_are_a_library_of_ones_own(qa, own, story):
    make_samples(own)
    with Library(own, always(HashEmbedder())) as library, library.writing():
        library.remove(next(library.articles()).id)
    assert qa("add", story).stderr == "1 added, 0 unchanged, 0 removed, 0 failed\n"
    assert len(titles(qa)) == 6


def test_samples_that_are_written_to_are_not_set_aside(qa, own, story):
    make_samples(own)
    with Library(own, always(HashEmbedder())) as library, library.writing():
        assert_one_line_error(qa("add", story), "another program is writing")
    assert Library.is_at(own)


# Nothing goes into the samples, or out of them. ---------------------------------------------------


def test_nothing_is_removed_from_the_samples(qa, samples):
    make_samples(samples)
    article = json.loads(qa("list", "--json").stdout)[0]["id"]
    assert_one_line_error(qa("remove", article), "there is no library of your own yet")
    assert_one_line_error(qa("remove", article, "--library", samples), "stays as it is")
    assert len(titles(qa)) == 6


def test_nothing_is_added_to_the_samples(qa, samples, story):
    make_samples(samples)
    assert_one_line_error(qa("add", story, "--library", samples), "stays as it is")
    assert len(titles(qa)) == 6
