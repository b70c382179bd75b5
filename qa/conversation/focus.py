"""Focus: the people and things that a conversation is about, the nearest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from index.english.bodies import THINGS
from index.english.function_words import AUXILIARIES, HE, IT, SHE, STOP_WORDS, THEY
from index.english.patterns import any_of
from index.english.roles import PERSONS
from index.english.titles import OFFICES
from qa.conversation.names import (
    TOPIC_WORDS,
    Kind,
    has_capital,
    is_heading,
    kind_of,
    names,
    spelled,
    topic,
)
from qa.conversation.rewriter import IsPerson
from qa.conversation.turns import Cited, Turn
from qa.questions.people import Name, several
from qa.questions.understanding import understood

TITLE_SMALL = 4  # letters; shorter words of a title need no capital
LOOK_BACK = 16  # characters: "around the "
CITED_BACK = 3  # turns in which what was cited is still in focus
KEPT_WORDS = 3  # that stood for a pronoun
VALUE_WORDS = 12  # an answer of more words is a statement, not the name that was asked for

_OWNED = re.compile(r"[’']s\s+(?P<noun>[a-z][\w-]+)")
_HIS = re.compile(r"\b(?:his|her|their|its)\s+(?P<noun>[a-z][\w-]+)")
_QUOTED = re.compile(r"[“\"]([^“”\"]{2,80})[”\"]")
_THING_AFTER = re.compile(rf"\s+{any_of(THINGS)}\b")
# What such a thing goes on with: the Oslo summit in Norway in 2019.
_TAIL = re.compile(
    r"(?:\s+(?:in|at|of|between)\s+(?:the\s+)?[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*)?"
    r"(?:\s+in\s+(?:19|20)\d\d)?"
)
_ADJECTIVE = re.compile(r"[^\W\d_]+(?:ical|ic|ish|ese|ian|ean|ican|ial)")
_NOUN_AFTER = re.compile(r"\s+[a-z]{4,}\b")
_PLURAL = re.compile(
    r"\b(?P<the>the|these|those|which|how\s+many)\s+(?P<noun>[a-z-]+(?<!s)(?<!thi)s)\b",
    re.IGNORECASE,
)
_PLURAL_SPEAKER = re.compile(r"\b(?:people|[a-z]+(?<!s)s)$")  # European officials
_SUBJECT_AFTER = re.compile(rf"\b{any_of(AUXILIARIES)}\s+(?:the\s+)?$", re.IGNORECASE)
_PLACE_AFTER = re.compile(r"\b(?:in|at|to|from|near|inside|outside|around)\s+(?:the\s+)?$", re.I)
_THE = re.compile(r"\b(?:the|The)\s+$")
_VALUE_ASKED = re.compile(r"(?:and\s+)?(who|what|which|where)\b", re.IGNORECASE)
_WHICH = re.compile(r"(?:and\s+)?(?:which|what)\s+((?:[a-z-]+\s*){1,3})", re.IGNORECASE)
_WHO = (PERSONS | OFFICES) - {"host", "hosts", "chair", "coach", "boss"}  # which city hosts …
_NAME_OF = re.compile(r"(?:and\s+)?what\s+(?:is|was|are|were)\s+the\s+names?\s+of\b", re.IGNORECASE)
_WHO_IS = re.compile(r"(?i:(?:and\s+)?who\s+(?:is|was|are|were))\s+[A-Z]")


Speakers = dict[str, list[Name]]  # those whose words were cited, by last name
SPEAKER = "speaker"  # `Mention.asked` of the one whose words a question asks for


# What the pronouns of a question show of the words that took their place.
_SHOWS = tuple(
    (re.compile(rf"\b{any_of(words)}\b", re.IGNORECASE), kind)
    for words, kind in ((HE, Kind.MAN), (SHE, Kind.WOMAN), (THEY, Kind.MANY), (IT, Kind.THING))
)


class Role(IntEnum):
    """How a turn brought something up; the lower, the nearer it is to the next question."""

    VALUE = 0  # what was asked for: the answer to "who …", "which treaty …"
    QUESTION = 1
    SPEAKER = 2  # of a cited quotation
    CITED = 3  # in cited words or their sentence


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that a turn brought up; `turn` counts back from the last, which is 0."""

    text: str
    kind: Kind
    role: Role
    turn: int
    subject: bool = False  # what the question says something of
    place: bool = False  # "in", "at", "to" stands before it, or "where" asked for it
    asked: str = ""  # the word that a value was asked for with: who, what, where; or SPEAKER
    the: bool = False  # it has its article

    @property
    def is_name(self) -> bool:
        """Whether it is a name, not only words for a topic."""
        return self.kind is not Kind.TOPIC and not self.text[0].islower()

    @property
    def words(self) -> str:
        """It as it reads in the middle of a sentence."""
        return f"the {self.text}" if self.the else self.text


