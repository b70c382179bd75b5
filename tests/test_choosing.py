from __future__ import annotations

import itertools

import pytest
from conftest import HashEmbedder, make_article
from hypothesis import given
from hypothesis import strategies as st

from index.errors import CitationMismatch
from index.passages import Passage, split_article
from index.retrieval import Candidate
from qa.answering.choosing import choose, in_time, joint_score, side_by_side
from qa.answers import Answer, Citation, Finding, Sharing
from qa.questions.periods import Order, Period
from qa.questions.several import asks_for_several
from qa.reading.reader import Span
from qa.reading.sentences import SentenceReader


def whole(article):
    """Return a candidate that is a whole article."""
    return Candidate(Passage(article, 0, len(article.text)), 1.0)


def span(article, words, score):
    start = article.text.index(words)
    return Span(start, start + len(words), score)


def chosen(pairs, threshold=0.5, **options):
    """Choose among {article: [(words, score)]}, given as pairs."""
    candidates = [whole(article) for article, _ in pairs]
    spans = [[span(article, *marked) for marked in marks] for article, marks in pairs]
    findings = choose(candidates, spans, threshold=threshold, **options)
    return [
        (f.citation.quote, round(f.confidence, 6), [c.article.source for c in f.also_in])
        for f in findings
    ]


CNN = make_article("Kelly left in March. He was tired.", source="CNN")
BBC = make_article("On Monday “Kelly left in March”! Nobody knew.", source="BBC")
AP = make_article("KELLY  LEFT IN MARCH, they said. Kelly left in March. So be it.", source="AP")


def test_the_best_come_first():
    pairs = [(CNN, [("He was tired.", 0.6)]), (BBC, [("Nobody knew.", 0.9)])]
    assert chosen(pairs) == [
        ("Nobody knew.", round(joint_score(0.9, 2), 6), []),
        ("He was tired.", 0.6, []),
    ]


def test_nothing_below_the_threshold():
    pairs = [(CNN, [("He was tired.", 0.49), ("Kelly left in March.", 0.5)])]
    assert chosen(pairs, threshold=0.5) == [("Kelly left in March.", 0.5, [])]
    assert chosen(pairs, threshold=0.51) == []


def test_equal_words_are_one_answer_with_several_places():
    pairs = [
        (BBC, [("Kelly left in March", 0.7)]),
        (CNN, [("Kelly left in March.", 0.9)]),
        (AP, [("KELLY  LEFT IN MARCH,", 0.6), ("Kelly left in March.", 0.8)]),
    ]
    assert chosen(pairs) == [("Kelly left in March.", round(joint_score(0.9, 2), 6), ["AP", "BBC"])]


def test_the_overlap_of_two_passages_is_one_answer():
    candidates = [Candidate(Passage(CNN, 0, 20), 1.0), Candidate(Passage(CNN, 0, 34), 0.9)]
    spans = [[Span(0, 20, 0.8)], [Span(0, 19, 0.9), Span(21, 34, 0.7)]]
    findings = choose(candidates, spans, threshold=0.5)
    assert [f.citation.quote for f in findings] == ["Kelly left in March", "He was tired."]


def test_at_most_as_many_as_asked_for():
    article = make_article(" ".join(f"Sentence number {n}." for n in range(9)))
    marks = [(f"Sentence number {n}.", 0.9 - n / 100) for n in range(9)]
    assert len(chosen([(article, marks)])) == 5
    assert len(chosen([(article, marks)], limit=2)) == 2


def test_spans_have_to_be_as_many_as_passages():
    with pytest.raises(ValueError, match="zip"):
        choose([whole(CNN)], [], threshold=0.5)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30), st.floats(0, 1)), max_size=12))
def test_findings_never_overlap_and_are_in_order(marks):
    article = make_article("The same word and the same word and the same words once more. " * 2)
    spans = [[Span(start, start + length, score) for start, length, score in marks]]
    findings = choose([whole(article)], spans, threshold=0.3, limit=99)
    scores = [finding.confidence for finding in findings]
    assert scores == sorted(scores, reverse=True)
    assert all(score >= 0.3 for score in scores)
    cited = sorted((f.citation.start, f.citation.end) for f in findings)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(cited))


# Several articles. --------------------------------------------------------------------------------


def report(words, source, published=None):
    """Return an article of a sentence about troops, with words in it that answer."""
    return make_article(
        f"The government will take {words} troops out of the town.",
        source=source,
        published=published,
    )


def found_in(*pairs):
    """Return findings for (article, words, score), each article's words marked by a reader."""
    candidates = [whole(article) for article, _, _ in pairs]
    return choose(candidates, [[span(*pair)] for pair in pairs], threshold=0.3, limit=None)


