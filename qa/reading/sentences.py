"""The sentence reader: whole sentences, near in meaning and words; it needs only the embedder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embedding.embedder import Embedder
from index.english.sentences import sentences
from index.english.words import stems
from index.passages import Passage
from qa.reading.reader import Span

# The share of a sentence's score that comes from the question's words standing in it; the rest is
# its cosine with the question. Like SentenceReader's threshold, judged by eye on the samples.
OVERLAP_WEIGHT = 0.4


class SentenceReader:
    """Whole sentences: near to the question in meaning, and with its words in them.

    It cannot say "March 12", only the sentence that does; it needs no model but the embedder.
    """

    name = "sentence"
    threshold = 0.45
    prior_odds = 1.0

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Span]]:
        """Return the spans of each passage, best first; each is a sentence."""
        spans = [sentences(passage.text) for passage in passages]
        texts = [p.text[a:b] for p, bounds in zip(passages, spans, strict=True) for a, b in bounds]
        if not texts:
            return [[] for _ in passages]
        query = self._embedder.embed_question(question)
        cosines = self._embedder.embed_passages(texts) @ query  # (n, dim) x (dim,) -> (n,)
        asked = stems(question)
        overlaps = np.array([len(asked & stems(text)) / max(len(asked), 1) for text in texts])
        scores = (1 - OVERLAP_WEIGHT) * cosines.clip(0, 1) + OVERLAP_WEIGHT * overlaps
        ranked = iter(scores.tolist())
        return [
            sorted((Span(a, b, next(ranked)) for a, b in bounds), key=lambda span: -span.score)
            for bounds in spans
        ]
