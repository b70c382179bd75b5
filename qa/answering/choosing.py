"""Choosing: which of the sentences that were read are shown, those that say the same merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.articles import Article
from index.english.words import stems
from qa.answering.copies import find_copies
from qa.answering.headlines import headline
from qa.answering.ranking import Mark, Ranked, odds_of
from qa.answering.values import Value, differ, same, value_of
from qa.answers import Citation, Copy, Finding, Form, Near
from qa.questions.kinds import Kind
from qa.questions.periods import Order, Period, in_order
from qa.questions.question import Question

# Where on the curves of risk over coverage of docs/evaluation.md an answer is given, and where the
# best sentences are still about what is asked.
ANSWERED = 0.25
RELATED = 0.04
FURTHER = 0.06  # of the answers below the first
# A sentence tells one item of a list, or one side of a comparison: less is enough.
IN_PART = (Kind.LIST, Kind.COMPARISON)
ANSWERED_IN_PART = 0.1
LISTED = 0.015
MAX_ANSWERS = 5
MAX_LISTED = 10  # answers to a question that asks for several
NEAREST = 3
NOTHING_ELSE = "Nothing else was found."
# Articles of one answer that are compared, each with each; those beyond count as independent.
MAX_COMPARED = 12
# An explanation takes sentences beside it along whose odds are this share of its own.
NEIGHBOUR = 0.4
MAX_SENTENCES = 3
MAX_WORDS = 90  # of an answer
# Two values differ only when the odds of neither are this many times those of the other, and the
# sentences of both have this share of the question's words. Judged by eye on news questions.
RIVAL_ODDS = 3.0
RIVAL_WORDS = 0.5

_AMOUNT = frozenset({"many", "much"})  # "how many": no answer has these words


def choose(asked: Question, order: Sequence[Ranked]) -> tuple[Finding, ...]:
    """Choose what answers a question, those that say the same merged, best first.

    order: what was read, the best first. Empty when the best is no answer. Several articles that
    give one value, or one sentence, are one finding that names the others under `also_in`; an
    article that repeats another of them is not shown in its place.
    """
    in_part = asked.shape in IN_PART
    enough = ANSWERED_IN_PART if in_part else ANSWERED
    if not order or max(one.probability for one in order) < enough:
        return ()
    least = LISTED if in_part else FURTHER
    places = {(one.article.id, one.citation.start): one for one in order}
    groups: list[list[_Claim]] = []
    taken: dict[str, list[Citation]] = {}
    for one in order:
        if one.probability < least:
            continue
        claim = _claim(asked, one, places)
        placed = taken.setdefault(one.article.id, [])
        if any(c.start < claim.shown.end and claim.shown.start < c.end for c in placed):
            continue  # it stands beside one that took it along
        placed.append(claim.shown)
        for group in groups:
            # All of them: "Berg" joins "Ruth Berg" unless "Olaf Berg" has.
            if all(same(claim.value, other.value) for other in group):
                group.append(claim)
                break
        else:
            groups.append([claim])
    return tuple(map(_finding, groups))


def nearest(order: Sequence[Ranked]) -> tuple[Near, ...]:
    """Return the sentences that are nearest to a question that they do not answer."""
    return tuple(
        Near(one.candidate, one.citation.whole, _in_order(one.marks), one.probability)
        for one in order[:NEAREST]
    )


def is_related(order: Sequence[Ranked]) -> bool:
    """Tell whether the best sentences are about what is asked."""
    return any(one.probability >= RELATED for one in order)


def side_by_side(question: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Put findings in front that give different values for the same thing, oldest first.

    The best is compared with the others: values of one kind (numbers, dates, names) that cannot
    both hold, neither much more certain than the other, in sentences that are both about what was
    asked; not all of one article. All else stays as it is.
    """
    if not findings:
        return ()
    asked = stems(question) - _AMOUNT
    rivals = [finding for finding in findings[1:] if _are_rivals(asked, findings[0], finding)]
    if all(_article(finding).id == _article(findings[0]).id for finding in rivals):
        return tuple(findings)
    marked = [replace(finding, differs=True) for finding in (findings[0], *rivals)]
    rest = [finding for finding in findings[1:] if finding not in rivals]
    return (*in_order(marked, Order.OLDEST, _article), *rest)


