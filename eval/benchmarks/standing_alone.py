"""How many questions that stand alone are left alone in a conversation.

    python -m eval.benchmarks.standing_alone QUESTIONS... [--library DIR]

QUESTIONS are files of questions as people type them, as `qa eval natural` takes them; those held
back stay out. A draw puts a hundred of them into ten chats of ten turns: in five the topic changes
with each turn, in five it stays. The turns before a question are answered with what its file
accepts, or, with a library, as the program answers them from it. Prints a table in Markdown, the
mean of the draws and the worst, and the questions that were changed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval import markdown
from eval.files import numbered_lines, read_text
from eval.metrics import average
from qa.conversation.rewriter import IsPerson
from qa.conversation.rewriting import standalone
from qa.conversation.turns import MAX_CITED, Cited, Turn

DRAWS = 20
CHATS, TURNS = 10, 10
ADDRESSES = "article_urls.txt"  # beside a file: articles on its even lines are held back


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that stands alone, what it is about, and the turn that it makes."""

    article: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question in a chat; made: None where it was asked back about."""

    same_topic: bool
    question: str
    made: str | None
    sure: bool

    @property
    def left_alone(self) -> bool:
        """Whether it is asked as it was typed."""
        return self.made == self.question


CHATS_OF: tuple[tuple[str, Callable[[Outcome], bool]], ...] = (
    ("of different topics", lambda one: not one.same_topic),
    ("of one topic", lambda one: one.same_topic),
    ("all", lambda one: True),
)


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--library", type=Path)
    options = parser.parse_args()
    asked = [one for path in options.questions for one in load(path)]
    if len(asked) < CHATS * TURNS:
        parser.error(f"there should be {CHATS * TURNS} questions or more, there are {len(asked)}")
    if options.library:
        asked, is_person = answered(asked, options.library)
    else:
        is_person = None
    draws = [draw(asked, random.Random(seed), is_person) for seed in range(DRAWS)]
    print(markdown.heading(["chats", "left alone", "worst draw", "or asked as typed too"]))
    for name, is_counted in CHATS_OF:
        print(markdown.row([name, *shares(draws, is_counted)]))
    changed = Counter(
        (one.question, one.made or "(asks back)")
        for outcomes in draws
        for one in outcomes
        if not one.left_alone
    )
    for (question, made), times in changed.most_common():
        print(f"\n{times} x {question}\n  {made}")


def load(path: Path) -> list[Asked]:
    """Read the questions of a file that are not held back."""
    listed = path.parent / ADDRESSES
    held = set(listed.read_text(encoding="utf-8").split()[1::2]) if listed.is_file() else set()
    rows = [json.loads(line) for _, line in numbered_lines(read_text(path))]
    return [
        _asked(row)
        for row in rows
        if row.get("part") != "held" and not {*_articles(row)[:1]} & held
    ]


def _asked(row: Mapping[str, Any]) -> Asked:
    spans, sentences = row["spans"], row["sentences"]
    cited = tuple(
        Cited(next((span for span in spans if span in sentence), sentence), sentence)
        for sentence in sentences[:MAX_CITED]
    )
    turn = Turn(row["question"], row["question"], cited, tuple(one.quote for one in cited))
    return Asked(_articles(row)[0], turn)


def _articles(row: Mapping[str, Any]) -> list[str]:
    return [*row.get("article_ids", ()), *row.get("near_article_ids", ()), ""]


def answered(asked: Sequence[Asked], path: Path) -> tuple[list[Asked], IsPerson]:
    """Answer questions from a library; returns them with whom it quotes."""
    from index.library import Library
    from qa.assistant import build_assistant
    from qa.questions.people import Quoted

    with Library(path) as library:
        assistant = build_assistant(library)
        made = [replace(one, turn=Turn.of(assistant.ask(one.turn.question))) for one in asked]
        return made, Quoted(library.speakers()).is_person


def draw(
    asked: Sequence[Asked], chance: random.Random, is_person: IsPerson | None
) -> list[Outcome]:
    """Put a hundred questions into ten chats, and rewrite each after those before it."""
    chosen = chance.sample(asked, CHATS * TURNS)
    half = len(chosen) // 2
    different, same = chosen[:half], sorted(chosen[half:], key=lambda one: one.article)
    return [
        outcome
        for is_same, questions in ((False, different), (True, same))
        for start in range(0, half, TURNS)
        for outcome in chat(questions[start : start + TURNS], is_person, same_topic=is_same)
    ]


def chat(
    asked: Sequence[Asked], is_person: IsPerson | None, *, same_topic: bool
) -> Iterator[Outcome]:
    """Rewrite the questions of a chat in turn."""
    history: list[Turn] = []
    for one in asked:
        question = one.turn.question
        made = standalone(question, history, is_person)
        yield Outcome(same_topic, question, None if made.asks_back else made.question, made.sure)
        history.append(replace(one.turn, standalone=made.question))


def shares(
    draws: Sequence[Sequence[Outcome]], is_counted: Callable[[Outcome], bool]
) -> tuple[str, str, str]:
    """Return what share of outcomes is left alone, in the mean and in the worst draw.

    The last is the mean share of those that are left alone, or changed without being sure of it.
    """
    counted = [list(filter(is_counted, made)) for made in draws]
    alone = [average([float(one.left_alone) for one in made]) for made in counted]
    asked = [average([float(one.left_alone or not one.sure) for one in made]) for made in counted]
    return f"{average(alone):.3f}", f"{min(alone):.2f}", f"{average(asked):.3f}"


if __name__ == "__main__":
    main()
