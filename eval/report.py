"""A run of the evaluation as one HTML page: numbers, charts, and every question with its evidence.

The page asks nothing of a network; its script only filters what the page already shows. Here is
what it says, as plain values; `templates` holds the markup and escapes whatever is put into it.
`report.css` and `report.js` are put into the page as they are.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent_encode

from markupsafe import Markup

from eval import charts
from eval.natural_run import METRICS as NATURAL
from eval.scoring import METRICS, RECALLED
from qa.showing.escaping import visible
from qa.showing.markup import templates

Record = Mapping[str, Any]

NAMES = {  # of the metrics that a capital and spaces alone do not make readable
    "recall@1": "Passage recall@1",
    f"recall@{RECALLED}": f"Passage recall@{RECALLED}",
    "mrr": "Mean reciprocal rank",
    "ndcg@10": "nDCG@10",
    "hit@1": "Answer hit@1",
    "hit@3": "Answer hit@3",
    "token_f1": "Token F1",
    "verdict": "Right verdicts",
    "abstention_auroc": "Abstention AUROC",
    "answered_unanswerable": "Answered though unanswerable",
    "auroc": "AUROC",
}
HEADLINES = (
    f"recall@{RECALLED}",
    "hit@3",
    "token_f1",
    "speaker_accuracy",
    "abstention_auroc",
    "citation_exactness",
    "place@3",
    "told@3",
    "seen@3",
    "answered",
    "answered_unanswerable",
    "auroc",
)
VERDICTS = {"right": "✓", "wrong": "✗", "abstained": "○"}
OUTCOMES = {  # what each verdict means where there is an answer, and where there is none
    True: {"right": "right", "wrong": "wrong", "abstained": "not found"},
    False: {"right": "rightly not found", "wrong": "answered all the same"},
}
STAGES = {"understand": "Understand the question", "embed": "Embed the question"}
STAGES |= {"retrieve": "Retrieve passages", "read": "Read passages", "total": "Whole question"}
BACKGROUND = ("gold", "settings", "models", "library", "versions")
PARTS: Record = {  # of a run, as they are where its record leaves them out
    "made": None,
    "gold": {},
    "settings": {},
    "models": {},
    "library": {},
    "versions": {},
    "metrics": {},
    "by_type": {},
    "reliability": (),
    "risk_coverage": (),
    "latency_ms": {},
    "questions": (),
}
QUESTION_PARTS: Record = {  # of a question, likewise
    "history": (),
    "standalone_question": None,
    "confidence": None,
    "gold_speaker": None,
    "passages": (),
    "notes": "",
    "scores": {},
    "timings_ms": {},
}


def write_report(run: Record, path: Path) -> None:
    """Write a run as one self-contained HTML file.

    Args:
        run: the record of a run, as `qa eval run` or `natural` writes it with --json. Parts that
            are missing or empty leave out their section.
        path: the file; one that exists is replaced.

    Raises:
        OSError: when the file cannot be written.
    """
    path.write_text(page(run), encoding="utf-8")


def page(run: Record) -> str:
    """Return the whole page."""
    run = _whole(PARTS, run)
    questions = [_whole(QUESTION_PARTS, question) for question in run["questions"]]
    style, script = _resource("report.css"), _resource("report.js")
    types = Counter(question["type"] for question in questions)
    return _TEMPLATES.get_template("report.html").render(
        run,
        style=Markup(style),
        script=Markup(script),
        digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        source=Path(run["gold"].get("file") or "A run without a gold file").name,
        facts=_facts(run),
        verdicts=VERDICTS,
        outcomes=list(_outcomes(questions)),
        numbers=_numbers(run["metrics"]),
        drawings=_drawings(run, questions),
        stages=STAGES,
        types=_types(run["by_type"], questions),
        background={part: run[part] for part in BACKGROUND if run[part]},
        counts=Counter(question["verdict"] for question in questions),
        question_types=[kind for kind, _ in types.most_common()],
        questions=[_question(question) for question in questions],
    )


def _whole(parts: Record, record: Record) -> Record:
    return {**parts, **{key: value for key, value in record.items() if value is not None}}


def _resource(name: str) -> str:
    return resources.files("eval").joinpath(name).read_text(encoding="utf-8")


# The run as a whole. ------------------------------------------------------------------------------


def _facts(run: Record) -> list[str]:
    made, library = run["made"], run["library"]
    return [
        *([f"{datetime.fromisoformat(made):%-d %B %Y, %H:%M}"] if made else []),
        _count(len(run["questions"]), "question"),
        *(_count(library[f"{n}s"], n) for n in ("article", "passage") if f"{n}s" in library),
    ]


def _outcomes(questions: Sequence[Record]) -> Iterator[Record]:
    """Yield the verdicts on the questions that have an answer, and on those that do not."""
    for answerable, words in OUTCOMES.items():
        verdicts = Counter(q["verdict"] for q in questions if q["answerable"] is answerable)
        if verdicts:
            yield {
                "title": "Answerable" if answerable else "Unanswerable",
                "total": verdicts.total(),
                "bar": charts.share_bar({verdict: verdicts[verdict] for verdict in words}),
                "parts": [
                    {"verdict": verdict, "n": verdicts[verdict], "words": told}
                    for verdict, told in words.items()
                ],
            }


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure in [0, 1] as it is shown; `value` is None where it was not measured."""

    name: str
    meaning: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None

    @classmethod
    def of(cls, metric: str, entry: Record) -> Measure:
        """Read what a record has of a metric."""
        value, low, high = (_number(entry.get(part)) for part in ("value", "low", "high"))
        meaning = _capitalised({**METRICS, **NATURAL}.get(metric, ""))
        return cls(_name(metric), meaning, value, low, high, entry.get("n"))

    @property
    def bounds(self) -> str:
        """The interval in figures."""
        known = self.low is not None and self.high is not None
        return f"{_share(self.low)}–{_share(self.high)}" if known else ""

    @property
    def bar(self) -> Markup:
        """The value and its interval, drawn."""
        return charts.interval_bar(self.value or 0.0, self.low, self.high)


