"""One run: every gold question is asked, its answer is scored, and all of it goes on record.

The record is a JSON object: settings, models, library and versions that the figures belong to, the
metrics with their intervals, over all and by type, and every question with its answers, the gold,
the verdict and the text around both. `eval/report.py` shows it, `eval/compare.py` compares two.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.gold import GoldQuestion, Place
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
    reliability,
    resamples,
    risk_coverage,
    token_f1,
)
from index.articles import Article
from index.errors import CitationMismatch, GoldError
from index.library import Library
from index.passages import Passage
from index.retrieval import Candidate, Retriever
from qa.answers import Answer, Finding
from qa.assistant import Assistant
from qa.conversation.turns import Turn
from qa.questions.people import Name
from qa.showing.as_json import answer_json
from qa.showing.verification import citations_of, verify

Mask = npt.NDArray[Any]

RECORD_VERSION = 1
RETRIEVED = 10  # passages that retrieval is scored on
RECALLED = 8
AROUND = 300  # characters of an article on both sides of what a report marks
PACKAGES = (
    "verbatim-qa",
    "faiss-cpu",
    "numpy",
    "onnxruntime",
    "sentence-transformers",
    "tokenizers",
)

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
    confidence: float  # of the best finding, shown or not
    scores: dict[str, float]  # by metric; those that do not apply are missing

    @property
    def verdict(self) -> str:
        """Tell what became of the question: right, wrong or abstained."""
        if not self.gold.answerable:
            return "wrong" if self.answer.findings else "right"
        if not self.answer.findings:
            return "abstained"
        return "right" if self.right[0] else "wrong"


def run(
    library: Library,
    assistant: Assistant,
    retriever: Retriever,
    questions: Sequence[GoldQuestion],
    progress: Callable[[int], None] = lambda done: None,
) -> list[Scored]:
    """Ask every question and score its answer; the first is asked twice, since it loads models."""
    _ask(assistant, questions[0])
    passages = _RelevantPassages(library)
    scored = []
    for gold in questions:
        answer = _ask(assistant, gold)
        asked = answer.standalone_question or gold.question
        candidates = retriever.retrieve(asked, RETRIEVED) if gold.answerable else []
        scored.append(score(gold, answer, candidates, passages.count(gold), library))
        progress(1)
    return scored


def _ask(assistant: Assistant, gold: GoldQuestion) -> Answer:
    """Ask a question after those of its history, each as it would be asked in a conversation."""
    turns: list[Turn] = []
    for earlier in gold.history:
        turns.append(Turn.of(assistant.ask(earlier, history=turns)))
    return assistant.ask(gold.question, history=turns or None)


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
    right = tuple(gold.accepts(finding.citation) for finding in answer.findings)
    scores: dict[str, float] = {}
    if gold.answerable:
        held = [gold.is_in(candidate.passage) for candidate in candidates]
        for k in (RECALLED, 1):
            scores[f"recall@{k}"] = recall_at_k(held, k)
        scores["mrr"] = reciprocal_rank(held)
        if relevant:
            scores["ndcg@10"] = ndcg_at_k([float(hit) for hit in held], 10, [1.0] * relevant)
        first = answer.findings[0].citation.quote if answer.findings else ""
        scores["hit@1"] = float(any(right[:1]))
        scores["hit@3"] = float(any(right[:3]))
        scores["exact_match"] = exact_match(first, gold.texts)
        scores["token_f1"] = token_f1(first, gold.texts)
        if gold.speaker is not None:
            scores["speaker_accuracy"] = float(_names(answer.findings[:1], gold.speaker))
        if answer.findings:
            cited = (answer.findings[0].citation, *answer.findings[0].also_in)
            scores["citation_accuracy"] = float(np.mean([gold.lies_in(c) for c in cited]))
    if answer.citations:
        scores["citation_exactness"] = recut(answer, library)
    made = Scored(gold, answer, right, answer.confidence or answer.rejected, scores)
    scores["verdict"] = float(made.verdict == "right")
    return made


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
        wanted.fits(Name.of(finding.speaker.name if finding.speaker else finding.citation.quote))
        for finding in findings
    )


class _RelevantPassages:
    """How many passages of a library hold an answer of a question; articles are cut once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._passages: dict[str, list[Passage]] = {}

    def count(self, gold: GoldQuestion) -> int:
        total = 0
        for id_ in {place.article for place in gold.places}:
            if id_ not in self._passages:
                self._passages[id_] = self._library.split(self._library.get(id_))
            total += sum(gold.is_in(passage) for passage in self._passages[id_])
        return total


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


# The record. --------------------------------------------------------------------------------------


