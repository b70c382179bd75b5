"""What evidence is worth: the weights of "this sentence answers" and "these words answer".

    python -m eval.benchmarks.evidence LIBRARY FILE… [--and LIBRARY FILE…]

Each FILE holds natural questions about the LIBRARY before it; only their dev half is read. The
sentences of the passages that are read for them are labelled by the acceptable sentences, the best
words of each by the short acceptable answers (of questions that ask for a value); a logistic
regression over (log-odds of the reader, score of the passage) gives what stands in `reader.json`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from eval import markdown
from eval.natural import NaturalQuestion, load_natural, matches, overlap
from index.english.stance import is_question
from index.library import Library
from index.retrieval import HybridRetriever
from qa.answering.passages import PASSAGES_READ
from qa.answering.ranking import ASKED
from qa.questions.kinds import Kind, kind_of
from qa.reading.calibrating import fit_platt
from qa.reading.spans import SpanReader

Row = tuple[float, float, bool]  # log-odds of the reader, score of the passage, label


def main() -> None:
    """Fit the weights and print them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("asked", nargs="+", metavar="LIBRARY FILE…")
    parser.add_argument("--and", nargs="+", dest="more", action="append", default=[])
    options = parser.parse_args()
    sentences: list[Row] = []
    words: list[Row] = []
    for library, *files in (options.asked, *options.more):
        asked = load_natural([Path(file) for file in files])
        questions = [question for question in asked if question.half == "dev"]
        with Library(Path(library)) as opened:
            retriever, reader = HybridRetriever(opened), SpanReader()
            for question in questions:
                for sentence, span in read(retriever, reader, question):
                    sentences.append(sentence)
                    words += [span] if span else []
    print(markdown.heading(["", "rows", "right", "mass", "passage", "offset"]))
    for name, rows in (("sentence", sentences), ("words", words)):
        fitted = fit(rows)
        right = sum(label for _, _, label in rows)
        print(markdown.row([name, len(rows), right, *(f"{x:.3f}" for x in fitted)]))


def read(
    retriever: HybridRetriever, reader: SpanReader, asked: NaturalQuestion
) -> Iterator[tuple[Row, Row | None]]:
    """Yield each sentence that is read for a question as a row, and its best words as another."""
    candidates = retriever.retrieve(asked.question, PASSAGES_READ)
    wants_value = kind_of(asked.question)[0] is Kind.VALUE
    seen: set[tuple[str, int]] = set()
    evidence = reader.read(asked.question, [candidate.passage for candidate in candidates])
    for candidate, weighed in zip(candidates, evidence, strict=True):
        passage = candidate.passage
        for one in weighed:
            place = passage.article.id, passage.start + one.start
            if place in seen:  # two passages share it
                continue
            seen.add(place)
            text = passage.text[one.start : one.end]
            lost = ASKED if is_question(text) else 0.0
            label = any(overlap(text, sentence) for sentence in asked.sentences)
            span = None
            if wants_value and one.spans:
                best = one.spans[0]
                marked = passage.text[best.start : best.end]
                right = any(matches(marked, short) for short in asked.spans)
                span = (best.margin - lost, candidate.score, right)
            yield (one.mass - lost, candidate.score, label), span


def fit(rows: list[Row]) -> list[float]:
    """Return mass, passage and offset of P = σ(mass · log-odds + passage · score + offset)."""
    x = np.array([[log_odds, score, 1.0] for log_odds, score, _ in rows])
    right = np.array([float(label) for _, _, label in rows])
    weights: list[float] = fit_platt(x, right, np.ones(len(rows))).tolist()
    return weights


if __name__ == "__main__":
    main()
