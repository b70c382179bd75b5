from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store.vectors import FaissIndex, as_ids, read_vectors, write_vectors

DIMENSION = 16


class NumpyIndex:
    """Exact search in ten lines: what every other index is compared with."""

    def __init__(self, dimension):
        self._rows = {}

    def add(self, ids, vectors):
        self._rows.update(zip(ids.tolist(), vectors, strict=True))

    def remove(self, ids):
        for id_ in ids.tolist():
            self._rows.pop(id_, None)

    def search(self, query, k, among=None):
        if k < 1:
            raise ValueError(f"k should be >= 1, is now {k}")
        allowed = self._rows if among is None else set(among.tolist()) & set(self._rows)
        hits = [(id_, float(self._rows[id_] @ query)) for id_ in allowed]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]

    def ids(self):
        return as_ids(list(self._rows))


@pytest.fixture(params=[FaissIndex, NumpyIndex], ids=["faiss", "numpy"])
def make(request):
    return request.param


def unit_rows(count, seed=0, dimension=DIMENSION):
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def assert_same_hits(found, expected):
    assert [id_ for id_, _ in found] == [id_ for id_, _ in expected]
    assert [score for _, score in found] == pytest.approx([s for _, s in expected], abs=1e-5)


def test_hand_computed_rows_and_scores(make):
    index = make(2)
    index.add(as_ids([7, 3, 5]), np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32))
    assert_same_hits(
        index.search(np.array([1, 0], dtype=np.float32), 3), [(7, 1.0), (5, 0.6), (3, 0.0)]
    )


def test_the_score_is_the_inner_product_and_not_a_distance(make):
    index = make(2)
    index.add(as_ids([1, 2]), np.array([[3, 0], [0.9, 0.1]], dtype=np.float32))
    assert_same_hits(
        index.search(np.array([1, 0], dtype=np.float32), 2), [(1, 3.0), (2, pytest.approx(0.9))]
    )


def test_k_over_the_number_of_vectors(make):
    index = make(DIMENSION)
    index.add(as_ids([1, 2]), unit_rows(2))
    assert len(index.search(unit_rows(1)[0], 100)) == 2


def test_an_empty_index_finds_nothing(make):
    index = make(DIMENSION)
    assert index.search(unit_rows(1)[0], 5) == []
    assert index.ids().tolist() == []


def test_ties_are_in_the_order_of_ids(make):
    index = make(DIMENSION)
    same = np.repeat(unit_rows(1), 5, axis=0)
    index.add(as_ids([9, 2, 7, 4, 5]), same)
    assert [id_ for id_, _ in index.search(same[0], 5)] == [2, 4, 5, 7, 9]


def test_only_ids_among_those_asked_for(make):
    index = make(DIMENSION)
    rows = unit_rows(20)
    index.add(as_ids(range(20)), rows)
    found = index.search(rows[0], 10, among=as_ids([3, 4, 99]))
    assert sorted(id_ for id_, _ in found) == [3, 4]
    assert index.search(rows[0], 10, among=as_ids([])) == []
    assert index.search(rows[0], 10, among=as_ids([99])) == []


def test_removed_ids_are_not_found_and_unknown_ones_are_passed_over(make):
    index = make(DIMENSION)
    rows = unit_rows(3)
    index.add(as_ids([1, 2, 3]), rows)
    index.remove(as_ids([2, 77]))
    index.remove(as_ids([]))
    assert sorted(index.ids().tolist()) == [1, 3]
    assert sorted(id_ for id_, _ in index.search(rows[1], 3)) == [1, 3]


def test_k_has_to_be_positive(make):
    with pytest.raises(ValueError, match="k should be >= 1, is now 0"):
        make(DIMENSION).search(unit_rows(1)[0], 0)


OPERATIONS = st.lists(
    st.tuples(st.booleans(), st.sets(st.integers(0, 60), max_size=30)), min_size=1, max_size=8
)


@given(OPERATIONS, st.integers(1, 80), st.none() | st.sets(st.integers(0, 60)), st.integers(0, 99))
def test_faiss_gives_the_rows_and_scores_of_exact_search(operations, k, among, seed):
    faiss, exact = FaissIndex(DIMENSION), NumpyIndex(DIMENSION)
    rows = unit_rows(61, seed)
    for adds, ids in operations:
        for index in (faiss, exact):
            held = set(index.ids().tolist())
            chosen = as_ids(sorted(ids - held if adds else ids))
            if adds:
                index.add(chosen, rows[chosen])
            else:
                index.remove(chosen)
    query = unit_rows(1, seed + 1000)[0]
    allowed = None if among is None else as_ids(sorted(among))
    assert_same_hits(faiss.search(query, k, allowed), exact.search(query, k, allowed))
    assert sorted(faiss.ids().tolist()) == sorted(exact.ids().tolist())
    assert len(faiss) == len(exact.ids())


