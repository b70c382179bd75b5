"""Times: what a question says of when, and the dates in a sentence that hang on its article's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from index.articles import Article, Listed
from index.english.calendar import (
    MONTH_NAME,
    PRINTED_MONTH,
    PRINTED_WEEKDAY,
    SPANS_OF_TIME,
    month_number,
)
from index.english.numbers import COUNTS
from index.english.patterns import any_of
from index.filters import Filters, last_day, narrowed
from index.retrieval import Candidate

T = TypeVar("T")
# A year, a month of one, or a day; `iso_date` makes ISO 8601 of its groups.
DATE = (
    rf"(?:(?:(?P<first>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{MONTH_NAME})\s+"
    r"(?:(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?\s+)?)?(?P<year>(?:19|20)\d\d)"
)
DAYS_AFTER = 3  # an article tells of a day for so many days more
_ARTICLES = r"(?:articles?|story|stories|news|reports|coverage)"
# Published then: said of the articles, so no other may answer. A novel is published too.
_ONLY = re.compile(
    rf"\s*,?\s*\b(?:(?P<noun>{_ARTICLES})\s+(?:(?:that|which)\s+were\s+)?)?"
    rf"(?(noun)(?:(?:published|written|printed|dated)\s+)?|(?:published|written|printed|dated)\s+)"
    rf"(?P<word>in|from|during|before|after|since|until)\s+{DATE}\b,?\s*",
    re.IGNORECASE,
)
_OF_ARTICLES = re.compile(rf"\b{_ARTICLES}\b", re.IGNORECASE)
# Then: said of the articles or of what they tell.
_THEN = re.compile(
    rf"\b(?P<word>as\s+of|on|in|during|since|after|before|until|by)\s+{DATE}\b(?!\s*[-–]\s*\d)",
    re.IGNORECASE,
)
# Said of words: "quotes of 2019", "what he said from May 2018 on the pier".
_SAID = re.compile(
    rf"\b(?P<word>from|of)\s+{DATE}(?=\s+(?:about|on|regarding|concerning)\b|\W*$)", re.IGNORECASE
)
_LAST = re.compile(r"\b(?P<which>last|this)\s+(?P<unit>year|month|week)\b", re.IGNORECASE)
# Said of reports: "the oldest senator" and "the latest telephone" are things of the world.
_REPORTED = r"(?:on|about|news|reports?|accounts?|figures?|numbers?|counts?|tolls?|estimates?)"
_NEWEST = re.compile(rf"\blatest(?=\s+{_REPORTED}\b)|\bmost\s+recently\b", re.IGNORECASE)
_OLDEST = re.compile(r"\bfirst\s+reported\b|\bearliest(?=\s+(?:report|account))", re.IGNORECASE)

_UNIT = any_of(SPANS_OF_TIME)
_COUNT = rf"(?:\d+|{any_of(COUNTS)})"
_LAST_ONE = r"(?:(?:[Ee]arlier|[Ll]ater)\s+)?(?:[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Cc]oming)"
_RELATIVE = re.compile(
    rf"\b{_LAST_ONE}\s+(?:{_UNIT}\b(?!\s+of\b)|{PRINTED_WEEKDAY}\b|{PRINTED_MONTH}(?!\w))"
    rf"|\b(?i:{_COUNT})\s+(?:day|week|month|year)s?\s+ago\b"
    r"|\b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight)\b"
    # A weekday or a month with its year behind it hangs on nothing.
    rf"|\b{PRINTED_WEEKDAY}\b(?!,?\s+{PRINTED_MONTH}\s+\d)"
    rf"|\b{PRINTED_MONTH}\s+\d\d?\b(?!,?\s+\d{{4}})"
    rf"|\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ee]arly|[Ll]ate)\s+{PRINTED_MONTH}(?!\w)(?!,?\s+(?:of\s+)?\d)"
)


class Order(StrEnum):
    """In which order of dates answers are asked for."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Period:
    """What a question says of when: "in 2020", "published since 2019", "the latest".

    since, until: ISO dates as precise as the words are, both included; None is open.
    only: said of the published date, so that other articles may not answer; else they may, but
    those of the time come first.
    """

    words: str
    since: str | None = None
    until: str | None = None
    only: bool = False
    order: Order | None = None

    def narrow(self, filters: Filters) -> Filters:
        """Narrow filters to the articles of this time."""
        return narrowed(filters, self.since, self.until)

    def holds(self, article: Article) -> bool:
        """Tell whether an article was published then; one without a date was not."""
        if article.published is None:
            return False
        ends = (self.until or "9999", article.published)
        return (self.since or "") <= last_day(article.published) and ends[1] <= last_day(ends[0])


