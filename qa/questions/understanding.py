"""Understanding: what a question asks for, told once, for everybody."""

from __future__ import annotations

from datetime import date

from index.errors import QuestionError
from qa.questions.about import parse_about
from qa.questions.people import Quoted
from qa.questions.periods import Period, parse_period, said_in
from qa.questions.question import Question
from qa.questions.several import asks_for_several
from qa.questions.speech import parse

MAX_QUESTION = 2000  # characters; longer is a document, not a question


def understand(text: str, today: date, quoted: Quoted | None = None) -> Question:
    """Understand a question that stands alone.

    today: what "last year" is counted from. quoted: those whom the library quotes.
    """
    searched, period = parse_period(text, today)
    library = parse_about(_without(searched, None if period and period.order else period))
    said = period or said_in(searched)
    speech = None if library else parse(_without(searched, said))
    period = said if speech else period
    return Question(
        text,
        searched,
        period,
        speech=speech,
        library=library,
        several=asks_for_several(searched),
    )


def _without(question: str, period: Period | None) -> str:
    """Return a question without the words on time, which are no part of its topic."""
    if period is None:
        return question
    return " ".join(question.replace(period.words, " ").split()).replace(" ?", "?")


def checked_question(question: str) -> str:
    """Return a question in one line, control characters out; QuestionError when none is left."""
    visible = "".join(c if c.isprintable() else " " for c in question)
    text = " ".join(visible.split())
    if not any(c.isalnum() for c in text):
        raise QuestionError('the question is empty; ask for example: qa ask "who said so?"')
    if len(text) > MAX_QUESTION:
        raise QuestionError(
            f"the question should have at most {MAX_QUESTION} characters, has {len(text)}; "
            "ask in a sentence or two"
        )
    return text
