"""Answers, passages, quotations and articles as text for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator

from index.articles import Article, BlockKind
from index.quotations import Quotation
from index.retrieval import Candidate
from qa.answers import Answer, AskBack, Citation, FactName, Finding, Form, Near, Speaker
from qa.questions.people import SpeakerCount
from qa.showing.escaping import visible
from qa.showing.marking import Run, around, runs
from qa.showing.phrases import (
    NEAREST,
    asked_as,
    byline,
    confidence_words,
    date_line,
    fact_line,
    independent_line,
    marks_around,
    notes_of,
    original_name,
    paragraph_of,
    published,
    quoted,
    quoted_speaker,
    speaker_line,
    state_line,
    which_line,
)

# (role, text) -> text, where role is "quote", "mark", "title" or "faint".
Style = Callable[[str, str], str]

_ON, _OFF = "\ufdd0", "\ufdd1"  # no characters, around marked words while they are wrapped
_MARKED = re.compile(f"{_ON}([^{_OFF}]*){_OFF}")
_PASSAGE_LENGTH = 240  # characters of a passage that is shown
_BLOCK_NAMES = {
    BlockKind.BODY: "paragraphs",
    BlockKind.HEADING: "headings",
    BlockKind.CAPTION: "captions",
    BlockKind.QUOTE: "block quotations",
}


def answer_text(answer: Answer, *, width: int, style: Style) -> str:
    """Return an answer for a terminal: what is read first, the sentences marked, the place.

    style: how the roles "quote", "mark", "title" and "faint" look.
    """
    if answer.asks_back:
        return "\n".join(_asking_lines(answer.asks_back, width))
    lines = list(_head_lines(answer, width, style))
    if answer.findings:
        blocks = ["\n".join(_finding_lines(finding, width, style)) for finding in answer.findings]
        return "\n".join([*lines, "\n\n".join(blocks)])
    lines.append(_wrap(state_line(answer) or "", width))
    if answer.nearest and not answer.is_related:
        lines += ["", style("faint", f"{NEAREST}:")]
    for near in answer.nearest:
        shown = _related_lines if answer.is_related else _near_lines
        lines += ["", *shown(near, width, style)]
    return "\n".join(lines)


def candidate_text(candidate: Candidate, *, width: int, style: Style) -> str:
    """Return a passage for a terminal, cut short, with its article."""
    return "\n".join(_near_lines(Near.of(candidate), width, style))


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
    return "\n".join(
        [
            style("quote", _wrap(quoted(words, speaker), width)),
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
    cited, words = finding.citation, finding.words
    if finding.fact:
        yield style("quote", _wrap(fact_line(finding.fact, cited.article), width))
        if finding.fact.name not in (FactName.MENTIONS, FactName.QUOTATIONS):
            yield from _place_lines(cited, width, style)
            first = textwrap.shorten(visible(cited.quote), width - 4, placeholder=" …")
            yield style("faint", f"    {first}")
            return
    yield _headline(finding, width, style)
    if finding.speaker:
        yield from _speaker_lines(finding, finding.speaker, width)
    if finding.differs:
        known = "dated " if cited.article.published else ""
        yield _wrap(f"{known}{published(cited.article)}", width, "  ")
    if sentence := around(cited, words):
        yield _marked(sentence, width, style, indent="    ")
    yield from _place_lines(words, width, style)
    if counted := date_line(cited):
        yield _wrap(counted, width, "    ")
    if not finding.fact:
        yield style("faint", f"    confidence: {confidence_words(finding.confidence)}")
    yield from _source_lines(finding, width, style)


def _headline(finding: Finding, width: int, style: Style) -> str:
    """Return what is read first, in its quotation marks; marks in sentences are shown there."""
    words = finding.words
    shown = runs(words, finding.marks if finding.form is Form.SENTENCES else ())
    before, after = marks_around(words.quote, finding.speaker)
    return _marked([(before, False), *shown, (after, False)], width, style, "quote")


def _speaker_lines(finding: Finding, speaker: Speaker, width: int) -> Iterator[str]:
    yield _wrap(speaker_line(speaker), width, "  ")
    for within in finding.within:
        words = f"“{within.citation.quote}”"
        line = f"in it, {speaker.name} quoting {quoted_speaker(within)}: {words}"
        yield _wrap(line, width, "  ")


def _marked(
    cut: Iterable[Run], width: int, style: Style, role: str | None = None, indent: str = ""
) -> str:
    """Wrap words of which some are marked; role: how the others look."""
    # Wrapped before they are styled, so that colour codes do not count as width.
    text = "".join(
        f"{_ON}{visible(words)}{_OFF}" if is_marked else visible(words) for words, is_marked in cut
    )
    pieces = _MARKED.split(_fill(text, width, indent))
    roles = ("mark" if number % 2 else role for number in range(len(pieces)))
    return "".join(
        style(name, words) if name and words else words
        for name, words in zip(roles, pieces, strict=True)
    )


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


def _related_lines(near: Near, width: int, style: Style) -> Iterator[str]:
    yield _marked(runs(near.citation, near.marks), width, style, indent="    ")
    yield from _place_lines(near.citation, width, style)


def _near_lines(near: Near, width: int, style: Style) -> Iterator[str]:
    cited = near.citation
    short = textwrap.shorten(cited.quote, _PASSAGE_LENGTH, placeholder=" …")
    yield _wrap(short, width, "    ")
    where = f"— {cited.article.label} · {byline(cited.article)}"
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
