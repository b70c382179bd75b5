"""How well questions are understood: the metrics by hand, and the command that prints them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from conftest import add, make_article

from eval.questions import (
    LabelledQuestion,
    Understanding,
    is_right,
    load,
    metrics,
    mistakes,
    same_people,
)
from index.articles import Article, Listed
from index.library import Library

Qa = Callable[..., Result]
Write = Callable[[str, str], Path]

FERRY = make_article("The ferry sails.", title="Ferry", path="in/ferry.txt")
PIER = make_article("The pier is old.", title="Pier", url="https://paper.example/pier")


def speech(line: int, *speakers: str) -> LabelledQuestion:
    return LabelledQuestion(f"q{line}", "what was said?", line, "speech", speakers)


def library_field(line: int, field: str, *articles: str) -> LabelledQuestion:
    return LabelledQuestion(f"q{line}", "who wrote it?", line, "library", (), field, articles)


PAIRS = [
    (speech(1, "Ruth Berg"), Understanding("speech", ("Ruth Berg", "Berg"))),
    (speech(2, "Ruth Berg"), Understanding("speech", ("Olaf Berg",))),
    (speech(3), Understanding("other")),
    (
        library_field(4, "authors", "ferry.txt"),
        Understanding("library", (), "authors", (Listed.of(FERRY),)),
    ),
    (library_field(5, "title"), Understanding("library", (), "authors")),
    (LabelledQuestion("q6", "why?", 6, "other"), Understanding("other")),
    (LabelledQuestion("q7", "who?", 7, "other"), Understanding("speech", ("Ruth Berg",))),
]


def test_metrics_by_hand() -> None:
    assert metrics(PAIRS) == {
        "total": 7,
        "right": 3 / 7,  # q1, q4, q6
        "kind_accuracy": 5 / 7,  # not q3, q7
        "speech_precision": 2 / 3,  # q1, q2 of q1, q2, q7
        "speech_recall": 2 / 3,  # q1, q2 of q1, q2, q3
        "library_precision": 1,
        "library_recall": 1,
        "other_precision": 1 / 2,  # q6 of q3, q6
        "other_recall": 1 / 2,  # q6 of q6, q7
        "speaker_accuracy": 1 / 3,  # q1; q3 names nobody, but was not taken for speech
        "field_accuracy": 1 / 2,
    }


def test_what_a_file_lacks_is_not_a_number() -> None:
    scored = metrics([(LabelledQuestion("a", "why?", 1, "other"), Understanding("other"))])
    assert scored["right"] == scored["other_precision"] == 1
    assert all(math.isnan(scored[f"speech_{name}"]) for name in ("precision", "recall"))
    assert math.isnan(scored["speaker_accuracy"])
    assert math.isnan(scored["field_accuracy"])


@pytest.mark.parametrize(
    ("ours", "golds", "same"),
    [
        (["Ruth Berg"], ["Ruth F. Berg"], True),
        (["Berg"], ["Ruth Berg"], True),  # the library has no more of the name
        (["President Ruth Berg", "Berg"], ["Ruth Berg"], True),  # two forms of one name
        (["Olaf Lund", "Ruth Berg"], ["Ruth Berg", "Olaf Lund"], True),
        (["Olaf Berg"], ["Ruth Berg"], False),
        (["Ruth Berg", "Olaf Berg"], ["Ruth Berg"], False),  # nobody chose between the two
        (["Ruth Berg"], ["Ruth Berg", "Olaf Lund"], False),
        ([], ["Ruth Berg"], False),
        (["Ruth Berg"], [], False),
        ([], [], True),
    ],
)
def test_speakers_are_the_right_persons(ours: list[str], golds: list[str], same: bool) -> None:
    assert same_people(ours, golds) is same


@pytest.mark.parametrize(
    ("names", "articles", "right"),
    [
        (["ferry.txt"], (FERRY,), True),
        (["https://paper.example/pier", "ferry.txt"], (FERRY, PIER), True),
        (["ferry.txt"], (PIER,), False),
        (["ferry.txt"], (FERRY, PIER), False),
        (["ferry.txt"], (), False),
        ([], (FERRY,), True),  # the file does not say which
    ],
)
def test_articles_are_named_by_address_or_file(
    names: list[str], articles: tuple[Article, ...], right: bool
) -> None:
    gold = library_field(1, "authors", *names)
    meant = tuple(map(Listed.of, articles))
    ours = replace(Understanding("library", (), "authors"), articles=meant)
    assert is_right(gold, ours) is right


def test_only_mistakes_of_the_dev_half_are_listed() -> None:
    assert mistakes(PAIRS) == [
        {"id": "q3", "question": "what was said?", "expected": "speech", "is": "other"},
        {
            "id": "q5",
            "question": "who wrote it?",
            "expected": "library · title",
            "is": "library · authors",
        },
        {"id": "q7", "question": "who?", "expected": "other", "is": "speech · Ruth Berg"},
    ]


# The file and the command. ------------------------------------------------------------------------


def row(**changes: object) -> str:
    known = {"id": "a", "question": "why?", "kind": "other", "about": None, "field": None}
    return json.dumps({**known, "speakers": [], "articles": [], **changes})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1 should be an object"),
        (row() + "\n" + row(kind="talk"), "line 2 .*kind should be one of .*'talk'"),
        (row(kind="library"), "line 1 .*field belongs to kind library, is now None"),
        (row(field="title"), "line 1 .*field belongs to kind library, is now 'title'"),
        (row(speakers="Berg"), "line 1 .*speakers should be a list, is now 'Berg'"),
        ("[]", "line 1 .*TypeError"),
        ("", "no question in the file"),
    ],
)
def test_a_bad_file_is_refused_by_line(write: Write, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load(write("questions.jsonl", text))


@pytest.fixture
def understanding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every question that has "who" in it for a question about the articles."""

    def understood(question: str, library: Library, quoted: object) -> Understanding:
        return Understanding("library", (), "authors") if "who" in question else PAIRS[5][1]

    monkeypatch.setattr("eval.questions.understood", understood)


