from __future__ import annotations

from datetime import date

import pytest
from conftest import make_article

from index.filters import Filters, narrowed
from index.passages import Passage
from index.retrieval import Candidate
from qa.questions.periods import (
    Order,
    Period,
    in_order,
    parse_period,
    period_note,
    preferred,
    relative_dates,
)

TODAY = date(2024, 3, 6)  # a Wednesday


def parsed(question):
    rest, period = parse_period(question, TODAY)
    return rest, period and (period.since, period.until, period.only, period.order)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many ships sank in 2020?", ("2020", "2020", False, None)),
        ("who led it in March 2018?", ("2018-03", "2018-03", False, None)),
        ("what has changed since 2022?", ("2022", None, False, None)),
        ("what happened after 2019?", ("2020", None, False, None)),
        ("what happened after December 2019?", ("2020-01", None, False, None)),
        ("who led it before March 2018?", (None, "2018-02-28", False, None)),
        ("who led it as of 2019?", (None, "2019", False, Order.NEWEST)),
        ("what happened last year?", ("2023-01-01", "2023-12-31", False, None)),
        ("what happened last month?", ("2024-02-01", "2024-02-29", False, None)),
        ("what happened last week?", ("2024-02-26", "2024-03-03", False, None)),
        ("what happened this week?", ("2024-03-04", "2024-03-06", False, None)),
        ("what is the latest on the harbour?", (None, None, False, Order.NEWEST)),
        ("who first reported the closure?", (None, None, False, Order.OLDEST)),
    ],
)
def test_a_time_that_is_preferred_stays_in_the_question(question, expected):
    assert parsed(question) == (question, expected)


@pytest.mark.parametrize(
    ("question", "rest", "expected"),
    [
        (
            "what do articles from 2020 say of ships?",
            "what do articles say of ships?",
            ("2020",) * 2,
        ),
        ("which articles were published in 2019?", "which articles were?", ("2019",) * 2),
        (
            "who left, in stories published since May 2019?",
            "who left, in stories?",
            ("2019-05", None),
        ),
    ],
)
def test_the_time_of_articles_is_a_limit(question, rest, expected):
    assert parsed(question) == (rest, (*expected, True, None))


@pytest.mark.parametrize(
    "question",
    [
        "who spoke at the 2018 summit?",
        "who is the oldest senator?",
        "what is the newest member?",
        "who came before the summit?",
        "how many of 2020 ships sank?",
    ],
)
def test_other_words_are_no_time(question):
    assert parsed(question) == (question, None)


def test_a_novel_is_published_too():
    question = "which novel was published in 1930?"
    assert parsed(question) == (question, ("1930", "1930", False, None))


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("He said so last month, on Monday.", ("last month", "Monday")),
        ("Two years ago and earlier this summer.", ("Two years ago", "earlier this summer")),
        ("They met on July 12 and in November.", ("July 12", "in November")),
        ("They met on Thursday, Dec. 7, 2023, and on July 12, 2018, and in May 2019.", ()),
        ("In the last year of his term he may march.", ()),
        ("Yesterday, USA TODAY said.", ("Yesterday",)),
        ("Monday and Monday.", ("Monday",)),
    ],
)
def test_relative_dates(sentence, found):
    assert relative_dates(sentence) == found


def article(published):
    return make_article(f"Of {published}.", published=published)


@pytest.mark.parametrize(
    ("published", "held"),
    [
        ("2020-05-01", True),
        ("2020", True),
        ("2019-12", False),
        ("2021-01-01", False),
        (None, False),
    ],
)
def test_what_a_period_holds(published, held):
    assert Period("in 2020", "2020", "2020").holds(article(published)) is held


def test_an_imprecise_date_lies_inside_when_any_of_its_days_does():
    assert Period("", "2020-06-15", None).holds(article("2020-06"))
    assert Period("", None, "2020-06-15").holds(article("2020-06"))
    assert not Period("", "2020-07", None).holds(article("2020-06"))


def test_filters_are_narrowed_and_never_widened():
    filters = Filters(source="A", since="2019-05", until="2021")
    assert narrowed(filters, "2019", "2020-02") == Filters("A", None, "2019-05", "2020-02")
    assert narrowed(filters, None, None) == filters
    assert narrowed(Filters(until="2020-03"), "2020", "2020").until == "2020-03"


DATED = [article(published) for published in ("2019", None, "2021-05", "2020-01-02")]


def test_articles_without_a_date_come_last_in_either_order():
    newest = [a.published for a in in_order(DATED, Order.NEWEST, lambda a: a)]
    oldest = [a.published for a in in_order(DATED, Order.OLDEST, lambda a: a)]
    assert newest == ["2021-05", "2020-01-02", "2019", None]
    assert oldest == ["2019", "2020-01-02", "2021-05", None]


def test_the_best_half_is_kept_and_the_rest_is_of_the_time():
    years = ("2019", "2018", "2017", "2020", None, "2020-03")
    candidates = [Candidate(Passage(article(year), 0, 3), 1.0) for year in years]
    kept = preferred(candidates, Period("in 2020", "2020", "2020"), 4)
    assert [c.passage.article.published for c in kept] == ["2019", "2018", "2020", "2020-03"]
    newest = preferred(candidates, Period("latest", order=Order.NEWEST), 3)
    assert [c.passage.article.published for c in newest] == ["2019", "2020", "2020-03"]
    assert preferred(candidates[:2], Period("in 2020", "2020", "2020"), 4) == candidates[:2]


def test_the_note_says_how_the_time_was_used():
    period = Period("in 2020", "2020", "2020")
    assert period_note(period, [DATED[3]]) is None
    assert period_note(period, DATED) == (
        "“in 2020”: articles dated so come first; 1 of 4 without a date."
    )
    assert period_note(period, DATED[:1]) == "“in 2020”: no article shown here is dated so."
    only = Period("from 2020", "2020", "2020", only=True)
    assert "without a date are left out" in (period_note(only, []) or "")
    latest = Period("latest", order=Order.NEWEST)
    assert period_note(latest, DATED) == "“latest”: the newest first; 1 of 4 without a date."
