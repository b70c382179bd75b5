"""What the tests share: a small real embedder, articles, libraries, and the command line."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

os.environ["HF_HUB_OFFLINE"] = "1"  # no test needs the network

from index.articles import Article, BlockKind, PublishedKind, article_id, join_blocks
from index.cleaning.editing import Cleaned, clean
from index.cleaning.lines import paragraphs
from index.cleaning.metadata import Facts
from index.embedding.embedder import Embedder, LoadEmbedder, Vectors
from index.library import Library
from index.passages import Passage
from qa.reading.reader import Evidence, Span, Weights

# Derandomized: a red test stays red until the code is mended. The deadline is the machine's mood.
settings.register_profile(
    "verbatim",
    deadline=None,
    database=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("verbatim")

ROOT = Path(__file__).parent.parent
QA = str(Path(sys.executable).parent / "qa")


class HashEmbedder:
    """A real embedder without a model: a bag of hashed words.

    Texts are near when they share words, a token is a word or a mark, and everything is the same
    in every process.
    """

    max_tokens = 256

    def __init__(self, dimension: int = 64, name: str = "hash") -> None:
        self.name = name
        self.dimension = dimension
        self.fingerprint = f"{name}-{dimension}"
        self.embedded: list[str] = []  # every passage that was embedded, to see work not done

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = self._vector(text)
        return rows

    def embed_question(self, text: str) -> Vectors:
        return self._vector(text)

    def count_tokens(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text))

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            code = zlib.crc32(word.encode("utf-8", "replace"))
            vector[code % self.dimension] += 1.0 if code & 1024 else -1.0
        if not vector.any():
            vector[0] = 1.0
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit


class PlainReader:
    """What a reader that a test writes begins with: its log-odds are taken as they are."""

    name = "plain"
    sentence = words = Weights()

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Evidence]]:
        return [seen(passage) for passage in passages]

    def confidence(self, span: Span) -> float:
        return self.words(span.margin, 0)


def seen(passage: Passage, *marks: tuple[str, float]) -> list[Evidence]:
    """Return the evidence in which some words of a passage answer so probably, and nothing else.

    marks: the words, where they stand first, and the probability; a sentence has that of its best.
    """
    placed = [
        Span(at, at + len(words), math.log(p / (1 - p)))
        for words, p in marks
        if (at := passage.text.find(words)) >= 0
    ]
    found = []
    for start, end in passage.sentences:
        own = sorted((s for s in placed if start <= s.start < end), key=lambda s: -s.margin)
        found.append(Evidence(start, end, own[0].margin if own else -20.0, tuple(own)))
    return found


def always(embedder: Embedder) -> LoadEmbedder:
    """Return a function that loads this embedder, whichever is asked for."""
    return lambda name="hash", fingerprint=None: embedder


def make_article(
    *paragraphs: str | tuple[str, str],
    title: str | None = "A title",
    source: str | None = "The Paper",
    authors: tuple[str, ...] = (),
    published: str | None = None,
    url: str | None = None,
    path: str | None = None,
    raw_sha256: str = "0" * 64,
) -> Article:
    """Make an article of paragraphs; one that is not body text is (kind, text)."""
    pairs = [p if isinstance(p, tuple) else ("body", p) for p in paragraphs]
    text, blocks = join_blocks((BlockKind(kind), words, None) for kind, words in pairs)
    return Article(
        id=article_id(title, source, text),
        title=title,
        source=source,
        authors=authors,
        published=published,
        published_kind=PublishedKind.EXPLICIT if published else PublishedKind.UNKNOWN,
        published_evidence=published,
        url=url,
        path=path,
        raw_sha256=raw_sha256,
        text=text,
        blocks=blocks,
    )


def add(library: Library, *articles: Article) -> list[str]:
    """Add articles as a program would; returns the ids that are new."""
    with library.writing():
        new, _ = library.add(articles)
    return new


def found(library: Library, question: str, k: int = 10) -> list[str]:
    """Return the texts of the passages that both rankings find for a question."""
    from index.retrieval import HybridRetriever

    return [c.passage.text for c in HybridRetriever(library).retrieve(question, k)]


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def library(tmp_path: Path, embedder: HashEmbedder) -> Iterator[Library]:
    with Library.create(tmp_path / "library", embedder) as made:
        yield made


@pytest.fixture
def reopen(embedder: HashEmbedder) -> Iterator[Callable[[Path], Library]]:
    """Open libraries of the small embedder; all are closed in the end."""
    opened: list[Library] = []

    def open_(path: Path) -> Library:
        opened.append(Library(path, always(embedder)))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def hash_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a library of the sample articles, made with the small embedder; not to be changed."""
    from qa.samples import add_samples

    path = tmp_path_factory.mktemp("hash-samples") / "library"
    with Library.create(path, HashEmbedder()) as made:
        for _ in add_samples(made):
            pass
    return path


