"""Speakers: which of the stored names a question means, and which names are one person."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index.english.asking import CALLED, SHORT_ROLES, WORDS_OF_QUESTIONS
from index.english.bodies import BODIES
from index.english.first_names import FIRST_NAMES_OF_MEN, FIRST_NAMES_OF_WOMEN
from index.english.forms import matched
from index.english.function_words import ARTICLES, STOP_WORDS
from index.english.titles import FORMER, SUFFIXES, TITLES
from index.english.words import content_words, words
from index.filters import Filters
from index.library import Library

NEAR_NAMES = 3
FEWEST_INITIALS = 3  # words
FEWEST_TO_RESPELL = 2  # words of a name
NEAR_SPELLING = 0.8  # of difflib's ratio: johanson, johansson
FIRST_NAMES = FIRST_NAMES_OF_MEN | FIRST_NAMES_OF_WOMEN

_NAME_BEFORE = re.compile(r"([^\W\d_]+)\s+$")
_NAME_AFTER = re.compile(r"\s+([A-Z][^\W\d_]+)")
MAX_NAME_WORDS = 5
SHORTEST_NAME = 3  # letters
_NO_ENDS = WORDS_OF_QUESTIONS | STOP_WORDS  # no name begins or ends with them
# What a title comes before without being one: the Justice Department, the governor's website.
_BODIES = BODIES | {"house", "staff", "website"}
_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|or|&)\s+", re.IGNORECASE)
_SEXED = re.compile(r"^(spokes|chair|congress|police|business)(?:wo)?man$")
_HEAD = re.compile(r"\b(?:of|for|to|at|in|from|on|with|under|who|which|that|and)\b|,")
_DOING = re.compile(r"(?<=\w )\w{4,}ing\b")  # lawyer representing the union


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: lower case, no accents, titles and possessives left out."""

    words: tuple[str, ...]  # never empty
    last: str  # the word that two names of one person share: okafor, officials
    suffix: str | None = None  # jr
    common: bool = False  # no person's name: officials in the meeting

    @classmethod
    def of(cls, text: str) -> Name:
        """Read a name as an article prints it; one without a letter is compared as it stands."""
        parts = _parts(text)
        if parts and parts[0] in ARTICLES:
            parts = parts[1:]
        suffix = parts.pop() if len(parts) > 1 and parts[-1] in SUFFIXES else None
        parts = _untitled(parts) or [matched(text).text]
        head = _HEAD.split(text, maxsplit=1)[0].split()
        if head and head[-1][0].islower() and (last := _parts(head[-1])):
            return cls(tuple(parts), last[-1], suffix, common=True)
        return cls(tuple(parts), parts[-1], suffix)

    def fits(self, other: Name) -> bool:
        """Tell whether both can be one person: nothing that both have differs."""
        if self.last != other.last:
            return False
        if self.common or other.common:
            return self.words == other.words
        if len(self.words) == 1 or len(other.words) == 1:
            return True
        if self.suffix != other.suffix or not _same_word(self.words[0], other.words[0]):
            return False
        middles = zip(self.words[1:-1], other.words[1:-1], strict=False)
        return all(_same_word(one, two) for one, two in middles)


@dataclass(frozen=True, slots=True)
class Known:
    """Where a question names somebody whom the library quotes: `question[start:end]`."""

    start: int
    end: int
    names: tuple[str, ...]  # as stored; those of several people where they share what is asked


