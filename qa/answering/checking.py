"""Checking: an answer is shown only when its source is still what it was."""

from __future__ import annotations

from index.articles import article_id
from index.errors import CitationMismatch
from qa.answers import Citation


def check(citation: Citation) -> None:
    """Raise CitationMismatch when the stored article is no longer what its id was made from."""
    article = citation.article
    if article_id(article.title, article.source, article.text) != article.id:
        raise CitationMismatch(
            f"the stored text of article {article.id} was changed after it was added; "
            f"add it again: qa remove {article.id}, then qa add"
        )
