"""The persons that an article names: the fullest form of each name, and where it stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from index.english.abbreviations import CAPITALS
from index.english.bodies import INSTITUTIONS
from index.english.first_names import FIRST_NAMES_OF_MEN, FIRST_NAMES_OF_WOMEN
from index.english.function_words import HE, SHE
from index.english.patterns import any_of
from index.english.titles import PARTICLES, SHORT_TITLES, SUFFIXES, gender_of_title
from index.quotations.letters import FUNCTION_LETTERS, MASKS, NAMES_OF_TITLES, letter

_PARTICLE = any_of(PARTICLES)
_NAME_WORD = r"(?:(?:[A-Z]\.)+(?=\s)|[^\W\d_a-zà-öø-ÿ](?:\w|[’'\-](?=\w))+\.?|[A-Z]\.[A-Z]\.)"
_CAPITALS = re.compile(rf"{_NAME_WORD}(?:[ \t\xa0]{{1,2}}(?:{_PARTICLE}[ \t\xa0])?{_NAME_WORD})*")
_PIECE = re.compile(r"\S+")
_OWNER = re.compile(r"[’']s$|(?<=s)[’']$")
_STOPPED = SHORT_TITLES | {"st", "jr", "sr"}  # their stop ends no run of capitals
_NOT_NAMES = CAPITALS | {"I"} | {f"I{mark}{end}" for mark in "’'" for end in ("m", "d", "ll", "ve")}
_FIRST_NAMES = FIRST_NAMES_OF_MEN | FIRST_NAMES_OF_WOMEN
_LONGEST = 4  # words of a name
_NEAR = 300  # characters after a full name in which the last name alone means its bearer
_MOST_BEARERS = 20  # of one last name
_LOOK_BACK = 100  # mentions


@dataclass(slots=True)
class Person:
    """One person of the article."""

    name: str  # fullest form so far, without titles
    first: str | None
    gender: str | None = None  # "m", "f" or None where the article does not show it
    role: str | None = None
    role_sought: bool = False
    count: int = 1  # times that the full name is printed
    ends: list[int] = field(default_factory=list)  # where the mentions end


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place outside quotation marks where the article names a person."""

    start: int
    end: int
    person: Person
    full: bool  # with the first name


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that begin with capitals and may be a name: `text[start:end]`, without titles."""

    start: int
    end: int
    titles: tuple[str, ...]  # lower case, without stop
    words: list[str]
    determined: bool  # "the" stands before

    @property
    def last(self) -> str:
        """The last name, if it is a person's name."""
        suffix = len(self.words) > 1 and _is_suffix(self.words[-1])
        return self.words[-2] if suffix else self.words[-1]

    @property
    def is_thing(self) -> bool:
        """Whether it is one word with "the" before it, which names no person."""
        return self.determined and len(self.words) == 1 and not self.titles


@dataclass(slots=True)
class People:
    """The persons of one article, and where it names them."""

    by_last: dict[str, list[Person]] = field(default_factory=dict)
    by_first: dict[str, list[Person]] = field(default_factory=dict)
    by_title: dict[str, list[Person]] = field(default_factory=dict)
    institutions: dict[str, set[str]] = field(default_factory=dict)  # by last word, lower case
    mentions: list[Occurrence] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def institution(self, last: str) -> str | None:
        """Return the fullest name of the institution that ends with a word, if there is but one."""
        names = self.institutions.get(last.lower(), set())
        longest = max(names, key=len, default=None)
        return longest if longest and all(longest.endswith(name) for name in names) else None

    def before(self, offset: int, back_to: int) -> list[Occurrence]:
        """Return the mentions in `back_to` <= start < `offset`, in order, `_LOOK_BACK` at most."""
        last = bisect_left(self.starts, offset)
        return self.mentions[max(bisect_left(self.starts, back_to), last - _LOOK_BACK) : last]

    def named(self, name: str, offset: int) -> Person | None:
        """Return the person that a printed name means at `offset`, None where it names nobody.

        Of several with that last name: the one of the fitting first name or honorific, then the
        one just named in full, then the one named in full most often.
        """
        titles, words = _parts(name)
        return self.find(_Run(offset, offset, titles, words, determined=False)) if words else None

    def find(self, run: _Run) -> Person | None:
        """Return the person that a run of capitals means; see `named`."""
        fitting = self._fitting(run)
        if len(fitting) < 2:
            return fitting[0] if fitting else None
        for mention in reversed(self.before(run.start, run.start - _NEAR)):
            if mention.full and any(mention.person is person for person in fitting):
                return mention.person
        return max(fitting, key=lambda person: person.count)

    def _fitting(self, run: _Run) -> list[Person]:
        """Return those whom a run of capitals may mean, by first name, last name and honorific."""
        if len(run.words) > 1:
            bearers = self.by_last.get(run.last, [])
            fitting = [bearer for bearer in bearers if _same_first(bearer.first, run.words[0])]
        else:
            fitting = self.by_last.get(run.last) or self.by_first.get(run.last) or []
        gender = _gender(run.titles)
        return [p for p in fitting if gender is None or p.gender in (None, gender)]


