"""Export: trained weights to the folder that ships."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from index.embedding.compiled import load_tokenizer
from qa.reading.reader import Weights as EvidenceWeights
from qa.reading.spans import (
    MAX_LENGTH,
    MAX_QUESTION,
    OWN,
    Ids,
    SpanModel,
    window,
    write_description,
)
from qa.reading.training.calibration import calibrate
from qa.reading.training.corpus import Corpus
from qa.reading.training.features import Tokens
from qa.reading.training.graph import write_onnx
from qa.reading.training.network import Weights
from qa.reading.training.quantising import quantise
from qa.reading.training.rows import Row

# What evidence is worth in a collection, by `python -m eval.benchmarks.evidence` on the development
# halves of natural questions: no row that a reader is trained on says how retrieval scores its
# passage. Fit it again when the network is another.
EVIDENCE = {
    "sentence": EvidenceWeights(mass=0.38, passage=1.24, offset=-0.934),
    "words": EvidenceWeights(mass=0.324, passage=-0.325, offset=-0.987),
}


def export(weights: Weights, corpus: Corpus, tokenizer: Path, out: Path) -> None:
    """Write the model folder: reader.onnx (int8, with its parts), tokenizer.json, reader.json.

    Beside it goes reader-fp32.onnx, the same graph before it was quantised, for comparison.
    """
    out.mkdir(parents=True, exist_ok=True)
    write_onnx(weights, out.parent / "reader-fp32.onnx", small_table=False)
    small = out.parent / "reader-small-table.onnx"
    write_onnx(weights, small, small_table=True)
    files = quantise(small, out / "reader.onnx", _seen(corpus.rows, corpus.tokens))
    small.unlink()
    load_tokenizer(tokenizer).save(str(out / "tokenizer.json"), pretty=False)
    files = [*files, out / "tokenizer.json"]
    write_description(files, OWN, calibrate(SpanModel(out), corpus), EVIDENCE)


def _seen(rows: Sequence[Row], tokens: Tokens) -> list[dict[str, Ids]]:
    """Return windows that show how large the activations are."""
    room = MAX_LENGTH - MAX_QUESTION - 3
    return [
        window(
            tokens(row.question).ids[:MAX_QUESTION].tolist(),
            tokens(row.context).ids[:room].tolist(),
        )
        for row in random.Random(0).sample(rows, min(96, len(rows)))
    ]
