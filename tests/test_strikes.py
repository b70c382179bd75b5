"""What is struck out wherever it stands, and the body that resembles it and stays."""

import pytest
from conftest import END, LEAD, dropped, edited, kept

from index.articles import BlockKind
from index.cleaning.metadata import Facts

DEBRIS = [
    ("advertisement", "ADVERTISEMENT"),
    ("advertisement", "Story continues below this ad"),
    ("newsletter", "Sign up for our free morning newsletter"),
    ("newsletter", "Get the day’s top stories delivered to your inbox every morning."),
    ("subscription", "Already a subscriber? Log in"),
    ("subscription", "Subscribe to Harbour Life"),
    ("share tools", "Share this article on social media"),
    ("comment form", "Leave a Reply"),
    ("comment form", "Your email address will not be published."),
    ("related link", "Read more: How the ferry came to be built in the first place"),
    ("related link", "More:Islanders wait for a second ferry"),
    ("related link", "HARBOUR NEWS:Islanders wait for a second ferry to the north"),
    ("related link", "Lire aussi : le ferry est enfin de retour"),
    ("video", "The ferry sails again 02:15 - Source: HTV"),
    ("contributor line", "Contributing: Jane Doe, John Roe"),
    ("author box", "Follow Jane Doe on Twitter: @janedoe"),
    ("author box", "Jane Doe can be reached at jane@example.org or on Twitter @janedoe."),
    ("copyright", "© 2024 Harbour Herald. All rights reserved."),
    ("consent notice", "We use cookies to improve your experience on this site."),
    ("separator", "* * *"),
    ("link", "https://example.org/picture.jpg"),
    ("credit", "Photo: Tom Hale/Harbour Pictures"),
]


@pytest.mark.parametrize(("reason", "line"), DEBRIS, ids=[line[:30] for _, line in DEBRIS])
def test_debris_is_dropped_with_its_reason(reason, line):
    cleaned = edited(LEAD, line, END)
    assert dropped(cleaned) == [(reason, line)]
    assert kept(cleaned) == [LEAD, END]


BODY = [
    "Sign up for the army, he told his sons, and you will see the world and get three meals a day.",
    "“Sign up now,” the poster said.",
    "Subscribe to that theory and the whole winter of repairs was a waste of money, she said.",
    "Read more books, the minister told the children of the northern islands.",
    "Advertisements for the ferry had hung in every station since the spring.",
    "Share prices of the company fell by a third on Monday.",
    "Comments by the minister made matters worse.",
    "More than forty people were on board.",
    "Copyright law does not cover the names of ships.",
    "Home prices on the islands doubled.",
    "Photographs of the ferry were sold out within a day.",
    "Follow the money, the old captain said, and you will find the owner.",
    "Contact between the islands and the mainland was lost for two days.",
    "Video of the landing was shown in court.",
    "The mayor: “I have never seen such a storm.”",
    "The newsletter of the islands was founded in 1921 and has 300 subscribers.",
    "By Monday evening nobody was left on the quay.",
    "“No.”",
    "It sank.",
    "Related cases are waiting in three other courts.",
    "He sold the house [and the boat].",
    "Jane Doe is a reporter in the novel, and she never reaches the island.",
    "On Jan. 14, 2019, the ferry sank.",
    "In 2008 she joined the company as an editor of its timetable.",
]


@pytest.mark.parametrize("line", BODY, ids=[line[:30] for line in BODY])
def test_body_that_resembles_debris_stays(line):
    cleaned = edited(LEAD, line, END)
    assert kept(cleaned, BlockKind.BODY) == [LEAD, line, END]
    assert cleaned.dropped == []
    assert cleaned.facts == Facts()


def test_the_title_of_a_video_goes_with_its_length():
    cleaned = edited(LEAD, "Video Ad", "How the ferry was built", "02:15 - Source: HTV", END)
    assert kept(cleaned) == [LEAD, END]
    assert {reason for reason, _ in dropped(cleaned)} == {"video"}


@pytest.mark.parametrize(
    "above", ["The ferry was full.", "word " * 21], ids=["a sentence", "a long line"]
)
def test_what_stands_above_the_length_of_a_video_may_be_body(above):
    assert above.strip() in kept(edited(LEAD, above, "02:15 - Source: HTV", END))


def test_a_list_of_headlines_under_a_label_is_dropped_and_body_goes_on():
    headlines = ["The ferry that never came", "Islanders wait for another ship"]
    cleaned = edited(LEAD, "Related stories", *headlines, END, "The ferry that never came back")
    assert kept(cleaned)[:2] == [LEAD, END]
    assert [text for reason, text in dropped(cleaned) if reason == "related links"] == [
        "Related stories",
        *headlines,
    ]


def test_a_sentence_under_a_label_is_no_headline():
    cleaned = edited(LEAD, "Related stories", "It sank.", END)
    assert kept(cleaned) == [LEAD, "It sank.", END]
