"""The values everything else is made of: an article, its blocks, and what was left out of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

PARAGRAPH_BREAK = "\n\n"
ID_LENGTH = 16  # hex digits; a collision needs about four thousand million articles


class BlockKind(StrEnum):
    """What a block of an article is to its reader."""

    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    QUOTE = "quote"  # a block quotation: words of the source named in `Block.credit`


class PublishedKind(StrEnum):
    """How a published date is known."""

    EXPLICIT = "explicit"  # the article states it as its date
    INFERRED = "inferred"  # read off something else in the file: `Article.published_evidence`
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of an article: `article.text[start:end]`, offsets in characters."""

    kind: BlockKind
    start: int
    end: int
    credit: str | None = None  # whose words a QUOTE is, as printed


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of the raw file that is not part of the article, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was printed.

    `text` is canonical: its blocks in order, joined by a blank line, words exactly as printed (line
    wraps undone, link markup removed, nothing rephrased). Every quotation, passage and citation is
    a slice of it. A field that the file does not state is None or empty: nothing is filled in.
    """

    id: str  # from the content, so the same article added twice is one article
    title: str | None
    source: str | None  # the publication, as printed
    authors: tuple[str, ...]
    published: str | None  # ISO 8601, as precise as it is known: 2019-01-14, 2023-12 or 2020
    published_kind: PublishedKind
    published_evidence: str | None  # the words that the date was read from
    url: str | None
    path: str | None  # where the raw file lies; None for standard input
    raw_sha256: str  # of the raw file's bytes
    text: str
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...] = ()
    second_article_line: int | None = None  # line of the raw file where another may start

    @property
    def label(self) -> str:
        """The title, or for an untitled article its first words in square brackets."""
        return self.title or in_brackets(self.text)

    def block_at(self, offset: int) -> Block:
        """Return the block that holds a character; ValueError when `offset` lies between blocks."""
        for block in self.blocks:
            if block.start <= offset < block.end:
                return block
        raise ValueError(f"offset should lie in a block of article {self.id}, is now {offset}")


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as a list shows it: what is known of it, without its text."""

    id: str
    label: str
    title: str | None
    source: str | None
    authors: tuple[str, ...]
    published: str | None
    url: str | None
    path: str | None

    @classmethod
    def of(cls, article: Article) -> Listed:
        """Return an article as it is listed."""
        return cls(
            article.id,
            article.label,
            article.title,
            article.source,
            article.authors,
            article.published,
            article.url,
            article.path,
        )


def in_brackets(text: str) -> str:
    """Return the first words of a text in square brackets."""
    words = text.split(maxsplit=9)
    return f"[{' '.join(words[:8])}{' …' if len(words) > 8 else ''}]"


def article_id(title: str | None, source: str | None, text: str) -> str:
    """Return the id of an article's content: 16 hex digits of SHA-256 over title, source, text."""
    content = "\x1f".join([title or "", source or "", text])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def join_blocks(
    blocks: Iterable[tuple[BlockKind, str, str | None]],
) -> tuple[str, tuple[Block, ...]]:
    """Join (kind, text, credit) blocks into a canonical text and the spans of the blocks in it."""
    parts: list[str] = []
    spans: list[Block] = []
    position = 0
    for kind, text, credit in blocks:
        spans.append(Block(kind, position, position + len(text), credit))
        parts.append(text)
        position += len(text) + len(PARAGRAPH_BREAK)
    return PARAGRAPH_BREAK.join(parts), tuple(spans)


def bare_article(*paragraphs: str) -> Article:
    """Return an article of body paragraphs of which nothing else is known."""
    text, blocks = join_blocks((BlockKind.BODY, paragraph, None) for paragraph in paragraphs)
    return Article(
        id=article_id(None, None, text),
        title=None,
        source=None,
        authors=(),
        published=None,
        published_kind=PublishedKind.UNKNOWN,
        published_evidence=None,
        url=None,
        path=None,
        raw_sha256="",
        text=text,
        blocks=blocks,
    )
