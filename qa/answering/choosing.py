"""Choosing: which of the spans that were read are shown, those that say the same merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.articles import Article
from index.english.words import stems
from index.retrieval import Candidate
from qa.answering.copies import find_copies
from qa.answering.values import Value, differ, same, value_of
from qa.answers import Citation, Copy, Finding
from qa.questions.periods import Order, Period, in_order
from qa.reading.reader import Span

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
