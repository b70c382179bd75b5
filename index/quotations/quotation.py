"""The value: one quotation, its speaker and the words that show who it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class QuotationKind(StrEnum):
    """How the words are given."""

    DIRECT = "direct"  # between quote marks, or in a block quotation
    INDIRECT = "indirect"  # reported without quote marks: Okafor said she tried
    NESTED = "nested"  # a quotation inside a quotation: Okafor quoting Berg


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that an article gives to a speaker: `article.text[start:end]`, without quote marks.

    A split quotation (“…,” Okafor said. “…”) is one Quotation a piece, each with its speaker; a
    quotation of several paragraphs is one a paragraph. All spans are characters of `Article.text`.
    NESTED quotations lie inside a DIRECT one; no others overlap.
    """

    article_id: str
    start: int
    end: int
    kind: QuotationKind
    speaker: tuple[int, int] | None = None  # as written: Okafor, he, a former harbor official
    speaker_name: str | None = None  # the fullest form in the article; None: unclear
    role: str | None = None  # as printed: retired keeper of the light
    cue: tuple[int, int] | None = None  # said, according to
    reported_by: str | None = None  # who says that the speaker said so; of a NESTED, who quotes
    confidence: float = 0.0  # 0 to 1: how often the rule that matched is right
    reason: str | None = None  # why the speaker is unclear
