"""Two readers side by side: which words they mark, how well, and how long they take.

    python -m eval.benchmarks.reading QUESTIONS GRAPH GRAPH [--rows 300]

QUESTIONS is JSON Lines as for `qa eval squad`, a GRAPH a reader's ONNX file: the one that ships,
another, or the `reader-fp32.onnx` that `qa.reading.training` leaves beside its model. Both read the
same windows of the same tokens. They are timed in turns, so that both meet the same load.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eval import markdown
from eval.metrics import exact_match, token_f1
from eval.squad import SquadRow, load_squad
from index.english.sentences import sentences
from qa.reading.evidence import best_span
from qa.reading.reader import Span
from qa.reading.spans import MODEL_FOLDER, Asked, SpanModel

WINDOWS = 6  # as many as a question is read in
ASKED, TEXT = 10, 187  # ids; with [CLS] and two [SEP] 200


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("graphs", type=Path, nargs=2)
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--laps", type=int, default=15)
    options = parser.parse_args()
    rows = load_squad(options.questions)
    rows = random.Random(0).sample(rows, min(options.rows, len(rows)))
    models = [SpanModel(MODEL_FOLDER, graph.resolve()) for graph in options.graphs]
    found = [marked(model, rows) for model in models]
    laps = [[lap(model) for model in models] for _ in range(options.laps)]
    print(markdown.heading(["", "first", "second"]))
    for name, measure in {"token F1 of the answerable": token_f1, "exact": exact_match}.items():
        scores = (
            np.mean([measure(_text(row, s), row.answers) for row, s in both if row.answers])
            for both in (list(zip(rows, spans, strict=True)) for spans in found)
        )
        print(markdown.row([name, *(f"{score:.3f}" for score in scores)]))
    medians = (f"{statistics.median(times) * 1000:.0f}" for times in zip(*laps, strict=True))
    print(markdown.row([f"ms, {WINDOWS} windows of 200 ids", *medians]))
    same = np.mean([_place(a) == _place(b) for a, b in zip(*found, strict=True)])
    print(markdown.row([f"equal spans, {len(rows)} questions", "", f"{same:.1%}"]))


def marked(model: SpanModel, rows: Sequence[SquadRow]) -> list[Span | None]:
    """Return the best span of each row's context."""
    asked = [Asked(row.question, row.context, sentences(row.context)) for row in rows]
    return [best_span(evidence) for evidence in model.read(asked)]


def lap(model: SpanModel) -> float:
    """Return the seconds that reading the windows of one question takes."""
    words = "the " * TEXT
    asked = [Asked("who " * ASKED, words, [(0, len(words))])] * WINDOWS
    start = time.perf_counter()
    model.read(asked)
    return time.perf_counter() - start


def _place(span: Span | None) -> tuple[int, int] | None:
    return (span.start, span.end) if span else None


def _text(row: SquadRow, span: Span | None) -> str:
    return row.context[span.start : span.end] if span else ""


if __name__ == "__main__":
    main()
