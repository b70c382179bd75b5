"""What the page shows: answers, sources and lists as values, and as HTML with all text escaped.

Every value is a plain string; only the templates hold markup, and they escape whatever is put in.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from index.articles import Article, BlockKind
from index.quotations import QuotationKind
from index.retrieval import Candidate
from qa.answering.quotations import Utterance
from qa.answers import Answer, AnswerKind, Citation, Copy, FactName, Finding, Speaker, Within
from qa.questions.people import SpeakerCount
from qa.showing.escaping import visible
from qa.showing.links import deep_link
from qa.showing.phrases import (
    DIFFERENT,
    byline,
    confidence_words,
    date_line,
    fact_line,
    independent_line,
    published,
    speaker_line,
    which_line,
)
from ui import citations
from ui.sources import Paragraph, paragraphs

NEAREST_LENGTH = 280  # characters of a passage that is no answer
FURTHER = 3  # answers under the first that are shown without being asked for
LISTED = 300  # rows of a list


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation: its answer, or why it could not be asked."""

    number: int  # in its conversation, from 0
    question: str
    answer: Answer | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a stored article that a click leads to; turn: the question whose marks go along."""

    article: str
    start: int
    end: int
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An article as an answer names it, and the place in it."""

    title: str
    byline: str
    place: Place
    link: str | None
    repeats: str | None = None  # the article that it has the words from


@dataclass(frozen=True, slots=True)
class Card:
    """One answer: the words, whose they are, what stands around them, and where."""

    quote: str
    source: Source
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
    also_in: tuple[Source, ...] = ()

    @property
    def strength(self) -> str:
        """The word of the confidence."""
        return (self.confidence or "").split(" ")[0]


@dataclass(frozen=True, slots=True)
class Message:
    """What the page shows of one turn."""

    number: int
    question: str
    asked_as: str | None = None  # the question made to stand alone, where it differs
    error: str | None = None
    notes: tuple[str, ...] = ()
    which: str | None = None  # what is asked back, when it is not clear what is meant
    choices: tuple[str, ...] = ()  # the questions that may be meant
    cards: tuple[Card, ...] = ()
    nearest: tuple[Card, ...] = ()
    took: str = ""

    @property
    def first(self) -> int:
        """How many cards stand in front: those that differ from each other, else one."""
        return sum(card.dated is not None for card in self.cards) or 1

    @property
    def summary(self) -> str:
        """The outcome in a few words, for those who hear the page."""
        if self.error or self.which:
            return self.error or self.which or ""
        if not self.cards:
            return "No answer was found in these articles."
        return f"{len(self.cards)} answer{'s' if len(self.cards) > 1 else ''} found."


@dataclass(frozen=True, slots=True)
class Opened:
    """The article beside the conversation, with its marks."""

    title: str
    byline: str
    dated: str
    facts: str
    url: str | None
    link: str | None
    paragraphs: Sequence[Paragraph]
    marks: int
    dropped: Sequence[tuple[str, str]]  # (reason, text)
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """One article of the library's table."""

    id: str
    title: str
    source: str
    date: str
    paragraphs: int
    quotations: int
    second_line: int | None  # of its file, where a second article may start


@dataclass(slots=True)
class Adding:
    """What became of the files that are being added, so far."""

    share: float | None = 0.0  # of the work; None: ended
    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """How much came of it: "2 added, 1 failed"."""
        counts = {
            name: len(getattr(self, name)) for name in "added unchanged removed failed".split()
        }
        return (
            ", ".join(f"{count} {name}" for name, count in counts.items() if count)
            or "nothing added"
        )


def message(exchange: Exchange) -> Message:
    """Turn a question and its answer into what is shown."""
    answer, number = exchange.answer, exchange.number
    if answer is None:
        return Message(number, exchange.question, error=exchange.error)
    alone = answer.standalone_question
    back = answer.asks_back
    return Message(
        number,
        exchange.question,
        asked_as=alone if alone != answer.question else None,
        notes=(DIFFERENT, *answer.notes) if answer.differs else answer.notes,
        which=which_line(back) if back else None,
        choices=back.questions if back else (),
        cards=tuple(_card(finding, answer.kind, number) for finding in answer.findings),
        nearest=tuple(_near(candidate, number) for candidate in answer.nearest),
        took=_took(answer),
    )


def question_html() -> str:
    """Return the box for a question."""
    return _render("question.html")


def conversation_html(exchanges: Sequence[Exchange], examples: Sequence[str] = ()) -> str:
    """Return the whole conversation, or what to ask when there is none yet."""
    messages = [message(exchange) for exchange in exchanges]
    return _render("conversation.html", messages=messages, examples=examples, further=FURTHER)


