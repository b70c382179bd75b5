"""`qa list`, `qa show` and `qa quotes`: what the library holds."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from index.filters import Filters
from qa.commands.libraries import open_library
from qa.commands.options import filter_options, json_option, library_option, with_known_articles
from qa.commands.printing import print_csv, print_json, style, width
from qa.showing.as_json import article_json, full_article_json, quotation_json
from qa.showing.terminal import (
    article_text,
    dropped_text,
    full_article_text,
    quotation_text,
    speaker_count_text,
)


@click.command(name="list")
@library_option
@json_option
def list_(path: Path | None, as_json: bool) -> None:
    """List the articles: what is known of each, and how it was read."""
    with open_library(path) as library:
        counts = library.passage_counts()
        articles = list(library.articles())
    if as_json:
        print_json([article_json(article, counts[article.id]) for article in articles])
        return
    for article in articles:
        click.echo(article_text(article, counts[article.id], width=width(), style=style()))
    if not articles:
        click.echo("The library is empty; add articles with: qa add FILES", err=True)


@click.command()
@click.argument("id_", metavar="ID")
@library_option
@json_option
@click.option("--dropped", is_flag=True, help="Show what was left out of the file, and why.")
def show(id_: str, path: Path | None, as_json: bool, dropped: bool) -> None:
    """Show the article with that ID as it is stored."""
    with open_library(path) as library:
        article = library.get(id_)
        passages = library.passage_counts()[article.id]
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
    with open_library(path) as library:
        filters = with_known_articles(library, filters)
        counts = count_speakers(library, filters) if speakers else []
        found = [] if speakers else find_quotations(library, speaker, topic, filters)
    rows = [asdict(count) for count in counts] or [quotation_json(*pair) for pair in found]
    if as_json:
        print_json(rows)
    elif as_csv:
        print_csv(rows)
    else:
        for count in counts:
            click.echo(speaker_count_text(count))
        for article, quotation in found:
            text = quotation_text(article, quotation, width=width(), style=style())
            click.echo(text + "\n")
    if not rows:
        click.echo("No quotation was found.", err=True)
