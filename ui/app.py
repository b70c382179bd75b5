"""The page in Gradio: what is where, and what happens on a click."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import gradio as gr

from index import ingest
from index.errors import VerbatimError
from index.filters import Filters
from qa.answers import Answer, Citation
from qa.commands.options import checked_date
from qa.conversation.turns import MAX_TURNS, Turn
from ui.catalogue import Adding
from ui.collection import Collection
from ui.html import (
    LISTED,
    adding_html,
    conversation_html,
    kept_html,
    library_html,
    question_html,
    quotations_html,
    source_html,
    speakers_html,
    top_html,
)
from ui.messages import Exchange
from ui.opened import opened

FOLDER = Path(__file__).parent
MAX_EXCHANGES = 50  # of a conversation; older ones go
KEPT_SECONDS = 3600  # that an uploaded file lies about after it was read
PASTED = "pasted.txt"  # what a pasted text is called
DATES = "2019, 2019-01 or 2019-01-14"
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# One request, one response. What goes through Gradio's queue comes over a stream that closes after
# the last event; of one that joins in that moment, the browser never hears.
DIRECT: dict[str, Any] = {**QUIET, "queue": False}
# Told as it happens, which takes the queue, and the risk; one at a time, the others wait.
CHANGING: dict[str, Any] = {**QUIET, "concurrency_id": "changing", "concurrency_limit": 1}

Update = Any  # a value for a component, or what gr.skip() and gr.update() return


def head() -> str:
    """Return what goes into the head of the page: its styles and its script."""
    style = (FOLDER / "style.css").read_text("utf-8")
    script = (FOLDER / "page.js").read_text("utf-8")
    return f"<style>{style}</style>\n<script>{script}</script>"


def build_page(collection: Collection, *, read_only: bool = False) -> gr.Blocks:
    """Build the page of a library; read_only: nothing on it changes the library."""
    blocks = gr.Blocks(
        title="Verbatim", analytics_enabled=False, delete_cache=(KEPT_SECONDS, KEPT_SECONDS)
    )
    with blocks:
        page = Page(collection, read_only=read_only)
        page.wire(blocks)
        if not read_only:
            page.wire_changes()
    # Gradio checks which files an event names only of pages that were launched; mounting one in an
    # application of ours never says so, and any path of this machine would pass.
    blocks.has_launched = True
    return blocks


class Page:
    """The components of the page and what their events do; to be made inside a `gr.Blocks`.

    What a browser has asked is kept in its own session.
    """

    def __init__(self, collection: Collection, *, read_only: bool) -> None:
        self._collection = collection
        self._read_only = read_only
        self._exchanges = gr.State([])  # list[Exchange]
        self._top = _html("top", top_html())
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="left", min_width=0), gr.Tabs():
                with gr.Tab("Ask", elem_id="ask-tab"):
                    self._lay_out_ask()
                with gr.Tab("Library", elem_id="library-tab"):
                    self._lay_out_library()
                with gr.Tab("Speakers", elem_id="speakers-tab"):
                    self._lay_out_speakers()
            with gr.Column(elem_id="right", min_width=0):
                self._source = _html("source", source_html(), watch=True)

    def _lay_out_ask(self) -> None:
        self._conversation = _html("conversation", "", "open", "ask", "anew", "keep", watch=True)
        with gr.Column(elem_id="asking", min_width=0):
            self._kept = _html("kept", "")
            self._question = _html("question", question_html(), "ask")
            with gr.Accordion("Filters", open=False, elem_id="filters"):
                with gr.Row():
                    self._by_source = gr.Dropdown(
                        [("All sources", "")], label="Source", min_width=120
                    )
                    self._by_author = gr.Dropdown(
                        [("All authors", "")], label="Author", min_width=120
                    )
                with gr.Row():
                    self._since = gr.Textbox(label="From", placeholder=DATES, min_width=120)
                    self._until = gr.Textbox(label="Until", placeholder=DATES, min_width=120)

    def _lay_out_library(self) -> None:
        if not self._read_only:
            self._files = gr.File(label="Add files", file_count="multiple", elem_id="files")
            with gr.Accordion("Paste a text", open=False, elem_id="paste"):
                self._pasted = gr.Textbox(label="Text of the article", lines=8, max_lines=20)
                self._add_button = gr.Button("Add this text", variant="primary")
            self._report = _html("report", "")
        self._find_article = gr.Textbox(
            label="Find an article", placeholder="Title or source", elem_classes="find"
        )
        self._library = _html("library", "", "open", "remove", "split")

    def _lay_out_speakers(self) -> None:
        self._find_speaker = gr.Textbox(
            label="Find a speaker", placeholder="Name", elem_classes="find"
        )
        with gr.Row(elem_id="speakers-row"):
            self._speakers = _html("speakers", "", "choose")
            self._quotations = _html("quotations", "", "open", watch=True)

    def wire(self, blocks: gr.Blocks) -> None:
        """Connect the events that only read."""
        filters = [self._by_source, self._by_author, self._since, self._until]
        asked = [self._exchanges, self._conversation, self._source, self._kept]
        blocks.load(self.load, None, [self._conversation, *self._lists], **DIRECT)
        for asks in (self._question, self._conversation):
            # The script sends the next question when this one is done; "once" would refuse it then.
            answered = asks.ask(
                self.ask, [self._exchanges, *filters], asked, trigger_mode="multiple", **DIRECT
            )
            answered.success(js="verbatim.answered")
            answered.failure(js="verbatim.failed")
        self._conversation.anew(self.anew, None, asked, **DIRECT)
        for links in (self._conversation, self._library, self._quotations):
            links.open(self.open, [self._exchanges], [self._source], **DIRECT)
        self._find_article.change(
            self.find_article, [self._find_article], [self._library], **DIRECT
        )
        self._find_speaker.change(
            self.find_speaker, [self._find_speaker], [self._speakers], **DIRECT
        )
        self._speakers.choose(
            self.choose, [self._find_speaker], [self._speakers, self._quotations], **DIRECT
        )

    def wire_changes(self) -> None:
        """Connect the events that change the library, or the gold questions beside it."""
        self._conversation.keep(self.keep, [self._exchanges], [self._kept], **DIRECT)
        changes: list[tuple[Any, Any, list[gr.components.Component]]] = [
            (self._files.upload, self.add_files, [self._files]),
            (self._add_button.click, self.add_text, [self._pasted]),
            (self._library.split, self.split, []),
            (self._library.remove, self.remove, []),
        ]
        for event, change, inputs in changes:
            event(change, inputs, [self._report, *inputs], **CHANGING).then(
                self.lists, [self._find_article, self._find_speaker], self._lists, **DIRECT
            )

    @property
    def _lists(self) -> list[gr.components.Component]:
        """What is made of the catalogue, in the order of `lists`."""
        return [self._top, self._library, self._speakers, self._by_source, self._by_author]

    # What the events do. -------------------------------------------------------------------------

    def load(self) -> tuple[Update, ...]:
        """Show what there is to a browser that has just come."""
        return (self._as_html([]), *self.lists())

    def lists(self, article: str | None = None, speaker: str | None = None) -> tuple[Update, ...]:
        """Show the lists of the library as it is now."""
        catalogue = self._collection.catalogue()
        return (
            top_html(len(catalogue.articles), catalogue.quotations),
            self.find_article(article),
            self.find_speaker(speaker),
            _choices("All sources", catalogue.sources),
            _choices("All authors", catalogue.authors),
        )

    def ask(
        self,
        exchanges: list[Exchange],
        source: str,
        author: str,
        since: str,
        until: str,
        event: gr.EventData,
    ) -> tuple[Update, ...]:
        """Answer a question and open the source of its first answer."""
        number, question = exchanges[-1].number + 1 if exchanges else 0, str(event.question)
        history = None if event.exactly else _history(exchanges)
        try:
            filters = Filters(
                source, author, checked_date(since or None), checked_date(until or None)
            )
            answer = self._collection.ask(question, filters, history)
            exchange = Exchange(number, question, answer)
        except click.UsageError as exc:
            exchange = Exchange(number, question, error=exc.message)
        except VerbatimError as exc:
            exchange = Exchange(number, question, error=str(exc))
        exchanges = [*exchanges, exchange][-MAX_EXCHANGES:]
        shown = gr.skip()
        if exchange.answer and (first := _first(exchange.answer)):
            shown = source_html(opened(first.article, first, exchange.answer.citations))
        return exchanges, self._as_html(exchanges), shown, ""

    def anew(self) -> tuple[Update, ...]:
        """Forget the conversation."""
        return [], self._as_html([]), source_html(), ""

    def keep(self, exchanges: list[Exchange], event: gr.EventData) -> str:
        """Keep a question as gold: with the place that answers it, or as one without."""
        (answer,) = (e.answer for e in exchanges if e.answer and e.number == event.turn)
        place = (event.article, event.start, event.end)
        try:
            places = [self._collection.cite(*place)] if event.article else []
            self._collection.keep(answer, places)
        except VerbatimError as exc:
            return kept_html(error=str(exc))
        return kept_html(is_answered=bool(places))

    def open(self, exchanges: list[Exchange], event: gr.EventData) -> str:
        """Show the source of an answer, its words marked, those of its neighbours lighter."""
        try:
            if not event.end:
                return source_html(opened(self._collection.article(event.article)))
            shown = self._collection.cite(event.article, event.start, event.end)
        except VerbatimError as exc:
            return source_html(error=str(exc))
        answers = [e.answer for e in exchanges if e.answer and e.number == event.turn]
        others = [citation for answer in answers for citation in answer.citations]
        return source_html(opened(shown.article, shown, others))

    def find_article(self, words: str | None) -> str:
        """List the articles with these words in title or source."""
        articles = reversed(self._collection.catalogue().articles)  # the newest first
        found = [one for one in articles if _has(f"{one.label} {one.source or ''}", words)]
        rows = self._collection.rows(found[:LISTED])
        return library_html(rows, len(found[LISTED:]), read_only=self._read_only)

    def find_speaker(self, words: str | None) -> str:
        """List the speakers with these words in a form of their name."""
        return self._listed_speakers(words, None)

    def choose(self, words: str | None, event: gr.EventData) -> tuple[str, str]:
        """Show what a speaker said."""
        name = str(event.name)
        return self._listed_speakers(words, name), quotations_html(
            name, self._collection.said(name)
        )

    def _as_html(self, exchanges: list[Exchange]) -> str:
        examples = () if exchanges else self._collection.catalogue().examples
        return conversation_html(exchanges, examples, can_keep=not self._read_only)

    def _listed_speakers(self, words: str | None, chosen: str | None) -> str:
        counts = self._collection.catalogue().speakers
        found = [c for c in counts if _has(" ".join((c.name, *c.also_as)), words)]
        return speakers_html(found, chosen)

    # Changes. ------------------------------------------------------------------------------------

    def add_files(self, files: list[str]) -> Iterator[tuple[str, Update]]:
        """Add files, telling what became of each as it happens."""
        paths = [Path(file) for file in files]
        named = [(path.name, path.read_bytes()) for path in paths]
        for adding in _told(self._collection.add(named)):
            yield adding_html(adding), None

    def add_text(self, text: str) -> Iterator[tuple[str, str]]:
        """Add a pasted text; it stays in its box when it is no article."""
        for adding in _told(self._collection.add([(PASTED, text.encode("utf-8", "replace"))])):
            yield adding_html(adding), text if adding.failed else ""

    def split(self, event: gr.EventData) -> Iterator[str]:
        """Split a file where its second article starts."""
        for adding in _told(self._collection.split(str(event.article))):
            yield adding_html(adding)

    def remove(self, event: gr.EventData) -> str:
        """Remove an article."""
        adding = Adding(share=None)
        try:
            adding.removed.append(self._collection.remove(str(event.article)).label)
        except VerbatimError as exc:
            adding.failed.append(str(exc))
        return adding_html(adding)


def _first(answer: Answer) -> Citation | None:
    """Return what is read first of an answer, or of the sentences that stand in its place."""
    if answer.findings:
        return answer.findings[0].words
    return answer.nearest[0].citation if answer.is_related else None


def _history(exchanges: list[Exchange]) -> list[Turn]:
    """Return what the next question may lean on; of what was asked back, only the last."""
    answers = [exchange.answer for exchange in exchanges if exchange.answer]
    leaned_on = [answer for answer in answers[:-1] if not answer.asks_back] + answers[-1:]
    return [Turn.of(answer) for answer in leaned_on[-MAX_TURNS:]]


def _told(reports: Iterator[tuple[float, ingest.Report]]) -> Iterator[Adding]:
    """Yield what became of the files so far, at the start, with each report and at the end."""
    adding = Adding()
    yield adding
    try:
        for share, report in reports:
            adding.share = share
            match report:
                case ingest.Added(article):
                    adding.added.append(article.label)
                case ingest.Unchanged(name):
                    adding.unchanged.append(Path(name).name)
                case ingest.Removed(article_id):
                    adding.removed.append(article_id)
                case ingest.Failed(error):
                    adding.failed.append(str(error))
            yield adding
    except (VerbatimError, OSError) as exc:  # also a full disk
        adding.failed.append(str(exc))
    adding.share = None
    yield adding


def _html(name: str, value: str, *events: str, watch: bool = False) -> gr.HTML:
    """Make a piece of the page; `verbatim.<name>` of page.js turns its clicks into the events."""
    triggers = ", ".join(f"{event}: (data) => trigger('{event}', data)" for event in events)
    script = f"verbatim.{name}(element, {{{triggers}}}, watch)" if events or watch else None
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False, padding=False)


def _has(text: str, words: str | None) -> bool:
    """Tell whether a text has all these words; a box that was never shown has None."""
    return all(word in text.casefold() for word in (words or "").casefold().split())


def _choices(everything: str, names: tuple[str, ...]) -> Update:
    return gr.update(choices=[(everything, ""), *((name, name) for name in names)], value="")
