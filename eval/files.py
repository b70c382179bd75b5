"""Files of gold answers, plain or compressed."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, decompressed when its name ends in .xz; else ValueError."""
    raw = path.read_bytes()
    try:
        return (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode("utf-8")
    except lzma.LZMAError as exc:
        raise ValueError(f"it is no xz file: {exc}") from exc


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold anything with their numbers, the first line being 1."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line
