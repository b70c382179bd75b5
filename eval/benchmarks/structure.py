"""The shape of the code, from the code itself: what a newcomer has to read, what a question passes.

    python -m eval.benchmarks.structure [QUESTION …]

Complexity is McCabe's, as radon counts it. Modules that a question or a file passes are those of
this program whose functions run. The library is one of the sample articles, made anew.
"""

from __future__ import annotations

import argparse
import ast
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from index.ingest import ingest
from index.library import Library
from qa.assistant import build_assistant
from qa.samples import sample_files, sample_library

PACKAGES = ("index", "qa", "ui", "eval")
ROOT = Path(__file__).parents[2]
COMPLEX = 10  # a function over it is one that misses a table
# What a syntax node adds to the complexity of its function.
BRANCHES: dict[type, Callable[[Any], int]] = {
    **dict.fromkeys((ast.For, ast.AsyncFor, ast.While), lambda node: 1 + bool(node.orelse)),
    ast.Try: lambda node: len(node.handlers) + bool(node.orelse),
    ast.BoolOp: lambda node: len(node.values) - 1,
    ast.comprehension: lambda node: 1 + len(node.ifs),
    ast.match_case: lambda node: getattr(node.pattern, "pattern", False) is not None,
    **dict.fromkeys((ast.If, ast.IfExp, ast.Assert), lambda node: 1),
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef), lambda node: 1),
}
# One that a span answers, one that quotations do.
QUESTIONS = ("How many countries are named?", "What did {speaker} say?")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("questions", nargs="*", default=QUESTIONS, metavar="QUESTION")
    print("| what | measured |\n| --- | --- |")
    for name, value in (*code_rows(), *run_rows(parser.parse_args().questions)):
        print(f"| {name} | {value} |")


def code_rows() -> Iterator[tuple[str, str]]:
    """Yield what the source files say."""
    paths = (path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
    files = {path: path.read_text("utf-8") for path in paths}
    counts = [complexity(node) for text in files.values() for node in functions(ast.parse(text))]
    over = sum(count > COMPLEX for count in counts)
    yield "functions and methods", str(len(counts))
    yield f"of complexity over {COMPLEX}", f"{over} = {100 * over / len(counts):.1f} %"
    lines = sorted((text.count("\n"), file.relative_to(ROOT)) for file, text in files.items())
    yield "modules", str(len(lines))
    yield "lines of a module, median", f"{statistics.median(count for count, _ in lines):g}"
    yield "lines of the largest", f"{lines[-1][0]} ({lines[-1][1]})"


def run_rows(questions: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield what happens when questions are put and a file is added."""
    with tempfile.TemporaryDirectory() as folder, traced() as statements:
        path = Path(folder) / "library"
        with sample_library(path, lambda note: None) as library:
            speaker = library.speakers()[0][0]
            assistant = build_assistant(library)
            for question in (text.format(speaker=speaker) for text in questions):
                assistant.ask(question)  # what is done once is not counted
                statements.clear()
                passed = modules_passed(partial(assistant.ask, question))
                yield f"modules that “{question}” passes", str(len(passed))
                yield "SQL statements that it takes", str(len(statements))
        with Library.create(Path(folder) / "new", library.embedder) as new:
            statements.clear()
            passed = modules_passed(lambda: list(ingest(new, [str(sample_files()[0])])))
            yield "modules that a file passes", str(len(passed))
            yield "SQL statements that it takes", str(len(statements))
        yield "modules loaded by `qa ask`", str(modules_loaded(path, questions[0]))


def functions(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield functions and methods; those inside another are part of it."""
    for node in ast.iter_child_nodes(tree):
        is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        yield from [node] if is_function else functions(node)


def complexity(function: ast.AST) -> int:
    """Return McCabe's number of a function, with what is defined in it."""
    nodes = ast.walk(function)
    return sum(BRANCHES[type(node)](node) for node in nodes if type(node) in BRANCHES)


@contextmanager
def traced() -> Iterator[list[str]]:
    """List the SQL statements of all connections that are opened meanwhile."""
    statements: list[str] = []
    connect: Any = sqlite3.connect

    def note(text: str) -> None:
        if not text.startswith("--"):  # those that SQLite's own search index runs
            statements.append(text)

    def traced_connect(*args: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **options)
        connection.set_trace_callback(note)
        return connection

    sqlite3.connect = traced_connect  # type: ignore[assignment]
    try:
        yield statements
    finally:
        sqlite3.connect = connect


def modules_passed(action: Callable[[], object]) -> set[str]:
    """Return the modules of this program whose functions run."""
    seen: set[str] = set()
    sys.setprofile(lambda frame, *_: seen.add(str(frame.f_globals.get("__name__"))))
    try:
        action()
    finally:
        sys.setprofile(None)
    return {name for name in seen if name.split(".")[0] in PACKAGES and name != __name__}


def modules_loaded(library: Path, question: str) -> int:
    """Return how many modules of this program a process has loaded that asked one question."""
    script = (
        "import sys; from qa.commands.main import main; main(sys.argv[1:], standalone_mode=False);"
        f"print('loaded', sum(name.split('.')[0] in {PACKAGES} for name in sys.modules))"
    )
    command = [sys.executable, "-c", script, "ask", question, "--library", str(library)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return int(done.stdout.split()[-1])


if __name__ == "__main__":
    main()
