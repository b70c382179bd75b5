"""How well quotations are found and given to their speakers, against annotated articles.

The file is JSON Lines (or the same compressed, `.xz`): one passage of an article a line, with
`doc`, `text` and `attributions`, each `{source, cue, content, direct}` of lists of pieces
`{text, start, end}`. Lines that follow each other with the same `doc` are one article.

A *gold quotation* is a stretch between double quote marks of which at least 80% of the characters
lie in the content of an attribution (`direct` is not asked: it misses those between '' marks); its
source is that of the shortest such attribution. It is long with six words
or more, else short. Quotations inside quotations are not scored.

It is *found* if one direct quotation of ours has at least 80% of its characters. Our speaker is
*right* if the speaker is named (`speaker_name`) and either the span as written overlaps a piece of
the source (for a source "who" also the words right before it), or the canonical name shares its
last name with the source: its last word is a capitalised word of the source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from eval.files import numbered_lines, read_text
from index.articles import Article, BlockKind, PublishedKind, join_blocks
from index.english.patterns import any_of
from index.english.titles import SUFFIXES
from index.quotations import Quotation, QuotationKind, find_quotations

LONG_WORDS = 6
_RELATIVE = frozenset({"who", "which", "that"})
COVERED = 0.8  # share of a gold quotation's characters
_WORD = re.compile(r"\w+(?:[’'\-]\w+)*")
_MARK = re.compile(r"[“”\"]|''")
_PARAGRAPH = re.compile(r"\S(?:.*\S)?")
_SUFFIX = re.compile(rf",? {any_of(SUFFIXES)}\.?$", re.IGNORECASE)

_Attribution = tuple[list[tuple[int, int]], list[tuple[int, int]]]  # pieces of source and content


@dataclass(frozen=True, slots=True)
class GoldQuotation:
    """An annotated quotation: `text[start:end]`, and the pieces of its source."""

    start: int
    end: int
    words: int
    source: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article and its gold quotations."""

    article: Article
    gold: tuple[GoldQuotation, ...]


@dataclass(slots=True)
class _Count:
    """Counts for one length of quotation."""

    gold: int = 0
    found: int = 0
    right: int = 0
    named: int = 0  # gold quotations found with a speaker named
    named_at_all: int = 0  # named quotations of ours, in the gold or not
    right_by_span: int = 0
    reporter_right: int = 0  # the speaker is wrong, but the source is whom we name as the reporter


def evaluate(path: Path) -> dict[str, float]:
    """Return the metrics of `find_quotations` on a file, for `long` and `short` quotations.

    For each length L:

    - `L_total` = number of gold quotations
    - `L_found` = found / total
    - `L_speaker_accuracy` = right / found: an unclear speaker counts as wrong
    - `L_speaker_accuracy_of_all` = right / total: so does a quotation not found
    - `L_speaker_accuracy_by_span` = right by an overlapping span alone / found
    - `L_speaker_or_reporter_accuracy` = right, or with `reported_by` naming the source, / found:
      where one reports the speech of another the annotators often mark only the first
    - `L_precision` = right / found with a speaker named
    - `L_precision_of_all` = right / all that we name a speaker for, including those that the
      annotators did not mark as anyone's speech

    A share of nothing is 0.
    """
    counts = {"long": _Count(), "short": _Count()}
    for annotated in read_annotated(path):
        _score(annotated, counts)
    metrics: dict[str, float] = {}
    for length, count in counts.items():
        metrics[f"{length}_total"] = float(count.gold)
        metrics[f"{length}_found"] = _share(count.found, count.gold)
        metrics[f"{length}_speaker_accuracy"] = _share(count.right, count.found)
        metrics[f"{length}_speaker_accuracy_of_all"] = _share(count.right, count.gold)
        metrics[f"{length}_speaker_accuracy_by_span"] = _share(count.right_by_span, count.found)
        metrics[f"{length}_speaker_or_reporter_accuracy"] = _share(
            count.right + count.reporter_right, count.found
        )
        metrics[f"{length}_precision"] = _share(count.right, count.named)
        metrics[f"{length}_precision_of_all"] = _share(count.right, count.named_at_all)
    return metrics


def read_annotated(path: Path) -> Iterator[AnnotatedArticle]:
    """Yield the articles of a JSON Lines file; ValueError names a line that is not as expected."""
    text = read_text(path)
    rows: list[dict[str, Any]] = []
    for number, line in numbered_lines(text):
        try:
            row = json.loads(line)
            rows.append(
                {"doc": row["doc"], "text": row["text"], "attributions": row["attributions"]}
            )
        except (ValueError, KeyError, TypeError) as exc:
            raise ValueError(
                f"{path}:{number} should be a JSON object with doc, text and attributions: {exc}"
            ) from exc
    for doc, passages in groupby(rows, key=lambda row: row["doc"]):
        yield _annotated(str(doc), list(passages))


def best_match(gold: GoldQuotation, quotations: list[Quotation]) -> Quotation | None:
    """Return the shortest direct quotation that covers a gold one, None if none does."""
    covering = [
        quotation
        for quotation in quotations
        if quotation.kind is QuotationKind.DIRECT
        and _overlap(quotation.start, quotation.end, gold.start, gold.end)
        >= COVERED * (gold.end - gold.start)
    ]
    return min(covering, key=lambda quotation: quotation.end - quotation.start, default=None)


