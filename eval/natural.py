"""Questions as people type them, and the measures of an answer: the right one, and enough of it.

A file is JSON Lines, plain or xz: `id, type, question, sentences, spans, items, must, article_ids,
near_article_ids`. `sentences` are all that are acceptable as evidence, word for word, none where
the collection does not answer; `spans` short acceptable answers; `items` of a list or comparison
one list of acceptable variants each; `must` the fewest words that a why, how or yes/no answer
cannot do without, any of them; `part`, if it is there, its half: dev or held. Other fields are
passed over.

What is judged is an answer as `qa ask --json` prints it, of any version. Texts are compared as
`eval.metrics.normalised` leaves them: no case, punctuation, a, an, the. A text holds another when
the words of the other stand in it as one run; two overlap when one holds the other or their word F1
is OVERLAP_F1 or more; a text without words overlaps nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np

from eval.files import numbered_lines, read_text
from eval.metrics import normalised, token_f1
from index.errors import GoldError

Json = Mapping[str, Any]

SENTENCE_WORDS = 90  # more words in `sentence` than these are too long to count
VALUE_WORDS = 30  # and in the `text` of a value
OVERLAP_F1 = 0.6
HALF = 0.5
TYPE = "question"  # of a row that names none
HALVES = ("dev", "held")  # of the articles
BY_MUST = frozenset({"why", "how", "yesno"})
BY_SPAN = frozenset({"factoid", TYPE})
ADDRESSES = "article_urls.txt"  # beside a file: the order of its articles, for --part


@dataclass(frozen=True, slots=True)
class NaturalQuestion:
    """One question, and what is acceptable as its answer; no sentences: nothing is."""

    id: str
    question: str
    type: str
    half: str  # of HALVES
    sentences: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()
    items: tuple[tuple[str, ...], ...] = ()
    must: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()  # addresses, file names or ids of those that answer

    @property
    def answerable(self) -> bool:
        """Whether the collection answers it."""
        return bool(self.sentences)


# Files. -------------------------------------------------------------------------------------------


def load_natural(paths: Sequence[Path]) -> list[NaturalQuestion]:
    """Read files of questions; GoldError names file and line of what is wrong.

    The half of a question is its `part` where that is dev or held. Else it is dev where the first
    of its articles (else of its near ones) stands on an odd line of ADDRESSES beside the file, held
    on an even one; a question whose article is not listed there, or that has no such file, goes by
    the number of its own line.
    """
    questions: dict[str, NaturalQuestion] = {}
    for path in paths:
        try:
            text, listed = read_text(path), path.parent / ADDRESSES
            order = listed.read_text(encoding="utf-8").split() if listed.is_file() else []
        except (OSError, ValueError) as exc:
            raise GoldError(f"{path}: {exc}; give JSON Lines, plain or xz") from exc
        lines = {address: number for number, address in enumerate(order, start=1)}
        for number, line in numbered_lines(text):
            try:
                one = _question(json.loads(line), number, lines)
            except (KeyError, TypeError, ValueError, AttributeError) as exc:
                raise GoldError(
                    f"{path}: line {number} should be a JSON object with id, question and "
                    f"sentences: {type(exc).__name__}: {exc}"
                ) from exc
            if one.id in questions:
                raise GoldError(f"{path}: line {number} has the id {one.id!r} of an earlier one")
            questions[one.id] = one
    if not questions:
        raise GoldError(f"{', '.join(map(str, paths))}: there is no question in the file")
    return list(questions.values())


def _question(row: dict[str, Any], number: int, lines: Mapping[str, int]) -> NaturalQuestion:
    for name in ("sentences", "spans", "items", "must", "article_ids", "near_article_ids"):
        if not isinstance(row.get(name, []), list):
            raise ValueError(f"{name} should be a list, is now {row[name]!r}")
    if not isinstance(row["question"], str) or not row["question"].strip():
        raise ValueError(f"question should be a text, is now {row['question']!r}")
    articles = tuple(map(str, row.get("article_ids", ())))
    named = (*articles, *row.get("near_article_ids", ()))
    at = lines.get(named[0], number) if named else number
    part = row.get("part")
    return NaturalQuestion(
        id=str(row["id"]),
        question=row["question"],
        type=str(row.get("type", TYPE)),
        half=part if part in HALVES else HALVES[1 - at % 2],
        sentences=tuple(map(str, row["sentences"])),
        spans=tuple(map(str, row.get("spans", ()))),
        items=tuple(tuple(map(str, variants)) for variants in row.get("items", ())),
        must=tuple(map(str, row.get("must", ()))),
        articles=articles,
    )


# What is shown. -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person reads of one answer, or of one of the nearest sentences."""

    text: str  # read first
    sentence: str
    marks: tuple[str, ...]  # the words of each mark
    is_value: bool

    @classmethod
    def of(cls, answer: Json, kind: str | None = None) -> Shown:
        """Take it from the JSON; kind: of the whole answer, which version 1 says in form's place.

        Version 1 has no marks, and its nearest passages no sentence: `text` stands for either.
        """
        sentence = answer.get("sentence") or answer["text"]
        return cls(
            text=answer.get("text") or sentence,
            sentence=sentence,
            marks=tuple(sentence[start:end] for start, end in answer.get("marks") or ()),
            is_value=answer.get("form", "value" if kind == "span" else None) == "value",
        )

    @property
    def marked(self) -> tuple[str, ...]:
        """The words that it says answer: its marks, or its text where nothing is marked."""
        return self.marks or (self.text,)

    @property
    def too_long(self) -> bool:
        """Whether it has more words, as white space parts them, than anybody would read."""
        too_many = self.is_value and len(self.text.split()) > VALUE_WORDS
        return too_many or len(self.sentence.split()) > SENTENCE_WORDS


