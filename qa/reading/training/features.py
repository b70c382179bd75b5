"""Features: questions and passages as windows of ids, each with where its answers are."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from qa.reading.evidence import MAX_ANSWER
from qa.reading.spans import MAX_QUESTION, MAX_TITLE, titled, windows
from qa.reading.training.rows import Row

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
NO_IDS: Ids = np.zeros(0, np.int32)
NOWHERE = (0,)  # the place of [CLS], where a window points that does not answer


@dataclass(frozen=True, slots=True)
class Text:
    """A tokenized text: ids (n,), and the character offsets (n, 2) of each."""

    ids: Ids
    offsets: Ids


@dataclass(frozen=True, slots=True)
class Feature:
    """One window: its ids, where the passage begins, and the gold token positions in the window.

    `starts == NOWHERE` points at [CLS]: this window does not answer the question.
    """

    question: Ids
    passage: Ids
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    taught: Floats | None = None  # the teacher's start and end logits (length, 2)

    @property
    def length(self) -> int:
        """Ids with [CLS] and two [SEP]."""
        return len(self.question) + len(self.passage) + 3


class Tokens:
    """Tokenize each text once and keep it."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.kept: dict[str, Text] = {}

    def add(self, texts: Sequence[str]) -> None:
        """Tokenize many texts at once."""
        new = list(dict.fromkeys(text for text in texts if text not in self.kept))
        for begin in range(0, len(new), 2048):
            part = new[begin : begin + 2048]
            for text, encoded in zip(
                part, self.tokenizer.encode_batch(part, add_special_tokens=False), strict=True
            ):
                self.kept[text] = Text(
                    np.array(encoded.ids, np.int32),
                    np.array(encoded.offsets, np.int32).reshape(-1, 2),
                )

    def __call__(self, text: str) -> Text:
        """Return the ids and offsets of one text."""
        if text not in self.kept:
            self.add([text])
        return self.kept[text]


def token_span(offsets: Ids, start: int, end: int) -> tuple[int, int] | None:
    """Return the first and last token that touch characters [start, end); None without one."""
    first = int(np.searchsorted(offsets[:, 1], start, side="right"))
    last = int(np.searchsorted(offsets[:, 0], end, side="left")) - 1
    return (first, last) if first <= last else None


def features_of(row: Row, tokens: Tokens, under_title: bool = False) -> list[Feature]:
    """Return the windows of one row, those with an answer first, under its title or not."""
    question, passage = tokens(row.question), tokens(row.context)
    asked = question.ids[:MAX_QUESTION]
    head = tokens(titled(row.title)).ids[:MAX_TITLE] if under_title else NO_IDS
    golds = [span for s, e in row.spans if (span := token_span(passage.offsets, s, e)) is not None]
    made = [
        _feature(
            asked,
            head,
            passage.ids[begin:end],
            [(s - begin, e - begin) for s, e in golds],
            row.whole,
        )
        for begin, end in windows(len(asked) + len(head), len(passage.ids))
    ]
    return sorted(made, key=lambda feature: feature.starts == NOWHERE)


def _feature(
    asked: Ids, head: Ids, passage: Ids, golds: Sequence[tuple[int, int]], whole: bool
) -> Feature:
    """Make a window; golds: first and last token of each answer, counted from its passage's.

    whole: of each sentence that answers; the answer may begin and end at any word of it.
    """
    shift, size = len(asked) + 2 + len(head), len(passage)
    if whole:
        held = {at for s, e in golds if s >= 0 and e < size for at in range(s, e + 1)}
        inside = [(at, at) for at in held]
    else:
        inside = [(s, e) for s, e in golds if s >= 0 and e < size and e - s < MAX_ANSWER]
    starts = tuple(sorted({s + shift for s, _ in inside})) or NOWHERE
    ends = tuple(sorted({e + shift for _, e in inside})) or NOWHERE
    return Feature(asked, np.concatenate([head, passage]), starts, ends)


def batches(features: list[Feature], size: int, rng: random.Random) -> list[list[Feature]]:
    """Group windows of like length, in random order; a last incomplete batch is left out."""
    rng.shuffle(features)
    grouped: list[list[Feature]] = []
    for begin in range(0, len(features), size * 64):
        pool = sorted(features[begin : begin + size * 64], key=lambda feature: feature.length)
        grouped += [pool[at : at + size] for at in range(0, len(pool) - size + 1, size)]
    rng.shuffle(grouped)
    return grouped
