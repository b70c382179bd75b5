"""A run over questions as people type them: every answer judged, the figures, the record."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

import numpy as np

from eval.metrics import (
    Estimate,
    auroc,
    interval,
    mean,
    reliability,
    resamples,
    risk_coverage,
)
from eval.natural import (
    Json,
    NaturalQuestion,
    Shown,
    density,
    is_about,
    is_placed,
    is_told,
    items_share,
    passages_whole,
    shown_answers,
)
from index.library import Library
from index.retrieval import HybridRetriever
from qa.assistant import Assistant
from qa.reading.reader import Reader
from qa.showing.as_json import answer_json

LISTED = 10  # answers in which the items of a list are looked for
DEPTH = 3  # answers and nearest sentences that somebody reads

# The figures that a table by type shows.
TYPED = ("place@1", "place@3", "told@3", "seen@3", "items", "answered", "not_found")

# What each figure is; also their order. Shares are of the answerable questions, or it is said.
METRICS = {
    "place@1": "share whose first answer is, and marks, an acceptable sentence",
    "place@3": "share with such an answer among the first three",
    "told@3": "share with one among the first three whose text alone is enough",
    "seen@3": "share with place@3, or such a sentence among the first three of a related answer",
    "items": "mean share of the items of a list or comparison in the first ten answers",
    "dense": "mean share of the first answer's words that lie in acceptable sentences",
    "answered": "share that is answered",
    "related": "share for which sentences about it are shown, and no answer",
    "not_found": "share for which nothing is found",
    "answered_unanswerable": "share of the unanswerable questions that is answered; less is better",
    "auroc": "how well the first sentence's confidence tells answerable from unanswerable",
    "too_long": "share of all answered with one too long among the first three; less is better",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, its answer as JSON, and every measure that applies to it, by name."""

    question: NaturalQuestion
    answer: Json
    scores: dict[str, float]

    @property
    def confidence(self) -> float:
        """How sure the first sentence is that is shown, as an answer or as nearest; 0 for none."""
        shown = self.answer["answers"] or self.answer.get("nearest", ())
        return float(shown[0].get("confidence") or 0.0) if shown else 0.0

    @property
    def verdict(self) -> str:
        """Right, wrong or abstained: place@3 is what makes an answer right."""
        answered = self.answer["status"] == "answered"
        if not self.question.answerable:
            return "wrong" if answered else "right"
        if not answered:
            return "abstained"
        return "right" if self.scores["place@3"] else "wrong"


def judge(question: NaturalQuestion, answer: Json) -> Judged:
    """Score the JSON of an answer to a question; see METRICS and the functions of each measure."""
    answers, status = shown_answers(answer), answer["status"]
    scores: dict[str, float] = {}
    if question.answerable:
        scores |= _scores(question, answers, _nearest(answer))
        scores |= {state: float(status == state) for state in ("answered", "related", "not_found")}
    else:
        scores["answered_unanswerable"] = float(status == "answered")
    if answers:
        scores["too_long"] = float(any(shown.too_long for shown in answers[:DEPTH]))
    return Judged(question, answer, scores)


def _nearest(answer: Json) -> list[Shown]:
    """Return the sentences that are shown as being about it, where that is the answer's state."""
    shown = answer.get("nearest", ())[:DEPTH] if answer["status"] == "related" else ()
    return [Shown.of(one) for one in shown]


def _scores(
    question: NaturalQuestion, answers: Sequence[Shown], nearest: Sequence[Shown]
) -> dict[str, float]:
    first = answers[:DEPTH]
    placed = [is_placed(shown, question) for shown in first]
    scores = {
        "place@1": float(any(placed[:1])),
        "place@3": float(any(placed)),
        "told@3": float(any(is_told(shown, question) for shown in first)),
        "seen@3": float(any(placed) or any(is_about(shown, question) for shown in nearest)),
    }
    if question.items:
        scores["items"] = items_share(answers[:LISTED], question)
    if answers:
        scores["dense"] = density(answers[0], question)
    return scores


def ways(library: Library, reader: Reader, today: date) -> dict[str, Callable[[str], Json]]:
    """Return what can be scored: the answers, and the baseline, DEPTH passages printed whole."""
    retriever = HybridRetriever(library)
    assistant = Assistant(library, retriever, reader, today=lambda: today)
    return {
        "answers": lambda question: answer_json(assistant.ask(question)),
        "baseline": lambda question: passages_whole(
            [one.passage.text for one in retriever.retrieve(question, DEPTH)]
        ),
    }


def missing(questions: Sequence[NaturalQuestion], library: Library) -> list[str]:
    """Return the articles that questions name, by address, file name or id, and none has."""
    there = {
        name
        for article in library.articles()
        for name in (article.id, article.url, PurePath(article.path or "").name)
    }
    named = dict.fromkeys(article for one in questions for article in one.articles)
    return [article for article in named if article not in there]


