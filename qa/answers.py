"""Answers: choosing among spans, merging those that say the same, and saying "not found"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from index.articles import Article
from index.candidates import Candidate
from index.errors import CitationMismatch
from index.quotations import Quotation, QuotationKind
from index.sentences import sentence_around
from qa.readers import Span

CONTEXT_LENGTH = 32  # characters of prefix and suffix, as in W3C's TextQuoteSelector examples
MAX_ANSWERS = 5
# How much the odds of an answer fall with the rank of its passage: judged by eye on the samples;
# eval/benchmarks/passages.py measures others.
RANK_WEIGHT = 0.35


class AnswerKind(StrEnum):
    """What the answers of a question are slices of."""

    SPAN = "span"
    QUOTATION = "quotation"


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
class Finding:
    """One answer: the place that is shown, how sure we are, and where else the same words stand."""

    citation: Citation
    confidence: float  # from 0 to 1
    also_in: tuple[Citation, ...] = ()
    speaker: Speaker | None = None  # of a quotation
    within: tuple[Within, ...] = ()  # what the speaker quotes in it


@dataclass(frozen=True, slots=True)
class Answer:
    """What the collection says to a question; no findings means "not found"."""

    question: str
    findings: tuple[Finding, ...]
    nearest: tuple[Candidate, ...] = ()  # the best passages, when nothing was found in them
    kind: AnswerKind = AnswerKind.SPAN
    notes: tuple[str, ...] = ()  # what the user should know: an ambiguous name, more to see
    standalone_question: str | None = None  # where it differs from the question
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
        return self.findings[0].confidence if self.findings else 0.0


def choose(
    candidates: Sequence[Candidate],
    spans: Sequence[Sequence[Span]],
    *,
    threshold: float,
    limit: int = MAX_ANSWERS,
) -> tuple[Finding, ...]:
    """Choose the best spans, equal words merged, best first; empty below the threshold.

    spans: those of each candidate's passage. The same words in several articles are one finding
    that names the others under `also_in`; in one article the better-scored place stays.
    """
    scored = [
        (score, _citation(candidate, span))
        for rank, (candidate, of_passage) in enumerate(zip(candidates, spans, strict=True), start=1)
        for span in of_passage
        if (score := joint_score(span.score, rank)) >= threshold
    ]
    scored.sort(key=lambda pair: -pair[0])
    merged: dict[str, list[tuple[float, Citation]]] = {}
    taken: dict[str, list[Citation]] = {}
    for score, citation in scored:
        placed = taken.setdefault(citation.article.id, [])
        if any(c.start < citation.end and citation.start < c.end for c in placed):
            continue  # the overlap of two passages
        placed.append(citation)
        merged.setdefault(normalize(citation.quote), []).append((score, citation))
    return tuple(_finding(group) for group in list(merged.values())[:limit])


def joint_score(confidence: float, rank: int) -> float:
    """Return the confidence in a span of the passage that retrieval put at a rank (from 1).

    odds = reader's odds · rank^-0.35: the first passage keeps what the reader says.
    """
    odds: float = confidence / max(1 - confidence, 1e-9) * rank**-RANK_WEIGHT
    return odds / (1 + odds)


def normalize(text: str) -> str:
    """Return a text as it is compared: lower case, straight quotes, one space, no edge marks."""
    text = text.casefold().replace("’", "'").replace("‘", "'")
    return " ".join(re.sub(r"[“”\"]", "", text).split()).strip(" .,;:!?")


def _citation(candidate: Candidate, span: Span) -> Citation:
    passage = candidate.passage
    return Citation(passage.article, passage.start + span.start, passage.start + span.end)


def _finding(group: list[tuple[float, Citation]]) -> Finding:
    (score, first), *others = group
    seen = {first.article.id}
    also = []
    for _, citation in others:
        if citation.article.id not in seen:
            seen.add(citation.article.id)
            also.append(citation)
    return Finding(first, score, tuple(also))
