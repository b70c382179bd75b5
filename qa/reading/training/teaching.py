"""Teaching: a larger network reads the windows, and the reader learns what it makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from qa.reading.training.features import Feature
from qa.reading.training.loss import collate, open_logits
from qa.reading.training.network import Weights

PART = 4096  # windows that the teacher reads before it writes them down
BATCH = 32


def teach(teacher: Weights, features: Sequence[Feature], out: Path) -> list[Feature]:
    """Let the teacher read windows; returns them with its logits, in their order.

    What it made of every PART of them is kept in `out` and not made again.
    """
    out.mkdir(parents=True, exist_ok=True)
    working = {name: tensor.bfloat16() for name, tensor in teacher.items()}
    made: list[Feature] = []
    for begin in range(0, len(features), PART):
        part = features[begin : begin + PART]
        file = out / f"taught-{begin}.npy"
        if not file.exists():
            np.save(file, np.concatenate(_read(working, part)))
        rows = np.split(np.load(file), np.cumsum([feature.length for feature in part])[:-1])
        made += [replace(f, taught=r) for f, r in zip(part, rows, strict=True)]
    return made


def _read(working: Weights, part: Sequence[Feature]) -> list[npt.NDArray[np.float16]]:
    """Return the logits (length, 2) of each window; those of like length are read together."""
    read = [np.empty((0, 2), np.float16)] * len(part)
    order = sorted(range(len(part)), key=lambda at: part[at].length)
    for first in range(0, len(order), BATCH):
        chosen = order[first : first + BATCH]
        with torch.inference_mode():
            scores = open_logits(working, collate([part[at] for at in chosen])).numpy()
        for at, rows in zip(chosen, scores, strict=True):
            read[at] = rows[: part[at].length].astype(np.float16)
    return read
