"""The span reader: exact answers from a small extractive model, without torch.

The model in `models` (its card is the README there, `training.py` makes it) is a 6-layer encoder
with a start and an end logit for every token. A passage is read in windows beside the question;
[CLS] stands for "not answered here".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.embedding.compiled import load_tokenizer, open_session
from index.errors import ModelError
from index.passages import Passage
from qa.reading.reader import Span

if TYPE_CHECKING:
    from tokenizers import Encoding

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

MODEL_FOLDER = Path(__file__).parent / "models"
FORMAT = 2
CLS, SEP = 101, 102  # of the BERT uncased vocabulary
MAX_LENGTH = 256  # ids in a window, question and the three special ids included
STRIDE = 96  # ids that two windows of one passage share
MAX_QUESTION = 48  # ids; a longer question is cut
MAX_ANSWER = 30  # ids
NO_SPAN = -100.0  # margin of a passage without a word


@dataclass(frozen=True, slots=True)
class Reading:
    """The best span of one passage: characters [start, end)."""

    start: int
    end: int
    margin: float  # start + end logit of the span, less those of [CLS]: its one sign of worth


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling: P(right) = σ(slope · margin + offset); from reader.json."""

    slope: float
    offset: float

    def __call__(self, margin: float) -> float:
        """Return the probability that what has this margin is right."""
        return float(1 / (1 + np.exp(-(self.slope * margin + self.offset))))


class SpanReader:
    """Marks the exact words that answer, with a calibrated confidence.

    folder: reader.onnx, tokenizer.json and reader.json, as `qa.reading.training` writes them.
    Raises ModelError when one is missing, damaged or of another format.
    """

    name = "span"
    # It is calibrated where every second passage answers, and word for word. Of questions put to a
    # collection three in four have an answer, say (3), and a fair judge takes other extents of it
    # (1.9 on the held-out rows): 5.8 in all. Less is taken, since saying nothing does less harm.
    prior_odds = 4.0

    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        description = _description(folder)
        self.threshold = float(description["threshold"])
        self.sha256: str = description["sha256"]["reader.onnx"]
        fitted = description["calibration"]
        self._confidence = Calibration(float(fitted["slope"]), float(fitted["offset"]))
        self._model = SpanModel(folder)

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Span]]:
        """Return the best span of each passage; none for a passage without a word."""
        readings = self._model.read([(question, passage.text) for passage in passages])
        return [
            [Span(reading.start, reading.end, self._confidence(reading.margin))]
            if reading.start < reading.end
            else []
            for reading in readings
        ]


class SpanModel:
    """The network and its tokenizer: (question, text) pairs to their best spans."""

    def __init__(self, folder: Path) -> None:
        self._session = open_session(folder / "reader.onnx")
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """Return the best span for each (question, text); its most certain window decides."""
        asked = self._tokenizer.encode_batch([q for q, _ in pairs], add_special_tokens=False)
        texts = self._tokenizer.encode_batch([text for _, text in pairs], add_special_tokens=False)
        return [
            self._read(question.ids[:MAX_QUESTION], text)
            for question, text in zip(asked, texts, strict=True)
        ]

    def _read(self, question: list[int], text: Encoding) -> Reading:
        """Read a text window by window.

        One window is read at a time: without padding the attention needs no mask, int8 has a
        scale for each window, and the processor's cache holds all of it. That is a third faster
        than batches of 16, and no passage changes what is read in another.
        """
        best = Reading(0, 0, NO_SPAN)
        for begin, end in windows(len(question), len(text.ids)):
            if begin == end:
                continue
            logits: Floats = self._session.run(None, window(question, text.ids[begin:end]))[0][0]
            first, last, margin = best_span(logits, len(question) + 2, end - begin)
            if margin > best.margin:
                start, stop = text.offsets[begin + first][0], text.offsets[begin + last][1]
                best = Reading(start, stop, margin)
        return best


def window(question: list[int], text: list[int]) -> dict[str, Ids]:
    """Return the network's inputs (1, l) for the ids of a question and of a text."""
    ids = [CLS, *question, SEP, *text, SEP]
    types = [0] * (len(question) + 2) + [1] * (len(text) + 1)
    return {"ids": np.array([ids], np.int64), "types": np.array([types], np.int64)}


def windows(question_ids: int, text_ids: int) -> list[tuple[int, int]]:
    """Cut a text of `text_ids` ids into (start, end) windows that fit beside the question.

    The windows cover the text, and neighbours share `STRIDE` ids.
    """
    room = MAX_LENGTH - min(question_ids, MAX_QUESTION) - 3
    spans = [(0, min(room, text_ids))]
    while spans[-1][1] < text_ids:
        start = spans[-1][1] - STRIDE
        spans.append((start, min(start + room, text_ids)))
    return spans


def best_span(
    logits: Floats, first: int, size: int, longest: int = MAX_ANSWER
) -> tuple[int, int, float]:
    """Choose start and end together: end >= start, at most `longest` ids.

    logits: (tokens, 2) of one window. first, size: where the text begins in it, and its ids.
    Returns start and end (included) counted from the text's first id, and margin as in Reading.
    """
    starts, ends = logits[first : first + size, 0], logits[first : first + size, 1]
    padded = np.concatenate([ends, np.full(longest - 1, -1e4, np.float32)])
    # joint[i, j]: from id i to id i + j, both included
    joint = starts[:, None] + np.lib.stride_tricks.sliding_window_view(padded, longest)
    at = int(joint.argmax())
    start, length = divmod(at, longest)
    return start, start + length, float(joint.flat[at] - logits[0].sum())


def _description(folder: Path) -> dict[str, Any]:
    """Read reader.json and check that the files beside it are those that it describes."""
    try:
        description: dict[str, Any] = json.loads((folder / "reader.json").read_text("utf-8"))
        if description["format"] != FORMAT:
            raise ValueError(f"format {description['format']}, expected {FORMAT}")
        _ = float(description["threshold"]), description["sha256"]["reader.onnx"]
        _ = float(description["calibration"]["slope"]), float(description["calibration"]["offset"])
        for name, expected in description["sha256"].items():
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != expected:
                raise ValueError(f"{name} has sha256 {found[:12]}…, expected {expected[:12]}…")
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise ModelError(
            f"the reader in {folder} cannot be used ({exc}); reinstall verbatim-qa, "
            "or ask with --reader sentence"
        ) from exc
    return description
