"""The article beside the conversation, cut into the segments that the page marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from index.articles import Article, Block, BlockKind
from qa.answers import Citation
from qa.showing.links import deep_link
from ui.cards import Target

Span = tuple[int, int]  # of the article's text


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a block that look the same from end to end."""

    text: str
    mark: int | None = None  # the number, from 1, of the mark that they belong to
    is_shown: bool = False  # of the mark that was asked for
    is_tinted: bool = False  # of its sentence


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block of the article, in segments that join to its words."""

    kind: BlockKind
    segments: tuple[Segment, ...]
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The article beside the conversation, with its marks."""

    title: str
    byline: str
    dated: str
    facts: str
    url: str | None
    link: str | None
    blocks: Sequence[MarkedBlock]
    marks: int
    dropped: Sequence[tuple[str, str]]  # (reason, text)
    target: Target


def opened(
    article: Article,
    shown: Citation | None = None,
    others: Iterable[Citation] = (),
) -> Opened:
    """Turn an article into what is shown of it; shown: the words that are marked and scrolled to.

    others: what else is marked; those of other articles are left out.
    """
    beside = [citation for citation in others if citation.article.id == article.id]
    blocks = marked_blocks(article, shown, beside)
    start, end = (shown.start, shown.end) if shown else (0, 0)
    whole = Citation(article, 0, len(article.text))
    return Opened(
        title=article.label,
        byline=" · ".join(filter(None, [article.source, ", ".join(article.authors)])),
        dated=_dated(article),
        facts=_facts(article),
        url=article.url if deep_link(whole) else None,
        link=deep_link(shown) if shown else None,
        blocks=blocks,
        marks=len({segment.mark for block in blocks for segment in block.segments} - {None}),
        dropped=[(dropped.reason, dropped.text) for dropped in article.dropped],
        target=Target(article.id, start, end),
    )


def marked_blocks(
    article: Article, shown: Citation | None = None, others: Iterable[Citation] = ()
) -> list[MarkedBlock]:
    """Cut an article at the borders of its marks; marks are numbered in the order of the text.

    Words that two marks share belong to the one that is shown, else to the earlier one.
    """
    marks = _Marks.of(shown, others)
    cut = []
    for block in article.blocks:
        edges = sorted({block.start, block.end, *marks.inside(block)})
        segments = tuple(marks.segment(article, *span) for span in pairwise(edges))
        cut.append(MarkedBlock(block.kind, segments, block.credit))
    return cut


@dataclass(frozen=True, slots=True)
class _Marks:
    """The spans of an article that are marked, and the sentence of the one that is shown."""

    spans: tuple[Span, ...]  # in the order of the text
    shown: Span | None
    sentence: Span

    @classmethod
    def of(cls, shown: Citation | None, others: Iterable[Citation]) -> _Marks:
        spans = {(citation.start, citation.end) for citation in others}
        if shown is None:
            return cls(tuple(sorted(spans)), None, (0, 0))
        current = shown.start, shown.end
        return cls(tuple(sorted(spans | {current})), current, shown.sentence_span)

    def inside(self, block: Block) -> Iterator[int]:
        """Yield the borders that lie inside a block."""
        for border in chain(self.sentence, *self.spans):
            if block.start < border < block.end:
                yield border

    def segment(self, article: Article, start: int, end: int) -> Segment:
        """Return a stretch between two borders."""
        mark = next((span for span in self._by_right() if _holds(span, start, end)), None)
        return Segment(
            article.text[start:end],
            mark=self.spans.index(mark) + 1 if mark else None,
            is_shown=mark is not None and mark == self.shown,
            is_tinted=_holds(self.sentence, start, end),
        )

    def _by_right(self) -> Iterator[Span]:
        """Yield the spans, those first that have the words that they share."""
        if self.shown:
            yield self.shown
        yield from self.spans


def _holds(span: Span, start: int, end: int) -> bool:
    return span[0] <= start and end <= span[1]


def _dated(article: Article) -> str:
    if not article.published:
        return "date unknown"
    how = f"{article.published} · {article.published_kind.value} date"
    evidence = article.published_evidence
    return f"{how}, read from “{evidence}”" if evidence else how


def _facts(article: Article) -> str:
    count = sum(block.kind is BlockKind.BODY for block in article.blocks)
    paragraphs_ = f"{count} paragraph{'' if count == 1 else 's'}"
    name = (article.path or "").replace("\\", "/").rpartition("/")[2]
    return " · ".join(part for part in (paragraphs_, name) if part)
