"""Ranking: the sentences that were read, the best evidence first, calibrated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.articles import Article
from index.english.stance import is_question
from index.retrieval import Candidate
from qa.answers import Citation
from qa.questions.periods import Period
from qa.reading.reader import Evidence, Reader, Weights

# What being of the time that is asked for is worth, in odds.
TIMELY_ODDS = 2.0
# What a sentence that asks itself loses, in the reader's log-odds.
ASKED = 2.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a sentence, and the probability that just they answer."""

    citation: Citation
    probability: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence as evidence for an answer."""

    candidate: Candidate  # the passage that it was read in
    citation: Citation
    probability: float  # that it answers
    marks: tuple[Mark, ...]  # best first, none overlapping another

    @property
    def article(self) -> Article:
        """Whose sentence it is."""
        return self.citation.article


def ranked(
    reader: Reader,
    candidates: Sequence[Candidate],
    evidence: Sequence[Sequence[Evidence]],
) -> list[Ranked]:
    """Return every sentence once, the best evidence first.

    evidence: the sentences of each candidate's passage.
    """
    found: dict[tuple[str, int], Ranked] = {}
    for candidate, sentences in zip(candidates, evidence, strict=True):
        for one in sentences:
            made = _ranked(reader, candidate, one)
            key = made.article.id, made.citation.start
            if key not in found or found[key].probability < made.probability:
                found[key] = made
    return sorted(found.values(), key=lambda one: -one.probability)


def surest(*readings: Sequence[Sequence[Evidence]]) -> list[list[Evidence]]:
    """Return of several readings of the same passages each sentence as the surest has it."""
    return [
        [max(same, key=lambda one: one.mass) for same in zip(*passage, strict=True)]
        for passage in zip(*readings, strict=True)
    ]


def timely(order: Iterable[Ranked], period: Period) -> list[Ranked]:
    """Order sentences anew, those of articles of a time twice as likely as the others."""

    def odds(one: Ranked) -> float:
        held = period.holds(one.article)
        return odds_of(one.probability) * (TIMELY_ODDS if held else 1.0)

    return sorted(order, key=odds, reverse=True)


def likelier(one: Ranked, times: float) -> Ranked:
    """Return a sentence whose odds to answer are so many times as high; its marks keep theirs."""
    odds = odds_of(one.probability) * times
    return replace(one, probability=odds / (1 + odds))


def odds_of(probability: float) -> float:
    """Return p / (1 - p), finite."""
    return probability / max(1 - probability, 1e-9)


def _ranked(reader: Reader, candidate: Candidate, one: Evidence) -> Ranked:
    passage = candidate.passage
    text = passage.text[one.start : one.end]
    lost = ASKED if is_question(text) else 0.0

    def probable(weights: Weights, log_odds: float) -> float:
        return weights(log_odds - lost, candidate.score)

    return Ranked(
        candidate,
        Citation(passage.article, passage.start + one.start, passage.start + one.end),
        probable(reader.sentence, one.mass),
        tuple(
            Mark(
                Citation(passage.article, passage.start + span.start, passage.start + span.end),
                probable(reader.words, span.margin),
            )
            for span in one.spans
        ),
    )
