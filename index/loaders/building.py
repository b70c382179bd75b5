"""An Article out of cleaned text: the step that every loader ends with."""

from __future__ import annotations

from collections.abc import Iterable

from index.articles import Article, BlockKind, article_id, join_blocks
from index.cleaning.editing import Cleaned, clean
from index.cleaning.lines import Paragraph
from index.cleaning.metadata import Facts
from index.errors import NotAnArticle
from index.loaders.files import RawFile


def build_article(
    raw: RawFile, paragraphs: Iterable[Paragraph], facts: Facts | None = None
) -> Article:
    """Clean paragraphs and make an Article of them; NotAnArticle when no words are left."""
    return article_of(raw, clean(paragraphs, facts))


def article_of(raw: RawFile, cleaned: Cleaned, where: str | None = None) -> Article:
    """Make an Article of cleaned text; `where` names its place in an error message."""
    if not any(kind in {BlockKind.BODY, BlockKind.QUOTE} for kind, _, _ in cleaned.blocks):
        raise NotAnArticle(
            f"{where or raw.name} has no text left after cleaning, expected an article"
        )
    facts = cleaned.facts
    text, blocks = join_blocks(cleaned.blocks)
    return Article(
        id=article_id(facts.title, facts.source, text),
        title=facts.title,
        source=facts.source,
        authors=facts.authors,
        published=facts.published,
        published_kind=facts.published_kind,
        published_evidence=facts.published_evidence,
        url=facts.url,
        path=raw.path,
        raw_sha256=raw.sha256,
        text=text,
        blocks=blocks,
        dropped=tuple(cleaned.dropped),
        second_article_line=cleaned.second_article_line,
    )