def mentions(history: Sequence[Turn], is_person: IsPerson | None = None) -> list[Mention]:
    """Return what the turns brought up: the last turn first, each in the order of its roles."""
    speakers: Speakers = {}
    for name in {c.speaker for turn in history for c in turn.cited if c.speaker}:
        one = Name.of(name)
        speakers.setdefault(one.last, []).append(one)
    shown = _shown(history)
    found = (
        mention
        for age, turn in enumerate(reversed(history))
        for mention in sorted(_of_turn(turn, age, speakers), key=lambda mention: mention.role)
    )
    return [_known(mention, shown, is_person) for mention in found]


def _known(mention: Mention, shown: dict[str, Kind], is_person: IsPerson | None) -> Mention:
    """Return a mention with its kind as far as pronouns and the collection show it."""
    if mention.text in shown:
        return replace(mention, kind=shown[mention.text], subject=True)
    if mention.kind is Kind.NAME and is_person is not None and is_person(mention.text):
        return replace(mention, kind=Kind.PERSON)
    return mention


def _of_turn(turn: Turn, age: int, speakers: Speakers) -> Iterator[Mention]:
    question = turn.standalone
    if is_heading(question):
        text = re.sub(r"\s*\([^)]*\)", "", question).strip()
        kind = kind_of(text) if has_capital(text) else Kind.TOPIC
        yield Mention(text, kind, Role.QUESTION, age, subject=True)
        asked = ""
    else:
        yield from _kept(turn, age)
        yield from _of_question(question, age, speakers)
        asked = _asked(question)
    printed = spelled(question)
    for cited in turn.cited if age < CITED_BACK else ():
        for mention in _of_cited(cited, age, asked, speakers):
            if mention.role is not Role.VALUE or mention.text not in printed:
                yield mention


def _kept(turn: Turn, age: int) -> Iterator[Mention]:
    """Yield what a pronoun of the question stood for, where it is no name: it stays in focus."""
    for text, kind in _shown([turn]).items():
        short = 0 < len(text.split()) <= KEPT_WORDS and text in turn.standalone
        if short and not names(text) and kind in (Kind.MANY, Kind.THING):
            the = f"the {text}" in turn.standalone
            yield Mention(text, kind, Role.QUESTION, age, subject=True, the=the)


def _asked(question: str) -> str:
    """Return what kind of value a question asks for: who, what, which, where; "" for none."""
    match = _VALUE_ASKED.match(question)
    if match is None or _WHO_IS.match(question):
        return ""
    person = _asks_which_person(question) or _NAME_OF.match(question)
    return "who" if person else match[1].lower()


def _asks_which_person(question: str) -> bool:
    """Tell whether a question asks "which former senator …": within three words, before a verb."""
    match = _WHICH.match(question)
    for word in match[1].lower().split() if match else ():
        if word in _WHO or word in AUXILIARIES:
            return word in _WHO
    return False


def _of_question(question: str, age: int, speakers: Speakers) -> Iterator[Mention]:
    about_speech = understood(question).speech
    speaker = (about_speech and about_speech.speaker) or ""
    for one in several(speaker):
        if one in STOP_WORDS:  # tell me more
            continue
        yield Mention(one, _speaker_kind(one), Role.QUESTION, age, subject=True, asked=SPEAKER)
        if match := _HIS.search(question):
            whole = f"{one}’s {match['noun']}"
            yield Mention(whole, Kind.THING, Role.QUESTION, age, subject=True)
    spans = names(question)
    pairs = [
        (start, end)
        for (start, first), (second, end) in pairwise(spans)
        if question[first:second].strip() in ("and", "&")
    ]
    for start, end in pairs:
        yield Mention(question[start:end], Kind.MANY, Role.QUESTION, age, subject=True)
    for start, end in [*pairs, *spans]:
        text = question[start:end]
        the = _THE.search(_before(question, start)) is not None
        adjective = _ADJECTIVE.fullmatch(text) and _NOUN_AFTER.match(question, end)
        owned = _OWNED.match(question, end)
        if owned and owned["noun"] in STOP_WORDS:
            owned = None
        noun = _THING_AFTER.match(question, end) or adjective or owned
        if noun:
            tail = _TAIL.match(question, noun.end())
            whole = question[start : tail.end() if tail else noun.end()]
            yield Mention(whole, Kind.THING, Role.QUESTION, age, subject=True, the=the)
        if (start, end) not in pairs and text not in speaker and not adjective:
            yield Mention(
                text,
                _kind(text, speakers),
                Role.QUESTION,
                age,
                subject=_SUBJECT_AFTER.search(_before(question, start)) is not None,
                place=_PLACE_AFTER.search(_before(question, start)) is not None,
                the=the and not noun,
            )
    for match in _QUOTED.finditer(question):
        yield Mention(match[1], Kind.THING, Role.QUESTION, age)
    if match := _PLURAL.search(question):
        the = match["the"].lower() == "the"
        yield Mention(match["noun"], Kind.MANY, Role.QUESTION, age, the=the)
    about = topic(question)
    if about and not names(about):
        plural = re.search(r"[^s]s$", about) is not None
        the = re.search(rf"\bthe\s+{re.escape(about)}", question, re.IGNORECASE) is not None
        yield Mention(about, Kind.MANY if plural else Kind.TOPIC, Role.QUESTION, age, the=the)


