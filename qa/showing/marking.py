"""Marking: cited sentences, cut at the borders of the words in them that answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qa.answers import Citation

Run = tuple[str, bool]  # words, and whether they are marked


def runs(shown: Citation, marks: Iterable[Citation]) -> Iterator[Run]:
    """Yield the runs of a citation, which join to its words."""
    text, at = shown.article.text, shown.start
    for mark in sorted(marks, key=lambda mark: mark.start):
        start, end = max(at, mark.start), min(mark.end, shown.end)
        if start < end:
            if at < start:
                yield text[at:start], False
            yield text[start:end], True
            at = end
    if at < shown.end:
        yield text[at : shown.end], False


def around(shown: Citation, words: Citation) -> tuple[Run, ...]:
    """Return sentences with words in them marked; () when they have no words besides."""
    cut = tuple(runs(shown, [words]))
    has_words = any(c.isalnum() for text, is_marked in cut if not is_marked for c in text)
    return cut if has_words else ()
