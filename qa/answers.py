"""Answers: what the collection says to a question, as values; every word of them is a slice."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from index.articles import Article
from index.english.sentences import sentence_around
from index.errors import CitationMismatch
from index.quotations import Quotation, QuotationKind
from index.retrieval import Candidate
from qa.questions.kinds import Kind
from qa.questions.periods import Period, relative_dates

CERTAIN = 1.0  # what an article states of itself, and where it begins, is not guessed
CONTEXT_LENGTH = 32  # characters of prefix and suffix, as in W3C's TextQuoteSelector examples


class State(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    RELATED = "related"  # nothing says it outright; the nearest sentences are about it
    NOT_FOUND = "not_found"
    ASKS_BACK = "asks_back"  # it is not clear what a follow-up means


class Form(StrEnum):
    """What of a finding is read first."""

    VALUE = "value"  # its first mark
    SENTENCES = "sentences"  # all of it
    QUOTATION = "quotation"  # the words of its speaker
    PARAPHRASE = "paraphrase"  # what its speaker said, in the reporter's words
    FACT = "fact"  # what the library knows of the article

    @classmethod
    def of_quotation(cls, kind: QuotationKind) -> Form:
        """Return the form of somebody's words: without quotation marks they are a paraphrase."""
        return cls.PARAPHRASE if kind is QuotationKind.INDIRECT else cls.QUOTATION


class FactName(StrEnum):
    """What the library knows of an article."""

    AUTHORS = "authors"
    PUBLISHED = "published"
    SOURCE = "source"
    TITLE = "title"
    MENTIONS = "mentions"  # the words asked for
    QUOTATIONS = "quotations"  # of the speaker asked for


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of an article, by their place in it; `quote` is always a slice."""

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise CitationMismatch(
                f"a citation should lie in the {len(self.article.text)} characters of article "
                f"{self.article.id}, is now {self.start}:{self.end}"
            )

    @property
    def quote(self) -> str:
        """The cited words."""
        return self.article.text[self.start : self.end]

    @property
    def prefix(self) -> str:
        """The characters just before the cited words."""
        return self.article.text[max(0, self.start - CONTEXT_LENGTH) : self.start]

    @property
    def suffix(self) -> str:
        """The characters just behind the cited words."""
        return self.article.text[self.end : self.end + CONTEXT_LENGTH]

    @property
    def sentence_span(self) -> tuple[int, int]:
        """The (start, end) of the whole sentences around the cited words, within their blocks."""
        first = self.article.block_at(self.start)
        last = self.article.block_at(self.end - 1)
        text = self.article.text[first.start : last.end]
        start, end = sentence_around(text, self.start - first.start, self.end - first.start)
        return first.start + start, first.start + end

    @property
    def sentence(self) -> str:
        """The whole sentences around the cited words."""
        start, end = self.sentence_span
        return self.article.text[start:end]

    @property
    def whole(self) -> Citation:
        """The whole sentences around the cited words."""
        return Citation(self.article, *self.sentence_span)

    @property
    def relative_dates(self) -> tuple[str, ...]:
        """The words of the sentence that hang on the article's date: "last month"."""
        return relative_dates(self.sentence)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose words a finding is, and how the article says so."""

    name: str  # the fullest form in the article
    as_written: str | None  # where the quotation stands: "Berg", "he"
    role: str | None  # as printed
    reported_by: str | None  # of words that the article has second-hand
    kind: QuotationKind
    cue: str | None  # "said", "according to"

    @classmethod
    def of(cls, article: Article, quotation: Quotation) -> Speaker | None:
        """Return the speaker of a quotation; None when it is unclear."""
        if quotation.speaker_name is None:
            return None
        return cls(
            name=quotation.speaker_name,
            as_written=article.text[slice(*quotation.speaker)] if quotation.speaker else None,
            role=quotation.role,
            reported_by=quotation.reported_by,
            kind=quotation.kind,
            cue=article.text[slice(*quotation.cue)] if quotation.cue else None,
        )


@dataclass(frozen=True, slots=True)
class Within:
    """Words inside a quotation that its speaker quotes, and whose they are; None: unclear."""

    citation: Citation
    speaker_name: str | None


class Sharing(StrEnum):
    """How we know that an article has something from another."""

    PARAGRAPH = "paragraph"  # a paragraph of one stands in the other
    QUOTATION = "quotation"  # they have quotations in common
    CREDIT = "credit"  # the cited paragraph names the other's publication as its source


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that repeats another: the two are not independent of each other."""

    article: Article
    original: Article  # the one that is credited, else the earliest
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the library knows of an article."""

    name: FactName
    values: tuple[str, ...]  # the authors, the date, the source, the title; what it mentions
    count: int | None = None  # how often; of a source or an author: in how many articles


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer: whole sentences, the words in them that answer, and where else that is said."""

    citation: Citation  # the whole sentences
    confidence: float  # from 0 to 1
    marks: tuple[Citation, ...] = ()  # the words that answer; of a value its own first
    form: Form = Form.SENTENCES
    also_in: tuple[Citation, ...] = ()
    speaker: Speaker | None = None  # of a quotation
    within: tuple[Within, ...] = ()  # what the speaker quotes in it
    copies: tuple[Copy, ...] = ()  # which of its articles repeat another of them
    differs: bool = False  # the others that are so marked give another value for the same thing
    fact: Fact | None = None  # of an answer about the articles

    @classmethod
    def of_words(
        cls,
        words: Citation,
        confidence: float,
        form: Form,
        also_in: tuple[Citation, ...] = (),
        speaker: Speaker | None = None,
        within: tuple[Within, ...] = (),
        copies: tuple[Copy, ...] = (),
        fact: Fact | None = None,
    ) -> Finding:
        """Return the finding of words that are marked in their sentences."""
        return cls(
            words.whole, confidence, (words,), form, also_in, speaker, within, copies, fact=fact
        )

    @property
    def words(self) -> Citation:
        """What is read first: the value or the quoted words, or else the sentences."""
        if self.form is Form.SENTENCES or not self.marks:
            return self.citation
        last = self.marks[0] if self.form is Form.VALUE else self.marks[-1]
        return Citation(self.citation.article, self.marks[0].start, last.end)

    @property
    def articles(self) -> int:
        """In how many articles it stands."""
        return len({citation.article.id for citation in (self.citation, *self.also_in)})

    @property
    def independent(self) -> int:
        """How many of them do not repeat another of them."""
        return self.articles - len(self.copies)


