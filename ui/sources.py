"""An article cut into the pieces that the page marks: answers, the sentence, everything else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from index.articles import Article, BlockKind
from qa.answers import Citation


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a paragraph that look the same from end to end."""

    text: str
    mark: int | None = None  # the number, from 1, of the mark that they belong to
    is_shown: bool = False  # of the mark that was asked for
    is_tinted: bool = False  # of its sentence


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the article, in pieces that join to its words."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    credit: str | None = None


def paragraphs(
    article: Article, shown: Citation | None = None, others: Iterable[Citation] = ()
) -> list[Paragraph]:
    """Cut an article at the borders of its marks; marks are numbered in the order of the text.

    Words that two marks share belong to the one that is shown, else to the earlier one.
    """
    spans = {(citation.start, citation.end) for citation in others}
    current = (shown.start, shown.end) if shown else None
    ordered = sorted(spans | {current} if current else spans)
    numbers = {span: number for number, span in enumerate(ordered, start=1)}
    if current:  # first, so that it has the words that it shares
        ordered.sort(key=lambda span: span != current)
    sentence = shown.sentence_span if shown else (0, 0)
    borders = sorted({offset for span in (*ordered, sentence) for offset in span})
    cut: list[Paragraph] = []
    for block in article.blocks:
        inner = [offset for offset in borders if block.start < offset < block.end]
        edges = [block.start, *inner, block.end]
        pieces = []
        for start, end in pairwise(edges):
            mark = next((span for span in ordered if span[0] <= start and end <= span[1]), None)
            pieces.append(
                Piece(
                    article.text[start:end],
                    mark=numbers[mark] if mark else None,
                    is_shown=mark is not None and mark == current,
                    is_tinted=sentence[0] <= start and end <= sentence[1],
                )
            )
        cut.append(Paragraph(block.kind, tuple(pieces), block.credit))
    return cut
