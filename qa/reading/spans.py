"""The span reader: exact answers from a small extractive model, without torch.

The model in `models` (its card is the README there, `training` makes it) is a BERT or MPNet encoder
with a start and an end logit for every token; `compiling` makes a folder of the same form out of
any other. A passage is read in windows beside the question; the first id of a window ([CLS]) stands
for "not answered here".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embedding.compiled import load_tokenizer, open_session
from index.errors import ModelError
from index.passages import Passage
from qa.reading.evidence import MAX_ANSWER, Floats, merged, weigh
from qa.reading.reader import Evidence, Span, Weights

if TYPE_CHECKING:
    from tokenizers import Encoding


def _model_folder() -> Path:
    """Return the folder of a checkout, or else that of the package verbatim-qa-reader."""
    folder = Path(__file__).parent / "models"
    package = None if (folder / "reader.json").is_file() else find_spec("verbatim_qa_reader")
    return Path(package.origin).parent if package and package.origin else folder


Ids = NDArray[np.int64]
Sentences = Sequence[tuple[int, int]]  # (start, end) characters

MODEL_FOLDER = _model_folder()
FORMAT = 3
HASHED = 2**24  # bytes; a larger file is not hashed at every start: 110 MB take .08 to .3 s
CLS, SEP = 101, 102  # of the BERT uncased vocabulary
MAX_LENGTH = 256  # ids in a window, question and the three special ids included
STRIDE = 96  # ids that two windows of one passage share
MAX_QUESTION = 48  # ids; a longer question is cut
MAX_TITLE = 32  # ids; a longer title is cut


@dataclass(frozen=True, slots=True)
class Layout:
    """What a window is made of, as reader.json says; the defaults are those of our own network."""

    opening: Sequence[int] = (CLS,)  # ids in front of the question
    between: Sequence[int] = (SEP,)  # question and text
    closing: Sequence[int] = (SEP,)
    types: Sequence[int] | None = (0, 1)  # of question and text; None: the network takes none
    max_length: int = MAX_LENGTH
    stride: int = STRIDE
    max_question: int = MAX_QUESTION
    max_title: int = MAX_TITLE  # 0: it is not used to a title in front of the text

    @classmethod
    def of(cls, description: dict[str, Any]) -> Layout:
        """Take it from reader.json."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: description[name] for name in names if name in description})

    def text_at(self, asked: int) -> int:
        """Return where the text begins in a window, after so many ids of question and title."""
        return len(self.opening) + asked + len(self.between)


OWN = Layout()


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling: P(right) = σ(slope · margin + offset); from reader.json."""

    slope: float
    offset: float

    def __call__(self, margin: float) -> float:
        """Return the probability that what has this margin is right."""
        return float(1 / (1 + np.exp(-(self.slope * margin + self.offset))))


class SpanReader:
    """Weighs sentences and marks the exact words that answer, with calibrated confidence.

    folder: reader.onnx, its parts where it is large, tokenizer.json and reader.json, as
    `qa.reading.training` and `qa.reading.compiling` write them.
    Raises ModelError when one is missing, damaged or of another format.
    """

    name = "span"

    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        description = check_files(folder, whole=False)
        self.name = description.get("name", self.name)
        self.sha256: str = description["sha256"]["reader.onnx"]
        fitted = description["calibration"]
        self._confidence = Calibration(float(fitted["slope"]), float(fitted["offset"]))
        self.sentence = Weights(**description["evidence"]["sentence"])
        self.words = Weights(**description["evidence"]["words"])
        self._model = SpanModel(folder, layout=Layout.of(description))

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Evidence]]:
        """Return the sentences of each passage, weighed; none of a passage without a word."""
        return self._model.read(
            [
                Asked(question, passage.text, passage.sentences, passage.article.title or "")
                for passage in passages
            ]
        )

    def confidence(self, span: Span) -> float:
        """Return the probability that a passage's best span answers, of one passage read alone."""
        return self._confidence(span.margin)


class Asked(NamedTuple):
    """A question beside a text; sentences: (start, end) characters of the text."""

    question: str
    text: str
    sentences: Sentences
    title: str = ""  # of the article, which says who and what the text is about


class SpanModel:
    """The network and its tokenizer: questions and texts to evidence.

    graph: the network, where it is not the folder's own.
    """

    def __init__(self, folder: Path, graph: Path | None = None, layout: Layout = OWN) -> None:
        self._layout = layout
        self._session = open_session(graph or folder / "reader.onnx")
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")

    def read(self, asked: Sequence[Asked]) -> list[list[Evidence]]:
        """Return the evidence of the sentences of each text."""
        longest = self._layout.max_question
        questions = self._ids([one.question for one in asked], longest)
        titles = self._ids([titled(one.title) for one in asked], self._layout.max_title)
        texts = self._tokenizer.encode_batch([one.text for one in asked], add_special_tokens=False)
        return [
            self._read(question, title, text, one)
            for question, title, text, one in zip(questions, titles, texts, asked, strict=True)
        ]

    def _ids(self, texts: Sequence[str], longest: int) -> list[list[int]]:
        """Return at most so many ids of each text."""
        if not longest:
            return [[] for _ in texts]
        encoded = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        return [one.ids[:longest] for one in encoded]

    def _read(
        self, question: list[int], title: list[int], text: Encoding, asked: Asked
    ) -> list[Evidence]:
        """Read a text window by window; a sentence counts as its surest window reads it.

        One window is read at a time: without padding the attention needs no mask, int8 has a
        scale for each window, and the processor's cache holds all of it. That is a third faster
        than batches of 16, and no passage changes what is read in another.
        """
        layout, offsets = self._layout, _offsets(text, asked.text)
        ahead = len(question) + len(title)
        read: list[Evidence] = []
        for begin, end in windows(ahead, len(text.ids), layout):
            if begin == end:
                continue
            inputs = window(question, [*title, *text.ids[begin:end]], layout)
            logits: Floats = self._session.run(None, inputs)[0][0]
            read += weigh(logits, layout.text_at(ahead), offsets[begin:end], asked.sentences)
        return merged(read)


