"""The command line: thin click commands over plain functions.

Answers go to stdout, notes and progress to stderr. Exit codes: 0 success, an honest "not found"
included; 1 failure; 2 usage; 3 not found, with --fail-on-abstain.
"""

from __future__ import annotations

import csv
import functools
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from index.articles import Article
from index.errors import VerbatimError
from index.filters import Filters
from index.library import Library
from index.retrieval import HybridRetriever
from qa.answers import Answer
from qa.assistant import Assistant, build_assistant
from qa.questions.understanding import checked_question
from qa.showing import render

if TYPE_CHECKING:
    from qa.commands.conversation import Chat
    from qa.conversation.turns import Turn

P = ParamSpec("P")
T = TypeVar("T")

MAX_WIDTH = 100
ABSTAINED = 3
PROMPT = "> "
PROGRESS_FROM = 500_000  # bytes; less is done before a bar could be read


# Commands of the layers above, which import this one: found by name when they are asked for.
_ABOVE = {"eval": "eval.command", "serve": "ui.command"}


class _Group(click.Group):
    """Turns the errors that a user can mend into one line and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted([*super().list_commands(ctx), *_ABOVE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name."""
        if cmd_name in _ABOVE:
            command: click.Command = import_module(_ABOVE[cmd_name]).main
            return command
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        try:
            return super().invoke(ctx)
        except VerbatimError as exc:
            raise click.ClickException(render.visible(" ".join(str(exc).split()))) from exc
        except UnicodeDecodeError as exc:
            raise click.ClickException(
                f"the input is not UTF-8 text ({exc.reason} at byte {exc.start}); convert it"
            ) from exc
        except BrokenPipeError:
            # The reader of a pipe has seen enough; Python would complain once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(1)


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


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="verbatim-qa", prog_name="qa")
def main() -> None:
    """Ask a collection of articles; get their own words back, with citations."""


@main.command()
@click.argument("question", nargs=-1)
@library_option
@filter_options
@json_option
@click.option(
    "--reader",
    envvar="QA_READER",
    help="span (where it is installed), sentence, or an extractive QA model by name or path.",
)
@click.option("--fail-on-abstain", is_flag=True, help="Exit with 3 when nothing was found.")
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
    fail_on_abstain: bool,
    questions_file: Iterable[str] | None,
    goes_on: bool,
) -> None:
    """Answer QUESTION with the articles' own words; without one, it is read from stdin."""
    if questions_file is not None and (question or goes_on):
        raise click.UsageError("--questions-from goes with neither a question nor --continue")
    asked = "" if questions_file is not None else checked_question(_question(question))
    with open_library(path, or_samples=True) as library:
        filters = _with_known_articles(library, filters)
        assistant = build_assistant(library, reader=reader)
        if questions_file is not None:
            abstained, failed = _ask_each(assistant, questions_file, filters)
        else:
            turns = _last_turns(library) if goes_on else None
            answer = assistant.ask(asked, filters, turns)
            _keep(library, turns or [], answer, is_wanted=goes_on)
            abstained, failed = not answer.findings, False
            click.echo(_json(render.as_json(answer)) if as_json else _text(answer))
    if failed:
        raise click.exceptions.Exit(1)
    if abstained and fail_on_abstain:
        raise click.exceptions.Exit(ABSTAINED)


@main.command()
@library_option
@filter_options
@click.option("--reader", envvar="QA_READER", help="As for qa ask.")
def chat(path: Path | None, filters: Filters, reader: str | None) -> None:
    """Ask in a conversation: a question may lean on those before it. /help lists the commands."""
    from qa.commands.conversation import Chat

    with open_library(path, or_samples=True) as library:
        filters = _with_known_articles(library, filters)
        talk = Chat(build_assistant(library, reader=reader), _text, filters)
        for line in _lines(talk):
            try:
                said = talk.say(line)
            except VerbatimError as exc:
                click.echo(f"error: {render.visible(str(exc))}", err=True)
                continue
            if said:
                click.echo(said + "\n")
            if talk.done:
                break


@main.command()
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
    asked = checked_question(_question(question))
    with open_library(path, or_samples=True) as library:
        filters = _with_known_articles(library, filters)
        candidates = HybridRetriever(library).retrieve(asked, k, filters)
        if as_json:
            click.echo(_json([render.candidate_json(candidate) for candidate in candidates]))
            return
        for candidate in candidates:
            click.echo(render.candidate_text(candidate, width=_width(), style=_style()))
            if explain:
                click.echo(_style()("faint", f"    {render.explanation(candidate)}"))
            click.echo()
        if not candidates:
            click.echo("No passage was found.")


