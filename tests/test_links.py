from __future__ import annotations

from urllib.parse import unquote

import pytest
from conftest import make_article
from examples import ARTICLE, cite

from qa.showing.links import deep_link


def test_a_deep_link_is_the_page_with_the_words():
    link = deep_link(cite(ARTICLE, "He said “I was tired”"))
    assert link == (
        "https://example.com/news?id=1&x=2#:~:text=He%20said%20%E2%80%9CI%20was%20tired%E2%80%9D"
    )


def test_a_long_quotation_is_linked_by_its_ends():
    words = " ".join(f"w{n}" for n in range(30))
    link = deep_link(cite(make_article(words, url="https://e.com/"), words))
    assert link
    assert unquote(link) == "https://e.com/#:~:text=w0 w1 w2 w3 w4,w25 w26 w27 w28 w29"


@pytest.mark.parametrize("words", ["a-b", "a, b", "a & b", "100% #1", "-,word", "é 漢字", "a\n\nb"])
def test_what_means_something_in_a_text_fragment_is_encoded(words):
    link = deep_link(cite(make_article(words, url="https://e.com/"), words))
    assert link
    fragment = link.split("#:~:text=")[1]
    assert not set(fragment) & set("-,& #\n")
    assert unquote(fragment) == " ".join(words.split())


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "file:///etc/passwd", "e.com/a"])
def test_no_deep_link_without_a_web_address(url):
    assert deep_link(cite(make_article("Words.", url=url), "Words")) is None
