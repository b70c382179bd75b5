"""Questions that their passage does not answer: one thing changed, or the answer cut out."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from qa.reading.training.rows import Row

IN_PASSAGE = 0.5  # share of the changed numbers that are taken from the passage, where it has any
MENTIONED = 0.6  # share of the changed names that are
MIN_LEFT = 120  # characters that a cut passage still has

YEAR_OR_NUMBER = re.compile(r"\b\d[\d,]*(?:\.\d+)?\b")
YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
WHEN = re.compile(r"\b(when|what (year|date|day|time|century))\b", re.IGNORECASE)
NAME = re.compile(r"\b[A-Z][\w'’-]+(?: (?:of |the |de |van )?[A-Z][\w'’-]+)*")
AUXILIARY = re.compile(
    r"\b(did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|may|must)\b"
)
SENTENCE_END = re.compile(r"[.!?][\"”')\]]*\s+(?=[A-Z\"“(])")
OPPOSITES = """first/last before/after largest/smallest biggest/smallest highest/lowest most/least
more/less more/fewer increase/decrease increased/decreased oldest/newest oldest/youngest
early/late earliest/latest begin/end began/ended beginning/end start/stop started/stopped
north/south northern/southern east/west eastern/western male/female men/women man/woman
husband/wife father/mother son/daughter brother/sister king/queen major/minor majority/minority
best/worst good/bad positive/negative strong/weak strongest/weakest stronger/weaker
public/private internal/external inside/outside upper/lower above/below left/right
won/lost win/lose winner/loser victory/defeat allowed/banned legal/illegal accepted/rejected
support/oppose supported/opposed agree/disagree agreed/disagreed gain/lose gained/lost
rise/fall rose/fell high/low long/short longest/shortest old/new modern/ancient former/current
rich/poor hot/cold warm/cool dry/wet open/closed opened/closed enter/leave entered/left
arrive/depart arrived/departed birth/death born/died same/different common/rare
always/never many/few larger/smaller higher/lower older/younger better/worse faster/slower
fast/slow maximum/minimum primary/secondary direct/indirect dependent/independent
cause/prevent caused/prevented include/exclude included/excluded with/without
successful/unsuccessful possible/impossible likely/unlikely known/unknown used/unused
popular/unpopular true/false attack/defend attacked/defended create/destroy created/destroyed
build/destroy built/destroyed buy/sell bought/sold import/export teacher/student
parent/child urban/rural winter/summer spring/autumn morning/evening day/night""".split()
OPPOSITE: dict[str, str] = {}
for pair in OPPOSITES:
    one, other = pair.split("/")
    OPPOSITE.setdefault(one, other)
    OPPOSITE.setdefault(other, one)


Matches = list[re.Match[str]]
Change = Callable[[Row, Matches, Sequence[str], random.Random], str | None]


def perturb(row: Row, names: Sequence[str], rng: random.Random) -> str | None:
    """Change one thing in a question so that its passage no longer answers it.

    A year or a number becomes another, a name becomes one from elsewhere in the passage or of
    another question (`names`), two names change places, a year is asked for that the passage
    does not tell of, a word becomes its opposite, or the verb is negated.
    Returns the changed question, None when there is nothing to change.
    """
    ways: list[tuple[Change, Matches]] = []
    for times, find, change in WAYS:
        found = find(row.question)
        ways += [(change, found)] * (times if found else 0)
    if not ways:
        return None
    change, found = rng.choice(ways)
    changed = change(row, found, names, rng)
    return changed if changed and changed != row.question else None


def names_in(text: str) -> Matches:
    """Return the names of a text, but for a word that opens it."""
    return [match for match in NAME.finditer(text) if match.start() > 0]


def _numbers(question: str) -> Matches:
    return list(YEAR_OR_NUMBER.finditer(question))


def _two_names(question: str) -> Matches:
    found = names_in(question)
    return found if len(found) > 1 else []


def _undated(question: str) -> Matches:
    """Return the question mark of a question that names no year and asks for none."""
    timed = YEAR.search(question) or WHEN.search(question)
    return [] if timed else list(re.finditer(r"\?$", question))


def _opposed(question: str) -> Matches:
    return [match for match in re.finditer(r"[a-z]+", question) if match.group() in OPPOSITE]


def _verbs(question: str) -> Matches:
    return list(AUXILIARY.finditer(question))


def _change_number(
    row: Row, found: Matches, names: Sequence[str], rng: random.Random
) -> str | None:
    match = rng.choice(found)
    old, answers = match.group(), row.answers
    in_passage = [
        number
        for number in YEAR_OR_NUMBER.findall(row.context)
        if number != old and len(number) == len(old) and number.lower() not in answers
    ]
    if in_passage and rng.random() < IN_PASSAGE:
        return _replace(row.question, match, rng.choice(in_passage))
    if not old.isdigit():
        return None
    step = rng.choice([-1, 1]) * rng.randint(1, 12 if len(old) == 4 else 5)
    return _replace(row.question, match, str(max(2, int(old) + step)))


def _change_name(row: Row, found: Matches, names: Sequence[str], rng: random.Random) -> str | None:
    match = rng.choice(found)
    question, answers = row.question.lower(), row.answers
    mentioned = [
        name
        for name in (found.group() for found in names_in(row.context))
        if name.lower() not in answers and name.lower() not in question
    ]
    pool = mentioned if mentioned and rng.random() < MENTIONED else names
    return _replace(row.question, match, rng.choice(pool))


def _exchange_names(
    row: Row, found: Matches, names: Sequence[str], rng: random.Random
) -> str | None:
    one, other = sorted(rng.sample(found, 2), key=lambda match: match.start())
    swapped = _replace(_replace(row.question, other, one.group()), one, other.group())
    return swapped if one.group().lower() != other.group().lower() else None


def _add_year(row: Row, found: Matches, names: Sequence[str], rng: random.Random) -> str | None:
    told = {int(number) for number in YEAR.findall(row.context)}
    if not told:
        return None
    year = rng.choice(sorted(told)) + rng.choice([-1, 1]) * rng.randint(1, 15)
    return f"{row.question[: found[0].start()]} in {year}?" if year not in told else None


def _change_to_opposite(
    row: Row, found: Matches, names: Sequence[str], rng: random.Random
) -> str | None:
    match = rng.choice(found)
    return _replace(row.question, match, OPPOSITE[match.group()])


def _negate(row: Row, found: Matches, names: Sequence[str], rng: random.Random) -> str | None:
    verb, question = found[0], row.question
    if verb.group() in ("did", "does", "do"):  # "did the king build" -> "did the king not"
        return None
    rest = question[verb.end() :]
    no = "not" if rng.random() < 0.5 or not rest.startswith(" ") else "never"
    return f"{question[: verb.end()]} {no}{rest}"


# How often a way is taken beside the others, what it looks for, and what it makes of it.
WAYS: tuple[tuple[int, Callable[[str], Matches], Change], ...] = (
    (2, _numbers, _change_number),
    (2, names_in, _change_name),
    (2, _two_names, _exchange_names),
    (1, _undated, _add_year),
    (2, _opposed, _change_to_opposite),
    (1, _verbs, _negate),
)


def _replace(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def without_answer(row: Row) -> str | None:
    """Return the passage less every sentence that holds an answer; None when little is left."""
    ends = [match.end() for match in SENTENCE_END.finditer(row.context)] + [len(row.context)]
    kept, at = [], 0
    for end in ends:
        if not _holds_answer(row, at, end):
            kept.append(row.context[at:end])
        at = end
    left = "".join(kept).strip()
    return left if len(left) >= MIN_LEFT else None


def _holds_answer(row: Row, start: int, end: int) -> bool:
    sentence = row.context[start:end].lower()
    if any(answer in sentence for answer in row.answers):
        return True
    return any(first < end and last > start for first, last in row.spans)
