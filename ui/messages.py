"""Messages: what the page shows of each turn of a conversation."""

from __future__ import annotations

from dataclasses import dataclass

from qa.answers import Answer
from qa.showing.phrases import asked_as, notes_of, state_line, which_line
from ui.cards import Card, answer_card, near_card, related_card


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation: its answer, or why it could not be asked."""

    number: int  # in its conversation, from 0
    question: str
    answer: Answer | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What the page shows of one turn."""

    number: int
    question: str
    asked_as: str | None = None  # how the question was made to stand alone
    error: str | None = None
    notes: tuple[str, ...] = ()
    which: str | None = None  # what is asked back, when it is not clear what is meant
    choices: tuple[str, ...] = ()  # the questions that may be meant, or for one namesake each
    cards: tuple[Card, ...] = ()
    outcome: str | None = None  # that it was not answered
    related: tuple[Card, ...] = ()  # in place of answers
    nearest: tuple[Card, ...] = ()
    took: str = ""

    @property
    def first(self) -> int:
        """How many cards stand in front: those that differ from each other, else one."""
        return sum(card.dated is not None for card in self.cards) or 1

    @property
    def summary(self) -> str:
        """The outcome in a few words, for those who hear the page."""
        if said := self.error or self.which or self.outcome:
            return said
        return f"{len(self.cards)} answer{'s' if len(self.cards) > 1 else ''} found."


def message(exchange: Exchange) -> Message:
    """Turn a question and its answer into what is shown."""
    answer, number = exchange.answer, exchange.number
    if answer is None:
        return Message(number, exchange.question, error=exchange.error)
    back = answer.asks_back
    related, nearest = (answer.nearest, ()) if answer.is_related else ((), answer.nearest)
    return Message(
        number,
        exchange.question,
        asked_as=asked_as(answer),
        notes=notes_of(answer),
        which=which_line(back) if back else None,
        choices=back.questions if back else tuple(one.question for one in answer.namesakes),
        cards=tuple(answer_card(finding, number) for finding in answer.findings),
        outcome=state_line(answer),
        related=tuple(related_card(near, number) for near in related),
        nearest=tuple(near_card(near, number) for near in nearest),
        took=_took(answer),
    )


def _took(answer: Answer) -> str:
    milliseconds = answer.timings_ms.get("total")
    if milliseconds is None:
        return ""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"