def of_each_side(
    sides: Sequence[str], findings: Sequence[Finding]
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Put one finding of each side of a comparison in front; also returns the sides without one."""
    front: list[Finding] = []
    missing = []
    words = [stems(side) for side in sides]
    for side, own in zip(sides, words, strict=True):
        other = set().union(*(each for each in words if each is not own))
        telling = own - other or own
        best = max(findings, key=lambda f: _told_of(telling, f), default=None)
        if best is None or not _told_of(telling, best):
            missing.append(side)
        elif best not in front:
            front.append(best)
    return (*front, *(finding for finding in findings if finding not in front)), tuple(missing)


def in_time(findings: Sequence[Finding], period: Period) -> tuple[Finding, ...]:
    """Order findings by the order of dates that a question asks for; none is left out."""
    return tuple(in_order(findings, period.order, _article)) if period.order else tuple(findings)


def copies_among(*citations: Citation) -> tuple[Copy, ...]:
    """Return which of the cited articles repeat another of them; each is cited once."""
    compared = citations[:MAX_COMPARED]
    return find_copies([(citation.article, citation.start) for citation in compared])


@dataclass(frozen=True, slots=True)
class _Claim:
    one: Ranked
    shown: Citation  # the sentences
    marks: tuple[Citation, ...]
    form: Form
    value: Value


def _claim(asked: Question, one: Ranked, places: Mapping[tuple[str, int], Ranked]) -> _Claim:
    shown = one.citation.whole
    if words := headline(asked, one):
        value = value_of(words.article.text, words.start, words.end)
        return _Claim(one, shown, (words,), Form.VALUE, value)
    if asked.shape in (Kind.EXPLANATION, Kind.LIST):
        shown = _with_neighbours(one, places)
    value = value_of(one.article.text, shown.start, shown.end)
    marks = _in_order(one.marks)
    return _Claim(one, shown, marks, Form.SENTENCES, value)


def _with_neighbours(one: Ranked, places: Mapping[tuple[str, int], Ranked]) -> Citation:
    """Return a sentence with those that go on from it and explain as well, in one run."""
    article, least = one.article, NEIGHBOUR * odds_of(one.probability)
    read = sorted(start for id_, start in places if id_ == article.id)
    at = read.index(one.citation.start)
    first = last = one.citation
    for start in read[at + 1 : at + MAX_SENTENCES]:
        beside = places[article.id, start]
        gap = article.text[last.end : start]
        joined = Citation(article, first.start, beside.citation.end)
        weak = odds_of(beside.probability) < least
        if gap.strip() or weak or len(joined.quote.split()) > MAX_WORDS:
            break
        last = beside.citation
    return Citation(article, first.start, last.end).whole


def _finding(group: list[_Claim]) -> Finding:
    best: dict[str, _Claim] = {}  # the best place of each article
    for claim in group:
        best.setdefault(claim.one.article.id, claim)
    claims = list(best.values())
    copies = copies_among(*(claim.shown for claim in claims))
    repeating = {copy.article.id for copy in copies}
    first = next(claim for claim in claims if claim.one.article.id not in repeating)
    also = tuple(_cited(claim) for claim in claims if claim is not first)
    confidence = max(claim.one.probability for claim in group)
    return Finding(first.shown, confidence, first.marks, first.form, also, copies=copies)


def _cited(claim: _Claim) -> Citation:
    return claim.marks[0] if claim.form is Form.VALUE else claim.shown


def _in_order(marks: Sequence[Mark]) -> tuple[Citation, ...]:
    return tuple(sorted((mark.citation for mark in marks), key=lambda words: words.start))


def _article(finding: Finding) -> Article:
    return finding.citation.article


def _value(finding: Finding) -> Value:
    return value_of(_article(finding).text, finding.words.start, finding.words.end)


def _told_of(words: set[str], finding: Finding) -> float:
    """Return how far a finding is about some words: its sentence, and half as much its title."""
    near = words & stems(finding.citation.quote)
    titled = words & stems(_article(finding).title or "")
    return len(near) + len(titled - near) / 2


def _are_rivals(asked: set[str], best: Finding, other: Finding) -> bool:
    if best.form is not Form.VALUE or other.form is not Form.VALUE:
        return False
    if not differ(_value(best), _value(other)):
        return False
    odds = odds_of(best.confidence), odds_of(other.confidence)
    return max(odds) <= RIVAL_ODDS * min(odds) and all(
        len(asked & stems(finding.citation.quote)) >= RIVAL_WORDS * len(asked)
        for finding in (best, other)
    )
