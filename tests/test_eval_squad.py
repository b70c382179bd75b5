"""The SQuAD metrics, by hand, and the command that prints them."""

import json
import lzma

import pytest
from conftest import HashEmbedder

from eval.squad import (
    SquadPrediction,
    SquadRow,
    load_squad,
    retrieved_without_answer,
    squad_metrics,
)

ROW = {"id": "1", "question": "Who?", "context": "Ann Lee came.", "answers": [{"text": "Ann Lee"}]}


def test_metrics_by_hand():
    rows = [
        SquadRow("right", "?", "", ("a b",)),
        SquadRow("hidden", "?", "", ("c",)),
        SquadRow("none", "?", "", ()),
        SquadRow("wrong", "?", "", ()),
    ]
    predictions = {
        "right": SquadPrediction("b", 0.8, True),
        "hidden": SquadPrediction("c", 0.4, False),
        "none": SquadPrediction("x", 0.1, False),
        "wrong": SquadPrediction("y", 0.6, True),
    }
    # "a" is an article for SQuAD: "a b" is "b"
    metrics = squad_metrics(rows, predictions)
    assert metrics["exact"] == metrics["f1"] == 2 / 4
    assert metrics["has_answer_f1"] == 1
    assert metrics["has_answer_f1_shown"] == 1 / 2
    assert metrics["no_answer_accuracy"] == 1 / 2
    assert metrics["auroc"] == 3 / 4
    assert metrics["best_f1"] == 3 / 4
    assert metrics["total"] == 4


def test_retrieved_passages_lack_the_answer():
    rows = [
        SquadRow("1", "Who built the red bridge?", "Ann Lee built the red bridge.", ("Ann Lee",)),
        SquadRow("2", "Who built the mill?", "Bo Ek built the mill.", ("Bo Ek",)),
        SquadRow("3", "Who?", "Ann Lee saw the red bridge.", ()),
    ]
    made = retrieved_without_answer(rows, depth=2)
    assert [row.id for row in made] == ["1", "1-retrieved-1", "2", "2-retrieved-1", "2-retrieved-2"]
    assert made[1].context == "Bo Ek built the mill."
    assert made[1].answers == ()


SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "T",
            "paragraphs": [
                {
                    "context": "Ann Lee came.",
                    "qas": [
                        {"id": "1", "question": "Who?", "answers": [{"text": "Ann Lee"}]},
                        {"id": "2", "question": "Why?", "answers": [], "is_impossible": True},
                    ],
                }
            ],
        }
    ],
}


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.xz", "squad.json"])
def test_every_layout_is_read(name, tmp_path):
    text = json.dumps(SQUAD, indent=1) if name == "squad.json" else json.dumps(ROW) + "\n"
    path = tmp_path / name
    path.write_bytes(lzma.compress(text.encode()) if name.endswith(".xz") else text.encode())
    rows = load_squad(path)
    assert rows[0] == SquadRow("1", "Who?", "Ann Lee came.", ("Ann Lee",))
    assert name != "squad.json" or rows[1].answers == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [("{}", "line 1 should be"), ("no json", "line 1 should be"), ("", "no question in the file")],
)
def test_a_bad_file_is_refused_with_file_and_line(content, said, qa, write):
    path = write("gold.jsonl", json.dumps(ROW) + "\n" if content is None else content)
    result = qa("eval", "squad", path)
    assert result.exit_code == 1
    assert str(path) in result.stderr
    assert said in result.stderr


def test_the_command_prints_and_gates(qa, write, monkeypatch):
    # The sentence reader's answer is the whole sentence: one word of its three is not gold.
    monkeypatch.setattr("eval.command.load_embedder", lambda: lambda name: HashEmbedder())
    path = write("gold.jsonl", json.dumps(ROW))
    result = qa("eval", "squad", path, "--json", "--min", "has_answer_f1=0.8")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["has_answer_f1"] == pytest.approx(0.8)
    failed = qa("eval", "squad", path, "--min", "has_answer_f1=0.81")
    assert failed.exit_code == 1
    assert "has_answer_f1 is 0.800, expected at least 0.81" in failed.stderr
    assert qa("eval", "squad", path, "--min", "nonsense").exit_code == 2
    assert qa("eval", "squad", path, "--min", "auroc=0.1").exit_code == 1  # cannot be measured
