"""Subjects: the noun phrase before a verb, after it, or before what commas set off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.english.function_words import POSSESSIVES, STANDING_ALONE
from index.english.speech import SPEECH
from index.quotations.coded import Sentence

WINDOW = 40  # tokens of a sentence within which a verb's subject is looked for
# A verb's helpers between it and its subject: has also, on Sunday, did not.
HELPERS = re.compile(r"(?:(?:F?D?w?M(?:F?w)?|[XRB])*)$")
_PHRASE = re.compile(r"[DwrNTYFcM&RB]*$")
_NAME_LAST = re.compile(r"(?:T[TN]*)?N+$")
_NAME_FIRST = re.compile(r"[DwrcYRN]*?T*N+$")
_NOUNS_AFTER = re.compile(r"R*(?:[DY]?[wrcNTYM]*[rNcw]|D(?=[F.,]))")
_CLOSING = {",": ",.;:-Q", "(": ")", "-": "-."}  # what ends words that such a sign sets off
_JOINED = re.compile(r"(?:^|(?<=,)|(?<=R,))([DY]?[wrTN]{1,3})K$")  # current and | former officials


@dataclass(frozen=True, slots=True)
class Subject:
    """Who speaks, in tokens of a sentence: the noun phrase, and what is set beside it by commas."""

    first: int
    last: int  # after the last token
    beside: tuple[int, int] | None = None


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
        return set_off(sentence, end - 1)
    if last in ")-":
        opening = letters.rfind("(" if last == ")" else "-", max(0, end - WINDOW), end - 1)
        subject = subject_before(sentence, opening) if opening > 0 else None
        if subject is None or subject.beside is not None:
            return subject
        return Subject(subject.first, subject.last, (opening + 1, end - 1))
    phrase = _PHRASE.search(letters, max(0, end - WINDOW), end)
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
        joined = _JOINED.search(letters, max(0, subject.first - WINDOW), subject.first)
        if joined:
            return Subject(joined.start(1), end)
    return subject


def _relative(sentence: Sentence, first: int) -> Subject | None:
    """Return the noun of "officials who like the plan | said": the phrase is a clause's object."""
    letters = sentence.letters
    at = first - 1
    if at > 0 and letters[at] in "VC":
        helpers = HELPERS.search(letters[max(0, at - WINDOW) : at])
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


def set_off(sentence: Sentence, comma: int) -> Subject | None:
    """Return the subject of ", …, said": the noun phrase before what the commas set off."""
    letters = sentence.letters
    floor = max(0, comma - WINDOW)
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
    phrase = _PHRASE.search(sentence.letters, max(0, end - WINDOW), end)
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
    nouns = _NOUNS_AFTER.match(letters, first, first + WINDOW)
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
    if letters[end : end + 1] in ("V", "C", "X", "B", "H"):
        return None  # said Okafor was: the words that are reported, not who reports them
    if "Y" in code[1:] and code[-1] in "cw":
        return None
    end = _with_more(sentence, begin, end, first + WINDOW)
    return Subject(begin, end, _beside(letters, end))


def _with_more(sentence: Sentence, begin: int, end: int, limit: int) -> int:
    """Return where a noun phrase ends with what belongs to it: one of the officials."""
    letters = sentence.letters
    while letters[end : end + 1] == "F" and "N" not in letters[begin:end]:
        more = _NOUNS_AFTER.match(letters, end + 1, limit)
        if more is None:
            break
        end = more.end()
    joined = letters[end : end + 1] == "K" and sentence.word(end).lower() == "and"
    if joined and letters[end - 1] in "Nwr":
        more = _NOUNS_AFTER.match(letters, end + 1, limit)
        if more is not None and more.group()[-1] == "r":  # American and European officials
            return more.end()
    return end


def _beside(letters: str, end: int) -> tuple[int, int] | None:
    """Return the tokens that are set off behind a noun phrase: Okafor, a diver, said."""
    closing = _CLOSING.get(letters[end : end + 1])
    if closing is None:
        return None
    near = range(end + 1, min(len(letters), end + WINDOW))
    stop = next((at for at in near if letters[at] in closing), len(letters))
    return (end + 1, stop) if stop > end + 1 else None
