"""Answers, passages, quotations and articles as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from index.articles import Article, BlockKind
from index.quotations import Quotation, QuotationKind
from index.retrieval import Candidate
from qa.answers import Answer, AskBack, Citation, FactName, Finding, Speaker
from qa.questions.people import SpeakerCount
from qa.showing.escaping import visible
from qa.showing.phrases import (
    NOT_FOUND,
    asked_as,
    byline,
    confidence_words,
    date_line,
    fact_line,
    independent_line,
    notes_of,
    original_name,
    paragraph_of,
    published,
    quoted_speaker,
    speaker_line,
    which_line,
)

# (role, text) -> text, where role is "quote", "mark", "title" or "faint".
Style = Callable[[str, str], str]

_ON, _OFF = "\ufdd0", "\ufdd1"  # no characters, around the marked span while it is wrapped
_PASSAGE_LENGTH = 240  # characters of a passage that is shown
_BLOCK_NAMES = {
    BlockKind.BODY: "paragraphs",
    BlockKind.HEADING: "headings",
    BlockKind.CAPTION: "captions",
    BlockKind.QUOTE: "block quotations",
}


def answer_text(answer: Answer, *, width: int, style: Style) -> str:
    """Return an answer for a terminal: the quotation, its sentence with the span marked, the place.

    style: how the roles "quote", "mark", "title" and "faint" look.
    """
    if answer.asks_back:
        return "\n".join(_asking_lines(answer.asks_back, width))
    lines = list(_head_lines(answer, width, style))
    if answer.findings:
        blocks = ["\n".join(_finding_lines(finding, width, style)) for finding in answer.findings]
        return "\n".join([*lines, "\n\n".join(blocks)])
    lines.append(NOT_FOUND)
    if answer.nearest:
        lines += ["", style("faint", "The nearest passages:")]
    for candidate in answer.nearest:
        lines += ["", *_candidate_lines(candidate, width, style)]
    return "\n".join(lines)


def candidate_text(candidate: Candidate, *, width: int, style: Style) -> str:
    """Return a passage for a terminal, cut short, with its article."""
    return "\n".join(_candidate_lines(candidate, width, style))


def explanation(candidate: Candidate) -> str:
    """Return how a passage came to its place."""
    ranks = [
        f"{name} rank {rank if rank is not None else '–'}"
        for name, rank in (("dense", candidate.dense_rank), ("lexical", candidate.lexical_rank))
    ]
    caption = ", a caption" if candidate.passage.is_caption else ""
    return f"fused {candidate.score:.4f}: {', '.join(ranks)}{caption}"


def article_text(article: Article, passages: int, *, width: int, style: Style) -> str:
    """Return an article for a terminal: id and title, who and when, how much of it."""
    kinds = [block.kind for block in article.blocks]
    counts = [f"{kinds.count(k)} {name}" for k, name in _BLOCK_NAMES.items() if kinds.count(k)]
    counts += [f"{len(article.dropped)} dropped", f"{passages} passages"]
    indent = " " * (len(article.id) + 2)
    return "\n".join(
        [
            style("title", _wrap(f"{article.id}  {article.label}", width, "", indent)),
            _wrap(f"{byline(article)} · date {article.published_kind.value}", width, indent),
            style("faint", _wrap(", ".join(counts), width, indent)),
        ]
    )


def full_article_text(article: Article, passages: int, *, width: int, style: Style) -> str:
    """Return a stored article for a terminal, block by block."""
    lines = [article_text(article, passages, width=width, style=style)]
    places = [visible(line) for line in (article.url, article.path) if line]
    lines += [style("faint", f"    {place}") for place in places]
    if article.published_evidence:
        evidence = f"{article.published_kind.value} date, read from: {article.published_evidence}"
        lines.append(style("faint", _wrap(evidence, width, "    ")))
    for block in article.blocks:
        words = article.text[block.start : block.end]
        label = "" if block.kind is BlockKind.BODY else f"[{block.kind.value}] "
        credit = f" [{block.credit}]" if block.credit else ""
        lines += ["", _wrap(f"{label}{words}{credit}", width)]
    return "\n".join(lines)


def dropped_text(article: Article, *, width: int, style: Style) -> str:
    """Return what was left out of an article's file, and why."""
    lines = [
        f"{style('faint', visible(dropped.reason) + ':')} "
        + visible(textwrap.shorten(dropped.text, width))
        for dropped in article.dropped
    ]
    return "\n".join(lines) or "Nothing of the file was left out."


def quotation_text(article: Article, quotation: Quotation, *, width: int, style: Style) -> str:
    """Return a quotation for a terminal: the words, who said them, where they stand."""
    words = article.text[quotation.start : quotation.end]
    speaker = Speaker.of(article, quotation)
    who = speaker_line(speaker) if speaker else f"speaker unclear: {quotation.reason}"
    indirect = quotation.kind is QuotationKind.INDIRECT
    return "\n".join(
        [
            style("quote", _wrap(words if indirect else f"“{words}”", width)),
            _wrap(who, width, "  "),
            style("faint", _wrap(f"— {article.label} · {byline(article)}", width, "  ")),
        ]
    )


