"""Library facts: questions about the articles, answered from what the library knows of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from index.articles import Article, BlockKind
from index.english.forms import matched, normalize
from index.english.sentences import sentences
from index.english.words import bare_words, content_words, stems
from index.filters import Filters
from index.library import Library
from index.passages import Passage
from index.retrieval import Candidate
from index.stopwatch import Stopwatch
from qa.answering.choosing import NOTHING_ELSE, copies_among
from qa.answering.scope import Scope
from qa.answers import Answer, AnswerKind, Citation, Fact, FactName, Finding, Speaker
from qa.questions.people import match_speakers, several, unknown
from qa.questions.periods import Order, in_order
from qa.questions.question import LibraryQuestion, Question, Wanted

MAX_ARTICLES = 10  # shown; the others are counted
NEARLY = 0.5  # of a topic's words
CERTAIN = 1.0  # what an article states of itself is not guessed


def answer_library(
    library: Library, asked: Question, scope: Scope, watch: Stopwatch
) -> Answer | None:
    """Answer a question about the articles from the library's own fields.

    Returns None when it asks for something else, or speaks of an article that is not there.
    """
    if asked.library is None:
        return None
    with watch("retrieve"):
        answer = _answered(library, asked.text, asked.library, filters_of(asked, scope.filters))
    if answer and answer.findings and scope.told.issuperset(map(_words, answer.findings)):
        return replace(answer, findings=(), notes=(NOTHING_ELSE,), more=0)
    return answer


def _answered(
    library: Library, question: str, asked: LibraryQuestion, filters: Filters
) -> Answer | None:
    if asked.wanted is Wanted.QUOTATIONS:
        return _quoting(library, question, asked, filters)
    articles = articles_meant(library, asked, filters)
    if asked.wanted is Wanted.MENTIONS and asked.topic:
        return (
            None if asked.which and not articles else _mentioning(question, asked.topic, articles)
        )
    if not articles:
        return None
    if asked.wanted is Wanted.ARTICLES:
        return _listing(question, asked, articles)
    if asked.wanted in (Wanted.ALL_SOURCES, Wanted.ALL_AUTHORS):
        return _counting(question, asked.wanted, articles)
    return _stating(question, asked, articles)


def filters_of(asked: Question, filters: Filters) -> Filters:
    """Narrow filters to the time that a question says of its articles, unless it asks for it."""
    wanted = asked.library and asked.library.wanted
    narrow = asked.period and wanted is not Wanted.PUBLISHED
    return asked.period.narrow(filters) if asked.period and narrow else filters


def articles_meant(library: Library, asked: LibraryQuestion, filters: Filters) -> list[Article]:
    """Return the articles that a question is about, in the order in which they were added.

    Words before the noun name a source, an author or a date; where no article has them, they say
    what it is about ("the ferry story"), but a name in capitals never does ("the CNN story").
    """
    every = list(library.articles(filters))
    articles = [article for article in every if _is_meant(article, asked.which)]
    if asked.which and not articles and not asked.which.isupper():
        articles = _on(asked.which, every)
    about = asked.topic and asked.wanted is not Wanted.MENTIONS
    return _on(asked.topic or "", articles) if about else articles


def _words(finding: Finding) -> str:
    return normalize(finding.citation.quote)


_FIELDS: dict[Wanted, tuple[FactName, Callable[[Article], Sequence[str | None]], str]] = {
    Wanted.AUTHORS: (FactName.AUTHORS, lambda article: article.authors, "an author"),
    Wanted.PUBLISHED: (FactName.PUBLISHED, lambda article: (article.published,), "a date"),
    Wanted.SOURCE: (FactName.SOURCE, lambda article: (article.source,), "a source"),
    Wanted.TITLE: (FactName.TITLE, lambda article: (article.title,), "a title"),
    Wanted.ALL_AUTHORS: (FactName.AUTHORS, lambda article: article.authors, "an author"),
    Wanted.ALL_SOURCES: (FactName.SOURCE, lambda article: (article.source,), "a source"),
}


def _stating(question: str, asked: LibraryQuestion, articles: list[Article]) -> Answer:
    """Answer with a field of each article that is meant."""
    if asked.order:
        dated = [article for article in articles if article.published]
        articles = in_order(dated, asked.order, _itself)[:1]
        if not articles:
            return _answer(question, [], ["No article states a date."])
    name, values_of, what = _FIELDS[asked.wanted]
    stated = [(a, tuple(filter(None, values_of(a)))) for a in articles]
    findings = [_finding(article, Fact(name, values)) for article, values in stated if values]
    silent = [article for article, values in stated if not values]
    notes = [f"“{article.label}” does not state {what}." for article in silent[:MAX_ARTICLES]]
    nearest = () if findings else tuple(_opening(article) for article in silent[:3])
    return _answer(question, findings, notes, nearest)


def _mentioning(question: str, term: str, articles: list[Article]) -> Answer:
    """Answer with the articles that have a term, those that have it most often first."""
    found = [(article, _mentions(term, article)) for article in articles]
    found = sorted(((a, spans) for a, spans in found if spans), key=lambda pair: -len(pair[1]))
    findings = [
        Finding(
            Citation(article, *spans[0]),
            CERTAIN,
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
        by_article.setdefault(article.id, []).append(Finding(citation, CERTAIN, speaker=said))
    findings = [
        replace(found[0], fact=Fact(FactName.QUOTATIONS, (found[0].speaker.name,), len(found)))
        for found in by_article.values()
        if found[0].speaker
    ]
    notes = [f"{_number(len(findings), 'quotes', 'quote')} {speaker}."]
    copies = copies_among(*(finding.citation for finding in findings[:MAX_ARTICLES]))
    notes += [f"“{copy.article.label}” repeats “{copy.original.label}”." for copy in copies]
    return _answer(question, findings, notes)


def _listing(question: str, asked: LibraryQuestion, articles: list[Article]) -> Answer:
    """Answer with the articles themselves, oldest first, or with the first of an order."""
    ordered = in_order(articles, asked.order or Order.OLDEST, _itself)
    undated = sum(article.published is None for article in articles)
    notes = [] if asked.order else [f"{_number(len(articles), 'is', 'are')} there."]
    if asked.order:
        ordered = ordered[:1] if undated < len(articles) else []
    if undated:
        notes.append(f"{_number(undated, 'states', 'state')} no date.")
    findings = [_finding(article, Fact(FactName.TITLE, (article.label,))) for article in ordered]
    return _answer(question, findings, notes)


def _counting(question: str, wanted: Wanted, articles: list[Article]) -> Answer:
    """Answer with every source or author and the number of articles, most first."""
    name, values_of, what = _FIELDS[wanted]
    by_value: dict[str, list[Article]] = {}
    silent = 0
    for article in articles:
        values = [value for value in values_of(article) if value]
        silent += not values
        for value in values:
            by_value.setdefault(value, []).append(article)
    groups = sorted(by_value.items(), key=lambda item: (-len(item[1]), item[0].casefold()))
    findings = [_finding(held[0], Fact(name, (value,), len(held))) for value, held in groups]
    notes = [f"{_number(silent, 'does', 'do')} not state {what}."] if silent else []
    return _answer(question, findings, notes)


def _answer(
    question: str,
    findings: Sequence[Finding],
    notes: Iterable[str],
    nearest: tuple[Candidate, ...] = (),
) -> Answer:
    more = max(0, len(findings) - MAX_ARTICLES)
    notes = (*notes, f"{more} more are not shown.") if more else tuple(notes)
    return Answer(
        question,
        tuple(findings[:MAX_ARTICLES]),
        nearest,
        kind=AnswerKind.ARTICLE,
        notes=notes,
        more=more,
    )


def _finding(article: Article, fact: Fact) -> Finding:
    return Finding(_first_words(article), CERTAIN, fact=fact)


def _first_words(article: Article) -> Citation:
    """Return the first sentence of an article's body."""
    bodies = [block for block in article.blocks if block.kind is BlockKind.BODY]
    block = (bodies or article.blocks)[0]
    start, end = sentences(article.text[block.start : block.end])[0]
    return Citation(article, block.start + start, block.start + end)


