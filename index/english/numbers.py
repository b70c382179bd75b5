"""Numbers in words, and the words that say how exact a number is."""

from __future__ import annotations

ONES = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
SHORT_SCALES = {"bn": 10**9, "m": 10**6}
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
# Before the part of a fraction: two thirds, a quarter.
COUNTS_OF_PARTS = ("a", *list(ONES)[1:10])
# Before "days ago".
COUNTS = ("a", "an", *list(ONES)[1:], "several", "a few", "few")

# What stands before a number leaves it open: nearly 300, at most ten.
ABOUT = (
    "about", "around", "roughly", "approximately", "nearly", "almost", "some", "close to",
    "an estimated", "estimated",
)  # fmt: skip
AT_LEAST = (
    "more than", "over", "at least", "no fewer than", "no less than", "above", "exceeding",
)  # fmt: skip
AT_MOST = (
    "less than", "fewer than", "up to", "as many as", "as much as", "at most", "under", "below",
    "no more than",
)  # fmt: skip
CURRENCIES = frozenset("dollar euro pound".split())
