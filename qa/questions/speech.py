"""Speech questions: whose words a question asks for, and on what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.questions.letters import Lettered
from qa.questions.people import Known
from qa.questions.question import Beside, SpeechQuestion

MAX_SPEAKER = 8  # words

# A noun phrase, as short as it may be; a verb follows.
_SUBJECT = r"(?P<speaker>[^DBMQWHYNSTtKVqvhIzac.,x][^DBMQHYN.]{0,11}?|[knwpO][^DBMQWHYNSTK.]{0,9}?)"
# One that ends in somebody known, or in what somebody is: the head of the party.
_WHO = (
    r"(?P<speaker>E?[^DBMQWHYNhIzaAEx.,]{0,6}?"
    r"(?:p+(?![knp])(?:FE?[^DBMQWHYNhIzaEPx.,]{1,3}?(?=[wSTK]))?|k+(?:Jk+)*))"
)
_VERB = r"(?P<verb>[STKtX])(?![ST])"
_REST = r"(?P<topic>.*)"


@dataclass(frozen=True, slots=True)
class _Frame:
    """One way in which a question names whose words it asks for: a pattern over its letters.

    firm: what it asks for can only be somebody's words.
    """

    name: str
    pattern: re.Pattern[str]
    firm: bool = False
    beside: Beside | None = None


def _frame(name: str, pattern: str, *, firm: bool = False, beside: Beside | None = None) -> _Frame:
    return _Frame(name, re.compile(pattern), firm, beside)


# The first that fits and leaves a speaker who may be one is taken.
_FRAMES = (
    _frame("when X said that", rf"^N\w?[DM]{_SUBJECT}[ST][Ehwpc]{_REST}", beside=Beside.WHEN),
    _frame(
        "who reports what X said", rf"^W\w?[STUZw]Q{_SUBJECT}D?[STK]{_REST}", beside=Beside.TOLD
    ),
    _frame("according to X, …", r"aP(?P<speaker>[^,.]+),(?P<topic>.+)"),
    _frame("…, according to X", r"^(?P<topic>.{3,}?),?aP(?P<speaker>[^,.]+)"),
    _frame(
        "…, as described by X", r"^(?P<topic>.{3,}?)P?[TS]f(?P<speaker>E?[wp]{0,2}[kn][kn.]*)\W?$"
    ),
    _frame(
        "X …, what did he say",
        r"^[DBMLHQP]?(?P<speaker>E?[kn][knwpJ]*|E?[wp]+(?:F[kn]+)?(?=,))(?P<topic>.*?)[.,]\w{0,2}[QHP]\w{0,3}[hE]",
    ),
    _frame("X quotes", r"^E?(?P<speaker>[ko]+)E?(?:Vq|q)(?P<topic>.*)", firm=True),
    _frame(
        "X …",
        r"^E?(?P<speaker>[ko]+(?:J[knwo]{1,3}?)?)(?=[AVqSTKPFfvwH,]|$)(?:[Vv](?=A))?(?P<topic>.*)",
    ),
    _frame("what was it that X told", rf"^QBh{_SUBJECT}{_VERB}{_REST}"),
    _frame("who was it that said", r"^h?W?Bh?[kn]*[cW](?P<verb>[STKq])(?P<topic>.*)"),
    _frame("what did X say", rf"[QWzHP]\w?\w?[DM]{_SUBJECT}A?[DB]?{_VERB}{_REST}", firm=True),
    _frame("did X say", rf"(?:^|[,.])[DBM]{_SUBJECT}A?{_VERB}{_REST}", firm=True),
    _frame("where does X stand", rf"^N[DM]{_SUBJECT}(?:V|wA?(?=[PAF]))(?P<topic>[PAF].*)"),
    _frame("why did X say", rf"[YNH]\w?[DBM]{_SUBJECT}{_VERB}{_REST}"),
    _frame(
        "what view did X give",
        rf"[Qz]\w?[VvTS][DM]{_SUBJECT}(?:[wSTKL](?=[PEAIhnN]|\W?$){_REST}|\W?$)",
    ),
    _frame(
        "what is X's view",
        r"(?P<speaker>[EknwpF]{0,6}[oO])[wnpUGE]{0,3}(?:[VqK]|v(?=[AP])|T(?=[APFf]|\W?$))(?P<topic>.*)",
        firm=True,
    ),
    _frame("what is X saying", rf"[QWzH]B{_SUBJECT}[DB]?{_VERB}{_REST}"),
    _frame("did anybody say", r"^\w?[DB]W[^STKq]{0,4}(?P<verb>[STKq])(?P<topic>.*)"),
    _frame(
        "who said",
        r"^[^QWY]{0,3}(?:W|Q(?P<role>[wpEF]{1,3}))[DBhPRc]{0,4}(?P<verb>[STKq])(?P<topic>.*)",
    ),
    _frame("what X says", rf"[QczH]{_SUBJECT}[DB]?{_VERB}{_REST}"),
    _frame("what was said", r"[QzSV][DB]+S(?P<topic>[AF].*)"),
    _frame("did X make a statement", rf"^\w?\w?[DBM]{_SUBJECT}wE?w?[VvT]{_REST}"),
    _frame("words on Y", r"^(?:[QLBDzE]{1,3}[wGp]?)?[VvT](?:[DB]+w?)?A(?P<topic>[^f]+)$"),
    _frame(
        "quotes by X on Y",
        r"[VqvS][DwBS]{0,4}f(?P<speaker>[^APcQ.,f]+)(?:[AP](?P<topic>.*))?",
        firm=True,
    ),
    _frame("quotes on Y by X", r"[VqvST][APF](?P<topic>[^f]+)f(?P<speaker>[^Af.,c]+)", firm=True),
    _frame("criticism of Y", r"^(?:[QLBDzE]{1,3}[wGp]?)?[VvT](?:[DB]+w?)?P(?P<topic>[^f]+)$"),
    _frame("quotes of X", r"[Vqv]F(?P<speaker>[^APcQ.,F]+)(?:[AP](?P<topic>.*))?", firm=True),
    _frame("said by X", r"[STKwV]S?f(?P<speaker>[^APc.,x]+)(?:[AP](?P<topic>.*))?"),
    _frame("X's words on Y", r"^(?P<speaker>E?[knwpoO]{1,5}?)E?[Vq](?P<topic>.*)", firm=True),
    _frame("X says", rf"(?:^|[P,.]){_SUBJECT}[DB]?{_VERB}{_REST}"),
    _frame("X on Y", r"^(?P<speaker>E?[knwpOo][knwpoOFfJ,E]{0,6}?)[A](?P<topic>.+)"),
    _frame("X to Y", r"^(?P<speaker>E?[knpOo][knpoOFJ,]*)\w?[PSTKV](?P<topic>.*)"),
    _frame("how did X take Y", rf"^(?:\w?[QHWYN]\w{{0,2}})?[DMB]{_WHO}(?P<topic>.*)"),
    _frame("X's words", r"(?P<speaker>E?[knwp]{0,3}[oO])[wnp]{0,2}[vVTS]\w?(?P<topic>.*)"),
    _frame("quotes on Y", r"[qVvT][A](?P<topic>.+)"),
)
# Letters with which a topic begins that says where or when, not what about.
_WHERE = ("P", "N")
_OF_NOBODY = re.compile(r"[DB][hI][STKtX]|^\w{1,2}\W?$")  # what did he say, who said
# A name after what its bearer is.
_NAMED = re.compile(r"[wp](?P<name>n+)$")
# "What does the treaty say" asks for what a text has in it, unless the text is quoted somewhere.
_TEXTS = "RZlUC"


def speech_of(question: Lettered, known: Sequence[Known] = ()) -> SpeechQuestion | None:
    """Return whose words a question about speech asks for, and on what; None: of "he" or "it".

    known: where it names those whom the library quotes.
    """
    for frame in _FRAMES:
        for match in frame.pattern.finditer(question.letters):
            found = _read(question, frame, match, known)
            if found is not None:
                return found
    if not known and _OF_NOBODY.search(question.letters):
        return None
    words = question.text[known[0].start : known[0].end] if known else None
    return SpeechQuestion(words, question.text, firm=False)


def _read(
    question: Lettered, frame: _Frame, match: re.Match[str], known: Sequence[Known]
) -> SpeechQuestion | None:
    """Return what a frame finds; None when what stands in the speaker's place is none."""
    parts = match.groupdict()
    if parts.get("role") and question.words(match.start(), match.start() + 1).lower() != "which":
        return None
    topic = _topic(question, match)
    if parts.get("speaker") is None:
        return SpeechQuestion(None, topic, firm=False) if topic else None
    first, last = match.span("speaker")
    speaker = _speaker(question, first, last, known)
    if speaker is None:
        return None
    says_more = parts.get("verb") == "T"
    is_name = "E" not in parts["speaker"] or speaker != speaker.lower()
    about = question.letters[match.start("topic")] if parts.get("topic") else ""
    firm = frame.firm and is_name and not says_more and about not in _WHERE
    return SpeechQuestion(
        speaker, topic, firm and not set(parts["speaker"]) & set(_TEXTS), frame.beside
    )