def test_one_value_in_several_articles_is_one_answer():
    findings = found_in(
        (report("12,000", "A"), "12,000", 0.9),
        (report("9,000", "B"), "9,000", 0.9),
        (report("twelve thousand", "C"), "twelve thousand", 0.9),
        (report("some 12 000", "D"), "some 12 000", 0.9),
    )
    assert [(f.citation.quote, f.articles, f.independent) for f in findings] == [
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
    assert [[f.citation.quote, *(c.quote for c in f.also_in)] for f in findings] == [
        ["Olaf Lund", "Lund"],
        ["Eva Lund"],
    ]


def test_a_last_name_does_not_bring_two_people_together():
    """ "Berg" joins "Ruth Berg"; "Olaf Berg" is nobody's but his own."""
    names = ("Ruth Berg", "Berg", "Olaf Berg")
    articles = [make_article(f"The town thanked {name}.") for name in names]
    findings = found_in(*zip(articles, names, (0.9, 0.8, 0.7), strict=True))
    assert [[f.citation.quote, *(c.quote for c in f.also_in)] for f in findings] == [
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
    assert one.confidence == 0.9
    # The best place that copies nothing is shown; the copy is said to be one.
    assert one.citation.article.source == "Other"
    assert [(c.article.source, c.original.source, c.sharing) for c in one.copies] == [
        ("Weekly", "Daily", Sharing.PARAGRAPH)
    ]
    (pair,) = found_in((copy, "12,000", 0.9), (original, "12,000", 0.5))
    assert (pair.citation.article.source, pair.independent) == ("Daily", 1)


QUESTION = "How many troops will leave the town?"


def test_different_values_stand_side_by_side_oldest_first():
    findings = found_in(
        (report("9,000", "A", "2021-03"), "9,000", 0.7),
        (make_article("Nobody knows of the tide.", source="T"), "Nobody knows", 0.7),
        (report("12,000", "B"), "12,000", 0.8),
        (report("7,000", "C", "2020-01-01"), "7,000", 0.8),
    )
    shown = side_by_side(QUESTION, findings)
    assert [(f.citation.quote, f.differs) for f in shown] == [
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
    spans = [[span(article, "12,000", 0.8), span(article, "9,000", 0.8)]]
    findings = choose([whole(article)], spans, threshold=0.3)
    assert len(findings) == 2
    assert side_by_side(QUESTION, findings) == findings


def test_nothing_is_side_by_side_with_nothing():
    assert side_by_side(QUESTION, ()) == ()


def test_what_is_of_the_time_comes_first_unless_it_is_much_weaker():
    old, new = report("9,000", "A", "2019-05"), report("12,000", "B", "2020-05")
    period = Period("in 2020", "2020", "2020")
    findings = found_in((old, "9,000", 0.6), (new, "12,000", 0.6))
    assert [f.citation.quote for f in in_time(findings, period)] == ["12,000", "9,000"]
    findings = found_in((old, "9,000", 0.9), (new, "12,000", 0.5))
    assert [f.citation.quote for f in in_time(findings, period)] == ["9,000", "12,000"]
    latest = Period("latest", order=Order.NEWEST)
    assert [f.citation.quote for f in in_time(findings, latest)] == ["12,000", "9,000"]


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which former officials fear a closure?", True),
        ("name the countries that pay", True),
        ("list the former advisers", True),
        ("Who are the senators who support it?", True),
        ("What reasons did he give?", True),
        ("Which state has the most ships?", False),
        ("Which sports star was fined?", False),
        ("What is the status of the town?", False),
        ("What happens next?", False),
        ("Name the president of France", False),
        ("Who plays the dad?", False),
    ],
)
def test_a_question_for_several_is_one_in_the_plural(question, several):
    assert asks_for_several(question) is several


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
    answer = Answer("?", (Finding(one, 0.9, (two,)), Finding(three, 0.6)))
    assert answer.citations == (one, two, three)
    assert answer.confidence == 0.9
    assert Answer("?", ()).citations == ()
    assert Answer("?", ()).confidence == 0


# The sentence reader. -----------------------------------------------------------------------------


def test_the_reader_marks_whole_sentences_best_first():
    article = make_article("The sky was blue. Kelly left the White House in March. It rained.")
    passages = [Passage(article, 0, len(article.text)), Passage(article, 0, 17)]
    spans = SentenceReader(HashEmbedder()).read("When did Kelly leave the White House?", passages)
    texts = [[p.text[s.start : s.end] for s in of] for p, of in zip(passages, spans, strict=True)]
    assert texts[0][0] == "Kelly left the White House in March."
    assert sorted(texts[0]) == sorted(
        ["The sky was blue.", "Kelly left the White House in March.", "It rained."]
    )
    assert texts[1] == ["The sky was blue."]
    for of_passage in spans:
        scores = [s.score for s in of_passage]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 + 1e-6 for score in scores)


def test_the_reader_reads_nothing_out_of_nothing():
    assert SentenceReader(HashEmbedder()).read("Who?", []) == []


@given(st.lists(st.text(min_size=1, max_size=80).filter(str.strip), min_size=1, max_size=4))
def test_every_span_of_the_reader_is_a_citation(paragraphs):
    article = make_article(*paragraphs)
    passages = split_article(article, max_tokens=32, count_tokens=HashEmbedder().count_tokens)
    spans = SentenceReader(HashEmbedder()).read("Who said so?", passages)
    candidates = [Candidate(passage, 1.0) for passage in passages]
    for finding in choose(candidates, spans, threshold=0.0, limit=99):
        citation = finding.citation
        assert citation.quote == article.text[citation.start : citation.end]
        assert citation.quote in citation.sentence
