"""Nearest vectors: exact search in FAISS, and the file that is derived from a library."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Vectors

Ids = NDArray[np.int64]

FILE_FORMAT = 2
HEADER_BYTES = 4096  # at most, of the first line of a vector file


class FaissIndex:
    """Exact inner product in FAISS.

    Exact, because at a million passages of 384 numbers a search still takes about a tenth of a
    second; an approximate index would trade recall for time that nobody misses.
    """

    def __init__(self, dimension: int) -> None:
        import faiss

        self._faiss = faiss
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Store (n, dimension) float32 rows under n ids that are not stored yet."""
        if len(ids) != len(vectors):
            raise ValueError(f"ids should be as many as vectors, are {len(ids)} to {len(vectors)}")
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)

    def remove(self, ids: Ids) -> None:
        """Forget ids; those that are not stored are passed over."""
        if len(ids):
            self._index.remove_ids(np.asarray(ids, dtype=np.int64))

    def search(self, query: Vectors, k: int, among: Ids | None = None) -> list[tuple[int, float]]:
        """Return at most k (id, inner product), best first, ties by id; only ids in `among`."""
        if k < 1:
            raise ValueError(f"k should be >= 1, is now {k}")
        if len(self) == 0 or (among is not None and len(among) == 0):
            return []
        parameters = None
        if among is not None:
            selector = self._faiss.IDSelectorBatch(np.asarray(among, dtype=np.int64))
            parameters = self._faiss.SearchParameters(sel=selector)
        rows = np.ascontiguousarray(query, dtype=np.float32)[None, :]  # (1, dimension)
        scores, ids = self._index.search(rows, min(k, len(self)), params=parameters)  # (1, k) each
        found = [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def ids(self) -> Ids:
        """Return the stored ids, in no order."""
        return np.asarray(self._faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def to_bytes(self) -> bytes:
        """Return the index in FAISS's own format."""
        return bytes(self._faiss.serialize_index(self._index).tobytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> FaissIndex:
        """Read what `to_bytes` wrote; the caller has checked that the bytes are whole."""
        import faiss

        index = cls.__new__(cls)
        index._faiss = faiss
        index._index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        return index


@dataclass(frozen=True, slots=True)
class VectorFile:
    """What a vector file says of itself in its first line."""

    generation: int  # of the library it was derived from
    passages: int
    fingerprint: str  # of the embedder
    sha256: str  # of these values and the bytes behind the first line
    token: str  # of the library's last change
    format: int = FILE_FORMAT


def write_vectors(
    path: Path, index: FaissIndex, generation: int, fingerprint: str, token: str
) -> None:
    """Write an index beside the library: temporary file, fsync, rename, so never half a file.

    Only one writer at a time: its temporary file has a fixed name, so that kills leave one at most.
    """
    data = index.to_bytes()
    checksum = _checksum(generation, len(index), fingerprint, token, data)
    header = VectorFile(generation, len(index), fingerprint, checksum, token)
    line = json.dumps({name: getattr(header, name) for name in VectorFile.__slots__})
    temporary = path.with_name(path.name + ".tmp")
    try:
        with temporary.open("wb") as file:
            file.write(line.encode() + b"\n")
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_header(path: Path) -> VectorFile | None:
    """Read what a vector file says of itself; None when there is none, or it is not one."""
    try:
        with path.open("rb") as file:
            return _header(file.readline(HEADER_BYTES))
    except OSError:
        return None


def read_vectors(path: Path, fingerprint: str) -> tuple[FaissIndex, VectorFile] | None:
    """Read an index and its header; None when it is absent, damaged or of another embedder.

    None is no error: the file is derived, and whoever asked builds it anew.
    """
    try:
        with path.open("rb") as file:
            header = _header(file.readline(HEADER_BYTES))
            data = file.read()
    except OSError:
        return None
    if header is None or header.fingerprint != fingerprint:
        return None
    checksum = _checksum(header.generation, header.passages, fingerprint, header.token, data)
    if checksum != header.sha256:
        return None
    return FaissIndex.from_bytes(data), header


def _header(line: bytes) -> VectorFile | None:
    try:
        header = VectorFile(**json.loads(line))
    except (ValueError, TypeError, RecursionError):
        return None
    numbers = (header.format, header.generation, header.passages)
    whole = line.endswith(b"\n") and all(type(number) is int for number in numbers)
    whole = whole and isinstance(header.token, str) and header.token.isascii()
    return header if whole and header.format == FILE_FORMAT else None


def _checksum(generation: int, passages: int, fingerprint: str, token: str, data: bytes) -> str:
    digest = hashlib.sha256(f"{generation} {passages} {fingerprint} {token}\n".encode())
    digest.update(data)
    return digest.hexdigest()


def as_ids(ids: Sequence[int]) -> Ids:
    """Return passage ids as the array that a FaissIndex takes."""
    return np.asarray(ids, dtype=np.int64)
