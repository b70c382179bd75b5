"""Which cue gives which quotation of a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.english.function_words import SUBORDINATING
from index.english.speech import REPORTING, WEAK
from index.quotations.coded import Sentence
from index.quotations.cues import Cue, shared_subject
from index.quotations.subjects import Subject

_WINDOW = 40  # tokens
_CLOSED = ",?!…—–-"  # how a quotation ends before the verb that gives it


@dataclass(frozen=True, slots=True)
class Match:
    """A cue found for a quotation, the rule that found it, and the cue that reports both."""

    rule: str
    cue: Cue
    reporter: Cue | None = None


_RULES_BEFORE = {"V": "before", "A": "before", "c": "owner"}  # by the kind of the cue
_NAME_BEFORE_COLON = re.compile(r"(?:^|(?<=[-.)(:F]))T*N{1,4}(?:KT*N{1,4})?$")
_UNKNOWN_AFTER = re.compile(r"R*(T*N+|H|[DY][wrN]*r)R*(w)")  # Okafor mewed
_UNKNOWN_BEFORE = re.compile(r"w(T*N+|[DY][wrN]*r)[.,]")  # mewed Okafor
_REMARK_LEADS = re.compile(r"[BXR]*S?[DHRwXB]{0,3}|[,:F]|F[DR]?w?|F?S?")


def match_cue(sentence: Sentence, at: int, plain: str, cues: list[Cue]) -> Match | None:
    """Return the cue that gives the quotation at token `at`, None if the sentence has none.

    plain: the words of the quotation. In order: right after it, right before it, around it.
    """
    if named := name_before_colon(sentence, at):
        return Match("colon", named)
    before = _cue_before(sentence, at, cues)
    if not (before and _leads_in(sentence, at, plain, before)):
        after = _cue_after(sentence, at, plain, cues)
        if after is not None:
            return Match("after", after, _reporter_after(sentence, at, after, cues))
    if before is not None:
        rule = _RULES_BEFORE.get(before.kind, "called")
        if rule == "before" and before.last < at - 2:
            rule = "fragment"
        reporter = _reporting_cue(sentence, before, cues)
        return Match(rule, before, reporter or _reporter_after(sentence, at, before, cues))
    if late := _cue_at_end(sentence, at, cues):
        return Match("around", late)
    if unknown := _unknown_verb(sentence, at, plain):
        return Match("unknown", unknown)
    if introducing := _introducing(sentence, at):
        return Match("introduced", introducing)
    return None


def _leads_in(sentence: Sentence, at: int, plain: str, before: Cue) -> bool:
    """Tell whether the cue before a quotation is its own: Okafor said, “…”; said it “was …”."""
    introduced = sentence.letters[at - 1] in ",:" and before.last >= at - 2
    return introduced or (plain[:1].islower() and before.kind in "VC")


def _introducing(sentence: Sentence, at: int) -> Cue | None:
    """Return the subject of the words that a colon ends: Okafor was clear: “…”."""
    if not at or sentence.letters[at - 1] != ":":
        return None
    subject = shared_subject(sentence, at - 1, [])
    return Cue(at - 1, at, ":", subject) if subject is not None else None


def name_before_colon(sentence: Sentence, at: int) -> Cue | None:
    """Return the name that a colon sets before the quotation: “Okafor: “…””, as in a transcript."""
    if at < 2 or sentence.letters[at - 1] != ":":
        return None
    name = _NAME_BEFORE_COLON.search(sentence.letters[max(0, at - 1 - _WINDOW) : at - 1])
    if name is None:
        return None
    first = at - 1 - len(name.group())
    if first and sentence.letters[first - 1] == "F" and sentence.word(first - 1).lower() != "from":
        return None
    return Cue(at - 1, at, ":", Subject(first, at - 1))


def _unknown_verb(sentence: Sentence, at: int, plain: str) -> Cue | None:
    """Return a verb that no list has, where only a speech verb can stand: “…,” Okafor mewed."""
    letters = sentence.letters
    if plain.rstrip(" ’'")[-1:] not in (",", "?", "!"):
        return None
    order = _UNKNOWN_AFTER.match(letters, at + 1, at + _WINDOW)
    if order is not None and sentence.word(order.start(2)).lower().endswith("ed"):
        verb = order.start(2)
        return Cue(verb, verb + 1, "V", Subject(order.start(1), order.end(1)))
    order = _UNKNOWN_BEFORE.match(letters, at + 1, at + _WINDOW)
    if order is not None and sentence.word(at + 1).lower().endswith("ed"):
        return Cue(at + 1, at + 2, "V", Subject(order.start(1), order.end(1)), inverted=True)
    return None


def _cue_after(sentence: Sentence, at: int, plain: str, cues: list[Cue]) -> Cue | None:
    """Return the cue right after a quotation: “…,” Okafor said; “…,” said Okafor."""
    letters = sentence.letters
    first = at + 1
    while first < len(letters) and letters[first] in ",-R":
        first += 1
    if first < len(letters) and letters[first] == "K" and sentence.word(first).lower() == "as":
        first += 1
    closed = plain.rstrip(" ’'”\"")[-1:] in _CLOSED or first > at + 1
    for cue in cues:
        if cue.first <= at:
            continue
        if cue.first > at + _WINDOW or "Q" in letters[at + 1 : cue.first]:
            return None
        if cue.first == first and (cue.kind == "A" or (cue.kind in "VC" and cue.inverted)):
            return cue
        if _follows_its_subject(cue, first):
            return cue if _gives_what_precedes(sentence, cue, plain, closed=closed) else None
    return None


def _follows_its_subject(cue: Cue, first: int) -> bool:
    """Tell a verb whose subject begins at a token: Okafor said."""
    return cue.kind in "VC" and not cue.inverted and cue.subject.first == first and cue.near


def _gives_what_precedes(sentence: Sentence, cue: Cue, plain: str, *, closed: bool) -> bool:
    """Tell whether "Okafor said" after a quotation gives it, and not what follows."""
    if cue.kind == "C" and plain.rstrip()[-1:] not in (",", "?", "!"):
        return False
    return closed or sentence.word(cue.first).lower() in ("said", "says", "told", "added")


def _cue_before(sentence: Sentence, at: int, cues: list[Cue]) -> Cue | None:
    """Return the nearest cue before a quotation."""
    for cue in reversed(cues):
        if cue.last > at or cue.first > at:
            continue
        between = sentence.letters[cue.last : at]
        if ";" in between:
            return None
        if cue.kind == "A" and "," not in between and not between.endswith(":"):
            continue
        first = cue.subject.first
        aside = first > 0 and sentence.word(first - 1).lower() in SUBORDINATING
        if aside and "," in between[1:] and cue.near:
            continue  # After Okafor asked about it, the room went “very quiet”
        if cue.kind == "c" and not _plain_remark(between):
            continue
        outer = _speech_around(sentence, cue, cues, direct=len(between) < 2)
        return outer or cue
    return None


def _plain_remark(between: str) -> bool:
    """Tell whether the words after a remark lead to the quotation: his claim that, call for."""
    return _REMARK_LEADS.fullmatch(between) is not None


def _speech_around(sentence: Sentence, cue: Cue, cues: list[Cue], *, direct: bool) -> Cue | None:
    """Return the speech verb that holds a weaker cue: Okafor said he hopes, said his claim was.

    direct: the quotation follows the weaker cue at once.
    """
    weak = cue.kind == "c" or sentence.word(cue.first).lower() in WEAK
    first = cue.subject.first
    if cue.kind == "C" and not direct and first and sentence.letters[first - 1] == "K":
        weak = True  # Okafor said that if the tide rose …
    if not weak:
        return None
    if cue.kind == "c" and sentence.letters[cue.last : cue.last + 1] == "S":
        return None
    for outer in reversed(cues):
        if outer.last <= cue.subject.first and outer.kind in "VG":
            word = sentence.word(outer.first).lower()
            return outer if word in REPORTING or word in ("calling", "called") else None
    return None


def _reporting_cue(sentence: Sentence, cue: Cue, cues: list[Cue]) -> Cue | None:
    """Return the cue that reports the cue: Lund writes that Okafor told others that “…”."""
    for other in cues:
        if other.last > cue.subject.first:
            break
        follows = sentence.letters[other.last : other.last + 1]
        tells = follows == "S" or (follows and sentence.word(other.last).lower() == "how")
        if other.kind == "V" and other.near and tells:
            return other if other.subject != cue.subject else None
    return None


def _reporter_after(sentence: Sentence, at: int, cue: Cue, cues: list[Cue]) -> Cue | None:
    """Return the cue at the end that reports the cue: Okafor said “…”, according to an aide."""
    for other in cues:
        if other.first <= max(at, cue.first) or other.subject == cue.subject or not other.near:
            continue
        if other.kind == "A":
            return other
        begin = other.subject.first
        closing = sentence.letters[begin - 1] == "," or begin == at + 1
        ends = sentence.letters[other.last : other.last + 1] in (".", ",", "")
        if other.kind == "V" and closing and ends and cue.first < at:
            return other
    return None


def _cue_at_end(sentence: Sentence, at: int, cues: list[Cue]) -> Cue | None:
    """Return a cue later in the sentence, set off by a comma: the plan is “bad”, Okafor said."""
    for cue in cues:
        if cue.first <= at:
            continue
        begin = cue.first if cue.kind == "A" or cue.inverted else cue.subject.first
        if begin > 0 and (sentence.letters[begin - 1] in ",-" or cue.kind == "A") and cue.near:
            return cue if cue.kind in "VA" else None
    return None
