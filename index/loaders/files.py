"""Raw files: found, read, recognised as text and decoded."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.cleaning.lines import split_lines
from index.errors import ArticleError, NotAnArticle, TooLarge, UnreadableFile

STDIN = "-"
MAX_BYTES = (
    20 * 1024 * 1024
)  # the longest articles have 200 KB; a page with its pictures inlined more
COLLECTIONS = frozenset({".jsonl", ".ndjson"})  # an article a line, so the file may hold many
COLLECTION_ARTICLES = 50  # of the largest size
SAMPLE = 64 * 1024  # bytes that are enough to tell an encoding

_MAGIC = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip archive or office document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Encodings in which articles are still found. Left to itself, the detector takes a short Western
# text for whichever of a hundred code pages happens to fit.
_ENCODINGS = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 koi8_r iso8859_15"
    " shift_jis euc_jp gb18030 big5 euc_kr"
).split()


@dataclass(frozen=True)
class RawFile:
    """The bytes of one file, or a run of its lines when the file is split.

    `path` is None for standard input. `first_line` and `last_line` count from 1, both included.
    """

    path: str | None
    data: bytes
    first_line: int = 1
    last_line: int | None = None

    @property
    def name(self) -> str:
        """What to call the file in a message."""
        return self.path or "standard input"

    @property
    def suffix(self) -> str:
        """The lower-case suffix of the file name, with its dot; empty without one."""
        return Path(self.path).suffix.lower() if self.path else ""

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the whole file's bytes, as hex digits."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def text(self) -> str:
        """The decoded text, of the chosen lines if lines were chosen; NotAnArticle for binary."""
        text = decode(self.data, self.name)
        if self.first_line == 1 and self.last_line is None:
            return text
        return "\n".join(split_lines(text)[self.first_line - 1 : self.last_line])


def walk(
    paths: Iterable[str], suffixes: Collection[str], *, max_bytes: int = MAX_BYTES
) -> Iterator[RawFile | ArticleError]:
    """Read files, folders (recursive, in order of name) and "-" for standard input.

    An input that cannot be read is yielded as an error, so that the others go on. In folders,
    hidden files and those of other suffixes are passed over; a file named by itself is always
    tried. A folder is entered only once, whatever links lead to it.
    """
    for path in paths:
        if path == STDIN:
            yield _read_stdin(max_bytes)
        elif os.path.isdir(path):
            yield from _walk_folder(path, suffixes, max_bytes)
        else:
            yield _read_file(path, max_bytes)


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8, UTF-16 or a legacy encoding; NotAnArticle for binary or empty data."""
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise NotAnArticle(f"{name} is {kind}, expected text: export it as plain text or HTML")
    text = _decode_unicode(data)
    if text is None:
        text = _decode_legacy(data, name)
    if not text.strip():
        raise NotAnArticle(f"{name} is empty, expected the text of an article")
    if _is_binary(text):
        raise NotAnArticle(f"{name} is a binary file, expected text")
    return text


def _walk_folder(
    folder: str, suffixes: Collection[str], max_bytes: int
) -> Iterator[RawFile | ArticleError]:
    found = 0
    problems: list[OSError] = []
    for path in _files_in(folder, suffixes, problems):
        found += 1
        yield _read_file(path, max_bytes)
    for problem in problems:
        yield UnreadableFile(f"{problem.filename} cannot be read: {problem.strerror}")
    if not found and not problems:
        kinds = " ".join(sorted(set(suffixes) - {""}))
        yield UnreadableFile(f"{folder} holds no articles, expected files such as {kinds}")


def _files_in(folder: str, suffixes: Collection[str], problems: list[OSError]) -> Iterator[str]:
    """Yield the paths of a folder's files of those suffixes; `problems` are added to the list."""
    seen: set[str] = set()
    for where, folders, files in os.walk(folder, followlinks=True, onerror=problems.append):
        real = os.path.realpath(where)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in suffixes:
                yield os.path.join(where, name)


def _read_file(path: str, max_bytes: int) -> RawFile | ArticleError:
    if Path(path).suffix.lower() in COLLECTIONS:
        max_bytes *= COLLECTION_ARTICLES
    try:
        if not os.path.exists(path):
            return UnreadableFile(f"{path} does not exist: check the path")
        if not os.path.isfile(path):
            return UnreadableFile(f"{path} is not a regular file, expected a file or a folder")
        with open(path, "rb") as file:
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else str(exc)
        return UnreadableFile(f"{path} cannot be read: {reason}")
    return _within_limit(RawFile(path, data), max_bytes)


def _read_stdin(max_bytes: int) -> RawFile | ArticleError:
    return _within_limit(RawFile(None, sys.stdin.buffer.read(max_bytes + 1)), max_bytes)


def _within_limit(raw: RawFile, max_bytes: int) -> RawFile | ArticleError:
    if len(raw.data) > max_bytes:
        limit = f"{max_bytes / 2**20:g} MiB" if max_bytes >= 2**20 else f"{max_bytes} bytes"
        return TooLarge(
            f"{raw.name} is larger than {limit}, the limit: split it or raise the limit"
        )
    return raw


def _decode_unicode(data: bytes) -> str | None:
    """Decode by byte order mark, as UTF-8, or as UTF-16 without a mark; None for none of them."""
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if b"\0" in data[:SAMPLE]:
        return _decode_utf16(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_damaged_utf8(data)


def _decode_utf16(data: bytes) -> str | None:
    """Decode UTF-16 without a mark: every second byte of Western text is zero."""
    sample = data[: SAMPLE // 2 * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.4 * len(sample) / 2 or min(even, odd) > 0.1 * max(even, odd):
        return None
    return data.decode("utf-16-be" if even > odd else "utf-16-le", errors="replace")


def _decode_damaged_utf8(data: bytes) -> str | None:
    """Decode UTF-8 with a few broken bytes: most characters beyond ASCII must be whole."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - broken
    return text if whole >= 4 * broken else None


def _decode_legacy(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(data[:SAMPLE], cp_isolation=_ENCODINGS)
    best = matches.best()
    if best is None:
        raise NotAnArticle(f"{name} is a binary file, expected text")
    western = [match for match in matches if match.encoding == "cp1252"]
    # Where nothing speaks against Windows-1252 it is by far the likeliest.
    encoding = "cp1252" if western and western[0].chaos <= best.chaos else best.encoding
    return data.decode(encoding, errors="replace")


def _is_binary(text: str) -> bool:
    sample = text[:SAMPLE]
    strange = sum(character < " " and character not in "\t\n\r\f\v\x1b" for character in sample)
    return "\0" in sample or strange + sample.count("\ufffd") > 0.02 * len(sample)
