"""Two runs beside each other: which figures differ beyond chance, which questions changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eval.metrics import Difference, paired_difference
from eval.scoring import METRICS

QuestionRecord = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A question that the two runs deal with differently."""

    id: str
    question: str
    before: str  # verdict and first answer
    after: str
    better: bool


def compare(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Difference]:
    """Return, for every score that both runs have, the paired difference over shared questions."""
    pairs = _pairs(first, second)
    made = {}
    for name in METRICS:
        rows = [(a["scores"], b["scores"]) for a, b in pairs]
        both = [(a[name], b[name]) for a, b in rows if name in a and name in b]
        if both:
            made[name] = paired_difference([a for a, _ in both], [b for _, b in both])
    return made


def changes(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the questions whose verdict changed, those that got worse first."""
    found = [
        Change(a["id"], a["question"], _told(a), _told(b), b["verdict"] == "right")
        for a, b in _pairs(first, second)
        if a["verdict"] != b["verdict"]
    ]
    yield from sorted(found, key=lambda change: change.better)


def _pairs(
    first: Mapping[str, Any], second: Mapping[str, Any]
) -> list[tuple[QuestionRecord, QuestionRecord]]:
    others = {question["id"]: question for question in second["questions"]}
    return [(one, others[one["id"]]) for one in first["questions"] if one["id"] in others]


def _told(question: QuestionRecord) -> str:
    text = question["answers"][0]["text"] if question["answers"] else "(no answer)"
    return f"{question['verdict']}: {' '.join(text.split())}"