@dataclass(frozen=True, slots=True)
class Namesake:
    """One of the people who share the name or role that was asked for."""

    names: tuple[str, ...]  # as stored, the fullest first
    quotations: int
    question: str  # the question for this person's words alone


@dataclass(frozen=True, slots=True)
class AskBack:
    """A follow-up question of which it is not clear what it means, and what it may mean."""

    about: str  # the unclear words: "he"
    candidates: tuple[str, ...] = ()  # what they may stand for; (): nothing that was talked of
    questions: tuple[str, ...] = ()  # the question that each would make


@dataclass(frozen=True, slots=True)
class Near:
    """Words that are near to a question and do not answer it."""

    candidate: Candidate  # the passage that they were found in
    citation: Citation  # the sentence, or the passage
    marks: tuple[Citation, ...] = ()
    confidence: float = 0.0  # that it answers after all

    @classmethod
    def of(cls, candidate: Candidate) -> Near:
        """Return a whole passage that is near."""
        passage = candidate.passage
        return cls(candidate, Citation(passage.article, passage.start, passage.end))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the collection says to a question."""

    question: str
    findings: tuple[Finding, ...]
    nearest: tuple[Near, ...] = ()  # where there are no findings
    is_related: bool = False  # the nearest are about what is asked
    kind: Kind = Kind.EXPLANATION
    notes: tuple[str, ...] = ()  # what the user should know: an ambiguous name, more to see
    standalone_question: str | None = None  # where it differs from the question
    namesakes: tuple[Namesake, ...] = ()  # whom the name that was asked for may mean, if several
    asks_back: AskBack | None = None  # in place of findings
    more: int = 0  # answers that were found and are not shown
    period: Period | None = None  # what the question says of when
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """What became of the question."""
        if self.asks_back:
            return State.ASKS_BACK
        if self.findings:
            return State.ANSWERED
        return State.RELATED if self.is_related else State.NOT_FOUND

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every place that the answer cites."""
        return tuple(
            citation
            for finding in self.findings
            for citation in (
                finding.words,
                *finding.also_in,
                *(within.citation for within in finding.within),
            )
        )

    @property
    def confidence(self) -> float:
        """The confidence of the best finding, or else of the nearest sentence; 0 without any."""
        shown = self.findings or self.nearest
        return max((one.confidence for one in shown), default=0.0)

    @property
    def differs(self) -> bool:
        """Whether articles give different values for what was asked."""
        return any(finding.differs for finding in self.findings)
