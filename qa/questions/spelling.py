"""Misspelt words of a question: what the articles have in their place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.library import Library
from index.passages import Passage
from index.retrieval import QUOTED, lexical_query

SHORTEST = 5  # letters; of shorter words too many are spelled alike
_WORD = re.compile(r"[^\W\d_]+")


def misspelt(question: str, library: Library) -> list[str]:
    """Return the words that no article has, nor the embedder's vocabulary, quoted ones left out.

    That one holds the most frequent words of English, each as one token: who asks for penguins
    means penguins.
    """
    words = dict.fromkeys(_WORD.findall(QUOTED.sub(" ", question)))
    unknown = [w for w in words if len(w) >= SHORTEST and not library.match(lexical_query(w), 1)]
    return [w for w in unknown if library.embedder.count_tokens(w) > 1]


def alike(words: Sequence[str], near: Iterable[Passage]) -> dict[str, str]:
    """Return for words the most frequent word of passages that is one edit apart, if there is one.

    An edit adds, drops or changes a letter, or swaps two neighbours.
    """
    seen = Counter(word for passage in near for word in _WORD.findall(passage.text))
    common = [form for form, _ in seen.most_common()]
    found = {w: [form for form in common if _is_edit(w.lower(), form.lower())] for w in words}
    return {word: forms[0] for word, forms in found.items() if forms}


def is_name(word: str, like: str, question: str) -> bool:
    """Whether a word may name somebody else than the word like it: "Zelenska", "Zelensky"."""
    return like[0].isupper() or (word[0].isupper() and not question.startswith(word))


def respelled(question: str, words: dict[str, str]) -> str:
    """Return a question with words exchanged."""
    return _WORD.sub(lambda match: words.get(match.group(), match.group()), question)


def _is_edit(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    pairs = enumerate(zip(one, other, strict=False))
    at = next((at for at, (a, b) in pairs if a != b), len(shorter))
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]
