"""A library that many browsers use at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from index.articles import Article, Listed
from index.filters import Filters
from index.ingest import Added, Failed, Report, ingest
from index.library import Library
from index.quotations import QuotationKind
from qa.answering.checking import check
from qa.answering.utterances import Utterance, utterances
from qa.answers import Answer, Citation
from qa.assistant import build_assistant
from qa.conversation.turns import Turn
from qa.gold import add_gold
from qa.questions.people import SpeakerCount, count_speakers
from ui.catalogue import ArticleRow, Catalogue, article_row

KEPT = "added"  # folder in the library for the files that came over the page
EXAMPLES = 2  # questions about a speaker, and one about words
EXAMPLE_WORDS = 6


class Collection:
    """Answers and changes one library for many threads.

    Readers share one connection and take turns; whoever writes has a connection of its own, so
    that questions are answered while articles are added.
    """

    def __init__(self, library: Library, *, reader: str | None = None) -> None:
        self._library = library
        self._reading = Lock()
        self._assistant = build_assistant(library, reader=reader)
        self._catalogue: tuple[int, Catalogue] | None = None

    def warm_up(self) -> None:
        """Load what the first question needs, so that it is answered as quickly as the next."""
        with self._reading:
            self._library.nearest(self._library.embedder.embed_question("who"), 1)

    def ask(self, question: str, filters: Filters, history: Sequence[Turn] | None) -> Answer:
        """Answer a question; QuestionError when it is not one.

        history: the turns before it, which it may lean on; None: it stands alone.
        """
        with self._reading:
            return self._assistant.ask(question, filters, history)

    def cite(self, article_id: str, start: int, end: int) -> Citation:
        """Cut words from the stored article again; UnknownArticle when it is gone.

        Raises CitationMismatch when the article is not what it was or has no such words.
        """
        with self._reading:
            citation = Citation(self._library.get(article_id), start, end)
        check(citation)
        return citation

    def article(self, article_id: str) -> Article:
        """Return a stored article; UnknownArticle when there is none."""
        with self._reading:
            return self._library.get(article_id)

    def keep(self, answer: Answer, places: Sequence[Citation]) -> None:
        """Keep a question as gold, and what was wrong; GoldError when it is kept already.

        places: where it is answered; none: the articles do not answer it.
        """
        shown = answer.findings[0].words if answer.findings else None
        wrong = shown.quote if shown and shown not in places else None
        with self._reading:
            add_gold(self._library, answer.standalone_question or answer.question, places, wrong)

    def catalogue(self) -> Catalogue:
        """Return the lists of the library as it is now."""
        with self._reading:
            generation = self._library.generation
            if self._catalogue is None or self._catalogue[0] != generation:
                self._catalogue = generation, self._listed()
            return self._catalogue[1]

    def rows(self, articles: Sequence[Listed]) -> list[ArticleRow]:
        """Return articles of the catalogue as rows of its table; those that are gone are left out.

        Their texts are read, so it is for as many as are shown.
        """
        if not articles:
            return []
        among = Filters(articles=tuple(article.id for article in articles))
        with self._reading, self._library.snapshot():
            quoted = self._library.quotation_counts(among)
            held = self._library.articles(among)
            rows = {article.id: article_row(article, quoted[article.id]) for article in held}
        return [rows[article.id] for article in articles if article.id in rows]

    def said(self, name: str) -> list[Utterance]:
        """Return what a speaker of the catalogue is quoted with, oldest first, undated last."""
        counts = {count.name: count for count in self.catalogue().speakers}
        if name not in counts:
            return []
        with self._reading:
            names = [name, *counts[name].also_as]
            return utterances(self._library.quotations(speakers=names))

    def add(self, files: Sequence[tuple[str, bytes]]) -> Iterator[tuple[float, Report]]:
        """Keep (name, bytes) files with the library and add their articles.

        Yields (share of the work that is done, report). A file that gives no new article is not
        kept.
        """
        total = sum(len(data) for _, data in files) or 1
        done = 0

        def progress(more: int) -> None:
            nonlocal done
            done += more

        with self._writing() as library:
            for name, data in files:
                is_held = self._place(name, data).exists()
                kept = self._keep(name, data)
                try:
                    for report in ingest(library, [str(kept)], progress=progress):
                        is_held = is_held or isinstance(report, Added)
                        yield min(1.0, done / total), _named(report, kept)
                finally:
                    if not is_held:
                        self._forget(kept)

    def split(self, article_id: str) -> Iterator[tuple[float, Report]]:
        """Split the file of an article where a second one may start."""
        article = self.article(article_id)
        if article.path and article.second_article_line:
            with self._writing() as library:
                for report in ingest(library, [article.path], split_at=article.second_article_line):
                    yield 1.0, _named(report, Path(article.path))

    def remove(self, article_id: str) -> Article:
        """Remove an article and the file kept of it; UnknownArticle when there is none."""
        with self._writing() as library, library.writing():
            article = library.get(article_id)
            library.remove(article.id)
            path = Path(article.path) if article.path else None
            if path and self._keeps(path) and all(a.path != article.path for a in library.listed()):
                self._forget(path)
        return article

    @contextmanager
    def _writing(self) -> Iterator[Library]:
        embedder = self._library.embedder
        with Library(self._library.path, lambda name, fingerprint=None: embedder) as library:
            yield library

    def _place(self, name: str, data: bytes) -> Path:
        """Return where a file is kept: the same bytes under the same name have one place."""
        return self._folder / hashlib.sha256(data).hexdigest()[:16] / name

    def _keep(self, name: str, data: bytes) -> Path:
        place = self._place(name, data)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        return place

    def _forget(self, kept: Path) -> None:
        kept.unlink(missing_ok=True)
        with suppress(OSError):  # another file is in it
            kept.parent.rmdir()

    def _keeps(self, path: Path) -> bool:
        return self._folder in path.parents

    @property
    def _folder(self) -> Path:
        return self._library.path.resolve() / KEPT

    def _listed(self) -> Catalogue:
        speakers = count_speakers(self._library)
        sources, authors = dict(self._library.sources()), dict(self._library.authors())
        return Catalogue(
            tuple(self._library.listed()),
            sum(self._library.quotation_counts().values()),
            tuple(speakers),
            tuple(sorted(sources, key=str.casefold)),
            tuple(sorted(authors, key=str.casefold)),
            tuple(self._examples(speakers)),
        )

    def _examples(self, speakers: Sequence[SpeakerCount]) -> Iterator[str]:
        """Yield questions about the people quoted most, and about the words of one more."""
        people = [count for count in speakers if _is_full_name(count.name)]
        for count in people[:EXAMPLES]:
            yield f"What did {count.name} say?"
        for count in people[EXAMPLES:]:
            for utterance in utterances(self._library.quotations(speakers=[count.name])):
                words = utterance.words.split()
                direct = utterance.first.kind is QuotationKind.DIRECT
                if direct and len(words) > EXAMPLE_WORDS:
                    yield f"Who said “{' '.join(words[:EXAMPLE_WORDS])}”?"
                    return


def _is_full_name(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _named(report: Report, kept: Path) -> Report:
    """Name a file in an error as the user does, not by its place on the server."""
    if isinstance(report, Failed):
        error = report.error
        return Failed(type(error)(str(error).replace(str(kept), kept.name)))
    return report
