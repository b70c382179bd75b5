"""Filters: which articles a search, a list or an answer may use."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a search may use; None or empty allows all.

    source: part of the publication's name, any case. author: part of an author's name, any case.
    since, until: ISO dates, both included; an article without a date lies outside every range, one
    known to the month or year lies inside when any of its days does. articles: ids.
    """

    source: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None
    articles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.source, self.author, self.since, self.until, self.articles))


def narrowed(filters: Filters, since: str | None, until: str | None) -> Filters:
    """Return filters that also leave out what was published before `since` or after `until`."""
    since = max(filter(None, (filters.since, since)), default=None)
    until = min(filter(None, (filters.until, until)), key=last_day, default=None)
    return replace(filters, since=since, until=until)


def last_day(when: str) -> str:
    """Return the last day that a year, month or day can mean; no month is said to be too long."""
    return when + "-12-31"[len(when) - 4 :]


def iso_date(text: str) -> str:
    """Return a year, a month or a day as it is written; ValueError when it is none."""
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
            raise ValueError
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        raise ValueError(
            f"a date should look like 2019, 2019-01 or 2019-01-14, is now {text!r}"
        ) from None
    return text
