"""Candidates: the passages that may hold an answer, found by meaning and by words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from index.filters import Filters
from index.library import Library
from index.passages import Passage
from index.stopwatch import Stopwatch

# What one point of BM25 is worth beside the cosine. Scores tell more than ranks do (Bruch, Gai and
# Ingber, TOIS 2023); eval/RESULTS.md has the table that the weight was chosen from.
QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")  # words that a question wants just so
LEXICAL_WEIGHT = 0.02
DEPTH = 100  # passages taken from each ranking
# A caption repeats what the body says better, so it needs twice the evidence.
CAPTION_WEIGHT = 0.5
STEM_LENGTH = 6

STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be been before being but by can could did do "
    "does doing for from had has have having he her here hers him his how i if in into is it its "
    "just me more most my no nor not of off on once only or other our out over own please said say "
    "says she should so some such tell than that the their them then there these they this those "
    "through to too under until up very was we were what when where which while who whom whose why "
    "will with would you your".split()
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its fused score, and its ranks (from 1) in what the score was made of."""

    passage: Passage
    score: float  # higher is better
    dense_rank: int | None = None
    lexical_rank: int | None = None


class Ranking(StrEnum):
    """How passages are compared with a question."""

    DENSE = "dense"  # inner product of their vectors
    LEXICAL = "lexical"  # BM25 over word stems, stop words left out


class Retriever(Protocol):
    """Finds the passages of a library that may answer a question."""

    def retrieve(
        self,
        question: str,
        k: int,
        filters: Filters | None = None,
        watch: Stopwatch | None = None,
    ) -> list[Candidate]:
        """Return at most k candidates, best first; `watch` times the stages embed and retrieve."""
        ...


class HybridRetriever:
    """By meaning and by words, fused: score = cosine + 0.02 BM25.

    rankings: which of the two to use; one alone is for measuring what the other adds.
    """

    def __init__(self, library: Library, rankings: Iterable[Ranking] = tuple(Ranking)) -> None:
        self._library = library
        self._rankings = frozenset(rankings)

    def retrieve(
        self,
        question: str,
        k: int,
        filters: Filters | None = None,
        watch: Stopwatch | None = None,
    ) -> list[Candidate]:
        """Return at most k candidates, best first; `watch` times the stages embed and retrieve."""
        if k < 1:
            raise ValueError(f"k should be >= 1, is now {k}")
        watch = watch or Stopwatch()
        dense: dict[int, float] = {}
        lexical: dict[int, float] = {}
        if Ranking.DENSE in self._rankings:
            with watch("embed"):
                vector = self._library.question_vector(question)
            with watch("retrieve"):
                dense = dict(self._library.nearest(vector, max(DEPTH, k), filters))
        with watch("retrieve"):
            if Ranking.LEXICAL in self._rankings:
                query = lexical_query(question)
                lexical = dict(self._library.match(query, max(DEPTH, k), filters))
            return self._fused(dense, lexical, k)

    def _fused(self, dense: dict[int, float], lexical: dict[int, float], k: int) -> list[Candidate]:
        scores = fuse(dense, lexical)
        dense_ranks, lexical_ranks = _ranks(dense), _ranks(lexical)
        # Only its article tells that a passage is a caption, so more than k are looked at.
        best = sorted(scores, key=lambda id_: (-scores[id_], id_))[: 2 * k]
        candidates = [
            Candidate(
                passage,
                scores[id_] * (CAPTION_WEIGHT if passage.is_caption else 1.0),
                dense_ranks.get(id_),
                lexical_ranks.get(id_),
            )
            for id_, passage in self._library.passages(best).items()
        ]
        return sorted(candidates, key=lambda candidate: -candidate.score)[:k]


def fuse(dense: dict[int, float], lexical: dict[int, float]) -> dict[int, float]:
    """Fuse {id: cosine} and {id: BM25} into {id: cosine + 0.02 BM25}.

    A passage that is missing in one of them is so far down there that it counts as 0.
    """
    return {
        id_: max(dense.get(id_, 0.0), 0.0) + LEXICAL_WEIGHT * lexical.get(id_, 0.0)
        for id_ in {*dense, *lexical}
    }


def _ranks(scores: Iterable[int]) -> dict[int, int]:
    """Return the rank (from 1) of each id, which come best first."""
    return {id_: rank for rank, id_ in enumerate(scores, start=1)}


def content_words(text: str) -> list[str]:
    """Return the words of a text in lower case, stop words left out unless nothing else is left."""
    words = [word.lower() for word in re.findall(r"[^\W_]+(?:[.'’-][^\W_]+)*", text)]
    return [word for word in words if word not in STOP_WORDS] or words


def stems(text: str) -> set[str]:
    """Return the beginnings of the content words of a text: "withdraw" meets "withdrawal"."""
    return {word[:STEM_LENGTH] for word in content_words(text)}


def lexical_query(question: str) -> str:
    """Return an FTS5 query for any of a question's words; words in quotation marks as a phrase."""
    phrases = QUOTED.findall(question)
    terms = dict.fromkeys([*phrases, *content_words(question)])
    # SQLite reads a query to its first zero character.
    return " OR ".join('"' + re.sub('["\0]', " ", term) + '"' for term in terms)