class Quoted:
    """Those whom a library quotes, to be looked up in questions.

    rows: (name, role, quotations, articles) as `Library.speakers` returns them.
    """

    def __init__(self, rows: Iterable[tuple[str, str | None, int, int]]) -> None:
        self._pairs: list[tuple[str, str | None]] = []
        self.counts: dict[str, int] = {}  # quotations by name
        for name, role, quotations, _ in rows:
            self._pairs.append((name, role))
            self.counts[name] = self.counts.get(name, 0) + quotations

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        """The places in `_pairs` by the words of name and role."""
        places: dict[str, list[int]] = {}
        for place, (name, role) in enumerate(self._pairs):
            for word in {*_parts(name), *(_role_words(role) if role else ()), _initials(name)}:
                places.setdefault(word, []).append(place)
        return places

    def match(self, asked: str) -> list[str]:
        """Return the names that a speaker asked for may mean; see `match_speakers`."""
        found = match_speakers(asked, self._sharing(asked))
        return found or self._by_initials(asked) or self._misspelt(asked)

    def _misspelt(self, asked: str) -> list[str]:
        """Return the names of several words that have all but one of those asked for.

        That one differs in few letters: of a last name alone nobody knows whom it means.
        """
        wanted = set(_parts(asked))
        if len(wanted) < FEWEST_TO_RESPELL:
            return []
        near = []
        for name, _ in self._sharing(asked):
            held = set(_parts(name))
            missing, other = wanted - held, held - wanted
            if len(missing) == 1 and difflib.get_close_matches(
                missing.pop(), other, 1, NEAR_SPELLING
            ):
                near.append(name)
        return list(dict.fromkeys(near))

    def is_person(self, name: str) -> bool:
        """Tell whether somebody of that name is quoted."""
        asked = Name.of(name)
        found = (Name.of(stored) for stored, _ in self._sharing(name))
        return any(asked.fits(one) and not one.common for one in found)

    def mentions(self, question: str) -> list[Known]:
        """Return where a question names those who are quoted, the longest names that fit."""
        spans = [(word.start, word.end) for word in words(question)]
        found: list[Known] = []
        at = 0
        while at < len(spans):
            for last in range(min(at + MAX_NAME_WORDS, len(spans)), at, -1):
                start, end = spans[at][0], spans[last - 1][1]
                names = self._named(question[start:end])
                if names and not _goes_on(question, start, end, last - at):
                    found.append(Known(start, end, tuple(names)))
                    at = last - 1
                    break
            at += 1
        return found

    def _named(self, text: str) -> list[str]:
        """Return the names that words are all of, or a role that one person has."""
        bare = _parts(text)
        if text.isupper() and (names := self._by_initials(text)):
            return names
        if not bare or _NO_ENDS & {bare[0], bare[-1]} or len(bare[-1]) < SHORTEST_NAME:
            return []
        pairs = self._sharing(text)
        names = _called(text, pairs)
        if names or len(bare) < 2 or _NO_ENDS & {*bare}:
            return names
        by_role = _match_role(text, pairs)
        return by_role if len(people(by_role)) == 1 else []

    def _by_initials(self, text: str) -> list[str]:
        """Return the names that have these initials: WHO, TfL."""
        pairs = self._sharing(text)
        return list(dict.fromkeys(name for name, _ in pairs if _initials(name) == text.lower()))

    def _sharing(self, asked: str) -> list[tuple[str, str | None]]:
        """Return the (name, role) pairs that have a word in common with what is asked."""
        wanted = {*_parts(asked), *_role_words(asked)}
        places = {place for word in wanted for place in self._by_word.get(word, ())}
        return [self._pairs[place] for place in sorted(places)]


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """A person, the other forms of the name, and how many quotations there are."""

    name: str
    also_as: tuple[str, ...]
    quotations: int


def count_speakers(library: Library, filters: Filters | None = None) -> list[SpeakerCount]:
    """Return people with their number of quotations, most quoted first."""
    counts: dict[str, int] = {}
    for name, _, quotations, _ in library.speakers(filters):
        counts[name] = counts.get(name, 0) + quotations
    rows = [
        SpeakerCount(group[0], tuple(group[1:]), sum(counts[name] for name in group))
        for group in people(counts)
    ]
    return sorted(rows, key=lambda row: (-row.quotations, row.name))


