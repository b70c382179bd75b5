"""Options that several commands share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from index.filters import Filters, iso_date

if TYPE_CHECKING:
    from index.library import Library

P = ParamSpec("P")
T = TypeVar("T")


def library_option(command: Callable[P, T]) -> Callable[P, T]:
    """Add --library."""
    return click.option(
        "--library",
        "path",
        type=click.Path(path_type=Path),
        envvar="QA_LIBRARY",
        help="Folder of the library [default: QA_LIBRARY, or one in your data folder].",
    )(command)


def json_option(command: Callable[P, T]) -> Callable[P, T]:
    """Add --json."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of Filters, and pass them on as one value `filters`."""

    @click.option("--source", help="Only articles of this publication.")
    @click.option("--author", help="Only articles by this author.")
    @click.option("--since", help="Only articles published on or after: 2019, 2019-01, 2019-01-14.")
    @click.option("--until", help="Only articles published on or before.")
    @click.option("--article", "articles", multiple=True, help="Only this article id; repeatable.")
    @functools.wraps(command)
    def with_filters(
        source: str | None,
        author: str | None,
        since: str | None,
        until: str | None,
        articles: tuple[str, ...],
        **others: object,
    ) -> None:
        filters = Filters(source, author, checked_date(since), checked_date(until), articles)
        command(filters=filters, **others)

    return with_filters


def with_known_articles(library: Library, filters: Filters) -> Filters:
    """Replace the beginnings of ids that a user types by whole ids."""
    return replace(filters, articles=tuple(library.get(id_).id for id_ in filters.articles))


def checked_date(text: str | None) -> str | None:
    """Check a date from the command line: a year, a month or a day."""
    try:
        return None if text is None else iso_date(text)
    except ValueError as exc:
        raise click.UsageError(str(exc)) from None
