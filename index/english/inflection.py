"""Regular forms of English words: the plural of a noun, the forms of a verb."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

# What was done, of verbs whose participle does not end in -ed.
IRREGULAR_PARTICIPLES = frozenset(
    "built held made sold sent lost paid left kept done seen born shot won found given taken "
    "written begun shown brought bought caught".split()
)
_SIBILANTS = ("s", "sh", "ch", "x", "z")


def plurals(nouns: Iterable[str]) -> frozenset[str]:
    """Return the plural of every noun: allies, bosses, spokesmen, reports."""
    return frozenset(map(_plural, nouns))


def verb_forms(verbs: Iterable[str]) -> frozenset[str]:
    """Return every form of regular verbs, their base among them: deny, denies, denied, denying."""
    return frozenset(form for verb in verbs for form in _forms(verb))


def _plural(noun: str) -> str:
    return noun.removesuffix("man") + "men" if noun.endswith("man") else _with_s(noun)


def _with_s(word: str) -> str:
    if _ends_in_y(word):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(_SIBILANTS) else "s")


def _forms(verb: str) -> Iterator[str]:
    root = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    yield verb
    yield _with_s(verb)
    yield (verb[:-1] + "i" if _ends_in_y(verb) else verb.removesuffix("e")) + "ed"
    yield root + "ing"


def _ends_in_y(word: str) -> bool:
    return word.endswith("y") and word[-2:-1] not in "aeiou"
