"""The metrics, one function each, with its formula; and how sure a mean is.

Shares and scores lie in [0, 1]; what cannot be measured (no such questions) is NaN.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ARTICLES = re.compile(r"\b(a|an|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation + "“”‘’–—…")
BINS = 10  # of the calibration error, as in Guo et al. 2017
RESAMPLES = 1000  # of the bootstrap
CONFIDENCE = 0.95  # of its intervals


# Passages: `relevant` says of each passage, best first, whether it holds an answer. ---------------


def recall_at_k(relevant: Sequence[bool], k: int, total: int = 1) -> float:
    """Return recall@k = (relevant among the first k) / total, at most 1.

    A question's passages are alternatives: one that holds an answer is enough, and `total` is 1.
    Where every relevant document is wanted, `total` is their number in the collection.
    """
    return min(1.0, sum(relevant[:k]) / total)


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """Return 1 / (rank of the first relevant passage), ranks from 1; 0 when there is none."""
    return next((1 / rank for rank, hit in enumerate(relevant, start=1) if hit), 0.0)


def ndcg_at_k(gains: Sequence[float], k: int, all_gains: Sequence[float]) -> float:
    """Return nDCG@k = DCG@k / ideal DCG@k, with DCG@k = Σ_{i ≤ k} gain_i / log2(i + 1).

    gains: of the passages, best first. all_gains: of every passage of the collection that has any,
    in any order: the ideal has them in descending order.
    """

    def dcg(row: Sequence[float]) -> float:
        return sum(gain / math.log2(at + 1) for at, gain in enumerate(row[:k], start=1))

    ideal = dcg(sorted(all_gains, reverse=True))
    return dcg(gains) / ideal if ideal else math.nan


# Texts. -------------------------------------------------------------------------------------------


def normalised(text: str) -> str:
    """Return a text as SQuAD's official script compares it: no case, articles, marks, runs.

    Typographic quotation marks and dashes go like their ASCII forms.
    """
    return " ".join(ARTICLES.sub(" ", text.lower().translate(PUNCTUATION)).split())


def exact_match(text: str, golds: Sequence[str]) -> float:
    """Return 1.0 where the normalised text equals a normalised gold, else 0.0.

    No gold means that the right answer is none: "" scores 1.
    """
    return float(any(normalised(text) == normalised(gold) for gold in golds or ("",)))


def token_f1(text: str, golds: Sequence[str]) -> float:
    """Return the best F1 over the golds: 2PR / (P + R) of the normalised words as bags.

    P = common / |text|, R = common / |gold|. Where either is empty, 1.0 if both are, else 0.0.
    """
    best = 0.0
    for gold in golds or ("",):
        found, expected = normalised(text).split(), normalised(gold).split()
        if not found or not expected:
            best = max(best, float(found == expected))
            continue
        common = sum((Counter(found) & Counter(expected)).values())
        best = max(best, 2 * common / (len(found) + len(expected)))
    return best


# Confidence. --------------------------------------------------------------------------------------


def auroc(positive: Sequence[float] | Floats, negative: Sequence[float] | Floats) -> float:
    """Return the area under the ROC curve: P(positive > negative) + ½ P(equal).

    Computed from ranks (Mann-Whitney): (Σ ranks of the positives - p(p + 1)/2) / (p·n). NaN when
    either side is empty.
    """
    if not len(positive) or not len(negative):
        return math.nan
    scores = np.concatenate([positive, negative])  # (p + n,)
    _, where, counts = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks = (last - (counts - 1) / 2)[where]  # ties share the mean of their ranks
    size = len(positive)
    above = ranks[:size].sum() - size * (size + 1) / 2
    return float(above / (size * len(negative)))


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies in [low, high): how many, how sure, and how often right."""

    low: float
    high: float
    n: int
    confidence: float  # their mean; NaN when there are none
    right: float  # share; NaN when there are none