def find_people(text: str, masked: str) -> People:
    """Return the persons that a text names; `masked` hides its quotations. Time linear."""
    runs = [run for match in _CAPITALS.finditer(text) for run in _runs(text, match)]
    people = People()
    _add_full_names(people, runs)
    _add_titled(people, runs)
    _set_genders(people, runs)
    for run in runs:
        if masked[run.start] not in MASKS and not run.is_thing:
            _note(people, run)
    return people


def _add_full_names(people: People, runs: list[_Run]) -> None:
    """Add the persons and institutions whose names have two words or more, the sure ones first."""
    alone = {run.last for run in runs if len(run.words) == 1 and not run.determined}
    full = [run for run in runs if len(run.words) > 1]
    for run in full:
        _add(people, run, sure=True, alone=alone)
    for run in full:
        _add(people, run, sure=False, alone=alone)
        names = people.institutions.setdefault(run.last.lower(), set())
        named = run.last.lower() in INSTITUTIONS and not run.titles
        if named and len(names) < _MOST_BEARERS:
            names.add(" ".join(run.words))


def _add_titled(people: People, runs: list[_Run]) -> None:
    """Add Mr. Smith, where the article prints no first name."""
    for run in runs:
        if len(run.words) == 1 and run.titles and people.find(run) is None:
            bearers = people.by_last.setdefault(run.last, [])
            if len(bearers) < _MOST_BEARERS:
                bearers.append(Person(run.last, None, _gender(run.titles), count=0))


def _note(people: People, run: _Run) -> None:
    """Keep where a person is named, and by which titles."""
    person = people.find(run)
    if person is None:
        return
    person.ends.append(run.end)
    for title in run.titles:
        people.by_title.setdefault(title, []).append(person)
    people.starts.append(run.start)
    people.mentions.append(Occurrence(run.start, run.end, person, len(run.words) > 1))


def _parts(name: str) -> tuple[tuple[str, ...], list[str]]:
    """Split a printed name into its titles, lower case without stop, and its other words."""
    words = _OWNER.sub("", name).split()
    bare = [word.lower().rstrip(".") for word in words]
    titles = [number for number in range(len(words) - 1) if bare[number] in NAMES_OF_TITLES]
    first = titles[-1] + 1 if titles else 0
    return tuple(bare[:first]), words[first:]