def opened(
    article: Article,
    shown: Citation | None = None,
    others: Iterable[Citation] = (),
) -> Opened:
    """Turn an article into what is shown of it; shown: the words that are marked and scrolled to.

    others: what else is marked; those of other articles are left out.
    """
    beside = [citation for citation in others if citation.article.id == article.id]
    cut = paragraphs(article, shown, beside)
    numbers = {piece.mark for paragraph in cut for piece in paragraph.pieces if piece.mark}
    start = shown.start if shown else 0
    whole = Citation(article, 0, len(article.text))
    return Opened(
        title=article.label,
        byline=" · ".join(filter(None, [article.source, ", ".join(article.authors)])),
        dated=_dated(article),
        facts=_facts(article),
        url=article.url if deep_link(whole) else None,
        link=deep_link(shown) if shown else None,
        paragraphs=cut,
        marks=len(numbers),
        dropped=[(dropped.reason, dropped.text) for dropped in article.dropped],
        place=Place(article.id, start, shown.end if shown else start),
    )


def source_html(shown: Opened | None = None, error: str | None = None) -> str:
    """Return the source beside the conversation; without one, what will stand there."""
    return _render("source.html", source=shown, error=error)


def row(article: Article, quotations: int) -> Row:
    """Turn an article into a row of the table."""
    return Row(
        article.id,
        article.label,
        article.source or "",
        article.published or "",
        sum(block.kind is BlockKind.BODY for block in article.blocks),
        quotations,
        article.second_article_line if article.path else None,
    )


def top_html(rows: Sequence[Row] = ()) -> str:
    """Return the head of the page, with how much there is to ask."""
    return _render("top.html", articles=len(rows), quotations=sum(r.quotations for r in rows))


def library_html(rows: Sequence[Row], *, read_only: bool) -> str:
    """Return the table of articles."""
    return _render("library.html", rows=rows[:LISTED], more=len(rows[LISTED:]), read_only=read_only)


def adding_html(adding: Adding) -> str:
    """Return what became of the files that are being added."""
    return _render("adding.html", adding=adding)


def speakers_html(counts: Sequence[SpeakerCount], chosen: str | None = None) -> str:
    """Return the list of speakers with how often each is quoted."""
    return _render(
        "speakers.html", counts=counts[:LISTED], more=len(counts[LISTED:]), chosen=chosen
    )


def quotations_html(name: str, said: Sequence[Utterance]) -> str:
    """Return what one speaker is quoted with, in the order given."""
    cards = [_utterance(utterance) for utterance in said[:LISTED]]
    return _render("quotations.html", name=name, cards=cards, more=len(said[LISTED:]))


def _card(finding: Finding, kind: AnswerKind, turn: int) -> Card:
    citation, speaker, fact = finding.citation, finding.speaker, finding.fact
    article = citation.article
    source = _source(citation, turn)
    if fact and fact.name not in (FactName.MENTIONS, FactName.QUOTATIONS):
        return Card(quote="", source=source, copies=(), fact=fact_line(fact, article))
    before, after = _around(citation)
    return Card(
        quote=citation.quote,
        source=source,
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


def _also(citation: Citation, copies: Sequence[Copy], turn: int) -> Source:
    originals = {copy.article.id: copy.original for copy in copies}
    original = originals.get(citation.article.id)
    repeats = (original.source or original.label) if original else None
    return replace(_source(citation, turn), repeats=repeats)


def _near(candidate: Candidate, turn: int) -> Card:
    passage = candidate.passage
    citation = Citation(passage.article, passage.start, passage.end)
    short = textwrap.shorten(passage.text, NEAREST_LENGTH, placeholder=" …")
    return Card(quote=short, source=_source(citation, turn), copies=())


def _utterance(utterance: Utterance) -> Card:
    citation = utterance.citation
    speaker = Speaker.of(utterance.article, utterance.first)
    before, after = _around(citation)
    return Card(
        quote=citation.quote,
        source=_source(citation),
        copies=_copies(citation, speaker),
        about_speaker=_about(speaker).removeprefix(", "),
        before=before,
        after=after,
        is_spoken=_is_spoken(citation, speaker),
    )


def _source(citation: Citation, turn: int | None = None) -> Source:
    article = citation.article
    place = Place(article.id, citation.start, citation.end, turn)
    return Source(article.label, byline(article), place, deep_link(citation))


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
    return within.speaker_name or "a speaker who is unclear", within.citation.quote


def _took(answer: Answer) -> str:
    milliseconds = answer.timings_ms.get("total")
    if milliseconds is None:
        return ""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def _dated(article: Article) -> str:
    if not article.published:
        return "date unknown"
    how = f"{article.published} · {article.published_kind.value} date"
    evidence = article.published_evidence
    return f"{how}, read from “{evidence}”" if evidence else how


def _facts(article: Article) -> str:
    count = sum(block.kind is BlockKind.BODY for block in article.blocks)
    paragraphs_ = f"{count} paragraph{'' if count == 1 else 's'}"
    name = (article.path or "").replace("\\", "/").rpartition("/")[2]
    return " · ".join(part for part in (paragraphs_, name) if part)


def _finalize(value: object) -> object:
    """Take out of any text what would turn the line around or cannot be sent."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_TEMPLATES = Environment(
    loader=PackageLoader("ui"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_finalize,
)


def _render(template: str, **values: object) -> str:
    return _TEMPLATES.get_template(template).render(values)
