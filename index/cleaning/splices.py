"""Where a second, unrelated article may have been glued to the end of a file.

Two articles on different matters share few words. The boundary is put where two vocabularies
explain the text best compared with one (Dunning's log-likelihood ratio of the words above and
below); it is suspected when the cosine of the word counts on its sides is very low, or low while
the commonest words of the first part are gone from the second. It is a suspicion, never a split.

The constants were chosen on pairs of articles of a news collection glued together: see
`tests/test_cleaning.py` for what they must and must not find.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.english.function_words import NEWS_WORDS
from index.english.words import stem as stem_of

MIN_PARAGRAPHS = 4  # on each side: fewer say too little
UNRELATED = 0.12  # corrected cosine that needs no other sign
DISTANT = 0.30  # corrected cosine where the commonest words must be gone too
COMMONEST = 3
GONE = 0.12  # of the rate of the commonest words above the boundary
SHORT_SIDE = 60  # words: a side shorter than this shares little with anything

_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class _Boundary:
    index: int  # of the first paragraph below
    contrast: float
    cosine: float  # corrected for the length of the shorter side


def second_article(texts: Sequence[str], under_heading: Sequence[bool] = ()) -> int | None:
    """Return the index of the paragraph at which a second article may start, or None.

    `under_heading` says of each paragraph whether a heading stands above it: a new section is a
    likelier cause of new words than a new article. Linear in the text.
    """
    stems = [_stems(text) for text in texts]
    last = len(texts) - MIN_PARAGRAPHS
    inner = (b for b in _boundaries(stems) if MIN_PARAGRAPHS <= b.index <= last)
    best = max(inner, key=lambda boundary: boundary.contrast, default=None)
    if best is None or best.cosine > DISTANT:
        return None
    if best.cosine <= UNRELATED:
        return best.index
    is_section = bool(under_heading) and under_heading[best.index]
    return best.index if not is_section and _are_gone(stems, best.index) else None


def _stems(text: str) -> list[str]:
    return [stem_of(word) for word in _WORD.findall(text.lower()) if word not in NEWS_WORDS]


def _boundaries(stems: list[list[str]]) -> Iterator[_Boundary]:
    """Compare the words above and below every boundary; one paragraph a step changes sides."""
    above: Counter[str] = Counter()
    below = Counter(stem for paragraph in stems for stem in paragraph)
    size_above, size_below = 0, sum(below.values())
    entropy = entropy_all = sum(map(_x_log_x, below.values()))
    entropy_all -= _x_log_x(size_below)
    dot, square_above, square_below = 0, 0, sum(count * count for count in below.values())
    for index, paragraph in enumerate(stems[:-1], 1):
        for stem in paragraph:
            a, b = above[stem], below[stem]
            entropy += _x_log_x(a + 1) - _x_log_x(a) + _x_log_x(b - 1) - _x_log_x(b)
            dot += (a + 1) * (b - 1) - a * b
            square_above += 2 * a + 1
            square_below -= 2 * b - 1
            above[stem], below[stem] = a + 1, b - 1
        size_above += len(paragraph)
        size_below -= len(paragraph)
        if not size_above or not size_below:
            continue
        ratio = entropy - _x_log_x(size_above) - _x_log_x(size_below) - entropy_all
        contrast = ratio / math.sqrt(size_above * size_below / (size_above + size_below))
        cosine = dot / math.sqrt(square_above * square_below)
        shorter = min(size_above, size_below)
        yield _Boundary(index, contrast, cosine * (1 + SHORT_SIDE / shorter))


def _are_gone(stems: list[list[str]], index: int) -> bool:
    """Say whether the commonest words above the boundary hardly occur below it."""
    above, below = _spread(stems[:index]), _spread(stems[index:])
    commonest = above.most_common(COMMONEST)
    rate_above = sum(count for _, count in commonest) / index
    rate_below = sum(below[stem] for stem, _ in commonest) / (len(stems) - index)
    return rate_below <= GONE * rate_above


def _spread(stems: list[list[str]]) -> Counter[str]:
    """Count the paragraphs that hold each word; equally common ones stay in the text's order."""
    return Counter(stem for paragraph in stems for stem in dict.fromkeys(paragraph))


def _x_log_x(count: int) -> float:
    return count * math.log(count) if count else 0.0
