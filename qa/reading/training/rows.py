"""Rows: the questions of the data files, and which of them are kept out of training."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HELD_OUT_PERCENT = 5  # of the training contexts, for calibration; never trained on

CLEAN = (
    "squad11",
    "squad2_head_unanswerable",
    "squad2_unanswerable",
    "nq_oracle",
    "nq_qed",
    "tydiqa_en",
    "afriqa",
    "fairytaleqa",
    "timeqa",
    "timeqa_test",
)
CLOSE = ("squad11_hardneg",)  # made unanswerables, a few of them answerable
# Of questions whose answering sentences people marked, in the folder `evidence`.
MARKED = ("onestopqa", "clapnq_dev", "selqa_dev_test", "covidqa")
CALIBRATION = ("squad11", "squad2_head_unanswerable", "squad2_unanswerable")


@dataclass(frozen=True, slots=True)
class Row:
    """One question about one passage; `spans` are character offsets, () when it has no answer.

    whole: the spans are the sentences that answer; which of their words do is not told.
    """

    question: str
    context: str
    spans: tuple[tuple[int, int], ...]
    group: str  # the file that it came from
    whole: bool = False
    title: str = ""  # of the article, as its passages are read under it

    @property
    def answers(self) -> set[str]:
        """The words that answer, in lower case."""
        return {self.context[start:end].lower() for start, end in self.spans}


def load_rows(folder: Path, groups: Sequence[str]) -> list[Row]:
    """Read `train_<group>.jsonl.xz` for every group, in order; the answers are checked.

    Raises FileNotFoundError, before anything is read, when one is missing.
    """
    files = [
        folder / ("evidence" if group in MARKED else "") / f"train_{group}.jsonl.xz"
        for group in groups
    ]
    missing = [file.name for file in files if not file.is_file()]
    if missing:
        raise FileNotFoundError(f"{folder} lacks {', '.join(missing)}; name the folder with --data")
    rows = []
    for group, file in zip(groups, files, strict=True):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            rows += [_row(json.loads(line), group) for line in lines]
    return rows


def _row(item: dict[str, Any], group: str) -> Row:
    whole = group in MARKED
    spans = {(start, end) for start, end in item["evidence"]} if whole else set(_spans(item, group))
    if item["is_impossible"]:
        spans = set()
    return Row(
        item["question"].strip(), item["context"], tuple(sorted(spans)), group, whole, _title(item)
    )


def _title(item: dict[str, Any]) -> str:
    return str(item.get("title") or "").replace("_", " ").strip()


def _spans(item: dict[str, Any], group: str) -> Iterator[tuple[int, int]]:
    for answer in item["answers"]:
        start, text = answer["answer_start"], answer["text"]
        end = start + len(text)
        if item["context"][start:end] != text:
            raise ValueError(f"{group}: answer of {item['id']} is not in its context")
        yield start, end


def is_held_out(context: str) -> bool:
    """Whether a context belongs to the calibration part: by its hash, so by content alone."""
    digest = hashlib.sha256(context.encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < HELD_OUT_PERCENT
