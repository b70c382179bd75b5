"""What the commands print with --json, as values; docs/json.md and answer.schema.json tell more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from index.articles import Article, BlockKind
from index.quotations import Quotation
from index.retrieval import Candidate
from qa.answers import (
    Answer,
    Citation,
    Copy,
    Fact,
    Finding,
    Namesake,
    Near,
    Speaker,
    Within,
)
from qa.questions.periods import Period
from qa.showing.escaping import OBEYED
from qa.showing.links import deep_link

VERSION = 2


def dumps(value: object, indent: int | None = None) -> str:
    """Return a value as JSON in which every character that a terminal would obey is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as `qa ask --json` prints it."""
    return {
        "version": VERSION,
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": answer.state.value,
        "kind": answer.kind.value,
        "answers": [_finding_json(finding) for finding in answer.findings],
        "more": answer.more,
        "differs": answer.differs,
        "period": _period_json(answer.period) if answer.period else None,
        "asks_back": asdict(answer.asks_back) if answer.asks_back else None,
        "namesakes": [_namesake_json(one) for one in answer.namesakes],
        "notes": list(answer.notes),
        "nearest": [_near_json(near) for near in answer.nearest],
        "timings_ms": {stage: round(ms, 2) for stage, ms in answer.timings_ms.items()},
    }


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


def _namesake_json(one: Namesake) -> dict[str, Any]:
    name, *also_as = one.names
    return {
        "name": name,
        "also_as": also_as,
        "quotations": one.quotations,
        "question": one.question,
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "text": finding.words.quote,
        "form": finding.form.value,
        "confidence": round(finding.confidence, 4),
        "sentence": finding.citation.quote,
        "marks": _marks_json(finding.citation, finding.marks),
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


def _near_json(near: Near) -> dict[str, Any]:
    ranks = candidate_json(near.candidate)
    return {
        **{name: ranks[name] for name in ("score", "dense_rank", "lexical_rank")},
        "text": near.citation.quote,
        "confidence": round(near.confidence, 4),
        "sentence": near.citation.quote,
        "marks": _marks_json(near.citation, near.marks),
        "citation": citation_json(near.citation),
    }


def _marks_json(cited: Citation, marks: Sequence[Citation]) -> list[list[int]]:
    return [[mark.start - cited.start, mark.end - cited.start] for mark in marks]


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