@pytest.fixture(scope="session")
def first_machine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of a user who has no library, no network and no colours yet."""
    home = tmp_path_factory.mktemp("home")
    env = {**os.environ, "XDG_DATA_HOME": str(home), "HF_HUB_OFFLINE": "1", "COLUMNS": "80"}
    for name in ("QA_LIBRARY", "NO_COLOR"):
        env.pop(name, None)
    return env


@pytest.fixture(scope="session")
def first_ask(first_machine: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Ask the first question on a machine, as a user does; it indexes the samples."""
    command = [QA, "ask", "what did Kelly say", "--json"]
    return subprocess.run(command, env=first_machine, capture_output=True, text=True, timeout=240)


@pytest.fixture(scope="session")
def real_samples(
    first_machine: dict[str, str], first_ask: subprocess.CompletedProcess[str]
) -> Iterator[Library]:
    """Open the library that the first question made, with the packaged model; not to be changed."""
    assert first_ask.returncode == 0, first_ask.stderr
    (database,) = Path(first_machine["XDG_DATA_HOME"]).rglob("library.db")
    with Library(database.parent) as made:
        yield made


@pytest.fixture(scope="session")
def real_embedder(real_samples: Library) -> Embedder:
    """Return the packaged model, loaded once for all tests."""
    return real_samples.embedder


Qa = Callable[..., Result]


@pytest.fixture
def qa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Qa:
    """Run the command line in this process, with the small embedder in the model's place.

    The user's data folder is an empty one. A traceback fails the test.
    """
    from qa.commands.main import main

    def load(name: str, fingerprint: str | None = None) -> Embedder:
        return HashEmbedder()

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("QA_READER", "sentence")
    monkeypatch.delenv("QA_LIBRARY", raising=False)

    def run(
        *args: str | Path,
        stdin: str | bytes | None = None,
        color: bool = False,
        load: LoadEmbedder = load,
    ) -> Result:
        words = [str(arg) for arg in args]
        result = CliRunner().invoke(main, words, input=stdin, color=color, obj=load)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file into the test's folder and return its path."""

    def write_(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_


def lines(text: str) -> list[str]:
    """Return the lines of an output that hold anything."""
    return [line for line in text.splitlines() if line.strip()]


def words_of(texts: Iterable[str]) -> list[str]:
    """Return the words of texts, in order."""
    return " ".join(texts).split()


# Two paragraphs of running text, for a line between, above or below them.
LEAD = "The ferry to the northern islands sailed again on Monday after a winter in the yard."
END = "The next one leaves on Thursday, and the company says that it is almost full already."


def edited(*parts: str, facts: Facts | None = None) -> Cleaned:
    """Clean plain text of several parts with a blank line between them."""
    return clean(paragraphs("\n\n".join(parts) + "\n"), facts)


def kept(cleaned: Cleaned, kind: BlockKind | None = None) -> list[str]:
    """Return the blocks that were kept, of one kind if one is given."""
    return [text for found, text, _ in cleaned.blocks if kind in (None, found)]


def dropped(cleaned: Cleaned) -> list[tuple[str, str]]:
    """Return (reason, text) of what was dropped."""
    return [(item.reason, item.text) for item in cleaned.dropped]


@pytest.fixture
def stored(library: Library) -> Path:
    """Return the folder of a library with two articles."""
    add(
        library,
        make_article(
            "The comet was seen on Monday. Nobody knew why.",
            title="The comet",
            source="CNN",
            authors=("Ann Writer",),
            published="2019-01-14",
            url="https://example.com/comet",
        ),
        make_article("The glacier melts every summer.", title=None, source=None),
    )
    return library.path


@pytest.fixture
def ids(library: Library, stored: Path) -> list[str]:
    return [article.id for article in library.articles()]


def assert_one_line_error(result: Result, said: str, code: int = 1) -> None:
    """Check that a command failed with one line that says this."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    (line,) = lines(result.stderr)
    assert line.startswith("Error: ")
    assert said in line
