"""Calibration: from the margin of a span to the probability that it is right."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import Any

import numpy as np

from index.english.sentences import sentences
from qa.reading.calibrating import fit_platt
from qa.reading.evidence import best_span
from qa.reading.reader import Span
from qa.reading.spans import Asked, SpanModel
from qa.reading.training.corpus import Corpus
from qa.reading.training.mining import Miner
from qa.reading.training.perturbation import perturb
from qa.reading.training.rows import Row

ANSWERED = 300  # questions with an answer: two weights are fitted on three times as many rows
NO_SPAN = Span(0, 0, -50.0)  # of a context without a word


def same_words(one: str, other: str) -> bool:
    """Whether two answers agree but for case, articles and punctuation."""
    cut = [re.sub(r"\b(a|an|the)\b", " ", re.sub(r"[^\w\s]", "", t.lower())) for t in (one, other)]
    return cut[0].split() == cut[1].split()


def calibration_rows(corpus: Corpus) -> list[tuple[Row, float]]:
    """Return rows and their weights out of those kept out of training.

    Half of the weight is on questions beside the passage that answers them, a quarter on the same
    questions changed, a quarter on the best held-out passage without the answer by BM25, which is
    what retrieval hands the reader. Questions that people wrote to have no answer are left out:
    those held out share their articles with those trained on, and are refused far too easily.
    """
    rng = random.Random(0)
    answered = [row for row in corpus.held_out if row.spans]
    answered = rng.sample(answered, min(ANSWERED, len(answered)))
    changed = [
        replace(row, question=question, spans=())
        for row in answered
        if (question := perturb(row, corpus.names, rng)) is not None
    ]
    contexts = list(dict.fromkeys(row.context for row in corpus.held_out))
    miner = Miner(contexts)
    retrieved = [
        replace(row, context=near[0], spans=()) for row in answered if (near := miner(row))
    ]
    kinds = ((0.5, answered), (0.25, changed), (0.25, retrieved))
    return [(row, share / len(rows)) for share, rows in kinds for row in rows]


def calibrate(model: SpanModel, corpus: Corpus) -> dict[str, Any]:
    """Fit what reader.json says of confidence, on rows kept out of training.

    A span is right when it is a gold answer but for case, articles and punctuation.
    """
    chosen = calibration_rows(corpus)
    asked = [
        Asked(row.question, row.context, sentences(row.context), row.title) for row, _ in chosen
    ]
    found = [best_span(evidence) or NO_SPAN for evidence in model.read(asked)]
    weight = np.array([share for _, share in chosen]) * len(chosen)
    right = np.array(
        [
            float(is_right(row, row.context[span.start : span.end]))
            for (row, _), span in zip(chosen, found, strict=True)
        ]
    )
    margin = np.array([span.margin for span in found])
    slope, offset = fit_platt(np.column_stack([margin, np.ones_like(margin)]), right, weight)
    return {"method": "platt", "rows": len(chosen), "slope": float(slope), "offset": float(offset)}


def is_right(row: Row, answer: str) -> bool:
    """Whether words are one of a row's answers, but for case, articles and punctuation."""
    return any(same_words(answer, row.context[start:end]) for start, end in row.spans)
