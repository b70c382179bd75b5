"""Plain text, however it marks its paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from index.articles import Article
from index.cleaning.lines import paragraphs
from index.errors import ArticleError
from index.loaders.building import build_article
from index.loaders.files import RawFile


class TextLoader:
    """Loads plain text; accepts every file, so it stands last in the list of loaders."""

    suffixes = frozenset({"", ".txt", ".text"})
    by_lines = True

    def accepts(self, raw: RawFile) -> bool:
        """Accept any decoded text."""
        return True

    def load(self, raw: RawFile) -> Iterator[Article | ArticleError]:
        """Yield the one article of the file."""
        yield build_article(raw, paragraphs(raw.text, raw.first_line))
