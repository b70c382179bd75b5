"""The record of a run: a JSON object with all that its figures belong to.

Settings, models, library and versions, the metrics with their intervals, over all and by type, and
every question with its answers, the gold, the verdict and the text around both. `eval/report.py`
shows it, `eval/compare.py` compares two.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from eval.gold import GoldQuestion, Place
from eval.metrics import reliability, risk_coverage
from eval.scoring import Scored, figures
from index.articles import Article
from index.errors import GoldError
from index.library import Library
from qa.answers import Citation

RECORD_VERSION = 1
AROUND = 300  # characters of an article on both sides of what a report marks
PACKAGES = (
    "verbatim-qa",
    "faiss-cpu",
    "numpy",
    "onnxruntime",
    "sentence-transformers",
    "tokenizers",
)


def record(
    scored: Sequence[Scored],
    library: Library,
    gold: Path,
    settings: dict[str, Any],
    reader_sha256: str | None,
) -> dict[str, Any]:
    """Put a run together as a JSON object; what cannot be measured is null."""
    shown = [one for one in scored if one.answer.findings]
    right = [one.verdict == "right" for one in shown]
    made = {
        **background(library, [gold], len(scored), settings, reader_sha256),
        "metrics": _metrics(scored),
        "by_type": _by_type(scored),
        "reliability": [asdict(part) for part in reliability(_sure(shown), right)],
        "risk_coverage": risk_coverage(_sure(scored), [any(one.right[:1]) for one in scored]),
        "latency_ms": latencies(scored),
        "questions": [_question_record(one, library) for one in scored],
    }
    return dict(without_nan(made))


def background(
    library: Library,
    gold: Sequence[Path],
    questions: int,
    settings: dict[str, Any],
    reader_sha256: str | None,
) -> dict[str, Any]:
    """Return what the figures of any run belong to: files, settings, models, library, versions."""
    manifest = library.manifest
    return {
        "version": RECORD_VERSION,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "gold": {
            "file": ", ".join(file.name for file in gold),
            "sha256": hashlib.sha256(b"".join(file.read_bytes() for file in gold)).hexdigest(),
            "questions": questions,
        },
        "settings": settings,
        "models": {
            "embedder": manifest.embedder,
            "embedder_fingerprint": manifest.fingerprint,
            "reader_sha256": reader_sha256,
        },
        "library": {**library.counts(), "generation": library.generation},
        "versions": {"python": platform.python_version(), **{p: version(p) for p in PACKAGES}},
    }


def _metrics(scored: Sequence[Scored]) -> dict[str, Any]:
    return {name: asdict(estimate) for name, estimate in figures(scored).items()}


def _by_type(scored: Sequence[Scored]) -> dict[str, Any]:
    types: dict[str, list[Scored]] = {}
    for one in sorted(scored, key=lambda one: one.gold.type):
        types.setdefault(one.gold.type, []).append(one)
    return {name: _metrics(part) for name, part in types.items()}


def _sure(scored: Sequence[Scored]) -> list[float]:
    return [one.confidence for one in scored]


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
        "status": answer.state.value,
        "verdict": one.verdict,
        "confidence": one.confidence,
        "answers": [
            {
                "text": finding.words.quote,
                "confidence": finding.confidence,
                "right": right,
                "article": finding.citation.article.id,
                "title": finding.citation.article.label,
                "start": finding.words.start,
                "end": finding.words.end,
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
        shown = one.answer.findings[0].words
        start, end = _around(shown.article, shown.start, shown.end)
        near = _nearest(shown, [p for p in places if start <= p.start and p.end <= end])
        yield _excerpt(shown.article, start, end, (shown.start, shown.end), near)
    if places and near is None:
        gold = places[0]
        article = library.get(gold.article)
        yield _excerpt(article, *_around(article, gold.start, gold.end), None, gold)


def _nearest(shown: Citation, places: Sequence[Place]) -> Place | None:
    """Return the acceptable place in the article of an answer that the answer touches."""
    return min(
        (place for place in places if place.article == shown.article.id),
        key=lambda place: max(place.start - shown.end, shown.start - place.end, 0),
        default=None,
    )


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


def without_nan(value: Any) -> Any:  # noqa: ANN401  # any JSON
    """Return a value with null for NaN, which JSON does not have."""
    if isinstance(value, dict):
        return {name: without_nan(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def read_record(path: Path) -> dict[str, Any]:
    """Read a record that `qa eval run` or `natural` wrote; GoldError when it is something else."""
    try:
        made: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if made["version"] != RECORD_VERSION:
            raise ValueError(f"its version is {made['version']}, expected is {RECORD_VERSION}")
        for question in made["questions"]:
            _ = question["id"], question["scores"], question["verdict"], question["answers"]
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise GoldError(
            f"{path}: not a record of a run ({type(exc).__name__}: {exc}); "
            "give what qa eval run or natural writes with --json"
        ) from exc
    return made
