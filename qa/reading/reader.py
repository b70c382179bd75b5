"""The reader: marks in a passage the words that answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.passages import Passage


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a passage that may be an answer: `passage.text[start:end]`."""

    start: int
    end: int
    score: float  # from 0 to 1, higher is better


class Reader(Protocol):
    """Marks answers in passages."""

    name: str
    threshold: float  # from 0 to 1: below it a span is no answer
    # What its odds rise by when a question is put to a collection and not to one passage.
    prior_odds: float

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Span]]:
        """Return the spans of each passage, best first; a passage may have none.

        Every span holds at least one character and lies in its passage. What is read in a passage
        does not depend on the others.
        """
        ...