def right_by_span(quotation: Quotation, gold: GoldQuotation, text: str) -> bool:
    """Tell whether the speaker as written overlaps the gold source."""
    if quotation.speaker is None:
        return False
    start, end = quotation.speaker
    for first, last in gold.source:
        if _overlap(start, end, first, last) > 0:
            return True
        relative = text[first:last].lower() in _RELATIVE
        if relative and end <= first and not _WORD.search(text, end, first):
            return True
    return False


def right_by_name(name: str | None, gold: GoldQuotation, text: str) -> bool:
    """Tell whether a name and the gold source share a last name."""
    if not name:
        return False
    ours = _SUFFIX.sub("", name).split()[-1]
    source = " ".join(text[start:end] for start, end in gold.source)
    theirs = [word for word in _WORD.findall(source) if word[0].isupper()]
    return ours[:1].isupper() and any(_bare(word) == _bare(ours) for word in theirs)


def _score(annotated: AnnotatedArticle, counts: dict[str, _Count]) -> None:
    """Add one article to the counts."""
    quotations = find_quotations(annotated.article)
    text = annotated.article.text
    for quotation in quotations:
        if quotation.kind is QuotationKind.DIRECT and quotation.speaker_name:
            words = len(_WORD.findall(text[quotation.start : quotation.end]))
            counts[_length(words)].named_at_all += 1
    for gold in annotated.gold:
        count = counts[_length(gold.words)]
        count.gold += 1
        ours = best_match(gold, quotations)
        if ours is None:
            continue
        count.found += 1
        if ours.speaker_name is None:
            continue
        count.named += 1
        by_span = right_by_span(ours, gold, text)
        count.right_by_span += by_span
        if by_span or right_by_name(ours.speaker_name, gold, text):
            count.right += 1
        elif right_by_name(ours.reported_by, gold, text):
            count.reporter_right += 1


def _annotated(doc: str, passages: list[dict[str, Any]]) -> AnnotatedArticle:
    """Join the passages of an article, keeping their paragraphs as blocks."""
    spans = [
        [match.span() for match in _PARAGRAPH.finditer(passage["text"])] for passage in passages
    ]
    text, blocks = join_blocks(
        (BlockKind.BODY, passage["text"][start:end], None)
        for passage, found in zip(passages, spans, strict=True)
        for start, end in found
    )
    attributions: list[_Attribution] = []
    starts = iter(block.start for block in blocks)
    for passage, found in zip(passages, spans, strict=True):
        moved = [(start, end, next(starts) - start) for start, end in found]
        attributions += [
            (_moved(one["source"], moved), _moved(one["content"], moved))
            for one in passage["attributions"]
        ]
    article = Article(
        id=doc, title=None, source=None, authors=(), published=None,
        published_kind=PublishedKind.UNKNOWN, published_evidence=None, url=None, path=None,
        raw_sha256="", text=text, blocks=blocks,
    )  # fmt: skip
    return AnnotatedArticle(article, tuple(_gold(article, attributions)))


def _gold(article: Article, attributions: list[_Attribution]) -> Iterator[GoldQuotation]:
    """Yield the stretches between quote marks that are attributed to somebody."""
    for block in article.blocks:
        for start, end in _marked(article.text, block.start, block.end):
            if source := _source(start, end, attributions):
                words = len(_WORD.findall(article.text[start:end]))
                yield GoldQuotation(start, end, words, source)


def _moved(
    pieces: list[dict[str, Any]], moved: list[tuple[int, int, int]]
) -> list[tuple[int, int]]:
    """Return pieces of a passage as spans of the article, cut at the ends of paragraphs."""
    return [
        (max(piece["start"], start) + by, min(piece["end"], end) + by)
        for piece in pieces
        for start, end, by in moved
        if piece["start"] < end and piece["end"] > start
    ]


def _source(start: int, end: int, attributions: list[_Attribution]) -> tuple[tuple[int, int], ...]:
    """Return the source of the shortest attribution that holds a stretch, () if none does."""
    holding = [
        (sum(b - a for a, b in content), source)
        for source, content in attributions
        if sum(_overlap(start, end, a, b) for a, b in content) >= COVERED * (end - start)
    ]
    return tuple(min(holding, key=lambda pair: pair[0])[1]) if holding else ()


def _marked(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches between double quote marks of a paragraph, the last to its end."""
    opened: int | None = None
    for mark in _MARK.finditer(text, start, end):
        if opened is None:
            opened = mark.end() if mark.group() != "”" else None
        elif mark.group() != "“":
            if _WORD.search(text, opened, mark.start()):
                yield opened, mark.start()
            opened = None
    if opened is not None and _WORD.search(text, opened, end):
        yield opened, end


def _length(words: int) -> str:
    return "long" if words >= LONG_WORDS else "short"


def _bare(word: str) -> str:
    return re.sub(r"[’']s$", "", word).lower()


def _overlap(start: int, end: int, other_start: int, other_end: int) -> int:
    return max(0, min(end, other_end) - max(start, other_start))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
