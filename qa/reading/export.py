"""From weights to what ships: an ONNX graph, its int8 form, and a calibrated confidence."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.embedding.compiled import load_tokenizer
from qa.reading.data import Corpus, Floats, Row, mine_negatives, perturb
from qa.reading.network import EPSILON, HEADS, WORDS, Weights, layers_of, quantised_rows
from qa.reading.spans import (
    FORMAT,
    MAX_ANSWER,
    MAX_LENGTH,
    MAX_QUESTION,
    STRIDE,
    SpanModel,
    window,
)

INPUTS = ("ids", "types")
FUSED = "com.microsoft"  # the domain of onnxruntime's own operators
STEEP = 2.0  # a channel this many times the median one is scaled down before it is rounded
EXACT = tuple(f"encoder.layer.{layer}.output.dense" for layer in range(2))  # reckoned in fp32
# Where, on the curve of risk over coverage, one answer more is as likely wrong as right.
THRESHOLD = 0.5

Doubles = npt.NDArray[np.float64]


# ---------------------------------------------------------------------------------------------
# ONNX


def write_onnx(weights: Weights, path: Path, small_table: bool) -> None:
    """Write the reader as an ONNX graph of fused BERT operators.

    Inputs `ids`, `types` (b, l) int64, windows without padding; output `logits` (b, l, 2), start
    and end. The graph is built by hand: the fused operators are the ones that onnxruntime has fast
    kernels for, and no exporter stands between the weights and the file. With `small_table` the
    word embeddings are int8 with one scale a row.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    values = {name: tensor.detach().float().numpy() for name, tensor in weights.items()}
    nodes: list[Any] = []
    constants: list[Any] = []

    def constant(name: str, value: npt.NDArray[Any]) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(
        kind: str, inputs: list[str], output: str, domain: str = "", **extra: int | float
    ) -> str:
        made = helper.make_node(kind, inputs, [output], name=output, domain=domain)
        made.attribute.extend(helper.make_attribute(key, value) for key, value in extra.items())
        nodes.append(made)
        return output

    words = values[WORDS]
    if small_table:
        rows, scales = quantised_rows(words)
        node("Gather", [constant("words", rows), "ids"], "word_rows")
        node("Gather", [constant("word_scales", scales), "ids"], "word_scale")
        node("Cast", ["word_rows"], "word_floats", to=TensorProto.FLOAT)
        node("Mul", ["word_floats", "word_scale"], "word")
    else:
        node("Gather", [constant("words", words), "ids"], "word")
    node(
        "Gather",
        [constant("kinds", values["embeddings.token_type_embeddings.weight"]), "types"],
        "kind",
    )
    node("Shape", ["ids"], "length", start=1, end=2)
    node("Slice", [
        constant("places", values["embeddings.position_embeddings.weight"][:MAX_LENGTH]),
        constant("zero", np.array([0])), "length", constant("axis", np.array([0])),
    ], "place")  # fmt: skip
    node("Add", ["word", "kind"], "word_kind")
    node("Add", ["word_kind", "place"], "embedded")

    def pair(name: str) -> list[str]:
        return [constant(f"{name}.{part}", values[f"{name}.{part}"]) for part in ("weight", "bias")]

    x = node(
        "LayerNormalization", ["embedded", *pair("embeddings.LayerNorm")], "x", epsilon=EPSILON
    )
    for layer in range(layers_of(weights)):
        at = f"encoder.layer.{layer}."
        parts = [at + f"attention.self.{part}" for part in ("query", "key", "value")]
        joined = np.concatenate([values[p + ".weight"].T for p in parts], axis=1)  # (w, 3w)
        bias = np.concatenate([values[p + ".bias"] for p in parts])  # (3w,)
        node("MatMul", [x, constant(at + "qkv.weight", joined)], at + "qkv")
        split = [at + part for part in ("q", "k", "v")]
        nodes.append(helper.make_node(
            "Split", [at + "qkv"], split, name=at + "split", axis=2, num_outputs=3
        ))  # fmt: skip
        node(
            "MultiHeadAttention", [*split, constant(at + "qkv.bias", bias)],
            at + "mixed", FUSED, num_heads=HEADS,
        )  # fmt: skip
        for inner, name, out in (
            (at + "mixed", "attention.output", at + "attended"),
            (at + "inner", "output", at + "out"),
        ):
            if name == "output":
                up = at + "intermediate.dense"
                node("MatMul", [x, constant(up + ".weight", values[up + ".weight"].T)], at + "up")
                node(
                    "BiasGelu",
                    [at + "up", constant(up + ".bias", values[up + ".bias"])],
                    inner,
                    FUSED,
                )
            dense = at + name + ".dense"
            down = constant(dense + ".weight", values[dense + ".weight"].T)
            offset = constant(dense + ".bias", values[dense + ".bias"])
            node("MatMul", [inner, down], dense)
            x = node(
                "SkipLayerNormalization",
                [x, dense, *pair(at + name + ".LayerNorm"), offset],
                out,
                FUSED,
                epsilon=EPSILON,
            )
    node("MatMul", [x, constant("qa.weight", values["qa.weight"].T)], "head")
    node("Add", ["head", constant("qa.bias", values["qa.bias"])], "logits")
    shape = ["batch", "length"]
    graph = helper.make_graph(
        nodes, "verbatim-reader",
        [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in INPUTS],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [*shape, 2])],
        constants,
    )  # fmt: skip
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), str(path))


