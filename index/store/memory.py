"""A store in memory, for tests and for what is not to be kept: plain lists, numpy and BM25."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from index.articles import Article, Listed
from index.embedding.embedder import Vectors
from index.filters import Filters, last_day
from index.passages import Passage
from index.quotations import Quotation
from index.store import upgrade
from index.store.store import Entry, FileRecord, Manifest

T = TypeVar("T")
K1, B = 1.2, 0.75
TITLE_WEIGHT = 0.5  # of a word of the title, beside one of the text


@dataclass(slots=True)
class _Stored:
    """An article with what is made of it, and by which rules."""

    entry: Entry
    passages: dict[int, tuple[Passage, Vectors]]
    quotations_by: int
    passages_by: int


class MemoryStore:
    """Everything in one process; see `Store` for the methods."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self._stored: dict[str, _Stored] = {}  # by article id, in the order of adding
        self._origins: set[tuple[str, str]] = set()  # (path, article id)
        self._files: dict[str, FileRecord] = {}
        self._last_id = 0  # of a passage
        self._generation = 0

    def close(self) -> None:
        pass

    @contextmanager
    def writing(self) -> Iterator[None]:
        yield

    # Writing. ------------------------------------------------------------------------------------

    def add(
        self,
        entries: Sequence[Entry],
        origins: Iterable[tuple[str, str]],
        files: Iterable[FileRecord],
    ) -> list[tuple[str, str]]:
        for entry in entries:
            self._stored[entry.article.id] = _Stored(
                entry, self._numbered(entry), upgrade.QUOTATION_RULES, upgrade.PASSAGE_RULES
            )
        self._origins |= {origin for origin in origins if origin[1] in self._stored}
        gone = [(gone, file.path) for file in files for gone in self._replace(file)]
        self._generation += 1
        return gone

    def _numbered(self, entry: Entry) -> dict[int, tuple[Passage, Vectors]]:
        first = self._last_id + 1
        self._last_id += len(entry.passages)
        return dict(enumerate(zip(entry.passages, entry.vectors, strict=True), first))

    def _replace(self, file: FileRecord) -> list[str]:
        held = [id_ for id_ in self._stored if (file.path, id_) in self._origins]
        gone = [id_ for id_ in held if id_ not in file.article_ids]
        self._origins -= {(file.path, id_) for id_ in gone}
        elsewhere = {id_ for _, id_ in self._origins}
        orphans = [id_ for id_ in gone if id_ not in elsewhere]
        for id_ in orphans:
            del self._stored[id_]
        self._files[file.path] = file
        return orphans

    def remove(self, article_id: str) -> None:
        for path in {path for path, id_ in self._origins if id_ == article_id}:
            self._files.pop(path, None)
            self._origins.discard((path, article_id))
        del self._stored[article_id]
        self._generation += 1

    def outdated(self) -> dict[str, bool]:
        return {
            id_: stored.passages_by < upgrade.PASSAGE_RULES
            for id_, stored in self._stored.items()
            if stored.quotations_by < upgrade.QUOTATION_RULES
            or stored.passages_by < upgrade.PASSAGE_RULES
        }

    def renew(self, entries: Iterable[tuple[Entry, bool]]) -> None:
        for entry, cut in entries:
            stored = self._stored[entry.article.id]
            stored.entry, stored.quotations_by = entry, upgrade.QUOTATION_RULES
            if cut:
                stored.passages, stored.passages_by = self._numbered(entry), upgrade.PASSAGE_RULES
        self._generation += 1

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        yield

    def save(self) -> None:
        pass

    # Reading. ------------------------------------------------------------------------------------

    def generation(self) -> int:
        return self._generation

    def file(self, path: str) -> tuple[str, int | None, str] | None:
        file = self._files.get(path)
        return (file.raw_sha256, file.split_at, file.reader) if file else None

    def article(self, article_id: str) -> Article | None:
        stored = self._stored.get(article_id)
        return stored.entry.article if stored else None

    def ids_like(self, prefix: str) -> list[str]:
        return sorted(id_ for id_ in self._stored if id_.startswith(prefix))

    def articles(
        self, filters: Filters | None = None, after: str | None = None, limit: int = -1
    ) -> Iterator[Article]:
        if after is not None and after not in self._stored:
            return iter(())
        places = {id_: place for place, id_ in enumerate(self._stored)}
        first = -1 if after is None else places[after]
        found = [s.entry.article for s in self._allowed(filters)]
        found = [article for article in found if places[article.id] > first]
        return iter(_page(found, limit))

    def mentioning(self, words: Iterable[str], filters: Filters | None = None) -> Iterator[Article]:
        return self.articles(filters)

    def listed(self, filters: Filters | None = None) -> Iterator[Listed]:
        return map(Listed.of, self.articles(filters))

    def sources(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        return _most(a.source for a in self.articles(filters) if a.source is not None)

    def authors(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        return _most(author for a in self.articles(filters) for author in {*a.authors})

    def _allowed(self, filters: Filters | None) -> list[_Stored]:
        stored = list(self._stored.values())
        return [s for s in stored if not filters or _allows(filters, s.entry.article)]

    def counts(self) -> dict[str, int]:
        return {"articles": len(self._stored), "passages": sum(self.passage_counts().values())}

    def passage_counts(self, filters: Filters | None = None) -> dict[str, int]:
        return {s.entry.article.id: len(s.passages) for s in self._allowed(filters)}

    def quotation_counts(self, filters: Filters | None = None) -> dict[str, int]:
        return {s.entry.article.id: len(s.entry.quotations) for s in self._allowed(filters)}

    def quotations(
        self,
        filters: Filters | None = None,
        speakers: Sequence[str] | None = None,
        within: Sequence[Passage] | None = None,
        limit: int = -1,
        offset: int = 0,
    ) -> list[tuple[Article, Quotation]]:
        entries = [stored.entry for stored in self._allowed(filters)]
        entries.sort(key=lambda e: (e.article.published is None, e.article.published or ""))
        found = [
            (entry.article, quotation)
            for entry in entries
            for quotation in sorted(entry.quotations, key=lambda q: (q.start, q.end, q.kind))
            if speakers is None or quotation.speaker_name in speakers
            if within is None or any(_overlap(quotation, passage) for passage in within)
        ]
        return _page(found, limit, offset)

    def speakers(
        self, filters: Filters | None = None, limit: int = -1, offset: int = 0
    ) -> list[tuple[str, str | None, int, int]]:
        articles: dict[tuple[str, str | None], list[str]] = {}
        for article, q in self.quotations(filters):
            if q.speaker_name is not None:
                articles.setdefault((q.speaker_name, q.role), []).append(article.id)
        rows = [(name, role, len(ids), len(set(ids))) for (name, role), ids in articles.items()]
        rows.sort(key=lambda row: (-row[2], row[0], row[1] is not None, row[1] or ""))
        return _page(rows, limit, offset)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        held = self._passages(None)
        return {id_: held[id_][0] for id_ in ids if id_ in held}

    def _passages(self, filters: Filters | None) -> dict[int, tuple[Passage, Vectors]]:
        return {id_: p for stored in self._allowed(filters) for id_, p in stored.passages.items()}

    def nearest(
        self, query: Vectors, k: int, filters: Filters | None = None
    ) -> list[tuple[int, float]]:
        held = self._passages(filters)
        scores = [(id_, float(np.dot(vector, query))) for id_, (_, vector) in held.items()]
        return _best(scores, k)

    def cosines(self, query: Vectors, ids: Sequence[int]) -> dict[int, float]:
        held = self._passages(None)
        return {id_: float(np.dot(held[id_][1], query)) for id_ in ids if id_ in held}

    def match(self, query: str, k: int, filters: Filters | None = None) -> list[tuple[int, float]]:
        terms = [_words(term) for term in re.findall(r'"([^"]*)"', query)]
        every = {id_: _fields(passage) for id_, (passage, _) in self._passages(None).items()}
        mean = sum(map(_length, every.values())) / max(len(every), 1)
        scores: dict[int, float] = defaultdict(float)
        for term in filter(None, terms):
            hits = {id_: n for id_, fields in every.items() if (n := _frequency(term, fields))}
            rare = math.log((len(every) - len(hits) + 0.5) / (len(hits) + 0.5))
            for id_, n in hits.items():
                longer = 1 - B + B * _length(every[id_]) / mean
                scores[id_] += max(rare, 1e-6) * n * (K1 + 1) / (n + K1 * longer)
        allowed = self._passages(filters)
        return _best([(id_, score) for id_, score in scores.items() if id_ in allowed], k)

    def damage(self) -> list[str]:
        return []


def _page(rows: list[T], limit: int, offset: int = 0) -> list[T]:
    return rows[offset:] if limit < 0 else rows[offset : offset + limit]


def _most(names: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(names).items(), key=lambda row: (-row[1], row[0]))


def _best(scores: list[tuple[int, float]], k: int) -> list[tuple[int, float]]:
    return sorted(scores, key=lambda hit: (-hit[1], hit[0]))[:k]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _fields(passage: Passage) -> tuple[list[str], list[str]]:
    return _words(passage.text), _words(passage.article.title or "")


def _length(fields: tuple[list[str], list[str]]) -> int:
    return len(fields[0]) + len(fields[1])


def _frequency(term: list[str], fields: tuple[list[str], list[str]]) -> float:
    """Return how often a phrase stands in text and title, by weight."""
    text, title = (
        sum(words[i : i + len(term)] == term for i in range(len(words))) for words in fields
    )
    return text + TITLE_WEIGHT * title


def _overlap(quotation: Quotation, passage: Passage) -> bool:
    inside = quotation.start < passage.end and quotation.end > passage.start
    return inside and quotation.article_id == passage.article.id


def _allows(filters: Filters, article: Article) -> bool:
    published = article.published
    return all(
        (
            not filters.source or filters.source.casefold() in (article.source or "").casefold(),
            not filters.author
            or any(filters.author.casefold() in name.casefold() for name in article.authors),
            not filters.since or (published and last_day(published) >= filters.since),
            not filters.until
            or (
                published and published + "-01-01"[len(published) - 4 :] <= last_day(filters.until)
            ),
            not filters.articles or article.id in filters.articles,
        )
    )
