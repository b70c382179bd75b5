"""How many passages to read: quality against time, and the weight of a passage's rank.

    python -m eval.benchmarks.passages LIBRARY QUESTIONS

LIBRARY is an indexed collection, QUESTIONS is JSON Lines with `question` and `answers` (strings),
plain or xz. An answer is right when, normalized, it is one of the strings, holds it, or is held by
it (from four letters on); a question whose strings stand in no article cannot be right.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks.indexing import read_lines
from index.candidates import Candidate, HybridRetriever
from index.library import Library
from qa import answers
from qa.answers import choose
from qa.readers import Span
from qa.span_reader import SpanReader
from qa.values import normalize

PASSAGES = (1, 2, 3, 4, 5, 6, 8, 12)
RANK_WEIGHTS = (0.0, 0.2, 0.35, 0.5, 0.8, 1.2)


@dataclass(frozen=True, slots=True)
class Read:
    """One question with its passages, the spans in them, and its gold answers."""

    candidates: Sequence[Candidate]
    spans: Sequence[Sequence[Span]]
    gold: Sequence[str]


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path)
    options = parser.parse_args()
    rows = [json.loads(line) for line in read_lines(options.questions)]
    with Library(options.library) as library:
        retriever, reader = HybridRetriever(library), SpanReader()
        read = []
        for row in rows:
            candidates = retriever.retrieve(row["question"], max(PASSAGES))
            spans = reader.read(row["question"], [c.passage for c in candidates])
            read.append(Read(candidates, spans, [normalize(a) for a in row["answers"]]))
        print("| passages | hit@1 | hit@3 | shown | right of shown | read, ms | to one passage |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        sample = [(row["question"], one) for row, one in zip(rows[:20], read[:20], strict=True)]
        times = {n: [read_seconds(reader, *pair, n) for pair in sample] for n in PASSAGES}
        for n in PASSAGES:
            lap = statistics.median(times[n])
            ratio = statistics.median(
                many / one for many, one in zip(times[n], times[1], strict=True)
            )
            print(f"| {n} | {scores(read, n, reader.threshold)} | {lap * 1000:.0f} | {ratio:.1f} |")
        print("\n| weight of rank | hit@1 | hit@3 | shown | right of shown |")
        print("| --- | --- | --- | --- | --- |")
        for weight in RANK_WEIGHTS:
            answers.RANK_WEIGHT = weight
            print(f"| {weight} | {scores(read, 8, reader.threshold)} |")


def scores(read: Sequence[Read], passages: int, threshold: float) -> str:
    """Return hit@1, hit@3 without a threshold; share shown at it, and right of those."""
    first = third = shown = right = 0
    for one in read:
        found = choose(one.candidates[:passages], one.spans[:passages], threshold=0.0)
        hits = [is_right(finding.citation.quote, one.gold) for finding in found[:3]]
        first += any(hits[:1])
        third += any(hits)
        if found and found[0].confidence >= threshold:
            shown += 1
            right += hits[0]
    total = len(read)
    return f"{first / total:.3f} | {third / total:.3f} | {shown / total:.3f} | {right / shown:.3f}"


def is_right(quote: str, gold: Sequence[str]) -> bool:
    """Tell whether a quote is, holds, or is held by one of the normalized gold strings."""
    found = normalize(quote)
    return any(
        found == answer
        or f" {answer} " in f" {found} "
        or (len(found) >= 4 and f" {found} " in f" {answer} ")
        for answer in gold
    )


def read_seconds(reader: SpanReader, question: str, one: Read, passages: int) -> float:
    """Return how long it takes to read the first passages."""
    texts = [candidate.passage for candidate in one.candidates[:passages]]
    start = time.perf_counter()
    reader.read(question, texts)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
