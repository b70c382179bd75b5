"""From a noun phrase to whom it names: he → Ruth B. Okafor, the official → a harbor official."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from index.english.bodies import INSTITUTIONS
from index.english.function_words import (
    BE,
    CONJUNCTIONS,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVES,
)
from index.english.patterns import any_of
from index.english.roles import MEN, NO_PERSONS, ROLES, WOMEN
from index.english.speech import WRITINGS
from index.quotations.coded import Sentence
from index.quotations.cues import shared_subject
from index.quotations.letters import NAMES_OF_TITLES
from index.quotations.people import People, Person, gender_of
from index.quotations.subjects import Subject

_TOPICS_BACK = 6  # sentences in which a pronoun looks for its noun
_INSIDE_BACK = 400  # characters before a quotation in which a pronoun inside it looks for its noun
_LOOK_BACK = 100  # mentions
_PERSON_BACK = 1500  # characters in which he and she look for a person not spoken of since
_ROLE_BACK = 500  # characters in which they and it look for theirs
_HONORIFIC = re.compile(r"^(?:(?:Mr|Mrs|Ms|Dr)\.?|Miss|Sir)\s*$")
_DETERMINER = re.compile(r"^(?:the|an?|one|then)\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_OWNER = re.compile(r"[’']s$|(?<=s)[’']$")
_RELATIVE = re.compile(
    r"^(?:who (?:was|is|served as|serves as|has been|had been)\s+)?(?:now\s+)?", re.IGNORECASE
)
_ROLE_OPENS = re.compile(r"[a-z]|[A-Z][\w.’'\-]+\s")
# An under secretary has a role, and so has Okafor, of the Harbor Board.
_NO_ROLES = (
    (PREPOSITIONS - {"under", "of"})
    | CONJUNCTIONS
    | RELATIVES
    | BE
    | frozenset("speaking just shortly amid not he she has had who’s told said says".split())
)
_NOT_A_ROLE = re.compile(rf"^(?:{any_of(_NO_ROLES)}|\d+)\b", re.IGNORECASE)
_APPOSITION = re.compile(
    r"\s*,\s+((?:an?|the|his|her|their|one of|former|retired|then|another|who (?:was|is|served as)"
    r"|[a-z]+(?: [a-z]+){0,8}? (?:of|at|for|in))\s[^,.;:()\x01—]{3,90})"
)
_NAME_LAST = re.compile(r"T*(?:T[TN]*)?N+$")
_NAMED_GROUPS = frozenset({"Democrats", "Republicans", "Conservatives", "Liberals"})


@dataclass(frozen=True, slots=True)
class Referent:
    """A mention that speaks, `text[start:end]`, and whom it means."""

    start: int
    end: int
    name: str | None
    role: str | None = None
    person: Person | None = None
    gender: str | None = None
    plural: bool = False
    human: bool = True
    head: str | None = None  # the noun of a role: official
    reason: str | None = None


@dataclass(slots=True)
class Naming:
    """Names the speakers of one article in the order of its sentences."""

    text: str
    people: People
    authors: tuple[str, ...] = ()
    previous: Sentence | None = None
    topics: list[Referent] = field(default_factory=list)  # of the sentences so far
    roles: list[Referent] = field(default_factory=list)  # speakers known by a role only

    def speaker(self, sentence: Sentence, subject: Subject) -> Referent:
        """Return the speaker that a subject means; `name` is None, with a reason, if unclear."""
        code = sentence.letters[subject.first : subject.last]
        start, end = sentence.spans[subject.first][0], sentence.spans[subject.last - 1][1]
        if code == "H":
            return self._pronoun(sentence, sentence.word(subject.first), start, end)
        if code[-1] == "Y":
            return self._owner(sentence, subject, start, end)
        writing = self._writing_of(sentence, subject, code)
        if writing is not None:
            return writing
        name = self._name_tokens(code)
        if name is None:
            return self._role(sentence, subject, start, end)
        return self._named(sentence, subject, subject.first + name[0], subject.first + name[1])

    def _named(self, sentence: Sentence, subject: Subject, first: int, last: int) -> Referent:
        """Return whom a subject means whose tokens `first` up to `last` are a name."""
        start, end = sentence.spans[subject.first][0], sentence.spans[subject.last - 1][1]
        begin = sentence.spans[first][0]
        person = self.people.named(sentence.words(first, last), start)
        first = max(first, sentence.letters.rfind("T", first, last - 1) + 1)  # after a title
        bare = sentence.words(first, last)
        code = sentence.letters[subject.first : subject.last]
        if code[0] == "D" and (person is None or code[1] == "N"):
            known = self.people.institution(bare.split()[-1])
            whole = _ARTICLE.sub("", self.text[start:end])
            return Referent(start, end, known or whole, human=False)
        role = self._role_beside(sentence, subject, subject.first, first)
        end = sentence.spans[last - 1][1]
        if person is None:
            human = bare.split()[-1].lower() not in INSTITUTIONS
            return Referent(begin, end, bare, role, human=human)
        role = _role_now(person, role)
        return Referent(begin, end, person.name, role, person, person.gender)

    def inside(self, speaker: Referent, outer: Referent | None, before: int) -> Referent:
        """Return whom a pronoun inside a quotation of `outer` means: somebody else before it."""
        gender = gender_of(self.text[speaker.start : speaker.end])
        outer_person = outer.person if outer else None
        if gender is not None:
            for mention in reversed(self.people.before(before, before - _INSIDE_BACK)):
                person = mention.person
                if person is not outer_person and person.gender in (None, gender):
                    return self._as(person, speaker.start, speaker.end)
        return replace(
            speaker, name=None, role=None, person=None, reason="a pronoun inside a quotation"
        )

    def credited(self, credit: str, offset: int) -> Referent:
        """Return the speaker that the credit of a block quotation names."""
        person = self.people.named(credit, offset)
        if person is None:
            return Referent(offset, offset, _ARTICLE.sub("", credit), human=False)
        return self._as(person, offset, offset)

    def note(self, sentence: Sentence, speaker: Referent | None) -> None:
        """Remember whom a sentence is about, for the pronouns after it."""
        self.previous = sentence
        if speaker is None or speaker.name is None or not speaker.human or speaker.plural:
            speaker = self._topic(sentence) or speaker
        if speaker is not None and speaker.name is not None:
            self.topics.append(speaker)

    def role_of(self, person: Person) -> str | None:
        """Return the role that the article prints beside any mention of a person."""
        if person.role or person.role_sought:
            return person.role
        person.role_sought = True
        for end in person.ends:
            beside = _APPOSITION.match(self.text, end)
            if beside is None:
                continue
            role = _RELATIVE.sub("", beside.group(1))
            if not _NOT_A_ROLE.match(role):
                person.role = _DETERMINER.sub("", role).strip()
                break
        return person.role

    def _topic(self, sentence: Sentence) -> Referent | None:
        """Return whom a sentence without a speaker is about: its first person."""
        mentions = self.people.before(sentence.end, sentence.start)
        pronoun = next(
            (
                at
                for at, kind in enumerate(sentence.letters)
                if kind == "H" and gender_of(sentence.word(at))
            ),
            None,
        )
        if pronoun is not None:
            start, end = sentence.spans[pronoun]
            if not mentions or start < mentions[0].start:
                return self._pronoun(sentence, sentence.word(pronoun), start, end)
        lead = shared_subject(sentence, len(sentence.letters), [])
        if lead is not None and "N" in sentence.letters[lead.first : lead.last]:
            found = self.speaker(sentence, lead)
            titled = set(sentence.letters[lead.first : lead.last]) & set("rT")
            if found.human and not found.plural and (found.person is not None or titled):
                return found
        if not mentions:
            return None
        return self._as(mentions[0].person, mentions[0].start, mentions[0].end)

    def _name_tokens(self, code: str) -> tuple[int, int] | None:
        """Return the tokens of a phrase that are its name, None where it has a role only."""
        name = _NAME_LAST.search(code)
        gap = code.find("F")
        if name and (gap < 0 or (code[name.start() - 1] in "wr" and code[0] not in "DY")):
            return name.start(), len(code)
        if gap > 0:
            head = _NAME_LAST.search(code[:gap])
            if head and head.group().strip("T"):
                return head.start(), gap
        return None

    def _pronoun(self, sentence: Sentence, word: str, start: int, end: int) -> Referent:
        """Return whom a pronoun means."""
        lower = word.lower()
        if lower in ("i", "my") and len(self.authors) == 1:
            return Referent(start, end, self.authors[0])
        if lower in ("i", "my", "we", "our"):
            return Referent(start, end, None, reason=f"“{word}” is the writer")
        if lower in ("they", "their", "it", "its"):
            found = self._things(sentence, start, plural=lower in ("they", "their"))
            reason = f"“{word}” names nobody that speaks before it"
        else:
            found = self._he_or_she(sentence, gender_of(lower), start)
            reason = f"“{word}” may be several people"
        if found is None:
            return Referent(start, end, None, reason=reason)
        return replace(found, start=start, end=end)

    def _he_or_she(self, sentence: Sentence, gender: str | None, start: int) -> Referent | None:
        """Return the person before `start` who is of a gender: in the sentence, or spoken of."""
        for mention in self.people.before(start, sentence.start):
            owner = self.text[mention.end : mention.end + 2] in ("’s", "'s")
            if mention.person.gender in (None, gender) and not owner:
                return self._as(mention.person, mention.start, mention.end)
        for topic in reversed(self.topics[-_TOPICS_BACK:]):
            if topic.gender == gender:
                return topic
            if topic.gender is None and topic.human and not topic.plural:
                if topic.person is not None and topic.person.gender is None:
                    topic.person.gender = gender
                return topic
        for mention in reversed(self.people.before(start, start - _PERSON_BACK)):
            if mention.person.gender == gender:
                return self._as(mention.person, mention.start, mention.end)
        return None

    def _things(self, sentence: Sentence, start: int, *, plural: bool) -> Referent | None:
        """Return what they or it means: what leads this sentence or the last, or last spoke."""
        for near in (sentence, self.previous):
            if near is None:
                continue
            stop = next((at for at, span in enumerate(near.spans) if span[0] >= start), None)
            stop = len(near.letters) if stop is None else stop
            lead = shared_subject(near, stop, []) if stop else None
            if lead is None or near.letters[lead.first : lead.last] == "H":
                continue
            found = self.speaker(near, lead)
            if found.name and found.plural == plural and (plural or not found.human):
                return found
        for role in reversed(self.roles[-8:]):
            if start - role.end > _ROLE_BACK:
                break
            if role.plural == plural and (plural or not role.human):
                return role
        return None

    def _as(self, person: Person, start: int, end: int) -> Referent:
        """Return a person as the speaker of a mention."""
        return Referent(start, end, person.name, person.role, person, person.gender)

    def _owner(self, sentence: Sentence, subject: Subject, start: int, end: int) -> Referent:
        """Return the owner in “Okafor’s claim”, “his claim”."""
        printed = self.text[start:end]
        plain = _OWNER.sub("", printed)
        end = start + len(plain)
        if gender_of(printed) or printed.lower() in POSSESSIVES:
            return self._pronoun(sentence, printed, start, end)
        person = self.people.named(plain, start)
        if person is not None:
            return self._as(person, start, end)
        return Referent(start, end, plain)

    def _writing_of(self, sentence: Sentence, subject: Subject, code: str) -> Referent | None:
        """Return the owner of a text that speaks: Okafor’s statement read."""
        if "Y" not in code or sentence.word(subject.last - 1).lower() not in WRITINGS:
            return None
        at = code.index("Y")
        if "F" in code or (at and set(code[:at]) - set("NTD")):
            return None
        owner = Subject(subject.first, subject.first + at + 1)
        start, end = sentence.spans[owner.first][0], sentence.spans[owner.last - 1][1]
        return self._owner(sentence, owner, start, end)

    def _role(self, sentence: Sentence, subject: Subject, start: int, end: int) -> Referent:
        """Return a speaker known by a role: a former harbor official."""
        code = sentence.letters[subject.first : subject.last]
        gap = code.find("F")
        head_at = subject.first + (gap if gap > 0 else len(code)) - 1
        head = sentence.word(head_at).lower()
        printed = self.text[start:end]
        plural = (head.endswith("s") and not head.endswith("ss")) or head in (
            "people",
            "men",
            "women",
        )
        human = head in ROLES and head not in NO_PERSONS
        beside = self._named_beside(sentence, subject)
        if beside is not None:
            return replace(beside, role=_DETERMINER.sub("", printed))
        if printed.lower().startswith(("the ", "that ", "this ")):
            for earlier in reversed(self.roles[-20:]):
                if earlier.head == head and earlier.name and earlier.plural == plural:
                    return replace(earlier, start=start, end=end)
            institution = self.people.institution(head) if len(code) == 2 and not human else None
            if institution is not None:
                return Referent(start, end, institution, human=False)
            holders = self.people.by_title.get(head, [])
            if holders and len(code) == 2 and all(p is holders[0] for p in holders[:_LOOK_BACK]):
                return self._as(holders[0], start, end)
        name = self._owned_role(sentence, subject, printed)
        gender = "m" if head in MEN else "f" if head in WOMEN else None
        found = Referent(start, end, name, None, None, gender, plural, human, head)
        self.roles.append(found)
        return found

    def _owned_role(self, sentence: Sentence, subject: Subject, printed: str) -> str:
        """Return the name of a role with its owner's name for “his”: Okafor’s campaign."""
        first = sentence.word(subject.first)
        if gender_of(first) is None or subject.last - subject.first < 2:
            opens = sentence.letters[subject.first] in "Dr" and first not in _NAMED_GROUPS
            return printed[0].lower() + printed[1:] if opens else printed
        start, end = sentence.spans[subject.first]
        owner = self._pronoun(sentence, first, start, end)
        rest = sentence.words(subject.first + 1, subject.last)
        return f"{owner.name}’s {rest}" if owner.name else printed

    def _named_beside(self, sentence: Sentence, subject: Subject) -> Referent | None:
        """Return the person whose name stands beside a role: a spokesman, John Smith, said."""
        if subject.beside is None:
            return None
        first, last = subject.beside
        code = sentence.letters[first:last]
        if not re.fullmatch(r"T*N+", code):
            return None
        start, end = sentence.spans[first][0], sentence.spans[last - 1][1]
        person = self.people.named(self.text[start:end], start)
        return self._as(person, start, end) if person is not None else None

    def _role_beside(
        self, sentence: Sentence, subject: Subject, first: int, name: int
    ) -> str | None:
        """Return the role before a name or set off beside it, as printed."""
        if subject.beside is not None:
            beside = sentence.words(*subject.beside).strip()
            beside = _RELATIVE.sub("", beside)
            if _ROLE_OPENS.match(beside) and not _NOT_A_ROLE.match(beside):
                return _DETERMINER.sub("", beside).strip()
            if re.match(r"[DRI]-", beside):
                return beside
        if first < name:
            before = sentence.words(first, name).strip()
            if not _HONORIFIC.match(before) and before.lower() not in ("but", "and"):
                return _DETERMINER.sub("", before)
        return None


def _role_now(person: Person, role: str | None) -> str | None:
    """Return a person's role, and keep the one beside the name if it says more than a title."""
    if role is None:
        return person.role
    titled = all(word.lower().rstrip(".") in NAMES_OF_TITLES for word in role.split())
    if person.role is None or not titled:
        person.role = role
    return person.role if titled else role
