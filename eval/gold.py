"""Gold questions: what was asked, and every place that would be a right answer.

JSON Lines, plain or xz, in one of two forms:

- by place: `id, question, history, type, answers [{article, start, end, text}], speaker, articles,
  notes`, where `text` is what stands at start:end of the stored article;
- by words: `id, question, answers [strings], urls`: the words are right wherever they stand, and
  `urls` name the articles that are known to hold them.

No answers: the articles do not answer the question, and "not found" is right.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.files import numbered_lines, read_text
from eval.metrics import normalised, token_f1
from index.articles import Article
from index.errors import GoldError, UnknownArticle
from index.library import Library
from index.passages import Passage
from qa.answers import Citation

GOLD = Path(__file__).parent / "data" / "gold_seeds.jsonl"  # about the sample articles
OVERLAP_F1 = 0.5  # of an answer that overlaps a gold place without holding all of it
SHORT = 4  # letters; fewer are held by too many answers by chance


@dataclass(frozen=True, slots=True)
class Place:
    """A right answer: `article.text[start:end]` is `text`."""

    article: str  # its id
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question with every acceptable answer: `places`, or `words` that may stand anywhere."""

    id: str
    question: str
    line: int  # of the file
    history: tuple[str, ...] = ()  # the questions before it, oldest first
    type: str = "question"
    places: tuple[Place, ...] = ()
    words: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    speaker: str | None = None
    notes: str = ""

    @property
    def answerable(self) -> bool:
        """Whether there is a right answer besides "not found"."""
        return bool(self.places or self.words)

    @property
    def texts(self) -> list[str]:
        """The acceptable answers as texts, each once."""
        return list(dict.fromkeys((*(place.text for place in self.places), *self.words)))

    def accepts(self, citation: Citation) -> bool:
        """Tell whether cited words are a right answer.

        By place: they overlap an acceptable span and either hold all of it or agree with it by a
        token F1 of one half. By words: they are, hold, or are held by an acceptable answer.
        """
        if self.words:
            return _same_words(citation.quote, self.words)
        return any(
            (citation.start <= place.start and place.end <= citation.end)
            or token_f1(citation.quote, [place.text]) >= OVERLAP_F1
            for place in self._overlapped(citation)
        )

    def lies_in(self, citation: Citation) -> bool:
        """Tell whether a citation points to where an answer stands, however much of it."""
        if self.words:
            return self.accepts(citation)
        return bool(self._overlapped(citation))

    def is_in(self, passage: Passage) -> bool:
        """Tell whether a passage holds the whole of an acceptable answer."""
        if self.words:
            return any(f" {normalised(w)} " in f" {normalised(passage.text)} " for w in self.words)
        return any(
            place.article == passage.article.id
            and passage.start <= place.start
            and place.end <= passage.end
            for place in self.places
        )

    def _overlapped(self, citation: Citation) -> list[Place]:
        return [
            place
            for place in self.places
            if place.article == citation.article.id
            and place.start < citation.end
            and citation.start < place.end
        ]


def load_gold(path: Path) -> list[GoldQuestion]:
    """Read a file of gold questions; GoldError names file and line of what is wrong."""
    try:
        text = read_text(path)
    except (OSError, ValueError) as exc:
        raise GoldError(f"{path}: {exc}; give JSON Lines, plain or xz") from exc
    questions: dict[str, GoldQuestion] = {}
    for number, line in numbered_lines(text):
        try:
            question = _question(json.loads(line), number)
        except (KeyError, TypeError, ValueError, AttributeError) as exc:
            raise GoldError(
                f"{path}: line {number} should be a JSON object with id, question and answers: "
                f"{type(exc).__name__}: {exc}"
            ) from exc
        if (first := questions.get(question.id)) is not None:
            raise GoldError(
                f"{path}: line {number} has the id {question.id!r} of line {first.line}; "
                "give each question its own"
            )
        questions[question.id] = question
    if not questions:
        raise GoldError(f"{path}: there is no question in the file")
    return list(questions.values())


def check_places(questions: Sequence[GoldQuestion], library: Library, path: Path) -> None:
    """Compare every gold place with the stored articles; GoldError names file and line."""
    articles: dict[str, Article] = {}
    for question in questions:
        for place in question.places:
            where = f"{path}: line {question.line}, question {question.id!r}"
            if place.article not in articles:
                try:
                    articles[place.article] = library.get(place.article)
                except UnknownArticle as exc:
                    raise GoldError(
                        f"{where}: the library in {library.path} has no article {place.article!r}; "
                        "name the one that the questions are about with --library"
                    ) from exc
            article = articles[place.article]
            stands = article.text[place.start : place.end]
            whole = 0 <= place.start < place.end <= len(article.text)
            if article.id != place.article or not whole:
                raise GoldError(f"{where}: {place.article} {place.start}:{place.end} is no place")
            if stands != place.text:
                raise GoldError(
                    f"{where}: at {place.start}:{place.end} of {place.article} stands "
                    f"{stands[:60]!r}, the file has {place.text[:60]!r}"
                )


def _question(row: dict[str, Any], line: int) -> GoldQuestion:
    answers = row["answers"]
    for name in ("answers", "history", "urls"):
        if not isinstance(row.get(name, []), list):
            raise ValueError(f"{name} should be a list, is now {row[name]!r}")
    words = tuple(answer for answer in answers if isinstance(answer, str))
    if words and len(words) < len(answers):
        raise ValueError("answers are either all strings or all places")
    question = row["question"]
    if not isinstance(question, str) or not question.strip():
        raise ValueError(f"question should be a text, is now {question!r}")
    return GoldQuestion(
        id=str(row["id"]),
        question=question,
        line=line,
        history=tuple(map(str, row.get("history", ()))),
        type=str(row.get("type", "question")),
        places=() if words else tuple(map(_place, answers)),
        words=words,
        urls=tuple(row.get("urls", ())),
        speaker=row.get("speaker"),
        notes=str(row.get("notes", _shown(row))),
    )


def _shown(row: dict[str, Any]) -> str:
    """Return what a user says of a question of their own: the wrong answer that was shown."""
    return f"shown before: {row['shown']}" if row.get("shown") else ""


def _place(answer: dict[str, Any]) -> Place:
    start, end = int(answer["start"]), int(answer["end"])
    return Place(str(answer["article"]), start, end, answer["text"])


def _same_words(quote: str, golds: Sequence[str]) -> bool:
    found = normalised(quote)
    return any(
        found == gold
        or (gold and f" {gold} " in f" {found} ")
        or (len(found) >= SHORT and f" {found} " in f" {gold} ")
        for gold in map(normalised, golds)
    )
