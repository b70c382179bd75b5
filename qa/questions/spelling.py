"""Misspelt words of a question: what the articles have in their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.english.forms import normalize
from index.english.words import words
from index.library import Library
from index.passages import Passage
from index.retrieval import QUOTED, lexical_query

SHORTEST = 5  # letters; of shorter words too many are spelled alike


def misspelt(question: str, library: Library) -> list[str]:
    """Return the words that no article has, nor the embedder's vocabulary, quoted ones left out.

    That one holds the most frequent words of English, each as one token: who asks for penguins
    means penguins.
    """
    asked = dict.fromkeys(_printed(QUOTED.sub(" ", question)))
    unknown = [w for w in asked if len(w) >= SHORTEST and not library.match(lexical_query(w), 1)]
    return [w for w in unknown if library.embedder.count_tokens(w) > 1]


def alike(unknown: Sequence[str], near: Iterable[Passage]) -> dict[str, str]:
    """Return for words the most frequent word of passages that is one edit apart, if there is one.

    An edit adds, drops or changes a letter, or swaps two neighbours.
    """
    seen = Counter(word for passage in near for word in _printed(passage.text))
    common = [(printed, normalize(printed)) for printed, _ in seen.most_common()]
    found = {w: [p for p, form in common if _is_edit(normalize(w), form)] for w in unknown}
    return {word: forms[0] for word, forms in found.items() if forms}


def is_name(word: str, like: str, question: str) -> bool:
    """Whether a word may name somebody else than the word like it: "Zelenska", "Zelensky"."""
    return like[0].isupper() or (word[0].isupper() and not question.startswith(word))


def respelled(question: str, exchanged: dict[str, str]) -> str:
    """Return a question with words exchanged."""
    for word in reversed(words(question)):
        printed = question[word.start : word.end]
        new = exchanged.get(printed, printed)
        question = f"{question[: word.start]}{new}{question[word.end :]}"
    return question


def _printed(text: str) -> Iterator[str]:
    """Yield the words of a text that have no digits, as they are printed."""
    for word in words(text):
        if not any(map(str.isdigit, word.text)):
            yield text[word.start : word.end]


def _is_edit(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    pairs = enumerate(zip(one, other, strict=False))
    at = next((at for at, (a, b) in pairs if a != b), len(shorter))
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]