def speaker_count_text(count: SpeakerCount) -> str:
    """Return how often a speaker is quoted, and under which names, in one line."""
    also = f" (also {', '.join(count.also_as)})" if count.also_as else ""
    return visible(f"{count.quotations:6}  {count.name}{also}")


def _asking_lines(asked: AskBack, width: int) -> Iterator[str]:
    yield _wrap(which_line(asked), width)
    for number, question in enumerate(asked.questions, start=1):
        yield _wrap(f"{number}. {question}", width, "  ", "     ")


def _head_lines(answer: Answer, width: int, style: Style) -> Iterator[str]:
    """Yield how the question was asked and what is to be known of the answer."""
    if alone := asked_as(answer):
        yield style("faint", _wrap(alone, width))
        yield ""
    notes = notes_of(answer)
    yield from (_wrap(note, width) for note in notes)
    if notes:
        yield ""


def _finding_lines(finding: Finding, width: int, style: Style) -> Iterator[str]:
    citation = finding.citation
    if finding.fact:
        yield style("quote", _wrap(fact_line(finding.fact, citation.article), width))
        if finding.fact.name not in (FactName.MENTIONS, FactName.QUOTATIONS):
            yield from _place_lines(citation, width, style)
            first = textwrap.shorten(visible(citation.quote), width - 4, placeholder=" …")
            yield style("faint", f"    {first}")
            return
    indirect = finding.speaker and finding.speaker.kind is QuotationKind.INDIRECT
    yield style("quote", _wrap(citation.quote if indirect else f"“{citation.quote}”", width))
    if finding.speaker:
        yield from _speaker_lines(finding, finding.speaker, width)
    if finding.differs:
        known = "dated " if citation.article.published else ""
        yield _wrap(f"{known}{published(citation.article)}", width, "  ")
    yield from _sentence_lines(citation, width, style)
    yield from _place_lines(citation, width, style)
    if counted := date_line(citation):
        yield _wrap(counted, width, "    ")
    if not finding.fact:
        yield style("faint", f"    confidence: {confidence_words(finding.confidence)}")
    yield from _source_lines(finding, width, style)


def _speaker_lines(finding: Finding, speaker: Speaker, width: int) -> Iterator[str]:
    yield _wrap(speaker_line(speaker), width, "  ")
    for within in finding.within:
        words = f"“{within.citation.quote}”"
        line = f"in it, {speaker.name} quoting {quoted_speaker(within)}: {words}"
        yield _wrap(line, width, "  ")


def _sentence_lines(citation: Citation, width: int, style: Style) -> Iterator[str]:
    """Yield the sentence with the cited words marked, where it has words besides them."""
    start, end = citation.sentence_span
    text = citation.article.text
    before, after = text[start : citation.start], text[citation.end : end]
    if any(character.isalnum() for character in before + after):
        # Wrapped before it is styled, so that colour codes do not count as width.
        marked = f"{visible(before)}{_ON}{visible(citation.quote)}{_OFF}{visible(after)}"
        before, _, rest = _fill(marked, width, "    ").partition(_ON)
        marked, _, after = rest.partition(_OFF)
        yield before + style("mark", marked) + after


def _place_lines(citation: Citation, width: int, style: Style) -> Iterator[str]:
    article = citation.article
    credit = article.block_at(citation.start).credit
    if credit:
        yield _wrap(f"quoted there from {credit}", width, "    ")
    yield style("title", _wrap(f"— {article.label}", width, "  "))
    yield style("faint", _wrap(byline(article), width, "    "))
    characters = f"characters {citation.start}–{citation.end}"
    place = f"{article.id} · {paragraph_of(citation)} · {characters}"
    yield style("faint", _wrap(place, width, "    "))


def _source_lines(finding: Finding, width: int, style: Style) -> Iterator[str]:
    if counted := independent_line(finding):
        yield style("faint", _wrap(counted, width, "    "))
    repeated = {copy.article.id: original_name(copy) for copy in finding.copies}
    for other in finding.also_in:
        line = f"also in: {other.article.label} · {byline(other.article)}"
        if other.article.id in repeated:
            line += f" (repeats {repeated[other.article.id]})"
        yield style("faint", _wrap(line, width, "    "))


def _candidate_lines(candidate: Candidate, width: int, style: Style) -> Iterator[str]:
    passage = candidate.passage
    short = textwrap.shorten(passage.text, _PASSAGE_LENGTH, placeholder=" …")
    yield _wrap(short, width, "    ")
    where = f"— {passage.article.label} · {byline(passage.article)}"
    yield style("faint", _wrap(where, width, "    "))


def _wrap(text: str, width: int, indent: str = "", hanging: str | None = None) -> str:
    """Wrap paragraphs of any text to a width; `hanging` indents all lines but the first."""
    return _fill(visible(text), width, indent, hanging)


def _fill(text: str, width: int, indent: str = "", hanging: str | None = None) -> str:
    return "\n".join(
        textwrap.fill(
            paragraph,
            width,
            initial_indent=indent,
            subsequent_indent=indent if hanging is None else hanging,
            break_on_hyphens=False,
        )
        for paragraph in text.split("\n\n")
    )
