"""`qa list`, `qa show` and `qa quotes`: what the library holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click

from index.articles import Article
from index.filters import Filters
from index.library import Library
from index.quotations import Quotation
from qa.commands.libraries import open_library
from qa.commands.options import filter_options, json_option, library_option, with_known_articles
from qa.commands.printing import print_csv, print_json, print_json_array, style, width
from qa.showing.as_json import article_json, full_article_json, quotation_json
from qa.showing.terminal import (
    article_text,
    dropped_text,
    full_article_text,
    quotation_text,
    speaker_count_text,
)

T = TypeVar("T")
PAGE = 100  # articles that are read at a time


@click.command(name="list")
@library_option
@json_option
def list_(path: Path | None, as_json: bool) -> None:
    """List the articles: what is known of each, and how it was read."""
    with open_library(path) as library, library.snapshot():
        if as_json:
            print_json_array(article_json(*pair) for pair in _with_passages(library))
            return
        for article, passages in _with_passages(library):
            click.echo(article_text(article, passages, width=width(), style=style()))
        if not library.counts()["articles"]:
            click.echo("The library is empty; add articles with: qa add FILES", err=True)


def _with_passages(library: Library) -> Iterator[tuple[Article, int]]:
    """Yield the articles with their number of passages, a page at a time."""
    after = None
    while page := list(library.articles(after=after, limit=PAGE)):
        ids = tuple(article.id for article in page)
        counts = library.passage_counts(Filters(articles=ids))
        yield from ((article, counts[article.id]) for article in page)
        after = ids[-1]


@click.command()
@click.argument("id_", metavar="ID")
@library_option
@json_option
@click.option("--dropped", is_flag=True, help="Show what was left out of the file, and why.")
def show(id_: str, path: Path | None, as_json: bool, dropped: bool) -> None:
    """Show the article with that ID as it is stored."""
    with open_library(path) as library:
        article = library.get(id_)
        passages = library.passage_counts(Filters(articles=(article.id,)))[article.id]
    if as_json:
        print_json(full_article_json(article, passages))
    elif dropped:
        click.echo(dropped_text(article, width=width(), style=style()))
    else:
        click.echo(full_article_text(article, passages, width=width(), style=style()))


@click.command()
@library_option
@filter_options
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, with a line of names first.")
@click.option("--speaker", help="Only of this speaker: a last or full name, or a role.")
@click.option("--topic", help="Only on this topic, most relevant first.")
@click.option("--speakers", is_flag=True, help="Count the speakers in place of their quotations.")
def quotes(
    path: Path | None,
    filters: Filters,
    as_json: bool,
    as_csv: bool,
    speaker: str | None,
    topic: str | None,
    speakers: bool,
) -> None:
    """List the quotations of the articles with their speakers, oldest first."""
    from qa.answering.quotations import find_quotations
    from qa.questions.people import count_speakers

    if as_json and as_csv:
        raise click.UsageError("give either --json or --csv, not both")

    def block(found: tuple[Article, Quotation]) -> str:
        return quotation_text(*found, width=width(), style=style()) + "\n"

    with open_library(path) as library, library.snapshot():
        filters = with_known_articles(library, filters)
        if speakers:
            counts = count_speakers(library, filters)
            printed = _print(counts, asdict, speaker_count_text, as_json, as_csv)
        else:
            found = find_quotations(library, speaker, topic, filters)
            printed = _print(found, lambda pair: quotation_json(*pair), block, as_json, as_csv)
    if not printed:
        click.echo("No quotation was found.", err=True)


def _print(
    items: Iterable[T],
    row: Callable[[T], dict[str, Any]],
    text: Callable[[T], str],
    as_json: bool,
    as_csv: bool,
) -> int:
    """Print each item as it comes; returns how many there were."""
    if as_json:
        return print_json_array(map(row, items))
    if as_csv:
        return print_csv(map(row, items))
    count = 0
    for item in items:
        click.echo(text(item))
        count += 1
    return count
