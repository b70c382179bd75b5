"""The loop: a plan and an epoch to weights, stopped at any instant and gone on with."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from qa.reading.training.features import Feature, batches
from qa.reading.training.loss import Masks, collate, loss_of
from qa.reading.training.network import WORDS, Weights, layers_of, width_of

REPORTED = 50  # steps between two lines of progress


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


def rate_at(step: int, plan: Plan) -> float:
    """Return the learning rate: warm up, stay, then fall linearly to zero."""
    left = (plan.steps - step) / max(1.0, plan.decay * plan.steps)
    return plan.rate * min(1.0, (step + 1) / plan.warmup, left)


Epoch = Callable[[random.Random], list[Feature]]  # the windows of one


def stream(epoch: Epoch, plan: Plan, begin: int) -> Iterator[list[Feature]]:
    """Yield the batches from step `begin` on, epoch after epoch."""
    step, number = 0, 0
    while True:
        rng = random.Random(plan.seed * 1000 + number)
        for batch in batches(epoch(rng), plan.batch, rng):
            if step >= begin:
                yield batch
            step += 1
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
    run = _Run(weights, plan, out / "checkpoint.pt")
    begin = run.resume()
    progress = _Progress(plan, begin)
    saved = time.monotonic()
    for step, features in enumerate(stream(epoch, plan, begin), start=begin):
        if step >= plan.steps:
            break
        started = time.monotonic()
        loss = run.learn(step, features)
        progress.add(step, loss, features, time.monotonic() - started)
        if time.monotonic() - saved > save_every:
            run.save(step + 1)
            saved = time.monotonic()
    if begin < plan.steps:
        run.save(plan.steps)
    return run.averaged()


class _Run:
    """The weights in training with their optimizer and their moving average."""

    def __init__(self, weights: Weights, plan: Plan, checkpoint: Path) -> None:
        self._plan, self._checkpoint = plan, checkpoint
        self._fixed = {n: w for n, w in weights.items() if is_fixed(n, plan.fixed_layers)}
        self._trained = {
            name: tensor.clone().requires_grad_()
            for name, tensor in weights.items()
            if name not in self._fixed
        }
        working = {n: w.bfloat16() for n, w in self._fixed.items()}  # cast once, not every step
        self._weights = {**self._trained, **working}
        self._average = {name: w.detach().clone() for name, w in self._trained.items()}
        self._masks = Masks(plan.dropout, plan.seed)
        self._optimizer = _optimizer(list(self._trained.values()), plan)

    def resume(self) -> int:
        """Take up the checkpoint, if there is one; returns the steps that are done."""
        if not self._checkpoint.exists():
            return 0
        state = torch.load(self._checkpoint, weights_only=True)
        self._optimizer.load_state_dict(state["optimizer"])
        self._average = state["average"]
        with torch.no_grad():
            for name, weight in self._trained.items():
                weight.copy_(state["weights"][name])
        return int(state["step"])

    def save(self, step: int) -> None:
        """Write a checkpoint whole, or leave the one before it."""
        state = {
            "step": step,
            "weights": {name: weight.detach() for name, weight in self._trained.items()},
            "average": self._average,
            "optimizer": self._optimizer.state_dict(),
        }
        new = self._checkpoint.with_suffix(".new")
        torch.save(state, new)
        os.replace(new, self._checkpoint)

    def learn(self, step: int, features: Sequence[Feature]) -> float:
        """Take one step; returns the loss before it."""
        batch, plan = collate(features), self._plan
        shape = (*batch.ids.shape, width_of(self._weights))
        masks = self._masks(step, shape, 1 + 2 * layers_of(self._weights))
        loss = loss_of(self._weights, batch, masks, plan.taught, plan.heat)
        loss.backward()  # type: ignore[no-untyped-call]
        trained, means = list(self._trained.values()), [self._average[n] for n in self._trained]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        for group in self._optimizer.param_groups:
            group["lr"] = rate_at(step, plan)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            torch._foreach_lerp_(means, trained, 1 - min(plan.average, (step + 1) / (step + 10)))
        return float(loss.detach())

    def averaged(self) -> Weights:
        """Return the fixed weights and the moving average of the others."""
        return {**self._fixed, **self._average}


def _optimizer(weights: list[torch.Tensor], plan: Plan) -> torch.optim.AdamW:
    """Return AdamW that lets matrices decay, and no biases or norms."""
    groups: list[dict[str, Any]] = [
        {"params": [w for w in weights if w.ndim > 1], "weight_decay": plan.weight_decay},
        {"params": [w for w in weights if w.ndim == 1]},
    ]
    return torch.optim.AdamW(groups, lr=plan.rate, weight_decay=0.0, fused=True)


class _Progress:
    """Prints a line now and then: the loss and the speed since the last one."""

    def __init__(self, plan: Plan, begin: int) -> None:
        self._plan, self._spot = plan, begin
        self._loss, self._tokens, self._seconds = 0.0, 0, 0.0

    def add(self, step: int, loss: float, features: Sequence[Feature], seconds: float) -> None:
        """Count a step, and print every REPORTED."""
        self._loss += loss
        self._tokens += sum(feature.length for feature in features)
        self._seconds += seconds
        if (step + 1) % REPORTED == 0:
            mean = self._loss / (step + 1 - self._spot)
            print(
                f"step {step + 1}/{self._plan.steps} loss {mean:.3f} "
                f"rate {rate_at(step, self._plan):.2e} {self._tokens / self._seconds:.0f} tokens/s",
                flush=True,
            )
            self._spot = step + 1
            self._loss, self._tokens, self._seconds = 0.0, 0, 0.0
