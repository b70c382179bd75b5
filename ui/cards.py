"""Cards: an answer, a passage near one, a quotation, each as the page shows it.

Every value is a plain string; the templates escape whatever is put in.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answering.utterances import Utterance
from qa.answers import Citation, Copy, FactName, Finding, Form, Near, Speaker, Within
from qa.showing.links import deep_link
from qa.showing.marking import Run, around, runs
from qa.showing.phrases import (
    byline,
    confidence_words,
    date_line,
    fact_line,
    independent_line,
    marks_around,
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
    """One answer: what is read first, whose it is, what stands around it, and where."""

    headline: tuple[Run, ...]
    cited: CitedArticle
    copies: tuple[tuple[str, str], ...]  # (format, text)
    speaker: str | None = None
    about_speaker: str = ""  # the role, and who reports it
    confidence: str | None = None  # "strong 0.93"
    context: tuple[Run, ...] = ()  # the sentences around the headline, which is marked in them
    is_repeated: bool = False  # the headline stands again in its context, since it is short
    is_spoken: bool = False  # between quotation marks
    credit: str | None = None  # of the block quotation that it stands in
    quoting: tuple[tuple[str, str], ...] = ()  # (whom the speaker quotes, the words)
    fact: str | None = None  # what the library knows of the article
    dated: str | None = None  # of an answer that others differ from
    counted_from: str | None = None  # what "last month" in it is counted from
    independent: str | None = None  # "in 3 articles, 2 independent"
    also_in: tuple[CitedArticle, ...] = ()

    @property
    def quote(self) -> str:
        """The words of the headline."""
        return "".join(words for words, _ in self.headline)

    @property
    def strength(self) -> str:
        """The word of the confidence."""
        return (self.confidence or "").split(" ")[0]


def answer_card(finding: Finding, turn: int) -> Card:
    """Turn an answer into its card; turn: the number of its question."""
    words, speaker, fact = finding.words, finding.speaker, finding.fact
    article = words.article
    cited = _cited(words, turn)
    if fact and fact.name not in (FactName.MENTIONS, FactName.QUOTATIONS):
        return Card(headline=(), cited=cited, copies=(), fact=fact_line(fact, article))
    return Card(
        headline=tuple(runs(words, finding.marks if finding.form is Form.SENTENCES else ())),
        cited=cited,
        copies=_copies(words, speaker),
        speaker=speaker.name if speaker else None,
        about_speaker=_about(speaker),
        confidence=None if fact else confidence_words(finding.confidence),
        context=around(finding.citation, words),
        is_repeated=speaker is None,
        is_spoken=_is_spoken(words, speaker),
        credit=article.block_at(words.start).credit,
        quoting=tuple(_quoting(within) for within in finding.within),
        fact=fact_line(fact, article) if fact else None,
        dated=published(article) if finding.differs else None,
        counted_from=date_line(finding.citation),
        independent=independent_line(finding),
        also_in=tuple(_also(other, finding.copies, turn) for other in finding.also_in),
    )


def _also(citation: Citation, copies: Sequence[Copy], turn: int) -> CitedArticle:
    repeated = {copy.article.id: original_name(copy) for copy in copies}
    return replace(_cited(citation, turn), repeats=repeated.get(citation.article.id))


def related_card(near: Near, turn: int) -> Card:
    """Turn sentences that are about a question into a card."""
    cited = near.citation
    return Card(tuple(runs(cited, near.marks)), _cited(cited, turn), _copies(cited, None))


def near_card(near: Near, turn: int) -> Card:
    """Turn words that are no answer into a card."""
    short = textwrap.shorten(near.citation.quote, NEAREST_LENGTH, placeholder=" …")
    return Card(headline=((short, False),), cited=_cited(near.citation, turn), copies=())


def utterance_card(utterance: Utterance) -> Card:
    """Turn what a speaker is quoted with into a card."""
    citation = utterance.citation
    speaker = Speaker.of(utterance.article, utterance.first)
    return Card(
        headline=((citation.quote, False),),
        cited=_cited(citation),
        copies=_copies(citation, speaker),
        about_speaker=_about(speaker).removeprefix(", "),
        context=around(citation.whole, citation),
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


def _is_spoken(citation: Citation, speaker: Speaker | None) -> bool:
    return speaker is not None and any(marks_around(citation.quote, speaker))


def _about(speaker: Speaker | None) -> str:
    return speaker_line(speaker).removeprefix(speaker.name) if speaker else ""


def _quoting(within: Within) -> tuple[str, str]:
    return quoted_speaker(within), within.citation.quote
