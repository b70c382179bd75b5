"""Any extractive QA model, compiled once: torch's numbers, its own windows, no torch after."""

import json
import subprocess
import sys
from functools import partial
from typing import Any

import numpy as np
import pytest
from conftest import ROOT, make_article

from index.embedding.compiled import open_session
from index.errors import ModelError
from index.passages import Passage
from qa.reading import compiling
from qa.reading.calibrating import Row, fit, load_rows
from qa.reading.compiling import load_compiled
from qa.reading.reader import Evidence, Span
from qa.reading.spans import Layout, window, windows
from qa.reading.transformer import Transformer

HARBOUR = (
    "The harbour bridge was opened on 4 May 1932 by Ingrid Solberg, then mayor of the town. "
    "It cost 2.4 million crowns, a third more than planned."
)
SMALL: dict[str, Any] = {
    "vocab_size": 300,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
}


def tokenizer_of(family):
    """Train a WordPiece tokenizer with BERT's marks, or a byte-level one with RoBERTa's."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    texts = [row.text for row in load_rows()[:20]]
    if family == "bert":
        unknown, marks = "[UNK]", ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
        tokenizer = Tokenizer(models.WordPiece(unk_token=unknown))
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer: Any = trainers.WordPieceTrainer(vocab_size=300, special_tokens=marks)
        pair = "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1"
    else:
        unknown, marks = "<unk>", ["<s>", "<pad>", "</s>", "<unk>"]
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=marks)
        pair = "<s> $A </s> </s> $B </s>"
    tokenizer.train_from_iterator(texts, trainer)
    ids = [(mark, tokenizer.token_to_id(mark)) for mark in marks]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=pair.split(" $B")[0], pair=pair, special_tokens=ids
    )
    pad = "[PAD]" if family == "bert" else "<pad>"
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token=pad, unk_token=unknown)


def save_model(folder, family, seed=0):
    """Write a small untrained model, as one is saved that was trained."""
    import torch
    from transformers import (
        BertConfig,
        BertForQuestionAnswering,
        RobertaConfig,
        RobertaForQuestionAnswering,
    )

    torch.manual_seed(seed)
    model = (
        BertForQuestionAnswering(BertConfig(**SMALL, max_position_embeddings=120))
        if family == "bert"
        else RobertaForQuestionAnswering(RobertaConfig(**SMALL, max_position_embeddings=514))
    )
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(4)  # or all logits are nearly the same
    model.save_pretrained(folder)
    tokenizer_of(family).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """Keep the user's own cache out of it."""
    home = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(home))
        yield home


@pytest.fixture(scope="module", params=["bert", "roberta"])
def model(request, tmp_path_factory):
    return save_model(tmp_path_factory.mktemp("model") / request.param, request.param)


@pytest.fixture(scope="module")
def compiled(model):
    return load_compiled(model)


def passage(text):
    return Passage(make_article(text), 0, len(text))


def test_windows_are_what_the_tokenizer_makes_of_a_pair(model):
    original = Transformer(model)
    question, text = "Who opened the bridge?", HARBOUR
    encode = original._tokenizer
    asked, read = (encode(one, add_special_tokens=False)["input_ids"] for one in (question, text))
    pair = encode(question, text, return_tensors="np", return_token_type_ids=True)
    inputs = window(asked, read, original.layout)
    np.testing.assert_array_equal(inputs["ids"], pair["input_ids"])
    if "types" in inputs:
        np.testing.assert_array_equal(inputs["types"], pair["token_type_ids"])


def test_a_window_has_as_many_ids_as_the_model_has_places(model):
    layout = Transformer(model).layout
    assert layout.max_length == (119 if model.rsplit("/")[-1] == "bert" else 384)
    room = layout.max_length - layout.text_at(layout.max_question) - len(layout.closing)
    spans = windows(layout.max_question, 900, layout)
    assert max(end - start for start, end in spans) == room
    assert spans[-1][1] == 900


def test_the_graph_has_the_numbers_of_torch_and_int8_nearly(model, compiled, tmp_path):
    original = Transformer(model)
    rng = np.random.default_rng(0)
    question, text = (rng.integers(10, 290, size).tolist() for size in (7, 60))
    one = window(question, text, original.layout)
    original.write_onnx(tmp_path / "whole.onnx", window([5], [6, 7], original.layout))
    exact = open_session(tmp_path / "whole.onnx").run(None, one)[0]
    np.testing.assert_allclose(exact, original.logits(one), atol=1e-4)
    rounded = compiled._model._session.run(None, one)[0]
    assert np.abs(rounded - exact).mean() < 0.1 * exact.std()


def test_marks_begin_and_end_with_words_of_their_sentence(compiled):
    (evidence,) = compiled.read("Who opened the bridge?", [passage(HARBOUR * 4)])
    marked = [(HARBOUR * 4)[span.start : span.end] for one in evidence for span in one.spans]
    assert marked
    assert all(words == words.strip() for words in marked)


ASK = "import sys; from qa.commands.main import main; main(sys.argv[1:])"
# An import of what stands as None fails.
WITHOUT_TORCH = "import sys; sys.modules.update(torch=None, transformers=None, onnx=None); "


