"""Answers: choosing among spans, merging those that say the same, and saying "not found"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from index.articles import Article
from index.candidates import Candidate, stems
from index.errors import CitationMismatch
from index.quotations import Quotation, QuotationKind
from index.sentences import sentence_around
from qa.readers import Span
from qa.sources import Copy, find_copies
from qa.times import Order, Period, in_order, relative_dates
from qa.values import Value, differ, same, value_of

CONTEXT_LENGTH = 32  # characters of prefix and suffix, as in W3C's TextQuoteSelector examples
MAX_ANSWERS = 5
MAX_LISTED = 10  # answers to a question that asks for several
NOTHING_ELSE = "Nothing else was found."
# Articles of one answer that are compared, each with each; those beyond count as independent.
MAX_COMPARED = 12
# How much the odds of an answer fall with the rank of its passage; eval/benchmarks/passages.py
# measures others.
RANK_WEIGHT = 0.35
# Two values differ only when the odds of neither are this many times those of the other, and the
# sentences of both have this share of the question's words. Judged by eye on news questions.
RIVAL_ODDS = 3.0
RIVAL_WORDS = 0.5
TIMELY_ODDS = 2.0  # what being of the time that is asked for is worth, in the order of answers

_AMOUNT = frozenset({"many", "much"})  # "how many": no answer has these words
_ONE = r"(?:is|was|has|does|its|his|this)\b"
_SEVERAL = re.compile(
    # A noun in the plural, with at most three words before it: "which former officials".
    rf"(?:(?P<what>what)|which|name|list|who\s+(?:are|were))\s+(?:(?:are|were|all|the|some|other)\s+)*"
    rf"(?:(?!{_ONE}|(?:did|do|are|were)\b)[\w’'-]+\s+){{0,3}}?(?!{_ONE})[a-z]+(?<![su’'])s\b"
    rf"(?!\s+(?:\w+\s+)?{_ONE})"
    # "what happens" has a verb there.
    r"(?(what)\s+(?:are|were|do|did|have|had|will|would|can|could|should)\b)",
    re.IGNORECASE,
)


class AnswerKind(StrEnum):
    """What the answers of a question are slices of."""

    SPAN = "span"
    QUOTATION = "quotation"
    ARTICLE = "article"  # the question is about the articles; the fact is what the library knows


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


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the library knows of an article."""

    name: FactName
    values: tuple[str, ...]  # the authors, the date, the source, the title; what it mentions
    count: int | None = None  # how often; of a source or an author: in how many articles


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer: the place that is shown, how sure we are, and where else the same is said."""

    citation: Citation
    confidence: float  # from 0 to 1
    also_in: tuple[Citation, ...] = ()
    speaker: Speaker | None = None  # of a quotation
    within: tuple[Within, ...] = ()  # what the speaker quotes in it
    copies: tuple[Copy, ...] = ()  # which of its articles repeat another of them
    differs: bool = False  # the others that are so marked give another value for the same thing
    fact: Fact | None = None  # of an answer about the articles

    @property
    def articles(self) -> int:
        """In how many articles it stands."""
        return len({citation.article.id for citation in (self.citation, *self.also_in)})

    @property
    def independent(self) -> int:
        """How many of them do not repeat another of them."""
        return self.articles - len(self.copies)


@dataclass(frozen=True, slots=True)
class AskBack:
    """A follow-up question of which it is not clear what it means, and what it may mean."""

    about: str  # the unclear words: "he"
    candidates: tuple[str, ...] = ()  # what they may stand for; (): nothing that was talked of
    questions: tuple[str, ...] = ()  # the question that each would make


@dataclass(frozen=True, slots=True)
class Answer:
    """What the collection says to a question; no findings means "not found"."""

    question: str
    findings: tuple[Finding, ...]
    nearest: tuple[Candidate, ...] = ()  # the best passages, when nothing was found in them
    kind: AnswerKind = AnswerKind.SPAN
    notes: tuple[str, ...] = ()  # what the user should know: an ambiguous name, more to see
    standalone_question: str | None = None  # where it differs from the question
    asks_back: AskBack | None = None  # in place of findings
    more: int = 0  # answers that were found and are not shown
    period: Period | None = None  # what the question says of when
    rejected: float = 0.0  # the confidence of the best span, when it was too low to be shown
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every place that the answer cites."""
        return tuple(
            citation
            for finding in self.findings
            for citation in (
                finding.citation,
                *finding.also_in,
                *(within.citation for within in finding.within),
            )
        )

    @property
    def confidence(self) -> float:
        """The confidence of the best finding; 0 when there is none."""
        return max((finding.confidence for finding in self.findings), default=0.0)

    @property
    def differs(self) -> bool:
        """Whether articles give different values for what was asked."""
        return any(finding.differs for finding in self.findings)