def _runs(text: str, match: re.Match[str]) -> Iterator[_Run]:
    """Yield what may be names in a run of words with capitals, cut after titles and owners."""
    titles: tuple[str, ...] = ()
    words: list[str] = []
    begin = match.start()
    pieces = [(piece.group(), piece.start()) for piece in _PIECE.finditer(text, *match.span())]
    for number, (word, start) in enumerate(pieces):
        last = number + 1 == len(pieces)
        bare = word.lower().rstrip(".")
        stop = word[-1] == "." and len(word) > 2 and "." not in word[:-1]
        stop = stop and bare not in _STOPPED
        if not last and bare in NAMES_OF_TITLES and word != bare.upper():
            titles, words = (bare,) if words else (*titles, bare), []
            continue
        opens = not words and not titles and _opens_only(word)
        if opens and (last or word not in _FIRST_NAMES):
            continue
        if not words:
            begin = start
        plain = _OWNER.sub("", word)
        words.append(plain.rstrip(".") if stop else plain)
        if last or stop or len(plain) < len(word):
            end = start + len(words[-1])
            determined = text[max(0, begin - 4) : begin].lower() == "the "
            yield _Run(begin, end, titles, words, determined)
            titles, words = (), []


@lru_cache(maxsize=1 << 15)
def _opens_only(word: str) -> bool:
    """Tell whether a capitalised word is one that has its capital from opening a sentence."""
    if word in _NOT_NAMES:
        return True
    return letter(word.lower(), True) in FUNCTION_LETTERS and letter(word, True) != "Y"


def _add(people: People, run: _Run, *, sure: bool, alone: set[str]) -> None:
    """Add a name of two words or more, if it is a person's; not `sure`: if it may be one's.

    A title or a common first name makes it one; else the last name must also stand alone in the
    article (`alone`), as only a person's would, and not belong to somebody else.
    """
    words = run.words
    core = [word for word in words if not _is_suffix(word)]
    if len(core) < 2 or core[-1].lower() in INSTITUTIONS:
        return
    known = next((at for at, word in enumerate(core[:-1]) if word in _FIRST_NAMES), None)
    if known and len(core) > 2:
        words, core = words[known:], core[known:]  # Harbor Master Ruth Okafor
    if len(core) > _LONGEST or bool(run.titles or known is not None) is not sure:
        return
    if sure or _may_name_a_person(people, run, core, alone):
        _enter(people, " ".join(words), core[0], core[-1])


def _may_name_a_person(people: People, run: _Run, core: list[str], alone: set[str]) -> bool:
    """Tell whether a name that shows no person by itself may be one's; see `_add`."""
    doubtful = core[-1] not in alone or run.determined or core[0].endswith("ing")
    return not doubtful and core[-1] not in people.by_last


def _enter(people: People, name: str, first: str, last: str) -> None:
    """Add a person, or another form of the name of one who is there."""
    for person in people.by_last.get(last, ()):
        if _same_first(person.first, first):
            person.count += 1
            if len(name) > len(person.name):
                person.name = name
            return
    man, woman = first in FIRST_NAMES_OF_MEN, first in FIRST_NAMES_OF_WOMEN
    person = Person(name, first, "m" if man else "f" if woman else None)
    bearers = people.by_last.setdefault(last, [])
    if len(bearers) < _MOST_BEARERS:
        bearers.append(person)
        people.by_first.setdefault(first, []).append(person)


def _gender(titles: tuple[str, ...]) -> str | None:
    """Return the gender that titles show."""
    return next((gender for title in titles if (gender := gender_of_title(title))), None)


def _set_genders(people: People, runs: list[_Run]) -> None:
    """Let honorifics say who is a man and who a woman, where one person has the last name."""
    for run in runs:
        gender = _gender(run.titles)
        bearers = people.by_last.get(run.last, [])
        if gender and len(bearers) == 1 and bearers[0].gender is None:
            bearers[0].gender = gender


def _is_suffix(word: str) -> bool:
    """Tell Jr. and III, after a name, from its words."""
    return word[0].isupper() and word.lower().rstrip(".") in SUFFIXES


def _same_first(first: str | None, other: str) -> bool:
    """Tell whether two first names may be one person's: equal, an initial, or cut short."""
    if first is None or first == other:
        return True
    short, long = sorted((first.rstrip("."), other.rstrip(".")), key=len)
    return long.startswith(short) and len(short) != 2


def gender_of(pronoun: str) -> str | None:
    """Return the gender that a pronoun shows, None for they and it."""
    lower = pronoun.lower()
    return "m" if lower in HE else "f" if lower in SHE else None
