"""Library facts: questions about the articles, answered from what the library knows of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from index.articles import Article, Listed
from index.english.forms import matched, normalize
from index.english.words import bare_words, content_words, stems
from index.filters import Filters
from index.library import Library
from index.passages import Passage
from index.retrieval import Candidate
from index.stopwatch import Stopwatch
from qa.answering.choosing import NOTHING_ELSE, copies_among
from qa.answering.scope import Scope
from qa.answering.summaries import leading
from qa.answers import CERTAIN, Answer, Citation, Fact, FactName, Finding, Form, Near, Speaker
from qa.questions.kinds import Kind
from qa.questions.people import match_speakers, several, unknown
from qa.questions.periods import Order, in_order
from qa.questions.question import LibraryQuestion, Question, Wanted

MAX_ARTICLES = 10  # shown; the others are counted
NEARLY = 0.5  # of a topic's words


def answer_library(
    library: Library, asked: Question, scope: Scope, watch: Stopwatch
) -> Answer | None:
    """Answer a question about the articles from the library's own fields.

    Returns None when it asks for something else, or speaks of an article that is not there.
    """
    if asked.library is None:
        return None
    with watch("retrieve"), library.snapshot():
        answer = _answered(library, asked.text, asked.library, filters_of(asked, scope.filters))
    if answer and answer.findings and scope.told.issuperset(map(_words, answer.findings)):
        return replace(answer, findings=(), notes=(NOTHING_ELSE,), more=0)
    return answer


def _answered(
    library: Library, question: str, asked: LibraryQuestion, filters: Filters
) -> Answer | None:
    if asked.wanted is Wanted.QUOTATIONS:
        return _quoting(library, question, asked, filters)
    if asked.wanted is Wanted.MENTIONS and asked.topic and not asked.which:
        return _mentioning(library, question, asked.topic, filters)
    articles = articles_meant(library, asked, filters)
    if not articles:
        return None
    if asked.wanted is Wanted.MENTIONS and asked.topic:
        return _mentioning(library, question, asked.topic, _only(articles, filters))
    if asked.wanted is Wanted.ARTICLES:
        return _listing(library, question, asked, articles)
    if asked.wanted in (Wanted.ALL_SOURCES, Wanted.ALL_AUTHORS):
        return _counting(library, question, asked.wanted, articles)
    return _stating(library, question, asked, articles)


def filters_of(asked: Question, filters: Filters) -> Filters:
    """Narrow filters to the time that a question says of its articles, unless it asks for it."""
    wanted = asked.library and asked.library.wanted
    narrow = asked.period and wanted is not Wanted.PUBLISHED
    return asked.period.narrow(filters) if asked.period and narrow else filters


def articles_meant(library: Library, asked: LibraryQuestion, filters: Filters) -> list[Listed]:
    """Return the articles that a question is about, in the order in which they were added.

    Words before the noun name a source, an author or a date; where no article has them, they say
    what it is about ("the ferry story"), but a name in capitals never does ("the CNN story").
    """
    every = list(library.listed(filters))
    articles = [article for article in every if _is_meant(article, asked.which)]
    if asked.which and not articles and not asked.which.isupper():
        articles = _on(library, asked.which, every, filters)
    about = asked.topic and asked.wanted is not Wanted.MENTIONS
    return _on(library, asked.topic or "", articles, filters) if about else articles


def _only(articles: Sequence[Listed], filters: Filters) -> Filters:
    """Narrow filters to some of the articles that they allow."""
    return replace(filters, articles=tuple(article.id for article in articles))


def _words(finding: Finding) -> str:
    return normalize(finding.citation.quote)


_FIELDS: dict[Wanted, tuple[FactName, Callable[[Listed], Sequence[str | None]], str]] = {
    Wanted.AUTHORS: (FactName.AUTHORS, lambda article: article.authors, "an author"),
    Wanted.PUBLISHED: (FactName.PUBLISHED, lambda article: (article.published,), "a date"),
    Wanted.SOURCE: (FactName.SOURCE, lambda article: (article.source,), "a source"),
    Wanted.TITLE: (FactName.TITLE, lambda article: (article.title,), "a title"),
    Wanted.ALL_AUTHORS: (FactName.AUTHORS, lambda article: article.authors, "an author"),
    Wanted.ALL_SOURCES: (FactName.SOURCE, lambda article: (article.source,), "a source"),
}


def _stating(
    library: Library, question: str, asked: LibraryQuestion, articles: list[Listed]
) -> Answer:
    """Answer with a field of each article that is meant."""
    if asked.order:
        dated = [article for article in articles if article.published]
        articles = in_order(dated, asked.order, _itself)[:1]
        if not articles:
            return _answer(question, [], ["No article states a date."])
    name, values_of, what = _FIELDS[asked.wanted]
    stated = [(a, tuple(filter(None, values_of(a)))) for a in articles]
    found = [(article, Fact(name, values)) for article, values in stated if values]
    silent = [article for article, values in stated if not values]
    notes = [f"“{article.label}” does not state {what}." for article in silent[:MAX_ARTICLES]]
    nearest = () if found else tuple(map(_opening, _whole(library, silent[:3])))
    return _answer(question, _findings(library, found), notes, nearest, len(found))


def _mentioning(library: Library, question: str, term: str, filters: Filters) -> Answer:
    """Answer with the articles that have a term, those that have it most often first."""
    articles = library.mentioning(content_words(term), filters)
    found = [(article, mentions(term, article)) for article in articles]
    found = sorted(((a, spans) for a, spans in found if spans), key=lambda pair: -len(pair[1]))
    findings = [
        Finding.of_words(
            Citation(article, *spans[0]),
            CERTAIN,
            Form.FACT,
            fact=Fact(FactName.MENTIONS, (term,), len(spans)),
        )
        for article, spans in found
    ]
    return _answer(question, findings, [f"{_number(len(found), 'mentions', 'mention')} “{term}”."])


def _quoting(
    library: Library, question: str, asked: LibraryQuestion, filters: Filters
) -> Answer | None:
    """Answer with the articles that quote a speaker, at the first quotation of each."""
    speaker = asked.speaker or ""
    rows = library.speakers(filters)
    names = match_speakers(speaker, [(name, role) for name, role, _, _ in rows])
    if not names:
        counts = {name: quotations for name, _, quotations, _ in rows}
        return _answer(question, [], [unknown(speaker, counts)])
    by_article: dict[str, list[Finding]] = {}
    for article, quotation in library.quotations(filters, names):
        if not _is_meant(article, asked.which):
            continue
        citation = Citation(article, quotation.start, quotation.end)
        said = Speaker.of(article, quotation)
        by_article.setdefault(article.id, []).append(
            Finding.of_words(citation, CERTAIN, Form.of_quotation(quotation.kind), speaker=said)
        )
    findings = [
        replace(found[0], fact=Fact(FactName.QUOTATIONS, (found[0].speaker.name,), len(found)))
        for found in by_article.values()
        if found[0].speaker
    ]
    notes = [f"{_number(len(findings), 'quotes', 'quote')} {speaker}."]
    copies = copies_among(*(finding.citation for finding in findings[:MAX_ARTICLES]))
    notes += [f"“{copy.article.label}” repeats “{copy.original.label}”." for copy in copies]
    return _answer(question, findings, notes)


def _listing(
    library: Library, question: str, asked: LibraryQuestion, articles: list[Listed]
) -> Answer:
    """Answer with the articles themselves, oldest first, or with the first of an order."""
    ordered = in_order(articles, asked.order or Order.OLDEST, _itself)
    undated = sum(article.published is None for article in articles)
    notes = [] if asked.order else [f"{_number(len(articles), 'is', 'are')} there."]
    if asked.order:
        ordered = ordered[:1] if undated < len(articles) else []
    if undated:
        notes.append(f"{_number(undated, 'states', 'state')} no date.")
    found = [(article, Fact(FactName.TITLE, (article.label,))) for article in ordered]
    return _answer(question, _findings(library, found), notes, of=len(found))


def _counting(library: Library, question: str, wanted: Wanted, articles: list[Listed]) -> Answer:
    """Answer with every source or author and the number of articles, most first."""
    name, values_of, what = _FIELDS[wanted]
    by_value: dict[str, list[Listed]] = {}
    silent = 0
    for article in articles:
        values = [value for value in values_of(article) if value]
        silent += not values
        for value in values:
            by_value.setdefault(value, []).append(article)
    groups = sorted(by_value.items(), key=lambda item: (-len(item[1]), item[0].casefold()))
    found = [(held[0], Fact(name, (value,), len(held))) for value, held in groups]
    notes = [f"{_number(silent, 'does', 'do')} not state {what}."] if silent else []
    return _answer(question, _findings(library, found), notes, of=len(found))


def _answer(
    question: str,
    findings: Sequence[Finding],
    notes: Iterable[str],
    nearest: tuple[Near, ...] = (),
    of: int | None = None,
) -> Answer:
    """Make an answer; of: how many findings there are, where only those to show are given."""
    more = max(0, (len(findings) if of is None else of) - MAX_ARTICLES)
    notes = (*notes, f"{more} more are not shown.") if more else tuple(notes)
    return Answer(
        question,
        tuple(findings[:MAX_ARTICLES]),
        nearest,
        kind=Kind.LIBRARY,
        notes=notes,
        more=more,
    )


def _findings(library: Library, found: Sequence[tuple[Listed, Fact]]) -> list[Finding]:
    """Return the findings to show; only their articles are read whole."""
    shown = found[:MAX_ARTICLES]
    articles = _whole(library, [article for article, _ in shown])
    return [
        Finding(leading(article, 1), CERTAIN, form=Form.FACT, fact=fact)
        for article, (_, fact) in zip(articles, shown, strict=True)
    ]


def _whole(library: Library, articles: Sequence[Listed]) -> list[Article]:
    if not articles:
        return []
    by_id = {article.id: article for article in library.articles(_only(articles, Filters()))}
    return [by_id[article.id] for article in articles]


def _opening(article: Article) -> Near:
    words = leading(article, 1)
    return Near.of(Candidate(Passage(article, words.start, words.end), CERTAIN))


def _is_meant(article: Article | Listed, which: str | None) -> bool:
    """Tell whether an article's source, title, authors or date have all of some words."""
    if not which:
        return True
    source = (article.source or "").removeprefix("The ")
    initials = "".join(word[0] for word in source.split())
    known = (article.title, source, initials, *article.authors, (article.published or "")[:4])
    held = {*content_words(" ".join(filter(None, known)))}
    return {*content_words(which)} <= held


