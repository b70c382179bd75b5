"""The words that say who speaks: a speech verb with its subject, "according to", "his claim"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.english.function_words import SUBORDINATING
from index.english.speech import DOUBTFUL, INVERTIBLE, REMARKS
from index.quotations.coded import Sentence
from index.quotations.subjects import (
    HELPERS,
    WINDOW,
    Subject,
    set_off,
    subject_after,
    subject_before,
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that give speech, as tokens `first` to `last` (not with), and their subject."""

    first: int
    last: int
    kind: str  # V, C, G, A or c: see letters.py
    subject: Subject
    inverted: bool = False  # said Okafor
    near: bool = True  # False: the subject stands elsewhere in the sentence


REST = 9  # tokens after the verb of who reports, at the end of a sentence: tell The Daily News
_NOUN_FIRST = re.compile(r"(?:[DY]?[wT]*|N+)r+(?:[TN]*N)?|T[wT]*r?[TN]*N|D?[TN]*N")
_FINITE = "VCGAcr"


def find_cues(sentence: Sentence) -> list[Cue]:
    """Return the cues of a sentence in order, each with its subject; a verb without one is none."""
    found: list[Cue] = []
    for at, kind in enumerate(sentence.letters):
        if kind not in _FINITE:
            continue
        cue = _cue_at(sentence, at, kind, found)
        if cue is not None:
            found.append(cue)
    return found


def cue_alone(sentence: Sentence) -> Cue | None:
    """Return the cue of a sentence that is nothing else: Okafor said."""
    if len(sentence.letters) > REST:
        return None
    cues = find_cues(sentence)
    if len(cues) != 1 or cues[0].kind != "V" or not cues[0].near:
        return None
    rest = sentence.letters[max(cues[0].last, cues[0].subject.last) :]
    return cues[0] if re.fullmatch(r"[RMF]{0,3}\.?", rest) else None


def view_of(sentence: Sentence) -> Cue | None:
    """Return the cue of a sentence that gives another's view: To him, it was a game. ‘…’."""
    opening = [sentence.word(at).lower() for at in range(min(2, len(sentence.letters)))]
    if opening not in (["to", "him"], ["to", "her"]) or sentence.letters[2:3] != ",":
        return None
    return Cue(0, 2, "A", Subject(1, 2))


def _cue_at(sentence: Sentence, at: int, kind: str, earlier: list[Cue]) -> Cue | None:
    """Return the cue of one token, None if it is none."""
    letters = sentence.letters
    if kind == "A":
        return _according_to(sentence, at)
    if kind in "cr":
        return _owned_remark(sentence, at) if sentence.word(at).lower() in REMARKS else None
    helpers = HELPERS.search(letters[max(0, at - WINDOW) : at])
    start = at - len(helpers.group()) if helpers else at
    inverted = _inverted(sentence, start, at) if kind == "V" else None
    if inverted is not None:
        return Cue(at, at + 1, kind, inverted, inverted=True)
    if kind in "VC" and _passive(sentence, start, at):
        return None
    before = sentence.word(start - 1).lower() if start else ""
    if start and letters[start - 1] == "F" and before not in ("to", "by", "in", "with", "after"):
        return None
    plain = kind != "G" or (start < at and "B" in letters[start:at])
    subject = subject_before(sentence, start) if plain and before != "to" else None
    if kind != "G" and not _certain(sentence, start, at, subject):
        return None
    if kind == "G" and before == "as":
        subject = subject_before(sentence, start - 1)  # quoted the president as saying
    near = subject is not None
    if subject is None and kind == "G":
        subject = _of_participle(sentence, start)
    if subject is None:
        subject = shared_subject(sentence, start, earlier)
    return Cue(at, _cue_end(sentence, at), kind, subject, near=near) if subject else None


def _inverted(sentence: Sentence, start: int, at: int) -> Subject | None:
    """Return the subject that stands after its verb: said Okafor."""
    if not _invites_inversion(sentence, at):
        return None
    letters = sentence.letters
    apart = start and letters[start - 1] == "," and "Q" not in letters[start - 2 : start]
    return None if apart and set_off(sentence, start - 1) else subject_after(sentence, at + 1)


def _certain(sentence: Sentence, start: int, at: int, subject: Subject | None) -> bool:
    """Tell whether a form that is a noun as often stands as a verb: after a plain subject."""
    if sentence.word(at).lower() not in DOUBTFUL:
        return True
    if subject is not None:
        return sentence.letters[subject.last - 1] in "HNr"
    joined = start > 0 and sentence.letters[start - 1] in "K,"
    return joined or (start > 0 and sentence.word(start - 1).lower() == "to")


