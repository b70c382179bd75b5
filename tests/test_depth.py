from __future__ import annotations

import json

import pytest
from conftest import add, make_article

from eval.benchmarks.depth import WAYS, find, measured, questions


@pytest.fixture
def found(library, tmp_path):
    """What is found for one gold question and one natural one, of files in both forms."""
    add(
        library,
        make_article("Kelly praised the alliance.", "The harvest was late in the north."),
        make_article("Bolton blamed the allies."),
        make_article("Kelly left.", ("caption", "The harvest of Kelly.")),
    )
    rows = {
        "gold.jsonl": [
            {"id": "1", "question": "Who blamed the allies?", "answers": ["Bolton"], "urls": []},
            {"id": "2", "question": "Who sang?", "answers": [], "urls": []},
        ],
        "natural.jsonl": [
            {"id": "1", "question": "harvest", "sentences": ["The harvest was late in the north."]},
            {"id": "2", "question": "songs", "sentences": []},
        ],
    }
    files = [tmp_path / name for name in rows]
    for file in files:
        file.write_text("\n".join(map(json.dumps, rows[file.name])), encoding="utf-8")
    return [find(library, *one) for file in files for one in questions(file)]


def test_questions_of_both_forms_are_searched_and_their_passages_known(found):
    assert len(found) == 2  # those without an answer are left out
    texts = [[one.passages[id_].text for id_ in one.held] for one in found]
    assert all(len(held) == 1 for held in texts)
    assert "Bolton" in texts[0][0]
    assert "harvest was late" in texts[1][0]


@pytest.mark.parametrize(("name", "way"), WAYS, ids=[name for name, _ in WAYS])
def test_every_way_ranks_each_passage_once_and_is_measured(name, way, found):
    for one in found:
        order = way(one)
        assert len(order) == len(set(order))
        assert set(order) <= set(one.passages)
    *recalls, reciprocal, _ = map(float, measured(way, found))
    assert recalls == sorted(recalls)
    assert recalls[-1] == 1.0
    assert 0.0 < reciprocal <= 1.0
