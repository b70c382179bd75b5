"""The span reader: exact answers from a small extractive model, without torch.

The model in `qa/models` is a 6-layer encoder with a start and an end logit for every token
(`qa/models/README.md` is its card, `qa/reader_training.py` makes it). A passage is read in windows
beside the question; [CLS] stands for "not answered here".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.compiled import load_tokenizer, open_session
from index.errors import ModelError
from index.passages import Passage
from qa.readers import Span

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

MODEL_FOLDER = Path(__file__).parent / "models"
FORMAT = 1
CLS, SEP = 101, 102  # of the BERT uncased vocabulary
MAX_LENGTH = 256  # ids in a window, question and the three special ids included
STRIDE = 96  # ids that two windows of one passage share
MAX_QUESTION = 48  # ids; a longer question is cut
MAX_ANSWER = 30  # ids
BATCH = 16  # windows; those of like length are read together, so that little is padding
NO_SPAN = -100.0  # margin and share of a passage without a word


@dataclass(frozen=True, slots=True)
class Reading:
    """The best span of one passage: characters [start, end), and two signs of its worth."""

    start: int
    end: int
    margin: float  # start + end logit of the span, less those of [CLS]
    share: float  # log of the span's share among all spans of its window, [CLS] left out


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling: P(the span is right) = σ(a margin + b share + c); from reader.json."""

    margin: float
    share: float
    offset: float

    def confidence(self, reading: Reading) -> float:
        """Return the probability that a span is right."""
        odds = self.margin * reading.margin + self.share * reading.share + self.offset
        return float(1 / (1 + np.exp(-odds)))


class SpanReader:
    """Marks the exact words that answer, with a calibrated confidence.

    folder: reader.onnx, tokenizer.json and reader.json, as `qa.reader_training` writes them.
    Raises ModelError when one is missing, damaged or of another format.
    """

    name = "span"

    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        description = _description(folder)
        self.threshold = float(description["threshold"])
        self._calibration = Calibration(
            **{name: description["calibration"][name] for name in Calibration.__slots__}
        )
        self._model = SpanModel(folder)

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Span]]:
        """Return the best span of each passage; none for a passage without a word."""
        readings = self._model.read([(question, passage.text) for passage in passages])
        return [
            [Span(reading.start, reading.end, self._calibration.confidence(reading))]
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
        made = [
            (number, begin, question.ids[:MAX_QUESTION], text.ids[begin:end])
            for number, (question, text) in enumerate(zip(asked, texts, strict=True))
            for begin, end in windows(len(question.ids), len(text.ids))
            if begin < end
        ]
        made.sort(key=lambda window: len(window[2]) + len(window[3]))
        found: dict[int, Reading] = {}
        for first in range(0, len(made), BATCH):
            part = made[first : first + BATCH]
            logits = self._logits([(question, text) for _, _, question, text in part])
            for (number, begin, question, text), scores in zip(part, logits, strict=True):
                start, end, margin, share = best_span(scores, len(question) + 2, len(text))
                if number not in found or margin > found[number].margin:
                    offsets = texts[number].offsets
                    found[number] = Reading(
                        offsets[begin + start][0], offsets[begin + end][1], margin, share
                    )
        empty = Reading(0, 0, NO_SPAN, NO_SPAN)
        return [found.get(number, empty) for number in range(len(pairs))]

    def _logits(self, pairs: list[tuple[list[int], list[int]]]) -> Floats:
        """Run windows of (question ids, text ids); returns (windows, tokens, 2) logits."""
        longest = max(len(question) + len(text) for question, text in pairs) + 3
        ids: Ids = np.zeros((len(pairs), longest), dtype=np.int64)
        types, mask = np.zeros_like(ids), np.zeros_like(ids)
        for row, (question, text) in enumerate(pairs):
            size = len(question) + len(text) + 3
            ids[row, :size] = [CLS, *question, SEP, *text, SEP]
            types[row, len(question) + 2 : size] = 1
            mask[row, :size] = 1
        logits: Floats = self._session.run(None, {"ids": ids, "types": types, "mask": mask})[0]
        return logits


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
) -> tuple[int, int, float, float]:
    """Choose start and end together: end >= start, at most `longest` ids.

    logits: (tokens, 2) of one window. first, size: where the text begins in it, and its ids.
    Returns start and end (included) counted from the text's first id, margin and share as in
    Reading.
    """
    starts, ends = logits[first : first + size, 0], logits[first : first + size, 1]
    padded = np.concatenate([ends, np.full(longest - 1, -1e4, np.float32)])
    # joint[i, j]: from id i to id i + j, both included
    joint = starts[:, None] + np.lib.stride_tricks.sliding_window_view(padded, longest)
    at = int(joint.argmax())
    best = float(joint.flat[at])
    share = -float(np.log(np.exp(joint - best).sum()))
    start, length = divmod(at, longest)
    return start, start + length, best - float(logits[0].sum()), share


def _description(folder: Path) -> dict[str, Any]:
    """Read reader.json and check that the files beside it are those that it describes."""
    try:
        description: dict[str, Any] = json.loads((folder / "reader.json").read_text("utf-8"))
        if description["format"] != FORMAT:
            raise ValueError(f"format {description['format']}, expected {FORMAT}")
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
