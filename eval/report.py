"""A run of the evaluation as one HTML page: numbers, charts, and every question with its evidence.

The page asks nothing of a network and holds no text that it does not escape; its script only
filters what the page already shows. `report.css` and `report.js` are put into it as they are.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent_encode

from eval import charts
from eval.run import METRICS, RECALLED
from qa.showing.escaping import visible

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
}
HEADLINES = (
    f"recall@{RECALLED}",
    "hit@3",
    "token_f1",
    "speaker_accuracy",
    "abstention_auroc",
    "citation_exactness",
)
VERDICTS = {"right": "✓", "wrong": "✗", "abstained": "○"}
STAGES = {"understand": "Understand the question", "embed": "Embed the question"}
STAGES |= {"retrieve": "Retrieve passages", "read": "Read passages", "total": "Whole question"}
BACKGROUND = ("gold", "settings", "models", "library", "versions")


def write_report(run: Record, path: Path) -> None:
    """Write a run as one self-contained HTML file.

    Args:
        run: the record of a run, as `qa eval run --json` writes it. Parts that are missing or
            empty leave out their section.
        path: the file; one that exists is replaced.

    Raises:
        OSError: when the file cannot be written.
    """
    path.write_text(page(run), encoding="utf-8")


def page(run: Record) -> str:
    """Return the whole page."""
    style, script = (_resource(name) for name in ("report.css", "report.js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    # Were a text of an article ever to become markup, the browser would still run only our script.
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    questions: Sequence[Record] = run.get("questions") or ()
    sections = (
        _header(run, questions),
        _headlines(run.get("metrics") or {}),
        _charts(run, questions),
        _types(run.get("by_type") or {}, questions),
        _background(run),
        _questions(questions),
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>Evaluation · {_source(run)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<main>\n{''.join(sections)}</main>\n<script>{script}</script>\n</body>\n</html>\n"
    )


# The run as a whole. ------------------------------------------------------------------------------


def _header(run: Record, questions: Sequence[Record]) -> str:
    library, made = run.get("library") or {}, run.get("made")
    facts = [
        f"{datetime.fromisoformat(made):%-d %B %Y, %H:%M}" if made else None,
        _count(len(questions), "question"),
        _count(library["articles"], "article") if "articles" in library else None,
        _count(library["passages"], "passage") if "passages" in library else None,
    ]
    line = " · ".join(fact for fact in facts if fact)
    return (
        '<header><p class="brand">Verbatim <span>evaluation</span></p>'
        f"<h1>{_source(run)}</h1><p>{line}</p>{''.join(_outcomes(questions))}</header>\n"
    )


def _outcomes(questions: Sequence[Record]) -> Iterator[str]:
    """Yield a bar of verdicts for the questions that have an answer, and for those that do not."""
    words = {
        True: {"right": "right", "wrong": "wrong", "abstained": "not found"},
        False: {"right": "rightly not found", "wrong": "answered all the same"},
    }
    for answerable, names in words.items():
        verdicts = Counter(q["verdict"] for q in questions if q["answerable"] is answerable)
        if not verdicts:
            continue
        counts = {verdict: verdicts[verdict] for verdict in names}
        items = "".join(
            f'<li class="{verdict}"><span aria-hidden="true">{VERDICTS[verdict]}</span> '
            f"<b>{n:,}</b> {names[verdict]}</li>"
            for verdict, n in counts.items()
        )
        title = "Answerable" if answerable else "Unanswerable"
        yield (
            f'<section class="outcome"><h2>{title} <span>{verdicts.total():,}</span></h2>'
            f"{charts.share_bar(counts)}<ul>{items}</ul></section>"
        )


def _headlines(metrics: Record) -> str:
    """Return the numbers: the headlines large, the others as a table."""
    known = {name: entry for name, entry in metrics.items() if _number(entry.get("value"))}
    if not metrics:
        return ""
    tiles = "".join(
        f'<li><h3>{_name(name)}</h3><p class="value">{_share(known[name]["value"])}</p>'
        f'{_interval_bar(known[name])}<p class="interval-text">{_interval(known[name])}</p>'
        f"<p>{_meaning(name)}</p></li>"
        for name in HEADLINES
        if name in known
    )
    others = [name for name in (*METRICS, *metrics) if name in known and name not in HEADLINES]
    rows = "".join(
        f'<tr><th scope="row">{_name(name)}<small>{_meaning(name)}</small></th>'
        f'<td class="figure">{_share(known[name]["value"])}'
        f"<small>{_bounds(known[name])}</small></td>"
        f'<td class="wide">{_interval_bar(known[name])}</td>'
        f"<td>{known[name].get('n', '')}</td></tr>"
        for name in dict.fromkeys(others)
    )
    missing = ", ".join(_name(name) for name in METRICS if name not in known)
    return (
        '<section><h2>Numbers</h2><p class="lead">Shares from 0 to 1. The band is the bootstrap '
        "95 % interval: how far a number could move with other questions of the same kind.</p>"
        + (f'<ul class="tiles">{tiles}</ul>' if tiles else "")
        + (_table(("Measure", "Value", "0 to 1", "n"), rows, "measures") * bool(rows))
        + (f'<p class="lead">Not measured, for want of such questions: {missing}.</p>')
        * bool(missing)
        + "</section>\n"
    )


def _charts(run: Record, questions: Sequence[Record]) -> str:
    figures = ""
    bins, curve = run.get("reliability") or (), run.get("risk_coverage") or ()
    if any(part["n"] for part in bins):
        rows = "".join(
            f'<tr><th scope="row">{part["low"]:.1f}–{part["high"]:.1f}</th><td>{part["n"]}</td>'
            f"<td>{_share(part['confidence'])}</td><td>{_share(part['right'])}</td></tr>"
            for part in bins
        )
        figures += _figure(
            "Does confidence mean what it says?",
            "Bars: how often answers of that confidence are right. A dot above the dashed line is "
            "an answer too modest, below it too sure.",
            charts.reliability_diagram(bins),
            _table(("Confidence", "Answers", "Mean", "Share right"), rows),
        )
    if curve:
        figures += _figure(
            "What does a stricter threshold buy?",
            "From left to right the less certain answers are let in; the curve is the share of "
            "them that is wrong, as any answer to an unanswerable question is.",
            charts.risk_coverage_curve(curve),
        )
    times = [
        total for q in questions if (total := (q.get("timings_ms") or {}).get("total")) is not None
    ]
    latency = run.get("latency_ms") or {}
    if times:
        rows = "".join(
            f'<tr><th scope="row">{_e(STAGES.get(stage, stage))}</th>'
            f"<td>{_ms(entry.get('p50'))}</td><td>{_ms(entry.get('p95'))}</td></tr>"
            for stage, entry in latency.items()
        )
        percentiles = {name: ms for name, ms in latency.get("total", {}).items() if _number(ms)}
        figures += _figure(
            "How long does a question take?",
            "Half of the questions are faster than p50, nineteen in twenty faster than p95.",
            charts.latency_histogram(times, percentiles),
            _table(("Stage, ms", "p50", "p95"), rows) if rows else "",
        )
    return f'<section class="figures">{figures}</section>\n' if figures else ""


def _types(by_type: Record, questions: Sequence[Record]) -> str:
    """Return the table of the headline numbers by type of question, the most common type first."""
    if not by_type:
        return ""
    columns = [
        name
        for name in HEADLINES
        if any(_number((row.get(name) or {}).get("value")) for row in by_type.values())
    ]
    verdicts = {kind: Counter[str]() for kind in by_type}
    for question in questions:
        verdicts.setdefault(question["type"], Counter())[question["verdict"]] += 1
    rows = ""
    for kind in sorted(verdicts, key=lambda kind: (-verdicts[kind].total(), kind)):
        counts = verdicts[kind]
        cells = f"<td>{counts.total()}</td>" + "".join(f"<td>{counts[v]}</td>" for v in VERDICTS)
        for column in columns:
            entry = (by_type.get(kind) or {}).get(column) or {}
            small = f"<small>{_bounds(entry)}</small>" if _bounds(entry) else ""
            cells += f'<td class="figure">{_share(entry.get("value"))}{small}</td>'
        rows += f'<tr><th scope="row">{_words(kind)}</th>{cells}</tr>'
    heads = ("Type", "Questions", *(v.title() for v in VERDICTS), *(_name(c) for c in columns))
    return f"<section><h2>By type of question</h2>{_table(heads, rows, 'types')}</section>\n"


def _background(run: Record) -> str:
    """Return how the run was made, folded away."""
    blocks = ""
    for part in BACKGROUND:
        rows = "".join(
            f"<dt>{_words(key)}</dt><dd>{_e(_plain(value))}</dd>"
            for key, value in (run.get(part) or {}).items()
        )
        blocks += f"<section><h3>{part.title()}</h3><dl>{rows}</dl></section>" if rows else ""
    if not blocks:
        return ""
    return (
        '<details class="background"><summary>How this run was made: gold file, settings, '
        f'models, library, versions</summary><div class="blocks">{blocks}</div></details>\n'
    )


# The questions. -----------------------------------------------------------------------------------


def _questions(questions: Sequence[Record]) -> str:
    if not questions:
        return '<section><h2>Questions</h2><p class="lead">This run asked none.</p></section>\n'
    verdicts = Counter(question["verdict"] for question in questions)
    buttons = _choice("", "All", len(questions)) + "".join(
        _choice(verdict, f"{mark} {verdict.title()}", verdicts[verdict])
        for verdict, mark in VERDICTS.items()
    )
    types = Counter(question["type"] for question in questions)
    options = "".join(
        f'<option value="{_e(kind)}">{_words(kind)}</option>' for kind, _ in types.most_common()
    )
    unanswerable = sum(not question["answerable"] for question in questions)
    # Hidden until the script shows it: without the script it would do nothing.
    form = (
        '<form class="filters" hidden><fieldset><legend>Verdict</legend>'
        f"{buttons}</fieldset>"
        '<label class="check"><input type="checkbox" name="unanswerable"> Unanswerable only '
        f'<span class="n" data-n="unanswerable">{unanswerable}</span></label>'
        '<label>Type <select name="type"><option value="">every type</option>'
        f"{options}</select></label>"
        '<label>Search <input type="search" name="text" placeholder="question, answer or passage">'
        '</label><button type="button" name="fold">Open all</button>'
        f'<output aria-live="polite">{_count(len(questions), "question")}</output></form>'
    )
    legend = (
        '<p class="legend">In the passages: <mark class="answer">the answer given</mark>, '
        '<mark class="gold">a gold answer</mark>, <mark class="answer gold">both</mark>.</p>'
    )
    return (
        f'<section class="questions"><h2>Questions</h2>{form}{legend}'
        f"{''.join(_question(question) for question in questions)}"
        '<p class="nothing" hidden>No question is like that. <button type="button">Show all'
        "</button></p></section>\n"
    )


def _choice(value: str, label: str, n: int) -> str:
    checked = " checked" if not value else ""
    return (
        f'<label class="choice {value}"><input type="radio" name="verdict" value="{value}"'
        f'{checked}>{label} <span class="n" data-n="{value}">{n}</span></label>'
    )


def _question(question: Record) -> str:
    """Return one question: a line that says how it went, and the evidence folded under it."""
    verdict, answers, golds = question["verdict"], question["answers"], question["gold"]
    history = "".join(f'<li class="said">{_e(turn)}</li>' for turn in question.get("history") or ())
    alone = question.get("standalone_question")
    alone = alone if alone != question["question"] else None
    first = _quoted(answers[0]["text"]) if answers else '<span class="none">not found</span>'
    expected = _quoted(golds[0]["text"]) if golds else '<span class="none">no answer</span>'
    gold = f'<span class="against">gold: {expected}</span>' if verdict != "right" else ""
    sure = f'<span class="sure">{_share(answers[0]["confidence"], 2)}</span>' if answers else ""
    identity = _e(question["id"])
    return (
        f'<details class="question {verdict}" id="{identity}" data-verdict="{verdict}" '
        f'data-type="{_e(question["type"])}"{" data-unanswerable" * (not question["answerable"])}>'
        f'<summary><span class="mark" aria-hidden="true">{VERDICTS[verdict]}</span>'
        f'<span class="row"><span class="words"><span class="asked said">{_e(question["question"])}'
        f'</span><span class="short">{first}{gold}</span></span>'
        f'<span class="facts"><span class="verdict">{verdict}</span>{sure}'
        f'<span class="type">{_words(question["type"])}</span></span></span></summary>'
        '<div class="evidence">'
        + (f'<h4>Asked before</h4><ol class="before">{history}</ol>' if history else "")
        + (f'<p class="small">Read as: <span class="said">{_e(alone)}</span></p>' if alone else "")
        + f'<div class="sides"><section><h4>Answer</h4>{_answers(question)}</section>'
        f"<section><h4>Gold</h4>{_golds(golds, question.get('gold_speaker'))}</section></div>"
        + "".join(_passage(passage) for passage in question.get("passages") or ())
        + (f'<p class="notes">{_e(question["notes"])}</p>' if question.get("notes") else "")
        + f'<p class="small"><a href="#{percent_encode(visible(question["id"]))}">#{identity}</a>'
        f"{_scores(question)}</p></div></details>\n"
    )


def _answers(question: Record) -> str:
    if not question["answers"]:
        best = question.get("confidence")
        why = f": the best candidate had a confidence of {_share(best, 2)}" if best else ""
        return f'<p class="none">Not found{why}.</p>'
    items = ""
    for answer in question["answers"]:
        right = "right" if answer["right"] else "wrong"
        items += (
            f'<li><blockquote class="said">{_quoted(answer["text"])}</blockquote>'
            f'<p class="small"><span class="{right}">{VERDICTS[right]} {right}</span> · confidence '
            f"{_share(answer['confidence'], 2)}{_speaker(answer.get('speaker'))}"
            f"<br>{_place(answer)}</p></li>"
        )
    return f"<ol>{items}</ol>"


def _golds(golds: Sequence[Record], speaker: str | None) -> str:
    if not golds:
        return '<p class="none">The articles do not answer this.</p>'
    items = "".join(
        f'<li><blockquote class="said">{_quoted(gold["text"])}</blockquote>'
        f'<p class="small">{_place(gold)}</p></li>'
        for gold in golds
    )
    named = f'<p class="small">said by {_e(speaker)}</p>' if speaker else ""
    return f"<ul>{items}</ul>{named}"


def _passage(passage: Record) -> str:
    text = mark_spans(passage["text"], passage.get("answer"), passage.get("gold"))
    return (
        f'<figure><figcaption class="small">{_place(passage)}</figcaption>'
        f'<blockquote class="passage said">{text}</blockquote></figure>'
    )


def mark_spans(text: str, answer: Sequence[int] | None, gold: Sequence[int] | None) -> str:
    """Return a text as HTML with both spans marked; what they share is marked as both."""
    spans = {name: span for name, span in (("answer", answer), ("gold", gold)) if span}
    cuts = sorted({0, len(text), *(edge for span in spans.values() for edge in span)})
    html = ""
    for start, end in pairwise(cuts):
        names = [name for name, span in spans.items() if span[0] <= start and end <= span[1]]
        piece = _e(text[start:end])
        html += f'<mark class="{" ".join(names)}">{piece}</mark>' if names else piece
    return html


def _scores(question: Record) -> str:
    parts = [
        f"{_name(name)} {_share(value, 2)}"
        for name, value in (question.get("scores") or {}).items()
        if _number(value)
    ]
    total = (question.get("timings_ms") or {}).get("total")
    parts += [f"{_ms(total)} ms"] if _number(total) else []
    return "".join(f" · {part}" for part in parts)


# Small pieces. ------------------------------------------------------------------------------------


def _resource(name: str) -> str:
    return resources.files("eval").joinpath(name).read_text(encoding="utf-8")


def _e(text: str) -> str:
    """Return a text of unknown origin as HTML: escaped, its controls made visible."""
    return escape(visible(text))


def _words(name: str) -> str:
    """Return a name of the record, such as follow_up, as words."""
    return _e(name.replace("_", " "))


def _quoted(text: str) -> str:
    return f'<q class="said">{_e(text)}</q>'


def _speaker(name: str | None) -> str:
    return f" · said by {_e(name)}" if name else ""


def _place(item: Record) -> str:
    """Return where words stand; a gold answer that may stand anywhere has no place."""
    if not item.get("article"):
        return "wherever it stands"
    start = item["start"]
    end = item.get("end", start + len(item["text"]))
    return f"{_e(item['title'])}, characters {start:,}–{end:,}"


def _source(run: Record) -> str:
    return _e(Path((run.get("gold") or {}).get("file") or "A run without a gold file").name)


def _name(metric: str) -> str:
    readable = _words(metric)
    return NAMES.get(metric) or readable[:1].upper() + readable[1:]


def _meaning(metric: str) -> str:
    meaning = METRICS.get(metric, "")
    return _e(meaning[:1].upper() + meaning[1:])


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not math.isnan(value)


def _share(value: float | None, digits: int = 3) -> str:
    """Return a share in [0, 1] as figures; what is not quite 1 never reads as 1."""
    if value is None or not _number(value):
        return "–"
    nearly = 1 - 10**-digits
    return f"{nearly:.{digits}f}" if nearly < value < 1 else f"{value:.{digits}f}"


def _ms(value: float | None) -> str:
    return "–" if value is None or not _number(value) else f"{value:,.{0 if value >= 10 else 1}f}"


def _bounds(entry: Record) -> str:
    low, high = entry.get("low"), entry.get("high")
    return f"{_share(low)}–{_share(high)}" if _number(low) and _number(high) else ""


def _interval(entry: Record) -> str:
    n = f"n = {entry['n']:,}" if "n" in entry else ""
    return " · ".join(part for part in (_bounds(entry), n) if part)


def _interval_bar(entry: Record) -> str:
    low, high = (entry.get(end) if _number(entry.get(end)) else None for end in ("low", "high"))
    return charts.interval_bar(entry["value"], low, high)


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'s' * (n != 1)}"


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value)) or "none"
    return "none" if value is None else json.dumps(value, ensure_ascii=False)


def _figure(title: str, meaning: str, chart: str, table: str = "") -> str:
    folded = f"<details><summary>The figures</summary>{table}</details>" if table else ""
    return f"<figure><h2>{title}</h2><p>{meaning}</p>{chart}{folded}</figure>"


def _table(heads: Iterable[str], rows: str, kind: str = "") -> str:
    """Return a table in a box of its own that scrolls sideways, by keyboard too."""
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return (
        f'<div class="scroll" tabindex="0"><table class="{kind}"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
