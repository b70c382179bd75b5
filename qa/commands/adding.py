"""`qa add` and `qa remove`: articles into a library, and out of it."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.filters import Filters
from index.library import Library
from qa.commands.libraries import (
    folder_to_change,
    holds_samples_alone,
    library_to_add_to,
    library_to_change,
    set_samples_aside,
)
from qa.commands.options import json_option, library_option
from qa.commands.printing import print_json
from qa.showing.as_json import article_json
from qa.showing.escaping import visible

if TYPE_CHECKING:
    from index.articles import Article
    from index.errors import ArticleError
    from index.loaders import RawFile

PROGRESS_FROM = 500_000  # bytes; less is done before a bar could be read


@click.command()
@click.argument("paths", nargs=-1)
@library_option
@json_option
@click.option("--split-at", type=click.IntRange(min=2), help="Line where a second article starts.")
@click.option("--model", help="Embedding model of a new library: a name or a path.")
@click.option("--samples", is_flag=True, help="Add the sample articles to the --library named.")
def add(
    paths: tuple[str, ...],
    path: Path | None,
    as_json: bool,
    split_at: int | None,
    model: str | None,
    samples: bool,
) -> None:
    """Add the articles of PATHS: files, folders, or - for stdin.

    Plain text, HTML, markdown and JSON Lines (url, title, text, published, authors, source).
    """
    from index.ingest import ingest_files, up_to_article
    from index.loaders import walk
    from qa.samples import add_samples

    if not paths and not samples:
        raise click.UsageError("name files or folders to add, or --samples")
    if samples and path is None:
        raise click.UsageError(
            "--samples goes with --library: the samples never enter your own library"
        )
    if split_at and (samples or len(paths) != 1 or os.path.isdir(paths[0])):
        raise click.UsageError("--split-at takes one file")
    folder = folder_to_change(path)
    reports = _Reports(as_json)
    passages: dict[str, int] = {}
    files: Iterator[RawFile | ArticleError] | None = walk(paths)
    is_old = path is None and holds_samples_alone(folder)
    if not samples and (is_old or not Library.is_at(folder)):
        # A library is made when there is something to put into it.
        failed, files = up_to_article(walk(paths), split_at=split_at)
        reports.take(failed)
    if files is not None:
        if is_old:
            set_samples_aside(folder)
        with library_to_add_to(folder, model) as library, _progress(paths) as progress:
            if samples:
                reports.take(add_samples(library))
            reports.take(ingest_files(library, files, split_at=split_at, progress=progress))
            passages = reports.passages(library)
    reports.finish(passages)


@click.command()
@click.argument("ids", nargs=-1, required=True)
@library_option
@json_option
def remove(ids: tuple[str, ...], path: Path | None, as_json: bool) -> None:
    """Remove the articles with these IDS and everything made from them."""
    with library_to_change(path) as library:
        # All are known before the first goes, and one that is named twice goes once.
        articles = {article.id: article for article in map(library.get, ids)}.values()
        with library.writing():
            for article in articles:
                library.remove(article.id)
                if not as_json:
                    click.echo(visible(f"removed {article.id}  {article.label}"))
    if as_json:
        print_json({"removed": [article.id for article in articles]})


class _Reports:
    """Prints what becomes of each file as it happens, and sums it up."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._added: list[Article] = []
        self._removed: list[str] = []
        self._failed: list[str] = []
        self._unchanged = 0

    def take(self, reports: Iterable[object]) -> None:
        from index import ingest

        for report in reports:
            match report:
                case ingest.Added(article):
                    self._added.append(article)
                    self._say(f"added {article.id}  {article.label}")
                    if line := article.second_article_line:
                        path = visible(article.path or "-")
                        click.echo(
                            f"warning: a second article may start at line {line} of {path}; "
                            f"if so: qa add --split-at {line} {shlex.quote(path)}",
                            err=True,
                        )
                case ingest.Unchanged():
                    self._unchanged += 1
                case ingest.Removed(article_id, file):
                    self._removed.append(article_id)
                    self._say(f"removed {article_id}, no longer in {file}")
                case ingest.Failed(error):
                    self._failed.append(str(error))
                    click.echo(f"error: {visible(str(error))}", err=True)

    def passages(self, library: Library) -> dict[str, int]:
        """Return the number of passages of the articles that were added, by id."""
        ids = tuple(article.id for article in self._added)
        return library.passage_counts(Filters(articles=ids)) if ids else {}

    def finish(self, passages: dict[str, int]) -> None:
        """Print the sum; exit with 1 when something was not added.

        passages: their number by article id.
        """
        if self._as_json:
            added = [article_json(article, passages.get(article.id, 0)) for article in self._added]
            print_json(
                {
                    "added": added,
                    "unchanged": self._unchanged,
                    "removed": self._removed,
                    "failed": self._failed,
                }
            )
        else:
            click.echo(
                f"{len(self._added)} added, {self._unchanged} unchanged, "
                f"{len(self._removed)} removed, {len(self._failed)} failed",
                err=True,
            )
        if self._failed:
            raise click.exceptions.Exit(1)

    def _say(self, line: str) -> None:
        if not self._as_json:
            click.echo(visible(line))


@contextmanager
def _progress(paths: Sequence[str]) -> Iterator[Callable[[int], None]]:
    """Show a bar on stderr while long work is done, on a terminal that is not busy with lines."""
    total = sum(_size(path) for path in paths)
    if total < PROGRESS_FROM or not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda done: None
        return
    with click.progressbar(length=total, label="indexing", file=sys.stderr) as bar:
        yield bar.update


def _size(path: str) -> int:
    files = [path]
    if os.path.isdir(path):
        files = [os.path.join(where, name) for where, _, names in os.walk(path) for name in names]
    total = 0
    for file in files:
        with suppress(OSError, ValueError):  # what cannot be read is reported when it is its turn
            total += os.path.getsize(file)
    return total
