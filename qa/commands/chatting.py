"""`qa chat`: a conversation on a terminal or through a pipe."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import VerbatimError
from index.filters import Filters
from qa.commands.libraries import open_library
from qa.commands.options import filter_options, library_option, with_known_articles
from qa.commands.printing import style, width
from qa.showing.escaping import visible
from qa.showing.terminal import answer_text

if TYPE_CHECKING:
    from qa.commands.chat import Chat

PROMPT = "> "


@click.command()
@library_option
@filter_options
@click.option("--reader", envvar="QA_READER", help="As for qa ask.")
def chat(path: Path | None, filters: Filters, reader: str | None) -> None:
    """Ask in a conversation: a question may lean on those before it. /help lists the commands."""
    from qa.assistant import build_assistant
    from qa.commands.chat import Chat

    with open_library(path) as library:
        filters = with_known_articles(library, filters)
        show = functools.partial(answer_text, width=width(), style=style())
        talk = Chat(build_assistant(library, reader=reader), show, filters)
        for line in _lines(talk):
            try:
                said = talk.say(line)
            except VerbatimError as exc:
                click.echo(f"error: {visible(str(exc))}", err=True)
                continue
            if said:
                click.echo(said + "\n")
            if talk.done:
                break


def _lines(talk: Chat) -> Iterator[str]:
    """Yield what the user types; from a pipe each line is shown before its answer."""
    if not sys.stdin.isatty():
        for line in sys.stdin:
            if line.strip():
                click.echo(f"{PROMPT}{visible(line.strip())}")
                yield line
        return
    import readline  # its import gives input() line editing and history

    click.echo("Ask a question; /help lists the commands.", err=True)
    while True:
        readline.set_startup_hook(functools.partial(readline.insert_text, talk.draft))
        try:
            yield input(PROMPT)
        except EOFError:
            click.echo()
            return
        except KeyboardInterrupt:  # the line is given up, not the conversation
            click.echo()
