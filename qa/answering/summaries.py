"""Summaries: the leading sentences of the articles that a topic is about, in their own words."""

from __future__ import annotations

import re
from itertools import islice

from index.articles import Article, BlockKind
from index.english.sentences import sentences
from index.english.words import stems
from index.retrieval import Retriever
from index.stopwatch import Stopwatch
from qa.answering.choosing import MAX_SENTENCES, MAX_WORDS
from qa.answering.scope import Scope
from qa.answers import CERTAIN, Answer, Citation, Finding, Near
from qa.questions.kinds import Kind
from qa.questions.question import Question

ARTICLES = 3
RETRIEVED = 12  # passages whose articles are looked at
ABOUT = 0.5  # of the topic's stems in an article's title and beginning
_ASKING = re.compile(
    r"^.*?\b(?:summar(?:y|i[sz]e)|overview|gist|recap|synopsis|sum up|tl;?dr)\b[:\s]*"
    r"(?:(?:of|on|about|for)\s+)?(?:the\s+)?(?:(?:articles?|story|stories|news|piece|coverage|report)"
    r"\s+(?:on|about|of)\s+)?",
    re.IGNORECASE,
)


def answer_summary(
    retriever: Retriever, asked: Question, scope: Scope, watch: Stopwatch
) -> Answer | None:
    """Answer a question for a summary with the beginnings of the articles that are meant.

    Returns None when it asks for something else.
    """
    if asked.kind is not Kind.SUMMARY:
        return None
    topic = _ASKING.sub("", asked.searched).strip(" ?.!") or asked.searched
    candidates = retriever.retrieve(topic, RETRIEVED, scope.filters, watch)
    wanted = stems(topic)
    articles: dict[str, Article] = {}
    for candidate in candidates:
        article = candidate.passage.article
        if len(wanted & stems(_front(article))) >= ABOUT * len(wanted):
            articles.setdefault(article.id, article)
    meant = list(articles.values())[:ARTICLES]
    near = () if meant else tuple(map(Near.of, candidates[:ARTICLES]))
    return Answer(
        asked.text,
        tuple(Finding(leading(article), CERTAIN) for article in meant),
        near,
        kind=Kind.SUMMARY,
        more=len(articles) - len(meant),
    )


def leading(article: Article, at_most: int = MAX_SENTENCES) -> Citation:
    """Return the sentences that the body of an article begins with, of ninety words at most."""
    bodies = [block for block in article.blocks if block.kind is BlockKind.BODY]
    spans = (
        (block.start + a, block.start + b)
        for block in bodies or article.blocks
        for a, b in sentences(article.text[block.start : block.end])
    )
    first, end = next(spans)
    for _, later in islice(spans, at_most - 1):
        if len(article.text[first:later].split()) > MAX_WORDS:
            break
        end = later
    return Citation(article, first, end)


def _front(article: Article) -> str:
    return f"{article.title or ''} {leading(article).quote}"
