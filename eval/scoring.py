"""Every score that the answer to a gold question has, and the figures that they make together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.gold import GoldQuestion
from eval.metrics import (
    Estimate,
    auroc,
    calibration_error,
    exact_match,
    interval,
    mean,
    ndcg_at_k,
    recall_at_k,
    reciprocal_rank,
    resamples,
    token_f1,
)
from index.errors import CitationMismatch
from index.library import Library
from index.retrieval import Candidate
from qa.answers import Answer, Finding
from qa.questions.people import Name
from qa.showing.as_json import answer_json
from qa.showing.verification import citations_of, verify

Mask = npt.NDArray[Any]

RETRIEVED = 10  # passages that retrieval is scored on
RECALLED = 8
# What each figure is; also their order.
METRICS = {
    f"recall@{RECALLED}": "share of answerable questions with an answer in the first passages",
    "recall@1": "share of answerable questions with an answer in the first passage",
    "mrr": "mean of 1 / rank of the first passage with an answer, among ten",
    "ndcg@10": "how near the order of ten passages comes to all with an answer first",
    "hit@1": "share of answerable questions whose first answer is right",
    "hit@3": "share of answerable questions with a right one among the first three answers",
    "exact_match": "share of answerable questions answered first with a gold answer word for word",
    "token_f1": "mean overlap of the first answer's words with the nearest gold answer",
    "speaker_accuracy": "share of questions about a speaker whose first answer names that speaker",
    "citation_exactness": "share of citations that cut the same words out of the article again",
    "citation_accuracy": "share of citations of first answers that lie where a gold answer stands",
    "verdict": "share of all questions dealt with rightly: a right answer, or rightly none",
    "abstention_precision": "share of the questions left without an answer that have none",
    "abstention_recall": "share of the unanswerable questions left without an answer",
    "abstention_auroc": "how well confidence tells answerable from unanswerable questions",
    "calibration_error": "mean gap between confidence and share right; lower is better",
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A question with its answer, and every score that it has."""

    gold: GoldQuestion
    answer: Answer
    right: tuple[bool, ...]  # of each finding
    confidence: float  # of the best finding, or else of the nearest sentence
    scores: dict[str, float]  # by metric; those that do not apply are missing

    @property
    def verdict(self) -> str:
        """Tell what became of the question: right, wrong or abstained."""
        if not self.gold.answerable:
            return "wrong" if self.answer.findings else "right"
        if not self.answer.findings:
            return "abstained"
        return "right" if self.right[0] else "wrong"


def score(
    gold: GoldQuestion,
    answer: Answer,
    candidates: Sequence[Candidate],
    relevant: int,
    library: Library,
) -> Scored:
    """Score one answer.

    candidates: what retrieval finds, best first. relevant: how many passages of the library hold
    an answer; 0 where that is not known.
    """
    right = tuple(gold.accepts(finding.words) for finding in answer.findings)
    scores: dict[str, float] = {}
    if gold.answerable:
        scores |= _retrieval_scores([gold.is_in(one.passage) for one in candidates], relevant)
        scores |= _answer_scores(gold, answer.findings, right)
    if answer.citations:
        scores["citation_exactness"] = recut(answer, library)
    made = Scored(gold, answer, right, answer.confidence, scores)
    scores["verdict"] = float(made.verdict == "right")
    return made


def _retrieval_scores(held: Sequence[bool], relevant: int) -> dict[str, float]:
    """Score the passages that were retrieved; held: which of them, best first, hold an answer."""
    scores = {f"recall@{k}": recall_at_k(held, k) for k in (RECALLED, 1)}
    scores["mrr"] = reciprocal_rank(held)
    if relevant:
        scores["ndcg@10"] = ndcg_at_k([float(hit) for hit in held], 10, [1.0] * relevant)
    return scores


def _answer_scores(
    gold: GoldQuestion, findings: Sequence[Finding], right: Sequence[bool]
) -> dict[str, float]:
    """Score what is shown in answer to a question that has an answer."""
    first = findings[0].words.quote if findings else ""
    scores = {
        "hit@1": float(any(right[:1])),
        "hit@3": float(any(right[:3])),
        "exact_match": exact_match(first, gold.texts),
        "token_f1": token_f1(first, gold.texts),
    }
    if gold.speaker is not None:
        scores["speaker_accuracy"] = float(_names(findings[:1], gold.speaker))
    if findings:
        cited = (findings[0].words, *findings[0].also_in)
        scores["citation_accuracy"] = float(np.mean([gold.lies_in(c) for c in cited]))
    return scores


def recut(answer: Answer, library: Library) -> float:
    """Return the share of citations in an answer's JSON that `qa verify` finds in the library."""
    cited = list(citations_of(answer_json(answer)))
    found = 0
    for one in cited:
        try:
            verify(library, one)
            found += 1
        except CitationMismatch:
            pass  # is what is counted
    return found / len(cited)


def _names(findings: Sequence[Finding], speaker: str) -> bool:
    """Tell whether a finding is of that speaker, or is that speaker's name."""
    wanted = Name.of(speaker)
    return any(
        wanted.fits(Name.of(finding.speaker.name if finding.speaker else finding.words.quote))
        for finding in findings
    )


# Figures. -----------------------------------------------------------------------------------------


def figures(scored: Sequence[Scored]) -> dict[str, Estimate]:
    """Return every metric that can be measured, by name, in the order of METRICS."""
    made = {
        name: mean([one.scores[name] for one in scored if name in one.scores]) for name in METRICS
    }
    made |= _confidence_figures(scored)
    return {
        name: made[name] for name in METRICS if made[name].n and not math.isnan(made[name].value)
    }


def _confidence_figures(scored: Sequence[Scored]) -> dict[str, Estimate]:
    """Return the figures that are no means of a score: each is a function of a set of questions."""
    sure = np.array([one.confidence for one in scored])
    answerable = np.array([one.gold.answerable for one in scored], bool)
    shown = np.array([bool(one.answer.findings) for one in scored], bool)
    right = np.array([one.verdict == "right" for one in scored], bool)

    def share(hits: Mask, among: Mask) -> float:
        return float(hits[among].mean()) if among.any() else math.nan

    functions: dict[str, tuple[int, Callable[[Mask], float]]] = {
        "abstention_precision": (int((~shown).sum()), lambda i: share(~answerable[i], ~shown[i])),
        "abstention_recall": (int((~answerable).sum()), lambda i: share(~shown[i], ~answerable[i])),
        "abstention_auroc": (
            len(scored),
            lambda i: auroc(sure[i][answerable[i]], sure[i][~answerable[i]]),
        ),
        "calibration_error": (
            int(shown.sum()),
            lambda i: calibration_error(sure[i][shown[i]], right[i][shown[i]]),
        ),
    }
    drawn = resamples(len(scored))
    everything = np.arange(len(scored))
    return {
        name: Estimate(of(everything), *interval(np.array([of(sample) for sample in drawn])), n)
        for name, (n, of) in functions.items()
    }
