"""What words do in a sentence of reported speech: one letter for each, so that rules are patterns.

Q quotation     N proper name     T title (Sen.)     Y owner (Berg’s, his)   M day or month
H he, she, it   D a, the, some    r official, report w any other word         R adverb
V said          C called          G saying           A according (to)         c remark, claim
B is, was       X has, will       F of, in           K and, but               S that   W who
, : ; . - ( ) themselves (- is a dash, . any end of a sentence)
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.english.abbreviations import STATES
from index.english.bodies import SHORT_COMPANIES
from index.english.calendar import MONTHS, SHORT_MONTHS, WEEKDAYS
from index.english.function_words import (
    ADVERBS,
    BE,
    BE_CONTRACTED,
    CONJUNCTIONS,
    DETERMINERS,
    HELPERS,
    HELPERS_CONTRACTED,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
)
from index.english.patterns import any_of
from index.english.roles import ROLES
from index.english.speech import CHARACTERISE, REMARKS, SPEECH
from index.english.titles import FORMER, OF_TITLES, OFFICES, SHORT_TITLES, TITLES

# Each stands for every character of a quotation in a masked text; two, so that neighbours differ.
MASKS = ("\x01", "\x02")

_ABBREVIATED = any_of(
    word.title()
    for word in (
        *SHORT_TITLES,
        *SHORT_MONTHS,
        *STATES,
        *SHORT_COMPANIES,
        *"jr sr st vs no".split(),
    )
)
TOKEN = re.compile(
    rf"{MASKS[0]}+|{MASKS[1]}+"
    rf"|{_ABBREVIATED.replace('Vs', 'vs')}\."
    r"|[DRI]-[A-Z]\w*(?:\.(?:[A-Z]\.)*)?"
    r"|(?:[A-Za-z]\.){2,}|[A-Z]\.(?=\s+[A-Z])"
    r"|[^\W_](?:[\w&/]|[’'\-‑](?=\w)|[.,](?=\d))*(?:(?<=s)[’'](?!\w))?"
    r"|\S"
)

# The first letter that has a word is taken.
_CLASSES = (
    ("R", ADVERBS),
    ("r", ROLES),
    ("c", REMARKS),
    ("H", SUBJECTS),
    ("W", RELATIVES),
    ("S", {"that"}),
    ("D", DETERMINERS),
    ("Y", POSSESSIVES),
    ("K", CONJUNCTIONS),
    ("F", PREPOSITIONS),
    ("B", {*BE, *BE_CONTRACTED, "gets", "got"}),
    ("X", {*HELPERS, *HELPERS_CONTRACTED}),
    (
        "M",
        {
            *MONTHS,
            *SHORT_MONTHS,
            *WEEKDAYS,
            "hours",
            "minutes",
            "days",
            "weeks",
            "months",
            "moments",
        },
    ),
    ("A", {"according"}),
)
_LETTERS = {word: tag for tag, words in reversed(_CLASSES) for word in words}
_LETTERS |= {
    form: "G" if form.endswith("ing") else "C"
    for form in CHARACTERISE
    if _LETTERS.get(form, "c") == "c"
}
_LETTERS |= {form: "G" if form.endswith("ing") else "V" for form in SPEECH}
# What is printed with a capital before a name, as a title or a part of one: the late and then are
# no such parts, since they open sentences.
NAMES_OF_TITLES = (
    TITLES
    | (FORMER - {"late", "then"})
    | frozenset(f"{was}-{office}" for was in ("ex", "then", "vice", "co") for office in OFFICES)
    | OF_TITLES
)
FUNCTION_LETTERS = frozenset("RHWSDYKFBXAMCGV")
_POSSESSIVE = re.compile(r".[’']s$|s[’']$")
_PUNCTUATION = {
    ",": ",", ":": ":", ";": ";", ".": ".", "?": ".", "!": ".", "…": "w", "—": "-", "–": "-",
    "-": "-", "'": ",", "(": "(", ")": ")", "[": "(", "]": ")", "‘": ",", "’": ",",
}  # fmt: skip


@lru_cache(maxsize=1 << 16)
def letter(word: str, opens_sentence: bool) -> str:
    """Return the letter of one token; `opens_sentence` says that its capital may mean nothing."""
    if word[0] in MASKS:
        return "Q"
    if len(word) == 1 and word in _PUNCTUATION:
        return _PUNCTUATION[word]
    return _of_a_capital(word, opens_sentence) if word[0].isupper() else _of_a_small_word(word)


def _of_a_capital(word: str, opens_sentence: bool) -> str:
    """Return the letter of a word with a capital: a name, unless it may be something else."""
    bare = word.lower().rstrip(".")
    if bare in NAMES_OF_TITLES and word != bare.upper():
        return "T"
    if _POSSESSIVE.search(word):
        return "Y"
    known = _LETTERS.get(word.lower(), "N")
    if known == "M" and bare not in ("march", "may"):
        return "M"
    if known in FUNCTION_LETTERS and (opens_sentence or known in "DHKFWSYR"):
        initial = len(word) == 1 and word not in ("I", "A")
        return "N" if initial else known
    return "r" if known == "r" and opens_sentence else "N"


def _of_a_small_word(word: str) -> str:
    """Return the letter of a word without a capital, or of a sign."""
    known = _LETTERS.get(word)
    if known is not None:
        return known
    if _POSSESSIVE.search(word):
        return "Y"
    adverb = word.endswith("ly") and len(word) > 4 and word not in ("family", "rally", "ally")
    return "R" if adverb else "w"
