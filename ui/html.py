"""The page's pieces as HTML; only the templates hold markup."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering.utterances import Utterance
from qa.questions.people import SpeakerCount
from qa.showing.markup import templates
from qa.showing.phrases import NEAREST
from ui.cards import utterance_card
from ui.catalogue import Adding, ArticleRow
from ui.messages import Exchange, message
from ui.opened import Opened

FURTHER = 3  # answers under the first that are shown without being asked for
LISTED = 300  # rows of a list


def question_html() -> str:
    """Return the box for a question."""
    return _render("question.html")


def conversation_html(
    exchanges: Sequence[Exchange], examples: Sequence[str] = (), *, can_keep: bool = False
) -> str:
    """Return the whole conversation, or what to ask when there is none yet.

    can_keep: a question can be kept as gold.
    """
    messages = [message(exchange) for exchange in exchanges]
    return _render(
        "conversation.html",
        messages=messages,
        examples=examples,
        further=FURTHER,
        nearest=NEAREST,
        can_keep=can_keep,
    )


def kept_html(*, is_answered: bool = False, error: str | None = None) -> str:
    """Return that a question was kept as gold, or why not."""
    return _render("kept.html", is_answered=is_answered, error=error)


def source_html(shown: Opened | None = None, error: str | None = None) -> str:
    """Return the source beside the conversation; without one, what will stand there."""
    return _render("source.html", source=shown, error=error)


def top_html(articles: int = 0, quotations: int = 0) -> str:
    """Return the head of the page, with how much there is to ask."""
    return _render("top.html", articles=articles, quotations=quotations)


def library_html(rows: Sequence[ArticleRow], more: int = 0, *, read_only: bool) -> str:
    """Return the table of articles; more: how many are not in it."""
    return _render("library.html", rows=rows, more=more, read_only=read_only)


def adding_html(adding: Adding) -> str:
    """Return what became of the files that are being added."""
    return _render("adding.html", adding=adding)


def speakers_html(counts: Sequence[SpeakerCount], chosen: str | None = None) -> str:
    """Return the list of speakers with how often each is quoted."""
    return _render(
        "speakers.html", counts=counts[:LISTED], more=len(counts[LISTED:]), chosen=chosen
    )


def quotations_html(name: str, said: Sequence[Utterance]) -> str:
    """Return what one speaker is quoted with, in the order given."""
    cards = [utterance_card(utterance) for utterance in said[:LISTED]]
    return _render("quotations.html", name=name, cards=cards, more=len(said[LISTED:]))


def _render(template: str, **values: object) -> str:
    return _TEMPLATES.get_template(template).render(values)


_TEMPLATES = templates("ui")
