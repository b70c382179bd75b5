"""Choosing: what of the sentences that were read is shown, and what of it is one answer."""

from __future__ import annotations

import itertools
import math

import pytest
from conftest import HashEmbedder, PlainReader, make_article, seen
from hypothesis import given
from hypothesis import strategies as st

from index.errors import CitationMismatch
from index.passages import Passage, split_article
from index.retrieval import Candidate
from qa.answering.choosing import (
    ANSWERED,
    FURTHER,
    MAX_WORDS,
    RELATED,
    choose,
    in_time,
    is_related,
    nearest,
    of_each_side,
    side_by_side,
)
from qa.answering.ranking import ranked, surest, timely
from qa.answers import Answer, Citation, Finding, Form, Near, Sharing, State
from qa.questions.kinds import Expected, Kind
from qa.questions.periods import Order, Period
from qa.questions.question import Question
from qa.reading.reader import Evidence, Weights
from qa.reading.sentences import SentenceReader


def whole(article, score=1.0):
    """Return a candidate that is a whole article."""
    return Candidate(Passage(article, 0, len(article.text)), score)


def question(text="Who left?", kind=Kind.KEYWORDS, expected=None, sides=None):
    return Question(text, text, shape=kind, expected=expected, sides=sides)


def read(*pairs, reader=None, period=None):
    """Rank what is read; pairs: (article, (words, probability), …)."""
    candidates = [whole(article) for article, *_ in pairs]
    evidence = [
        seen(candidate.passage, *marks)
        for candidate, (_, *marks) in zip(candidates, pairs, strict=True)
    ]
    order = ranked(reader or PlainReader(), candidates, evidence)
    return timely(order, period) if period else order


def shown(findings):
    return [(f.words.quote, round(f.confidence, 6)) for f in findings]


def sentences(findings):
    return [f.citation.quote for f in findings]


CNN = make_article("Kelly left in March. He was tired.", source="CNN")
BBC = make_article("On Monday “Kelly left in March”! Nobody knew.", source="BBC")
AP = make_article("KELLY  LEFT IN MARCH. Kelly left in March. So be it.", source="AP")


# Ranking. -----------------------------------------------------------------------------------------


def test_the_best_come_first():
    order = read((CNN, ("He was tired.", 0.6)), (BBC, ("Nobody knew.", 0.9)))
    assert shown(choose(question(), order)) == [("Nobody knew.", 0.9), ("He was tired.", 0.6)]


def test_retrieval_counts_as_much_as_its_weight_says():
    class Reader(PlainReader):
        sentence = Weights(passage=2.0)

    near, far = whole(CNN, 1.0), whole(BBC, 0.0)
    marks = ("He was tired.", 0.5), ("Nobody knew.", 0.6)
    evidence = [seen(one.passage, *marks) for one in (near, far)]
    assert ranked(PlainReader(), [near, far], evidence)[0].article is BBC
    first = ranked(Reader(), [near, far], evidence)[0]
    assert first.article is CNN
    assert first.probability == pytest.approx(1 / (1 + math.exp(-2)))


def test_a_sentence_of_two_passages_is_one_as_the_surer_has_it():
    passages = [Candidate(Passage(CNN, 0, 20), 1.0), Candidate(Passage(CNN, 0, 34), 0.9)]
    evidence = [[Evidence(0, 20, 1.0)], [Evidence(0, 20, 2.0), Evidence(21, 34, 0.0)]]
    order = ranked(PlainReader(), passages, evidence)
    assert [(o.citation.quote, round(o.probability, 2)) for o in order] == [
        ("Kelly left in March.", 0.88),
        ("He was tired.", 0.5),
    ]


def test_a_sentence_that_asks_is_worth_less_than_one_that_says():
    article = make_article("Who left in March? Kelly left in March.")
    order = read((article, ("Who left in March", 0.8), ("Kelly", 0.7)))
    assert order[0].citation.quote == "Kelly left in March."


def test_of_two_readings_each_sentence_counts_as_the_surer_has_it():
    one = [[Evidence(0, 5, 1.0), Evidence(6, 9, 0.0)], []]
    other = [[Evidence(0, 5, 0.0), Evidence(6, 9, 2.0)], []]
    assert surest(one, other) == [[Evidence(0, 5, 1.0), Evidence(6, 9, 2.0)], []]


