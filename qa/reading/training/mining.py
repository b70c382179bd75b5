"""Mining: passages that are close to a question and do not answer it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from qa.reading.training.features import Floats, Ids
from qa.reading.training.rows import Row

NEAREST = 12  # that are looked at
MINED = 6
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


class Miner:
    """Finds passages that are close to a question and hold none of its answers.

    contexts: the passages to choose from.
    """

    def __init__(self, contexts: Sequence[str]) -> None:
        self._contexts = contexts
        self._lowered = [context.lower() for context in contexts]
        self._lexical = BM25(contexts)

    def __call__(self, row: Row) -> list[str]:
        """Return at most six of the nearest passages to a row's question, the nearest first."""
        near = [
            self._contexts[at]
            for at in self._lexical.ranked(row.question)[:NEAREST]
            if self._contexts[at] != row.context
            and not any(answer in self._lowered[at] for answer in row.answers)
        ]
        return near[:MINED]