@pytest.mark.parametrize("k", [1, 10, 100, 250])  # FAISS selects in another way from 100 on
def test_ties_at_the_cut_go_to_the_lower_ids(k):
    faiss, exact = FaissIndex(DIMENSION), NumpyIndex(DIMENSION)
    rows = np.repeat(unit_rows(3), 100, axis=0)
    for index in (faiss, exact):
        index.add(as_ids(range(300)), rows)
    assert_same_hits(faiss.search(rows[0], k), exact.search(rows[0], k))


def test_ids_and_vectors_have_to_be_as_many():
    with pytest.raises(ValueError, match="are 2 to 3"):
        FaissIndex(DIMENSION).add(as_ids([1, 2]), unit_rows(3))


# The file. ----------------------------------------------------------------------------------------


@pytest.fixture
def stored(tmp_path):
    index = FaissIndex(DIMENSION)
    index.add(as_ids([4, 8, 15]), unit_rows(3))
    path = tmp_path / "vectors.faiss"
    write_vectors(path, index, 42, "the-model", "a1")
    return path


def test_a_file_read_again_gives_the_same_hits(stored):
    found = read_vectors(stored, "the-model")
    assert found
    index, header = found
    assert (header.generation, header.token) == (42, "a1")
    assert_same_hits(
        index.search(unit_rows(3)[1], 3),
        NumpyIndexOf([4, 8, 15], unit_rows(3)).search(unit_rows(3)[1], 3),
    )


def NumpyIndexOf(ids, rows):
    index = NumpyIndex(DIMENSION)
    index.add(as_ids(ids), rows)
    return index


def test_an_empty_index_survives_its_file(tmp_path):
    write_vectors(tmp_path / "v", FaissIndex(DIMENSION), 0, "m", "a1")
    found = read_vectors(tmp_path / "v", "m")
    assert found
    assert (len(found[0]), found[1].generation) == (0, 0)


def test_no_file_is_none(tmp_path):
    assert read_vectors(tmp_path / "nothing", "m") is None


def test_a_file_of_another_embedder_is_none(stored):
    assert read_vectors(stored, "another-model") is None


def test_any_changed_byte_is_noticed(stored):
    whole = stored.read_bytes()
    for position in range(len(whole)):
        stored.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        assert read_vectors(stored, "the-model") is None, f"byte {position} of {len(whole)}"


def test_any_missing_end_is_noticed(stored):
    whole = stored.read_bytes()
    for length in range(len(whole)):
        stored.write_bytes(whole[:length])
        assert read_vectors(stored, "the-model") is None, f"{length} of {len(whole)} bytes"


@pytest.mark.parametrize(
    "content",
    [
        b"[]\n",
        b"{}\n",
        b"null",
        b"\xff\xfe\x00\n",
        b'{"format": 99, "generation": 1, "passages": 0, "fingerprint": "m", "sha256": "",'
        b' "token": ""}\n',
        b"[" * 4096,
    ],
    ids=["list", "object", "null", "bytes", "a later format", "deep nesting"],
)
def test_another_file_is_none(stored, content):
    stored.write_bytes(content)
    assert read_vectors(stored, "the-model") is None


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_crash_while_writing_leaves_the_old_file(stored, monkeypatch, step):
    def crash(*args):
        raise OSError("no space left on device")

    old = stored.read_bytes()
    monkeypatch.setattr(os, step, crash)
    with pytest.raises(OSError, match="no space left"):
        write_vectors(stored, FaissIndex(DIMENSION), 43, "the-model", "a1")
    assert stored.read_bytes() == old
    assert [path.name for path in stored.parent.iterdir()] == [stored.name]


def test_the_leavings_of_a_killed_writer_do_not_pile_up(stored, monkeypatch):
    monkeypatch.setattr(Path, "unlink", lambda path, **how: None)  # a killed process tidies nothing
    monkeypatch.setattr(os, "replace", lambda *paths: 1 / 0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            write_vectors(stored, FaissIndex(DIMENSION), 43, "the-model", "a1")
    assert len(list(stored.parent.iterdir())) <= 2
