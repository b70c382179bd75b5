"""The reader that ships (int8, onnxruntime) against the same weights in torch (fp32).

    python -m eval.benchmarks.reading QUESTIONS CHECKPOINT [--model DIR] [--rows 300]

QUESTIONS is JSON Lines as for `qa eval squad`, CHECKPOINT what `qa.reading.training` left beside
the model. Both read the same windows and choose spans by the same rule; torch runs transformers'
BERT on batches of 16 windows of like length. The two take turns, so that both meet the same load.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import BertConfig, BertForQuestionAnswering

from eval import markdown
from eval.metrics import token_f1
from eval.squad import load_squad
from index.embedding.compiled import load_tokenizer
from index.english.sentences import sentences
from qa.reading.evidence import best_span, merged, weigh
from qa.reading.reader import Evidence
from qa.reading.spans import (
    MAX_QUESTION,
    MODEL_FOLDER,
    Sentences,
    SpanModel,
    window,
    windows,
)
from qa.reading.training.network import EPSILON, HEADS, load_base

Asked = Sequence[tuple[str, str, Sentences]]  # (question, text, its sentences)
BATCH = 16
TIMED = 64  # of the questions, in every lap


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--laps", type=int, default=5)
    options = parser.parse_args()
    rows = load_squad(options.questions)
    rows = random.Random(0).sample(rows, min(options.rows, len(rows)))
    asked = [(row.question, row.context, sentences(row.context)) for row in rows]
    shipped, original = SpanModel(options.model), TorchModel(options.model, options.checkpoint)
    read = {"int8 ONNX": shipped.read(asked), "torch fp32": original.read(asked)}
    found = {name: [best_span(evidence) for evidence in all_] for name, all_ in read.items()}
    laps = [(lap(shipped.read, asked), lap(original.read, asked)) for _ in range(options.laps)]
    print(markdown.heading(markdown.MEASURED))
    ratio = statistics.median(slow / quick for quick, slow in laps)
    print(markdown.row(["torch fp32 to int8 ONNX, time", f"{ratio:.2f}"]))
    same = np.mean(
        [
            a is not None and b is not None and (a.start, a.end) == (b.start, b.end)
            for a, b in zip(*found.values(), strict=True)
        ]
    )
    print(markdown.row([f"equal spans, {len(rows)} questions", f"{same:.1%}"]))
    for name, spans in found.items():
        scores = [
            token_f1(row.context[span.start : span.end] if span else "", row.answers)
            for row, span in zip(rows, spans, strict=True)
            if row.answers
        ]
        print(markdown.row([f"token F1 of the answerable, {name}", f"{np.mean(scores):.3f}"]))


def lap(read: Callable[[Asked], object], asked: Asked) -> float:
    """Return the seconds that reading the first texts takes."""
    start = time.perf_counter()
    read(asked[:TIMED])
    return time.perf_counter() - start


class TorchModel:
    """The network in torch, read as SpanModel reads it, but in batches."""

    def __init__(self, folder: Path, checkpoint: Path) -> None:
        weights = {**load_base(), **torch.load(checkpoint, weights_only=True)["average"]}
        config = BertConfig(
            hidden_size=384,
            num_hidden_layers=6,
            num_attention_heads=HEADS,
            intermediate_size=1536,
            layer_norm_eps=EPSILON,
        )
        self._model = BertForQuestionAnswering(config)
        self._model.load_state_dict(
            {
                f"qa_outputs.{name[3:]}" if name.startswith("qa.") else f"bert.{name}": tensor
                for name, tensor in weights.items()
            }
        )
        self._model.train(False)
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")

    def read(self, asked: Asked) -> list[list[Evidence]]:
        """Return the evidence of each (question, text, (start, end) of the text's sentences)."""
        encode = self._tokenizer.encode_batch
        questions = encode([question for question, _, _ in asked], add_special_tokens=False)
        texts = encode([text for _, text, _ in asked], add_special_tokens=False)
        made = [
            (number, begin, end, question.ids[:MAX_QUESTION], text.ids[begin:end])
            for number, (question, text) in enumerate(zip(questions, texts, strict=True))
            for begin, end in windows(len(question.ids), len(text.ids))
        ]
        made.sort(key=lambda one: len(one[3]) + len(one[4]))
        found: list[list[Evidence]] = [[] for _ in asked]
        for first in range(0, len(made), BATCH):
            part = made[first : first + BATCH]
            logits = self._logits([(question, text) for *_, question, text in part])
            for (number, begin, end, question, _), scores in zip(part, logits, strict=True):
                offsets = texts[number].offsets[begin:end]
                found[number] += weigh(scores, len(question) + 2, offsets, asked[number][2])
        return [merged(evidence) for evidence in found]

    def _logits(self, pairs: Sequence[tuple[list[int], list[int]]]) -> np.ndarray:
        """Return the logits (windows, tokens, 2) of windows of (question ids, text ids)."""
        inputs = [window(question, text) for question, text in pairs]
        longest = max(one["ids"].shape[1] for one in inputs)

        def padded(rows: list[np.ndarray]) -> torch.Tensor:  # each (1, l)
            return torch.from_numpy(
                np.concatenate([np.pad(row, ((0, 0), (0, longest - row.shape[1]))) for row in rows])
            )

        with torch.inference_mode():
            output = self._model(
                padded([one["ids"] for one in inputs]),
                token_type_ids=padded([one["types"] for one in inputs]),
                attention_mask=padded([np.ones_like(one["ids"]) for one in inputs]),
            )
        return torch.stack([output.start_logits, output.end_logits], dim=-1).numpy()


if __name__ == "__main__":
    main()
