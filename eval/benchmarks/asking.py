"""What a question costs: cold, and warm by stage.

    python -m eval.benchmarks.asking [--library DIR] [--questions FILE] [--passages 1,2,4,8]

Cold: `qa ask --json` as a whole process, against a bare import of onnxruntime and tokenizers, in
turn. Warm: all stages against the time that onnxruntime spends in its forward passes, in the same
calls. FILE has a question a line.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from eval import markdown
from index.embedding.compiled import CompiledEmbedder
from index.library import Library
from index.retrieval import HybridRetriever
from qa.answering.passages import PASSAGES_READ
from qa.assistant import Assistant
from qa.reading.spans import SpanReader
from qa.samples import sample_library

FLOOR = "import onnxruntime, tokenizers"
QUESTIONS = (
    "When will the book be published?",
    "How many troops were to be withdrawn from Germany?",
    "Who is the secretary general of the alliance?",
    "Which country started a war in Europe?",
    "Where did the summit take place?",
)


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--library", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--passages", default=str(PASSAGES_READ))
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    questions = QUESTIONS
    if options.questions:
        questions = tuple(options.questions.read_text("utf-8").splitlines())
    with tempfile.TemporaryDirectory() as folder:
        path = options.library or Path(folder) / "library"
        if not Library.is_at(path):
            sample_library(path, lambda note: None).close()
        print(markdown.heading(markdown.MEASURED))
        for cells in cold_rows(path, questions[0], options.runs):
            print(markdown.row(cells))
        for passages in map(int, options.passages.split(",")):
            for name, value in warm_rows(path, questions, passages, options.runs):
                print(markdown.row([f"{name}, {passages} passages read", value]))


def cold_rows(path: Path, question: str, runs: int) -> Iterator[tuple[str, str]]:
    """Time whole processes in turn: the bare import, then a question."""
    floor, ask = [], []
    qa = [sys.executable, "-c", "from qa.commands.main import main; main()", "ask", "--json"]
    for _ in range(runs):
        floor.append(seconds_of(lambda: run([sys.executable, "-c", FLOOR])))
        ask.append(seconds_of(lambda: run([*qa, "--library", str(path), question])))
    bare, whole = statistics.median(floor), statistics.median(ask)
    yield "bare import of onnxruntime and tokenizers", f"{bare:.2f} s"
    yield "cold `qa ask --json`", f"{whole:.2f} s = {whole / bare:.2f} of it"
    yield "bound: 1.5 times the import + 0.5 s", f"{1.5 * bare + 0.5:.2f} s"


def warm_rows(
    path: Path, questions: tuple[str, ...], passages: int, runs: int
) -> Iterator[tuple[str, str]]:
    """Time all stages of each question, and onnxruntime's part of the same calls."""
    with Library(path) as library:
        reader = SpanReader()
        forward = [Timed(reader._model)]
        if isinstance(library.embedder, CompiledEmbedder):
            forward.append(Timed(library.embedder))
        assistant = Assistant(library, HybridRetriever(library), reader, passages=passages)
        assistant.ask(questions[0])
        totals, ratios = [], []
        stages: dict[str, list[float]] = {}
        for _ in range(runs):
            for question in questions:
                for timed in forward:
                    timed.seconds = 0.0
                total = seconds_of(lambda q=question: stages_of(assistant, q, stages))  # type: ignore[misc]
                totals.append(total)
                ratios.append(total / sum(timed.seconds for timed in forward))
    for stage, laps in stages.items():
        yield f"warm, {stage}", f"{statistics.median(laps):.1f} ms"
    yield "warm, all stages to onnxruntime alone", f"{statistics.median(ratios):.2f}"


def stages_of(assistant: Assistant, question: str, stages: dict[str, list[float]]) -> None:
    """Ask, and keep the milliseconds of every stage."""
    for stage, lap in assistant.ask(question).timings_ms.items():
        stages.setdefault(stage, []).append(lap)


class Timed:
    """Adds up the seconds that the session of a model spends in its forward passes."""

    def __init__(self, owner: Any) -> None:  # noqa: ANN401  # a model with a session
        self.seconds = 0.0
        self._session = owner._session
        owner._session = self

    def run(self, *arguments: object) -> object:
        """Run the session."""
        start = time.perf_counter()
        result = self._session.run(*arguments)
        self.seconds += time.perf_counter() - start
        return result


def seconds_of(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def run(command: list[str]) -> None:
    """Run a command to its end, its output thrown away; raises when it fails."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
