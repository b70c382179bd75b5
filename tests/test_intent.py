"""Questions told apart: by features and weights, and by those that come with the program."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.benchmarks.intents import Example, fit, write
from index.embedding.embedder import DEFAULT_MODEL
from index.embedding.transformer import known_fingerprint
from qa.questions import intent
from qa.questions.intent import Intent, IntentModel, features, intent_model
from qa.questions.letters import lettered

SPEECH, LIBRARY = (2.0, 0.0), (0.0, 2.0)
MODEL = IntentModel(
    embedder="of two dimensions",
    bias=np.array([-1.0, -1.0]),
    bias_of_vectors=np.array([-1.0, -3.0]),
    vector=np.array([[4.0, 0], [0, 4.0]]),
    features={"say:": SPEECH, "R": LIBRARY},
)


def test_features_are_runs_of_letters_words_and_pairs() -> None:
    made = features(lettered("what did Okafor say", [(9, 15)]))
    assert {"^", "^QDk", "QDkS", "kS$", "say:", "<k>:", "^: what:", "did: k", "D <k>:"} <= made
    assert not any("okafor" in one.lower() for one in made)  # a name tells nothing of a question
    assert all(len(one) <= intent.LONGEST_RUN for one in made if ":" not in one)


@pytest.mark.parametrize(
    ("question", "vector", "expected"),
    [
        ("what did Okafor say", None, Intent.SPEECH),  # -1 + 2
        ("which articles are there", None, Intent.LIBRARY),
        ("which articles are there", [0, 0], Intent.CONTENT),  # -3 + 2
        ("where is the pier", None, Intent.CONTENT),
        ("where is the pier", [1, 0], Intent.SPEECH),  # -1 + 4
        ("where is the pier", [0, 1], Intent.LIBRARY),  # -3 + 4
        ("what do articles say", None, Intent.SPEECH),  # both have 1
    ],
)
def test_the_likeliest_intent_is_taken(
    question: str, vector: list[float] | None, expected: Intent
) -> None:
    given = None if vector is None else np.array(vector)
    assert MODEL.intent(lettered(question), given) is expected


def test_the_weights_of_the_program_are_for_its_own_embedder() -> None:
    assert intent_model().embedder == known_fingerprint(DEFAULT_MODEL)
    assert intent_model().vector.shape == (384, 2)


def test_weights_that_are_fitted_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {"what did he say": Intent.SPEECH, "list articles": Intent.LIBRARY}
    kinds["where is it"] = Intent.CONTENT
    found = [
        Example(lettered(text), np.eye(3, dtype=np.float32)[number], kind, "writer")
        for number, (text, kind) in enumerate(kinds.items())
        for _ in range(5)
    ]
    write(fit(found, "of three dimensions"), tmp_path / "intents.json")
    monkeypatch.setattr(intent, "MODEL_FILE", tmp_path / "intents.json")
    intent_model.cache_clear()
    try:
        model = intent_model()
    finally:
        monkeypatch.undo()
        intent_model.cache_clear()
    assert model.embedder == "of three dimensions"
    for example in found:
        assert model.intent(example.question, example.vector) is example.intent
        assert model.intent(example.question) is example.intent
