"""One run: every gold question is asked, as in a conversation, and its answer is scored."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eval.gold import GoldQuestion
from eval.scoring import RETRIEVED, Scored, score
from index.library import Library
from index.passages import Passage
from index.retrieval import Retriever
from qa.answers import Answer
from qa.assistant import Assistant
from qa.conversation.turns import Turn


def run(
    library: Library,
    assistant: Assistant,
    retriever: Retriever,
    questions: Sequence[GoldQuestion],
    progress: Callable[[int], None] = lambda done: None,
) -> list[Scored]:
    """Ask every question and score its answer; the first is asked twice, since it loads models."""
    _ask(assistant, questions[0])
    passages = _RelevantPassages(library)
    scored = []
    for gold in questions:
        answer = _ask(assistant, gold)
        asked = answer.standalone_question or gold.question
        candidates = retriever.retrieve(asked, RETRIEVED) if gold.answerable else []
        scored.append(score(gold, answer, candidates, passages.count(gold), library))
        progress(1)
    return scored


def _ask(assistant: Assistant, gold: GoldQuestion) -> Answer:
    """Ask a question after those of its history, each as it would be asked in a conversation."""
    turns: list[Turn] = []
    for earlier in gold.history:
        turns.append(Turn.of(assistant.ask(earlier, history=turns)))
    return assistant.ask(gold.question, history=turns or None)


class _RelevantPassages:
    """How many passages of a library hold an answer of a question; articles are cut once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._passages: dict[str, list[Passage]] = {}

    def count(self, gold: GoldQuestion) -> int:
        total = 0
        for id_ in {place.article for place in gold.places}:
            if id_ not in self._passages:
                self._passages[id_] = self._library.split(self._library.get(id_))
            total += sum(gold.is_in(passage) for passage in self._passages[id_])
        return total
