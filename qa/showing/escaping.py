"""Escaping: a text of unknown origin, made harmless to a terminal or to Markdown."""

from __future__ import annotations

import re

# What a terminal obeys in place of showing it: controls, and marks that turn the line around. Also
# halves of characters, which nothing can print; the names of old files may have some.
OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0\ufdd1]"
)
_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


def visible(text: str) -> str:
    """Return a text of unknown origin as a terminal may show it: every control is a �."""
    return OBEYED.sub("�", text)


def in_one_line(text: str) -> str:
    """Return a text in one line, as a terminal may show it."""
    return visible(" ".join(text.split()))


def markdown(text: str) -> str:
    """Return a text in one line, with nothing in it that Markdown or a terminal would obey."""
    return _MARKUP.sub(r"\\\1", in_one_line(text))
