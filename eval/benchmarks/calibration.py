"""The rows that a reader is calibrated on when it is compiled: qa/reading/calibration.jsonl.

    qa add eval/data/wikinews.jsonl --library LIBRARY
    python -m eval.benchmarks.calibration LIBRARY eval/data/natural_wikinews.jsonl

Of each question of the dev half: every passage among those that are read which holds an acceptable
sentence; the best of the others where nothing answers, which is a near miss; and one of the rest,
drawn, which stands for all of them.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from eval.natural import NaturalQuestion, load_natural, overlap
from index.articles import bare_article
from index.library import Library
from index.passages import Passage
from index.retrieval import Candidate, HybridRetriever
from qa.answering.passages import PASSAGES_READ
from qa.questions.kinds import Kind, kind_of
from qa.reading.calibrating import ROWS, Places, Row


def main() -> None:
    """Write the rows, and print how many there are."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    options = parser.parse_args()
    chosen = random.Random(0)
    asked = [question for question in load_natural(options.files) if question.half == "dev"]
    with Library(options.library) as library:
        retriever = HybridRetriever(library)
        rows = [row for one in asked for row in rows_of(one, retriever, chosen)]
    lines = (json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
    ROWS.write_text("".join(lines), encoding="utf-8")
    answered = sum(bool(row.sentences) for row in rows)
    print(f"{len(rows)} rows, {answered} with an answer, of {len(asked)} questions")


def rows_of(
    asked: NaturalQuestion, retriever: HybridRetriever, chosen: random.Random
) -> Iterator[Row]:
    """Yield the rows of a question."""
    read = [row_of(asked, one) for one in retriever.retrieve(asked.question, PASSAGES_READ)]
    yield from (row for row in read if row.sentences)
    rest = [row for row in read if not row.sentences]
    if not asked.answerable:
        yield rest.pop(0)
    if rest:
        yield replace(chosen.choice(rest), weight=float(len(rest)))


def row_of(asked: NaturalQuestion, found: Candidate) -> Row:
    """Return a passage as a row that stands for itself."""
    text = found.passage.text
    accepted = [*asked.spans, *(words for variants in asked.items for words in variants)]
    places = [
        (start, end)
        for start, end in Passage(bare_article(text), 0, len(text)).sentences
        if any(overlap(text[start:end], sentence) for sentence in asked.sentences)
    ]
    return Row(
        question=asked.question,
        text=text,
        score=round(found.score, 4),
        weight=1.0,
        is_value=bool(accepted)
        or (not asked.answerable and kind_of(asked.question)[0] is Kind.VALUE),
        sentences=places,
        words=[place for words in accepted for place in standing(words, text, places)],
        url=found.passage.article.url or "",
    )


def standing(words: str, text: str, places: Places) -> Iterator[tuple[int, int]]:
    """Yield where words stand in some places of a text."""
    for start, end in places:
        at = text.find(words, start, end)
        if at >= 0:
            yield at, at + len(words)


if __name__ == "__main__":
    main()
