"""Passages: the stretches of an article that are embedded, searched and read."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.articles import Article, Block, BlockKind
from index.english.sentences import sentences

CountTokens = Callable[[str], int]

# Room for one sentence of overlap in front of a passage, as a share of its limit.
OVERLAP_SHARE = 0.25
# A run of characters without a space can count as one token; this keeps such a passage short.
CHARACTERS_PER_TOKEN = 8
_MARK = "\x1e"  # ASCII's record separator, between two sentences


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole sentences of one article; `text` is always a slice of it."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words of the passage, as they stand in the article."""
        return self.article.text[self.start : self.end]

    @property
    def sentences(self) -> list[tuple[int, int]]:
        """The (start, end) of its sentences in `text`, none across two blocks of the article."""
        blocks = (b for b in self.article.blocks if b.start < self.end and self.start < b.end)
        edges = ((max(b.start, self.start), min(b.end, self.end)) for b in blocks)
        return [
            (first - self.start + a, first - self.start + b)
            for first, last in edges
            for a, b in sentences(self.article.text[first:last])
        ]

    @property
    def is_caption(self) -> bool:
        """Whether this is the caption of a photo."""
        return self.article.block_at(self.start).kind is BlockKind.CAPTION


def split_article(article: Article, *, max_tokens: int, count_tokens: CountTokens) -> list[Passage]:
    """Cut an article into passages of whole sentences, in order.

    Every character of `article.text` that is not white space lies in a passage. A passage takes
    the last sentence of the one before it along where that fits; a caption is a passage of its own.
    A sentence longer than a passage may be is cut between words.

    max_tokens: at most this many tokens in a passage.
    count_tokens: length of a text in tokens, without special tokens.
    """
    if max_tokens < 8:
        raise ValueError(f"max_tokens should be >= 8, is now {max_tokens}")

    @functools.cache
    def length(text: str) -> int:
        return max(count_tokens(text), len(text) // CHARACTERS_PER_TOKEN)

    passages: list[Passage] = []
    for start, end in _runs(article.blocks):
        passages += [
            Passage(article, *span) for span in _cut(article.text, start, end, max_tokens, length)
        ]
    return passages


def _runs(blocks: tuple[Block, ...]) -> Iterator[tuple[int, int]]:
    """Yield the stretches that read on: everything between two captions, and each caption."""
    for is_caption, group in itertools.groupby(blocks, lambda b: b.kind is BlockKind.CAPTION):
        run = list(group)
        if is_caption:
            yield from ((block.start, block.end) for block in run)
        else:
            yield run[0].start, run[-1].end


def _cut(
    text: str, start: int, end: int, max_tokens: int, length: CountTokens
) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of the passages of the run `text[start:end]`.

    Sentences are marked for the splitter, which merges them and cuts those that are too long. It
    drops and strips nothing, so its chunks laid end to end are the run again and offsets are sums
    of lengths. (Its own `add_start_index` searches for each chunk and loses those that repeat;
    its overlap counts tokens, where ours is one whole sentence.)
    """
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    run = text[start:end].replace(_MARK, " ")
    starts = [first for first, _ in sentences(run)]
    splitter = RecursiveCharacterTextSplitter(
        separators=[_MARK, " ", ""],
        keep_separator="end",
        strip_whitespace=False,
        chunk_size=max_tokens - int(max_tokens * OVERLAP_SHARE),
        chunk_overlap=0,
        length_function=length,
    )
    marked = _MARK.join(run[a:b] for a, b in itertools.pairwise([0, *starts[1:], len(run)]))
    previous = {after: before for before, after in itertools.pairwise(starts)}
    first, before = 0, -1  # where this chunk and the passage before it start
    for chunk in splitter.split_text(marked):
        last = first + len(chunk.replace(_MARK, ""))
        overlapped = first
        # A passage of one sentence is not taken along whole: it would be found twice.
        fits = first in previous and length(run[previous[first] : last]) <= max_tokens
        if fits and previous[first] > before:
            overlapped = previous[first]
        before = overlapped
        yield _trim(text, start + overlapped, start + last)
        first = last
    if first != len(run):
        raise AssertionError(f"the splitter lost {len(run) - first} characters")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return end - len(piece.lstrip()), start + len(piece.rstrip())