def test_evidence_has_to_be_of_as_many_passages():
    with pytest.raises(ValueError, match="zip"):
        ranked(PlainReader(), [whole(CNN)], [])


# Three states. ------------------------------------------------------------------------------------


def test_an_answer_is_given_from_the_threshold_on():
    order = read((CNN, ("He was tired.", ANSWERED + 0.01)))
    assert sentences(choose(question(), order)) == ["He was tired."]
    order = read((CNN, ("He was tired.", ANSWERED - 0.01)))
    assert choose(question(), order) == ()
    assert is_related(order)
    assert not is_related(read((CNN, ("He was tired.", RELATED - 0.01))))
    assert choose(question(), ()) == ()
    assert not is_related(())


def test_beside_an_answer_stands_what_is_related_and_nothing_else():
    article = make_article("One is here. Two is here. Three is here.")
    order = read(
        (article, ("One", 0.9), ("Two", FURTHER + 0.01), ("Three", FURTHER - 0.01)),
    )
    assert sentences(choose(question(), order)) == ["One is here.", "Two is here."]


def test_the_nearest_are_the_best_three_sentences_with_their_marks():
    article = make_article("One is here. Two is there. Three is gone. Four is lost.")
    order = read((article, ("One", 0.04), ("Two", 0.05), ("Three", 0.03), ("Four", 0.02)))
    near = nearest(order)
    assert [(one.citation.quote, [m.quote for m in one.marks]) for one in near] == [
        ("Two is there.", ["Two"]),
        ("One is here.", ["One"]),
        ("Three is gone.", ["Three"]),
    ]
    assert near[0].confidence == pytest.approx(0.05)
    assert nearest(()) == ()


@pytest.mark.parametrize(
    ("findings", "is_related", "state"),
    [
        ((Finding(Citation(CNN, 0, 20), 0.9),), False, State.ANSWERED),
        ((), True, State.RELATED),
        ((), False, State.NOT_FOUND),
    ],
)
def test_the_state_says_what_became_of_a_question(findings, is_related, state):
    near = () if findings else (Near.of(whole(CNN)),)
    assert Answer("?", findings, near, is_related=is_related).state is state


# One answer. --------------------------------------------------------------------------------------


def test_equal_sentences_are_one_answer_with_several_places():
    order = read(
        (BBC, ("Kelly left in March", 0.7)),
        (CNN, ("Kelly left", 0.9)),
        (AP, ("KELLY", 0.6), ("Kelly left in March.", 0.8)),
    )
    first, *_ = choose(question(), order)
    assert first.citation.quote == "Kelly left in March."
    assert [c.article.source for c in first.also_in] == ["AP"]
    assert first.confidence == pytest.approx(0.9)


def test_all_the_words_that_answer_are_marked_in_the_order_of_the_text():
    article = make_article("Oslo, Riga and Lund have paid.")
    (finding,) = choose(
        question(kind=Kind.LIST), read((article, ("Lund", 0.9), ("Oslo", 0.8), ("Riga", 0.7)))
    )
    assert [mark.quote for mark in finding.marks] == ["Oslo", "Riga", "Lund"]
    assert finding.form is Form.SENTENCES
    assert finding.words == finding.citation


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30), st.floats(-4, 4)), max_size=12))
def test_findings_never_overlap_and_are_whole_sentences(marks):
    article = make_article("The same word. And the same word, and the same words once more. " * 2)
    passage = Passage(article, 0, len(article.text))
    evidence = [
        Evidence(start, end, max([m for a, _, m in marks if start <= a < end], default=-9.0))
        for start, end in passage.sentences
    ]
    for kind in (Kind.KEYWORDS, Kind.EXPLANATION):
        order = ranked(PlainReader(), [Candidate(passage, 1.0)], [evidence])
        findings = choose(question(kind=kind), order)
        cited = sorted((f.citation.start, f.citation.end) for f in findings)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(cited))
        assert all(f.citation == f.citation.whole for f in findings)
        assert not findings or max(f.confidence for f in findings) >= ANSWERED


