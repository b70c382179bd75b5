"""The report's charts as inline SVG, coloured by the page's stylesheet.

They are markup: what the program does not draw itself is escaped here. Every chart carries a title
and a description, so that it can be heard as well as seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from markupsafe import Markup

WIDTH, HEIGHT = 360, 252  # of a chart; it scales with the page
LEFT, RIGHT, TOP, BOTTOM = 52, 350, 14, 206  # of the area inside the axes
TICKS = 5  # at most, on one axis
LATENCY_BINS = 24  # at most


class _Axes:
    """A plot area that starts at (0, 0): turns values into coordinates and draws the grid."""

    def __init__(self, x_top: float, y_top: float) -> None:
        self.x_top, self.y_top = x_top, y_top

    def x(self, value: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * value / self.x_top, 1)

    def y(self, value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / self.y_top, 1)

    def bar(self, low: float, high: float, value: float, label: str) -> str:
        left, top, gap = self.x(low), self.y(value), 1.5
        return (
            f'<rect class="bar" x="{left + gap}" y="{top}" width="{self.x(high) - left - 2 * gap}"'
            f' height="{max(BOTTOM - top, 0):.1f}"><title>{escape(label)}</title></rect>'
        )

    def line(self, kind: str, points: Sequence[Sequence[float]]) -> str:
        path = " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points)
        return f'<polyline class="{kind}" points="{path}"/>'

    def grid(self, x_label: str, y_label: str) -> Iterator[str]:
        for value in _ticks(self.y_top):
            yield self.line("grid", [(0, value), (self.x_top, value)])
            yield f'<text class="y" x="{LEFT - 6}" y="{self.y(value) + 4}">{value:g}</text>'
        for value in _ticks(self.x_top):
            yield f'<text class="x" x="{self.x(value)}" y="{BOTTOM + 16}">{value:g}</text>'
        yield f'<text class="x name" x="{(LEFT + RIGHT) / 2}" y="{HEIGHT - 8}">{x_label}</text>'
        yield f'<text class="name" transform="translate(11 {(TOP + BOTTOM) / 2}) rotate(-90)"'
        yield f' text-anchor="middle">{y_label}</text>'


def reliability_diagram(bins: Sequence[Mapping[str, Any]]) -> Markup:
    """Return bars of the share right by confidence, with the diagonal of perfect honesty.

    bins: `{low, high, n, confidence, right}` each; those with n = 0 are left out.
    """
    full = [part for part in bins if part["n"]]
    axes = _Axes(1, 1)
    marks = list(axes.grid("confidence", "share right"))
    for part in full:
        label = (
            f"{part['n']} answers of confidence {part['low']:.1f} to {part['high']:.1f}: "
            f"mean confidence {part['confidence']:.2f}, share right {part['right']:.2f}"
        )
        marks.append(axes.bar(part["low"], part["high"], part["right"], label))
    marks.append(axes.line("ideal", [(0, 0), (1, 1)]))
    for part in full:
        x, y = axes.x(part["confidence"]), axes.y(part["right"])
        marks.append(f'<circle class="point" cx="{x}" cy="{y}" r="3.5"/>')
    said = "; ".join(f"{p['confidence']:.2f}: {p['right']:.2f} of {p['n']}" for p in full)
    return _svg("Reliability diagram", f"Share right by mean confidence. {said}.", marks)


def risk_coverage_curve(points: Sequence[Sequence[float]]) -> Markup:
    """Return the share wrong (risk) among the most confident answers, by how many these are.

    points: (coverage, risk), coverage rising.
    """
    axes = _Axes(1, _round_up(max(max(risk for _, risk in points), 0.05)))
    marks = list(axes.grid("share of questions answered", "share wrong among these"))
    area = [(points[0][0], 0), *points, (points[-1][0], 0)]
    marks += [axes.line("area", area), axes.line("curve", points)]
    said = "; ".join(
        f"{coverage:.2f} answered: {risk:.3f} wrong"
        for coverage, risk in points[:: max(1, len(points) // 8)]
    )
    return _svg("Risk-coverage curve", f"Share wrong by share answered. {said}.", marks)


def latency_histogram(times: Sequence[float], percentiles: Mapping[str, float]) -> Markup:
    """Return how many questions took how long, with percentiles as upright lines.

    times: milliseconds, at least one; a long tail is gathered in the last bar. percentiles: their
    names and places on the same axis.
    """
    ordered = sorted(times)
    usual = 1.25 * ordered[math.ceil(0.95 * len(ordered)) - 1]
    step = _round_up(min(usual, ordered[-1]) / LATENCY_BINS) or 1
    bins = math.floor(min(usual, ordered[-1]) / step) + 1
    counts = [0] * bins
    for time in ordered:
        counts[min(int(time / step), bins - 1)] += 1
    tail = ordered[-1] >= bins * step

    axes = _Axes(bins * step, _round_up(max(counts)))
    marks = list(axes.grid("milliseconds" + (" (the last bar: and longer)" * tail), "questions"))
    for at, n in enumerate(counts):
        longest = ordered[-1] if tail and at == bins - 1 else (at + 1) * step
        marks.append(
            axes.bar(at * step, (at + 1) * step, n, f"{n} in {at * step:g} to {longest:g} ms")
        )
    for name, value in percentiles.items():
        if value <= axes.x_top:
            marks.append(axes.line("percentile", [(value, 0), (value, axes.y_top)]))
            marks.append(f'<text x="{axes.x(value) + 4}" y="{TOP + 8}">{escape(name)}</text>')
    said = ", ".join(f"{name} {value:.0f} ms" for name, value in percentiles.items())
    return _svg(
        "Latency histogram", f"{len(times)} questions, longest {ordered[-1]:.0f} ms. {said}.", marks
    )


def interval_bar(value: float, low: float | None, high: float | None) -> Markup:
    """Return a thin 0 to 1 scale with the value as a tick and its interval as a band."""
    band = ""
    if low is not None and high is not None:
        band = f'<rect class="band" x="{100 * low:.1f}" width="{100 * (high - low):.1f}" y="1" '
        band += 'height="6"/>'
    return Markup(
        '<svg class="interval" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" y="3.5" height="1"/>{band}'
        f'<rect class="tick" x="{min(100 * value, 99):.1f}" width="1" height="8"/></svg>'
    )


def share_bar(counts: Mapping[str, int]) -> Markup:
    """Return one bar cut into shares; the keys are the classes of its pieces, in order."""
    total, done, pieces = sum(counts.values()), 0, ""
    for kind, n in counts.items():
        x, width = 100 * done / total, 100 * n / total
        pieces += f'<rect class="{kind}" x="{x:.2f}" width="{width:.2f}" height="8"/>'
        done += n
    return Markup(
        '<svg class="shares" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f"{pieces}</svg>"
    )


def _svg(title: str, description: str, marks: Sequence[str]) -> Markup:
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{title}</title><desc>{escape(description)}</desc>{''.join(marks)}</svg>"
    )


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 2.5 or 5 times a power of ten; 0 for 0."""
    if value <= 0:
        return 0
    power: float = 10.0 ** math.floor(math.log10(value))
    return next(round(step * power, 10) for step in (1, 2, 2.5, 5, 10) if step * power >= value)


def _ticks(top: float) -> list[float]:
    """Return round values from 0 to `top`, at most TICKS steps."""
    step = _round_up(top / TICKS)
    return [round(step * at, 10) for at in range(math.floor(top / step + 1e-9) + 1)]
