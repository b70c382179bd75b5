"""Binding: pronouns that mean what their own question names, and so lean on nothing before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.english.first_names import FIRST_NAMES_OF_MEN, FIRST_NAMES_OF_WOMEN
from index.english.function_words import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    HE,
    HELPERS,
    INDEFINITE,
    IT,
    LEADS,
    OWNING,
    PREPOSITIONS,
    QUESTION_WORDS,
    RELATIVES,
    SHE,
    STOP_WORDS,
    SUBJECTS,
    SUBORDINATING,
    THEY,
)
from index.english.patterns import any_of
from index.english.roles import CROWDS, MEN, PERSONS, WOMEN
from qa.conversation.antecedents import MEANT, PERSONAL
from qa.conversation.names import Kind, kind_of, names

MANY_WORDS = 5  # content words of a question that stands alone
FEW_WORDS = 4  # content words before an owner, behind the main verb: it means one of them
SAID_WORDS = 3  # content words of a clause before that of the pronoun: it means one of them

_TOKEN = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*|[,.;:?!]")
_HELPING = (AUXILIARIES | HELPERS | BE | {"didn't", "don't", "doesn't"}) - {
    "used",
    "doing",
    "having",
}
# Words that name nothing which a pronoun may mean.
_EMPTY = (
    _HELPING
    | ADVERBS
    | CONJUNCTIONS
    | DETERMINERS
    | INDEFINITE
    | PREPOSITIONS
    | QUESTION_WORDS
    | STOP_WORDS
    | SUBJECTS
    | frozenset(
        "much kind type sort lot happened happen thing things going else way time times part "
        "period exactly".split()
    )
)
_RELATIVE = RELATIVES | {"that"}
_CLAUSE = CONJUNCTIONS | _RELATIVE | frozenset({"then", ",", ":", ";", ".", "?", "!"})
_VERBS = frozenset("do done say says said tell tells told".split())  # stop words, but they divide
_NOMINATIVE = frozenset("he she they".split())
_ADVERB = any_of(ADVERBS)
# "What did they", "why was it": the pronoun is what the question asks of.
_ASKED_OF = re.compile(
    rf"(?:^|[,.;:?!]\s|\b(?:and|but)\s)(?:(?!{any_of(_HELPING)}\b)[\w’'-]+\s+)?"
    rf"(?:(?!\b{any_of(_HELPING | _RELATIVE)}\b)[^,.;:?!])*"
    rf"\b{any_of(_HELPING)}(?:\s+(?:{_ADVERB}|have|be|been))*\s*$",
    re.IGNORECASE,
)
_PERSON = re.compile(rf"\b{any_of(HE | SHE)}\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:this|these|those(?!.*\b(?:that|who|which)\b)|other|else)\b", re.IGNORECASE
)
# A word that a pronoun goes with, in "her ship", "than it used to"; not "for it", "put her on".
_GOES_ON = re.compile(rf"\s+(?!{any_of(PREPOSITIONS | CONJUNCTIONS)}\b)\w", re.IGNORECASE)
# "Which songs did", not "which town had to": what is named first is not who does it.
_ASKED_FIRST = re.compile(
    rf"{any_of(QUESTION_WORDS)}(?:\s+[\w-]+){{0,3}}?\s+{any_of(_HELPING)}\b"
    r"(?!\s+(?:to|been|not|\w+ed|\w+ing)\b)",
    re.IGNORECASE,
)
# "Which politician announced that she": who is asked for does it.
_WHO_DOES = re.compile(
    rf"(?:who|which|what)\b(?:(?!\b{any_of(_HELPING)}\b).)+$", re.IGNORECASE | re.DOTALL
)
# What stands before its clause: "the dig is old, how was it"; "what is lead and why is it".
_CLAUSE_BEFORE = re.compile(
    rf".*[,.;:?!]|.*\b{any_of(_HELPING)}\b.*\band\b", re.IGNORECASE | re.DOTALL
)
# A sentence that speaks of the conversation, and names nothing for the question.
_REMARK = re.compile(
    rf"^(?:(?:{any_of(LEADS | {'that', 'this', 'i'})}|(?:that|i)[’'](?:s|m|ve))\b"
    r"[^.?!,]*[.?!,]\s*)+",
    re.IGNORECASE,
)
_MEN = (PERSONS - WOMEN) | {name.lower() for name in FIRST_NAMES_OF_MEN}
_WOMEN = (PERSONS - MEN) | {name.lower() for name in FIRST_NAMES_OF_WOMEN}
_OWNER = re.compile(r"[’']s$")
_PLURAL = re.compile(r"\w+(?<!s)(?<!u)(?<!i)(?<![’'])s")
_PLURALS = CROWDS | frozenset("men women children people media".split())


def content_words(text: str) -> list[str]:
    """Return the words of a text that name something, in lower case."""
    return [word for word in _tokens(text) if _names_something(word)]


def is_whole(text: str) -> bool:
    """Tell whether a question says so much that it stands alone, whatever its pronouns mean."""
    said = _REMARK.sub("", text)
    if len(content_words(said)) < MANY_WORDS or _POINTING.search(said):
        return False
    asked = ((said[: match.start()], match) for match in _PERSON.finditer(said))
    return all(is_bound(said, *match.span()) for before, match in asked if _ASKED_OF.search(before))


def is_bound(text: str, start: int, end: int) -> bool:
    """Tell whether the pronoun of a question from start to end means what the question names."""
    word = text[start:end].lower()
    before = _REMARK.sub("", text[:start])
    if _ASKED_OF.search(before):
        clause = _CLAUSE_BEFORE.match(before)
        said = clause[0] if clause else ""
        return len(content_words(said)) >= SAID_WORDS or any(_candidates(said, word))
    owning = word in OWNING and (word != "her" or _GOES_ON.match(text, end) is not None)
    free = owning or word in _NOMINATIVE or (word == "it" and _GOES_ON.match(text, end) is not None)
    return _is_bound_behind(before, word, owning=owning, free=free)


def _is_bound_behind(before: str, word: str, *, owning: bool, free: bool) -> bool:
    """Tell it of a pronoun that stands behind the main verb.

    owning: as "her ship". free: it, or what it owns, is not what its clause does something to; what
    is done to "him" is not done by him.
    """
    if any(_reaches(before[at:], free) for at in _candidates(before, word)):
        return True
    if free and _WHO_DOES.match(before) and len(content_words(before)) > 1:
        return True
    opened = owning or SUBORDINATING & set(_tokens(before)[1:])
    return bool(opened) and len(content_words(before)) >= FEW_WORDS


def _candidates(before: str, word: str) -> Iterator[int]:
    """Yield where the names and nouns end that a pronoun may mean."""
    kinds = MEANT[word] if MEANT[word] in PERSONAL else MEANT[word] - {Kind.NAME}
    yield from (end for start, end in names(before) if kind_of(before[start:end]) in kinds)
    ends = [match.end() for match in _TOKEN.finditer(before)]
    tokens = _tokens(before)
    for at in range(_first(tokens, before), len(tokens)):
        fits = _fits(tokens[at], word) or _fits_there(tokens[:at], tokens[at], word)
        if fits and _names_something(tokens[at]):
            yield ends[at]


def _first(tokens: list[str], before: str) -> int:
    """Return where nouns begin that may do something: not the songs of "what songs did"."""
    asked_of = _ASKED_FIRST.match(before) is not None
    return next((at for at, token in enumerate(tokens) if asked_of and token in _HELPING), 0)


def _fits(token: str, word: str) -> bool:
    """Tell whether a noun may be what a pronoun means, by number and gender."""
    bare = _OWNER.sub("", token)
    if word in THEY:
        return _is_plural(bare)
    if word in IT:
        return not _is_plural(token) and token not in PERSONS
    if bare.endswith("woman"):
        return word in SHE
    known = bare in (_MEN if word in HE else _WOMEN) and not _is_plural(bare)
    return known or (word in HE and bare.endswith("man"))


def _fits_there(before: list[str], token: str, word: str) -> bool:
    """Tell whether a noun may be what a pronoun means, by its place."""
    if word in THEY:  # the ship and barge
        return len(before) > 1 and before[-1] == "and" and _names_something(before[-2])
    # "Did baker", without its capital: a name, for no article stands before it.
    helping = _HELPING if word in _NOMINATIVE else _HELPING - BE  # is music a part of her life
    return before[-1:] != [] and before[-1] in helping and word not in IT and not _is_plural(token)


def _is_plural(word: str) -> bool:
    return word in _PLURALS or _PLURAL.fullmatch(word) is not None


def _reaches(between: str, free: bool) -> bool:
    """Tell whether a pronoun may mean a noun, by what stands between them.

    free: it may be the one that the noun's own clause speaks of: "their", "they".
    """
    tokens = _tokens(between)
    if tokens[:1] == ["and"]:  # the dogs and cats
        tokens = tokens[2:]
    if not tokens or (len(tokens) == 1 and tokens[0] in _RELATIVE):  # the dog that they had
        return False
    if not free:
        return any(token in _CLAUSE for token in tokens[:-1])  # not "after him"
    return any(token in _CLAUSE | _VERBS or _names_something(token) for token in tokens)


def _names_something(token: str) -> bool:
    return token[0].isalnum() and _OWNER.sub("", token) not in _EMPTY


def _tokens(text: str) -> list[str]:
    return [match.group().lower() for match in _TOKEN.finditer(text)]