# An explanation. ----------------------------------------------------------------------------------

STORY = (
    "The pier was closed. It had stood for ninety years. A storm broke two of its posts. "
    "Nobody was hurt. The fish market is on Thursday."
)


def explained(*marks, article=None):
    article = article or make_article(STORY)
    why = question("Why was the pier closed?", Kind.EXPLANATION)
    return sentences(choose(why, read((article, *marks))))


def test_an_explanation_goes_on_while_the_next_sentence_explains():
    marks = ("It had", 0.8), ("A storm", 0.7), ("Nobody", 0.01)
    assert explained(*marks) == ["It had stood for ninety years. A storm broke two of its posts."]


def test_an_explanation_is_at_most_three_sentences():
    words = "The pier", "It", "A storm", "Nobody"
    marks = [(word, 0.9 - n / 100) for n, word in enumerate(words)]
    assert explained(*marks)[0] == (
        "The pier was closed. It had stood for ninety years. A storm broke two of its posts."
    )


def test_an_explanation_does_not_grow_too_long():
    long = "It had " + "a post and " * 40 + "a roof."
    article = make_article(f"The pier was closed. {long} It fell.")
    assert len(long.split()) > MAX_WORDS - 4
    assert explained(("The pier", 0.9), ("It had", 0.8), article=article)[0] == (
        "The pier was closed."
    )


def test_other_kinds_take_a_sentence_at_a_time():
    order = read((make_article(STORY), ("The pier", 0.9), ("It had", 0.8)))
    assert len(choose(question(kind=Kind.YESNO), order)) == 2


# Several articles. --------------------------------------------------------------------------------


def report(words, source, published=None):
    """Return an article of a sentence about troops, with words in it that answer."""
    return make_article(
        f"The government will take {words} troops out of the town.",
        source=source,
        published=published,
    )


QUESTION = "How many troops will leave the town?"


def found_in(*pairs, expected=None):
    """Return findings for (article, words, probability), the words values of what is asked."""
    asked = question(QUESTION, Kind.VALUE, expected or Expected.ANY)
    return choose(asked, read(*((article, (words, p)) for article, words, p in pairs)))


def test_one_value_in_several_articles_is_one_answer():
    findings = found_in(
        (report("12,000", "A"), "12,000", 0.9),
        (report("9,000", "B"), "9,000", 0.9),
        (report("twelve thousand", "C"), "twelve thousand", 0.9),
        (report("some 12 000", "D"), "some 12 000", 0.9),
    )
    assert [(f.words.quote, f.articles, f.independent) for f in findings] == [
        ("12,000", 3, 3),
        ("9,000", 1, 1),
    ]
    assert [c.quote for c in findings[0].also_in] == ["twelve thousand", "some 12 000"]


def test_two_people_of_one_last_name_are_not_joined_by_it():
    articles = [make_article(f"The town thanked {name}.") for name in ("Olaf Lund", "Eva Lund")]
    last = make_article("It was Lund who came.")
    findings = found_in(
        (articles[0], "Olaf Lund", 0.9), (articles[1], "Eva Lund", 0.9), (last, "Lund", 0.9)
    )
    assert [[f.words.quote, *(c.quote for c in f.also_in)] for f in findings] == [
        ["Olaf Lund", "Lund"],
        ["Eva Lund"],
    ]


def test_a_last_name_does_not_bring_two_people_together():
    """ "Berg" joins "Ruth Berg"; "Olaf Berg" is nobody's but his own."""
    names = ("Ruth Berg", "Berg", "Olaf Berg")
    articles = [make_article(f"The town thanked {name}.") for name in names]
    findings = found_in(*zip(articles, names, (0.9, 0.8, 0.7), strict=True))
    assert [[f.words.quote, *(c.quote for c in f.also_in)] for f in findings] == [
        ["Ruth Berg", "Berg"],
        ["Olaf Berg"],
    ]


LONG = (
    "The government will take 12,000 troops out of the town before the end of the next winter and "
    "leave the barracks to the university, which has asked for them for years."
)