def shown_answers(answer: Json) -> list[Shown]:
    """Return the answers of an answer's JSON; only one with the status "answered" has any."""
    if answer["status"] != "answered":
        return []
    return [Shown.of(one, answer.get("kind")) for one in answer["answers"]]


def passages_whole(texts: Sequence[str]) -> dict[str, Any]:
    """Return passages as if they were answers, printed whole: the baseline, which has to fail."""
    return {
        "status": "answered",
        "answers": [{"text": text, "sentence": text, "form": "sentences"} for text in texts],
    }


# Texts. -------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return normalised(text).split()


def holds(text: str, part: str) -> bool:
    """Tell whether the words of `part`, if it has any, stand in `text` as one run."""
    found = normalised(part)
    return bool(found) and f" {found} " in f" {normalised(text)} "


def overlap(one: str, other: str) -> bool:
    """Tell whether one text holds the other, or F1 = 2PR / (P + R) of their words is >= .6."""
    if not words(one) or not words(other):
        return False
    return holds(one, other) or holds(other, one) or token_f1(one, [other]) >= OVERLAP_F1


def shared_run(text: Sequence[str], other: Sequence[str]) -> slice:
    """Return where in a text its longest run of words stands that another text has too."""
    found = SequenceMatcher(None, text, other, autojunk=False).find_longest_match()
    return slice(found.a, found.a + found.size)


def _run(text: Sequence[str], other: Sequence[str]) -> int:
    run = shared_run(text, other)
    return int(run.stop - run.start)


# Measures of one answer: (what is shown, the question) -> met or not, or a share. -----------------


def is_placed(shown: Shown, question: NaturalQuestion) -> bool:
    """Tell whether an answer is an acceptable sentence and marks words of it.

    `sentence` overlaps an acceptable sentence, and at least half of the marked words stand in that
    same one as one run. Of several marks each is judged by itself: a mark stands in the sentence
    when the longest run that the two share is at least half of the mark, and the marks that do
    have to hold at least half of all marked words. Nothing marked: `text` is the only mark.
    """
    if shown.too_long:
        return False
    marks = [words(mark) for mark in shown.marked]
    least = HALF * sum(map(len, marks))
    near = [words(one) for one in question.sentences if overlap(shown.sentence, one)]
    standing = (sum(len(mark) for mark in marks if _stands(mark, one)) for one in near)
    return any(0 < least <= held for held in standing)


def _stands(mark: Sequence[str], sentence: Sequence[str]) -> bool:
    return _run(mark, sentence) >= HALF * len(mark)


def is_told(shown: Shown, question: NaturalQuestion) -> bool:
    """Tell whether the `text` alone is enough.

    why, how, yesno: it holds one of `must`. factoid, and a row without a type: it, or the marked
    words one after the other, match one of `spans`: by a word F1 of OVERLAP_F1, or they hold it
    with at most 4 x its words + 6. The others, and those without `must` or `spans`: the longest run
    that it shares with an acceptable sentence is more than half of that sentence.
    """
    if shown.too_long:
        return False
    if question.type in BY_MUST and question.must:
        return any(holds(shown.text, part) for part in question.must)
    if question.type in BY_SPAN and question.spans:
        texts = (shown.text, " ".join(shown.marked))
        return any(matches(text, span) for text in texts for span in question.spans)
    text = words(shown.text)
    sentences = map(words, question.sentences)
    return any(_run(text, sentence) > HALF * len(sentence) for sentence in sentences)


def matches(text: str, span: str) -> bool:
    """Tell whether words are a short answer: word F1 >= .6, or they hold it and little besides."""
    if token_f1(text, [span]) >= OVERLAP_F1:
        return True
    return holds(text, span) and len(words(text)) <= 4 * len(words(span)) + 6


def is_about(shown: Shown, question: NaturalQuestion) -> bool:
    """Tell whether one of the nearest is an acceptable sentence, whatever it marks."""
    if shown.too_long:
        return False
    return any(overlap(shown.sentence, sentence) for sentence in question.sentences)


def density(shown: Shown, question: NaturalQuestion) -> float:
    """Return (words of `sentence` that lie in acceptable sentences) / (words of `sentence`).

    They lie in one where they are the longest run that the two share, if it is at least half of
    the shorter of them. Too long: 0.
    """
    text = words(shown.sentence)
    if shown.too_long or not text:
        return 0.0
    lies = np.zeros(len(text), bool)
    for sentence in map(words, question.sentences):
        run = shared_run(text, sentence)
        if run.stop - run.start >= HALF * min(len(text), len(sentence)):
            lies[run] = True
    return float(lies.mean())


def items_share(answers: Sequence[Shown], question: NaturalQuestion) -> float:
    """Return (items of which a variant stands in the `sentence` of an answer) / (all items)."""
    sentences = [shown.sentence for shown in answers if not shown.too_long]
    found = [
        any(holds(sentence, variant) for sentence in sentences for variant in variants)
        for variants in question.items
    ]
    return sum(found) / len(found)