def _speaker(question: Lettered, first: int, last: int, known: Sequence[Known]) -> str | None:
    """Return the words that name a speaker among the words `first` up to `last`; None for none."""
    letters = question.letters
    while first < last and letters[first] in "EIPFfG,":
        first += 1
    while last > first and letters[last - 1] in "FfPEJh,":
        last -= 1
    if first == last or last - first > MAX_SPEAKER or set(letters[first:last]) <= set("hIz"):
        return None
    begin, end = _name_in(question, first, last, known)
    return re.sub(r"[’']s?$", "", question.text[begin:end]) or None


def _name_in(question: Lettered, first: int, last: int, known: Sequence[Known]) -> tuple[int, int]:
    """Return where the words `first` up to `last` name somebody: a known name, or all of them."""
    letters = question.letters[first:last]
    begin, end = question.spans[first][0], question.spans[last - 1][1]
    inside = [one for one in known if one.start < end and begin < one.end]
    is_theirs = letters.endswith("p") and "o" in letters  # Okafor's lawyer
    if inside and "J" not in letters and not is_theirs:
        return inside[0].start, inside[-1].end
    if named := _NAMED.search(letters):  # the peace envoy Okafor
        return question.spans[first + named.start("name")][0], end
    return begin, end


def _topic(question: Lettered, match: re.Match[str]) -> str | None:
    """Return the words that say what the words are to be about; None without one.

    A verb that says more than that somebody spoke belongs to it: "called the pier a ruin". So does
    the role in "which senator warned": it stands beside the words, not in them.
    """
    if match.groupdict().get("topic") is None:
        return None
    first, last = match.span("topic")
    letters = question.letters
    while first < last and letters[first] in "AFfcz,.":
        first += 1
    if first < last and letters[first] == "P" and match.groupdict().get("verb") == "S":
        first += 1  # react to, respond to
    while last > first and letters[last - 1] in ".,":
        last -= 1
    # What Okafor said "about it" may be about anything.
    open_ended = match.groupdict().get("speaker") and set(letters[first:last]) <= set("hI")
    parts = ["" if open_ended else question.words(first, last)]
    for group, kinds in (("verb", "T"), ("role", "wpE")):
        if (match.groupdict().get(group) or "?")[0] in kinds:
            parts.insert(0, question.words(*match.span(group)))
    return " ".join(filter(None, parts)) or None
