"""The reader: weighs the sentences of a passage as evidence, and marks the words that answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.passages import Passage


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a passage that may be an answer: `passage.text[start:end]`."""

    start: int
    end: int
    margin: float  # log-odds against "not answered here", as the reader has them


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage, `passage.text[start:end]`, and the words in it that may answer."""

    start: int
    end: int
    mass: float  # log-odds of all its spans together against "not answered here"
    spans: tuple[Span, ...] = ()  # best first, none overlapping another


@dataclass(frozen=True, slots=True)
class Weights:
    """What evidence is worth in a collection: P = σ(mass · log-odds + passage · score + offset).

    log-odds: the reader's, of a sentence or of a span. score: retrieval's, of its passage.
    """

    mass: float = 1.0
    passage: float = 0.0
    offset: float = 0.0

    def __call__(self, log_odds: float, score: float) -> float:
        """Return the probability that what has these answers a question."""
        x = self.mass * log_odds + self.passage * score + self.offset
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, x))))


class Reader(Protocol):
    """Finds answers in passages."""

    name: str
    sentence: Weights  # of "this sentence answers"
    words: Weights  # of "these words answer"

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Evidence]]:
        """Return the sentences of each passage in the order of its text, each weighed.

        Sentences and spans hold at least one character and lie in their passage. What is read in
        a passage does not depend on the others. A passage without a word has no evidence.
        """
        ...

    def confidence(self, span: Span) -> float:
        """Return the probability that a passage's best span answers, of one passage read alone."""
        ...
