"""An Answer as terminal text, as JSON, and as a link."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote as percent_encode

from index.articles import Article, BlockKind, PublishedKind
from index.quotations import Quotation, QuotationKind
from index.retrieval import Candidate
from qa.answers import Answer, AskBack, Citation, Copy, Fact, FactName, Finding, Speaker, Within
from qa.questions.periods import Period

JSON_VERSION = 1
_BLOCK_NAMES = {
    BlockKind.BODY: "paragraphs",
    BlockKind.HEADING: "headings",
    BlockKind.CAPTION: "captions",
    BlockKind.QUOTE: "block quotations",
}
FRAGMENT_WORDS = 5  # at each end of a text fragment; browsers match the words between
DIFFERENT = "The articles do not say the same; each answer stands with its date."
CONFIDENCE_WORDS = ((0.85, "strong"), (0.6, "good"), (0.0, "weak"))

# (role, text) -> text, where role is "quote", "mark", "title" or "faint".
Style = Callable[[str, str], str]
_ON, _OFF = "\ufdd0", "\ufdd1"  # no characters, around the marked span while it is wrapped
# What a terminal obeys in place of showing it: controls, and marks that turn the line around. Also
# halves of characters, which nothing can print; the names of old files may have some.
_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0\ufdd1]"
)


def visible(text: str) -> str:
    """Return a text of unknown origin as a terminal may show it: every control is a �."""
    return _OBEYED.sub("�", text)


def dumps(value: object, indent: int | None = None) -> str:
    """Return a value as JSON in which every character that a terminal would obey is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def as_json(answer: Answer) -> dict[str, Any]:
    """Return what `qa ask --json` prints; its shape is documented in docs/json.md."""
    return {
        "version": JSON_VERSION,
        "question": answer.question,
        "standalone_question": answer.standalone_question or answer.question,
        "status": _status(answer),
        "kind": answer.kind.value,
        "answers": [_finding_json(finding) for finding in answer.findings],
        "more": answer.more,
        "differs": answer.differs,
        "period": _period_json(answer.period) if answer.period else None,
        "asks_back": asdict(answer.asks_back) if answer.asks_back else None,
        "notes": list(answer.notes),
        "nearest": [candidate_json(candidate) for candidate in answer.nearest],
        "timings_ms": {stage: round(ms, 2) for stage, ms in answer.timings_ms.items()},
    }


def _status(answer: Answer) -> str:
    if answer.asks_back:
        return "asks_back"
    return "answered" if answer.findings else "not_found"


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return a citation with its W3C TextQuoteSelector (exact, prefix, suffix) and deep link."""
    article = citation.article
    return {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "authors": list(article.authors),
        "published": article.published,
        "published_kind": article.published_kind.value,
        "url": article.url,
        "path": article.path,
        "raw_sha256": article.raw_sha256,
        "start": citation.start,
        "end": citation.end,
        "exact": citation.quote,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
        "quoted_from": article.block_at(citation.start).credit,
        "deep_link": deep_link(citation),
    }


def article_json(article: Article, passages: int) -> dict[str, Any]:
    """Return an article as `qa list --json` prints it: its fields but text and blocks, counts."""
    kinds = [block.kind for block in article.blocks]
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "authors": list(article.authors),
        "published": article.published,
        "published_kind": article.published_kind.value,
        "published_evidence": article.published_evidence,
        "url": article.url,
        "path": article.path,
        "raw_sha256": article.raw_sha256,
        "second_article_line": article.second_article_line,
        "counts": {
            **{kind.value: kinds.count(kind) for kind in BlockKind},
            "dropped": len(article.dropped),
            "passages": passages,
            "characters": len(article.text),
        },
    }


def full_article_json(article: Article, passages: int) -> dict[str, Any]:
    """Return an article as `qa show --json` prints it: with text, blocks and what was dropped."""
    return {
        **article_json(article, passages),
        "text": article.text,
        "blocks": [
            {"kind": b.kind.value, "start": b.start, "end": b.end, "credit": b.credit}
            for b in article.blocks
        ],
        "dropped": [{"text": d.text, "reason": d.reason} for d in article.dropped],
    }


def deep_link(citation: Citation) -> str | None:
    """Return the article's URL with a text fragment that a browser scrolls to and marks."""
    url = citation.article.url
    if not url or not url.startswith(("http://", "https://")):
        return None
    words = citation.quote.split()
    ends = [" ".join(words)]
    if len(words) > 2 * FRAGMENT_WORDS:
        ends = [" ".join(words[:FRAGMENT_WORDS]), " ".join(words[-FRAGMENT_WORDS:])]
    # A dash means prefix or suffix in a text fragment, so it is encoded too.
    parts = [percent_encode(end, safe="").replace("-", "%2D") for end in ends]
    return f"{url.split('#')[0]}#:~:text={','.join(parts)}"


