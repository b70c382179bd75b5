"""Readers: mark in a passage the words that answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.candidates import stems
from index.embedders import Embedder
from index.passages import Passage
from index.sentences import sentences

# The share of a sentence's score that comes from the question's words standing in it; the rest is
# its cosine with the question. Like SentenceReader's threshold, judged by eye on the samples.
OVERLAP_WEIGHT = 0.4


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a passage that may be an answer: `passage.text[start:end]`."""

    start: int
    end: int
    score: float  # from 0 to 1, higher is better


class Reader(Protocol):
    """Marks answers in passages."""

    name: str
    threshold: float  # below it a span is no answer
    # What its odds rise by when a question is put to a collection and not to one passage.
    prior_odds: float

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Span]]:
        """Return the spans of each passage, best first; a passage may have none."""
        ...


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


def load_reader(name: str | None, embedder: Embedder) -> Reader:
    """Load the span reader, the sentence reader, or any extractive QA model by name or path.

    name: None is the span reader where its weights are installed, else the sentence reader.
    Raises ModelError when it cannot be loaded.
    """
    from qa.span_reader import MODEL_FOLDER, SpanReader  # it builds on this module

    if name is None:
        name = SpanReader.name if MODEL_FOLDER.is_dir() else SentenceReader.name
    match name:
        case SpanReader.name:
            return SpanReader()
        case SentenceReader.name:
            return SentenceReader(embedder)
    from qa.torch_reader import TorchReader

    return TorchReader(name)
