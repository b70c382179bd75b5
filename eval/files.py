"""Files of gold answers, plain or compressed."""

from __future__ import annotations

import lzma
from pathlib import Path


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, decompressed when its name ends in .xz."""
    raw = path.read_bytes()
    return (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode("utf-8")