def _of_participle(sentence: Sentence, start: int) -> Subject | None:
    """Return the noun before a participle, where it opens the clause: Critics calling it."""
    letters = sentence.letters
    if not start or letters[start - 1] not in "rN":
        return None
    subject = subject_before(sentence, start)
    if subject is None or not subject.first or letters[subject.first - 1] in ",-":
        return subject
    named = set(letters[subject.first : subject.last]) <= set("NT")
    return subject if named and letters[subject.first - 1] == "K" else None


def _cue_end(sentence: Sentence, at: int) -> int:
    """Return the token after a cue: a verb with the particle that belongs to it."""
    if sentence.letters[at] != "V" or at + 1 == len(sentence.letters):
        return at + 1
    after = sentence.word(at + 1).lower()
    put = sentence.word(at).lower() in ("put", "puts")
    return at + 2 if (after == "it" and put) or after in ("out", "back") else at + 1


def _invites_inversion(sentence: Sentence, at: int) -> bool:
    """Tell whether the verb may stand before its subject: right after a quotation or a comma."""
    before = sentence.letters[max(0, at - 6) : at].rstrip("R")[-2:]
    if before.endswith(("Q", "Q,")):
        return sentence.word(at).lower() not in ("told", "tells")
    if sentence.word(at).lower() not in INVERTIBLE:
        return False
    return not before or before[-1] == "Q" or (before[-1] in ",-" and len(before) > 1)


def _passive(sentence: Sentence, start: int, at: int) -> bool:
    """Tell whether others speak of the subject: was told, has been called."""
    if "B" not in sentence.letters[start:at]:
        return False
    return sentence.letters[at] in "VC" and sentence.word(at).lower().endswith(
        ("ed", "told", "said", "written", "put", "read", "seen", "found", "known")
    )


def _according_to(sentence: Sentence, at: int) -> Cue | None:
    """Return the cue "according to" with the noun phrase after it."""
    if at + 2 >= len(sentence.letters) or sentence.word(at + 1).lower() != "to":
        return None
    subject = subject_after(sentence, at + 2)
    return Cue(at, at + 2, "A", subject) if subject is not None else None


def _owned_remark(sentence: Sentence, at: int) -> Cue | None:
    """Return the cue of a remark and its owner: Okafor’s claim, his description of."""
    begin = at
    while begin and sentence.letters[begin - 1] in "wRc" and at - begin < 3:
        begin -= 1
    if not begin or sentence.letters[begin - 1] != "Y":
        return None
    first = begin - 1
    while first and sentence.letters[first - 1] in "NT":
        first -= 1
    return Cue(at, at + 1, "c", Subject(first, begin), near=False)


def shared_subject(sentence: Sentence, at: int, earlier: list[Cue]) -> Subject | None:
    """Return the subject that a verb shares with another: … said, adding; arrived and said."""
    if earlier and earlier[-1].kind != "c":
        return _told_of(sentence, at, earlier[-1]) or earlier[-1].subject
    letters = sentence.letters
    begin = letters.rfind(";", 0, at) + 1
    comma = letters.find(",", begin, at)
    if begin >= at:
        return None
    opening = sentence.word(begin)
    participle = opening[:1].isupper() and opening.endswith(("ing", "ed"))
    if comma > 0 and (participle or opening.lower() in SUBORDINATING or opening == "As"):
        begin = comma + 1  # When asked, Okafor smiled and said: the main clause has the subject
    number = begin
    stop = min(at, begin + WINDOW)
    while number < stop:
        kind = letters[number]
        before = letters[number - 1] if number > begin else " "
        if kind == "F":
            number += 1
            while number < stop and letters[number] in "DYwcNTMFr":
                if letters[number] == "r" and letters[number + 1 : number + 2] in ("N", "T"):
                    break
                number += 1
            continue
        if before == "," and _place(letters, number):
            number += 1
            continue
        if kind == "H":
            return Subject(number, number + 1)
        noun = _NOUN_FIRST.match(letters, number, stop)
        if noun is not None and letters[noun.end() : noun.end() + 1] != "Y":
            return Subject(number, noun.end())
        number = noun.end() + 1 if noun is not None else number + 1
    return None


def _told_of(sentence: Sentence, at: int, cue: Cue) -> Subject | None:
    """Return whom a cue tells of: Okafor recalls how Berg wrote a note saying; not Okafor."""
    tells = cue.last < at and sentence.word(cue.last).lower() == "how"
    if not tells or sentence.word(at).lower() != "saying":
        return None
    return subject_after(sentence, cue.last + 1)


def _place(letters: str, at: int) -> bool:
    """Tell whether a name between commas stands after "in Salem": Ore., then the subject."""
    return re.search(r"F[wN]*N,$", letters[max(0, at - 8) : at]) is not None and (
        re.match(r"N+,", letters[at : at + 4]) is not None
    )
