"""The span reader: exact words, a calibrated confidence, no torch, and clear words when damaged."""

import hashlib
import itertools
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT, HashEmbedder, make_article
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ModelError
from index.passages import Passage
from qa.answering.choosing import RELATED
from qa.reading.evidence import best_span
from qa.reading.loading import load_reader
from qa.reading.spans import (
    FORMAT,
    MAX_QUESTION,
    MAX_TITLE,
    MODEL_FOLDER,
    SpanReader,
    check_files,
    windows,
)

HARBOUR = (
    "The harbour bridge was opened on 4 May 1932 by Ingrid Solberg, then mayor of the town. "
    "It cost 2.4 million crowns, a third more than planned."
)


needs_weights = pytest.mark.skipif(
    not (MODEL_FOLDER / "reader.json").is_file(), reason="the reader's files are not installed"
)


@pytest.fixture(scope="module")
def reader():
    if not (MODEL_FOLDER / "reader.json").is_file():
        pytest.skip("the reader's files are not installed")
    return SpanReader()


def passage(text):
    return Passage(make_article(text), 0, len(text))


def best(reader, question, text=HARBOUR):
    span = best_span(reader.read(question, [passage(text)])[0])
    assert span is not None
    return text[span.start : span.end], reader.confidence(span)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When was the harbour bridge opened?", "4 May 1932"),
        ("Who opened the bridge?", "Ingrid Solberg"),
        ("How much did the bridge cost?", "2.4 million crowns"),
    ],
)
def test_it_marks_the_exact_words(reader, question, answer):
    text, confidence = best(reader, question)
    assert text == answer
    assert confidence > 0.5


@pytest.mark.parametrize(
    "question", ["Who won the chess tournament in Riga?", "What is the capital of Peru?"]
)
def test_it_finds_nothing_where_there_is_nothing(reader, question):
    assert best(reader, question)[1] < 0.5
    weights, near = reader.sentence, 0.3
    evidence = reader.read(question, [passage(HARBOUR)])[0]
    assert all(weights(one.mass, near) < RELATED for one in evidence)


def test_the_sentence_that_answers_weighs_most(reader):
    for question, words in (("Who opened the bridge?", "Solberg"), ("What did it cost?", "crowns")):
        evidence = reader.read(question, [passage(HARBOUR)])[0]
        first = max(evidence, key=lambda one: one.mass)
        assert words in HARBOUR[first.start : first.end]
        assert first.mass >= first.spans[0].margin


def test_a_long_passage_is_read_to_its_end(reader):
    text = "The council met again and talked about nothing of note. " * 60 + HARBOUR
    assert best(reader, "Who opened the bridge?", text)[0] == "Ingrid Solberg"


@given(asked=st.integers(0, MAX_QUESTION + MAX_TITLE), text=st.integers(0, 3000))
def test_windows_cover_the_text(asked, text):
    spans = windows(asked, text)
    assert spans[0][0] == 0
    assert spans[-1][1] == text
    assert all(after[0] < before[1] for before, after in itertools.pairwise(spans))


@needs_weights
@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json", "reader.json"])
@pytest.mark.parametrize("damage", ["cut in half", "missing"])
def test_a_damaged_model_is_one_line(name, damage, tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(MODEL_FOLDER, folder, copy_function=os.symlink)
    data = (folder / name).read_bytes()
    (folder / name).unlink()
    if damage == "cut in half":
        (folder / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelError, match=r"\(.*\).*--reader sentence") as raised:
        SpanReader(folder)
    assert "\n" not in str(raised.value)


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A folder of a small file and two parts that are too large to be hashed at every start."""
    files = {"reader.onnx": b"graph", "reader-1.bin": b"1" * 30, "reader-2.bin": b"2" * 20}
    weights = {"mass": 1, "passage": 1, "offset": 0}
    description = {
        "format": FORMAT,
        "calibration": {"slope": 1, "offset": 0},
        "evidence": {"sentence": weights, "words": weights},
        "bytes": {name: len(data) for name, data in files.items()},
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    (tmp_path / "reader.json").write_text(json.dumps(description), "utf-8")
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    monkeypatch.setattr("qa.reading.spans.HASHED", 10)
    return tmp_path


@pytest.mark.parametrize("whole", [True, False])
def test_whole_files_are_used(model, whole):
    assert check_files(model, whole=whole)["format"] == FORMAT


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ({"reader.onnx": b"grape"}, "reader.onnx has sha256 "),
        ({"reader-2.bin": b"2" * 19}, "reader-2.bin has 19 bytes, expected 20"),
        ({"reader-1.bin": b"2" * 20, "reader-2.bin": b"1" * 30}, "reader-1.bin has 20 bytes"),
        ({"reader.json": b"{}"}, "'format'"),
        ({"reader.json": b'{"format": 2}'}, f"format 2, expected {FORMAT}"),
    ],
    ids=["another small file", "a part cut short", "parts swapped", "empty", "another format"],
)
def test_files_of_another_model_are_told_when_it_is_opened(model, damage, found):
    for name, data in damage.items():
        (model / name).write_bytes(data)
    with pytest.raises(ModelError, match=re.escape(found)) as raised:
        SpanReader(model)
    assert "\n" not in str(raised.value)


def test_a_changed_byte_of_a_large_file_is_told_by_the_whole_check(model):
    (model / "reader-1.bin").write_bytes(b"1" * 29 + b"2")
    check_files(model, whole=False)
    with pytest.raises(ModelError, match=r"reader-1\.bin has sha256"):
        check_files(model)


def test_a_large_file_of_unstated_size_is_hashed(model):
    description = json.loads((model / "reader.json").read_text())
    del description["bytes"]
    (model / "reader.json").write_text(json.dumps(description))
    (model / "reader-1.bin").write_bytes(b"1" * 29 + b"2")
    with pytest.raises(ModelError, match=r"reader-1\.bin has sha256"):
        SpanReader(model)


@needs_weights
def test_the_model_is_small_and_what_its_card_says():
    sizes = [file.stat().st_size for file in MODEL_FOLDER.iterdir() if file.is_file()]
    assert sum(sizes) <= 115e6
    assert max(sizes) <= 95e6
    description = check_files(MODEL_FOLDER)
    assert description["bytes"].keys() == description["sha256"].keys()
    card = (MODEL_FOLDER / "README.md").read_text("utf-8")
    for digest in description["sha256"].values():
        assert digest in card


@pytest.mark.parametrize("name", ["no/such-reader", "/no/such/folder"])
def test_an_unknown_reader_is_one_line(name):
    with pytest.raises(ModelError, match="cannot load the reader") as raised:
        load_reader(name, HashEmbedder())
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "command",
    [
        ["ask", "--json", "When will the book be published?"],
        ["ask", "what did Kelly say"],
        ["search", "the treaty"],
        ["list"],
        ["verify", "-"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_the_question_path_imports_no_torch(command, real_samples):
    script = (
        "import sys, click\n"
        "from qa.commands.main import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit as exc:\n    assert not exc.code, exc.code\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'gradio', 'langchain_core',\n"
        "         'trafilatura', 'scipy', 'onnx'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    answer = '{"status": "answered", "answers": [], "nearest": []}'
    done = subprocess.run(
        [sys.executable, "-c", script, *command, "--library", str(real_samples.path)],
        input=answer,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