def _of_cited(cited: Cited, age: int, asked: str, speakers: Speakers) -> Iterator[Mention]:
    if cited.speaker:
        role = Role.VALUE if asked == "who" else Role.SPEAKER
        yield Mention(cited.speaker, _speaker_kind(cited.speaker), role, age, asked=asked)
    short = len(cited.quote.split()) <= VALUE_WORDS
    value = asked and short and not cited.speaker
    for mention in _named(cited.quote, age, speakers):
        owner = f"{mention.text}’s" in cited.quote or f"{mention.text}'s" in cited.quote
        if value and owner:
            continue
        yield replace(
            mention,
            role=Role.VALUE if value else Role.CITED,
            asked=asked if value else "",
            place=mention.place or (bool(value) and asked == "where"),
        )
    if cited.sentence != cited.quote:
        yield from _named(cited.sentence, age, speakers)


def _named(text: str, age: int, speakers: Speakers) -> Iterator[Mention]:
    """Yield titles between quote marks, then names."""
    for match in _QUOTED.finditer(text):
        words = match[1].split()
        titled = all(word[0].isupper() or len(word) < TITLE_SMALL for word in words)
        if words and words[0][0].isupper() and titled and len(words) <= TOPIC_WORDS:
            yield Mention(match[1].strip(" ,."), Kind.THING, Role.CITED, age)
    for start, end in names(text):
        place = _PLACE_AFTER.search(_before(text, start)) is not None
        the = _THE.search(_before(text, start)) is not None
        # The Okafor administration is no person, and American ships are no America.
        adjective = _ADJECTIVE.fullmatch(text, start, end) and _NOUN_AFTER.match(text, end)
        noun = _THING_AFTER.match(text, end) or adjective
        name = text[start : noun.end() if noun else end]
        kind = Kind.THING if noun else _kind(name, speakers)
        yield Mention(name, kind, Role.CITED, age, place=place, the=the)


def _speaker_kind(name: str) -> Kind:
    """Return what the name of a speaker names: a person, unless its words say otherwise."""
    if _PLURAL_SPEAKER.search(name):
        return Kind.MANY
    kind = kind_of(name)
    return Kind.PERSON if kind is Kind.NAME else kind


def _before(text: str, start: int) -> str:
    """Return as much of what stands before a place as the words that are looked for there."""
    return text[max(0, start - LOOK_BACK) : start]


def _kind(name: str, speakers: Speakers) -> Kind:
    """Return the kind of a name; one that a cited speaker may have is a person's."""
    kind = kind_of(name)
    if kind is Kind.NAME:
        one = Name.of(name)
        if any(one.fits(speaker) for speaker in speakers.get(one.last, ())):
            return Kind.PERSON
    return kind


def _shown(history: Sequence[Turn]) -> dict[str, Kind]:
    """Return what the pronouns of earlier questions show of the words that took their place."""
    shown: dict[str, Kind] = {}
    for turn in history:
        for pattern, kind in _SHOWS:
            if pattern.search(turn.question) and not pattern.search(turn.standalone):
                shown.setdefault(_inserted(turn.question, turn.standalone), kind)
    return shown


def _inserted(asked: str, made: str) -> str:
    """Return the words that a rewritten question has in place of one of the question's."""
    before, after = asked.split(), made.split()
    pairs = list(zip(before, after, strict=False))
    ends = list(zip(reversed(before), reversed(after), strict=False))
    start = next((at for at, (a, b) in enumerate(pairs) if a != b), 0)
    end = next((at for at, (a, b) in enumerate(ends) if a != b), 0)
    words = " ".join(after[start : len(after) - end]).rstrip("?.,! ")
    return re.sub(r"^the\s+|[’']s$|(?<=s)[’']$", "", words)
