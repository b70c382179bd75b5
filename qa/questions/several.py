"""Several: telling that a question asks for a list."""

from __future__ import annotations

import re

_ONE = r"(?:is|was|has|does|its|his|this)\b"
_SEVERAL = re.compile(
    # A noun in the plural, with at most three words before it: "which former officials".
    rf"(?:(?P<what>what)|which|name|list|who\s+(?:are|were))\s+(?:(?:are|were|all|the|some|other)\s+)*"
    rf"(?:(?!{_ONE}|(?:did|do|are|were)\b)[\w’'-]+\s+){{0,3}}?(?!{_ONE})[a-z]+(?<![su’'])s\b"
    rf"(?!\s+(?:\w+\s+)?{_ONE})"
    # "what happens" has a verb there.
    r"(?(what)\s+(?:are|were|do|did|have|had|will|would|can|could|should)\b)",
    re.IGNORECASE,
)


def asks_for_several(question: str) -> bool:
    """Tell whether a question asks for a list: "which officials", "name the countries"."""
    return _SEVERAL.match(question) is not None
