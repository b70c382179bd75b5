"""Question: what is asked, as everybody who answers takes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qa.questions.kinds import Expected, Kind
from qa.questions.periods import Order, Period


class Beside(StrEnum):
    """What is asked of somebody's words besides the words."""

    WHEN = "when"  # they were said
    TOLD = "told"  # who reports them


@dataclass(frozen=True, slots=True)
class SpeechQuestion:
    """A question for somebody's words: whose, and on what; None where it does not say.

    Both are words of the question.
    """

    speaker: str | None
    topic: str | None
    # Only quotations can answer it: without one nothing is found. Else the passages may answer.
    firm: bool = True
    beside: Beside | None = None


class Wanted(StrEnum):
    """What is asked of the articles."""

    AUTHORS = "authors"
    PUBLISHED = "published"
    SOURCE = "source"
    TITLE = "title"
    MENTIONS = "mentions"
    QUOTATIONS = "quotations"
    ARTICLES = "articles"
    ALL_SOURCES = "sources"
    ALL_AUTHORS = "all_authors"


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """A question about the articles: which of them, and what of them."""

    wanted: Wanted
    which: str | None = None  # words of their source, title, authors or date: "CNN"
    topic: str | None = None  # what they are about, or the term that they are to mention
    speaker: str | None = None
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question that stands alone, understood once.

    At most one of `speech` and `library` is there; without either the passages are read.
    """

    text: str  # as asked, in one line
    searched: str  # without words on the published date, which no article says
    period: Period | None = None  # what it says of when
    speech: SpeechQuestion | None = None
    library: LibraryQuestion | None = None
    shape: Kind = Kind.EXPLANATION  # of an answer out of passages
    expected: Expected | None = None  # what a value is to be
    sides: tuple[str, str] | None = None  # of a comparison, in words of the question

    @property
    def timeless(self) -> str:
        """What is searched for without the words on time, which no article may say."""
        return without_time(self.searched, self.period)

    @property
    def kind(self) -> Kind:
        """What the question wants to see."""
        if self.library:
            return Kind.LIBRARY
        return Kind.SPEECH if self.speech else self.shape


def without_time(question: str, period: Period | None) -> str:
    """Return a question without its words on time."""
    if period is None:
        return question
    return " ".join(question.replace(period.words, " ").split()).replace(" ?", "?")
