"""The graph: the network as an ONNX file of fused BERT operators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.reading.spans import MAX_LENGTH
from qa.reading.training.features import Floats
from qa.reading.training.network import (
    DISTANCES,
    EPSILON,
    HEADS,
    WORDS,
    Weights,
    distances,
    layers_of,
    quantised_rows,
)

INPUTS = ("ids", "types")
FUSED = "com.microsoft"  # the domain of onnxruntime's own operators


def write_onnx(weights: Weights, path: Path, small_table: bool) -> None:
    """Write the reader as an ONNX graph of fused BERT operators.

    Inputs `ids`, `types` (b, l) int64, windows without padding; output `logits` (b, l, 2), start
    and end. The graph is built by hand: the fused operators are the ones that onnxruntime has fast
    kernels for, and no exporter stands between the weights and the file. With `small_table` the
    word embeddings are int8 with one scale a row.
    """
    graph = _Graph({name: tensor.detach().float().numpy() for name, tensor in weights.items()})
    x = _embedded(graph, small_table)
    apart = _apart(graph) if DISTANCES in weights else ""
    for layer in range(layers_of(weights)):
        x = _layer(graph, x, f"encoder.layer.{layer}.", apart)
    graph.node("MatMul", [x, graph.transposed("qa.weight")], "head")
    graph.node("Add", ["head", graph.weight("qa.bias")], "logits")
    graph.save(path)


class _Graph:
    """Nodes and constants, in the order in which they are named."""

    def __init__(self, values: dict[str, Floats]) -> None:
        self.values = values
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, name: str, value: npt.NDArray[Any]) -> str:
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.values[name])

    def transposed(self, name: str) -> str:
        return self.constant(name, self.values[name].T)

    def pair(self, name: str) -> list[str]:
        return [self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]

    def node(
        self, kind: str, inputs: list[str], output: str, domain: str = "", **extra: int | float
    ) -> str:
        from onnx import helper

        made = helper.make_node(kind, inputs, [output], name=output, domain=domain)
        made.attribute.extend(helper.make_attribute(key, value) for key, value in extra.items())
        self._nodes.append(made)
        return output

    def split(self, source: str, outputs: list[str], name: str) -> list[str]:
        """Cut the last of three axes into equal parts."""
        from onnx import helper

        count = len(outputs)
        self._nodes.append(
            helper.make_node("Split", [source], outputs, name=name, axis=2, num_outputs=count)
        )
        return outputs

    def save(self, path: Path) -> None:
        import onnx
        from onnx import TensorProto, helper

        shape = ["batch", "length"]
        graph = helper.make_graph(
            self._nodes,
            "verbatim-reader",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in INPUTS],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [*shape, 2])],
            self._constants,
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), str(path))


def _embedded(graph: _Graph, small_table: bool) -> str:
    """Add words, kinds and places up; the words from int8 rows and their scales if so wished."""
    from onnx import TensorProto

    words = graph.values[WORDS]
    if small_table:
        rows, scales = quantised_rows(words)
        graph.node("Gather", [graph.constant("words", rows), "ids"], "word_rows")
        graph.node("Gather", [graph.constant("word_scales", scales), "ids"], "word_scale")
        graph.node("Cast", ["word_rows"], "word_floats", to=TensorProto.FLOAT)
        graph.node("Mul", ["word_floats", "word_scale"], "word")
    else:
        graph.node("Gather", [graph.constant("words", words), "ids"], "word")
    kinds = graph.constant("kinds", graph.values["embeddings.token_type_embeddings.weight"])
    graph.node("Gather", [kinds, "types"], "kind")
    graph.node("Shape", ["ids"], "length", start=1, end=2)
    places = graph.values["embeddings.position_embeddings.weight"][:MAX_LENGTH]
    table, zero = graph.constant("places", places), graph.constant("zero", np.array([0]))
    axis = graph.constant("axis", np.array([0]))
    graph.node("Slice", [table, zero, "length", axis], "place")
    graph.node("Add", ["word", "kind"], "word_kind")
    graph.node("Add", ["word_kind", "place"], "embedded")
    norm = graph.pair("embeddings.LayerNorm")
    return graph.node("LayerNormalization", ["embedded", *norm], "x", epsilon=EPSILON)


def _apart(graph: _Graph) -> str:
    """Look up what MPNet adds to the attention of two places (1, heads, l, l), in every layer.

    All places are looked up, which onnxruntime does once, when it opens the graph; a window cuts
    out its own.
    """
    buckets = graph.constant("buckets", distances(MAX_LENGTH).numpy().astype(np.int32))
    biases = graph.constant("biases", graph.values[DISTANCES].T[None])  # (1, heads, buckets)
    graph.node("Gather", [biases, buckets], "all_apart", axis=2)
    graph.node("Concat", ["length", "length"], "square", axis=0)
    corner = graph.constant("corner", np.array([0, 0]))
    axes = graph.constant("corner_axes", np.array([2, 3]))
    return graph.node("Slice", ["all_apart", corner, "square", axes], "apart")


def _layer(graph: _Graph, x: str, at: str, apart: str) -> str:
    mixed = _attention(graph, x, at, apart)
    x = _added(graph, x, mixed, at + "attention.output", at + "attended")
    up = at + "intermediate.dense"
    graph.node("MatMul", [x, graph.transposed(up + ".weight")], at + "up")
    inner = graph.node("BiasGelu", [at + "up", graph.weight(up + ".bias")], at + "inner", FUSED)
    return _added(graph, x, inner, at + "output", at + "out")


def _attention(graph: _Graph, x: str, at: str, apart: str) -> str:
    """Mix the places; apart: added to the attention of two of them, nothing where it is empty."""
    parts = [at + f"attention.self.{part}" for part in ("query", "key", "value")]
    joined = np.concatenate([graph.values[p + ".weight"].T for p in parts], axis=1)  # (w, 3w)
    bias = np.concatenate([graph.values[p + ".bias"] for p in parts])  # (3w,)
    graph.node("MatMul", [x, graph.constant(at + "qkv.weight", joined)], at + "qkv")
    split = graph.split(at + "qkv", [at + part for part in ("q", "k", "v")], at + "split")
    inputs = [*split, graph.constant(at + "qkv.bias", bias), *(["", apart] if apart else [])]
    return graph.node("MultiHeadAttention", inputs, at + "mixed", FUSED, num_heads=HEADS)


def _added(graph: _Graph, x: str, inner: str, name: str, output: str) -> str:
    """Project what a sublayer made, add it to what it was made of, and normalise.

    The fused operator for the last two takes five times as long as the two do.
    """
    dense = name + ".dense"
    down, offset = graph.transposed(dense + ".weight"), graph.weight(dense + ".bias")
    graph.node("MatMul", [inner, down], dense)
    graph.node("Sum", [x, dense, offset], output + ".sum")
    norm = graph.pair(name + ".LayerNorm")
    return graph.node("LayerNormalization", [output + ".sum", *norm], output, epsilon=EPSILON)
