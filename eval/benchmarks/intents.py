"""The weights of the signs by which questions are told apart, fitted anew.

    python -m eval.benchmarks.intents

Fits a logistic regression over `qa.questions.intent.FEATURES` on the training questions, the odd
lines of the measured ones and the gold questions of `eval/data`; prints the share of each that the
weights of today get right, and every sign with its new weights.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa.questions.intent import FEATURES, Intent, intent_of
from qa.questions.letters import Lettered, lettered
from qa.questions.people import Quoted

DATA = Path(__file__).parent.parent / "data"
INTENTS = (Intent.SPEECH, Intent.LIBRARY, Intent.CONTENT)
KINDS = {"speech": Intent.SPEECH, "library": Intent.LIBRARY, "other": Intent.CONTENT}
# A form that everybody uses is to be right; so is what was written for this and for the gold.
WEIGHTS = {"plain": 3.0, "gold": 1.5, "questions": 2.0}
STRENGTH = 3.0  # inverse of the regularisation


@dataclass(frozen=True, slots=True)
class Example:
    """A question as letters, what it asks for, and the set that it is of."""

    question: Lettered
    intent: Intent
    group: str


def examples() -> Iterator[Example]:
    """Yield the examples of all files; those whom a file names as speakers are its known ones."""
    for name, step in (("questions_train", 1), ("questions", 2)):
        rows = _rows(name)[::step]
        quoted = _quoted(speaker for row in rows for speaker in row["speakers"])
        for row in rows:
            group = "plain" if row["id"].startswith("c") else name
            yield Example(_read(row["question"], quoted), KINDS[row["kind"]], group)
    gold = [row for row in _rows("gold_seeds") if not row["history"]]
    speakers = {row["speaker_name"] for row in _rows("quotes_seeds")}
    quoted = _quoted(name for name in speakers if name)
    for row in gold:
        spoken = row["type"] in ("quotation", "speaker") or re.search(
            r"\bwhat d\w+ \S+( \S+)? say\b", row["question"], re.IGNORECASE
        )
        intent = Intent.SPEECH if spoken else Intent.CONTENT
        yield Example(_read(row["question"], quoted), intent, "gold")


def fit(found: Sequence[Example]) -> tuple[tuple[float, float], list[tuple[str, float, float]]]:
    """Return the bias of speech and library against content, and (name, speech, library) signs."""
    from sklearn.linear_model import LogisticRegression

    patterns = [re.compile(sign.pattern) for sign in FEATURES]
    letters = [example.question.letters for example in found]
    features = np.array([[bool(p.search(text)) for p in patterns] for text in letters], float)
    labels = np.array([INTENTS.index(example.intent) for example in found])
    weights = np.array([WEIGHTS.get(example.group, 1.0) for example in found])
    model = LogisticRegression(C=STRENGTH, max_iter=4000)
    model.fit(features, labels, sample_weight=weights)
    against = model.coef_[:2] - model.coef_[2]  # (2, signs)
    bias = model.intercept_[:2] - model.intercept_[2]
    rows = [
        (sign.name, float(speech), float(library))
        for sign, speech, library in zip(FEATURES, *against, strict=True)
    ]
    return (float(bias[0]), float(bias[1])), rows


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]


def _quoted(names: Iterable[str]) -> Quoted:
    return Quoted((name, None, 1, 1) for name in dict.fromkeys(names))


def _read(question: str, quoted: Quoted) -> Lettered:
    return lettered(question, [(one.start, one.end) for one in quoted.mentions(question)])


def main() -> None:
    """Print how right the present weights are, and new ones."""
    found = list(examples())
    for group in dict.fromkeys(example.group for example in found):
        right = [intent_of(e.question) is e.intent for e in found if e.group == group]
        print(f"{group:16} {sum(right) / len(right):.3f} of {len(right)}")
    bias, rows = fit(found)
    print(f"\nbias {bias[0]:+.1f} {bias[1]:+.1f}")
    for name, speech, library in rows:
        print(f"{name:24} {speech:+.1f} {library:+.1f}")


if __name__ == "__main__":
    main()
