"""What one line says about an article."""

import pytest

from index.articles import PublishedKind
from index.cleaning.metadata import (
    Facts,
    bare_dateline,
    byline,
    caption_month,
    copyright_owner,
    date_line,
    dateline_source,
    find_date,
    is_name,
    name_and_job,
)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Jan. 14, 2019", "2019-01-14"),
        ("14 January 2019", "2019-01-14"),
        ("September 3rd, 2021", "2021-09-03"),
        ("2022/05/04", "2022-05-04"),
        ("2023-03-14T10:15:00Z", "2023-03-14"),
        ("14. März 2023", "2023-03-14"),
        ("14 juillet 2020", "2020-07-14"),
        ("3 de junio de 2020", "2020-06-03"),
        ("31/12/2020", "2020-12-31"),
        ("12/31/2020", "2020-12-31"),
        ("03/04/2020", None),  # March or April
        ("Feb. 30, 2020", None),
        ("in 2008", None),
        ("flexiimages/jac1692883516.jpg", None),
        ("Mayor 3, 2020", None),
    ],
)
def test_find_date(text, iso):
    assert find_date(text) == iso


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jan. 14, 2019", ("2019-01-14", False)),
        ("Tue 14 Mar 2023 10.15 GMT", ("2023-03-14", False)),
        ("Published on March 14, 2023 at 5:00 p.m. ET", ("2023-03-14", False)),
        ("Last updated: 3 June 2021", ("2021-06-03", True)),
        ("The war began on May 3, 2021", None),
        ("© 2020 Somebody", None),
        ("He was born on Jan. 14, 1950.", None),
    ],
)
def test_date_line(text, expected):
    assert date_line(text) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("By Jane Q. Doe and John Roe", ("Jane Q. Doe", "John Roe")),
        ("By JANE DOE, JOHN ROE and Ana de la Vega", ("JANE DOE", "JOHN ROE", "Ana de la Vega")),
        ("By Jane Doe | March 3, 2021", ("Jane Doe",)),
        ("By Jane Doe, Staff Writer", ("Jane Doe",)),
        ("Von Käthe Müller", ("Käthe Müller",)),
        ("By the end of the year, prices had doubled.", ()),
        ("By Monday evening nobody was left on the quay.", ()),
        ("Jane Doe", ()),
    ],
)
def test_byline(text, names):
    assert byline(text) == names


@pytest.mark.parametrize(
    ("caption", "month"),
    [
        (
            "The mayor speaks to reporters at the quay, Thursday, Dec. 7, 2023, in Port Ellan.",
            "2023-12",
        ),
        ("FILE - The mayor speaks at the quay, Thursday, Dec. 7, 2023, in Port Ellan.", None),
        ("The mayor in December 2023.", None),
    ],
)
def test_caption_month(caption, month):
    found = caption_month(caption)
    assert (found[0] if found else None) == month
    assert found is None or found[1] == caption


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("© 2020 The Harbour Times Company", "The Harbour Times"),
        ("Copyright 2023 The Island Press. All rights reserved.", "The Island Press"),
        ("© 2020", None),
        ("The copyright case was heard on Monday.", None),
    ],
)
def test_copyright_owner(text, owner):
    assert copyright_owner(text) == owner


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("HTV  —", "HTV"),
        ("Port Ellan HTV Business —", "HTV Business"),
        ("PARIS —", None),
        ("Washington, DC —", None),
        ("PORT ELLAN (Newswire) - The ferry sank.", "Newswire"),
    ],
)
def test_dateline_source(text, source):
    assert dateline_source(text) == source


def test_bare_dateline_is_no_sentence():
    assert bare_dateline("New Port —")
    assert not bare_dateline("He paused — and left.")


@pytest.mark.parametrize(
    "text", ["Jane Doe", "Ana de la Vega", "John F. O’Brien", "Käthe Müller-Lund"]
)
def test_names(text):
    assert is_name(text)


@pytest.mark.parametrize(
    "text", ["Harbour News", "Staff Writer", "Jane", "jane doe", "Read More About The Big Ferry"]
)
def test_no_names(text):
    assert not is_name(text)


def test_name_and_job():
    assert name_and_job("Ines Calder Transport correspondent") == "Ines Calder"
    assert name_and_job("Opposition calls for an inquiry") is None


def test_an_explicit_date_wins_over_an_inferred_one():
    facts = Facts()
    facts.set_date("2023-12", PublishedKind.INFERRED, "a caption")
    facts.set_date("2023-11", PublishedKind.INFERRED, "a later caption")
    assert facts.published == "2023-12"
    facts.set_date("2023-12-09", PublishedKind.EXPLICIT, "Dec. 9, 2023")
    facts.set_date("2020-01-01", PublishedKind.EXPLICIT, "another")
    assert (facts.published, facts.published_evidence) == ("2023-12-09", "Dec. 9, 2023")
