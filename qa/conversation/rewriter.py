"""The rewriter: makes a follow-up question stand alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.answers import AskBack
from qa.conversation.turns import Turn

IsPerson = Callable[[str], bool]  # tells the names of those whom the collection quotes


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question as it stands alone; left as it is where the user has to be asked."""

    question: str
    asks_back: AskBack | None = None
    sure: bool = True  # False: the question as typed may be meant; it should be asked as well
    told: frozenset[str] = frozenset()  # words that are not to be given again, normalized


class Rewriter(Protocol):
    """Makes a question stand alone by what was asked and cited before it."""

    def rewrite(self, question: str, history: Sequence[Turn], is_person: IsPerson) -> Standalone:
        """Return the question with what it leans on put in; as it is when it stands alone.

        history: the turns before it, oldest first.
        """
        ...
