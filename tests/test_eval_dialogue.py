"""`qa eval dialogue`."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HashEmbedder, Qa

from eval.dialogue import entities, load, metrics, retrieval_metrics

Write = Callable[[str, str], Path]

FERRY = "The new ferry of Oslo is far too small for the cars of the islands."
BUDGET = "Ruth Lund has spent the whole budget of the lighthouse on green paint."


def rows(*made: dict[str, object]) -> str:
    return "".join(json.dumps(row) + "\n" for row in made)


def row(question: str, rewrite: str, *history: str, source: str = "a") -> dict[str, object]:
    return {
        "id": f"{source}_{len(history)}",
        "source": source,
        "history": list(history),
        "question": question,
        "rewrite": rewrite,
    }


def test_entities_are_words_with_capitals_and_numbers_but_the_first() -> None:
    assert entities("When did Ruth Lund’s ferry leave Ås in 1998, I wonder?") == {
        "ruth",
        "lund",
        "as",
        "1998",
    }


def test_distance_that_is_closed(write: Write) -> None:
    file = write(
        "talk.jsonl",
        rows(
            row("Who is Ruth Lund?", "Who is Ruth Lund?"),
            # All of both entities.
            row(
                "Where was she born?",
                "Where was Ruth Lund born?",
                "Who is Ruth Lund?",
                "A painter.",
            ),
            # None of them, and nothing that our rules could know.
            row(
                "Is anybody sure?",
                "Is anybody sure that Olaf sank in 1998?",
                *("Who is Ruth Lund?", "A painter.", "Where is she?", "Oslo"),
            ),
        ),
    )
    scored = metrics(load(file))
    assert scored["total"] == 3
    assert (scored["changed"], scored["alone"], scored["entities"]) == (2, 1, 2)
    assert scored["entities_none"] == 0
    assert scored["entities_ours"] == scored["entities_closed"] == 0.5
    assert scored["alone_kept"] == 1
    assert math.isnan(scored["asked_back_right"])


def test_histories_of_questions_alone_have_no_answers(write: Write) -> None:
    file = write(
        "talk.jsonl",
        rows(
            row("And Peru?", "When did Peru join?", "When did Chile join?"),
            row("And Cuba?", "When did Cuba join?", "When did Chile join?", "And Peru?"),
        ),
    )
    second = load(file)[1]
    assert [turn.standalone for turn in second.history] == [
        "When did Chile join?",
        "When did Peru join?",
    ]
    assert second.ours == "When did Cuba join?"


def test_conversations_with_several_right_questions(write: Write) -> None:
    turns = [
        {"question": "what did Lund say?", "standalone": ["what did Lund say?"], "speaker": "Lund",
         "answers": [{"text": "No."}]},
        {"question": "and Berg?", "standalone": ["What did Olaf Berg say?", "Berg's words?"],
         "speaker": "Olaf Berg"},
        {"question": "and Chile?", "standalone": ["What did Berg say about Chile?"]},
        {"question": "what did she say?", "standalone": [], "asks_back": True},
    ]  # fmt: skip
    scored = metrics(load(write("gold.jsonl", rows({"id": "d1", "turns": turns}))))
    assert scored["total"] == 4
    assert scored["right"] == 0.75  # "she" is taken for one of them
    assert scored["asked_back_right"] == 0


def test_retrieval_with_each_form_of_the_question(write: Write) -> None:
    first = ("What is new in Oslo?", FERRY, "Who is Ruth Lund?", BUDGET)
    file = write(
        "talk.jsonl",
        rows(
            row(first[0], first[0]),
            row(first[2], first[2], *first[:2]),
            row("What did she paint?", "What did Ruth Lund paint?", *first),
            row("Why?", "Why did Ruth Lund paint it?", *first, "What did she paint?", BUDGET),
        ),
    )
    scored = retrieval_metrics(load(file), HashEmbedder())
    assert scored["retrieved"] == 1  # of the changed questions only one's answer is known
    assert scored["mrr_ours"] == scored["mrr_human"] == 1


@pytest.mark.parametrize(
    "line", ['{"id": 1}', "[]", "{", '{"id": 1, "turns": [{}]}', '{"id": 1, "turns": 3}', ""]
)
def test_wrong_file_is_one_line(qa: Qa, write: Write, line: str) -> None:
    result = qa("eval", "dialogue", write("talk.jsonl", line + "\n"))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1
    assert "line 1 " in result.stderr or not line


def test_command_prints_metrics_and_fails_under_a_gate(qa: Qa, write: Write) -> None:
    file = write(
        "talk.jsonl", rows(row("And Peru?", "When did Peru join?", "When did Chile join?"))
    )
    result = qa("eval", "dialogue", file, "--json", "--min", "f1_ours=0.9")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["f1_ours"] == 1
    assert qa("eval", "dialogue", file, "--min", "alone_kept=0.5").exit_code == 1
