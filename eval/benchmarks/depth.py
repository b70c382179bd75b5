"""What is read: how often a passage with the answer is among the first, by ways of ranking.

    python -m eval.benchmarks.depth LIBRARY FILE…

Each FILE holds gold questions as `qa eval run` takes them, or natural ones as `qa eval natural`
does; a passage holds the answer when it has all of an acceptable one. Prints a table in Markdown
for each file: recall by depth, mean reciprocal rank, and the milliseconds that the ranking takes.
Questions are embedded and searched once, so that another way costs seconds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval import markdown
from eval.files import read_text
from eval.gold import load_gold
from eval.metrics import recall_at_k, reciprocal_rank
from eval.natural import holds, load_natural
from index.library import Library
from index.passages import Passage
from index.retrieval import CAPTION_WEIGHT, DEPTH, fuse, lexical_query, lexical_weight

Scores = dict[int, float]  # by the id of a passage
Holds = Callable[[Passage], bool]
DEPTHS = (1, 3, 6, 8, 12, 24, 50)
WEIGHTS = (0.005, 0.01, 0.02, 0.03, 0.05)
FACTORS = (0.5, 0.8, 1.2)
PER_ARTICLE = (2, 3)
ANOTHER = 0.1  # of the score of the best other passage of an article
RRF_K = 60  # of reciprocal rank fusion, as in Cormack, Clarke and Buettcher (SIGIR 2009)


@dataclass(frozen=True, slots=True)
class Found:
    """What both searches find for a question, and which of it holds an answer."""

    dense: Scores
    far: Scores  # cosines of what only the words find
    lexical: Scores
    weight: float  # of BM25, in the program
    passages: dict[int, Passage]
    held: frozenset[int]

    def ranked(self, scores: Scores) -> list[int]:
        """Return the ids by their scores, best first, a caption counting half."""
        weighed = {
            id_: score * (CAPTION_WEIGHT if self.passages[id_].is_caption else 1.0)
            for id_, score in scores.items()
        }
        return sorted(weighed, key=lambda id_: (-weighed[id_], id_))

    @property
    def fused(self) -> Scores:
        """The scores of the program."""
        return self.weighed(self.weight)

    def weighed(self, weight: float) -> Scores:
        """Return the scores of the program with another weight of BM25."""
        return fuse(self.dense | self.far, self.lexical, weight)


Way = Callable[[Found], list[int]]  # ids, best first


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    options = parser.parse_args()
    with Library(options.library) as library:
        for file in options.files:
            found = [find(library, *one) for one in questions(file)]
            print(f"{file.name}: {len(found)} questions\n")
            print(markdown.heading(["ranked by", *(f"@{k}" for k in DEPTHS), "MRR", "ms"]))
            for name, way in WAYS:
                print(markdown.row([name, *measured(way, found)]), flush=True)
            print()


def questions(file: Path) -> Iterator[tuple[str, Holds]]:
    """Yield each question that has an answer and stands alone, and what tells that it is held."""
    if '"sentences"' in read_text(file).partition("\n")[0]:
        for asked in load_natural([file]):
            if asked.answerable:
                yield asked.question, holding(asked.sentences)
    else:
        for gold in load_gold(file):
            if gold.answerable and not gold.history:
                yield gold.question, gold.is_in


def holding(sentences: Iterable[str]) -> Holds:
    """Return what tells whether a passage has one of some sentences word for word."""
    return lambda passage: any(holds(passage.text, sentence) for sentence in sentences)


def find(library: Library, question: str, holds_answer: Holds) -> Found:
    """Search for a question in both ways."""
    vector = library.question_vector(question)
    dense = dict(library.nearest(vector, DEPTH))
    lexical = dict(library.match(lexical_query(question), DEPTH))
    far = library.cosines(vector, [id_ for id_ in lexical if id_ not in dense])
    passages = library.passages([*{*dense, *lexical}])
    held = frozenset(id_ for id_, passage in passages.items() if holds_answer(passage))
    return Found(dense, far, lexical, lexical_weight(question), passages, held)


def measured(way: Way, found: Iterable[Found]) -> list[str]:
    """Return recall at each depth, mean reciprocal rank, and milliseconds a question."""
    rows, seconds = [], []
    for one in found:
        start = time.perf_counter()
        order = way(one)
        seconds.append(time.perf_counter() - start)
        held = [id_ in one.held for id_ in order]
        rows.append([*(recall_at_k(held, k) for k in DEPTHS), reciprocal_rank(held)])
    means = [f"{mean:.3f}" for mean in np.mean(rows, axis=0)]
    return [*means, f"{np.median(seconds) * 1000:.1f}"]


def by_scores(scores: Callable[[Found], Scores]) -> Way:
    """Return the way that ranks by scores alone."""
    return lambda found: found.ranked(scores(found))


def by_ranks(found: Found) -> Scores:
    """Score by reciprocal ranks in both searches."""
    scores: Scores = {}
    for ranking in (found.dense, found.lexical):
        for rank, id_ in enumerate(ranking, start=1):
            scores[id_] = scores.get(id_, 0.0) + 1 / (RRF_K + rank)
    return scores


def weighing(weight: float) -> Way:
    """Return the way of the program with one weight of BM25 for all questions."""
    return by_scores(lambda found: found.weighed(weight))


def times(factor: float) -> Way:
    """Return the way of the program with more or less of BM25."""
    return by_scores(lambda found: found.weighed(factor * found.weight))


def without_far(found: Found) -> Scores:
    """Count what only the words find as if its cosine were 0."""
    return fuse(found.dense, found.lexical, found.weight)


def with_the_article(found: Found) -> Scores:
    """Score a passage higher where another one of its article is good too."""
    scores = found.fused
    articles: dict[str, list[int]] = {}
    for id_, passage in found.passages.items():
        articles.setdefault(passage.article.id, []).append(id_)

    def other(id_: int) -> float:
        same = articles[found.passages[id_].article.id]
        return max((scores[one] for one in same if one != id_), default=0.0)

    return {id_: score + ANOTHER * other(id_) for id_, score in scores.items()}


def at_most(limit: int) -> Way:
    """Return the way that takes so many passages of an article first, and then the others."""

    def way(found: Found) -> list[int]:
        taken: dict[str, int] = {}
        first: list[int] = []
        later: list[int] = []
        for id_ in found.ranked(found.fused):
            article = found.passages[id_].article.id
            taken[article] = taken.get(article, 0) + 1
            (first if taken[article] <= limit else later).append(id_)
        return first + later

    return way


def without_overlap(found: Found) -> list[int]:
    """Take passages that share a sentence with a better one last."""
    first: list[int] = []
    later: list[int] = []
    for id_ in found.ranked(found.fused):
        overlapped = any(_overlap(found.passages[id_], found.passages[one]) for one in first)
        (later if overlapped else first).append(id_)
    return first + later


def _overlap(one: Passage, other: Passage) -> bool:
    same = one.article.id == other.article.id
    return same and one.start < other.end and other.start < one.end


WAYS: list[tuple[str, Way]] = [
    ("the program", by_scores(lambda found: found.fused)),
    ("cosine", by_scores(lambda found: found.dense)),
    ("BM25", by_scores(lambda found: found.lexical)),
    ("reciprocal ranks", by_scores(by_ranks)),
    ("the program, no cosine of what only the words find", by_scores(without_far)),
    *((f"cosine + {weight} BM25", weighing(weight)) for weight in WEIGHTS),
    *((f"{factor} times the weight of BM25", times(factor)) for factor in FACTORS),
    ("and the article's next best", by_scores(with_the_article)),
    *((f"{limit} of an article first", at_most(limit)) for limit in PER_ARTICLE),
    ("no two that overlap first", without_overlap),
]


if __name__ == "__main__":
    main()