@main.command()
@click.argument("paths", nargs=-1)
@library_option
@json_option
@click.option("--split-at", type=click.IntRange(min=2), help="Line where a second article starts.")
@click.option("--model", help="Embedding model of a new library: a name or a path.")
@click.option("--samples", is_flag=True, help="Add the sample articles that come with qa.")
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
    from index.ingest import ingest
    from qa.samples import add_samples

    if not paths and not samples:
        raise click.UsageError("name files or folders to add, or --samples")
    if split_at and (samples or len(paths) != 1 or os.path.isdir(paths[0])):
        raise click.UsageError("--split-at takes one file")
    with _library_to_add_to(path, model) as library, _progress(paths) as progress:
        reports = _Reports(as_json)
        library.on_upgrade = lambda done, of: click.echo(
            f"bringing the library up to date: {done} of {of} articles", err=True
        )
        if samples:
            reports.take(add_samples(library))
        reports.take(ingest(library, paths, split_at=split_at, progress=progress))
        passages = library.passage_counts()
    reports.finish(passages)


@main.command()
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
    with open_library(path, or_samples=True) as library:
        filters = _with_known_articles(library, filters)
        counts = count_speakers(library, filters) if speakers else []
        found = [] if speakers else find_quotations(library, speaker, topic, filters)
    rows = [asdict(count) for count in counts]
    rows += [render.quotation_json(article, quotation) for article, quotation in found]
    if as_json:
        click.echo(_json(rows))
    elif as_csv:
        _print_csv(rows)
    for count in counts if not (as_json or as_csv) else ():
        also = f" (also {', '.join(count.also_as)})" if count.also_as else ""
        click.echo(render.visible(f"{count.quotations:6}  {count.name}{also}"))
    for article, quotation in found if not (as_json or as_csv) else ():
        text = render.quotation_text(article, quotation, width=_width(), style=_style())
        click.echo(text + "\n")
    if not rows:
        click.echo("No quotation was found.", err=True)


@main.command()
@click.argument("ids", nargs=-1, required=True)
@library_option
@json_option
def remove(ids: tuple[str, ...], path: Path | None, as_json: bool) -> None:
    """Remove the articles with these IDS and everything made from them."""
    with open_library(path) as library:
        # All are known before the first goes, and one that is named twice goes once.
        articles = {article.id: article for article in map(library.get, ids)}.values()
        with library.writing():
            for article in articles:
                library.remove(article.id)
                if not as_json:
                    click.echo(render.visible(f"removed {article.id}  {article.label}"))
    if as_json:
        click.echo(_json({"removed": [article.id for article in articles]}))


@main.command(name="list")
@library_option
@json_option
def list_(path: Path | None, as_json: bool) -> None:
    """List the articles: what is known of each, and how it was read."""
    with open_library(path) as library:
        counts = library.passage_counts()
        articles = list(library.articles())
    if as_json:
        click.echo(_json([render.article_json(a, counts[a.id]) for a in articles]))
        return
    for article in articles:
        click.echo(render.article_text(article, counts[article.id], width=_width(), style=_style()))
    if not articles:
        click.echo("The library is empty; add articles with: qa add FILES", err=True)


@main.command()
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
        click.echo(_json(render.full_article_json(article, passages)))
    elif dropped:
        click.echo(render.dropped_text(article, width=_width(), style=_style()))
    else:
        click.echo(render.full_article_text(article, passages, width=_width(), style=_style()))


@main.command()
@click.argument("file", type=click.File("r", encoding="utf-8"))
@library_option
@json_option
def verify(file: Iterable[str], path: Path | None, as_json: bool) -> None:
    """Cut every citation of FILE (- is stdin; what qa ask --json prints) again and compare."""
    from qa.showing.verification import citations_of, read_answers, verify

    answers = read_answers("".join(file))
    with open_library(path) as library:
        checked = [verify(library, cited) for answer in answers for cited in citations_of(answer)]
    in_files = sum(how == "article and file" for how in checked)
    if as_json:
        counts = {"answers": len(answers), "citations": len(checked), "in_raw_files": in_files}
        click.echo(_json(counts))
    else:
        click.echo(
            f"{len(checked)} citations of {len(answers)} answers stand in the stored articles, "
            f"{in_files} of them also in the raw files"
        )


@main.command()
@library_option
@json_option
def doctor(path: Path | None, as_json: bool) -> None:
    """Check the library, its derived files and the models; exit 1 when something is wrong."""
    from qa.doctor import examine

    findings = list(examine(path or default_library()))
    healthy = all(finding.ok for finding in findings)
    if as_json:
        report = [{"check": f.check, "ok": f.ok, "detail": f.detail} for f in findings]
        click.echo(_json({"ok": healthy, "checks": report}))
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'BAD '} {finding.check}: {finding.detail}")
    if not healthy:
        raise click.exceptions.Exit(1)


def _lines(talk: Chat) -> Iterator[str]:
    """Yield what the user types; from a pipe each line is shown before its answer."""
    if not sys.stdin.isatty():
        for line in sys.stdin:
            if line.strip():
                click.echo(f"{PROMPT}{render.visible(line.strip())}")
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


