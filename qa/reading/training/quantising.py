"""Quantising: the graph's matrices to int8, with what would be lost by it made good."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from qa.reading.spans import window
from qa.reading.training.features import Floats
from qa.reading.training.network import quantised_rows

STEEP = 2.0  # a channel this many times the median one is scaled down before it is rounded
EXACT = tuple(f"encoder.layer.{layer}.output.dense" for layer in range(2))  # reckoned in fp32

Proto: TypeAlias = Any  # onnx makes its classes at run time
Pairs = Sequence[tuple[list[int], list[int]]]


def quantise(source: Path, target: Path, pairs: Pairs) -> None:
    """Quantise the matrices to int8, one scale a column; activations at run time, a scale a window.

    One scale for a whole window is coarse where few channels are steep, so these are divided by a
    constant that the matrix makes good (as in SmoothQuant, Xiao et al. 2022, but for outliers
    only); how steep they are is seen on `pairs` of (question ids, text ids). The products in EXACT
    lose most: they are stored in int8 and reckoned in fp32.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(str(source))
    products = [n for n in model.graph.node if n.op_type == "MatMul" and n.name != "head"]
    peaks = _peaks(source, sorted({node.input[0] for node in products}), pairs)
    matrices = {constant.name: constant for constant in model.graph.initializer}
    before: dict[str, list[Proto]] = {}  # the nodes that a product needs in front of it
    for node in products:
        matrix = matrices[node.input[1]]
        if node.name in EXACT:
            before[node.name] = _keep_exact(model, node, matrix)
        else:
            before[node.name] = _make_even(model, node, matrix, peaks[node.input[0]])
    _insert(model, before)
    quantize_dynamic(
        model, target, op_types_to_quantize=["MatMul"], per_channel=True,
        weight_type=QuantType.QInt8, nodes_to_exclude=["head", *EXACT],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": 1},
    )  # fmt: skip


def _keep_exact(model: Proto, node: Proto, matrix: Proto) -> list[Proto]:
    """Store a product's matrix in int8, and return the nodes that make floats of it again."""
    from onnx import TensorProto, helper, numpy_helper

    name = node.input[1]
    columns, scales = quantised_rows(numpy_helper.to_array(matrix).T)
    rows = _add(model, f"{name}.int8", np.ascontiguousarray(columns.T))
    node.input[1] = f"{name}.exact"
    model.graph.initializer.remove(matrix)
    return [
        helper.make_node("Cast", [rows], [f"{name}.cast"], to=TensorProto.FLOAT),
        helper.make_node(
            "Mul", [f"{name}.cast", _add(model, f"{name}.scales", scales.T)], [f"{name}.exact"]
        ),
    ]


def _make_even(model: Proto, node: Proto, matrix: Proto, peaks: Floats) -> list[Proto]:
    """Scale a product's matrix up where its input is steep, and return the node that scales that.

    peaks: (channels,) of the input. Returns nothing where no channel is steep.
    """
    from onnx import helper, numpy_helper

    steep = np.maximum(1, peaks / (STEEP * np.median(peaks)))
    if not (steep > 1).any():
        return []
    given, name = node.input
    shrink = _add(model, f"{node.name}.shrink", (1 / steep).astype(np.float32))
    node.input[0] = f"{node.name}.even"
    grown = (numpy_helper.to_array(matrix) * steep[:, None]).astype(np.float32)
    matrix.CopyFrom(numpy_helper.from_array(grown, name))
    return [helper.make_node("Mul", [given, shrink], [f"{node.name}.even"])]


def _insert(model: Proto, before: dict[str, list[Proto]]) -> None:
    """Put nodes in front of those named."""
    nodes = [one for node in model.graph.node for one in (*before.get(node.name, ()), node)]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def _add(model: Proto, name: str, value: npt.NDArray[Any]) -> str:
    from onnx import numpy_helper

    model.graph.initializer.append(numpy_helper.from_array(value, name))
    return name


def _peaks(source: Path, names: Sequence[str], pairs: Pairs) -> dict[str, Floats]:
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