def confidence_words(confidence: float) -> str:
    """Return a confidence as a word and a number: "strong 0.93"."""
    word = next(word for least, word in CONFIDENCE_WORDS if confidence >= least)
    return f"{word} {confidence:.2f}"


def as_text(answer: Answer, *, width: int, style: Style) -> str:
    """Return an answer for a terminal: the quotation, its sentence with the span marked, the place.

    style: how the roles "quote", "mark", "title" and "faint" look.
    """
    if answer.asks_back:
        return "\n".join(_asking_lines(answer.asks_back, width))
    lines: list[str] = []
    if answer.standalone_question not in (None, answer.question):
        lines += [style("faint", _wrap(f"Asked as: {answer.standalone_question}", width)), ""]
    notes = [DIFFERENT, *answer.notes] if answer.differs else answer.notes
    lines += [_wrap(note, width) for note in notes]
    if notes:
        lines.append("")
    if not answer.findings:
        lines.append("No answer was found in these articles.")
        if answer.nearest:
            lines += ["", style("faint", "The nearest passages:")]
        for candidate in answer.nearest:
            lines += ["", *_candidate_lines(candidate, width, style)]
        return "\n".join(lines)
    blocks = ["\n".join(_finding_lines(finding, width, style)) for finding in answer.findings]
    return "\n".join([*lines, "\n\n".join(blocks)])


def _asking_lines(asked: AskBack, width: int) -> Iterator[str]:
    yield _wrap(which_line(asked), width)
    for number, question in enumerate(asked.questions, start=1):
        yield _wrap(f"{number}. {question}", width, "  ", "     ")


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


def quotation_json(article: Article, quotation: Quotation) -> dict[str, Any]:
    """Return a quotation as `qa quotes --json` prints it."""
    return {
        "text": article.text[quotation.start : quotation.end],
        "speaker": article.text[slice(*quotation.speaker)] if quotation.speaker else None,
        "speaker_name": quotation.speaker_name,
        "role": quotation.role,
        "kind": quotation.kind.value,
        "reported_by": quotation.reported_by,
        "confidence": quotation.confidence,
        "cue": article.text[slice(*quotation.cue)] if quotation.cue else None,
        "reason": quotation.reason,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "published": article.published,
        "start": quotation.start,
        "end": quotation.end,
    }


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


def speaker_line(speaker: Speaker) -> str:
    """Return who said it, in what role, and by whose report."""
    line = f"{speaker.name}, {speaker.role}" if speaker.role else speaker.name
    match speaker.kind:
        case QuotationKind.NESTED:
            return f"{line} — {speaker.reported_by} quoting {speaker.name}"
        case QuotationKind.INDIRECT:
            line += " (reported without quotation marks)"
    return f"{line} — as reported by {speaker.reported_by}" if speaker.reported_by else line


def which_line(asked: AskBack) -> str:
    """Say what is not clear in a question."""
    if asked.questions:
        return f"“{asked.about}” may mean more than one thing. Which do you mean?"
    return f"It is not clear what “{asked.about}” means here; ask with a name."


def independent_line(finding: Finding) -> str | None:
    """Say how many articles give an answer, and how many of their own; None for a single one."""
    if not finding.also_in:
        return None
    return f"in {finding.articles} articles, {finding.independent} independent"


def published(article: Article) -> str:
    """Return the date of an article and how it is known."""
    if not article.published:
        return "date unknown"
    inferred = article.published_kind is PublishedKind.INFERRED
    return article.published + (" (inferred)" if inferred else "")


def fact_line(fact: Fact, article: Article) -> str:
    """Return what the library knows of an article, as an answer."""
    values = ", ".join(fact.values)
    match fact.name:
        case FactName.PUBLISHED:
            return f"published {published(article)}"
        case FactName.MENTIONS:
            return f"“{values}”: {_times(fact.count)}"
        case FactName.QUOTATIONS:
            return f"{values}: quoted {_times(fact.count)}"
    if fact.count is None:
        return values
    return f"{values}: {fact.count} article{'' if fact.count == 1 else 's'}"


def date_line(citation: Citation) -> str | None:
    """Say what relative dates in a citation's sentence are counted from; None without one."""
    words = ", ".join(f"“{words}”" for words in citation.relative_dates)
    if not words:
        return None
    article = citation.article
    if article.published:
        return f"{words}: counted from the article's date, {published(article)}"
    return f"{words}: counted from the article's date, which is unknown"


