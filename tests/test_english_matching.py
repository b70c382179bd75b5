"""What is printed in one way and asked for in another is found all the same."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import add, make_article

from index.retrieval import HybridRetriever, Ranking, lexical_query
from index.stopwatch import Stopwatch
from qa.answering.copies import find_copies
from qa.answering.library_facts import answer_library
from qa.answering.scope import Scope
from qa.answers import Sharing
from qa.questions.people import Name, match_speakers, people
from qa.questions.spelling import alike, misspelt, respelled
from qa.questions.understanding import understand

PRINTED = "Lawyers of the A.C.L.U. sued the harbour board over the oﬃce."


@pytest.mark.parametrize(
    ("printed", "asked"),
    [
        ("The A.C.L.U. sued.", "Did the ACLU sue?"),
        ("The ACLU sued.", "What of the A.C.L.U.?"),
        ("The A.C.L.U. sued.", "What of the A.C.L.U.?"),
        ("The A.C.L.U.’s lawyers sued.", "ACLU"),
        ("They saw a fish.", "a ﬁsh"),
        ("They saw a ﬁsh.", "a ﬁsh"),
        ("Hansen left.", "Han\xadsen"),
        ("Han\xadsen left.", "Han\xadsen"),
        ("José left.", "jose"),
        ("Jose left.", "José’s"),
        ("Berg left.", "What is Berg's?"),
    ],
)
def test_the_words_of_a_question_are_found_as_they_are_printed(library, printed, asked):
    add(library, make_article(printed, title=None), make_article("Nothing.", title=None))
    (found,) = HybridRetriever(library, [Ranking.LEXICAL]).retrieve(asked, 5)
    assert found.passage.text == printed


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("the ACLU", '"aclu" OR "a c l u"'),
        ("the A.C.L.U.", '"aclu" OR "a c l u"'),
        ("the aclu", '"aclu"'),  # any short word could be meant
        ("UNICEF", '"unicef"'),
        ("José’s o’clock", '"jose" OR "o\'clock"'),  # FTS5 reads these as we do
        ("What's up?", '"what" OR "up"'),
    ],
)
def test_a_word_is_asked_for_once_for_every_way_it_is_printed(question, query):
    assert lexical_query(question) == query


@pytest.mark.parametrize("term", ["ACLU", "A.C.L.U.", "the office", "oﬃce", "harbour  board"])
def test_an_article_mentions_a_term_in_any_form(library, term):
    add(library, make_article(PRINTED))
    asked = understand(f"Which articles mention {term}?", date(2024, 3, 6))
    answer = answer_library(library, asked, Scope(), Stopwatch())
    assert answer
    (finding,) = answer.findings
    assert finding.citation.quote in PRINTED
    assert finding.fact
    assert finding.fact.count == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Uwe Han\xadsen", "Hansen"),
        ("José Marín", "Jose Marin"),
        ("the A.C.L.U.", "ACLU"),
        ("J.R. Berg", "John R. Berg"),
        ("J. R. Berg", "J.R. Berg"),
        ("Rep. Ruth Berg", "Speaker Berg"),
        ("Ruth Berg’s", "Ruth Berg"),
        ("Ruth Berg Jr.", "Ruth Berg, Jr"),
    ],
)
def test_names_of_one_person_fit(one, other):
    assert Name.of(one).fits(Name.of(other))
    assert len(people([one, other])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John R. Berg", "John K. Berg"),
        ("Al Berg", "Alan Berg"),  # two letters are a name, not an initial
        ("Ruth Berg Jr.", "Ruth Berg III"),
        ("the Justice Department", "Berg’s department"),
    ],
)
def test_names_of_two_do_not(one, other):
    assert not Name.of(one).fits(Name.of(other))


def test_a_speaker_is_found_whose_name_is_printed_with_soft_hyphens():
    assert match_speakers("Hansen", [("Uwe Han\xadsen", None)]) == ["Uwe Han\xadsen"]


def test_a_copy_is_one_in_whatever_type_it_is_set():
    plain = (
        "The office of the harbour board will be closed for the whole of the winter, and the "
        "A.C.L.U. has asked the court to find out who first signed the order for it"
    )
    typeset = plain.replace("office", "oﬃce").replace("A.C.L.U.", "ACLU").replace("r", "r\xad")
    first = make_article(f"{plain}.", source="A", published="2020-01-01")
    second = make_article(f"{typeset}.", source="B", published="2020-01-02")
    (copy,) = find_copies([(second, 0), (first, 0)])
    assert (copy.article, copy.original, copy.sharing) == (second, first, Sharing.PARAGRAPH)


def test_a_misspelt_owner_is_spelled_right_and_stays_one(library):
    library.embedder.count_tokens = lambda text: 2
    add(library, make_article("The Harbour was closed. The harbour's pier fell."))
    question = "Who closed the harbuor’s pier?"
    unknown = misspelt(question, library)
    assert unknown == ["harbuor"]
    found = alike(unknown, [c.passage for c in HybridRetriever(library).retrieve("pier", 1)])
    assert respelled(question, found) == "Who closed the Harbour’s pier?"