def ask_all(
    ask: Callable[[str], Json],
    questions: Sequence[NaturalQuestion],
    progress: Callable[[int], None] = lambda done: None,
) -> list[Judged]:
    """Ask every question and judge the answer; ask: gives the JSON of an answer."""
    judged = []
    for question in questions:
        judged.append(judge(question, ask(question.question)))
        progress(1)
    return judged


# Figures. -----------------------------------------------------------------------------------------


def figures(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """Return every measure that can be taken, by name, in the order of METRICS."""
    made = {
        name: mean([one.scores[name] for one in judged if name in one.scores]) for name in METRICS
    }
    made["auroc"] = _auroc(judged)
    return {name: one for name, one in made.items() if one.n and not math.isnan(one.value)}


def by_type(judged: Sequence[Judged]) -> dict[str, dict[str, Estimate]]:
    """Return the measures of every type of question, in the order of their names."""
    types = sorted({one.question.type for one in judged})
    return {name: figures([one for one in judged if one.question.type == name]) for name in types}


def _auroc(judged: Sequence[Judged]) -> Estimate:
    """Return P(confidence on an answerable question > on an unanswerable one), ties a half."""
    sure = np.array([one.confidence for one in judged])
    answerable = np.array([one.question.answerable for one in judged], bool)
    if answerable.all() or not answerable.any():
        return Estimate(math.nan, math.nan, math.nan, 0)

    def of(at: Any) -> float:  # noqa: ANN401  # indices
        return auroc(sure[at][answerable[at]], sure[at][~answerable[at]])

    drawn = np.array([of(sample) for sample in resamples(len(judged))])
    return Estimate(of(slice(None)), *interval(drawn), len(judged))


# The record. --------------------------------------------------------------------------------------


def natural_record(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return what a run found as JSON values, each measure under its name.

    `metrics` has them with interval and number of questions, `by_type` the same for every type,
    `questions` what was shown for each and which measures it met.
    """
    metrics = figures(judged)
    answered = [one for one in judged if one.answer["status"] == "answered"]
    return {
        **{name: one.value for name, one in metrics.items()},
        "metrics": {name: asdict(one) for name, one in metrics.items()},
        "by_type": {
            kind: {name: asdict(one) for name, one in found.items()}
            for kind, found in by_type(judged).items()
        },
        "reliability": [asdict(part) for part in reliability(*_sure_and_right(answered))],
        "risk_coverage": risk_coverage(*_sure_and_right(judged)),
        "questions": [_question_record(one) for one in judged],
    }


def _sure_and_right(judged: Sequence[Judged]) -> tuple[list[float], list[float]]:
    """Return the confidence of each question, and whether its first answer is right: place@1."""
    return [one.confidence for one in judged], [one.scores.get("place@1", 0.0) for one in judged]


def _question_record(one: Judged) -> dict[str, Any]:
    question, answer = one.question, one.answer
    return {
        "id": question.id,
        "question": question.question,
        "type": question.type,
        "half": question.half,
        "answerable": question.answerable,
        "status": answer["status"],
        "kind": answer.get("kind"),
        "verdict": one.verdict,
        "confidence": one.confidence,
        "scores": one.scores,
        "answers": [_answer_record(one, shown) for shown in answer["answers"][:LISTED]],
        "nearest": [_nearest_record(one, near) for near in answer.get("nearest", ())[:DEPTH]],
        "gold": [{"text": sentence, "article": None} for sentence in question.sentences],
        "timings_ms": answer.get("timings_ms", {}),
    }


def _answer_record(one: Judged, answer: Json) -> dict[str, Any]:
    shown = Shown.of(answer, one.answer.get("kind"))
    citation, placed = answer.get("citation", {}), is_placed(shown, one.question)
    met = {
        "place": placed,
        "told": is_told(shown, one.question),
        "too_long": shown.too_long,
    }
    return {
        "text": shown.text,
        "sentence": shown.sentence,
        "marks": list(shown.marks),
        "form": answer.get("form"),
        "confidence": answer.get("confidence"),
        "article": citation.get("article_id"),
        "title": citation.get("title"),
        "start": citation.get("start"),
        "end": citation.get("end"),
        "right": placed,
        "met": [name for name, is_met in met.items() if is_met],
    }


def _nearest_record(one: Judged, nearest: Json) -> dict[str, Any]:
    shown = Shown.of(nearest)
    return {
        "sentence": shown.sentence,
        "confidence": nearest.get("confidence"),
        "met": ["about"] if is_about(shown, one.question) else [],
    }
