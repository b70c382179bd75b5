"""Follow-up questions: our standalone question against those that people wrote.

A file is JSON Lines, plain or xz, in one of two forms:

- `id, source, history, question, rewrite`: one question a line, with the turns before it. Where
  every history of a source has an even number of turns, they are questions and answers in turn;
  else they are questions alone.
- `id, turns [{question, standalone [strings], answers [{text, …}], speaker, asks_back}]`: one
  conversation a line; any of the standalone questions is right, or it is right to ask back.

Earlier questions count as we would have made them stand alone, in the first form, and as the file
says, in the second.
"""

from __future__ import annotations

import json
import math
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.files import numbered_lines, read_text
from eval.metrics import average, reciprocal_rank, token_f1
from index.articles import bare_article
from index.embedding.embedder import Embedder
from index.english.function_words import INDEFINITE, STOP_WORDS
from index.english.words import bare_words, stem, words
from index.library import Library
from index.retrieval import HybridRetriever
from qa.answers import AskBack
from qa.conversation.rewriter import IsPerson
from qa.conversation.rewriting import standalone
from qa.conversation.turns import Cited, Turn
from qa.questions.people import Name

_NO_ANSWER = frozenset({"", "I don't know."})
DEPTH = 10  # of the reciprocal rank
MIN_ANSWER = 8  # words; the shorter say too little to be retrieved by
# Words of a question that tell nothing of what it is about, besides stop words.
_EMPTY = STOP_WORDS | INDEFINITE | {"exactly", "ever"}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question, the turns before it, what people made of it, and what we do."""

    id: str
    history: tuple[Turn, ...]
    question: str
    rewrites: tuple[str, ...]
    should_ask_back: bool
    ours: str
    asked_back: AskBack | None
    answer: str = ""  # what the file answers it with, as far as it is known

    @property
    def stands_alone(self) -> bool:
        """Whether people left it as it was."""
        return not self.should_ask_back and _bare(self.question) in map(_bare, self.rewrites)

    @property
    def is_changed(self) -> bool:
        """Whether people wrote it out."""
        return not self.should_ask_back and not self.stands_alone


def load(path: Path) -> list[FollowUp]:
    """Read a file of conversations and rewrite its questions.

    Raises:
        ValueError: for a line that is not as expected; names it.
    """
    lines: list[_Line] = []
    made: list[FollowUp] = []
    rows = list(_rows(path))
    speakers = {_last_name(turn["speaker"]) for _, row in rows for turn in _spoken(row)}
    for number, row in rows:
        try:
            if "turns" in row:
                made += _conversation(row, lambda name: _last_name(name) in speakers)
            else:
                lines.append(_line(row))
        except (KeyError, TypeError, AttributeError) as exc:
            raise ValueError(
                f"line {number} should be an object with id, history, question and rewrite, or "
                f"with id and turns: {exc!r}"
            ) from exc
    if not rows:
        raise ValueError("there is no question in the file")
    return [*_of_lines(lines), *made]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in numbered_lines(read_text(path)):
        try:
            row = json.loads(line)
        except ValueError as exc:
            raise ValueError(f"line {number} should be a JSON object: {exc}") from exc
        if not isinstance(row, dict):
            raise ValueError(f"line {number} should be a JSON object")
        yield number, row


def _spoken(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the turns of a conversation that say whose words answer them."""
    turns = row.get("turns")
    found = turns if isinstance(turns, list) else []
    return [turn for turn in found if isinstance(turn, dict) and turn.get("speaker")]


def _last_name(name: str) -> str:
    return Name.of(name).last


def metrics(questions: Sequence[FollowUp]) -> dict[str, float]:
    """Compare our rewrites with those that people wrote, and with no rewrite.

    Over the questions that people changed, `changed` of them (NaN where there are none):

    - `f1_none`, `f1_ours`: mean token F1 with the human rewrite (the best of several)
    - `entities_none`, `entities_ours`: mean named-entity recall, over the rewrites that have any:
      the share of the rewrite's words with a capital or a digit, its first word left out, that the
      question has; `entities` of them
    - `f1_closed`, `entities_closed`: how much of the distance between no rewrite and the human
      rewrite ours closes: (ours - none) / (1 - none)

    Over the others, `alone` of them: `alone_kept`, the share that we left as it was.

    Over all: `asked_back`, the share for which we asked back; `right`, the share where we asked
    back as we should or made the same question as one of the rewrites: the same content words, by
    their stems, a last name for a full one; `asked_back_right`, the share of those to be asked back
    that were.
    """
    alone = [q for q in questions if q.stands_alone]
    unclear = [q for q in questions if q.should_ask_back]
    return {
        "total": float(len(questions)),
        **_changed_metrics([q for q in questions if q.is_changed]),
        "alone": float(len(alone)),
        "alone_kept": _share(q.ours == q.question for q in alone),
        "asked_back": _share(q.asked_back is not None for q in questions),
        "asked_back_right": _share(q.asked_back is not None for q in unclear),
        "right": _share(map(is_right, questions)),
    }


