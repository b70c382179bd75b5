"""`qa ask` and `qa search`: one question, its answers or the passages nearest to it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import VerbatimError
from index.filters import Filters
from qa.commands.libraries import conversation_file, open_library
from qa.commands.options import (
    filter_options,
    json_option,
    library_option,
    with_known_articles,
)
from qa.commands.printing import print_json, style, width
from qa.showing.as_json import answer_json, candidate_json, dumps
from qa.showing.terminal import answer_text, candidate_text, explanation

if TYPE_CHECKING:
    from index.library import Library
    from qa.answers import Answer
    from qa.assistant import Assistant
    from qa.conversation.turns import Turn

ABSTAINED = 3  # exit code


@click.command()
@click.argument("question", nargs=-1)
@library_option
@filter_options
@json_option
@click.option(
    "--reader",
    envvar="QA_READER",
    help="span (the default), sentence, or an extractive QA model by name or path, compiled once.",
)
@click.option("--speaker", help="Only words of this speaker: a last or full name, or a role.")
@click.option("--fail-on-abstain", is_flag=True, help="Exit with 3 when nothing answers.")
@click.option(
    "--questions-from",
    "questions_file",
    type=click.File("r", encoding="utf-8"),
    help="Answer each line of a file (- is stdin), one JSON object a line.",
)
@click.option(
    "-c", "--continue", "goes_on", is_flag=True, help="Continue the last conversation: and Berg?"
)
def ask(
    question: tuple[str, ...],
    path: Path | None,
    filters: Filters,
    as_json: bool,
    reader: str | None,
    speaker: str | None,
    fail_on_abstain: bool,
    questions_file: Iterable[str] | None,
    goes_on: bool,
) -> None:
    """Answer QUESTION with the articles' own words; without one, it is read from stdin."""
    from qa.assistant import build_assistant
    from qa.questions.understanding import checked_question

    if questions_file is not None and (question or goes_on):
        raise click.UsageError("--questions-from goes with neither a question nor --continue")
    asked = "" if questions_file is not None else checked_question(_question(question))
    with open_library(path) as library:
        filters = with_known_articles(library, filters)
        assistant = build_assistant(library, reader=reader)
        if questions_file is not None:
            abstained, failed = _ask_each(assistant, questions_file, filters, speaker)
        else:
            turns = _last_turns(library) if goes_on else None
            answer = assistant.ask(asked, filters, turns, speaker)
            _keep(library, turns or [], answer, is_wanted=goes_on)
            abstained, failed = not answer.findings, False
            _print_answer(answer, as_json=as_json)
    if failed:
        raise click.exceptions.Exit(1)
    if abstained and fail_on_abstain:
        raise click.exceptions.Exit(ABSTAINED)


@click.command()
@click.argument("question", nargs=-1)
@library_option
@filter_options
@json_option
@click.option("-k", default=8, show_default=True, type=click.IntRange(1, 1000), help="Passages.")
@click.option("--explain", is_flag=True, help="Show both rankings that were fused.")
def search(
    question: tuple[str, ...],
    path: Path | None,
    filters: Filters,
    as_json: bool,
    k: int,
    explain: bool,
) -> None:
    """List the passages nearest to QUESTION, without reading answers out of them."""
    from index.retrieval import HybridRetriever
    from qa.questions.understanding import checked_question

    asked = checked_question(_question(question))
    with open_library(path) as library:
        filters = with_known_articles(library, filters)
        candidates = HybridRetriever(library).retrieve(asked, k, filters)
    if as_json:
        print_json([candidate_json(candidate) for candidate in candidates])
        return
    for candidate in candidates:
        click.echo(candidate_text(candidate, width=width(), style=style()))
        if explain:
            click.echo(style()("faint", f"    {explanation(candidate)}"))
        click.echo()
    if not candidates:
        click.echo("No passage was found.")


def _question(words: Sequence[str]) -> str:
    """Return the question from the command line, or from stdin when there is none or it is "-"."""
    if words and tuple(words) != ("-",):
        return " ".join(words)
    if sys.stdin.isatty() and not words:
        raise click.UsageError('give a question, for example: qa ask "who said so?"')
    return sys.stdin.read()


def _print_answer(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print_json(answer_json(answer))
    else:
        click.echo(answer_text(answer, width=width(), style=style()))


def _ask_each(
    assistant: Assistant, lines: Iterable[str], filters: Filters, speaker: str | None
) -> tuple[bool, bool]:
    """Answer one question a line as NDJSON; returns whether any has no answer, and any failed."""
    abstained = failed = False
    for line in lines:
        if not line.strip():
            continue
        try:
            answer = assistant.ask(line, filters, speaker=speaker)
        except VerbatimError as exc:
            failed = True
            error = {"question": line.strip()[:200], "status": "error", "error": str(exc)}
            click.echo(dumps(error))
            continue
        abstained = abstained or not answer.findings
        click.echo(dumps(answer_json(answer)))
    return abstained, failed


def _last_turns(library: Library) -> list[Turn]:
    """Return the last conversation with a library; a note says why when there is none."""
    from qa.conversation.turns import load

    try:
        turns = load(library.path, conversation_file())
    except OSError:
        turns = []
    except ValueError as exc:
        click.echo(f"note: the last conversation cannot be read ({exc})", err=True)
        return []
    if not turns:
        click.echo("note: there is no conversation with this library to continue", err=True)
    return turns


def _keep(library: Library, turns: Sequence[Turn], answer: Answer, *, is_wanted: bool) -> None:
    """Keep a conversation for `qa ask --continue`."""
    from qa.conversation.turns import Turn, save

    if answer.asks_back:
        return
    try:
        save([*turns, Turn.of(answer)], library.path, conversation_file())
    except OSError as exc:  # an answer is worth more than what may never be asked for
        if is_wanted:
            click.echo(f"note: the conversation cannot be kept ({exc})", err=True)
