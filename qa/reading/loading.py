"""Readers by name: a new one is its file and its entry here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.embedding.embedder import Embedder
from qa.reading.reader import Reader
from qa.reading.sentences import SentenceReader
from qa.reading.spans import SpanReader

READERS: dict[str, Callable[[Embedder], Reader]] = {
    SpanReader.name: lambda _: SpanReader(),
    SentenceReader.name: SentenceReader,
}


def load_reader(name: str | None, embedder: Embedder) -> Reader:
    """Load the span reader, the sentence reader, or any extractive QA model by name or path.

    name: None is the span reader.
    Raises ModelError when it cannot be loaded.
    """
    name = SpanReader.name if name is None else name
    if name in READERS:
        return READERS[name](embedder)
    if (Path(name) / "reader.json").is_file():
        return SpanReader(Path(name))
    from qa.reading.compiling import load_compiled

    return load_compiled(name)