def people(names: Iterable[str]) -> list[list[str]]:
    """Group names that can be one person, the fullest first.

    "Berg" joins "Ruth F. Berg" unless there is also an "Olaf Berg".
    """
    read = [(name, Name.of(name)) for name in dict.fromkeys(names)]
    read.sort(key=lambda pair: -len(pair[1].words))
    by_last: dict[str, list[list[tuple[str, Name]]]] = {}
    for name, one in read:
        groups = by_last.setdefault(one.last, [])
        fitting = [group for group in groups if all(one.fits(other) for _, other in group)]
        if len(fitting) == 1:
            fitting[0].append((name, one))
        else:
            groups.append([(name, one)])
    return [[name for name, _ in group] for groups in by_last.values() for group in groups]


def match_speakers(asked: str, speakers: Iterable[tuple[str, str | None]]) -> list[str]:
    """Return the names that a question's speaker may mean: by name, else by role.

    speakers: (name, role) pairs as a library has them. Several speakers may be asked for at once:
    "Berg and Lund"; then each that is known is returned.
    """
    pairs = list(speakers)
    parts = several(asked)
    each = [_match_one(part, pairs) for part in parts]
    whole = [] if len(parts) > 1 and all(each) else _match_one(asked, pairs)
    return whole or list(dict.fromkeys(name for names in each for name in names))


def several(asked: str) -> list[str]:
    """Return the speakers that are asked for at once; one alone is a list of one."""
    return [part for part in _AND.split(asked) if part]


def _called(text: str, pairs: Sequence[tuple[str, str | None]]) -> list[str]:
    """Return the names that the words of a question are all of."""
    asked = replace(Name.of(text), common=False)  # people type names in lower case
    read = [(name, Name.of(name)) for name, _ in pairs]
    if len(asked.words) == 1:  # "officials", "the department": nobody in particular
        is_body = asked.last in _BODIES
        found = [n for n, one in read if not (is_body or one.common) and _means(asked, one)]
    else:
        # Of more words than are stored, only a full name: Ruth Okafor where there is Okafor.
        full = {word for word in text.split() if word[0].isupper()}
        more = len(full) == len(asked.words)
        found = [
            name
            for name, one in read
            if _means(asked, one) and (more or {*asked.words} <= {*one.words})
        ]
    return list(dict.fromkeys(found))


def _match_one(asked: str, pairs: Sequence[tuple[str, str | None]]) -> list[str]:
    named = replace(Name.of(asked), common=False)  # people type names in lower case
    last = named.last
    groups = people(n for n, _ in pairs if last in matched(n).text and Name.of(n).last == last)
    # "spokesperson Ruth Berg", "the peace envoy Berg": what stands before a full name, and what
    # its bearer is before a last name, are passed over.
    fewest = 1 if _is_called(asked) and last not in _BODIES else 2
    for first in range(max(1, len(named.words) - fewest + 1)):
        wanted = replace(named, words=named.words[first:])
        found = [group for group in groups if _means(wanted, Name.of(group[0]))]
        if found:
            return [name for group in found for name in group]
    if by_role := _match_role(asked, pairs):
        return by_role
    # "Ruth Berg of the Institute", "the officials who were in the meeting": the head alone.
    head = _HEAD.split(asked, maxsplit=1)[0].strip()
    return _match_one(head, pairs) if len(head.split()) > 1 and head != asked else []


def _is_called(asked: str) -> bool:
    """Tell whether what stands before the last word says what somebody is."""
    *_, before, last = ["", *asked.split()]
    return before.lower() in CALLED or (before.islower() and last[0].isupper())


def _means(wanted: Name, name: Name) -> bool:
    """Tell whether the name asked for means this person."""
    held = {*wanted.words} <= {*name.words}  # European diplomats: former European diplomats
    return wanted.fits(name) or (held and wanted.last == name.last)


def _match_role(asked: str, pairs: Sequence[tuple[str, str | None]]) -> list[str]:
    """Return the names whose role is asked for; its noun has to be the noun of the role too."""
    wanted = {*_role_words(asked)}
    nouns = _role_words(_HEAD.split(asked.casefold())[0])
    if not nouns:
        return []
    by_role = [
        name
        for name, role in pairs
        if nouns[-1] == _noun_of(role or _role_in(name))
        and wanted <= {*_role_words(f"{name} {role}")}
    ]
    return list(dict.fromkeys(by_role))