def test_a_copy_counts_once_and_stands_behind_its_original():
    copy = make_article(LONG, "Read more.", source="Weekly", published="2020-02-02")
    original = make_article(LONG, source="Daily", published="2020-02-01")
    alone = report("12,000", "Other")
    findings = found_in((copy, "12,000", 0.9), (alone, "12,000", 0.6), (original, "12,000", 0.5))
    (one,) = findings
    assert (one.articles, one.independent) == (3, 2)
    assert one.confidence == pytest.approx(0.9)
    # The best place that copies nothing is shown; the copy is said to be one.
    assert one.citation.article.source == "Other"
    assert [(c.article.source, c.original.source, c.sharing) for c in one.copies] == [
        ("Weekly", "Daily", Sharing.PARAGRAPH)
    ]
    (pair,) = found_in((copy, "12,000", 0.9), (original, "12,000", 0.5))
    assert (pair.citation.article.source, pair.independent) == ("Daily", 1)


def test_different_values_stand_side_by_side_oldest_first():
    findings = found_in(
        (report("9,000", "A", "2021-03"), "9,000", 0.7),
        (make_article("Nobody knows of the tide.", source="T"), "Nobody knows", 0.7),
        (report("12,000", "B"), "12,000", 0.8),
        (report("7,000", "C", "2020-01-01"), "7,000", 0.8),
    )
    shown = side_by_side(QUESTION, findings)
    assert [(f.words.quote, f.differs) for f in shown] == [
        ("7,000", True),
        ("9,000", True),
        ("12,000", True),
        ("Nobody knows", False),
    ]
    answer = Answer(QUESTION, shown)
    assert answer.differs
    assert answer.confidence == max(f.confidence for f in shown)


@pytest.mark.parametrize(
    "other",
    [
        (report("nearly 13,000", "B"), "nearly 13,000", 0.9),  # both may hold
        (report("many", "B"), "many", 0.9),  # not a number
        (report("9,000", "B"), "9,000", 0.5),  # a second guess
        (make_article("A fish costs 90 crowns."), "90", 0.9),  # about something else
        (report("12 thousand", "B"), "12 thousand", 0.9),  # the same
        (report("one-third of the 36,000", "B"), "one-third", 0.9),  # a share and a count
    ],
    ids=["may both hold", "of another kind", "unlikely", "of something else", "equal", "share"],
)
def test_no_difference_is_claimed_falsely(other):
    findings = found_in((report("12,000", "A"), "12,000", 0.8), other)
    assert side_by_side(QUESTION, findings) == findings


def test_two_values_of_one_article_are_no_difference_of_the_articles():
    article = make_article(
        "In May 12,000 troops will leave the town.", "In June 9,000 troops will leave the town."
    )
    asked = question(QUESTION, Kind.VALUE, Expected.NUMBER)
    findings = choose(asked, read((article, ("12,000", 0.8), ("9,000", 0.8))))
    assert len(findings) == 2
    assert side_by_side(QUESTION, findings) == findings


def test_nothing_is_side_by_side_with_nothing():
    assert side_by_side(QUESTION, ()) == ()


def test_what_is_of_the_time_comes_first_unless_it_is_much_weaker():
    old, new = report("9,000", "A", "2019-05"), report("12,000", "B", "2020-05")
    period = Period("in 2020", "2020", "2020")

    def first(*probabilities):
        pairs = zip((old, new), (("9,000",), ("12,000",)), probabilities, strict=True)
        order = read(*((a, (w, p)) for a, (w,), p in pairs), period=period)
        return order[0].article

    assert first(0.6, 0.6) is new
    assert first(0.6, 0.5) is new
    assert first(0.9, 0.5) is old


def test_the_order_of_dates_that_is_asked_for_goes_before_what_is_sure():
    old, new = report("9,000", "A", "2019-05"), report("12,000", "B", "2020-05")
    findings = found_in((old, "9,000", 0.9), (new, "12,000", 0.5))
    latest, oldest = Period("latest", order=Order.NEWEST), Period("first", order=Order.OLDEST)
    assert [f.words.quote for f in in_time(findings, latest)] == ["12,000", "9,000"]
    assert [f.words.quote for f in in_time(findings, oldest)] == ["9,000", "12,000"]
    assert in_time(findings, Period("in 2020", "2020", "2020")) == findings


