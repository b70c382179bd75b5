"""The compiled embedder: the same vectors as the original, from a cache that mends itself."""

import json

import numpy as np
import pytest

from index.embedding import compiled
from index.embedding.compiled import CompiledEmbedder, compile_embedder, load_embedder
from index.embedding.embedder import DEFAULT_MODEL
from index.embedding.transformer import SentenceTransformerEmbedder
from index.errors import ModelError

TEXTS = [
    "Short.",
    "A longer sentence, with “quotes” and an accent: café.",
    "多言語のテキスト。",
    "word " * 600,  # longer than the model takes
    "",
]


@pytest.fixture(scope="module")
def original():
    return SentenceTransformerEmbedder(DEFAULT_MODEL)


@pytest.fixture(scope="module")
def folder(original, tmp_path_factory):
    folder = tmp_path_factory.mktemp("compiled") / "model"
    compile_embedder(original, folder)
    return folder


def test_passages_and_questions_get_the_original_vectors(original, folder):
    ours, theirs = CompiledEmbedder(folder), original
    cosines = (ours.embed_passages(TEXTS) * theirs.embed_passages(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.9999
    assert ours.embed_question(TEXTS[1]) @ theirs.embed_question(TEXTS[1]) > 0.9999
    assert [ours.count_tokens(t) for t in TEXTS] == [theirs.count_tokens(t) for t in TEXTS]


def test_rows_keep_the_order_of_the_texts(folder):
    embedder = CompiledEmbedder(folder)
    rows = embedder.embed_passages(TEXTS)
    for row, text in zip(rows, TEXTS, strict=True):
        np.testing.assert_allclose(row, embedder.embed_passages([text])[0], atol=1e-5)
    assert embedder.embed_passages([]).shape == (0, 384)


def test_a_model_that_differs_is_refused(original, tmp_path, monkeypatch):
    class Shifted(SentenceTransformerEmbedder):
        """The original, but what it says of passages is turned a little."""

        def __init__(self):
            pass

        def __getattr__(self, name):
            return getattr(original, name)

        def embed_passages(self, texts):
            rows = original.embed_passages(texts)
            rows[:, 0] += 0.1
            return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    with pytest.warns(UserWarning, match="cosine with the original is 0.99"):
        model = compile_embedder(Shifted(), tmp_path / "model")
    assert model.refused


@pytest.mark.parametrize("name", ["weights.bin", "model.onnx", "tokenizer.json", "embedder.json"])
def test_a_cache_that_was_cut_short_is_compiled_anew(name, original, folder, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    monkeypatch.setattr(compiled, "_folder", lambda fingerprint: cache / fingerprint)
    damaged = cache / original.fingerprint
    damaged.mkdir(parents=True)
    for file in folder.iterdir():
        data = file.read_bytes()
        (damaged / file.name).write_bytes(data[: len(data) // 2] if file.name == name else data)
    made = []
    monkeypatch.setattr(compiled, "SentenceTransformerEmbedder", lambda name: original)

    def compile_again(model, into):
        made.append(into)
        for file in folder.iterdir():
            (into / file.name).write_bytes(file.read_bytes())
        return compiled._description(into)

    monkeypatch.setattr(compiled, "compile_embedder", compile_again)
    assert load_embedder(DEFAULT_MODEL).dimension == 384
    assert made == [damaged]


def test_a_damaged_model_is_one_line(folder, tmp_path):
    (tmp_path / "embedder.json").write_text(json.dumps({"format": 1}))
    with pytest.raises(ModelError, match=r"is no compiled model \(format 1, expected"):
        CompiledEmbedder(tmp_path)
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"cannot load .*model\.onnx"):
        CompiledEmbedder(tmp_path)


@pytest.mark.parametrize("name", ["no/such-model", "/no/such/folder", ""])
def test_an_unknown_model_is_one_line(name):
    with pytest.raises(ModelError, match="cannot load the model") as raised:
        load_embedder(name)
    assert "\n" not in str(raised.value)
