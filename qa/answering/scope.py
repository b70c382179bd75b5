"""Scope: what may answer a question, besides what it says itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.filters import Filters


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that may answer, and the words that were given before."""

    filters: Filters = field(default_factory=Filters)
    told: frozenset[str] = frozenset()  # not to be given again, normalized
    speaker: str | None = None  # whose words alone may answer