def titled(title: str) -> str:
    """Return a title as it stands in front of a text."""
    return f"{title.rstrip('.')}." if title else ""


def _offsets(encoding: Encoding, text: str) -> list[tuple[int, int]]:
    """Return the offsets of each token; the space before a word is none of it, as some say."""
    return [(end - len(text[start:end].lstrip()), end) for start, end in encoding.offsets]


def window(question: list[int], text: list[int], layout: Layout = OWN) -> dict[str, Ids]:
    """Return the network's inputs (1, l) for the ids of a question and of a text."""
    ids = [*layout.opening, *question, *layout.between, *text, *layout.closing]
    inputs = {"ids": np.array([ids], np.int64)}
    if layout.types is not None:
        asked = layout.text_at(len(question))
        inputs["types"] = np.repeat(layout.types, [asked, len(ids) - asked])[None].astype(np.int64)
    return inputs


def windows(asked: int, text_ids: int, layout: Layout = OWN) -> list[tuple[int, int]]:
    """Cut a text of `text_ids` ids into (start, end) windows that fit beside what is asked.

    The windows cover the text, and neighbours share `layout.stride` ids. asked: ids of the
    question, and of the title.
    """
    room = layout.max_length - layout.text_at(asked) - len(layout.closing)
    if room <= layout.stride:
        raise ValueError(f"asked should leave over {layout.stride} ids of a window, leaves {room}")
    spans = [(0, min(room, text_ids))]
    while spans[-1][1] < text_ids:
        start = spans[-1][1] - layout.stride
        spans.append((start, min(start + room, text_ids)))
    return spans


def write_description(
    files: Sequence[Path],
    layout: Layout,
    calibration: dict[str, Any],
    evidence: dict[str, Weights],
    **more: str | None,
) -> None:
    """Write reader.json beside the files that it describes, as `check_files` reads it.

    calibration: slope and offset, and how they were fitted. more: further fields, by name.
    """
    description = {
        "format": FORMAT,
        **more,
        **asdict(layout),
        "max_answer": MAX_ANSWER,
        "calibration": calibration,
        "evidence": {name: asdict(weights) for name, weights in evidence.items()},
        "bytes": {path.name: path.stat().st_size for path in files},
        "sha256": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }
    text = json.dumps(description, indent=1) + "\n"
    (files[0].parent / "reader.json").write_text(text, encoding="utf-8")


def check_files(folder: Path, *, whole: bool = True) -> dict[str, Any]:
    """Return reader.json, checked, as are the files beside it: their sizes and their sha256.

    whole: hash large files as well, which `SpanReader` leaves to `qa doctor`.
    Raises ModelError when a file is missing, damaged or of another format.
    """
    if not (folder / "reader.json").is_file():
        raise ModelError(
            f"the span reader is not installed (no reader.json in {folder}); "
            f"pip install verbatim-qa-reader~={FORMAT}.0, or ask with --reader sentence"
        )
    try:
        description: dict[str, Any] = json.loads((folder / "reader.json").read_text("utf-8"))
        if description["format"] != FORMAT:
            raise ValueError(f"format {description['format']}, expected {FORMAT}")
        _ = float(description["calibration"]["slope"]), float(description["calibration"]["offset"])
        _ = [Weights(**description["evidence"][name]) for name in ("sentence", "words")]
        _ = Layout.of(description)
        sizes = description.get("bytes", {})  # a file of unknown size is hashed, however large
        for name, sha256 in description["sha256"].items():
            _check(folder / name, sizes.get(name), sha256, whole)
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise ModelError(
            f"the reader in {folder} cannot be used ({exc}); install it anew (pip install "
            "--force-reinstall verbatim-qa-reader; in a clone, git restore that folder), "
            "or ask with --reader sentence"
        ) from exc
    return description


def _check(path: Path, size: int | None, sha256: str, whole: bool) -> None:
    found = path.stat().st_size
    if size not in (None, found):
        raise ValueError(f"{path.name} has {found} bytes, expected {size}")
    if whole or size is None or size <= HASHED:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != sha256:
            raise ValueError(f"{path.name} has sha256 {digest[:12]}…, expected {sha256[:12]}…")