def _opening(article: Article) -> Candidate:
    words = _first_words(article)
    return Candidate(Passage(article, words.start, words.end), CERTAIN)


def _is_meant(article: Article, which: str | None) -> bool:
    """Tell whether an article's source, title, authors or date have all of some words."""
    if not which:
        return True
    source = (article.source or "").removeprefix("The ")
    initials = "".join(word[0] for word in source.split())
    known = (article.title, source, initials, *article.authors, (article.published or "")[:4])
    held = {*content_words(" ".join(filter(None, known)))}
    return {*content_words(which)} <= held


def _on(topic: str, articles: list[Article]) -> list[Article]:
    """Return the articles with a topic in their title, else those that mention it most.

    Where none has its very words, those that have most of them, at least half.
    """
    wanted = {*content_words(topic)}
    titled = [a for a in articles if wanted <= {*content_words(a.title or "")}]
    if titled:
        return titled
    counts = [(len(_mentions(topic, article)), article) for article in articles]
    most = max((count for count, _ in counts), default=0)
    # One that has it more than half as often is about it too.
    mentioning = [article for count, article in counts if 2 * count > most]
    parts = several(topic)
    if not mentioning and len(parts) > 1:  # the one on the ferry and the one on the pier
        each = [_on(part, articles) for part in parts]
        mentioning = list({a.id: a for found in each for a in found}.values()) if all(each) else []
    return mentioning or _nearly_on(stems(topic), articles)


def _nearly_on(wanted: set[str], articles: list[Article]) -> list[Article]:
    """Return the articles with most of some stems in title and text, the title counting twice."""
    shares = []
    for article in articles:
        title = wanted & stems(article.title or "")
        held = title | (wanted & stems(article.text))
        shares.append((len(held) / len(wanted), len(title), article))
    best = max(((share, titled) for share, titled, _ in shares), default=(0.0, 0))
    if best[0] < NEARLY:
        return []
    return [article for share, titled, article in shares if (share, titled) == best]


def _mentions(term: str, article: Article) -> list[tuple[int, int]]:
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


def _itself(article: Article) -> Article:
    return article
