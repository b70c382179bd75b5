"""Calibration: what the log-odds of a reader are worth, by questions and passages that are known.

`calibration.jsonl` (eval/benchmarks/calibration.py makes it) holds passages of Wikinews that were
found for questions as people type them; answers are (start, end) characters of the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.articles import bare_article
from index.passages import Passage
from qa.reading.evidence import best_span
from qa.reading.reader import Evidence, Weights
from qa.reading.spans import Asked

Doubles = NDArray[np.float64]
Places: TypeAlias = Sequence[tuple[int, int]]
Pairs: TypeAlias = "Sequence[tuple[Row, list[Evidence]]]"
Sample: TypeAlias = tuple[float, float, bool, float]  # log-odds, score of passage, right, weight
Read: TypeAlias = Callable[[Sequence[Asked]], list[list[Evidence]]]

ROWS = Path(__file__).parent / "calibration.jsonl"
# A reader that knows nothing is still one whose likelier words come first.
LEAST_SLOPE = 0.01


@dataclass(frozen=True, slots=True)
class Row:
    """A question, and a passage that was found for it."""

    question: str
    text: str
    score: float  # retrieval's, of the passage
    weight: float  # of how many passages that are read it stands for one
    is_value: bool  # whether words are asked for, and not sentences
    sentences: Places  # that are acceptable as evidence; none where the passage does not answer
    words: Places  # that are acceptable as a short answer, or as an item of a list
    url: str  # of the article


@dataclass(frozen=True, slots=True)
class Fitted:
    """What reader.json says of a reader's log-odds."""

    rows: int
    confidence: Weights  # of a passage's best span, of one passage read alone
    sentence: Weights
    words: Weights


def load_rows(path: Path = ROWS) -> list[Row]:
    """Read the rows that come with the program."""
    return [Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def fit(rows: Sequence[Row], read: Read) -> Fitted:
    """Fit Platt scaling and both weights of evidence on what a reader reads in the rows.

    How far a reader's log-odds and the score of the passage say the same is another thing with
    every reader, and a thousand sentences are enough for the three weights of a sentence: our own
    reader gets .25, 1.3, -1.9 of them, and .24, 1.7, -2.3 of all questions there are. For words
    they are too few, and the score of the passage says little about them; it counts nothing.
    """
    passages = [Passage(bare_article(row.text), 0, len(row.text)) for row in rows]
    found = read(
        [Asked(r.question, r.text, p.sentences) for r, p in zip(rows, passages, strict=True)]
    )
    pairs = list(zip(rows, found, strict=True))
    return Fitted(
        rows=len(rows),
        confidence=_platt(pairs),
        sentence=_weights(list(_of_sentences(pairs))),
        words=_weights(list(_of_words(pairs))),
    )


def _platt(pairs: Pairs) -> Weights:
    """Half of the weight is on passages with words that answer, half on those without an answer."""
    chosen = [(row, evidence) for row, evidence in pairs if row.words or not row.sentences]
    answered = sum(bool(row.words) for row, _ in chosen) / len(chosen)
    samples = []
    for row, evidence in chosen:
        span = best_span(evidence)
        if span is not None:
            right = agrees((span.start, span.end), row.words)
            weight = 0.5 / answered if row.words else 0.5 / (1 - answered)
            samples.append((span.margin, 0.0, right, weight))
    return _weights(samples)


def _of_sentences(pairs: Pairs) -> Iterator[Sample]:
    for row, evidence in pairs:
        for one in evidence:
            yield one.mass, row.score, agrees((one.start, one.end), row.sentences), row.weight


def _of_words(pairs: Pairs) -> Iterator[Sample]:
    for row, evidence in pairs:
        best = [one.spans[0] for one in evidence if one.spans and row.is_value]
        for span in best:
            yield span.margin, 0.0, agrees((span.start, span.end), row.words), row.weight


def _weights(samples: Sequence[Sample]) -> Weights:
    log_odds, score, right, weight = np.array(samples, dtype=np.float64).T
    x = np.column_stack([log_odds, score, np.ones_like(score)])
    mass, passage, offset = fit_platt(x, right, weight).tolist()
    return Weights(max(mass, LEAST_SLOPE), passage, offset)


def agrees(place: tuple[int, int], accepted: Places) -> bool:
    """Tell whether a place and an accepted one share at least half of what either covers."""
    start, end = place
    return any(
        2 * (min(end, last) - max(start, first)) >= max(end, last) - min(start, first)
        for first, last in accepted
    )


def fit_platt(x: Doubles, right: Doubles, weight: Doubles, ridge: float = 1e-3) -> Doubles:
    """Fit p(right) = 1 / (1 + exp(-x·w)) by Newton's method; x (n, k), others (n,) -> w (k,)."""
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))  # (n, k) x (k,) -> (n,)
        gradient = x.T @ (weight * (p - right)) + ridge * w
        step = np.linalg.solve(
            (x * (weight * p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(w)), gradient
        )
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return w