def byline(article: Article) -> str:
    """Return source, authors and date of an article in one line, as far as they are known."""
    parts = [article.source, ", ".join(article.authors)]
    if article.published:
        parts.append(published(article))
    return " · ".join(part for part in parts if part) or "source and author not stated"


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
        yield _wrap(speaker_line(finding.speaker), width, "  ")
        for within in finding.within:
            whose = within.speaker_name or "a speaker who is unclear"
            line = f"in it, {finding.speaker.name} quoting {whose}: “{within.citation.quote}”"
            yield _wrap(line, width, "  ")
    if finding.differs:
        known = "dated " if citation.article.published else ""
        yield _wrap(f"{known}{published(citation.article)}", width, "  ")
    start, end = citation.sentence_span
    text = citation.article.text
    before, after = text[start : citation.start], text[citation.end : end]
    if any(character.isalnum() for character in before + after):
        # Wrapped before it is styled, so that colour codes do not count as width.
        marked = f"{visible(before)}{_ON}{visible(citation.quote)}{_OFF}{visible(after)}"
        wrapped = _fill(marked, width, "    ")
        before, _, rest = wrapped.partition(_ON)
        marked, _, after = rest.partition(_OFF)
        yield before + style("mark", marked) + after
    yield from _place_lines(citation, width, style)
    if counted := date_line(citation):
        yield _wrap(counted, width, "    ")
    if not finding.fact:
        yield style("faint", f"    confidence: {confidence_words(finding.confidence)}")
    yield from _source_lines(finding, width, style)


def _source_lines(finding: Finding, width: int, style: Style) -> Iterator[str]:
    if counted := independent_line(finding):
        yield style("faint", _wrap(counted, width, "    "))
    originals = {copy.article.id: copy.original for copy in finding.copies}
    for other in finding.also_in:
        line = f"also in: {other.article.label} · {byline(other.article)}"
        if other.article.id in originals:
            original = originals[other.article.id]
            line += f" (repeats {original.source or original.label})"
        yield style("faint", _wrap(line, width, "    "))


def _place_lines(citation: Citation, width: int, style: Style) -> Iterator[str]:
    article = citation.article
    credit = article.block_at(citation.start).credit
    if credit:
        yield _wrap(f"quoted there from {credit}", width, "    ")
    yield style("title", _wrap(f"— {article.label}", width, "  "))
    yield style("faint", _wrap(byline(article), width, "    "))
    paragraph = 1 + article.blocks.index(article.block_at(citation.start))
    place = f"{article.id} · paragraph {paragraph} · characters {citation.start}–{citation.end}"
    yield style("faint", _wrap(place, width, "    "))


def _candidate_lines(candidate: Candidate, width: int, style: Style) -> Iterator[str]:
    passage = candidate.passage
    yield _wrap(textwrap.shorten(passage.text, 240, placeholder=" …"), width, "    ")
    yield style(
        "faint", _wrap(f"— {passage.article.label} · {byline(passage.article)}", width, "    ")
    )


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "text": finding.citation.quote,
        "confidence": round(finding.confidence, 4),
        "sentence": finding.citation.sentence,
        "speaker": _speaker_json(finding.speaker, finding.within) if finding.speaker else None,
        "citation": citation_json(finding.citation),
        "also_in": [citation_json(citation) for citation in finding.also_in],
        "articles": finding.articles,
        "independent": finding.independent,
        "copies": [_copy_json(copy) for copy in finding.copies],
        "differs": finding.differs,
        "relative_dates": list(finding.citation.relative_dates),
        "fact": _fact_json(finding.fact) if finding.fact else None,
    }


def _copy_json(copy: Copy) -> dict[str, Any]:
    return {
        "article_id": copy.article.id,
        "original": copy.original.id,
        "sharing": copy.sharing.value,
    }


def _fact_json(fact: Fact) -> dict[str, Any]:
    return {"name": fact.name.value, "values": list(fact.values), "count": fact.count}


def _period_json(period: Period) -> dict[str, Any]:
    return {
        "words": period.words,
        "since": period.since,
        "until": period.until,
        "only": period.only,
        "order": period.order.value if period.order else None,
    }


def _speaker_json(speaker: Speaker, quoted: Sequence[Within]) -> dict[str, Any]:
    return {
        "name": speaker.name,
        "as_written": speaker.as_written,
        "role": speaker.role,
        "reported_by": speaker.reported_by,
        "quotation": speaker.kind.value,
        "cue": speaker.cue,
        "quoting": [
            {
                "text": within.citation.quote,
                "name": within.speaker_name,
                "start": within.citation.start,
                "end": within.citation.end,
            }
            for within in quoted
        ],
    }


def candidate_json(candidate: Candidate) -> dict[str, Any]:
    """Return a passage with its score, its two ranks and its place, as `qa search --json` does."""
    passage = candidate.passage
    return {
        "score": round(candidate.score, 6),
        "dense_rank": candidate.dense_rank,
        "lexical_rank": candidate.lexical_rank,
        "text": passage.text,
        "citation": citation_json(Citation(passage.article, passage.start, passage.end)),
    }


def _times(count: int | None) -> str:
    return "once" if count == 1 else f"{count} times"


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
