"""The words that say who speaks: a speech verb with its subject, "according to", "his claim"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.english.function_words import POSSESSIVES, STANDING_ALONE, SUBORDINATING
from index.english.speech import DOUBTFUL, INVERTIBLE, REMARKS, SPEECH
from index.quotations.coded import Sentence

_WINDOW = 40  # tokens of a sentence within which a verb's subject is looked for


@dataclass(frozen=True, slots=True)
class Subject:
    """Who speaks, in tokens of a sentence: the noun phrase, and what is set beside it by commas."""

    first: int
    last: int  # after the last token
    beside: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that give speech, as tokens `first` to `last` (not with), and their subject."""

    first: int
    last: int
    kind: str  # V, C, G, A or c: see letters.py
    subject: Subject
    inverted: bool = False  # said Okafor
    near: bool = True  # False: the subject stands elsewhere in the sentence


# A verb's helpers between it and its subject: has also, on Sunday, did not.
_HELPERS = re.compile(r"(?:(?:F?D?w?M(?:F?w)?|[XRB])*)$")
_PHRASE = re.compile(r"[DwrNTYFcM&RB]*$")
_NAME_LAST = re.compile(r"(?:T[TN]*)?N+$")
_NAME_FIRST = re.compile(r"[DwrcYRN]*?T*N+$")
_NOUNS_AFTER = re.compile(r"R*(?:[DY]?[wrcNTYM]*[rNcw]|D(?=[F.,]))")
_JOINED = re.compile(r"(?:^|(?<=,)|(?<=R,))([DY]?[wrTN]{1,3})K$")  # current and | former officials
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


def _cue_at(sentence: Sentence, at: int, kind: str, earlier: list[Cue]) -> Cue | None:
    """Return the cue of one token, None if it is none."""
    letters = sentence.letters
    if kind == "A":
        return _according_to(sentence, at)
    if kind in "cr":
        return _owned_remark(sentence, at) if sentence.word(at).lower() in REMARKS else None
    helpers = _HELPERS.search(letters[max(0, at - _WINDOW) : at])
    start = at - len(helpers.group()) if helpers else at
    if kind == "V" and _invites_inversion(sentence, at):
        inverted = subject_after(sentence, at + 1)
        apart = start and letters[start - 1] == "," and "Q" not in letters[start - 2 : start]
        if inverted is not None and not (apart and _set_off(sentence, start - 1)):
            return Cue(at, at + 1, kind, inverted, inverted=True)
    if kind in "VC" and _passive(sentence, start, at):
        return None
    before = sentence.word(start - 1).lower() if start else ""
    if start and letters[start - 1] == "F" and before not in ("to", "by", "in", "with", "after"):
        return None
    plain = kind != "G" or (start < at and "B" in letters[start:at])
    subject = subject_before(sentence, start) if plain and before != "to" else None
    if kind != "G" and sentence.word(at).lower() in DOUBTFUL:
        if subject is not None and letters[subject.last - 1] not in "HNr":
            return None
        if subject is None and before != "to" and not (start and letters[start - 1] in "K,"):
            return None
    if kind == "G" and before == "as":
        subject = subject_before(sentence, start - 1)  # quoted the president as saying
    near = subject is not None
    if subject is None and kind == "G" and start and letters[start - 1] in "rN":
        # Critics calling it: the noun before a participle, where it opens the clause
        subject = subject_before(sentence, start)
        if subject is not None and subject.first and letters[subject.first - 1] not in ",-":
            named = set(letters[subject.first : subject.last]) <= set("NT")
            subject = subject if named and letters[subject.first - 1] == "K" else None
    if subject is None:
        subject = shared_subject(sentence, start, earlier)
    if subject is None:
        return None
    return Cue(at, _cue_end(sentence, at), kind, subject, near=near)


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


