"""The lists of the library as the page shows them, and what became of files that are added."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.articles import Article, BlockKind, Listed
from qa.questions.people import SpeakerCount


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article of the library's table."""

    id: str
    title: str
    source: str
    date: str
    paragraphs: int
    quotations: int
    second_line: int | None  # of its file, where a second article may start


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the lists of the page are made of."""

    articles: tuple[Listed, ...]
    quotations: int
    speakers: tuple[SpeakerCount, ...]
    sources: tuple[str, ...]
    authors: tuple[str, ...]
    examples: tuple[str, ...]  # questions that the library can answer


@dataclass(slots=True)
class Adding:
    """What became of the files that are being added, so far."""

    share: float | None = 0.0  # of the work; None: ended
    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """How much came of it: "2 added, 1 failed"."""
        counts = {
            name: len(getattr(self, name)) for name in "added unchanged removed failed".split()
        }
        return (
            ", ".join(f"{count} {name}" for name, count in counts.items() if count)
            or "nothing added"
        )


def article_row(article: Article, quotations: int) -> ArticleRow:
    """Turn an article into a row of the table."""
    return ArticleRow(
        article.id,
        article.label,
        article.source or "",
        article.published or "",
        sum(block.kind is BlockKind.BODY for block in article.blocks),
        quotations,
        article.second_article_line if article.path else None,
    )
