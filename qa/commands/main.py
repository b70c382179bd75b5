"""The command line: the group of all commands, and what it makes of errors.

Answers go to stdout, notes and progress to stderr. Exit codes: 0 success, an honest "not found"
included; 1 failure; 2 usage; 3 not found, with --fail-on-abstain.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from index.errors import VerbatimError
from qa.commands.adding import add, remove
from qa.commands.asking import ask, search
from qa.commands.chatting import chat
from qa.commands.checking import doctor, verify
from qa.commands.gold import gold
from qa.commands.listing import list_, quotes, show
from qa.showing.escaping import in_one_line

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

# Commands of the layers above announce themselves in this group of entry points.
ENTRY_POINTS = "qa.commands"


class _Group(click.Group):
    """Finds its commands, and turns the errors that a user can mend into one line and code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *(entry.name for entry in _announced())})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name; that of a layer above is loaded when it is asked for."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        return next((entry.load() for entry in _announced() if entry.name == cmd_name), None)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        try:
            return super().invoke(ctx)
        except VerbatimError as exc:
            raise click.ClickException(in_one_line(str(exc))) from exc
        except UnicodeDecodeError as exc:
            raise click.ClickException(
                f"the input is not UTF-8 text ({exc.reason} at byte {exc.start}); convert it"
            ) from exc
        except BrokenPipeError:
            # The reader of a pipe has seen enough; Python would complain once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="verbatim-qa", prog_name="qa")
def main() -> None:
    """Ask a collection of articles; get their own words back, with citations."""


for command in (add, ask, chat, doctor, gold, list_, quotes, remove, search, show, verify):
    main.add_command(command)


def _announced() -> Iterable[EntryPoint]:
    from importlib.metadata import entry_points

    return entry_points(group=ENTRY_POINTS)