HARBOURS = (
    make_article("The port of Lund took in forty ships.", source="L"),
    make_article("The port of Riga took in nine ships.", source="R"),
    make_article("Ports are busy.", source="P"),
)


def test_a_comparison_shows_one_of_each_side_first_and_says_which_is_missing():
    marks = ("forty", 0.8), ("nine", 0.4), ("Ports", 0.9)
    order = read(*zip(HARBOURS, marks, strict=True))
    findings = choose(question("Lund or Riga?", Kind.COMPARISON), order)
    shown, missing = of_each_side(("the port of Lund", "the port of Riga"), findings)
    assert [f.citation.article.source for f in shown] == ["L", "R", "P"]
    assert missing == ()
    shown, missing = of_each_side(("Lund", "Oslo"), findings)
    assert [f.citation.article.source for f in shown] == ["L", "P", "R"]
    assert missing == ("Oslo",)
    assert of_each_side(("Lund", "Oslo"), ()) == ((), ("Lund", "Oslo"))


# Citations. ---------------------------------------------------------------------------------------


@given(st.integers(-3, 40), st.integers(-3, 40))
def test_a_citation_recuts_or_is_refused(start, end):
    if 0 <= start < end <= len(CNN.text):
        citation = Citation(CNN, start, end)
        assert citation.quote == CNN.text[start:end]
        assert citation.prefix + citation.quote + citation.suffix in CNN.text
    else:
        with pytest.raises(CitationMismatch, match=f"is now {start}:{end}"):
            Citation(CNN, start, end)


def test_prefix_and_suffix_are_what_stands_around():
    article = make_article("a" * 50 + "QUOTE" + "b" * 50)
    citation = Citation(article, 50, 55)
    assert (citation.prefix, citation.suffix) == ("a" * 32, "b" * 32)
    assert Citation(article, 0, 105).prefix == Citation(article, 0, 105).suffix == ""


def test_the_sentence_around_a_citation_ends_with_its_block():
    article = make_article("He left. She met Mr.", "Smith stayed. All was well.")
    start = article.text.index("met")
    assert Citation(article, start, start + 3).sentence == "She met Mr."


def test_the_citations_of_an_answer_are_all_places():
    one, two, three = (Citation(article, 0, 5) for article in (CNN, BBC, AP))
    answer = Answer("?", (Finding(one, 0.9, also_in=(two,)), Finding(three, 0.6)))
    assert answer.citations == (one, two, three)
    assert answer.confidence == 0.9
    assert Answer("?", ()).citations == ()
    assert Answer("?", ()).confidence == 0


# The sentence reader. -----------------------------------------------------------------------------


def test_the_sentence_reader_weighs_sentences_by_how_near_they_are():
    article = make_article("The sky was blue. Kelly left the White House in March. It rained.")
    passages = [Passage(article, 0, len(article.text)), Passage(article, 0, 17)]
    found = SentenceReader(HashEmbedder()).read("When did Kelly leave the White House?", passages)
    first = max(found[0], key=lambda one: one.mass)
    assert article.text[first.start : first.end] == "Kelly left the White House in March."
    assert [(one.start, one.end) for one in found[0]] == passages[0].sentences
    assert found[1] == found[0][:1]
    assert not any(one.spans for one in found[0])


def test_the_reader_reads_nothing_out_of_nothing():
    assert SentenceReader(HashEmbedder()).read("Who?", []) == []


@given(st.lists(st.text(min_size=1, max_size=80).filter(str.strip), min_size=1, max_size=4))
def test_every_sentence_of_the_reader_is_a_citation(paragraphs):
    article = make_article(*paragraphs)
    passages = split_article(article, max_tokens=32, count_tokens=HashEmbedder().count_tokens)
    reader = SentenceReader(HashEmbedder())
    candidates = [Candidate(passage, 1.0) for passage in passages]
    order = ranked(reader, candidates, reader.read("Who said so?", passages))
    for finding in choose(question("Who said so?"), order):
        citation = finding.citation
        assert citation.quote == article.text[citation.start : citation.end]
        assert citation.quote in citation.sentence
