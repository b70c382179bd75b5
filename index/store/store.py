"""What a library keeps, as values, and the seam that every store has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.articles import Article
from index.embedding.embedder import Vectors
from index.passages import Passage
from index.quotations import Quotation
from index.store.upgrade import FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a library was made with; fixed when it is created."""

    embedder: str
    dimension: int
    fingerprint: str
    max_tokens: int  # of a passage
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class Entry:
    """An article and what is made of it when it is added."""

    article: Article
    passages: Sequence[Passage]
    vectors: Vectors  # (n passages, dimension)
    quotations: Sequence[Quotation]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that was read to its end: what came out of it, and by which version of us."""

    path: str
    raw_sha256: str
    split_at: int | None
    reader: str
    article_ids: frozenset[str]
