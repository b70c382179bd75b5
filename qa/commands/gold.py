"""`qa gold`: a question, and where its right answer stands, as a line to score the program on."""

from __future__ import annotations

from pathlib import Path

import click

from qa.commands.libraries import library_to_change, open_library
from qa.commands.options import json_option, library_option
from qa.commands.printing import print_json
from qa.showing.escaping import visible


@click.group()
def gold() -> None:
    """Keep questions with their right answers, to score the program on: see qa eval."""


@gold.command()
@click.argument("question", nargs=-1, required=True)
@library_option
@json_option
@click.option("--article", "articles", multiple=True, metavar="ID", help="Where it is answered.")
@click.option(
    "--words",
    "all_words",
    multiple=True,
    help="The words of that article that answer; repeat both for another place.",
)
@click.option("--not-here", is_flag=True, help="The articles do not answer it.")
@click.option("--shown", help="The wrong answer that was shown.")
def add(
    question: tuple[str, ...],
    path: Path | None,
    as_json: bool,
    articles: tuple[str, ...],
    all_words: tuple[str, ...],
    not_here: bool,
    shown: str | None,
) -> None:
    """Add QUESTION with the place of its answer, or --not-here."""
    from qa.gold import add_gold, find_words, gold_file

    if len(articles) != len(all_words):
        raise click.UsageError(
            f"give --words for every --article, now {len(all_words)} for {len(articles)}"
        )
    if not_here is bool(articles):
        raise click.UsageError("give either --article ID and --words TEXT, or --not-here")
    with library_to_change(path) as library:
        found = zip(articles, all_words, strict=True)
        places = [find_words(library.get(id_), words) for id_, words in found]
        row = add_gold(library, " ".join(question), places, shown)
        file = gold_file(library)
    if as_json:
        print_json(row)
    else:
        click.echo(f"added {row['id']}  {row['question']}")
        click.echo(f"score all of them with: qa eval natural {file}", err=True)


@gold.command(name="list")
@library_option
@json_option
def list_(path: Path | None, as_json: bool) -> None:
    """List the questions that were added to the library."""
    from qa.gold import read_gold

    with open_library(path) as library:
        rows = read_gold(library)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        texts = [f"“{' '.join(one['text'].split())}”" for one in row["answers"]]
        told = " · ".join(texts) or "not in the articles"
        click.echo(visible(f"{row['id']}  {row['question']}\n    {told}"))
    if not rows:
        click.echo("No question was added; add one with: qa gold add", err=True)


@gold.command()
@click.argument("id_", metavar="ID")
@library_option
@json_option
def remove(id_: str, path: Path | None, as_json: bool) -> None:
    """Remove the question with that ID."""
    from qa.gold import remove_gold

    with library_to_change(path) as library:
        row = remove_gold(library, id_)
    if as_json:
        print_json(row)
    else:
        click.echo(f"removed {row['id']}  {visible(row['question'])}")