def _changed_metrics(changed: Sequence[FollowUp]) -> dict[str, float]:
    """Compare over the questions that people changed; see `metrics`."""
    f1_none = average([token_f1(q.question, q.rewrites) for q in changed])
    f1_ours = average([token_f1(q.ours, q.rewrites) for q in changed])
    named = [q for q in changed if any(map(entities, q.rewrites))]
    none = average([_recall(q.question, q.rewrites) for q in named])
    ours = average([_recall(q.ours, q.rewrites) for q in named])
    return {
        "changed": float(len(changed)),
        "f1_none": f1_none,
        "f1_ours": f1_ours,
        "f1_closed": _closed(f1_none, f1_ours),
        "entities": float(len(named)),
        "entities_none": none,
        "entities_ours": ours,
        "entities_closed": _closed(none, ours),
    }


def retrieval_metrics(
    questions: Sequence[FollowUp],
    embedder: Embedder,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, float]:
    """Retrieve the answers of changed questions with no rewrite, ours and the human one.

    The collection is every answer of 8 words or more that a later question's history gives; a
    question whose own is among them is asked. `mrr_none`, `mrr_ours`, `mrr_human`: mean of 1 / rank
    of its answer in the first 10, else 0; `mrr_closed` = (ours - none) / (human - none). Files with
    questions alone have no answers to find: `retrieved` is 0 and the rest NaN.
    """
    answered = [q for q in questions if len(q.answer.split()) >= MIN_ANSWER]
    changed = [q for q in answered if q.is_changed]
    ranks: dict[str, list[float]] = {"none": [], "ours": [], "human": []}
    with _library_of((q.answer for q in answered), embedder) as library:
        retriever = HybridRetriever(library)
        for question in changed:
            asked = (question.question, question.ours, question.rewrites[0])
            for name, text in zip(ranks, asked, strict=True):
                ranks[name].append(_rank_of(question.answer, retriever, text))
            progress(1)
    none, ours, human = (average(ranks[name]) for name in ranks)
    distance = human - none
    return {
        "retrieved": float(len(changed)),
        "mrr_none": none,
        "mrr_ours": ours,
        "mrr_human": human,
        "mrr_closed": (ours - none) / distance if distance else math.nan,
    }


def _rank_of(answer: str, retriever: HybridRetriever, question: str) -> float:
    found = retriever.retrieve(question, DEPTH)
    return reciprocal_rank([candidate.passage.article.text == answer for candidate in found])


