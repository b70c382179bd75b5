"""Two runs beside each other: which figures differ beyond chance, which questions changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eval.metrics import Difference, paired_difference
from eval.natural_run import METRICS as NATURAL
from eval.scoring import METRICS

QuestionRecord = Mapping[str, Any]
# Scores of questions as people type them that are met or not: what can be won and lost.
MET = ("place@1", "place@3", "told@3", "seen@3")


@dataclass(frozen=True, slots=True)
class Change:
    """A question that the two runs deal with differently."""

    id: str
    question: str
    before: str  # verdict and first answer
    after: str
    better: bool  # more was won than lost; else it is right now
    won: tuple[str, ...] = ()  # scores of MET that only the second run meets
    lost: tuple[str, ...] = ()


def compare(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Difference]:
    """Return, for every score that both runs have, the paired difference over shared questions."""
    pairs = _pairs(first, second)
    made = {}
    for name in (*METRICS, *NATURAL):
        rows = [(a["scores"], b["scores"]) for a, b in pairs]
        both = [(a[name], b[name]) for a, b in rows if name in a and name in b]
        if both:
            made[name] = paired_difference([a for a, _ in both], [b for _, b in both])
    return made


def changes(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the questions whose verdict or scores of MET changed, those that got worse first."""
    pairs = _pairs(first, second)
    found = [change for change in map(_change, pairs) if change is not None]
    yield from sorted(found, key=lambda change: change.better)


def _change(pair: tuple[QuestionRecord, QuestionRecord]) -> Change | None:
    a, b = pair
    gains = {name: b["scores"].get(name, 0) - a["scores"].get(name, 0) for name in MET}
    won = tuple(name for name, gain in gains.items() if gain > 0)
    lost = tuple(name for name, gain in gains.items() if gain < 0)
    if not (won or lost) and a["verdict"] == b["verdict"]:
        return None
    better = (len(won) - len(lost), b["verdict"] == "right") > (0, False)
    return Change(a["id"], a["question"], _told(a), _told(b), better, won, lost)


def _pairs(
    first: Mapping[str, Any], second: Mapping[str, Any]
) -> list[tuple[QuestionRecord, QuestionRecord]]:
    others = {question["id"]: question for question in second["questions"]}
    return [(one, others[one["id"]]) for one in first["questions"] if one["id"] in others]


def _told(question: QuestionRecord) -> str:
    text = question["answers"][0]["text"] if question["answers"] else "(no answer)"
    return f"{question['verdict']}: {' '.join(text.split())}"
