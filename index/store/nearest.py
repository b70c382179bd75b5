"""The nearest passages of a library.db: its vectors in FAISS, and the file derived from them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.embedder import Vectors
from index.errors import LibraryDamaged
from index.store.vectors import FaissIndex, Ids, read_header, read_vectors, write_vectors

if TYPE_CHECKING:
    from index.store.sqlite import SqliteStore

# The file is written anew when this share of the passages, and at least this many, are not in it
# yet: adding one article costs the same however large the library is.
STALE_SHARE = 0.1
STALE_PASSAGES = 1000
STALE_GENERATIONS = 500
CATCH_UP_ROWS = 8192


class Nearest:
    """Vectors of every passage of a store, caught up whenever they are asked."""

    def __init__(self, path: Path, store: SqliteStore) -> None:
        self._path = path  # of the file
        self._store = store
        self._vectors: FaissIndex | None = None
        self._state = (-1, "")  # of the store, when self._vectors was caught up

    def search(self, query: Vectors, k: int, among: Ids | None = None) -> list[tuple[int, float]]:
        """Return at most k (passage id, cosine) for a (dimension,) query, best first."""
        return self._caught_up().search(query, k, among)

    def save(self) -> None:
        """Write the file for the store as it is now."""
        index = self._caught_up()
        generation, token = self._state
        write_vectors(self._path, index, generation, self._store.manifest.fingerprint, token)

    def forget(self) -> None:
        """Delete the file: the next writer writes it anew."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def is_stale(self) -> bool:
        """Tell whether the file lacks so much that it is to be written anew."""
        header = read_header(self._path)
        if header is None:
            return True
        passages = self._store.counts()["passages"]
        late = abs(passages - header.passages) > max(STALE_PASSAGES, STALE_SHARE * passages)
        return late or self._store.generation() - header.generation > STALE_GENERATIONS

    def is_of_another_history(self) -> bool:
        """Tell whether the file is of a copy of this library that went another way."""
        header = read_header(self._path)
        return header is not None and _went_another_way(
            (header.generation, header.token), self._store.state()
        )

    def damage(self) -> list[str]:
        """Return what is wrong with the file; empty when it is whole or absent."""
        if read_header(self._path) and not self._read():
            kept = self._store.path.name
            return [
                f"{self._path.name} is damaged; it is rebuilt from {kept} when it is next needed"
            ]
        return []

    def _read(self) -> tuple[FaissIndex, tuple[int, str]] | None:
        read = read_vectors(self._path, self._store.manifest.fingerprint)
        return read and (read[0], (read[1].generation, read[1].token))

    def _caught_up(self) -> FaissIndex:
        """Return the vectors of every stored passage and no other.

        The file may be older than the library, or gone: what it lacks comes from the database.
        """
        dimension = self._store.manifest.dimension
        if self._vectors is None:
            loaded = self._read()
            if loaded is None and read_header(self._path):  # it looks whole to a writer, and is not
                self.forget()
            self._vectors, self._state = loaded or (FaissIndex(dimension), self._state)
        with self._store.snapshot():
            state = self._store.state()
            if _went_another_way(self._state, state):  # an older database was put back
                self._vectors, self._state = FaissIndex(dimension), (-1, "")
            if state != self._state:
                stored, held = self._store.passage_ids(), self._vectors.ids()
                self._vectors.remove(np.setdiff1d(held, stored))
                missing = np.setdiff1d(stored, held)
                for first in range(0, len(missing), CATCH_UP_ROWS):
                    ids = missing[first : first + CATCH_UP_ROWS]
                    self._vectors.add(ids, self._store.vectors(ids))
                self._state = state
            if len(self._vectors) != self._store.counts()["passages"]:
                raise LibraryDamaged(
                    f"{self._path.parent}: vectors and passages differ; run: qa doctor"
                )
        return self._vectors


def _went_another_way(held: tuple[int, str], now: tuple[int, str]) -> bool:
    return held[0] > now[0] or (held[0] == now[0] and held[1] != now[1])