def _last_turns(library: Library) -> list[Turn]:
    """Return the last conversation with a library; a note says why when there is none."""
    from qa.conversation.turns import load

    try:
        turns = load(library.path, _conversation_file())
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
        save([*turns, Turn.of(answer)], library.path, _conversation_file())
    except OSError as exc:  # an answer is worth more than what may never be asked for
        if is_wanted:
            click.echo(f"note: the conversation cannot be kept ({exc})", err=True)


def _conversation_file() -> Path:
    return default_library().with_name("conversation.json")


def default_library() -> Path:
    """Return the library in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("verbatim-qa", appauthor=False) / "library"


@contextmanager
def open_library(path: Path | None, *, or_samples: bool = False) -> Iterator[Library]:
    """Open the library that was named, or the default one; make that of the samples if asked."""
    folder = path or default_library()
    if path is None and or_samples and not Library.is_at(folder):
        from qa.samples import sample_library

        library = sample_library(folder, lambda note: click.echo(note, err=True))
    else:
        library = Library(folder)
    with library:
        yield library


@contextmanager
def _library_to_add_to(path: Path | None, model: str | None) -> Iterator[Library]:
    """Open a library or make a new one; a model may only be named for a new one."""
    from index.embedding.compiled import load_embedder
    from index.embedding.embedder import DEFAULT_MODEL

    folder = path or default_library()
    if Library.is_at(folder):
        library = Library(folder)
        if model not in (None, library.manifest.embedder):
            library.close()
            raise VerbatimError(
                f"the library in {folder} was made with {library.manifest.embedder}, not {model}; "
                "name another folder with --library for another model"
            )
    else:
        library = Library.create(folder, load_embedder(model or DEFAULT_MODEL))
    with library:
        yield library


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
                        path = render.visible(article.path or "-")
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
                    click.echo(f"error: {render.visible(str(error))}", err=True)

    def finish(self, passages: dict[str, int]) -> None:
        """Print the sum; exit with 1 when something was not added."""
        if self._as_json:
            click.echo(
                _json(
                    {
                        "added": [
                            render.article_json(a, passages.get(a.id, 0)) for a in self._added
                        ],
                        "unchanged": self._unchanged,
                        "removed": self._removed,
                        "failed": self._failed,
                    }
                )
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
            click.echo(render.visible(line))


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


def _ask_each(assistant: Assistant, lines: Iterable[str], filters: Filters) -> tuple[bool, bool]:
    """Answer one question a line as NDJSON; returns whether any was not found, and any failed."""
    abstained = failed = False
    for line in lines:
        if not line.strip():
            continue
        try:
            answer = assistant.ask(line, filters)
        except VerbatimError as exc:
            failed = True
            error = {"question": line.strip()[:200], "status": "error", "error": str(exc)}
            click.echo(render.dumps(error))
            continue
        abstained = abstained or not answer.findings
        click.echo(render.dumps(render.as_json(answer)))
    return abstained, failed


def _print_csv(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as CSV; a value that a spreadsheet would take for a formula is quoted as text."""
    if not rows:
        return
    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        texts = {k: "" if value is None else render.visible(str(value)) for k, value in row.items()}
        writer.writerow(
            {k: f"'{v}" if v.startswith(("=", "+", "-", "@")) else v for k, v in texts.items()}
        )


def _question(words: Sequence[str]) -> str:
    """Return the question from the command line, or from stdin when there is none or it is "-"."""
    if words and tuple(words) != ("-",):
        return " ".join(words)
    if sys.stdin.isatty() and not words:
        raise click.UsageError('give a question, for example: qa ask "who said so?"')
    return sys.stdin.read()


def _with_known_articles(library: Library, filters: Filters) -> Filters:
    """Replace the beginnings of ids that a user types by whole ids."""
    return replace(filters, articles=tuple(library.get(id_).id for id_ in filters.articles))


def checked_date(text: str | None) -> str | None:
    """Check a date from the command line: a year, a month or a day."""
    if text is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
            raise ValueError
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        raise click.UsageError(
            f"a date should look like 2019, 2019-01 or 2019-01-14, is now {text!r}"
        ) from None
    return text


def _width() -> int:
    return min(shutil.get_terminal_size((80, 24)).columns, MAX_WIDTH)


def _style() -> Callable[[str, str], str]:
    """Return how roles of text look: colour on a terminal, marks elsewhere."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return lambda role, text: f">>{text}<<" if role == "mark" else text
    looks: dict[str, dict[str, Any]] = {
        "quote": {"bold": True},
        "mark": {"fg": "black", "bg": "yellow"},
        "title": {"fg": "cyan"},
        "faint": {"dim": True},
    }
    return lambda role, text: click.style(text, **looks[role])


def _text(answer: Answer) -> str:
    return render.as_text(answer, width=_width(), style=_style())


def _json(value: object) -> str:
    return render.dumps(value, indent=2)
