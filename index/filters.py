"""Filters: which articles a search, a list or an answer may use."""

from __future__ import annotations

from dataclasses import dataclass, replace


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
