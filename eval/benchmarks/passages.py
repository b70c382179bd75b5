"""How many passages to read: quality against time, and what a passage's score is worth.

    python -m eval.benchmarks.passages LIBRARY QUESTIONS

LIBRARY is an indexed collection, QUESTIONS a file of gold questions as `qa eval run` takes it; what
is right is said in `eval/gold.py`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval import markdown
from eval.benchmarks.questions import library_and_questions
from eval.gold import GoldQuestion
from index.library import Library
from index.retrieval import Candidate, HybridRetriever
from qa.answering.choosing import ANSWERED
from qa.answering.passages import PASSAGES_READ
from qa.answering.ranking import ranked
from qa.reading.reader import Evidence
from qa.reading.spans import SpanReader

PASSAGES = (1, 2, 3, 4, 5, 6, 8, 12)
WEIGHTS = (0.0, 1.3, 2.6, 5.2, 7.8, 10.4)
TIMED = 20  # questions


@dataclass(frozen=True, slots=True)
class Read:
    """One question with its passages and the evidence in them."""

    gold: GoldQuestion
    candidates: Sequence[Candidate]
    evidence: Sequence[Sequence[Evidence]]


def main() -> None:
    """Run the benchmark and print its tables."""
    path, questions = library_and_questions(str(__doc__))
    with Library(path) as library:
        retriever, reader = HybridRetriever(library), SpanReader()
        read = [read_all(retriever, reader, question) for question in questions]
    times = {n: [read_seconds(reader, one, n) for one in read[:TIMED]] for n in PASSAGES}
    columns = ("hit@1", "hit@3", "answered", "right of answered")
    print(markdown.heading(["passages", *columns, "read, ms", "to one passage"]))
    for n in PASSAGES:
        lap = statistics.median(times[n])
        ratio = statistics.median(many / one for many, one in zip(times[n], times[1], strict=True))
        print(markdown.row([n, *scores(read, n, reader), f"{lap * 1000:.0f}", f"{ratio:.1f}"]))
    print(f"\n{markdown.heading(['weight of the passage', *columns[:2]])}")
    for weight in WEIGHTS:
        reader.sentence = replace(reader.sentence, passage=weight)
        # How many are answered hangs on the offset that belongs to the weight.
        print(markdown.row([weight, *scores(read, PASSAGES_READ, reader)[:2]]))


def read_all(retriever: HybridRetriever, reader: SpanReader, question: GoldQuestion) -> Read:
    """Retrieve for a question as many passages as are ever read, and read them."""
    candidates = retriever.retrieve(question.question, max(PASSAGES))
    evidence = reader.read(question.question, [candidate.passage for candidate in candidates])
    return Read(question, candidates, evidence)


def scores(read: Sequence[Read], passages: int, reader: SpanReader) -> list[str]:
    """Return hit@1, hit@3 of the sentences read; share that is answered, and right of those."""
    first = third = answered = right = 0
    for one in read:
        order = ranked(reader, one.candidates[:passages], one.evidence[:passages])
        hits = [one.gold.accepts(sentence.citation) for sentence in order[:3]]
        first += any(hits[:1])
        third += any(hits)
        if order and order[0].probability >= ANSWERED:
            answered += 1
            right += hits[0]
    total = len(read)
    precision = right / max(answered, 1)
    return [f"{x:.3f}" for x in (first / total, third / total, answered / total, precision)]


def read_seconds(reader: SpanReader, one: Read, passages: int) -> float:
    """Return how long it takes to read the first passages."""
    texts = [candidate.passage for candidate in one.candidates[:passages]]
    start = time.perf_counter()
    reader.read(one.gold.question, texts)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
