"""Transcripts: a conversation as Markdown, with its citations numbered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from qa.answers import Answer, Citation, Finding
from qa.showing.render import DIFFERENT, byline, deep_link, fact_line, speaker_line, visible

_OBEYED = re.compile(r"([\\`*_\[\]<>#|])")


class Sources:
    """The cited places of a conversation, each once, numbered from 1 in the order of citing."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._cited: dict[tuple[str, int, int], Citation] = {}
        for answer in answers:
            for citation in answer.citations:
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
            f"{number}. {visible(_place(citation))}\n   “{_in_one_line(citation.quote)}”"
            for number, citation in enumerate(self, start=1)
        )


def as_markdown(answers: Sequence[Answer]) -> str:
    """Return a conversation as Markdown: questions, answers with [numbers], the cited places."""
    cited = Sources(answers)
    lines = ["# Conversation"]
    for answer in answers:
        lines += ["", f"## {_plain(answer.question)}", ""]
        if answer.standalone_question:
            lines += [f"*Asked as: {_plain(answer.standalone_question)}*", ""]
        notes = [DIFFERENT, *answer.notes] if answer.differs else answer.notes
        lines += [line for note in notes for line in (_plain(note), "")]
        if not answer.findings:
            lines.append("No answer was found in these articles.")
        for finding in answer.findings:
            lines += [*_finding_lines(finding, cited), ""]
    lines += ["", "## Sources", ""]
    for number, citation in enumerate(cited, start=1):
        link = deep_link(citation)
        lines.append(f"{number}. {_plain(_place(citation))}" + (f" <{link}>" if link else ""))
    return "\n".join(lines)


def _finding_lines(finding: Finding, cited: Sources) -> Iterator[str]:
    if finding.fact:
        yield f"**{_plain(fact_line(finding.fact, finding.citation.article))}**"
        yield ""
    marks = cited.marks((finding.citation, *finding.also_in))
    yield f"> “{_plain(finding.citation.quote)}” {marks}"
    if finding.speaker:
        yield f">\n> — {_plain(speaker_line(finding.speaker))}"


def _key(citation: Citation) -> tuple[str, int, int]:
    return citation.article.id, citation.start, citation.end


def _place(citation: Citation) -> str:
    article = citation.article
    place = f"{article.id}, characters {citation.start}–{citation.end}"
    return f"{article.label} · {byline(article)} · {place}"


def _plain(text: str) -> str:
    """Return a text in one line, what Markdown or a terminal would obey made plain."""
    return _OBEYED.sub(r"\\\1", _in_one_line(text))


def _in_one_line(text: str) -> str:
    return visible(" ".join(text.split()))