def test_the_second_question_loads_no_torch(model, real_samples):
    command = ["ask", "who wrote the book", "--reader", model, "--library", str(real_samples.path)]
    for script in (ASK, WITHOUT_TORCH + ASK):  # the first compiles, the embedder as well
        done = subprocess.run(
            [sys.executable, "-c", script, *command],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert "Compiling" not in done.stderr


def test_it_is_compiled_once_and_anew_when_the_files_are_others(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    name = save_model(tmp_path / "model", "bert")
    first, again = load_compiled(name), load_compiled(name)
    assert [f"Compiling {name} once" in line for line in caplog.messages] == [True]
    assert first.name == again.name == name
    assert first.sha256 == again.sha256
    save_model(tmp_path / "model", "bert", seed=1)
    assert load_compiled(name).sha256 != first.sha256
    assert len(caplog.messages) == 2
    assert len([*(tmp_path / "cache").rglob("reader.onnx")]) == 1


@pytest.mark.parametrize("file", ["reader.onnx", "tokenizer.json", "reader.json"])
def test_what_is_damaged_is_compiled_anew(file, compiled, model, monkeypatch):
    made = []
    monkeypatch.setattr(compiling, "compile_reader", lambda name, folder: made.append(name))
    damaged = compiling._folder(model) / file
    data = damaged.read_bytes()
    damaged.write_bytes(data[: len(data) // 2])
    load_compiled(model)
    assert made == [model]
    damaged.write_bytes(data)
    load_compiled(model)
    assert made == [model]


def test_a_compile_that_is_stopped_leaves_nothing_half(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    name = save_model(tmp_path / "model", "bert")
    folder = compiling._folder(name)

    def stop(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(compiling, "write_description", stop)
        with pytest.raises(KeyboardInterrupt):
            load_compiled(name)
    assert [file.name for file in folder.parent.iterdir() if file.is_dir()] == []
    left = folder.with_name(f"{folder.name}.part")  # what a kill leaves behind
    left.mkdir()
    (left / "reader.onnx").write_bytes(b"half")
    assert load_compiled(name).name == name
    assert not left.exists()


def test_a_cache_that_cannot_be_written_is_one_line(model, tmp_path, monkeypatch):
    (tmp_path / "verbatim-qa").write_text("a file in the place of the folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(ModelError, match=r"cannot be kept in .* XDG_CACHE_HOME") as raised:
        load_compiled(model)
    assert "\n" not in str(raised.value)


def test_a_model_without_a_head_for_answers_is_one_line(tmp_path):
    from transformers import BertConfig, BertModel

    BertModel(BertConfig(**SMALL)).save_pretrained(tmp_path)
    tokenizer_of("bert").save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="was not trained to answer questions"):
        load_compiled(str(tmp_path))


def test_a_model_of_the_hub_goes_by_its_revision(tmp_path, monkeypatch):
    revision = "0123456789abcdef" * 2
    copy = tmp_path / "models--some--reader"
    (copy / "refs").mkdir(parents=True)
    (copy / "refs" / "main").write_text(revision)
    (copy / "snapshots" / revision).mkdir(parents=True)
    (copy / "snapshots" / revision / "config.json").write_text("{}")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    assert compiling._version("some/reader") == revision
    assert compiling._version("some/other") is None


def test_what_reader_json_says_is_read_back(tmp_path):
    layout = Layout((0,), (2, 2), (2,), None, 384, 128, 64)
    description = json.loads(json.dumps({"opening": [0], "between": [2, 2], "types": None}))
    read = Layout.of(description | {"closing": [2], "max_length": 384, "stride": 128})
    one = window([5, 6], [7], read)
    assert one["ids"].tolist() == [[0, 5, 6, 2, 2, 7, 2]]
    assert one.keys() == window([5, 6], [7], layout).keys() == {"ids"}


def test_evidence_that_tells_right_from_wrong_is_worth_more():
    """Forty texts of two sentences; the second answers in half of them, with its first word."""
    text = "One thing was said. Another was meant."
    second = text.index("Another")
    words = (second, second + len("Another"))
    rows = [
        Row("q", text, 0.5, 1.0, True, [(second, len(text))] * answers, [words] * answers, "")
        for answers in (1, 0)
        for _ in range(20)
    ]

    def read(asked, log_odds):
        found = []
        for at, (_, _, places, _) in enumerate(asked):
            right, wrong = (log_odds if at < 20 else -log_odds), -log_odds
            (a, b), (c, d) = places
            marks = Span(a, a + 3, wrong), Span(*words, right)
            found.append([Evidence(a, b, wrong, marks[:1]), Evidence(c, d, right, marks[1:])])
        return found

    sure, blind = (fit(rows, partial(read, log_odds=x)) for x in (4.0, 0.0))
    for weights in (sure.confidence, sure.sentence, sure.words):
        assert weights(4.0, 0.5) > 0.9
        assert weights(-4.0, 0.5) < 0.1
    assert blind.sentence(0.0, 0.5) == pytest.approx(0.25, abs=0.02)
