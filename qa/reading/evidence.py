"""Evidence: the sentences of a text weighed by the spans that a reader sees in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from qa.reading.reader import Evidence, Span

Floats = NDArray[np.float32]

MAX_ANSWER = 30  # tokens
SPANS = 3  # kept of a sentence
WORSE = 3.0  # a span this much below its sentence's best is none to show
_NEVER = -1e4


def weigh(
    logits: Floats,
    first: int,
    offsets: Sequence[tuple[int, int]],
    sentences: Sequence[tuple[int, int]],
    longest: int = MAX_ANSWER,
) -> Iterator[Evidence]:
    """Yield the evidence of each sentence that has tokens in a window.

    mass = log Σ exp(start logit + end logit) over the spans in the sentence, less [CLS]'s two.

    logits: (tokens, 2) of one window, [CLS] first. first: where the text begins in it. offsets:
    (start, end) characters of each of the text's tokens. sentences: (start, end) characters, in
    order. longest: tokens of a span.
    """
    size = len(offsets)
    starts, ends = logits[first : first + size, 0], logits[first : first + size, 1]
    padded = np.concatenate([ends, np.full(longest - 1, _NEVER, np.float32)])
    # joint[i, j]: from token i to token i + j, both included
    joint = starts[:, None] + np.lib.stride_tricks.sliding_window_view(padded, longest)
    joint = joint - logits[0].sum()
    begins = np.array([start for start, _ in offsets])
    stops = np.array([end for _, end in offsets])
    lengths = np.arange(longest)
    for start, end in sentences:
        inside = np.flatnonzero((begins >= start) & (stops <= end) & (begins < stops))
        if not len(inside):
            continue
        low, high = int(inside[0]), int(inside[-1]) + 1
        within = np.arange(low, high)[:, None] + lengths < high
        spans = np.where(within, joint[low:high], _NEVER)
        best = float(spans.max())
        mass = best + float(np.log(np.exp(spans - best).sum()))
        chosen = tuple(
            Span(int(begins[low + a]), int(stops[low + b]), margin)
            for a, b, margin in _best_spans(spans)
            if begins[low + a] < stops[low + b]
        )
        yield Evidence(start, end, mass, chosen)


def merged(parts: Sequence[Evidence]) -> list[Evidence]:
    """Return each sentence once, as the window that is surest of it reads it, in order of text."""
    best: dict[int, Evidence] = {}
    for one in parts:
        if one.start not in best or one.mass > best[one.start].mass:
            best[one.start] = one
    return [best[start] for start in sorted(best)]


def best_span(evidence: Sequence[Evidence]) -> Span | None:
    """Return the span with the highest margin of all sentences; None without any."""
    spans = (span for one in evidence for span in one.spans[:1])
    return max(spans, key=lambda span: span.margin, default=None)


def _best_spans(spans: Floats) -> Iterator[tuple[int, int, float]]:
    """Yield (first, last, margin) of the best spans of a sentence, none overlapping another.

    spans: (tokens, longest), from token i over j more.
    """
    left = spans.copy()
    rows = np.arange(len(spans))[:, None]
    last = rows + np.arange(spans.shape[1])
    least = max(float(spans.max()) - WORSE, _NEVER / 2)
    for _ in range(SPANS):
        row, more = divmod(int(left.argmax()), spans.shape[1])
        margin = float(left[row, more])
        if margin < least:
            return
        yield row, row + more, margin
        left[(rows <= row + more) & (last >= row)] = _NEVER