def choose(
    candidates: Sequence[Candidate],
    spans: Sequence[Sequence[Span]],
    *,
    threshold: float,
    prior_odds: float = 1.0,
    limit: int | None = MAX_ANSWERS,
) -> tuple[Finding, ...]:
    """Choose the best spans, those that say the same merged, best first; empty below the threshold.

    spans: those of each candidate's passage. threshold, prior_odds: the reader's. limit: None for
    all of them. The same value in several articles is one finding that names the others under
    `also_in`; in one article the better-scored place stays. An article that repeats another of
    them is not shown in its place.
    """
    scored = [
        (score, _citation(candidate, span))
        for rank, (candidate, of_passage) in enumerate(zip(candidates, spans, strict=True), start=1)
        for span in of_passage
        if (score := joint_score(span.score, rank, prior_odds)) >= threshold
    ]
    scored.sort(key=lambda pair: -pair[0])
    groups: list[list[_Claim]] = []
    taken: dict[str, list[Citation]] = {}
    for score, citation in scored:
        placed = taken.setdefault(citation.article.id, [])
        if any(c.start < citation.end and citation.start < c.end for c in placed):
            continue  # the overlap of two passages
        placed.append(citation)
        claim = _Claim(score, citation, _value(citation))
        for group in groups:
            # All of them: "Berg" joins "Ruth Berg" unless "Olaf Berg" has.
            if all(same(claim.value, other.value) for other in group):
                group.append(claim)
                break
        else:
            groups.append([claim])
    return tuple(map(_finding, groups[:limit]))


def asks_for_several(question: str) -> bool:
    """Tell whether a question asks for a list: "which officials", "name the countries"."""
    return _SEVERAL.match(question) is not None


def side_by_side(question: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Put findings in front that give different values for the same thing, oldest first.

    The best is compared with the others: values of one kind (numbers, dates, names) that cannot
    both hold, neither much more certain than the other, in sentences that are both about what was
    asked; not all of one article. All else stays as it is.
    """
    asked = stems(question) - _AMOUNT
    rivals = [finding for finding in findings[1:] if _are_rivals(asked, findings[0], finding)]
    if all(_article(finding).id == _article(findings[0]).id for finding in rivals):
        return tuple(findings)
    marked = [replace(finding, differs=True) for finding in (findings[0], *rivals)]
    rest = [finding for finding in findings[1:] if finding not in rivals]
    return (*in_order(marked, Order.OLDEST, _article), *rest)


def in_time(findings: Sequence[Finding], period: Period) -> tuple[Finding, ...]:
    """Order findings by what a question says of when; none is left out."""
    if period.order:
        return tuple(in_order(findings, period.order, _article))
    return tuple(
        sorted(
            findings,
            key=lambda f: -_odds(f.confidence) * (TIMELY_ODDS if period.holds(_article(f)) else 1),
        )
    )


def best_score(spans: Sequence[Sequence[Span]], prior_odds: float) -> float:
    """Return the confidence in the best span of all passages, shown or not; 0 without any."""
    return max(
        (
            joint_score(span.score, rank, prior_odds)
            for rank, of_passage in enumerate(spans, start=1)
            for span in of_passage
        ),
        default=0.0,
    )


def joint_score(confidence: float, rank: int, prior_odds: float = 1.0) -> float:
    """Return the confidence in a span of the passage that retrieval put at a rank (from 1).

    odds = prior odds · reader's odds · rank^-0.35.
    """
    odds: float = prior_odds * _odds(confidence) * rank**-RANK_WEIGHT
    return odds / (1 + odds)


def copies_among(*citations: Citation) -> tuple[Copy, ...]:
    """Return which of the cited articles repeat another of them; each is cited once."""
    compared = citations[:MAX_COMPARED]
    return find_copies([(citation.article, citation.start) for citation in compared])


@dataclass(frozen=True, slots=True)
class _Claim:
    score: float
    citation: Citation
    value: Value


def _citation(candidate: Candidate, span: Span) -> Citation:
    passage = candidate.passage
    return Citation(passage.article, passage.start + span.start, passage.start + span.end)


def _finding(group: list[_Claim]) -> Finding:
    best: dict[str, Citation] = {}  # the best place of each article
    for claim in group:
        best.setdefault(claim.citation.article.id, claim.citation)
    cited = list(best.values())
    copies = copies_among(*cited)
    repeating = {copy.article.id for copy in copies}
    first = next(citation for citation in cited if citation.article.id not in repeating)
    also = tuple(citation for citation in cited if citation is not first)
    return Finding(first, group[0].score, also, copies=copies)


def _value(citation: Citation) -> Value:
    return value_of(citation.article.text, citation.start, citation.end)


def _article(finding: Finding) -> Article:
    return finding.citation.article


def _odds(confidence: float) -> float:
    return confidence / max(1 - confidence, 1e-9)


def _are_rivals(asked: set[str], best: Finding, other: Finding) -> bool:
    if not differ(_value(best.citation), _value(other.citation)):
        return False
    odds = _odds(best.confidence), _odds(other.confidence)
    return max(odds) <= RIVAL_ODDS * min(odds) and all(
        len(asked & stems(finding.citation.sentence)) >= RIVAL_WORDS * len(asked)
        for finding in (best, other)
    )
