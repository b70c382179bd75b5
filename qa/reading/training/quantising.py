"""Quantising: the graph's matrices to int8, with what would be lost by it made good."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from qa.reading.spans import Ids
from qa.reading.training.features import Floats

# Limits of a channel over the median one; beyond the first it is scaled down before it is rounded,
# beyond the second it is reckoned in fp32. Of the ways tried these came nearest to the fp32 logits
# (MPNet of 12 layers, 40 windows of XQuAD); they set three channels of a thousand apart.
STEEP, STEEPEST = 1.5, 3.0
LAST = "last_axis"
PART = 60_000_000  # bytes of weights in one file; more go into parts beside the graph
LARGE = 65_536  # bytes of a matrix; what is smaller stays in the graph

Proto: TypeAlias = Any  # onnx makes its classes at run time
Windows: TypeAlias = Sequence[dict[str, Ids]]  # the network's inputs, one window each


def quantise(source: Path, target: Path, windows: Windows) -> list[Path]:
    """Quantise the matrices to int8, a scale a column; activations at run time, a scale a word.

    One scale for all channels of a word is coarse where few are steep. The steep ones are divided
    by a constant that the matrix makes good (as in SmoothQuant, Xiao et al. 2022), the steepest
    are multiplied apart, in fp32 (as in LLM.int8(), Dettmers et al. 2022); which these are is seen
    on `windows` of text. Returns the files written: `target`, and its parts where
    the weights are large.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.quant_utils import add_pre_process_metadata

    model = onnx.load(str(source))
    matrices = {constant.name: constant for constant in model.graph.initializer}
    products = [
        node
        for node in model.graph.node
        if node.op_type == "MatMul" and _is_large(matrices.get(node.input[1]))
    ]
    peaks = _peaks(source, sorted({node.input[0] for node in products}), windows)
    _add(model, LAST, np.array([-1]))
    around = {
        node.name: _make_even(model, node, matrices[node.input[1]], peaks[node.input[0]])
        for node in products
    }
    nodes = [one for node in model.graph.node for one in around.get(node.name, [node])]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    add_pre_process_metadata(model)  # or it warns that a graph should be optimized before
    quantize_dynamic(
        model, target, op_types_to_quantize=["MatMul"], per_channel=True,
        weight_type=QuantType.QInt8, nodes_to_quantize=list(around),
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": 1},
    )  # fmt: skip
    return _in_parts(target)


def _is_large(matrix: Proto | None) -> bool:
    """Tell whether this is a matrix at all, and not the head's, which has two columns."""
    return matrix is not None and len(matrix.dims) == 2 and matrix.dims[1] > 2


def _make_even(model: Proto, node: Proto, matrix: Proto, peaks: Floats) -> list[Proto]:
    """Make a product's input even; returns the product with the nodes around it.

    peaks: (channels,) of the input.
    """
    from onnx import helper, numpy_helper

    def made(kind: str, inputs: list[str], output: str, **extra: Proto) -> Proto:
        return helper.make_node(kind, inputs, [output], **extra)

    given, name, output = node.input[0], node.name, node.output[0]
    weights = numpy_helper.to_array(matrix)  # (channels, columns)
    ratio = peaks / np.median(peaks)
    (steepest,) = np.nonzero(ratio > STEEPEST)
    scale = np.maximum(1, ratio / STEEP).astype(np.float32)
    shrink, grown = 1 / scale, weights * scale[:, None]
    shrink[steepest], grown[steepest] = 0, 0
    matrix.CopyFrom(numpy_helper.from_array(grown, matrix.name))
    node.input[0], node.output[0] = f"{name}.unit", f"{name}.product"
    rest = f"{name}.rest" if len(steepest) else output
    nodes = [
        made("Mul", [given, _add(model, f"{name}.shrink", shrink)], f"{name}.even"),
        made("Abs", [f"{name}.even"], f"{name}.sizes"),
        made("ReduceMax", [f"{name}.sizes", LAST], f"{name}.top"),  # (b, l, 1)
        made("Div", [f"{name}.even", f"{name}.top"], f"{name}.unit"),
        node,
        made("Mul", [f"{name}.product", f"{name}.top"], rest),
    ]
    if not len(steepest):
        return nodes
    places = _add(model, f"{name}.places", steepest.astype(np.int64))
    rows = _add(model, f"{name}.rows", weights[steepest])
    return [
        *nodes,
        made("Gather", [given, places], f"{name}.steepest", axis=-1),
        made("MatMul", [f"{name}.steepest", rows], f"{name}.apart"),
        made("Add", [rest, f"{name}.apart"], output),
    ]


def _in_parts(target: Path) -> list[Path]:
    """Move the matrices of a large graph into files beside it, which are mapped and not read."""
    import onnx
    from onnx.external_data_helper import set_external_data

    if target.stat().st_size <= PART:
        return [target]
    model = onnx.load(str(target))
    parts: list[Path] = []
    room = 0
    for constant in model.graph.initializer:
        size = len(constant.raw_data)
        if size < LARGE:
            continue
        if size > room:
            parts.append(target.with_name(f"{target.stem}-{len(parts) + 1}.bin"))
            parts[-1].unlink(missing_ok=True)  # onnx adds to a file that is there
            room = PART
        set_external_data(constant, location=parts[-1].name)
        room -= size
    onnx.save(model, str(target))
    return [target, *parts]


def _add(model: Proto, name: str, value: npt.NDArray[Any]) -> str:
    from onnx import numpy_helper

    model.graph.initializer.append(numpy_helper.from_array(value, name))
    return name


def _peaks(source: Path, names: Sequence[str], windows: Windows) -> dict[str, Floats]:
    """Return the largest absolute value of each channel of the named activations."""
    import onnx
    from onnx import TensorProto, helper
    from onnxruntime import InferenceSession

    model = onnx.load(str(source))
    for name in names:
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    peaks: dict[str, Floats] = {}
    for inputs in windows:
        found = session.run(list(names), inputs)
        for name, values in zip(names, found, strict=True):
            top = np.abs(values[0]).max(0)
            peaks[name] = np.maximum(peaks.get(name, top), top)
    return peaks
