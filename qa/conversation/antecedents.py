"""Antecedents: whom or what a pronoun means, among what a conversation brought up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.english import function_words
from qa.conversation.focus import SPEAKER, Mention, Role
from qa.conversation.names import Kind, kind_of
from qa.questions.people import Name

MAX_CANDIDATES = 5

PEOPLE = frozenset({Kind.MAN, Kind.WOMAN, Kind.PERSON})
HE = frozenset({Kind.MAN, Kind.PERSON, Kind.NAME})
SHE = frozenset({Kind.WOMAN, Kind.PERSON, Kind.NAME})
IT = frozenset({Kind.THING, Kind.NAME, Kind.TOPIC})
THEY = frozenset({Kind.THING, Kind.NAME, Kind.MANY})
PERSONAL = (HE, SHE)
MEANT = {
    word: kinds
    for words, kinds in (
        (function_words.HE, HE),
        (function_words.SHE, SHE),
        (function_words.IT | {"this", "that"}, IT),
        (function_words.THEY, THEY),
    )
    for word in words
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a word may stand for, the likeliest first; `sure` when the first is taken."""

    words: tuple[str, ...]
    sure: bool


def antecedents(focus: Sequence[Mention], kinds: frozenset[Kind], printed: Sequence[str]) -> Choice:
    """Return what a pronoun of those kinds may stand for; printed: the names in its question."""
    taken = {name.lower() for name in printed}
    fitting = [m for m in focus if m.kind in kinds and m.text.lower() not in taken]
    if kinds not in PERSONAL:
        return _thing(focus, kinds, fitting)
    if fitting:
        return _person(focus, fitting)
    return Choice((), sure=any(kind_of(name) in PEOPLE for name in printed))


def _thing(focus: Sequence[Mention], kinds: frozenset[Kind], fitting: Sequence[Mention]) -> Choice:
    """Return what "it" or "they" means: the nearest that fits, or none."""
    several = _people(m for m in focus if m.asked == "who" and m.turn == 0)
    if kinds is THEY and len(several) > 1:
        return Choice((" and ".join(several),), sure=True)
    if kinds is IT:  # where something is, is seldom what is asked about next
        fitting = [m for m in fitting if m.subject or not m.place or m.asked]
    if not fitting:
        return Choice((), sure=True)
    return Choice((fullest(focus, min(fitting, key=lambda m: _nearness(m, kinds))),), sure=True)


def _person(focus: Sequence[Mention], fitting: Sequence[Mention]) -> Choice:
    """Return whom "he" or "she" means: who was the answer, else who was asked about, or cited."""
    answered = [m for m in fitting if m.asked == "who" and m.turn == 0]
    if answered:
        return _one_of(answered)
    asked = [m for m in fitting if m.role is Role.QUESTION]
    if not asked:
        first = min(fitting, key=lambda m: (m.turn, m.role))
        return _one_of([m for m in fitting if (m.turn, m.role) == (first.turn, first.role)])
    best = min(asked, key=_closeness)
    # Two are named in one breath: Okafor and Berg.
    near = [m for m in asked if m.turn == best.turn]
    pairs = [m.text for m in focus if m.turn == best.turn and f"{best.text} and " in m.text]
    pairs += [m.text for m in focus if m.turn == best.turn and f" and {best.text}" in m.text]
    equals = [m for m in near if m.asked == best.asked == SPEAKER]
    equals += [m for pair in pairs for m in near if m.text in pair and m.text != pair]
    choice = _one_of(equals or [best])
    return choice if len(choice.words) > 1 else Choice((fullest(focus, best),), sure=True)


def fullest(focus: Sequence[Mention], mention: Mention) -> str:
    """Return the fullest form of a name that was asked for."""
    if not mention.is_name or mention.kind in (Kind.THING, Kind.MANY):
        return mention.words
    name = Name.of(mention.text)
    forms = [
        m.text
        for m in focus
        if m.role <= Role.QUESTION
        and m.is_name
        and m.kind not in (Kind.THING, Kind.MANY)
        and (Name.of(m.text).fits(name) or m.text.split()[0] == mention.text)
    ]
    return max([mention.words, *forms], key=lambda form: len(form.split()))


def _nearness(mention: Mention, kinds: frozenset[Kind]) -> tuple[object, ...]:
    """Return what "it" and "they" take the least of."""
    value = mention.role is Role.VALUE and mention.asked in (
        ("what", "which") if kinds is IT else ("who",)
    )
    sure = mention.kind is not Kind.NAME
    return (
        not (value or mention.role is Role.QUESTION),
        mention.turn,
        not value,
        not mention.is_name,
        not (sure and mention.subject),
        not sure,
        not mention.subject,
    )


def _closeness(mention: Mention) -> tuple[object, ...]:
    """Return what "he" and "she" take the least of, among those asked about."""
    sure = mention.kind is not Kind.NAME
    return (not (sure or mention.subject), mention.turn, not sure, not mention.subject)


def _one_of(found: Sequence[Mention]) -> Choice:
    """Choose a person: the only one, or the only one whose name shows that she is a woman."""
    women = _people(m for m in found if m.kind is Kind.WOMAN)
    if len(women) == 1:
        return Choice(women, sure=True)
    people = _people(m for m in found if m.kind in PEOPLE) or _people(found)
    return Choice(people[:MAX_CANDIDATES], sure=len(people) == 1)


def _people(found: Iterable[Mention]) -> tuple[str, ...]:
    """Return the names of mentions, each person once, in the fullest form."""
    people: list[str] = []
    for mention in found:
        same = next((at for at, other in enumerate(people) if _one_person(other, mention)), None)
        if same is None:
            people.append(mention.text)
        elif len(mention.text) > len(people[same]):
            people[same] = mention.text
    return tuple(people)


def _one_person(name: str, mention: Mention) -> bool:
    whole = name.endswith(f" {mention.text}") or mention.text.endswith(f" {name}")  # a title before
    return whole or Name.of(name).fits(Name.of(mention.text))
