"""The whole path with the real model, as `make ask` goes it. One load of the model for all."""

from __future__ import annotations

import json
import subprocess
import sys

import jsonschema
import numpy as np
import pytest
from conftest import QA, lines
from examples import SCHEMA

from index.embedding.embedder import DEFAULT_MODEL
from index.embedding.transformer import SentenceTransformerEmbedder
from index.errors import ModelError
from index.retrieval import HybridRetriever
from qa.assistant import build_assistant
from qa.showing.as_json import answer_json, dumps
from qa.showing.verification import citations_of, verify


def test_the_embedder_keeps_its_contract(real_embedder):
    texts = ["Kelly left the White House.", "", "It rained. " * 500, "漢字 😀 \x00"]
    rows = real_embedder.embed_passages(texts)
    assert rows.shape == (4, real_embedder.dimension)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(4), abs=1e-4)
    assert real_embedder.embed_passages([]).shape == (0, real_embedder.dimension)
    alone = [real_embedder.embed_passages([text])[0] for text in texts]
    assert np.vstack(alone) == pytest.approx(rows, abs=1e-4)  # whatever else is in the batch
    question = real_embedder.embed_question("Who left the White House?")
    assert question.shape == (real_embedder.dimension,)
    assert (rows @ question).argmax() == 0
    assert real_embedder.count_tokens("Kelly left the White House.") == 6
    assert real_embedder.count_tokens("word " * 1000) == 1000  # not cut


def test_passages_of_the_samples_fit_the_model(real_samples, real_embedder):
    for article in real_samples.articles():
        for passage in real_samples.split(article):
            assert real_embedder.count_tokens(passage.text) <= real_samples.manifest.max_tokens


def test_stored_vectors_are_those_of_the_passages(real_samples, real_embedder):
    """Rounding to float16 and back moves a cosine by less than a thousandth."""
    from index.library import embedding_text

    hits = real_samples.nearest(real_embedder.embed_question("tank sale"), 10)
    passages = real_samples.passages([id_ for id_, _ in hits])
    texts = [embedding_text(passages[id_]) for id_, _ in hits]
    exact = real_embedder.embed_passages(texts) @ real_embedder.embed_question("tank sale")
    assert [score for _, score in hits] == pytest.approx(exact.tolist(), abs=1e-3)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Kelly say about NATO?", "Kelly"),
        ("Who signed the letter about withdrawing from NATO?", "NATO"),
        ("tank sale State Department", "tank"),
    ],
)
def test_search_finds_what_is_asked_for(real_samples, question, words):
    best = HybridRetriever(real_samples).retrieve(question, 3)
    assert any(words in candidate.passage.text for candidate in best)


def test_answers_keep_to_the_schema_and_are_verified(real_samples):
    assistant = build_assistant(real_samples, reader="sentence")
    for question in ("What did Kelly say?", "Who is the king of Norway's dentist?"):
        answer = json.loads(dumps(answer_json(assistant.ask(question))))
        jsonschema.validate(answer, SCHEMA)
        for cited in citations_of(answer):
            assert verify(real_samples, cited) in {"article", "article and file"}


def test_the_first_question_on_a_machine_needs_no_network(first_ask, first_machine):
    """`qa ask` as a user runs it first: no library, no hub, everything from what is installed."""
    assert first_ask.returncode == 0, first_ask.stderr
    answer = json.loads(first_ask.stdout)
    jsonschema.validate(answer, SCHEMA)
    kelly = {
        one["citation"]["article_id"] for one in answer["answers"] if "Kelly" in json.dumps(one)
    }
    assert len(kelly) >= 2, "quotations of Kelly should come from two articles"
    note, indexing = lines(first_ask.stderr)  # and no warning of any package
    assert note.startswith("note: no library of your own yet: reading the sample articles")
    assert indexing == "indexing the sample articles, once …"
    verified = subprocess.run(
        [QA, "verify", "-"],
        env=first_machine,
        input=first_ask.stdout,
        capture_output=True,
        text=True,
    )
    assert verified.returncode == 0, verified.stderr


def test_a_question_loads_no_torch(real_samples):
    """A cold question uses the compiled model, and nothing of the layers above."""
    script = (
        "import sys; from qa.commands.main import main\n"
        "try: main()\n"
        "finally:\n"
        "    needless = {'torch', 'transformers', 'eval', 'ui'} & set(sys.modules)\n"
        "    print(sorted(needless), file=sys.stderr)"
    )
    arguments = ["ask", "Who left the White House?", "--library", str(real_samples.path)]
    result = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True
    )
    assert lines(result.stderr) == ["[]"]


def test_a_model_that_is_not_there(tmp_path):
    with pytest.raises(ModelError, match=f"cannot load the model .*{DEFAULT_MODEL}"):
        SentenceTransformerEmbedder(str(tmp_path / "no-model"))


def test_weights_that_are_not_the_official_ones(monkeypatch):
    monkeypatch.setattr("index.embedding.transformer.DEFAULT_WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="have sha256 53aa51172d14…, expected 000000000000…"):
        SentenceTransformerEmbedder(DEFAULT_MODEL)
