"""`qa ask` and `qa search`."""

from __future__ import annotations

import json

import jsonschema
import pytest
from conftest import assert_one_line_error, lines
from examples import SCHEMA, controls


def test_ask_prints_the_quotation_first(qa, stored):
    result = qa("ask", "When", "was", "the", "comet", "seen?", "--library", stored)
    assert result.exit_code == 0
    assert lines(result.stdout)[0] == "“The comet was seen on Monday.”"
    assert "CNN · Ann Writer · 2019-01-14" in result.stdout
    assert result.stderr == ""


def test_ask_json_keeps_to_the_schema(qa, stored):
    result = qa("ask", "--json", "when was the comet seen", "--library", stored)
    answer = json.loads(result.stdout)
    jsonschema.validate(answer, SCHEMA)
    assert answer["status"] == "answered"
    assert answer["answers"][0]["citation"]["title"] == "The comet"
    assert result.stderr == ""


def test_an_honest_not_found_is_a_success(qa, stored):
    for flags, code in ([], 0), (["--fail-on-abstain"], 3):
        text = qa("ask", "xylophone prices", "--library", stored, *flags)
        assert text.exit_code == code
        assert text.stdout.startswith("No answer was found")
        printed = qa("ask", "xylophone prices", "--json", "--library", stored, *flags)
        assert printed.exit_code == code
        answer = json.loads(printed.stdout)
        jsonschema.validate(answer, SCHEMA)
        assert answer["status"] == "not_found"
        assert answer["nearest"]


def test_an_answer_is_no_abstention(qa, stored):
    assert qa("ask", "comet seen", "--fail-on-abstain", "--library", stored).exit_code == 0


@pytest.mark.parametrize("words", [[], ["-"]], ids=["no words", "a dash"])
def test_a_question_from_stdin(qa, stored, words):
    result = qa("ask", *words, "--library", stored, stdin="When was the comet seen?\n")
    assert "“The comet was seen on Monday.”" in result.stdout


@pytest.mark.parametrize(
    "question",
    ['"', "* OR NEAR(", "comet\x00\x1b[31m", "what’s “the comet”?", "漢字?", "'; DROP TABLE x; --"],
)
def test_odd_questions(qa, stored, question):
    result = qa("ask", "--library", stored, stdin=question)
    assert result.exit_code in (0, 1)
    assert not controls(result.output)


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "is empty"), ("   \n", "is empty"), ("?!", "is empty"), ("word " * 500, "at most 2000")],
    ids=["empty", "spaces", "marks", "a document"],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_questions_that_cannot_be_asked(qa, stored, command, question, said):
    result = qa(command, question, "--library", stored)
    assert_one_line_error(result, said)


def test_questions_from_a_file_are_answered_one_a_line(qa, stored, write):
    questions = write("q.txt", "When was the comet seen?\n\n  \nxylophone\n?\nGlacier summer\n")
    result = qa("ask", "--questions-from", questions, "--library", stored)
    answers = [json.loads(line) for line in lines(result.stdout)]
    assert [answer["status"] for answer in answers] == [
        "answered",
        "not_found",
        "error",
        "answered",
    ]
    assert result.exit_code == 1  # of the question that could not be asked
    for answer in answers:
        if answer["status"] != "error":
            jsonschema.validate(answer, SCHEMA)
    piped = qa("ask", "--questions-from", "-", "--library", stored, stdin="comet seen\nxylophone\n")
    assert piped.exit_code == 0
    assert len(lines(piped.stdout)) == 2
    assert (
        qa("ask", "--questions-from", "-", "--fail-on-abstain", "--library", stored, stdin="zzz")
    ).exit_code == 3


def test_filters(qa, stored, ids):
    found = qa("ask", "glacier comet", "--source", "cnn", "--json", "--library", stored)
    sources = {a["citation"]["source"] for a in json.loads(found.stdout)["answers"]}
    assert sources <= {"CNN"}
    for flags, count in [
        (["--since", "2019-01-15"], 0),
        (["--until", "2019"], 1),
        (["--article", ids[1][:8]], 1),
        (["--article", ids[0], "--article", ids[1]], 2),
        (["--author", "ANN"], 1),
    ]:
        result = qa("search", "comet glacier", "--json", "--library", stored, *flags)
        assert len(json.loads(result.stdout)) == count, flags
    unknown = qa("search", "comet", "--article", "zzz", "--library", stored)
    assert_one_line_error(unknown, "no article has the id 'zzz'")


def test_search_explains_both_rankings(qa, stored):
    result = qa("search", "comet", "seen", "--explain", "--library", stored)
    assert "dense rank 1, lexical rank 1" in result.stdout
    hits = json.loads(qa("search", "comet", "--json", "-k", "1", "--library", stored).stdout)
    assert len(hits) == 1
    assert {"score", "dense_rank", "lexical_rank", "text", "citation"} <= set(hits[0])
