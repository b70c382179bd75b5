"""The library as a Python program has it: asked, searched and added to through one object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypedDict, Unpack

from index.articles import Article
from index.embedding.compiled import load_embedder
from index.embedding.embedder import DEFAULT_MODEL
from index.errors import LibraryError
from index.filters import Filters, iso_date
from index.ingest import Report, ingest
from index.library import Library
from index.retrieval import Candidate, HybridRetriever
from qa.answering.quotations import find_quotations
from qa.answers import Answer, Citation, Finding, Form, Speaker
from qa.assistant import Assistant, build_assistant
from qa.questions.understanding import checked_question


class Which(TypedDict, total=False):
    """Which articles may be used: all by default, otherwise as `Filters` says.

    articles: ids, or beginnings of ids.
    """

    source: str | None
    author: str | None
    since: str | None
    until: str | None
    articles: Sequence[str]


class OpenLibrary:
    """A library that is open: it answers questions and takes articles until it is closed.

    reader: what finds the words that answer, as for `qa ask --reader`.
    Every method raises VerbatimError for what a user can mend, and ValueError for a date or a
    number that is none.
    """

    def __init__(self, library: Library, reader: str | None = None) -> None:
        self._library = library
        self._reader = reader

    @cached_property
    def _assistant(self) -> Assistant:
        return build_assistant(self._library, reader=self._reader)

    def ask(self, question: str, **which: Unpack[Which]) -> Answer:
        """Answer a question; without findings, nothing was found."""
        return self._assistant.ask(question, self._filters(which))

    def search(self, question: str, k: int = 8, **which: Unpack[Which]) -> list[Candidate]:
        """Return at most k passages nearest to a question, best first."""
        retriever = HybridRetriever(self._library)
        return retriever.retrieve(checked_question(question), k, self._filters(which))

    def quotes(
        self, speaker: str | None = None, topic: str | None = None, **which: Unpack[Which]
    ) -> list[Finding]:
        """Return quotations, oldest first; on a topic, the most relevant first.

        speaker: a last or full name, or a role; UnknownSpeaker when nobody of that name is quoted.
        """
        with self._library.snapshot():
            found = find_quotations(self._library, speaker, topic, self._filters(which))
            return [
                Finding.of_words(
                    Citation(article, quotation.start, quotation.end),
                    quotation.confidence,
                    Form.of_quotation(quotation.kind),
                    speaker=Speaker.of(article, quotation),
                )
                for article, quotation in found
            ]

    def articles(self, **which: Unpack[Which]) -> Iterator[Article]:
        """Yield the articles in the order in which they were added."""
        return self._library.articles(self._filters(which))

    def add(self, *files: str | Path, split_at: int | None = None) -> list[Report]:
        """Add the articles of files and folders; returns what became of each.

        split_at: the line at which a second article starts in the one file.
        """
        return list(ingest(self._library, map(str, files), split_at=split_at))

    def close(self) -> None:
        """Close the library."""
        self._library.close()

    def __enter__(self) -> OpenLibrary:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def _filters(self, which: Which) -> Filters:
        since, until = which.get("since"), which.get("until")
        return Filters(
            source=which.get("source"),
            author=which.get("author"),
            since=iso_date(since) if since else None,
            until=iso_date(until) if until else None,
            articles=tuple(self._library.get(id_).id for id_ in which.get("articles", ())),
        )


def open_library(path: Path, reader: str | None) -> OpenLibrary:
    """Open the library in a folder; LibraryMissing when there is none."""
    return OpenLibrary(Library(path), reader)


def create_library(path: Path, model: str | None, reader: str | None) -> OpenLibrary:
    """Make an empty library in a folder; LibraryError when there is one already."""
    if Library.is_at(path):
        raise LibraryError(f"there is a library in {path} already; open it with qa.open")
    return OpenLibrary(Library.create(path, load_embedder(model or DEFAULT_MODEL)), reader)
