"""Intent: whether a question asks for words, about the articles, or for what they tell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from math import fsum
from pathlib import Path

import numpy as np

from index.embedding.embedder import Vectors
from qa.questions.letters import Lettered

MODEL_FILE = Path(__file__).with_name("intents.json")
LONGEST_RUN = 4  # letters
_NAMES = "konOx"  # letters of words that are no feature by themselves: names, quoted words


class Intent(StrEnum):
    """What kind of thing answers a question."""

    SPEECH = "speech"  # somebody's words
    LIBRARY = "library"  # what is known of the articles
    CONTENT = "content"  # what the articles tell


@dataclass(frozen=True, slots=True)
class IntentModel:
    """A logistic regression over what a question has in it, and over its meaning.

    Every array ends in the log-odds of speech and of library, each against content. A question
    without a vector of that embedder is told by its features alone, with a bias of its own.
    """

    embedder: str  # the fingerprint of the one whose vectors the weights are for
    bias: Vectors  # (2,)
    bias_of_vectors: Vectors  # (2,): in its place where there is a vector
    vector: Vectors  # (dimension, 2)
    features: Mapping[str, Sequence[float]]  # two each

    def intent(self, question: Lettered, vector: Vectors | None = None) -> Intent:
        """Return the likeliest intent; vector: (dimension,) of the question, by `embedder`."""
        odds = self.bias if vector is None else self.bias_of_vectors + vector @ self.vector
        found = [self.features[one] for one in features(question) if one in self.features]
        speech, library = map(fsum, zip(odds.tolist(), *found, strict=True))
        if max(speech, library) <= 0:
            return Intent.CONTENT
        return Intent.SPEECH if speech >= library else Intent.LIBRARY


@lru_cache(maxsize=1)
def intent_model() -> IntentModel:
    """Read the weights, which `python -m eval.benchmarks.intents` fits."""
    stored = json.loads(MODEL_FILE.read_text("utf-8"))
    arrays = {
        name: np.array(stored[name], np.float32) for name in ("bias", "bias_of_vectors", "vector")
    }
    return IntentModel(stored["embedder"], **arrays, features=stored["features"])


def features(question: Lettered) -> set[str]:
    """Return what a question has in it: words, pairs of words, runs of letters.

    A pair is of two words, or of a word and its neighbour's letter. "^" stands before the first
    word, "$" after the last; words are marked off from letters by a colon: "say:", "did: k".
    """
    letters = f"^{question.letters}$"
    words = ["^", *_words(question), "$"]
    runs = {
        letters[first : first + size]
        for size in range(1, LONGEST_RUN + 1)
        for first in range(len(letters) - size + 1)
    }
    pairs = set()
    for (word, letter), (next_word, next_letter) in pairwise(zip(words, letters, strict=True)):
        pairs |= {f"{word}: {next_word}:", f"{word}: {next_letter}", f"{letter} {next_word}:"}
    return runs | pairs | {f"{word}:" for word in words}


def _words(question: Lettered) -> Iterator[str]:
    """Yield the words in lower case, a letter in the place of a name."""
    for letter, (start, end) in zip(question.letters, question.spans, strict=True):
        yield f"<{letter}>" if letter in _NAMES else question.text[start:end].lower()
