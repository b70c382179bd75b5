"""The metrics, by hand."""

import math

import pytest

from eval.metrics import (
    auroc,
    calibration_error,
    exact_match,
    mean,
    ndcg_at_k,
    paired_difference,
    recall_at_k,
    reciprocal_rank,
    reliability,
    risk_coverage,
    token_f1,
)


def test_recall_is_of_the_first_k():
    found = [False, True, True]
    assert recall_at_k(found, 1) == 0
    assert recall_at_k(found, 2) == 1
    assert recall_at_k(found, 3) == 1  # one passage is enough
    assert recall_at_k(found, 2, total=4) == 0.25


def test_reciprocal_rank_is_of_the_first_hit():
    assert reciprocal_rank([False, True, True]) == 0.5
    assert reciprocal_rank([False, False]) == 0


def test_ndcg_against_the_ideal_order():
    # DCG = 1/log2(3) + 1/log2(4); ideal = 1/log2(2) + 1/log2(3)
    got = ndcg_at_k([0, 1, 1], 10, [1, 1])
    assert got == pytest.approx((1 / math.log2(3) + 0.5) / (1 + 1 / math.log2(3)))
    assert ndcg_at_k([3, 1], 10, [1, 3]) == 1
    assert ndcg_at_k([0, 1], 1, [1]) == 0
    assert math.isnan(ndcg_at_k([0], 10, []))


@pytest.mark.parametrize(
    ("text", "golds", "exact", "f1"),
    [
        ("The Ann Lee!", ["ann lee"], 1, 1),
        ("“Ann Lee”", ["Ann Lee"], 1, 1),
        ("Lee", ["Ann Lee"], 0, 2 / 3),
        ("Lee came", ["Ann Lee"], 0, 1 / 2),
        ("Bo", ["Ann Lee", "Bo"], 1, 1),
        ("", ["Ann Lee"], 0, 0),
        ("", [], 1, 1),
        ("Ann", [], 0, 0),
    ],
)
def test_exact_match_and_f1(text, golds, exact, f1):
    assert exact_match(text, golds) == exact
    assert token_f1(text, golds) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("positive", "negative", "area"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5, 0.5], [0.5], 0.5),
        ([0.9, 0.3], [0.5], 0.5),
        ([0.9, 0.3], [0.5, 0.3], 0.625),
    ],
)
def test_auroc(positive, negative, area):
    assert auroc(positive, negative) == pytest.approx(area)
    assert math.isnan(auroc(positive, []))


def test_calibration_error_is_the_weighted_gap_of_the_bins():
    # two bins: 0.95 sure and right, 0.35 sure and right half of the time
    sure, right = [0.95, 0.35, 0.35], [1, 1, 0]
    assert calibration_error(sure, right) == pytest.approx((1 * 0.05 + 2 * 0.15) / 3)
    assert calibration_error([1.0], [1]) == 0
    assert math.isnan(calibration_error([], []))
    with pytest.raises(ValueError, match="bins should be >= 1, is now 0"):
        calibration_error([0.5], [1], bins=0)
    parts = reliability(sure, right)
    assert [(part.n, part.right) for part in parts if part.n] == [(2, 0.5), (1, 1.0)]
    assert parts[9].high == 1


def test_risk_rises_where_the_less_confident_are_wrong():
    assert risk_coverage([0.2, 0.9, 0.5, 0.7], [0, 1, 0, 1]) == [
        (0.25, 0),
        (0.5, 0),
        (0.75, pytest.approx(1 / 3)),
        (1.0, 0.5),
    ]


def test_a_mean_has_an_interval_that_narrows_with_more_questions():
    few, many = mean([0, 1] * 10), mean([0, 1] * 1000)
    assert few.value == many.value == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high
    assert (mean([1, 1, 1]).low, mean([1, 1, 1]).high) == (1, 1)
    assert mean([]).n == 0


def test_a_paired_difference_sees_what_two_means_do_not():
    # every question is a little better, though questions differ a lot from each other
    first = [0.1, 0.9] * 50
    found = paired_difference(first, [score + 0.05 for score in first])
    assert found.low == pytest.approx(0.05)
    assert found.p < 0.01
    same = paired_difference(first, first)
    assert (same.low, same.high, same.p) == (0, 0, 1)
    noise = paired_difference([0, 1] * 10, [1, 0] * 10)
    assert noise.low < 0 < noise.high
    assert noise.p > 0.5