@contextmanager
def _library_of(texts: Iterable[str], embedder: Embedder) -> Iterator[Library]:
    """Keep texts, each once, in a library for as long as it takes."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        Library.create(Path(scratch) / "library", embedder) as library,
    ):
        with library.writing():
            library.add([bare_article(text) for text in dict.fromkeys(texts)])
        yield library


def entities(text: str) -> set[str]:
    """Return the words of a text that are names or numbers by their looks, as they are compared."""
    return {
        word.text
        for word in words(text)
        if any(map(str.isdigit, word.text))
        or (word.start and text[word.start].isupper() and word.text.split("'")[0] != "i")
    }


def is_right(question: FollowUp) -> bool:
    """Tell whether we made one of the rewrites of a question, or asked back as we should."""
    if question.should_ask_back or question.asked_back:
        return question.should_ask_back and question.asked_back is not None
    return any(_same(question.ours, rewrite) for rewrite in question.rewrites)


def _same(ours: str, rewrite: str) -> bool:
    """Tell whether two questions have the same content words, by their stems, and persons."""
    one, other = _content(ours), _content(rewrite)
    if one == other:
        return True
    # What is left may be the rest of a name that both have: John Berg, Berg.
    spare = one ^ other
    names = [name for text in (ours, rewrite) for name in _capitalised(text)]
    return all(
        any(word in set(map(stem, name)) and _has_last(name, one & other) for name in names)
        for word in spare
    )


def _has_last(name: Sequence[str], shared: set[str]) -> bool:
    return stem(Name.of(" ".join(name)).last) in shared


def _capitalised(text: str) -> Iterator[list[str]]:
    """Yield the runs of capitalised words of a text, each as words to be compared."""
    for match in re.finditer(r"[A-ZÀ-Þ][\w.’'-]*(?:\s+[A-ZÀ-Þ][\w.’'-]*)+", text):
        yield bare_words(match.group())


def _content(text: str) -> set[str]:
    """Return the stems of the words that say what is asked about."""
    return {stem(word) for word in bare_words(text) if word not in _EMPTY}


@dataclass(frozen=True, slots=True)
class _Line:
    """A question of the first form."""

    id: str
    source: str
    history: tuple[str, ...]
    question: str
    rewrite: str


def _line(row: dict[str, Any]) -> _Line:
    texts = [" ".join(text.split()) for text in (*row["history"], row["question"], row["rewrite"])]
    return _Line(
        str(row["id"]), str(row.get("source", "")), tuple(texts[:-2]), texts[-2], texts[-1]
    )


def _of_lines(lines: Sequence[_Line]) -> Iterator[FollowUp]:
    """Rewrite the questions of the first form, each after our rewrites of those before it."""
    alone = {line.source for line in lines if len(line.history) % 2}
    answers = {
        (line.source, line.history[: at + 1]): line.history[at + 1]
        for line in lines
        if line.source not in alone
        for at in range(0, len(line.history), 2)
    }
    made: dict[tuple[str, ...], str] = {}
    for line in lines:
        turns = _turns(line, made, are_answered=line.source not in alone)
        ours = standalone(line.question, turns)
        yield FollowUp(
            line.id,
            tuple(turns),
            line.question,
            (line.rewrite,),
            should_ask_back=False,
            ours=ours.question,
            asked_back=ours.asks_back,
            answer=answers.get((line.source, (*line.history, line.question)), ""),
        )


def _turns(line: _Line, made: dict[tuple[str, ...], str], *, are_answered: bool) -> list[Turn]:
    """Return the turns before a question; made: our rewrites, by all that was said until there."""
    turns: list[Turn] = []
    for at in range(0, len(line.history), 2 if are_answered else 1):
        key = line.history[: at + 1]
        if key not in made:
            made[key] = standalone(line.history[at], turns).question
        answer = line.history[at + 1] if are_answered else ""
        cited = () if answer in _NO_ANSWER else (Cited(answer, answer),)
        turns.append(Turn(line.history[at], made[key], cited))
    return turns


def _conversation(row: dict[str, Any], is_person: IsPerson) -> list[FollowUp]:
    """Rewrite the questions of a conversation, each after the file's turns before it."""
    turns: list[Turn] = []
    made = []
    for number, turn in enumerate(row["turns"], start=1):
        question, rewrites = str(turn["question"]), tuple(turn["standalone"])
        texts = [str(answer["text"]) for answer in turn.get("answers", ())]
        cited = tuple(Cited(text, text, turn.get("speaker")) for text in texts)
        ours = standalone(question, turns, is_person)
        made.append(
            FollowUp(
                f"{row['id']}_{number}",
                tuple(turns),
                question,
                rewrites,
                bool(turn.get("asks_back")),
                ours.question,
                ours.asks_back,
                texts[0] if texts else "",
            )
        )
        turns.append(Turn(question, rewrites[0] if rewrites else question, cited))
    return made


def _recall(text: str, rewrites: Sequence[str]) -> float:
    """Return the best recall over the rewrites that have entities: found / all of them."""
    held = {*bare_words(text)}
    wanted = [found for rewrite in rewrites if (found := entities(rewrite))]
    return max(len(found & held) / len(found) for found in wanted)


def _bare(text: str) -> str:
    return " ".join(bare_words(text))


def _closed(none: float, ours: float) -> float:
    return (ours - none) / (1 - none) if none < 1 else math.nan


def _share(flags: Iterable[bool]) -> float:
    return average([float(flag) for flag in flags])