def subject_before(sentence: Sentence, end: int) -> Subject | None:
    """Return the noun phrase that ends right before the token `end`, None if there is none."""
    letters = sentence.letters
    if not end:
        return None
    last = letters[end - 1]
    if last == "H":
        # you can say: nobody in particular
        return Subject(end - 1, end) if sentence.word(end - 1).lower() != "you" else None
    if last in "WS":
        return _antecedent(sentence, end - 1)
    if last == ",":
        return _set_off(sentence, end - 1)
    if last in ")-":
        opening = letters.rfind("(" if last == ")" else "-", max(0, end - _WINDOW), end - 1)
        subject = subject_before(sentence, opening) if opening > 0 else None
        if subject is None or subject.beside is not None:
            return subject
        return Subject(subject.first, subject.last, (opening + 1, end - 1))
    phrase = _PHRASE.search(letters, max(0, end - _WINDOW), end)
    if phrase is None or not phrase.group():
        return None
    before = phrase.start() - 1
    if before > 0 and letters[before] == "G" and sentence.word(before).lower() not in SPEECH:
        return subject_before(sentence, before)  # One critic opposing Okafor | said
    relative = _relative(sentence, phrase.start())
    if relative is not None:
        return relative
    subject = _noun_phrase(sentence, phrase.start(), end)
    if subject is not None and last == "r" and subject.first == phrase.start():
        joined = _JOINED.search(letters, max(0, subject.first - _WINDOW), subject.first)
        if joined:
            return Subject(joined.start(1), end)
    return subject


def _relative(sentence: Sentence, first: int) -> Subject | None:
    """Return the noun of "officials who like the plan | said": the phrase is a clause's object."""
    letters = sentence.letters
    at = first - 1
    if at > 0 and letters[at] in "VC":
        helpers = _HELPERS.search(letters[max(0, at - _WINDOW) : at])
        at -= (len(helpers.group()) if helpers else 0) + 1
    elif letters[first] != "B":
        return None
    if at < 1 or letters[at] != "W":
        return None
    return _antecedent(sentence, at)


def _noun_phrase(sentence: Sentence, first: int, end: int) -> Subject | None:
    """Cut the subject out of a run of nouns, names and prepositions that ends before its verb."""
    letters = sentence.letters
    while first < end and letters[first] in "RMB":
        first += 1
    if first == end:
        return None
    if letters[first] != "F":
        return _head(sentence, first, end)
    # In a statement the court: after an opening phrase the subject is the last noun phrase.
    name = _NAME_LAST.search(letters, first, end)
    for at in range(end - 1, first, -1):
        if letters[at] in "DY" and letters[at - 1] not in "FDYB":
            return Subject(at, end)
    if name and letters[name.start() - 1] not in "FDY":
        return Subject(name.start(), end)
    if letters[end - 1] == "r":
        at = end - 1
        while letters[at - 1] in "wT" or (letters[at - 1] == "r" and at - 1 > first):
            at -= 1
        if letters[at - 1] not in "FDY":
            return Subject(at, end)
    return None


def _head(sentence: Sentence, first: int, end: int) -> Subject | None:
    """Return a phrase as a subject, without what stands before the last verb-like gap in it."""
    letters = sentence.letters
    code = letters[first:end]
    name = _NAME_LAST.search(code)
    if "F" in code:
        head = code[: code.index("F")]
        if name and name.start() and code[name.start() - 1] in "wr" and head[:1] not in "DYNT":
            return Subject(first, end)  # chief of staff Ruth Okafor
        if name and _NAME_FIRST.fullmatch(head) is None and "B" in code:
            return None
        return Subject(first, end) if head else None
    if "B" in code:
        return None
    if not set(code) & set("rNTcw"):
        return Subject(first, end) if sentence.word(first).lower() in STANDING_ALONE else None
    for at in range(first + 1, end):
        if letters[at] == "D" or (letters[at] == "Y" and sentence.word(at).lower() in POSSESSIVES):
            return None  # Okafor shut her shop, wrote a note: the run holds a verb
    return Subject(first, end)