def quantise(source: Path, target: Path, pairs: Sequence[tuple[list[int], list[int]]]) -> None:
    """Quantise the matrices to int8, one scale a column; activations at run time, a scale a window.

    One scale for a whole window is coarse where few channels are steep, so these are divided by a
    constant that the matrix makes good (as in SmoothQuant, Xiao et al. 2022, but for outliers
    only); how steep they are is seen on `pairs` of (question ids, text ids). The products in EXACT
    lose most: they are stored in int8 and reckoned in fp32.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(str(source))
    products = [node for node in model.graph.node if node.op_type == "MatMul"]
    products = [node for node in products if node.name != "head"]
    peaks = _peaks(source, sorted({node.input[0] for node in products}), pairs)
    matrices = {constant.name: constant for constant in model.graph.initializer}
    before: dict[str, list[Any]] = {node.name: [] for node in products}

    def add(name: str, value: npt.NDArray[Any]) -> str:
        model.graph.initializer.append(numpy_helper.from_array(value, name))
        return name

    for node in products:
        given, name = node.input
        matrix = numpy_helper.to_array(matrices[name])
        steep = np.maximum(1, peaks[given] / (STEEP * np.median(peaks[given])))
        if node.name in EXACT:
            columns, scales = quantised_rows(matrix.T)
            rows = add(f"{name}.int8", np.ascontiguousarray(columns.T))
            before[node.name] = [
                helper.make_node("Cast", [rows], [f"{name}.cast"], to=TensorProto.FLOAT),
                helper.make_node(
                    "Mul", [f"{name}.cast", add(f"{name}.scales", scales.T)], [f"{name}.exact"]
                ),
            ]
            node.input[1] = f"{name}.exact"
            model.graph.initializer.remove(matrices[name])
        elif (steep > 1).any():
            shrink = add(f"{node.name}.shrink", (1 / steep).astype(np.float32))
            before[node.name] = [helper.make_node("Mul", [given, shrink], [f"{node.name}.even"])]
            node.input[0] = f"{node.name}.even"
            grown = (matrix * steep[:, None]).astype(np.float32)
            matrices[name].CopyFrom(numpy_helper.from_array(grown, name))
    nodes = [one for node in model.graph.node for one in (*before.get(node.name, ()), node)]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    quantize_dynamic(
        model, target, op_types_to_quantize=["MatMul"], per_channel=True,
        weight_type=QuantType.QInt8, nodes_to_exclude=["head", *EXACT],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": 1},
    )  # fmt: skip


def _peaks(
    source: Path, names: Sequence[str], pairs: Sequence[tuple[list[int], list[int]]]
) -> dict[str, Floats]:
    """Return the largest absolute value of each channel of the named activations."""
    import onnx
    from onnx import TensorProto, helper
    from onnxruntime import InferenceSession

    model = onnx.load(str(source))
    for name in names:
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    peaks: dict[str, Floats] = {}
    for question, text in pairs:
        found = session.run(list(names), window(question, text))
        for name, values in zip(names, found, strict=True):
            top = np.abs(values[0]).max(0)
            peaks[name] = np.maximum(peaks.get(name, top), top)
    return peaks


# ---------------------------------------------------------------------------------------------
# Calibration


def fit_platt(x: Doubles, right: Doubles, weight: Doubles, ridge: float = 1e-3) -> Doubles:
    """Fit p(right) = 1 / (1 + exp(-x·w)) by Newton's method; x (n, k), others (n,) -> w (k,)."""
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))  # (n, k) x (k,) -> (n,)
        gradient = x.T @ (weight * (p - right)) + ridge * w
        step = np.linalg.solve(
            (x * (weight * p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(w)), gradient
        )
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return w


def same_words(one: str, other: str) -> bool:
    """Whether two answers agree but for case, articles and punctuation."""
    cut = [re.sub(r"\b(a|an|the)\b", " ", re.sub(r"[^\w\s]", "", t.lower())) for t in (one, other)]
    return cut[0].split() == cut[1].split()


def calibration_rows(corpus: Corpus) -> list[tuple[Row, float]]:
    """Return rows and their weights out of those kept out of training.

    Half of the weight is on questions beside the passage that answers them, a quarter on the same
    questions changed, a quarter on the best held-out passage without the answer by BM25, which is
    what retrieval hands the reader. Questions that people wrote to have no answer are left out:
    those held out share their articles with those trained on, and are refused far too easily.
    """
    rng = random.Random(0)
    answered = [row for row in corpus.held_out if row.spans]
    changed = [
        replace(row, question=question, spans=())
        for row in answered
        if (question := perturb(row, corpus.names, rng)) is not None
    ]
    contexts = list(dict.fromkeys(row.context for row in corpus.held_out))
    retrieved = [
        replace(row, context=contexts[near[0]], spans=())
        for row, near in zip(answered, mine_negatives(answered, contexts, None), strict=True)
        if near
    ]
    kinds = ((0.5, answered), (0.25, changed), (0.25, retrieved))
    return [(row, share / len(rows)) for share, rows in kinds for row in rows]


def calibrate(model: SpanModel, corpus: Corpus) -> dict[str, Any]:
    """Fit what reader.json says of confidence, on rows kept out of training.

    A span is right when it is a gold answer but for case, articles and punctuation.
    """
    chosen = calibration_rows(corpus)
    readings = model.read([(row.question, row.context) for row, _ in chosen])
    weight = np.array([share for _, share in chosen]) * len(chosen)
    right = np.array(
        [
            float(
                any(
                    same_words(row.context[reading.start : reading.end], row.context[s:e])
                    for s, e in row.spans
                )
            )
            for (row, _), reading in zip(chosen, readings, strict=True)
        ]
    )
    margin = np.array([reading.margin for reading in readings])
    slope, offset = fit_platt(np.column_stack([margin, np.ones_like(margin)]), right, weight)
    return {"method": "platt", "rows": len(chosen), "slope": float(slope), "offset": float(offset)}


def export(weights: Weights, corpus: Corpus, tokenizer: Path, out: Path) -> None:
    """Write the model folder: reader.onnx (int8), tokenizer.json, reader.json.

    Beside it goes reader-fp32.onnx, the same graph before it was quantised, for comparison.
    """
    out.mkdir(parents=True, exist_ok=True)
    write_onnx(weights, out.parent / "reader-fp32.onnx", small_table=False)
    small = out.parent / "reader-small-table.onnx"
    write_onnx(weights, small, small_table=True)
    tokens = corpus.tokens
    room = MAX_LENGTH - MAX_QUESTION - 3
    seen = [
        (tokens(row.question).ids[:MAX_QUESTION].tolist(), tokens(row.context).ids[:room].tolist())
        for row in random.Random(0).sample(corpus.rows, min(96, len(corpus.rows)))
    ]
    quantise(small, out / "reader.onnx", seen)
    small.unlink()
    load_tokenizer(tokenizer).save(str(out / "tokenizer.json"), pretty=False)

    def digest(name: str) -> str:
        return hashlib.sha256((out / name).read_bytes()).hexdigest()

    description = {
        "format": FORMAT,
        "max_length": MAX_LENGTH,
        "stride": STRIDE,
        "max_question": MAX_QUESTION,
        "max_answer": MAX_ANSWER,
        "threshold": THRESHOLD,
        "calibration": calibrate(SpanModel(out), corpus),
        "sha256": {name: digest(name) for name in ("reader.onnx", "tokenizer.json")},
    }
    (out / "reader.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")
