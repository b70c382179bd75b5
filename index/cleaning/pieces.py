"""What an editor works on: pieces of a raw file, each open until it is decided, and the result."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.articles import BlockKind, Dropped
from index.cleaning.lines import Paragraph
from index.cleaning.metadata import Facts


@dataclass(slots=True)
class Piece:
    """A paragraph on its way: open until it has a kind, which keeps it, or a reason to drop it."""

    paragraph: Paragraph
    text: str
    kind: BlockKind | None = None
    reason: str | None = None
    credit: str | None = None
    cuts: list[Dropped] = field(default_factory=list)  # cut off a piece that itself is kept

    @property
    def is_open(self) -> bool:
        """Say whether nothing is decided yet."""
        return self.kind is None and self.reason is None

    def drop(self, reason: str) -> None:
        """Leave this piece out of the article."""
        self.kind, self.reason = None, reason


@dataclass(slots=True)
class Cleaned:
    """What is left of a raw file: facts, blocks as (kind, text, credit), and what was dropped."""

    facts: Facts = field(default_factory=Facts)
    blocks: list[tuple[BlockKind, str, str | None]] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    second_article_line: int | None = None
