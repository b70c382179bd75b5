"""Retrieval alone, on a test collection in BEIR's layout (Thakur et al. 2021).

A folder with `corpus.jsonl` (`_id, title, text`), `queries.jsonl` (`_id, text`) and a folder
`qrels` of tab-separated files (query id, corpus id, relevance, under a line of names), of which
`test.tsv` is taken where there are several. A document stands where its best passage does.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from eval.files import numbered_lines
from eval.metrics import ndcg_at_k, recall_at_k, reciprocal_rank
from index.articles import Article, article_id, bare_article
from index.errors import GoldError
from index.library import Library
from index.retrieval import HybridRetriever, Ranking

PASSAGES = 300  # retrieved, so that they make up 100 documents
BATCH = 256  # documents embedded and stored at once


@dataclass(frozen=True, slots=True)
class BeirCollection:
    """Documents as articles by id, queries by id, and relevance by query and document id."""

    articles: dict[str, Article]
    queries: dict[str, str]
    relevance: dict[str, dict[str, int]]  # of documents that are relevant at all


def load_collection(folder: Path) -> BeirCollection:
    """Read a folder in BEIR's layout; GoldError names file and line of what is wrong."""
    articles = {
        id_: _article(row.get("title") or None, row["text"])
        for id_, row in _rows(folder / "corpus.jsonl")
        if row["text"].strip()
    }
    queries = {id_: row["text"] for id_, row in _rows(folder / "queries.jsonl")}
    file = _relevance_file(folder)
    relevance: dict[str, dict[str, int]] = {}
    for number, (query, document, grade) in _grades(file):
        for known, id_ in ((queries, query), (articles, document)):
            if id_ not in known:
                raise GoldError(f"{file}: line {number} names {id_!r}, which is not there")
        if grade > 0:
            relevance.setdefault(query, {})[document] = grade
    if not relevance:
        raise GoldError(f"{file}: no document is relevant to any query")
    return BeirCollection(articles, queries, relevance)


def _relevance_file(folder: Path) -> Path:
    files = sorted((folder / "qrels").glob("*.tsv"))
    named = [file for file in files if file.stem == "test"] or files
    if len(named) != 1:
        raise GoldError(f"{folder}/qrels should hold test.tsv or one .tsv file, holds {len(files)}")
    return named[0]


def _grades(file: Path) -> Iterator[tuple[int, tuple[str, str, int]]]:
    """Yield line numbers with (query id, corpus id, relevance)."""
    with file.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t"), start=1):
            try:
                grade = row[0], row[1], int(row[2])
            except (IndexError, ValueError) as exc:
                if number == 1:
                    continue  # the names
                raise GoldError(
                    f"{file}: line {number} should be query id, corpus id, relevance, is {row}"
                ) from exc
            yield number, grade


def store(
    collection: BeirCollection,
    library: Library,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Add the documents to a library; those that it has already cost nothing.

    Raises GoldError when it holds others: they would be found in the place of documents.
    """
    articles = list(collection.articles.values())
    known = {article.id for article in articles}
    if any(article.id not in known for article in library.articles()):
        raise GoldError(f"the library in {library.path} holds other articles; name a new folder")
    with library.writing():
        for first in range(0, len(articles), BATCH):
            part = articles[first : first + BATCH]
            library.add(part)
            progress(len(part))


def evaluate(
    collection: BeirCollection, library: Library, rankings: Sequence[Ranking]
) -> dict[str, float]:
    """Return means over the queries that have a relevant document.

    `ndcg@10` with the grades as gains, `recall@10` and `recall@100` of all relevant documents,
    `mrr@10`, and `queries`, how many there are.
    """
    retriever = HybridRetriever(library, rankings)
    documents: dict[str, list[str]] = {}  # two documents of the same words are one article
    for id_, article in collection.articles.items():
        documents.setdefault(article.id, []).append(id_)
    rows = []
    for query, grades in collection.relevance.items():
        candidates = retriever.retrieve(collection.queries[query], PASSAGES)
        articles = dict.fromkeys(candidate.passage.article.id for candidate in candidates)
        gains = [float(grades.get(id_, 0)) for article in articles for id_ in documents[article]]
        held = [gain > 0 for gain in gains]
        rows.append(
            (
                ndcg_at_k(gains, 10, list(map(float, grades.values()))),
                recall_at_k(held, 10, len(grades)),
                recall_at_k(held, 100, len(grades)),
                reciprocal_rank(held[:10]),
            )
        )
    means = np.mean(rows, axis=0).tolist()
    names = ("ndcg@10", "recall@10", "recall@100", "mrr@10")
    return {**dict(zip(names, means, strict=True)), "queries": float(len(rows))}


def _article(title: str | None, text: str) -> Article:
    article = bare_article(*(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()))
    return replace(article, title=title, id=article_id(title, None, article.text))


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise GoldError(f"{path}: {exc}; BEIR's layout has corpus.jsonl and queries.jsonl") from exc
    for number, line in numbered_lines(text):
        try:
            row = json.loads(line)
            if not isinstance(row["text"], str):
                raise TypeError(f"text should be a string, is {row['text']!r}")
            yield str(row["_id"]), row
        except (ValueError, KeyError, TypeError) as exc:
            raise GoldError(
                f"{path}: line {number} should be an object with _id and text: {exc!r}"
            ) from exc
