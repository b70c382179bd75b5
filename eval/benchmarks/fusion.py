"""How much the words of a question should count beside its meaning, when passages are ranked.

    python -m eval.benchmarks.fusion LIBRARY QUESTIONS

QUESTIONS is a file of gold questions as `qa eval run` takes it. Prints a table in Markdown: recall
and mean reciprocal rank for weights of BM25 beside the cosine, and for the fusion of ranks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from eval import markdown
from eval.benchmarks.questions import library_and_questions
from eval.gold import GoldQuestion
from eval.metrics import recall_at_k, reciprocal_rank
from index.library import Library
from index.retrieval import CAPTION_WEIGHT, DEPTH, LEXICAL_WEIGHT, fuse, lexical_query

Scores = dict[int, float]
Fusion = Callable[[Scores, Scores], Scores]  # (dense, lexical) -> fused
WEIGHTS = (0.005, 0.01, LEXICAL_WEIGHT, 0.03, 0.05, 0.1)
RRF_K = 60  # of reciprocal rank fusion, as in Cormack, Clarke and Buettcher (SIGIR 2009)
DEPTHS = (1, 3, 5, 8, 12)


@dataclass(frozen=True, slots=True)
class Ranked:
    """What both rankings find for a question: scores by the id of a passage."""

    dense: Scores
    lexical: Scores
    holds: dict[int, bool]  # whether the passage holds an answer
    weights: Scores  # of the passage, by what it is

    def held(self, fused: Fusion) -> list[bool]:
        """Return whether each passage holds an answer, best first."""
        scores = {i: s * self.weights[i] for i, s in fused(self.dense, self.lexical).items()}
        return [self.holds[id_] for id_ in sorted(scores, key=lambda i: (-scores[i], i))]


def main() -> None:
    """Run the benchmark and print its table."""
    path, questions = library_and_questions(str(__doc__))
    with Library(path) as library:
        found = [rank(library, question) for question in questions]
    print(markdown.heading(["fusion", *(f"recall@{k}" for k in DEPTHS), "MRR"]))
    for name, fused in variants():
        held = [one.held(fused) for one in found]
        rows = [[*(recall_at_k(h, k) for k in DEPTHS), reciprocal_rank(h)] for h in held]
        print(markdown.row([name, *(f"{mean:.3f}" for mean in np.mean(rows, axis=0))]))


def rank(library: Library, question: GoldQuestion) -> Ranked:
    """Rank the passages of a library for a question, in both ways."""
    dense = dict(library.nearest(library.embedder.embed_question(question.question), DEPTH))
    lexical = dict(library.match(lexical_query(question.question), DEPTH))
    passages = library.passages([*{*dense, *lexical}])
    return Ranked(
        dense,
        lexical,
        {id_: question.is_in(passage) for id_, passage in passages.items()},
        {id_: CAPTION_WEIGHT if p.is_caption else 1.0 for id_, p in passages.items()},
    )


def variants() -> list[tuple[str, Fusion]]:
    """Return the names of the fusions, and what scores passages in each."""

    def by_rank(dense: Scores, lexical: Scores) -> Scores:
        scores: Scores = {}
        for ranking in (dense, lexical):
            for rank, id_ in enumerate(ranking, start=1):
                scores[id_] = scores.get(id_, 0.0) + 1 / (RRF_K + rank)
        return scores

    return [
        ("dense alone", lambda dense, lexical: dense),
        ("lexical alone", lambda dense, lexical: lexical),
        ("reciprocal rank", by_rank),
        *((f"cosine + {weight} BM25", weighted(weight)) for weight in WEIGHTS),
    ]


def weighted(weight: float) -> Fusion:
    """Return the fusion of the program with another weight of BM25."""
    return lambda dense, lexical: fuse(
        dense, {id_: score * weight / LEXICAL_WEIGHT for id_, score in lexical.items()}
    )


if __name__ == "__main__":
    main()
