"""The arguments LIBRARY and QUESTIONS, which benchmarks of answers share."""

from __future__ import annotations

import argparse
from pathlib import Path

from eval.gold import GoldQuestion, load_gold


def library_and_questions(doc: str) -> tuple[Path, list[GoldQuestion]]:
    """Read the command line; doc: of the benchmark.

    Returns the path of an indexed collection, and of a file of gold questions as `qa eval run`
    takes it those that stand alone and have an answer.
    """
    parser = argparse.ArgumentParser(description=doc.split("\n\n")[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path)
    options = parser.parse_args()
    questions = load_gold(options.questions)
    return options.library, [q for q in questions if q.answerable and not q.history]