def _set_off(sentence: Sentence, comma: int) -> Subject | None:
    """Return the subject of ", …, said": the noun phrase before what the commas set off."""
    letters = sentence.letters
    floor = max(0, comma - _WINDOW)
    for mark in ":;Q.":
        floor = max(floor, letters.rfind(mark, floor, comma) + 1)
    right = comma
    left = letters.rfind(",", floor, right)
    while left > floor:
        start = letters.rfind(",", floor, left) + 1 or floor
        segment = letters[start:left]
        clause = max(segment.rfind(mark) for mark in "VSWX") + 1
        plain = segment[clause:].lstrip("RK")
        start += len(segment) - len(plain)
        is_name = _NAME_FIRST.fullmatch(plain) is not None or plain.startswith(("N", "TN", "TTN"))
        more = start - 1 > floor and letters[start - 1] == ","
        place = is_name and plain == "N" and more and _ends_in_name(letters[floor : start - 1])
        if plain and plain[0] in "HDYNTrw" and not place and "V" not in plain:
            subject = subject_before(sentence, left)
            if plain[0] in "DYwr" and more and _ends_in_name(letters[floor : start - 1]):
                left = start - 1
                continue
            if subject is not None:
                return Subject(subject.first, subject.last, (left + 1, comma))
        if start - 1 <= floor:
            break
        left = start - 1
    return None


def _ends_in_name(letters: str) -> bool:
    """Tell whether the last segment between commas is a name: the one that others stand beside."""
    segment = letters.rsplit(",", 1)[-1].lstrip("RK")
    return bool(segment) and segment[0] != "F" and _NAME_FIRST.fullmatch(segment) is not None


def _antecedent(sentence: Sentence, who: int) -> Subject | None:
    """Return the noun before "who", "which", as a subject."""
    if sentence.word(who).lower() not in ("who", "which", "that"):
        return None
    end = who
    if end and sentence.letters[end - 1] == ",":
        end -= 1
    if not end or sentence.letters[end - 1] not in "rNcw":
        return None
    phrase = _PHRASE.search(sentence.letters, max(0, end - _WINDOW), end)
    if phrase is None or not phrase.group():
        return None
    code = phrase.group()
    name = _NAME_LAST.search(code)
    if name:
        return Subject(phrase.start() + name.start(), end)
    begin = max(code.rfind("D"), code.rfind("Y"), code.rfind("F") + 1, 0)
    return Subject(phrase.start() + begin, end)


def subject_after(sentence: Sentence, first: int) -> Subject | None:
    """Return the noun phrase that begins at `first`: said Okafor, said a retired general."""
    letters = sentence.letters
    nouns = _NOUNS_AFTER.match(letters, first, first + _WINDOW)
    if nouns is None:
        return None
    begin = nouns.start() + len(nouns.group()) - len(nouns.group().lstrip("R"))
    end = nouns.end()
    code = letters[begin:end]
    after_quotation = "Q" in letters[max(0, first - 3) : first]
    nominal = bool(set(code) & set("NrT")) and letters[begin] != "M"
    if not nominal and not (after_quotation and letters[begin] == "D"):
        return None
    if "N" not in code and letters[begin] not in "DYr" and "r" not in code:
        return None
    after = letters[end : end + 1]
    if after in ("V", "C", "X", "B", "H"):
        return None  # said Okafor was: the words that are reported, not who reports them
    if "Y" in code[1:] and code[-1] in "cw":
        return None
    # one of the officials, a spokesman for the court
    while after == "F" and "N" not in letters[begin:end]:
        more = _NOUNS_AFTER.match(letters, end + 1, first + _WINDOW)
        if more is None:
            break
        end = more.end()
        after = letters[end : end + 1]
    if after == "K" and sentence.word(end).lower() == "and" and letters[end - 1] in "Nwr":
        more = _NOUNS_AFTER.match(letters, end + 1, first + _WINDOW)
        if more is not None and more.group()[-1] == "r":  # American and European officials
            end = more.end()
            after = letters[end : end + 1]
    beside = None
    if after == "," or (after == "(" or after == "-"):
        stop = len(letters)
        closing = {",": ",.;:-Q", "(": ")", "-": "-."}[after]
        for at in range(end + 1, min(len(letters), end + _WINDOW)):
            if letters[at] in closing:
                stop = at
                break
        beside = (end + 1, stop) if stop > end + 1 else None
    return Subject(begin, end, beside)


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
    stop = min(at, begin + _WINDOW)
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
