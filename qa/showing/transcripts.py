"""Transcripts: a conversation as Markdown, with its citations numbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qa.answers import Answer, Citation, Finding, Form
from qa.showing.escaping import in_one_line, markdown, visible
from qa.showing.links import deep_link
from qa.showing.marking import Run, around, runs
from qa.showing.phrases import (
    asked_as,
    byline,
    fact_line,
    marks_around,
    notes_of,
    quoted,
    speaker_line,
    state_line,
)


class Sources:
    """The cited places of a conversation, each once, numbered from 1 in the order of citing."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._cited: dict[tuple[str, int, int], Citation] = {}
        for answer in answers:
            related = [near.citation for near in answer.nearest if answer.is_related]
            for citation in (*answer.citations, *related):
                self._cited.setdefault(_key(citation), citation)
        self._numbers = {key: number for number, key in enumerate(self._cited, start=1)}

    def __iter__(self) -> Iterator[Citation]:
        return iter(self._cited.values())

    def marks(self, citations: Iterable[Citation]) -> str:
        """Return the numbers of citations as a text has them: [1][4]."""
        return "".join(f"[{self._numbers[_key(citation)]}]" for citation in citations)

    def as_text(self) -> str:
        """Return the places with their words, one below the other; "" when there is none."""
        return "\n".join(
            f"{number}. {visible(_place(citation))}\n   {quoted(in_one_line(citation.quote))}"
            for number, citation in enumerate(self, start=1)
        )


def as_markdown(answers: Sequence[Answer]) -> str:
    """Return a conversation as Markdown: questions, answers with [numbers], the cited places."""
    cited = Sources(answers)
    lines = ["# Conversation"]
    for answer in answers:
        lines += _answer_lines(answer, cited)
    lines += ["", "## Sources", ""]
    for number, citation in enumerate(cited, start=1):
        link = deep_link(citation)
        lines.append(f"{number}. {markdown(_place(citation))}" + (f" <{link}>" if link else ""))
    return "\n".join(lines)


def _answer_lines(answer: Answer, cited: Sources) -> Iterator[str]:
    yield from ("", f"## {markdown(answer.question)}", "")
    if alone := asked_as(answer):
        yield from (f"*{markdown(alone)}*", "")
    for note in notes_of(answer):
        yield from (markdown(note), "")
    if outcome := state_line(answer):
        yield from (outcome, "")
    for near in answer.nearest if answer.is_related else ():
        yield f"> {_marked(runs(near.citation, near.marks))} {cited.marks([near.citation])}"
        yield ""
    for finding in answer.findings:
        yield from (*_finding_lines(finding, cited), "")


def _finding_lines(finding: Finding, cited: Sources) -> Iterator[str]:
    if finding.fact:
        yield f"**{markdown(fact_line(finding.fact, finding.citation.article))}**"
        yield ""
    words = finding.words
    shown = runs(words, finding.marks if finding.form is Form.SENTENCES else ())
    before, after = marks_around(words.quote, finding.speaker)
    yield f"> {before}{_marked(shown)}{after} {cited.marks((words, *finding.also_in))}"
    if finding.form is Form.VALUE and (sentence := around(finding.citation, words)):
        yield f">\n> {_marked(sentence)}"
    if finding.speaker:
        yield f">\n> — {markdown(speaker_line(finding.speaker))}"


def _marked(cut: Iterable[Run]) -> str:
    """Return words in one line of Markdown, those that are marked in bold."""
    shown = ((_escaped(words), "**" if is_marked else "") for words, is_marked in cut)
    return "".join(f"{bold}{words}{bold}" for words, bold in shown)


def _escaped(words: str) -> str:
    """Return words without the line ends in them, and with the spaces around them."""
    before, after = words[:1].isspace(), words[-1:].isspace()
    return f"{' ' * before}{markdown(words)}{' ' * after}"


def _key(citation: Citation) -> tuple[str, int, int]:
    return citation.article.id, citation.start, citation.end


def _place(citation: Citation) -> str:
    article = citation.article
    place = f"{article.id}, characters {citation.start}–{citation.end}"
    return f"{article.label} · {byline(article)} · {place}"
