"""The SQuAD v2 metrics: exact match, token F1, whether "not found" is said at the right time.

A file of questions is JSON Lines (xz or plain): `id, question, context, answers [{text, …}],
is_impossible`. A prediction is the reader's best span, its confidence, and whether it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from eval.files import numbered_lines, read_text
from eval.metrics import auroc, average, calibration_error, exact_match, token_f1
from index.articles import bare_article
from index.passages import Passage
from qa.reading.evidence import best_span
from qa.reading.reader import Evidence, Reader, Span
from qa.reading.training.mining import BM25

# The confidence at which one answer more is as likely wrong as right.
SHOWN = 0.5


@dataclass(frozen=True, slots=True)
class SquadRow:
    """One question about one passage; `answers` is () when the passage does not answer it."""

    id: str
    question: str
    context: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SquadPrediction:
    """What the reader made of one row.

    `text` is its best span even where it would not show it, `confidence` its probability in
    [0, 1] that this span is right, `answered` whether the confidence reaches SHOWN.
    """

    text: str
    confidence: float
    answered: bool

    @property
    def shown(self) -> str:
        """What is shown: the span, or nothing."""
        return self.text if self.answered else ""


def load_squad(path: Path) -> list[SquadRow]:
    """Read a file of questions: JSON Lines, or SQuAD's own JSON (version 1 or 2); plain or xz.

    Raises:
        ValueError: for a row that is not as expected; names its line (or number in SQuAD's JSON).
    """
    text = read_text(path)
    rows = []
    for number, item in _items(text, is_document=".json" in path.suffixes):
        try:
            row = item if isinstance(item, dict) else json.loads(item)
            texts = tuple(dict.fromkeys(str(answer["text"]) for answer in row["answers"]))
            answers = () if row.get("is_impossible", False) else texts
            rows.append(SquadRow(str(row["id"]), row["question"], row["context"], answers))
        except (KeyError, TypeError, json.JSONDecodeError) as exc:
            raise ValueError(
                f"line {number} should be an object with id, question, context and answers: {exc!r}"
            ) from exc
    if not rows:
        raise ValueError("there is no question in the file")
    return rows


def _items(text: str, *, is_document: bool) -> Iterator[tuple[int, Any]]:
    """Yield (number, row): lines of JSON Lines, or the questions of SQuAD's own JSON."""
    if not is_document:
        yield from numbered_lines(text)
        return
    questions = (
        {**question, "context": paragraph["context"]}
        for article in json.loads(text)["data"]
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    )
    yield from enumerate(questions, 1)


def predict(
    reader: Reader, rows: Sequence[SquadRow], progress: Callable[[int], None] = lambda done: None
) -> dict[str, SquadPrediction]:
    """Let a reader read every row's context for its question; returns predictions by row id."""
    predictions: dict[str, SquadPrediction] = {}
    for row in rows:
        span = _span(reader.read(row.question, [_passage(row.context)])[0])
        if span:
            text, confidence = row.context[span.start : span.end], reader.confidence(span)
            predictions[row.id] = SquadPrediction(text, confidence, confidence >= SHOWN)
        else:
            predictions[row.id] = SquadPrediction("", 0.0, False)
        progress(1)
    return predictions


def _span(evidence: Sequence[Evidence]) -> Span | None:
    """Return the best span; of a reader that marks no words, the best sentence."""
    best = max(evidence, key=lambda one: one.mass, default=None)
    whole = Span(best.start, best.end, best.mass) if best else None
    return best_span(evidence) or whole


def _passage(text: str) -> Passage:
    """Return a text as the one passage of an article of its own."""
    return Passage(bare_article(text), 0, len(text))


def squad_metrics(
    rows: Sequence[SquadRow], predictions: Mapping[str, SquadPrediction]
) -> dict[str, float]:
    """Score predictions by row id.

    Args:
        rows: the questions.
        predictions: one for every row's id.

    Returns:
        All shares are in [0, 1]; NaN where a file has no such rows.
        `exact`, `f1`: over all rows, "" standing for a prediction that is not answered (the
        official SQuAD 2.0 figures where SHOWN is reached).
        `has_answer_exact`, `has_answer_f1`: best span against gold over the answerable rows,
        whatever the confidence: how well it reads.
        `has_answer_f1_shown`: the same with "" where not answered (official HasAns_f1).
        `no_answer_accuracy`: share of the unanswerable rows that are not answered.
        `best_f1`: overall F1 at the best threshold for this file, found afterwards.
        `auroc`: P(confidence on an answerable row > on an unanswerable one).
        `ece`: of the confidence that the best span is an exact match (never, on unanswerable).
        `total`: number of rows.

    Raises:
        KeyError: a row without a prediction.
    """
    pairs = [(row, predictions[row.id]) for row in rows]
    shown = [(found.shown, row.answers) for row, found in pairs]
    spans = [(found.text, row.answers) for row, found in pairs if row.answers]
    without = [found for row, found in pairs if not row.answers]
    return {
        "exact": _mean(exact_match, shown),
        "f1": _mean(token_f1, shown),
        "has_answer_exact": _mean(exact_match, spans),
        "has_answer_f1": _mean(token_f1, spans),
        "has_answer_f1_shown": _mean(token_f1, [pair for pair in shown if pair[1]]),
        "no_answer_accuracy": average([float(not found.answered) for found in without]),
        **_confidence_metrics(pairs),
        "total": float(len(pairs)),
    }


def _confidence_metrics(pairs: Sequence[tuple[SquadRow, SquadPrediction]]) -> dict[str, float]:
    sure = [found.confidence for _, found in pairs]
    right = [exact_match(found.text, row.answers) if row.answers else 0.0 for row, found in pairs]
    with_answer = [found.confidence for row, found in pairs if row.answers]
    without = [found.confidence for row, found in pairs if not row.answers]
    return {
        "best_f1": _best_f1(pairs),
        "auroc": auroc(with_answer, without),
        "ece": calibration_error(sure, right),
    }


def _mean(
    metric: Callable[[str, Sequence[str]], float], pairs: Sequence[tuple[str, Sequence[str]]]
) -> float:
    """Return the mean of a metric over (text, gold answers)."""
    return average([metric(text, golds) for text, golds in pairs])


def _best_f1(pairs: Sequence[tuple[SquadRow, SquadPrediction]]) -> float:
    """Return the overall F1 at the best threshold: where only the k most confident are answered.

    F1(k) = (sum of the F1 of the first k answerable + number of unanswerable after k) / N.
    """
    gain = [token_f1(found.text, row.answers) if row.answers else -1.0 for row, found in pairs]
    order = np.argsort([-found.confidence for _, found in pairs], kind="stable")
    best = float(np.cumsum(np.asarray(gain)[order]).max())
    return (gain.count(-1.0) + max(0.0, best)) / len(pairs)


def retrieved_without_answer(rows: Sequence[SquadRow], depth: int = 3) -> list[SquadRow]:
    """Build the set "retrieved passages that lack the answer" out of a file of questions.

    For every answerable question the contexts of the whole file are ranked by BM25 (k1 1.2,
    b 0.75); those that hold none of its answers, compared in lower case, nor belong to the
    question itself, are kept, the first `depth` of them. Each question stands beside its own
    context once (answerable) and beside each of these (unanswerable): what retrieval hands to the
    reader, and which of it the reader should refuse.

    Args:
        rows: the questions; the unanswerable ones only lend their contexts.
        depth: refused passages for each question.

    Returns:
        New rows; the ids of the unanswerable ones end in `-retrieved-<n>`.
    """
    if depth < 1:
        raise ValueError(f"depth should be >= 1, is now {depth}")
    contexts = list(dict.fromkeys(row.context for row in rows))
    lexical = BM25(contexts)
    made = []
    for row in rows:
        if row.answers:
            ranked = (contexts[at] for at in lexical.ranked(row.question))
            close = islice((context for context in ranked if _lacks(context, row)), depth)
            made.append(row)
            made += [
                replace(row, id=f"{row.id}-retrieved-{n}", context=context, answers=())
                for n, context in enumerate(close, 1)
            ]
    return made


def _lacks(context: str, row: SquadRow) -> bool:
    """Tell whether a context is another than a question's own and has none of its answers."""
    lowered = context.lower()
    return context != row.context and not any(answer.lower() in lowered for answer in row.answers)