def preferred(candidates: Sequence[Candidate], period: Period, k: int) -> list[Candidate]:
    """Return k of more candidates, in their order: the best half, then those of the time."""
    rest = candidates[k // 2 :]
    ranked = sorted(rest, key=lambda candidate: not period.holds(candidate.passage.article))
    if period.order:
        ranked = in_order(rest, period.order, lambda candidate: candidate.passage.article)
    kept = {id(candidate) for candidate in [*candidates[: k // 2], *ranked[: k - k // 2]]}
    return [candidate for candidate in candidates if id(candidate) in kept]


def in_order(items: Iterable[T], order: Order, article: Callable[[T], Article | Listed]) -> list[T]:
    """Return items by the date of their article; those without a date last."""
    dated: list[T] = []
    undated: list[T] = []
    for item in items:
        (dated if article(item).published else undated).append(item)
    dated.sort(key=lambda item: article(item).published or "", reverse=order is Order.NEWEST)
    return dated + undated


def parse_period(question: str, today: date) -> tuple[str, Period | None]:
    """Return a question as it is searched for, and what it says of when.

    Words on the published date are taken out of it: nothing in an article says them.
    today: what "last year" is counted from.
    """
    only = _ONLY.search(question)
    if only and _OF_ARTICLES.search(question):
        kept = (question[: only.start()], only["noun"] or "", question[only.end() :])
        rest = " ".join(" ".join(kept).split()).replace(" ?", "?")
        since, until = _range(only["word"], iso_date(only))
        words = " ".join(only[0].strip(" ,").split())
        if any(c.isalnum() for c in rest):
            return rest, Period(words, since, until, only=True)
    order = _order(question)
    then = _THEN.search(question)
    if then:
        since, until = _range(then["word"], iso_date(then))
        asked = Order.NEWEST if then["word"].lower().startswith("as") else order and order[1]
        return question, Period(then[0], since, until, order=asked)
    if last := _LAST.search(question):
        day = _counted(last["which"].lower(), last["unit"].lower(), today)
        return question, Period(last[0], day[0], day[1])
    return question, Period(order[0], order=order[1]) if order else None


def said_in(question: str) -> Period | None:
    """Return when words were said, where a question for words says it as no other does."""
    said = _SAID.search(question)
    return Period(said[0], *_range("in", iso_date(said))) if said else None


def period_note(period: Period, articles: Sequence[Article]) -> str | None:
    """Say how the time that is asked for was used for answers out of these articles."""
    undated = sum(article.published is None for article in articles)
    without = f"; {undated} of {len(articles)} without a date" if undated else ""
    if period.order:
        return f"“{period.words}”: the {period.order} first{without}."
    if period.only:
        return f"“{period.words}”: only articles dated so; those without a date are left out."
    dated = sum(map(period.holds, articles))
    if dated == len(articles):
        return None
    those = "articles dated so come first" if dated else "no article shown here is dated so"
    return f"“{period.words}”: {those}{without}."


def relative_dates(text: str) -> tuple[str, ...]:
    """Return the words of a text whose meaning hangs on its article's date: last month, Monday."""
    return tuple(dict.fromkeys(" ".join(match[0].split()) for match in _RELATIVE.finditer(text)))


def _order(question: str) -> tuple[str, Order] | None:
    for pattern, order in ((_NEWEST, Order.NEWEST), (_OLDEST, Order.OLDEST)):
        if match := pattern.search(question):
            return match[0], order
    return None


def iso_date(match: re.Match[str]) -> str:
    """Return the date that a match of DATE says: 2020, 2020-03, or 2020-03-01."""
    year, month, day = match["year"], match["month"], match["day"] or match["first"]
    if not month:
        return str(year)
    said = f"{year}-{month_number(month):02}"
    try:
        return date.fromisoformat(f"{said}-{int(day or 0):02}").isoformat()
    except ValueError:  # no day, or none of that month
        return said


def _range(word: str, when: str) -> tuple[str | None, str | None]:
    """Return the first and the last date that a preposition and a year or month allow."""
    match word.casefold().split()[0]:
        case "since":
            return when, None
        case "after":
            return _next(when), None
        case "before":
            return None, _day_before(when)
        case "until" | "by" | "as":
            return None, when
    return when, _days_after(when)


def _days_after(when: str) -> str:
    """Return a day with those after it on which it is news; a month or a year is its own end."""
    try:
        return (date.fromisoformat(when) + timedelta(days=DAYS_AFTER)).isoformat()
    except ValueError:
        return when


def _next(when: str) -> str:
    if len(when) == 4:
        return str(int(when) + 1)
    if len(when) > 7:
        return (date.fromisoformat(when) + timedelta(days=1)).isoformat()
    year, month = int(when[:4]), int(when[5:])
    return f"{year + 1}-01" if month == 12 else f"{year}-{month + 1:02}"


def _day_before(when: str) -> str:
    first = date.fromisoformat(when + "-01-01"[len(when) - 4 :])
    return (first - timedelta(days=1)).isoformat()


def _counted(which: str, unit: str, today: date) -> tuple[str, str]:
    """Return the first and last day of last or this year, month or week."""
    monday = today - timedelta(days=today.weekday())
    begins = {"year": today.replace(month=1, day=1), "month": today.replace(day=1), "week": monday}
    this = begins[unit]
    if which == "this":
        return this.isoformat(), today.isoformat()
    last = this - timedelta(days=1)
    monday = last - timedelta(days=6)
    begins = {"year": last.replace(month=1, day=1), "month": last.replace(day=1), "week": monday}
    return begins[unit].isoformat(), last.isoformat()