@pytest.mark.usefixtures("understanding")
def test_the_command_scores_halves_and_lists_mistakes(
    qa: Qa, write: Write, library: Library
) -> None:
    add(library, FERRY)
    file = write(
        "questions.jsonl",
        "\n".join(
            [
                row(id="a", question="who came?"),
                row(id="b", question="who wrote it?", kind="library", field="authors"),
                row(id="c"),
                row(id="d", kind="speech", speakers=["Ruth Berg"]),
            ]
        ),
    )
    command = ("eval", "questions", file, "--library", library.path)
    figures = json.loads(qa(*command, "--json").stdout)
    assert (figures["total"], figures["right"], figures["speech_precision"]) == (4, 0.5, None)
    assert json.loads(qa(*command, "--half", "held", "--json").stdout)["right"] == 0.5
    dev = qa(*command, "--half", "dev", "--errors")
    assert dev.exit_code == 0, dev.output
    assert dev.stdout.endswith("\na  who came?\n  - other\n  + library · authors\n")
    listed = json.loads(qa(*command, "--errors", "--json").stdout)["errors"]
    assert [one["id"] for one in listed] == ["a"]  # b is right, d is held back
    assert qa(*command, "--half", "held", "--errors").exit_code == 2
    failed = qa(*command, "--min", "right=0.6")
    assert failed.exit_code == 1
    assert "right is 0.500, expected at least 0.6" in failed.stderr


def test_a_wrong_file_is_one_line(qa: Qa, write: Write, library: Library) -> None:
    failed = qa("eval", "questions", write("q.jsonl", "{}"), "--library", library.path)
    assert failed.exit_code == 1
    assert failed.stderr.startswith("Error: ")
    assert failed.stderr.count("\n") == 1
