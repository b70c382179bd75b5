"""How much the words of a question should count beside its meaning, when passages are ranked.

    python -m eval.benchmarks.fusion LIBRARY QUESTIONS

QUESTIONS is a file of gold questions as `qa eval run` takes it. Prints a table in Markdown: recall
and mean reciprocal rank for weights of BM25 beside the cosine, and for the fusion of ranks.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np

from eval.gold import load_gold
from eval.metrics import recall_at_k, reciprocal_rank
from index.library import Library
from index.retrieval import CAPTION_WEIGHT, DEPTH, LEXICAL_WEIGHT, fuse, lexical_query

Scores = dict[int, float]
WEIGHTS = (0.005, 0.01, LEXICAL_WEIGHT, 0.03, 0.05, 0.1)
RRF_K = 60  # of reciprocal rank fusion, as in Cormack, Clarke and Buettcher (SIGIR 2009)
DEPTHS = (1, 3, 5, 8, 12)


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path)
    options = parser.parse_args()
    questions = [q for q in load_gold(options.questions) if q.answerable and not q.history]
    found = []
    with Library(options.library) as library:
        for question in questions:
            vector = library.embedder.embed_question(question.question)
            dense = dict(library.nearest(vector, DEPTH))
            lexical = dict(library.match(lexical_query(question.question), DEPTH))
            passages = library.passages([*{*dense, *lexical}])
            holds = {id_: question.is_in(passage) for id_, passage in passages.items()}
            weights = {i: CAPTION_WEIGHT if p.is_caption else 1.0 for i, p in passages.items()}
            found.append((dense, lexical, holds, weights))
    print("| fusion | " + " | ".join(f"recall@{k}" for k in DEPTHS) + " | MRR |")
    print("| --- " * (len(DEPTHS) + 2) + "|")
    for name, scored in variants():
        rows = []
        for dense, lexical, holds, weights in found:
            scores = {i: score * weights[i] for i, score in scored(dense, lexical).items()}
            held = [holds[id_] for id_ in sorted(scores, key=lambda i: (-scores[i], i))]
            rows.append([*(recall_at_k(held, k) for k in DEPTHS), reciprocal_rank(held)])
        print(f"| {name} | " + " | ".join(f"{mean:.3f}" for mean in np.mean(rows, axis=0)) + " |")


def variants() -> list[tuple[str, Callable[[Scores, Scores], Scores]]]:
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


def weighted(weight: float) -> Callable[[Scores, Scores], Scores]:
    """Return the fusion of the program with another weight of BM25."""
    return lambda dense, lexical: fuse(
        dense, {id_: score * weight / LEXICAL_WEIGHT for id_, score in lexical.items()}
    )


if __name__ == "__main__":
    main()
