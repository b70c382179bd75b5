"""The sentence reader: whole sentences, near in meaning and words; it needs only the embedder."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from index.embedding.embedder import Embedder
from index.english.words import stems
from index.passages import Passage
from qa.reading.reader import Evidence, Span, Weights

# The share of a sentence's score that comes from the question's words standing in it; the rest is
# its cosine with the question. Judged by eye on the samples.
OVERLAP_WEIGHT = 0.4


class SentenceReader:
    """Whole sentences: near to the question in meaning, and with its words in them.

    It cannot say "March 12", only the sentence that does; it needs no model but the embedder.
    """

    name = "sentence"
    sentence = words = Weights(offset=0.2)

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Evidence]]:
        """Return the sentences of each passage; no words of theirs are marked."""
        spans = [passage.sentences for passage in passages]
        texts = [p.text[a:b] for p, bounds in zip(passages, spans, strict=True) for a, b in bounds]
        if not texts:
            return [[] for _ in passages]
        query = self._embedder.embed_question(question)
        cosines = self._embedder.embed_passages(texts) @ query  # (n, dim) x (dim,) -> (n,)
        asked = stems(question)
        overlaps = np.array([len(asked & stems(text)) / max(len(asked), 1) for text in texts])
        scores = (1 - OVERLAP_WEIGHT) * cosines.clip(0, 1) + OVERLAP_WEIGHT * overlaps
        odds = iter(map(_log_odds, scores.tolist()))
        return [[Evidence(a, b, next(odds)) for a, b in bounds] for bounds in spans]

    def confidence(self, span: Span) -> float:
        """Return the score that a span's margin was made of."""
        return 1 / (1 + math.exp(-span.margin))


def _log_odds(score: float) -> float:
    bounded = min(max(score, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))
