"""Evidence: what a sentence and the words in it weigh, against all spans counted one by one."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.evidence import MAX_ANSWER, SPANS, WORSE, best_span, merged, weigh
from qa.reading.reader import Evidence, Span, Weights

NULL = (1, 1)  # [CLS]'s start and end logit: together the score of "not answered here"


def logits(*tokens):
    """Return the logits of a window: [CLS], one token of a question, and a text's tokens."""
    return np.array([NULL, (9, 9), *tokens, (9, 9)], dtype=np.float32)


def offsets(count):
    """Return the characters of tokens that are two long, with a space between them."""
    return [(3 * i, 3 * i + 2) for i in range(count)]


def test_mass_by_hand():
    # spans: 5 + 0, 5 + 4, 0 + 4, each less the 2 of "not answered here"
    (one,) = weigh(logits((5, 0), (0, 4)), 2, offsets(2), [(0, 5)])
    assert (one.start, one.end) == (0, 5)
    assert one.mass == pytest.approx(math.log(math.exp(3) + math.exp(7) + math.exp(2)), abs=1e-5)
    assert one.spans == (Span(0, 5, 7.0),)


def test_a_sentence_that_says_nothing_weighs_as_little_as_its_spans_together():
    silent = [(-9, -9)] * 4
    first, second = weigh(logits(*silent, (5, 4)), 2, offsets(5), [(0, 11), (12, 14)])
    assert first.mass == pytest.approx(-20 + math.log(10), abs=1e-4)  # ten spans of -18 less 2
    assert second.mass == pytest.approx(7)


def test_no_span_runs_from_one_sentence_into_the_next():
    found = list(weigh(logits((5, 0), (0, 0), (0, 0), (0, 5)), 2, offsets(4), [(0, 5), (6, 11)]))
    assert [span for one in found for span in one.spans if span.start < 6 <= span.end - 1] == []
    assert [one.mass < 5 for one in found] == [True, True]


def test_a_sentence_without_a_token_in_the_window_is_not_weighed():
    found = weigh(logits((5, 4)), 2, [(20, 22)], [(0, 10), (20, 22), (30, 40)])
    assert [(one.start, one.end) for one in found] == [(20, 22)]


def test_two_places_in_a_sentence_are_two_marks_best_first():
    found = logits((6, 6), (-9, -9), (5, 5), (-9, -9))
    (one,) = weigh(found, 2, offsets(4), [(0, 11)])
    assert [(span.start, span.end) for span in one.spans[:2]] == [(0, 2), (6, 8)]
    assert best_span([one]) == one.spans[0]


WINDOWS = st.tuples(
    st.integers(1, 24), st.integers(1, MAX_ANSWER), st.integers(0, 2**32 - 1), st.integers(1, 24)
)


@given(WINDOWS)
def test_a_sentence_weighs_as_all_its_spans_together(drawn):
    size, longest, seed, cut = drawn
    made = np.random.default_rng(seed).normal(0, 3, (size + 3, 2)).astype(np.float32)
    made[0] = NULL
    places = offsets(size)
    bounds = [b for b in ((0, min(cut, size)), (min(cut, size), size)) if b[0] < b[1]]
    sentences = [(places[a][0], places[b - 1][1]) for a, b in bounds]
    found = list(weigh(made, 2, places, sentences, longest))
    for one, (low, high) in zip(found, bounds, strict=True):
        every = {
            (i, j): float(made[2 + i, 0] + made[2 + j, 1]) - sum(NULL)
            for i in range(low, high)
            for j in range(i, min(i + longest, high))
        }
        assert one.mass == pytest.approx(np.logaddexp.reduce(list(every.values())), abs=1e-3)
        best = max(every.values())
        assert one.spans[0].margin == pytest.approx(best, abs=1e-4)
        assert len(one.spans) <= SPANS
        margins = [span.margin for span in one.spans]
        assert margins == sorted(margins, reverse=True)
        assert min(margins) >= best - WORSE - 1e-4
        for span in one.spans:
            assert one.start <= span.start < span.end <= one.end
            at = span.start // 3, (span.end - 2) // 3
            assert span.margin == pytest.approx(every[at], abs=1e-4)
        for a, b in itertools.combinations(one.spans, 2):
            assert a.end <= b.start or b.end <= a.start


def test_a_sentence_in_two_windows_counts_once_as_the_surer_reads_it():
    weak, sure = Evidence(10, 20, 1.0, (Span(11, 12, 0.5),)), Evidence(10, 20, 3.0)
    other = Evidence(0, 9, -1.0)
    assert merged([weak, other, sure]) == [other, sure]
    assert merged([sure, weak]) == [sure]
    assert merged([]) == []


def test_the_best_span_is_that_of_any_sentence():
    first = Evidence(0, 9, 5.0, (Span(1, 2, 1.0),))
    second = Evidence(10, 19, 2.0, (Span(11, 12, 2.0), Span(14, 15, 0.0)))
    assert best_span([first, second]) == Span(11, 12, 2.0)
    assert best_span([Evidence(0, 9, 5.0)]) is None
    assert best_span([]) is None


def test_weights_by_hand():
    weights = Weights(mass=0.5, passage=2.0, offset=-1.0)
    assert weights(2.0, 0.5) == pytest.approx(1 / (1 + math.exp(-1)))
    assert weights(1e9, 0.0) == pytest.approx(1.0)
    assert weights(-1e9, 0.0) == pytest.approx(0.0)