def reliability(
    confidences: Sequence[float] | Floats, right: Sequence[float] | Floats, bins: int = BINS
) -> list[Bin]:
    """Return the bins of a reliability diagram, of equal width; the last holds 1 as well."""
    if bins < 1:
        raise ValueError(f"bins should be >= 1, is now {bins}")
    sure, hits = np.asarray(confidences, np.float64), np.asarray(right, np.float64)
    chosen = np.minimum((sure * bins).astype(int), bins - 1)
    made = []
    for at in range(bins):
        inside = chosen == at
        n = int(inside.sum())
        means = (float(sure[inside].mean()), float(hits[inside].mean())) if n else (math.nan,) * 2
        made.append(Bin(at / bins, (at + 1) / bins, n, *means))
    return made


def calibration_error(
    confidences: Sequence[float] | Floats, right: Sequence[float] | Floats, bins: int = BINS
) -> float:
    """Return the expected calibration error over equal-width bins.

    ECE = Σ_b |b|/N · |mean confidence of b - share right of b|; confidences in [0, 1].
    """
    parts = [part for part in reliability(confidences, right, bins) if part.n]
    if not parts:
        return math.nan
    gaps = sum(part.n * abs(part.confidence - part.right) for part in parts)
    return gaps / len(confidences)


def risk_coverage(
    confidences: Sequence[float], right: Sequence[float]
) -> list[tuple[float, float]]:
    """Return (coverage, risk) after each answer, the most confident first.

    coverage(k) = k / N, risk(k) = share wrong among the k most confident.
    """
    if not len(confidences):
        return []
    order = np.argsort(-np.asarray(confidences, np.float64), kind="stable")
    counts = np.arange(1, len(order) + 1)
    risks = np.cumsum(1 - np.asarray(right, np.float64)[order]) / counts
    return [(float(k / len(order)), float(risk)) for k, risk in zip(counts, risks, strict=True)]


# Means and their intervals. -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its bootstrap 95 % interval, and how many questions it is made of."""

    value: float
    low: float
    high: float
    n: int


def resamples(size: int, seed: int = 0) -> npt.NDArray[np.int64]:
    """Return (RESAMPLES, size) indices: as many bootstrap samples of `size` questions."""
    return np.random.default_rng(seed).integers(0, max(size, 1), (RESAMPLES, size))


def interval(values: Floats) -> tuple[float, float]:
    """Return the percentile interval that holds 95 % of bootstrap values; NaN without any."""
    known = values[~np.isnan(values)]
    if not len(known):
        return math.nan, math.nan
    low, high = np.quantile(known, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)


def average(values: Sequence[float]) -> float:
    """Return the mean alone; NaN of nothing."""
    return float(np.mean(values)) if len(values) else math.nan


def mean(values: Sequence[float]) -> Estimate:
    """Return the mean of one score a question, with its bootstrap interval."""
    if not len(values):
        return Estimate(math.nan, math.nan, math.nan, 0)
    row = np.asarray(values, np.float64)
    return Estimate(float(row.mean()), *interval(row[resamples(len(row))].mean(axis=1)), len(row))


@dataclass(frozen=True, slots=True)
class Difference:
    """How much the second of two runs is better, over the questions that both have."""

    first: float
    second: float
    low: float  # of second - first, bootstrap 95 %
    high: float
    p: float  # two-sided: how often a resample does not favour the one that is better
    n: int


def paired_difference(first: Sequence[float], second: Sequence[float]) -> Difference:
    """Compare one score a question of two runs by the paired bootstrap (Efron and Tibshirani 1993).

    Both runs are resampled together, question by question, so that what makes a question hard for
    both does not count. p = 2 · min(share of resampled differences <= 0, share >= 0), at most 1.
    """
    gap = np.asarray(second, np.float64) - np.asarray(first, np.float64)  # (n,)
    if not len(gap):
        return Difference(*(math.nan,) * 5, 0)
    drawn = gap[resamples(len(gap))].mean(axis=1)
    p = min(1.0, 2 * float(min((drawn <= 0).mean(), (drawn >= 0).mean())))
    low, high = interval(drawn)
    return Difference(float(np.mean(first)), float(np.mean(second)), low, high, p, len(gap))
