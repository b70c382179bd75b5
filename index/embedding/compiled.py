"""A sentence-transformers model compiled to ONNX, so that a question waits for no torch.

A model is compiled once on a machine, checked against the original, and kept in the user's cache
under the fingerprint of its weights.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding.embedder import Embedder, Vectors
from index.embedding.transformer import (
    BATCH_SIZE,
    SentenceTransformerEmbedder,
    export_onnx,
    known_fingerprint,
)
from index.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

FORMAT = 2
MODEL = "model.onnx"
WEIGHTS = "weights.bin"  # apart from the graph, so that they are mapped and not read
CHECKED_TEXTS = 200
CHECKED_QUESTIONS = 20  # of them, one by one, as questions are asked
LEAST_COSINE = 0.9999  # between the compiled and the original vector of every checked text


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """What embedder.json says of the model beside it."""

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int
    question_prompt: str
    passage_prompt: str
    sizes: dict[str, int]  # of the files beside it, in bytes
    refused: str | None = None  # why the compiled model may not stand in for the original
    format: int = FORMAT


class CompiledEmbedder:
    """The ONNX model in a folder that `compile_embedder` wrote.

    Raises ModelError when the folder is damaged.
    """

    def __init__(self, folder: Path) -> None:
        model = _description(folder)
        self.name = model.name
        self.fingerprint = model.fingerprint
        self.dimension = model.dimension
        self.max_tokens = model.max_tokens
        self._model = model
        self._session = open_session(folder / MODEL, is_optimized=True)
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._tokenizer.enable_truncation(model.max_tokens)
        self._folder = folder

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dimension) float32 rows of unit length, in the order of `texts`."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch([self._model.passage_prompt + t for t in texts])
        # Texts of like length go together, so that little of a batch is padding.
        order = sorted(range(len(texts)), key=lambda row: -len(encodings[row].ids))
        for first in range(0, len(order), BATCH_SIZE):
            rows = order[first : first + BATCH_SIZE]
            vectors[rows] = self._run([encodings[row].ids for row in rows])
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """Return a (dimension,) float32 vector of unit length."""
        vector: Vectors = self._run(
            [self._tokenizer.encode(self._model.question_prompt + text).ids]
        )[0]
        return vector

    def count_tokens(self, text: str) -> int:
        """Return the length of a text in tokens, without special tokens."""
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    @cached_property
    def _counter(self) -> Tokenizer:
        """The tokenizer without a limit; only indexing counts, and reading it takes a moment."""
        return load_tokenizer(self._folder / "tokenizer.json")

    def _run(self, token_ids: list[list[int]]) -> Vectors:
        longest = max(map(len, token_ids))
        ids = np.zeros((len(token_ids), longest), dtype=np.int64)  # (batch, tokens)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(token_ids):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        feed = {name: array for name, array in feed.items() if name in self._inputs}
        vectors: Vectors = self._session.run(None, feed)[0]  # (batch, dimension)
        return vectors


def load_embedder(name: str, fingerprint: str | None = None) -> Embedder:
    """Load the embedder of a name, compiled.

    fingerprint: of the weights, where it is known: then nothing but the cache is needed. Without
    one, or when the cache has nothing, sentence-transformers loads the model and it is compiled;
    one that cannot be compiled faithfully is used as it is. Raises ModelError when the model cannot
    be loaded.
    """
    known = fingerprint or known_fingerprint(name)
    cached = _cached(known) if known else None
    if known and cached and not cached.refused:
        return CompiledEmbedder(_folder(known))
    original = SentenceTransformerEmbedder(name)
    folder = _folder(original.fingerprint)
    model = _cached(original.fingerprint) or compile_embedder(original, folder)
    return original if model.refused else CompiledEmbedder(folder)


def compile_embedder(original: SentenceTransformerEmbedder, folder: Path) -> CompiledModel:
    """Compile a model into a folder that is there whole or not at all.

    When its vectors differ from the original's, the folder says so in place of a model.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        tokenizer, question_prompt, passage_prompt = original.text_settings()
        (temporary / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
        reason = None
        try:
            export_onnx(original, temporary / "exported.onnx")
            optimize(temporary / "exported.onnx", temporary / MODEL)
        except Exception as exc:  # whatever a model's own code raises when it is traced
            reason = f"it cannot be exported ({(str(exc).strip() or repr(exc)).splitlines()[0]})"
        (temporary / "exported.onnx").unlink(missing_ok=True)
        model = CompiledModel(
            name=original.name,
            fingerprint=original.fingerprint,
            dimension=original.dimension,
            max_tokens=original.max_tokens,
            question_prompt=question_prompt,
            passage_prompt=passage_prompt,
            sizes={file.name: file.stat().st_size for file in temporary.iterdir()},
            refused=reason,
        )
        _describe(temporary, model)
        if reason is None and (reason := _difference(original, CompiledEmbedder(temporary))):
            model = replace(model, refused=reason)
            _describe(temporary, model)
        if reason:
            warnings.warn(
                f"{original.name} is used without being compiled, so questions start slowly: "
                f"{reason}",
                stacklevel=2,
            )
        if not model.sizes.get(MODEL):
            # Perhaps a package is missing: that may change, so it is not kept as a verdict.
            shutil.rmtree(temporary)
            return model
        if folder.exists():  # damaged, or another process was quicker
            shutil.rmtree(folder)
        os.replace(temporary, folder)
        return model
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def open_session(path: Path, *, is_optimized: bool = False) -> InferenceSession:
    """Open an ONNX model on the CPU; ModelError when the file is missing or damaged.

    is_optimized: the graph was optimized when it was written, so it need not be again.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    if is_optimized:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as exc:  # onnxruntime's errors share no base of their own
        reason = (str(exc).strip() or type(exc).__name__).splitlines()[0]
        raise ModelError(f"cannot load {path} ({reason}); delete its folder") from exc


def load_tokenizer(path: Path) -> Tokenizer:
    """Read a tokenizer.json with its own truncation and padding taken off."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def optimize(exported: Path, optimized: Path) -> None:
    """Let onnxruntime optimize a graph and write it with its weights in a file of their own."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # The next level lays weights out for one processor; the cache may be on a shared disk.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(optimized)
    prefix = "session.optimized_model_external_initializers"
    options.add_session_config_entry(f"{prefix}_file_name", WEIGHTS)
    options.add_session_config_entry(f"{prefix}_min_size_in_bytes", "1024")
    onnxruntime.InferenceSession(str(exported), options, providers=["CPUExecutionProvider"])


def _difference(original: SentenceTransformerEmbedder, compiled: CompiledEmbedder) -> str | None:
    """Return how the two differ on texts of the model's own words, most short, some cut."""
    source = random.Random(0)
    words = sorted(word for word in compiled._tokenizer.get_vocab() if word.isalpha())
    texts = [
        " ".join(source.choices(words, k=source.randint(1, 300 if number % 20 == 0 else 30)))
        for number in range(CHECKED_TEXTS)
    ]
    questions, passages = texts[:CHECKED_QUESTIONS], texts[CHECKED_QUESTIONS:]
    ours = [compiled.embed_passages(passages)]
    theirs = [original.embed_passages(passages)]
    ours += [compiled.embed_question(text)[None] for text in questions]
    theirs += [original.embed_question(text)[None] for text in questions]
    cosines = (np.concatenate(ours) * np.concatenate(theirs)).sum(axis=1)  # (200, dim) -> (200,)
    if cosines.min() < LEAST_COSINE:
        return f"the compiled model's cosine with the original is {cosines.min():.5f}"
    return None


def _folder(fingerprint: str) -> Path:
    from platformdirs import user_cache_path

    cache = user_cache_path("verbatim-qa", appauthor=False)
    return cache / f"embedders-{FORMAT}" / fingerprint


def _cached(fingerprint: str) -> CompiledModel | None:
    """Return what the cache has for a fingerprint, whole; what is damaged is compiled anew."""
    folder = _folder(fingerprint)
    try:
        model = _description(folder)
        found = {name: (folder / name).stat().st_size for name in model.sizes}
    except (ModelError, OSError):
        return None
    return model if found == model.sizes else None


def _describe(folder: Path, model: CompiledModel) -> None:
    (folder / "embedder.json").write_text(json.dumps(asdict(model), indent=1), encoding="utf-8")


def _description(folder: Path) -> CompiledModel:
    try:
        values: dict[str, Any] = json.loads((folder / "embedder.json").read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise ValueError(f"format {values['format']}, expected {FORMAT}")
        return CompiledModel(**values)
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise ModelError(f"{folder} is no compiled model ({exc}); delete that folder") from exc
