"""Verification: a citation is cut from the stored source again and compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from index.articles import PARAGRAPH_BREAK
from index.errors import CitationMismatch, UnknownArticle, VerbatimError
from index.library import Library
from qa.answering.checking import check
from qa.answers import Citation, Finding, Form
from qa.showing.as_json import citation_json

SHOWN = 60  # characters of a quotation in a message
_CITED = {"article_id": str, "exact": str, "start": int, "end": int}
_OF_ANSWER = ("text", "form", "sentence", "marks")  # what it says of its words beside a citation


def citations_of(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every citation that `qa ask --json` prints: of answers, `also_in` and `nearest`."""
    for found in (*answer["answers"], *answer.get("nearest", ())):
        words = {name: found[name] for name in _OF_ANSWER if name in found}
        yield {**words, **found["citation"]}
        yield from found.get("also_in", ())


def verify(library: Library, cited: Mapping[str, Any]) -> str:
    """Check one citation of a JSON answer against the library and, if it can, the raw file.

    Returns how far it was checked: "article" or "article and file". Raises CitationMismatch with
    the first thing that does not agree: the words, where they stand, or whose they are.
    """
    exact, start, end = cited["exact"], cited["start"], cited["end"]
    where = f"{_shown(exact)} at {start}:{end} of article {cited['article_id']}"
    try:
        article = library.get(cited["article_id"])
    except UnknownArticle as exc:
        raise CitationMismatch(f"{where}: that article is not in the library") from exc
    # Slices clamp; a citation past the end of an article must not pass as a shorter one.
    if not 0 <= start < end <= len(article.text):
        raise CitationMismatch(f"{where}: the article has {len(article.text)} characters")
    citation = Citation(article, start, end)
    for field, stored in _stored(citation, cited, where):
        if field in cited and cited[field] != stored:
            raise CitationMismatch(
                f"{where}: the stored {field} is {_shown(stored)}, cited is {_shown(cited[field])}"
            )
    check(citation)
    return "article and file" if _in_raw_file(citation, where) else "article"


def _stored(
    citation: Citation, cited: Mapping[str, Any], where: str
) -> Iterator[tuple[str, object]]:
    """Yield what a citation says by what is stored, the cited words first."""
    yield "exact", citation.quote
    try:
        if "marks" in cited:
            yield "text", _read_first(citation, cited, where)
            yield "sentence", citation.quote
        else:  # version 1 cited the words alone
            yield "text", citation.quote
            yield "sentence", citation.sentence
        yield from citation_json(citation).items()
    except ValueError as exc:
        raise CitationMismatch(f"{where}: it starts or ends between two paragraphs") from exc


def _read_first(sentences: Citation, cited: Mapping[str, Any], where: str) -> str:
    """Cut the marks out of sentences and return what is read first of them."""
    length = sentences.end - sentences.start
    if wrong := [mark for mark in cited["marks"] if not 0 <= mark[0] < mark[1] <= length]:
        raise CitationMismatch(f"{where}: the mark {wrong[0]} is not in its {length} characters")
    marks = tuple(
        Citation(sentences.article, sentences.start + start, sentences.start + end)
        for start, end in cited["marks"]
    )
    form = Form(cited.get("form", Form.SENTENCES))
    return Finding(sentences, 0.0, marks, form).words.quote


def _in_raw_file(citation: Citation, where: str) -> bool:
    """Find the words in the raw file; False when it is gone, has changed or is not plain text."""
    from index.loaders import LOADERS, RawFile
    from index.loaders.text import TextLoader

    path = citation.article.path
    if path is None:
        return False
    try:
        data = Path(path).read_bytes()
    except OSError:
        return False
    if hashlib.sha256(data).hexdigest() != citation.article.raw_sha256:
        return False
    raw = RawFile(path, data)
    loader = next(loader for loader in LOADERS if loader.accepts(raw))
    if not isinstance(loader, TextLoader):
        return False  # markup stands between the words of other files
    words = " ".join(raw.text.split())
    # What was dropped may stand between two paragraphs.
    paragraphs = citation.quote.split(PARAGRAPH_BREAK)
    if any(" ".join(paragraph.split()) not in words for paragraph in paragraphs):
        raise CitationMismatch(f"{where}: these words are not in {path}")
    return True


def read_answers(text: str) -> list[dict[str, Any]]:
    """Read what `qa ask --json` printed: one JSON object, or one a line.

    Raises VerbatimError when it is something else.
    """
    text = text.lstrip("\ufeff")
    try:
        try:
            answers = [json.loads(text)]
        except ValueError:
            # Not splitlines: the words of an article may hold any of Unicode's line ends.
            answers = [json.loads(line) for line in text.split("\n") if line.strip()]
        # A question that could not be asked has no citations, and is no reason to stop.
        answers = [answer for answer in answers if answer.get("status") != "error"]
        for answer in answers:
            for cited in citations_of(answer):
                _check_types(cited)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        raise VerbatimError(
            f"this is not an answer ({type(exc).__name__}: {exc}); give what qa ask --json prints"
        ) from exc
    if not answers:
        raise VerbatimError("there is no answer in the input; give what qa ask --json prints")
    return answers


def _check_types(cited: Mapping[str, Any]) -> None:
    for name, kind in _CITED.items():
        if type(cited[name]) is not kind:
            raise TypeError(f"{name} should be {kind.__name__}, is {cited[name]!r}")
    Form(cited.get("form", Form.SENTENCES))
    for mark in cited.get("marks", ()):
        if [type(place) for place in mark] != [int, int]:
            raise TypeError(f"a mark should be [start, end], is {mark!r}")


def _shown(text: object) -> str:
    words = " ".join(str(text).split())
    return f"“{words if len(words) <= SHOWN else words[: SHOWN - 1] + '…'}”"
