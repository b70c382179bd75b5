"""About: questions about the articles, answered from what the library knows of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from index.articles import Article, BlockKind
from index.candidates import Candidate, content_words
from index.library import Library
from index.passages import Passage
from index.sentences import sentences
from index.storage import Filters
from qa.answers import Answer, AnswerKind, Citation, Fact, FactName, Finding, Speaker, copies_among
from qa.speakers import match_speakers, unknown
from qa.times import Order, in_order, parse_period

MAX_ARTICLES = 10  # shown; the others are counted
CERTAIN = 1.0  # what an article states of itself is not guessed

_NOUN = r"(?:news\s+)?(?:articles?|story|stories)"
_ONE = rf"(?:(?:the|this|that|an?)\s+)?(?:(?P<which>\S.*?)\s+)?{_NOUN}"
_ABOUT = r"(?:\s+(?:about|on|titled|called)\s+(?P<topic>.+)|\s+(?P<title>[“\"].+[”\"]))?"
_ALL = r"(?:(?:all|the|of|every|any)\s+)*"
_LIST = (
    rf"(?:list|show|name|find|give|(?:what|which)\s+(?:are|is)|(?:what|which)|how\s+many)\s+{_ALL}"
)
_HERE = (
    r"(?:\s+(?:(?:are|is)\s+(?:there|here|in\s+(?:the|this)\s+(?:library|collection))|(?:do|did)\s+"
    r"(?:you|we|i)\s+have|(?:are|were)|in\s+(?:the|this)\s+(?:library|collection)))?"
)
_MENTION = (
    r"(?:mentions?|names?|discuss(?:es)?|covers?|talks?\s+about|refers?\s+to|deals?\s+with|"
    r"(?:are|is)\s+(?:about|on))"
)
_POLITE = re.compile(
    r"(?:(?:please|can\s+you|could\s+you|tell\s+me|(?P<verb>show|give|list)\s+me)\s+)+",
    re.IGNORECASE,
)
_BEST = r"(?:the\s+)?(?:newest|latest|most\s+recent|oldest|earliest|first)\b"
_SUPERLATIVE = re.compile(
    r"\b(?:(?P<newest>newest|latest|most\s+recent)|(?P<oldest>oldest|earliest|first))\b",
    re.IGNORECASE,
)


class Wanted(StrEnum):
    """What is asked of the articles."""

    AUTHORS = "authors"
    PUBLISHED = "published"
    SOURCE = "source"
    MENTIONS = "mentions"
    QUOTATIONS = "quotations"
    ARTICLES = "articles"
    ALL_SOURCES = "all sources"
    ALL_AUTHORS = "all authors"


def _form(pattern: str, wanted: Wanted) -> tuple[re.Pattern[str], Wanted]:
    return re.compile(pattern, re.IGNORECASE), wanted


# The first that fits the whole question is taken.
_FORMS = (
    _form(rf"who\s+(?:wrote|authored|reported)\s+{_ONE}{_ABOUT}", Wanted.AUTHORS),
    _form(
        rf"who\s+(?:is|are|was|were)\s+the\s+(?:authors?|writers?)\s+of\s+{_ONE}{_ABOUT}",
        Wanted.AUTHORS,
    ),
    _form(rf"by\s+whom\s+was\s+{_ONE}{_ABOUT}\s+written", Wanted.AUTHORS),
    _form(
        rf"when\s+(?:was|were)\s+{_ONE}{_ABOUT}\s+(?:published|written|printed|posted|released)",
        Wanted.PUBLISHED,
    ),
    _form(
        r"what\s+is\s+the\s+(?:publication\s+)?date\s+of\s+(?:publication\s+of\s+)?"
        rf"{_ONE}{_ABOUT}",
        Wanted.PUBLISHED,
    ),
    _form(rf"who\s+published\s+{_ONE}{_ABOUT}", Wanted.SOURCE),
    _form(rf"where\s+was\s+{_ONE}{_ABOUT}\s+(?:published|printed|posted)", Wanted.SOURCE),
    _form(rf"what\s+is\s+the\s+source\s+of\s+{_ONE}{_ABOUT}", Wanted.SOURCE),
    _form(
        rf"(?:{_LIST}|(?:do|does)\s+any\s+)(?:(?P<which>\S.*?)\s+)?{_NOUN}\s+"
        rf"(?:(?:that|which)\s+)?{_MENTION}\s+(?P<term>.+)",
        Wanted.MENTIONS,
    ),
    _form(
        rf"(?:list|show|find|give)\s+{_ALL}(?:(?P<which>\S.*?)\s+)?{_NOUN}\s+"
        r"(?:mentioning|naming|about|on)\s+(?P<term>.+)",
        Wanted.MENTIONS,
    ),
    _form(
        rf"(?:in\s+)?(?:how\s+many|which|what)\s+{_NOUN}\s+(?:is|are|was)\s+(?P<term>.+?)\s+"
        rf"(?:mentioned|named)(?:\s+in)?|is\s+(?P<term2>.+)\s+mentioned\s+in\s+any\s+{_NOUN}",
        Wanted.MENTIONS,
    ),
    _form(
        rf"{_LIST}(?:(?P<which>\S.*?)\s+)?{_NOUN}\s+(?:(?:that|which)\s+)?"
        r"(?:quotes?|quoting|cites?|citing)\s+(?P<speaker>.+)",
        Wanted.QUOTATIONS,
    ),
    _form(
        rf"(?:in\s+)?(?:how\s+many|which|what)\s+{_NOUN}\s+(?:is|are|was)\s+(?P<speaker>.+?)\s+"
        r"(?:quoted|cited)(?:\s+in)?",
        Wanted.QUOTATIONS,
    ),
    _form(
        rf"{_LIST}(?:sources?|publications?|newspapers?|news\s+outlets?|outlets?){_HERE}",
        Wanted.ALL_SOURCES,
    ),
    _form(rf"{_LIST}(?:authors?|writers?|journalists?){_HERE}", Wanted.ALL_AUTHORS),
    _form(
        rf"(?:what|which)\s+(?:is|are|was|were)\s+(?={_BEST}){_ONE}{_ABOUT}|"
        rf"(?:what|which)\s+{_NOUN}\s+(?:is|are)\s+(?={_BEST})(?P<which2>.+)",
        Wanted.ARTICLES,
    ),
    _form(
        rf"{_LIST}(?:(?P<which>\S.*?)\s+)?(?:articles|stories)(?:\s+(?:are|were))?"
        rf"(?:\s+(?:(?:published|written)\s+)?(?:from|by)\s+(?P<which2>.+)|{_HERE})",
        Wanted.ARTICLES,
    ),
)


@dataclass(frozen=True, slots=True)
class AboutQuestion:
    """A question about the articles: which of them, and what of them."""

    wanted: Wanted
    which: str | None = None  # words of their source, title, authors or date: "CNN"
    topic: str | None = None  # what they are about, or the term that they are to mention
    speaker: str | None = None
    order: Order | None = None


def parse_about(question: str) -> AboutQuestion | None:
    """Return what a question asks of the articles; None when it asks what they say."""
    text = " ".join(question.replace("’", "'").split()).rstrip("?.! ")
    text = _POLITE.sub(lambda match: f"{match['verb']} " if match["verb"] else "", text, count=1)
    text = re.sub(r"^(what|who|when|where)'s\s", r"\1 is ", text, flags=re.IGNORECASE)
    for pattern, wanted in _FORMS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = match.groupdict()
        which = parts.get("which") or parts.get("which2")
        topic = next((parts[n] for n in ("topic", "title", "term", "term2") if parts.get(n)), None)
        superlative = _SUPERLATIVE.search(which) if which else None
        order = None
        if which and superlative:
            order = Order.NEWEST if superlative["newest"] else Order.OLDEST
            which = f"{which[: superlative.start()]} {which[superlative.end() :]}"
            which = re.sub(r"^\s*the\b", "", which, flags=re.IGNORECASE).strip() or None
        return AboutQuestion(wanted, which, _bare(topic), _bare(parts.get("speaker")), order)
    return None


def answer_about(library: Library, question: str, filters: Filters, today: date) -> Answer | None:
    """Answer a question about the articles from the library's own fields.

    Returns None when it asks for something else, or speaks of an article that is not there.
    """
    bare, period = parse_period(question, today)
    if period and not period.order:  # its articles are filtered; it is no part of the topic
        bare = " ".join(bare.replace(period.words, " ").split())
    asked = parse_about(bare)
    if asked is None:
        return None
    if period:
        filters = period.narrow(filters)
    if asked.wanted is Wanted.QUOTATIONS:
        answer = _quoting(library, question, asked, filters)
    else:
        articles = [a for a in library.articles(filters) if _is_meant(a, asked.which)]
        if asked.which and not articles:
            return None
        if asked.wanted is Wanted.MENTIONS and asked.topic:
            answer = _mentioning(question, asked.topic, articles)
        elif asked.wanted is Wanted.ARTICLES:
            answer = _listing(question, asked, articles)
        elif asked.wanted in (Wanted.ALL_SOURCES, Wanted.ALL_AUTHORS):
            answer = _counting(question, asked.wanted, articles)
        else:
            answer = _stating(question, asked, articles)
    return replace(answer, kind=AnswerKind.ARTICLE, period=period) if answer else None


_FIELDS: dict[Wanted, tuple[FactName, Callable[[Article], Sequence[str | None]], str]] = {
    Wanted.AUTHORS: (FactName.AUTHORS, lambda article: article.authors, "an author"),
    Wanted.PUBLISHED: (FactName.PUBLISHED, lambda article: (article.published,), "a date"),
    Wanted.SOURCE: (FactName.SOURCE, lambda article: (article.source,), "a source"),
    Wanted.ALL_AUTHORS: (FactName.AUTHORS, lambda article: article.authors, "an author"),
    Wanted.ALL_SOURCES: (FactName.SOURCE, lambda article: (article.source,), "a source"),
}


def _stating(question: str, asked: AboutQuestion, articles: list[Article]) -> Answer | None:
    """Answer with a field of each article that is meant."""
    articles = _on(asked.topic, articles) if asked.topic else articles
    if not articles:
        return None
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
    library: Library, question: str, asked: AboutQuestion, filters: Filters
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


def _listing(question: str, asked: AboutQuestion, articles: list[Article]) -> Answer | None:
    """Answer with the articles themselves, oldest first, or with the first of an order."""
    articles = _on(asked.topic, articles) if asked.topic else articles
    if not articles:
        return None
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
    return Answer(question, tuple(findings[:MAX_ARTICLES]), nearest, notes=notes, more=more)


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
    return {word.removesuffix("'s") for word in content_words(which)} <= held


def _on(topic: str, articles: list[Article]) -> list[Article]:
    """Return the articles with a topic in their title, else those that mention it most."""
    wanted = {*content_words(topic)}
    titled = [a for a in articles if wanted <= {*content_words(a.title or "")}]
    if titled:
        return titled
    counts = [(len(_mentions(topic, article)), article) for article in articles]
    most = max((count for count, _ in counts), default=0)
    # One that has it more than half as often is about it too.
    return [article for count, article in counts if 2 * count > most]


def _mentions(term: str, article: Article) -> list[tuple[int, int]]:
    """Return where an article has the words of a term, an initial or a title between them."""
    words = [re.escape(word) for word in re.findall(r"[^\W_][\w.-]*", term)]
    if not words:
        return []
    pattern = r"\b" + r"\W+(?:\w+\W+)?".join(words) + r"(?!\w)"
    places = [match.span() for match in re.finditer(pattern, article.text, re.IGNORECASE)]
    return [span for span in places if "\n\n" not in article.text[slice(*span)]]


def _number(count: int, one: str, many: str) -> str:
    if not count:
        return f"No article {one}"
    return f"1 article {one}" if count == 1 else f"{count} articles {many}"


def _bare(words: str | None) -> str | None:
    return words.strip(" \"'“”") or None if words else None


def _itself(article: Article) -> Article:
    return article
