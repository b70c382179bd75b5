"""Any extractive question-answering model as a span reader, so that a question waits for no torch.

A model is compiled to int8 once on a machine, calibrated on the rows that come with the program,
and kept in the user's cache under its name, as a folder of the form that `SpanReader` opens. It is
compiled anew when its own files are others.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.compiled import load_tokenizer, open_session, optimize
from index.errors import ModelError
from qa.reading.spans import Ids, Layout, SpanModel, SpanReader, window, write_description

if TYPE_CHECKING:
    from qa.reading.calibrating import Row
    from qa.reading.transformer import Transformer

CACHE = 1  # of the folders in the cache; another when they are made in another way
SEEN = 48  # windows that show how large the activations are
CHECKED = 8  # windows that the graph is compared with the model on
TOLERANCE = 1e-3  # of a logit

# Without a handler of the program that imports it, Python prints a warning's bare text to stderr.
log = logging.getLogger(__name__)


def load_compiled(name: str) -> SpanReader:
    """Return the compiled reader of a model, which is compiled where the cache has none of it.

    name: of the hub, or the path of a folder. A model of the hub is that of the machine's copy of
    it, which is fetched where there is none; the hub is not asked whether it has a newer one.
    Raises ModelError when it cannot be loaded, compiled or kept.
    """
    folder = _folder(name)
    reader = _cached(folder, _version(name))
    if reader is not None:
        return reader
    from filelock import FileLock

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / "lock"):
            # Another process may have compiled it meanwhile.
            return _cached(folder, _version(name)) or compile_reader(name, folder)
    except OSError as exc:
        raise ModelError(
            f"the compiled reader {name!r} cannot be kept in {folder.parent} "
            f"({exc.strerror or exc}); make that folder writable, or name another in XDG_CACHE_HOME"
        ) from exc


def compile_reader(name: str, folder: Path) -> SpanReader:
    """Compile a model into a folder that is there whole or not at all."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a process that was killed
    part.mkdir()
    try:
        _compile(name, part)
        if folder.exists():  # damaged, or of other files
            shutil.rmtree(folder)
        os.replace(part, folder)
    except ImportError as exc:
        raise ModelError(
            f"compiling {name} needs the package {exc.name}; run: pip install {exc.name}"
        ) from exc
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return SpanReader(folder)


def _compile(name: str, folder: Path) -> None:
    from qa.reading.calibrating import fit, load_rows
    from qa.reading.training.quantising import quantise
    from qa.reading.transformer import Transformer

    model, rows = Transformer(name), load_rows()
    log.warning("Compiling %s once, which takes a minute or two …", name)
    model.write_tokenizer(folder / "tokenizer.json")
    windows = _windows(rows[:SEEN], folder / "tokenizer.json", model.layout)
    whole, even = folder / "whole.onnx", folder / "even.onnx"
    try:
        model.write_onnx(whole, windows[0])
        _check(model, whole, windows[:CHECKED])
        optimize(whole, even)
        files = quantise(even, folder / "reader.onnx", windows)
    except (ImportError, ModelError):
        raise
    except Exception as exc:  # whatever a model's own code raises when it is traced
        reason = (str(exc).strip() or type(exc).__name__).splitlines()[0]
        raise ModelError(
            f"{name} cannot be compiled ({reason}); name a model of the BERT or RoBERTa family"
        ) from exc
    files = [*files, folder / "tokenizer.json"]
    for other in {*folder.iterdir()} - {*files}:
        other.unlink()
    fitted = fit(rows, SpanModel(folder, layout=model.layout).read)
    calibration = {
        "method": "platt",
        "rows": fitted.rows,
        "slope": fitted.confidence.mass,
        "offset": fitted.confidence.offset,
    }
    evidence = {"sentence": fitted.sentence, "words": fitted.words}
    write_description(files, model.layout, calibration, evidence, name=name, version=_version(name))


def _windows(rows: Sequence[Row], tokenizer: Path, layout: Layout) -> list[dict[str, Ids]]:
    """Return the beginning of each row's text as a window."""
    encode = load_tokenizer(tokenizer).encode_batch
    questions = encode([row.question for row in rows], add_special_tokens=False)
    texts = encode([row.text for row in rows], add_special_tokens=False)
    room = layout.max_length - layout.text_at(layout.max_question) - len(layout.closing)
    return [
        window(question.ids[: layout.max_question], text.ids[:room], layout)
        for question, text in zip(questions, texts, strict=True)
    ]


def _check(model: Transformer, graph: Path, windows: Sequence[dict[str, Ids]]) -> None:
    session = open_session(graph)
    for one in windows:
        difference = np.abs(session.run(None, one)[0] - model.logits(one)).max()
        if difference > TOLERANCE:
            raise ValueError(f"a logit of the graph is {difference:.3f} from the model's")


def _cached(folder: Path, version: str | None) -> SpanReader | None:
    """Return what the cache has of a version, whole; what is damaged is compiled anew.

    version: None is any: the machine's copy of a model of the hub may be deleted.
    """
    try:
        description = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        is_other = version not in (None, description["version"])
        return None if is_other else SpanReader(folder)
    except (OSError, ValueError, KeyError, ModelError):
        return None


def _folder(name: str) -> Path:
    from platformdirs import user_cache_path

    place = str(Path(name).resolve()) if Path(name).is_dir() else name
    cache = user_cache_path("verbatim-qa", appauthor=False)
    return cache / f"readers-{CACHE}" / hashlib.sha256(place.encode()).hexdigest()[:32]


def _version(name: str) -> str | None:
    """Return what tells a model's files from others of its name; None where there are none here.

    Of a folder the names, sizes and times of its files; of a model of the hub its revision.
    """
    if Path(name).is_dir():
        states = ((file.name, file.stat()) for file in sorted(Path(name).iterdir()))
        listed = [(name, state.st_size, state.st_mtime_ns) for name, state in states]
        return hashlib.sha256(repr(listed).encode()).hexdigest()
    from huggingface_hub import try_to_load_from_cache

    try:
        found = try_to_load_from_cache(name, "config.json")
    except ValueError:  # no name that a model of the hub may have
        return None
    return Path(found).parent.name if isinstance(found, str) else None
