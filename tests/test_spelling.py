"""Misspelt words: found by what the articles and the model know, and read as the articles spell."""

import pytest
from conftest import HashEmbedder, add, make_article

from index.library import Library
from index.passages import Passage
from qa.questions.spelling import alike, is_name, misspelt, respelled


class Vocabulary(HashEmbedder):
    """Knows a few words as one token; any other is two."""

    def count_tokens(self, text):
        return 1 if text in ("penguins", "Who", "sailed") else 2


@pytest.fixture
def harbor(tmp_path):
    with Library.create(tmp_path / "library", Vocabulary()) as library:
        add(library, make_article("The harbour of Zelenska froze. The ferry waited."))
        yield library


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who froze the harbur and the harbur?", ["harbur"]),
        ("Who saw the penguins", []),
        ("Who said “harbur froze”?", []),
        ("Who owns the HARBOUR?", []),
        ("Did the fery wait at the Zelensak?", ["Zelensak"]),
    ],
    ids=["once each", "in the vocabulary", "quoted", "in the articles", "short words pass"],
)
def test_misspelt_words_are_those_that_nobody_knows(harbor, question, words):
    assert misspelt(question, harbor) == words


@pytest.mark.parametrize(
    ("word", "like"),
    [
        ("harbur", "harbour"),
        ("harrbour", "harbour"),
        ("harbuor", "harbour"),
        ("harbaur", "harbour"),
        ("HARBUR", "harbour"),
        ("harbou", "harbour"),
        ("harbourx", "harbour"),
        ("habuor", None),
        ("hrabuor", None),
        ("arbou", None),
    ],
)
def test_a_word_one_edit_away_is_alike(word, like):
    article = make_article("The harbour froze.")
    found = alike([word], [Passage(article, 0, len(article.text))])
    assert found == ({word: like} if like else {})


def test_the_most_frequent_form_is_taken():
    article = make_article("One harbor, two harbour, three harbour.")
    passage = Passage(article, 0, len(article.text))
    assert alike(["harbur"], [passage]) == {"harbur": "harbour"}


@pytest.mark.parametrize(
    ("word", "like", "question", "expected"),
    [
        ("Zelenska", "zelenski", "Who is Zelenska?", True),
        ("zelenska", "Zelensky", "who is zelenska?", True),
        ("Harbur", "harbour", "Harbur froze when?", False),
        ("harbur", "harbour", "when did the harbur freeze?", False),
    ],
)
def test_a_name_may_be_somebody_else(word, like, question, expected):
    assert is_name(word, like, question) is expected


def test_respelled_changes_whole_words_only():
    made = respelled("Harbur: harbur’s harburs?", {"harbur": "harbour"})
    assert made == "Harbur: harbour’s harburs?"
