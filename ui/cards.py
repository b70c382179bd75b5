"""Cards: an answer, a passage near one, a quotation, each as the page shows it.

Every value is a plain string; the templates escape whatever is put in.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.quotations import QuotationKind
from index.retrieval import Candidate
from qa.answering.utterances import Utterance
from qa.answers import AnswerKind, Citation, Copy, FactName, Finding, Speaker, Within
from qa.showing.links import deep_link
from qa.showing.phrases import (
    byline,
    confidence_words,
    date_line,
    fact_line,
    independent_line,
    original_name,
    published,
    quoted_speaker,
    speaker_line,
)
from ui import citations

NEAREST_LENGTH = 280  # characters of a passage that is no answer


@dataclass(frozen=True, slots=True)
class Target:
    """Words of a stored article that a click leads to; turn: the question whose marks go along."""

    article: str
    start: int
    end: int
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """An article as an answer names it, and the place in it."""

    title: str
    byline: str
    target: Target
    link: str | None
    repeats: str | None = None  # the article that it has the words from


@dataclass(frozen=True, slots=True)
class Card:
    """One answer: the words, whose they are, what stands around them, and where."""

    quote: str
    cited: CitedArticle
    copies: tuple[tuple[str, str], ...]  # (format, text)
    speaker: str | None = None
    about_speaker: str = ""  # the role, and who reports it
    confidence: str | None = None  # "strong 0.93"
    before: str = ""  # of the sentence
    after: str = ""
    is_whole: bool = False  # the words stand again in their sentence, since they are few
    is_spoken: bool = False  # between quotation marks
    credit: str | None = None  # of the block quotation that it stands in
    quoting: tuple[tuple[str, str], ...] = ()  # (whom the speaker quotes, the words)
    fact: str | None = None  # what the library knows of the article
    dated: str | None = None  # of an answer that others differ from
    counted_from: str | None = None  # what "last month" in it is counted from
    independent: str | None = None  # "in 3 articles, 2 independent"
    also_in: tuple[CitedArticle, ...] = ()

    @property
    def strength(self) -> str:
        """The word of the confidence."""
        return (self.confidence or "").split(" ")[0]


def answer_card(finding: Finding, kind: AnswerKind, turn: int) -> Card:
    """Turn an answer into its card; turn: the number of its question."""
    citation, speaker, fact = finding.citation, finding.speaker, finding.fact
    article = citation.article
    cited = _cited(citation, turn)
    if fact and fact.name not in (FactName.MENTIONS, FactName.QUOTATIONS):
        return Card(quote="", cited=cited, copies=(), fact=fact_line(fact, article))
    before, after = _around(citation)
    return Card(
        quote=citation.quote,
        cited=cited,
        copies=_copies(citation, speaker),
        speaker=speaker.name if speaker else None,
        about_speaker=_about(speaker),
        confidence=None if fact else confidence_words(finding.confidence),
        before=before,
        after=after,
        is_whole=kind is not AnswerKind.QUOTATION,
        is_spoken=_is_spoken(citation, speaker),
        credit=article.block_at(citation.start).credit,
        quoting=tuple(_quoting(within) for within in finding.within),
        fact=fact_line(fact, article) if fact else None,
        dated=published(article) if finding.differs else None,
        counted_from=date_line(citation),
        independent=independent_line(finding),
        also_in=tuple(_also(other, finding.copies, turn) for other in finding.also_in),
    )


def _also(citation: Citation, copies: Sequence[Copy], turn: int) -> CitedArticle:
    repeated = {copy.article.id: original_name(copy) for copy in copies}
    return replace(_cited(citation, turn), repeats=repeated.get(citation.article.id))


def near_card(candidate: Candidate, turn: int) -> Card:
    """Turn a passage that is no answer into a card."""
    passage = candidate.passage
    citation = Citation(passage.article, passage.start, passage.end)
    short = textwrap.shorten(passage.text, NEAREST_LENGTH, placeholder=" …")
    return Card(quote=short, cited=_cited(citation, turn), copies=())


def utterance_card(utterance: Utterance) -> Card:
    """Turn what a speaker is quoted with into a card."""
    citation = utterance.citation
    speaker = Speaker.of(utterance.article, utterance.first)
    before, after = _around(citation)
    return Card(
        quote=citation.quote,
        cited=_cited(citation),
        copies=_copies(citation, speaker),
        about_speaker=_about(speaker).removeprefix(", "),
        before=before,
        after=after,
        is_spoken=_is_spoken(citation, speaker),
    )


def _cited(citation: Citation, turn: int | None = None) -> CitedArticle:
    article = citation.article
    target = Target(article.id, citation.start, citation.end, turn)
    return CitedArticle(article.label, byline(article), target, deep_link(citation))


def _copies(citation: Citation, speaker: Speaker | None) -> tuple[tuple[str, str], ...]:
    formats = (
        ("Text", citations.plain),
        ("Markdown", citations.markdown),
        ("BibTeX", citations.bibtex),
    )
    return tuple((name, make(citation, speaker)) for name, make in formats)


def _around(citation: Citation) -> tuple[str, str]:
    """Return what stands before and after the words in their sentence; nothing but marks is ""."""
    start, end = citation.sentence_span
    text = citation.article.text
    before, after = text[start : citation.start], text[citation.end : end]
    has_words = any(character.isalnum() for character in before + after)
    return (before, after) if has_words else ("", "")


def _is_spoken(citation: Citation, speaker: Speaker | None) -> bool:
    return (
        speaker is not None
        and speaker.kind is not QuotationKind.INDIRECT
        and citations.quoted(citation.quote) != citation.quote
    )


def _about(speaker: Speaker | None) -> str:
    return speaker_line(speaker).removeprefix(speaker.name) if speaker else ""


def _quoting(within: Within) -> tuple[str, str]:
    return quoted_speaker(within), within.citation.quote