def _noun_of(role: str) -> str | None:
    """Return what a role says that its bearer is: minister of "prime minister of the island"."""
    head = _DOING.split(_HEAD.split(role.casefold().removeprefix("the "))[0])[0]
    nouns = _role_words(head)
    return nouns[-1] if role and nouns else None


def _role_in(name: str) -> str:
    """Return the role with which a name is stored: archbishop, of "archbishop Olaf Berg"."""
    words = name.split()
    lower = [place for place, word in enumerate(words) if word[0].islower()]
    return " ".join(words[: lower[-1] + 1]) if lower and words[-1][0].isupper() else ""


def _initials(name: str) -> str:
    """Return the first letters of the words of a body's name; "" of fewer than three."""
    words = name.removeprefix("the ").removeprefix("The ").split()
    return "".join(word[0].lower() for word in words) if len(words) >= FEWEST_INITIALS else ""


def _role_words(text: str) -> list[str]:
    """Return the content words of a role: in full, no possessives, one word for men and women."""
    words = " ".join(SHORT_ROLES.get(word, word) for word in content_words(text))
    return [_SEXED.sub(r"\1person", word) for word in content_words(words)]


def spelled_out(asked: str, names: Sequence[str]) -> bool:
    """Tell whether what is asked for has more than a last name, and all of it is in each name."""
    words = Name.of(asked).words
    return len(words) > 1 and all({*words} <= {*Name.of(name).words} for name in names)


def unknown(asked: str, counts: Mapping[str, int]) -> str:
    """Say that nobody of a name is quoted, and who comes closest."""
    if not counts:
        return f"Nobody is quoted as {asked}; these articles have no quotations."
    near = list(dict.fromkeys(_near(asked, counts)))
    most = sorted(counts, key=lambda name: -counts[name])
    names = [group[0] for group in people((near or most)[: 2 * NEAR_NAMES])][:NEAR_NAMES]
    kind = "Closest names" if near else "Most quoted"
    return f"Nobody is quoted as {asked}. {kind}: {', '.join(names)}."


def _near(asked: str, counts: Mapping[str, int]) -> Iterator[str]:
    """Yield names with a word that is spelled like one of those asked for, last names first."""
    by_word: dict[str, list[str]] = {}
    for name in sorted(counts, key=lambda name: -counts[name]):
        for word in Name.of(name).words:
            by_word.setdefault(word, []).append(name)
    for word in reversed(Name.of(asked).words):
        for close in difflib.get_close_matches(word, by_word, NEAR_NAMES, cutoff=0.7):
            yield from by_word[close][:NEAR_NAMES]


def _goes_on(question: str, start: int, end: int, size: int) -> bool:
    """Tell whether a name of `size` words is a part of another's: Biden in "Jill Biden"."""
    before = _NAME_BEFORE.search(question, max(0, start - 20), start)
    after = _NAME_AFTER.match(question, end)
    if after and question[start].isupper() and after[1].lower() not in _NO_ENDS:
        return True
    word = before[1] if before and size == 1 else ""
    capital = word[:1].isupper() and word.lower() not in _NO_ENDS | CALLED
    return capital or word.title() in FIRST_NAMES


def _parts(text: str) -> list[str]:
    """Return the words of a name that have letters; initials are one each: J.R. Berg, not ACLU."""
    found = words(text)
    parts: list[str] = []
    for number, word in enumerate(found, start=1):
        pieces = word.text.split(".")
        initials = number < len(found) and "." in text[word.start : word.end] and len(pieces) == 1
        parts += word.text if initials else pieces
    return [part for part in parts if any(map(str.isalpha, part))]


def _untitled(words: list[str]) -> list[str]:
    """Leave out the titles before a name."""
    if not words or words[-1] in _BODIES:
        return words
    first = 0
    while first + 1 < len(words) and (
        words[first] in TITLES or (words[first] in FORMER and words[first + 1] in TITLES)
    ):
        first += 1
    return words[first:]


def _same_word(one: str, other: str) -> bool:
    """Tell whether two first names agree; an initial agrees with its name."""
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