def record(
    scored: Sequence[Scored],
    library: Library,
    gold: Path,
    settings: dict[str, Any],
    reader_sha256: str | None,
) -> dict[str, Any]:
    """Put a run together as a JSON object; what cannot be measured is null."""
    shown = [one for one in scored if one.answer.findings]
    sure = [one.confidence for one in shown]
    right = [float(one.verdict == "right") for one in shown]
    manifest, counts = library.manifest, library.counts()
    kinds = sorted({one.gold.type for one in scored})
    made = {
        "version": RECORD_VERSION,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "gold": {
            "file": gold.name,
            "sha256": hashlib.sha256(gold.read_bytes()).hexdigest(),
            "questions": len(scored),
        },
        "settings": settings,
        "models": {
            "embedder": manifest.embedder,
            "embedder_fingerprint": manifest.fingerprint,
            "reader_sha256": reader_sha256,
        },
        "library": {**counts, "generation": library.generation},
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in PACKAGES},
        },
        "metrics": {name: asdict(value) for name, value in figures(scored).items()},
        "by_type": {
            kind: {
                name: asdict(value)
                for name, value in figures([o for o in scored if o.gold.type == kind]).items()
            }
            for kind in kinds
        },
        "reliability": [asdict(part) for part in reliability(sure, right)],
        "risk_coverage": risk_coverage(
            [one.confidence for one in scored],
            [float(any(one.right[:1])) for one in scored],
        ),
        "latency_ms": latencies(scored),
        "questions": [_question_record(one, library) for one in scored],
    }
    return dict(_without_nan(made))


def latencies(scored: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """Return p50 and p95 of the milliseconds of every stage, over the questions that have it."""
    laps: dict[str, list[float]] = {}
    for one in scored:
        for stage, lap in one.answer.timings_ms.items():
            laps.setdefault(stage, []).append(lap)
    return {
        stage: {"p50": float(np.quantile(row, 0.5)), "p95": float(np.quantile(row, 0.95))}
        for stage, row in laps.items()
    }


def _question_record(one: Scored, library: Library) -> dict[str, Any]:
    gold, answer = one.gold, one.answer
    return {
        "id": gold.id,
        "question": gold.question,
        "standalone_question": answer.standalone_question,
        "history": list(gold.history),
        "type": gold.type,
        "answerable": gold.answerable,
        "notes": gold.notes,
        "gold": list(_gold_answers(gold, library)),
        "gold_speaker": gold.speaker,
        "status": "answered" if answer.findings else "not_found",
        "verdict": one.verdict,
        "confidence": one.confidence,
        "answers": [
            {
                "text": finding.citation.quote,
                "confidence": finding.confidence,
                "right": right,
                "article": finding.citation.article.id,
                "title": finding.citation.article.label,
                "start": finding.citation.start,
                "end": finding.citation.end,
                "speaker": finding.speaker.name if finding.speaker else None,
            }
            for finding, right in zip(answer.findings, one.right, strict=True)
        ],
        "passages": list(_passages(one, library)),
        "scores": one.scores,
        "timings_ms": answer.timings_ms,
    }


def _gold_answers(gold: GoldQuestion, library: Library) -> Iterator[dict[str, Any]]:
    for place in gold.places:
        article = library.get(place.article)
        yield {**asdict(place), "title": article.label}
    for words in gold.words:
        yield {"text": words, "article": None, "title": None, "start": None, "end": None}


def _passages(one: Scored, library: Library) -> Iterator[dict[str, Any]]:
    """Yield the text around the first answer and, where that is elsewhere, around the gold."""
    places = sorted(one.gold.places, key=lambda place: place.end - place.start)
    near = None
    if one.answer.findings:
        shown = one.answer.findings[0].citation
        start, end = _around(shown.article, shown.start, shown.end)
        inside = [p for p in places if p.article == shown.article.id]
        inside = [p for p in inside if start <= p.start and p.end <= end]
        # Of the acceptable places, the one that the answer touches.
        near = min(
            inside,
            key=lambda p: max(p.start - shown.end, shown.start - p.end, 0),
            default=None,
        )
        yield _excerpt(shown.article, start, end, (shown.start, shown.end), near)
    if places and near is None:
        gold = places[0]
        article = library.get(gold.article)
        yield _excerpt(article, *_around(article, gold.start, gold.end), None, gold)


def _around(article: Article, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of whole words around a place."""
    before = article.text.find(" ", max(0, start - AROUND), start) + 1
    after = article.text.rfind(" ", end, end + AROUND)
    return before if start > AROUND else 0, after if after > 0 else end


def _excerpt(
    article: Article, start: int, end: int, answer: tuple[int, int] | None, gold: Place | None
) -> dict[str, Any]:
    return {
        "article": article.id,
        "title": article.label,
        "start": start,
        "text": article.text[start:end],
        "answer": [at - start for at in answer] if answer else None,
        "gold": [gold.start - start, gold.end - start] if gold else None,
    }


def _without_nan(value: Any) -> Any:  # noqa: ANN401  # any JSON
    """Return a value with null for NaN, which JSON does not have."""
    if isinstance(value, dict):
        return {name: _without_nan(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def read_record(path: Path) -> dict[str, Any]:
    """Read a record that `qa eval run --json` wrote; GoldError when it is something else."""
    try:
        made: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if made["version"] != RECORD_VERSION:
            raise ValueError(f"its version is {made['version']}, expected is {RECORD_VERSION}")
        for question in made["questions"]:
            _ = question["id"], question["scores"], question["verdict"], question["answers"]
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise GoldError(
            f"{path}: not a record of a run ({type(exc).__name__}: {exc}); "
            "give what qa eval run --json writes"
        ) from exc
    return made
