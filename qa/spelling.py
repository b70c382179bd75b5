"""Misspelt words of a question, read as words of the articles that are spelled like them."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.candidates import lexical_query
from index.compiled import load_tokenizer
from index.library import Library
from index.passages import Passage
from qa.span_reader import MODEL_FOLDER

SHORTEST = 4  # letters; of shorter words too many are spelled alike
ALIKE = 0.8  # of difflib's ratio: one letter of five to nine, two of ten
_WORD = re.compile(r"[^\W\d_]+")


def misspelt(question: str, library: Library) -> list[str]:
    """Return the words that no article has, nor the reader's vocabulary.

    That one holds the most frequent words of English: who asks for penguins means penguins.
    """
    words = [word for word in dict.fromkeys(_WORD.findall(question)) if len(word) >= SHORTEST]
    words = [word for word in words if not library.match(lexical_query(word), 1)]
    if not words or not MODEL_FOLDER.is_dir():
        return []
    tokenizer = load_tokenizer(MODEL_FOLDER / "tokenizer.json")
    return [w for w in words if len(tokenizer.encode(w, add_special_tokens=False).ids) > 1]


def read_as(words: Sequence[str], near: Iterable[Passage]) -> dict[str, str]:
    """Return for misspelt words those of passages that begin with the same letter and are alike."""
    seen = Counter(word for passage in near for word in _WORD.findall(passage.text))
    forms = {word.lower(): word for word, _ in reversed(seen.most_common())}  # the usual capitals
    made = {}
    for word in words:
        first = [form for form in forms if form[0] == word[0].lower()]
        for form in difflib.get_close_matches(word.lower(), first, 1, ALIKE):
            made[word] = forms[form]
    return made


def respelled(question: str, words: dict[str, str]) -> str:
    """Return a question with words exchanged."""
    return _WORD.sub(lambda match: words.get(match.group(), match.group()), question)
