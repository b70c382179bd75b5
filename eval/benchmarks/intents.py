"""The weights by which questions are told apart: how well they do on unseen writers, fitted anew.

    python -m eval.benchmarks.intents [--check]

Fits a logistic regression over `qa.questions.intent.features` and the vector of the default
embedder on the training questions, the measured ones that are for development, and the gold
questions of `eval/data`, and writes it to `qa/questions/intents.json`. Every question is taken
twice, with its vector and without, so that the one fit serves libraries of other embedders too.
With --check it writes nothing: for each writer of questions it fits on all the others, and prints
the share of kinds that are right, with vectors and without.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval import markdown
from index.embedding.compiled import load_embedder
from index.embedding.embedder import DEFAULT_MODEL, Embedder, Vectors
from qa.questions.intent import MODEL_FILE, Intent, IntentModel, features
from qa.questions.letters import Lettered, lettered
from qa.questions.people import Quoted

DATA = Path(__file__).parent.parent / "data"
KINDS = {"speech": Intent.SPEECH, "library": Intent.LIBRARY, "other": Intent.CONTENT}
INTENTS = (Intent.SPEECH, Intent.LIBRARY, Intent.CONTENT)
# Files, and what part of their lines: all, or the odd ones, which are for development.
FILES = (("questions_train", 1), ("questions", 1), ("questions_2", 2))
# By cross-validation over writers: what has been seen less often is no feature; how much a feature
# and a vector weigh before they are fitted; the inverse of the regularisation.
SEEN, FEATURE_SCALE, VECTOR_SCALE, STRENGTH = 3, 0.5, 3.0, 1.0
SMALLEST = 0.03  # log-odds: features of less are left out


@dataclass(frozen=True, slots=True)
class Example:
    """A question as letters, its vector, what it asks for, and who wrote it."""

    question: Lettered
    vector: Vectors
    intent: Intent
    writer: str


def examples(embedder: Embedder) -> Iterator[Example]:
    """Yield the examples of all files; those whom a file names as speakers are its known ones."""
    for name, step in FILES:
        rows = _rows(name)[::step]
        quoted = _quoted(speaker for row in rows for speaker in row["speakers"])
        for row in rows:
            writer = f"{name} {row['id'][0]}"
            yield _example(row["question"], quoted, KINDS[row["kind"]], writer, embedder)
    speakers = {row["speaker_name"] for row in _rows("quotes_seeds")}
    quoted = _quoted(name for name in speakers if name)
    for row in _rows("gold_seeds"):
        if row["history"]:
            continue
        spoken = row["type"] in ("quotation", "speaker") or re.search(
            r"\bwhat d\w+ \S+( \S+)? say\b", row["question"], re.IGNORECASE
        )
        intent = Intent.SPEECH if spoken else Intent.CONTENT
        yield _example(row["question"], quoted, intent, "gold", embedder)


def fit(found: Sequence[Example], fingerprint: str) -> IntentModel:
    """Fit the weights; fingerprint: of the embedder that the vectors are of."""
    from scipy.sparse import bmat, csr_matrix, hstack
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    had = [features(example.question) for example in found]
    seen = Counter(feature for each in had for feature in each)
    kept = {feature for feature, times in seen.items() if times >= SEEN}
    table = DictVectorizer()
    counted = table.fit_transform(dict.fromkeys(each & kept, FEATURE_SCALE) for each in had)
    vectors = csr_matrix(np.array([example.vector for example in found]) * VECTOR_SCALE)
    ones = csr_matrix(np.ones((len(found), 1)))
    # (2 n, features + 1 + dimension): with vectors, and without
    design = bmat([[counted, hstack([ones, vectors])], [counted, None]]).tocsr()
    labels = np.array([INTENTS.index(example.intent) for example in found])
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(design, np.concatenate([labels, labels]))
    against = (model.coef_[:2] - model.coef_[2]).T.astype(np.float32)  # (columns, 2)
    bias = (model.intercept_[:2] - model.intercept_[2]).astype(np.float32)
    names = table.get_feature_names_out()
    weights = against[: len(names)] * FEATURE_SCALE
    return IntentModel(
        embedder=fingerprint,
        bias=bias,
        bias_of_vectors=bias + against[len(names)],
        vector=against[len(names) + 1 :] * VECTOR_SCALE,
        features={
            name: pair.tolist()
            for name, pair in zip(names, weights, strict=True)
            if abs(pair).max() >= SMALLEST
        },
    )


def check(found: Sequence[Example], fingerprint: str) -> Iterator[tuple[str, int, float, float]]:
    """Yield (writer, questions, share right with vectors, share without) of unseen writers."""
    for writer in dict.fromkeys(example.writer for example in found):
        model = fit([one for one in found if one.writer != writer], fingerprint)
        held = [one for one in found if one.writer == writer]
        right = [model.intent(one.question, one.vector) is one.intent for one in held]
        without = [model.intent(one.question) is one.intent for one in held]
        yield writer, len(held), float(np.mean(right)), float(np.mean(without))


def write(model: IntentModel, path: Path) -> None:
    """Write the weights as JSON, one feature a line."""
    lines = [f'"embedder": {json.dumps(model.embedder)}']
    for name in ("bias", "bias_of_vectors", "vector"):
        rounded = getattr(model, name).astype(float).round(3).tolist()
        lines.append(f'"{name}": {json.dumps(rounded)}')
    rows = [
        f"{json.dumps(name, ensure_ascii=False)}: [{speech:.2f}, {library:.2f}]"
        for name, (speech, library) in sorted(model.features.items())
    ]
    lines.append('"features": {\n' + ",\n".join(rows) + "\n}")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]


def _quoted(names: Iterable[str]) -> Quoted:
    return Quoted((name, None, 1, 1) for name in dict.fromkeys(names))


def _example(
    question: str, quoted: Quoted, intent: Intent, writer: str, embedder: Embedder
) -> Example:
    spans = [(one.start, one.end) for one in quoted.mentions(question)]
    return Example(lettered(question, spans), embedder.embed_question(question), intent, writer)


def main() -> None:
    """Fit the weights and write them, or check how well such weights do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fit without each writer in turn")
    embedder = load_embedder(DEFAULT_MODEL)
    checking = parser.parse_args().check
    found = list(examples(embedder))
    if not checking:
        write(fit(found, embedder.fingerprint), MODEL_FILE)
        return
    print(markdown.heading(["unseen writer", "questions", "right", "without vectors"]))
    for writer, count, right, without in check(found, embedder.fingerprint):
        print(markdown.row([writer, str(count), f"{right:.3f}", f"{without:.3f}"]), flush=True)


if __name__ == "__main__":
    main()