def _measured(entries: Record) -> dict[str, Measure]:
    """Return what was measured of the metrics in a record, by their names there."""
    measures = {name: Measure.of(name, entry) for name, entry in entries.items()}
    return {name: one for name, one in measures.items() if one.value is not None}


def _numbers(metrics: Record) -> Record:
    """Return the measures shown large, those in the table, and the names of those not made."""
    known = _measured(metrics)
    expected = _of_this_kind(known)
    large = [name for name in HEADLINES if name in known]
    small = [name for name in dict.fromkeys((*expected, *known)) if name not in HEADLINES]
    return {
        "headlines": [known[name] for name in large],
        "others": [known[name] for name in small if name in known],
        "missing": [_name(name) for name in expected if name not in known],
    }


def _of_this_kind(known: Record) -> Record:
    """Return all the metrics of the kind of run that has measured some of them."""
    return NATURAL if NATURAL.keys() & known.keys() else METRICS


def _types(by_type: Record, questions: Sequence[Record]) -> Record:
    """Return the table of the headline numbers by type of question, the most common type first."""
    measured = {kind: _measured(entries) for kind, entries in by_type.items()}
    columns = [name for name in HEADLINES if any(name in known for known in measured.values())]
    verdicts = {kind: Counter[str]() for kind in by_type}
    for question in questions:
        verdicts.setdefault(question["type"], Counter())[question["verdict"]] += 1
    rows = [
        {
            "type": kind,
            "counts": [counts.total(), *(counts[verdict] for verdict in VERDICTS)],
            "measures": [measured.get(kind, {}).get(name) for name in columns],
        }
        for kind, counts in sorted(verdicts.items(), key=lambda row: (-row[1].total(), row[0]))
    ]
    heads = [*map(str.title, VERDICTS), *map(_name, columns)]
    return {"heads": ("Type", "Questions", *heads), "rows": rows}


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value)) or "none"
    return "none" if value is None else json.dumps(value, ensure_ascii=False)


# The charts. --------------------------------------------------------------------------------------


def _drawings(run: Record, questions: Sequence[Record]) -> dict[str, Markup]:
    """Return the charts for which the run has figures."""
    totals = (question["timings_ms"].get("total") for question in questions)
    times = [total for total in totals if total is not None]
    drawn = {}
    if any(part["n"] for part in run["reliability"]):
        drawn["reliability"] = charts.reliability_diagram(run["reliability"])
    if run["risk_coverage"]:
        drawn["risk_coverage"] = charts.risk_coverage_curve(run["risk_coverage"])
    if times:
        laps = run["latency_ms"].get("total", {}).items()
        known = {name: ms for name, ms in laps if _number(ms) is not None}
        drawn["latency"] = charts.latency_histogram(times, known)
    return drawn


# The questions. -----------------------------------------------------------------------------------


def _question(question: Record) -> Record:
    """Return a question with what its template needs besides the record."""
    return {
        **question,
        "anchor": percent_encode(visible(question["id"])),
        "figures": list(_figures(question)),
        "passages": [
            {**one, "pieces": pieces(one["text"], one.get("answer"), one.get("gold"))}
            for one in question["passages"]
        ],
    }


def pieces(
    text: str, answer: Sequence[int] | None, gold: Sequence[int] | None
) -> list[tuple[str, list[str]]]:
    """Cut a text at the ends of both spans: (piece, which of "answer" and "gold" it is in)."""
    spans = {name: span for name, span in (("answer", answer), ("gold", gold)) if span}
    cuts = sorted({0, len(text), *(edge for span in spans.values() for edge in span)})
    return [
        (
            text[start:end],
            [name for name, span in spans.items() if span[0] <= start and end <= span[1]],
        )
        for start, end in pairwise(cuts)
    ]


def _figures(question: Record) -> Iterator[str]:
    """Yield the scores of a question, and how long it took."""
    for metric, value in question["scores"].items():
        if _number(value) is not None:
            yield f"{_name(metric)} {_share(value, 2)}"
    total = _number(question["timings_ms"].get("total"))
    if total is not None:
        yield f"{_ms(total)} ms"


# Small pieces. ------------------------------------------------------------------------------------


def _number(value: object) -> float | None:
    """Return a figure of a record; None where it has none."""
    return value if isinstance(value, int | float) and not math.isnan(value) else None


def _words(name: str) -> str:
    """Return a name of the record, such as follow_up, as words."""
    return name.replace("_", " ")


def _name(metric: str) -> str:
    return NAMES.get(metric) or _capitalised(_words(metric))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'s' * (n != 1)}"


def _share(value: float | None, digits: int = 3) -> str:
    """Return a share in [0, 1] as figures; what is not quite 1 never reads as 1."""
    known = _number(value)
    if known is None:
        return "–"
    nearly = 1 - 10**-digits
    return f"{nearly:.{digits}f}" if nearly < known < 1 else f"{known:.{digits}f}"


def _ms(value: float | None) -> str:
    known = _number(value)
    return "–" if known is None else f"{known:,.{0 if known >= 10 else 1}f}"


_TEMPLATES = templates("eval")
_TEMPLATES.filters |= {
    "counted": _count,
    "ms": _ms,
    "number": "{:,}".format,
    "plain": _plain,
    "share": _share,
    "words": _words,
}
