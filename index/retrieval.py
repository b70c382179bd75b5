"""Candidates: the passages that may hold an answer, found by meaning and by words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from index.english.function_words import STOP_WORDS
from index.english.words import Word, content_words, words
from index.filters import Filters
from index.library import Library
from index.passages import Passage
from index.stopwatch import Stopwatch

QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")  # words that a question wants just so
# What BM25 by the word is worth beside the cosine. BM25 is a sum over the words of a question, the
# cosine is not: without the division a long question is ranked by its words alone. Scores tell more
# than ranks do (Bruch, Gai and Ingber, TOIS 2023); eval/RESULTS.md has the table of weights.
LEXICAL_WEIGHT = 0.1
LEAST_WORDS = 5  # a shorter question does not rest on its few words the more
DEPTH = 100  # passages taken from each ranking
# A caption repeats what the body says better, so it needs twice the evidence.
CAPTION_WEIGHT = 0.5
INITIALS = 5  # letters in capitals that may be printed with stops: ACLU, A.C.L.U.


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
    """By meaning and by words, fused: score = cosine + 0.1 BM25 / (words of the question, >= 5).

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
        far: dict[int, float] = {}
        if Ranking.DENSE in self._rankings:
            with watch("embed"):
                vector = self._library.question_vector(question)
            with watch("retrieve"):
                dense = dict(self._library.nearest(vector, max(DEPTH, k), filters))
        with watch("retrieve"):
            if Ranking.LEXICAL in self._rankings:
                query = lexical_query(question)
                lexical = dict(self._library.match(query, max(DEPTH, k), filters))
                if dense:
                    # What is found by words alone has a cosine too, far down as it may be.
                    far = self._library.cosines(vector, [i for i in lexical if i not in dense])
            scores = fuse(dense | far, lexical, lexical_weight(question))
            return self._best(dense, lexical, scores, k)

    def _best(
        self,
        dense: dict[int, float],
        lexical: dict[int, float],
        scores: dict[int, float],
        k: int,
    ) -> list[Candidate]:
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


def lexical_weight(question: str) -> float:
    """Return what one point of BM25 is worth for a question: the longer it is, the less."""
    return LEXICAL_WEIGHT / max(LEAST_WORDS, len(set(content_words(question))))


def fuse(dense: dict[int, float], lexical: dict[int, float], weight: float) -> dict[int, float]:
    """Fuse {id: cosine} and {id: BM25} into {id: cosine + weight BM25}.

    A passage that is missing in one of them counts as 0 there.
    """
    return {
        id_: max(dense.get(id_, 0.0), 0.0) + weight * lexical.get(id_, 0.0)
        for id_ in {*dense, *lexical}
    }


def _ranks(scores: Iterable[int]) -> dict[int, int]:
    """Return the rank (from 1) of each id, which come best first."""
    return {id_: rank for rank, id_ in enumerate(scores, start=1)}


def lexical_query(question: str) -> str:
    """Return an FTS5 query for any of a question's words; words in quotation marks as a phrase.

    A word that is compared in another form than FTS5 reads it in stands in both: A.C.L.U. is the
    phrase "a c l u" or the word aclu, and so is ACLU.
    """
    phrases = QUOTED.findall(question)
    found = words(question)
    content = [word for word in found if word.text not in STOP_WORDS] or found
    readings = [reading for word in content for reading in _readings(word, question)]
    # SQLite reads a query to its first zero character.
    return " OR ".join(
        '"' + re.sub('["\0]', " ", term) + '"' for term in dict.fromkeys([*phrases, *readings])
    )


def _readings(word: Word, question: str) -> list[str]:
    """Return the ways in which a word of a question may stand in FTS5's index, its own first."""
    printed = question[word.start : word.end]
    readings = [word.text]
    if printed.isupper() and printed.isalpha() and 1 < len(printed) <= INITIALS:
        readings.append(" ".join(word.text))
    elif _tokens(printed) != _tokens(word.text):
        readings.append(" ".join(_tokens(printed)))
    return readings


def _tokens(text: str) -> list[str]:
    """Return the tokens that FTS5 makes of a text, as far as they can differ from its words."""
    parts = unicodedata.normalize("NFD", text.lower())
    return re.findall(r"[^\W_]+", "".join(c for c in parts if not unicodedata.combining(c)))
