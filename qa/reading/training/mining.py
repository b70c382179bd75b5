"""Mining: passages that are close to a question and do not answer it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import zip_longest

import numpy as np

from qa.reading.training.features import Floats, Ids
from qa.reading.training.rows import Row

Embed = Callable[[Sequence[str]], Floats]  # texts -> unit vectors (n, dim)

NEAREST = 12  # of each ranking
MINED = 6
BLOCK = 1024  # questions whose cosines are reckoned at once
WORD = re.compile(r"[a-z0-9]+")


class BM25:
    """Lexical ranking of texts (k1 1.2, b 0.75), enough to find what retrieval would hand over."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(WORD.findall(text.lower())) for text in texts]
        sizes = np.array([sum(count.values()) for count in counts], np.float32)
        norm = 1.2 * (0.25 + 0.75 * sizes / sizes.mean())
        postings: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for at, count in enumerate(counts):
            for word, seen in count.items():
                postings[word][0].append(at)
                postings[word][1].append(seen)
        self.total = len(texts)
        self.postings: dict[str, tuple[Ids, Floats]] = {}
        for word, (ids, times) in postings.items():
            where, tf = np.array(ids, np.int32), np.array(times, np.float32)
            idf = math.log(1 + (self.total - len(ids) + 0.5) / (len(ids) + 0.5))
            self.postings[word] = (where, (idf * 2.2 * tf / (tf + norm[where])).astype(np.float32))

    def ranked(self, question: str) -> Ids:
        """Return the indices of all texts, best first, the earlier of equal ones first; (n,)."""
        scores = np.zeros(self.total, np.float32)
        for word in sorted(set(WORD.findall(question.lower())) & self.postings.keys()):
            ids, weights = self.postings[word]
            scores[ids] += weights
        return np.argsort(-scores, kind="stable").astype(np.int32)


def mine_negatives(
    rows: Sequence[Row], contexts: Sequence[str], embed: Embed | None
) -> list[list[int]]:
    """Find, for every answerable row, close contexts that hold none of its answers.

    Args:
        rows: the questions.
        contexts: the passages to choose from.
        embed: texts -> unit vectors (n, dim); None for lexical search alone.

    Returns:
        For each row, indices into `contexts`, lexical and dense ones in turn, at most six.
    """
    lowered = [context.lower() for context in contexts]
    lexical = BM25(contexts)
    dense = _nearest(rows, contexts, embed) if embed else [[] for _ in rows]
    found: list[list[int]] = []
    for row, close in zip(rows, dense, strict=True):
        near = _in_turn(lexical.ranked(row.question)[:NEAREST].tolist(), close) if row.spans else []
        good = [
            at
            for at in near
            if contexts[at] != row.context and not any(a in lowered[at] for a in row.answers)
        ]
        found.append(good[:MINED])
    return found


def _nearest(rows: Sequence[Row], contexts: Sequence[str], embed: Embed) -> list[list[int]]:
    """Return the contexts of the highest cosines with each question, best first."""
    vectors = embed(contexts)  # (c, dim)
    asked = embed([row.question for row in rows])  # (n, dim)
    found: list[list[int]] = []
    for begin in range(0, len(rows), BLOCK):
        scores = asked[begin : begin + BLOCK] @ vectors.T  # (b, dim) x (dim, c) -> (b, c)
        best = np.argpartition(-scores, min(NEAREST, len(contexts)) - 1, axis=1)[:, :NEAREST]
        for row, ids in zip(scores, best, strict=True):
            found.append(ids[np.argsort(-row[ids])].tolist())
    return found


def _in_turn(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """Merge two rankings, one of each in turn; what both have at the same rank counts twice."""
    merged: list[int] = []
    for pair in zip_longest(one, other, fillvalue=-1):
        merged += [at for at in pair if at >= 0 and at not in merged]
    return merged