def _on(library: Library, topic: str, articles: list[Listed], filters: Filters) -> list[Listed]:
    """Return the articles with a topic in their title, else those that mention it most.

    Where none has its very words, those that have most of them, at least half.
    """
    wanted = {*content_words(topic)}
    titled = [a for a in articles if wanted <= {*content_words(a.title or "")}]
    if titled or not articles:
        return titled
    among = _only(articles, filters)
    on = _most_on(topic, library.mentioning(content_words(topic), among))
    parts = several(topic)
    if not on and len(parts) > 1:  # the one on the ferry and the one on the pier
        each = [_on(library, part, articles, filters) for part in parts]
        on = {article.id for found in each for article in found} if all(each) else on
    on = on or _nearly_on(stems(topic), library.articles(among))
    return [article for article in articles if article.id in on]


def _most_on(topic: str, articles: Iterable[Article]) -> set[str]:
    """Return the ids of the articles that mention a topic most."""
    counts = {article.id: len(mentions(topic, article)) for article in articles}
    most = max(counts.values(), default=0)
    # One that has it more than half as often is about it too.
    return {id_ for id_, count in counts.items() if 2 * count > most}


def _nearly_on(wanted: set[str], articles: Iterable[Article]) -> set[str]:
    """Return the ids of the articles with most of some stems in title and text.

    The title counts twice.
    """
    shares = []
    for article in articles:
        title = wanted & stems(article.title or "")
        held = title | (wanted & stems(article.text))
        shares.append((len(held) / len(wanted), len(title), article.id))
    best = max(((share, titled) for share, titled, _ in shares), default=(0.0, 0))
    if best[0] < NEARLY:
        return set()
    return {id_ for share, titled, id_ in shares if (share, titled) == best}


def mentions(term: str, article: Article) -> list[tuple[int, int]]:
    """Return where an article has the words of a term, an initial or a title between them."""
    wanted = bare_words(term)
    form = matched(article.text)
    if not wanted or not all(word in form.text for word in wanted):
        return []
    pattern = r"\b" + r"\W+(?:\w+\W+)?".join(map(re.escape, wanted)) + r"(?!\w)"
    places = [form.printed(*match.span()) for match in re.finditer(pattern, form.text)]
    return [span for span in places if "\n\n" not in article.text[slice(*span)]]


def _number(count: int, one: str, many: str) -> str:
    if not count:
        return f"No article {one}"
    return f"1 article {one}" if count == 1 else f"{count} articles {many}"


def _itself(article: Listed) -> Listed:
    return article
