"""Batches of windows, and how far off the network is on one."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from qa.reading.spans import CLS, SEP
from qa.reading.training.features import Feature
from qa.reading.training.network import PAD, Weights, logits

BUCKET = 32  # windows are padded to a multiple of this: few shapes, each compiled once
CLOSED = -1e4  # the logit of a place where no answer may begin or end


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length l."""

    ids: torch.Tensor  # (b, l)
    types: torch.Tensor  # (b, l)
    bias: torch.Tensor  # (b, 1, 1, l), of 0 or -10000
    gold: torch.Tensor  # (b, l, 2), 1 at the gold starts and ends
    taught: torch.Tensor  # (b, l, 2), the teacher's logits; CLOSED where it has none


def collate(features: Sequence[Feature]) -> Batch:
    """Pad windows to a multiple of BUCKET."""
    length = -(-max(feature.length for feature in features) // BUCKET) * BUCKET
    ids = np.full((len(features), length), PAD, np.int64)
    types = np.zeros((len(features), length), np.int64)
    gold = np.zeros((len(features), length, 2), np.float32)
    taught = np.full((len(features), length, 2), CLOSED, np.float32)
    for at, feature in enumerate(features):
        asked, size = len(feature.question) + 2, feature.length
        ids[at, 0], ids[at, asked - 1], ids[at, size - 1] = CLS, SEP, SEP
        ids[at, 1 : asked - 1], ids[at, asked : size - 1] = feature.question, feature.passage
        types[at, asked:size] = 1
        gold[at, list(feature.starts), 0], gold[at, list(feature.ends), 1] = 1, 1
        if feature.taught is not None:
            taught[at, :size] = feature.taught
    bias = np.where(ids == PAD, -10000.0, 0.0)[:, None, None, :].astype(np.float32)
    return Batch(*(torch.from_numpy(array) for array in (ids, types, bias, gold, taught)))


def open_logits(weights: Weights, batch: Batch, masks: Sequence[torch.Tensor] = ()) -> torch.Tensor:
    """Return the logits (b, l, 2), CLOSED at question and padding; [CLS] is "not answered here"."""
    working = {name: tensor.bfloat16() for name, tensor in weights.items()}
    scores = logits(working, batch.ids, batch.types, batch.bias.bfloat16(), masks)
    is_open = (batch.types == 1) & (batch.ids != SEP)
    is_open[:, 0] = True
    return scores.masked_fill(~is_open[..., None], CLOSED)


def loss_of(
    weights: Weights, batch: Batch, masks: Sequence[torch.Tensor], taught: float, heat: float
) -> torch.Tensor:
    """Return (1 - taught) · gold loss + taught · heat² · cross entropy with the teacher.

    The gold loss is minus the log-likelihood of the gold starts and ends, averaged; several gold
    answers share the probability: -log Σ_gold p. Both distributions of the second term are
    softened: softmax(logits / heat).
    """
    scores = open_logits(weights, batch, masks)  # (b, l, 2)
    likely = F.log_softmax(scores, dim=1)
    loss = -(likely + torch.where(batch.gold > 0, 0.0, CLOSED)).logsumexp(1).mean()
    if taught:
        soft = F.softmax(batch.taught / heat, dim=1)
        cross = -(soft * F.log_softmax(scores / heat, dim=1)).sum(1).mean()
        loss = (1 - taught) * loss + taught * heat**2 * cross
    return loss


class Masks:
    """Dropout masks cut out of one long row of them, drawn anew every few hundred steps.

    Drawing 13 fresh masks for every batch costs two fifths of a step on a CPU; slices at random
    places cost nothing that can be measured.
    """

    LENGTH, REDRAWN = 1 << 25, 400

    def __init__(self, dropout: float, seed: int) -> None:
        self.dropout, self.seed, self.drawn = dropout, seed, -1
        self.bank = torch.empty(0, dtype=torch.bfloat16)

    def __call__(
        self, step: int, shape: tuple[int, int, int], sites: int
    ) -> tuple[torch.Tensor, ...]:
        """Return the masks of one step, each of a shape; a function of seed and step."""
        if not self.dropout:
            return ()
        if step // self.REDRAWN != self.drawn:
            self.drawn = step // self.REDRAWN
            generator = torch.Generator().manual_seed(self.seed * 7919 + self.drawn)
            kept = torch.rand(self.LENGTH, generator=generator) >= self.dropout
            self.bank = kept.to(torch.bfloat16) / (1 - self.dropout)
        rng, count = random.Random(self.seed * 100_003 + step), math.prod(shape)
        places = [rng.randrange((self.LENGTH - count) // 64) * 64 for _ in range(sites)]
        return tuple(self.bank[at : at + count].view(shape) for at in places)
