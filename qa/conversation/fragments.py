"""Fragments: "and Berg?", "in 2020?", "when was that?" made whole by the question before them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.english.function_words import AUXILIARIES, LEADS, TEMPORAL, TOPICAL
from index.english.patterns import any_of
from index.english.speech import SAY, TELL
from index.retrieval import QUOTED
from qa.conversation.names import Kind, asks, dates, is_heading, kind_of, names, spelled, topic
from qa.conversation.rewriter import IsPerson
from qa.conversation.turns import Turn
from qa.questions.understanding import understood

MAX_WORDS = 8  # of a fragment that says it is one: "what about …", "and …"
MAX_BARE = 4  # of one that does not

AUXILIARY = any_of(AUXILIARIES)
_LEAD = re.compile(rf"(?:{any_of(LEADS)}\b[,.!]?\s+)+", re.IGNORECASE)
_ABOUT = re.compile(r"(?:(?:what|how)\s+about|what\s+of|i\s+mean(?:t)?)\s+", re.IGNORECASE)
_LEADING = TEMPORAL | {"to", "for", "with", "at", "against", "as of"}
_PREPOSITION = re.compile(
    rf"(?P<word>{any_of(TOPICAL | _LEADING)})\s+(?P<object>.+)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[a-z\d][.?!]\s+[A-Z]")  # two sentences are no fragment
_DETERMINER = re.compile(r"(?:the|an?|this|that|his|her|its|their)\s", re.IGNORECASE)
_RELATIVE = r"(?:last\s+(?:year|month|week)|the\s+(?:year|month|week)\s+(?:before|after))"
_DATED = re.compile(
    rf"\s+(?:{any_of(TEMPORAL | {'as of'})}\s+(?:[A-Z][a-z]+\s+)?"
    rf"(?:1[5-9]|20)\d\d|{_RELATIVE})\b",
    re.IGNORECASE,
)
_TELLS = any_of(SAY | TELL)
_WHEN = re.compile(
    r"(?P<word>when|where|why|how|since\s+when|how\s+come|how\s+often|how\s+long\s+ago|"
    r"(?:in\s+)?(?:what|which)\s+year|(?:on\s+)?(?:what|which)\s+date)(?:\s+exactly)?"
    rf"(?:\s+{AUXILIARY}(?:\s+(?:that|this|it))?"
    r"(?:\s+(?:happen|happened|said|take\s+place|be|been|occur))?"
    rf"|\s+{AUXILIARY}\s+(?P<who>he|she|they)\s+(?:say|said|do|done|write|claim|tweet)\s+"
    r"(?:that|this|it|so))?",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:is|was|are|were)\s+there\s+)?(?:anything|something|what|any|some|anyone|anybody|who)?\s*"
    r"(?:else|more|others?|other\s+ones?|further)|(?:tell|show|give)\s+me\s+more|more|go\s+on|continue",
    re.IGNORECASE,
)
_ANYONE_ELSE = re.compile(r"\b(?:who|anyone|anybody)\s+else$", re.IGNORECASE)
_TOLD = re.compile(
    rf"what\s+(?:else\s+|exactly\s+)?({AUXILIARY}\s.*?\b{_TELLS}\b)(.*)", re.IGNORECASE
)
_COUNTED = re.compile(
    rf"(?:which|what|(?P<how>how\s+(?:many|much)))\s+(?P<noun>(?:(?!\b{AUXILIARY}\b).)+?)\s+"
    rf"(?P<auxiliary>{AUXILIARY})\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_WHOM = re.compile(
    r"(?i:whom?)\s+(?P<auxiliary>did|does|do|will|would|has|have)\s+(?P<rest>(?:the\s+)?[A-Z].+)"
)
_DOING = re.compile(
    r"(?:(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir)\s+)?(?:[A-Z][\w.’'-]*\s+)+[a-z]+(?:\s+|$)"
)
_CALL = re.compile(r"\bcall\s", re.IGNORECASE)
_PLAIN_WH = re.compile(
    rf"(?:what|when|where|why|how(?:\s+(?:long|often|far))?)\s+(?:else\s+)?({AUXILIARY}\b.+)",
    re.IGNORECASE,
)
_AGREES = re.compile(
    rf"{AUXILIARY}\s+(?P<who>(?!any)\S+(?:\s+\S+){{0,2}}?)\s+(?:agree|disagree|think\s+so|say\s+so|"
    r"(?:confirm|deny|dispute)\s+(?:it|that|this))",
    re.IGNORECASE,
)
_NAMED_FIRST = re.compile(
    r"(?:as\s+for\s+)?(?P<who>[^\s,]+(?:\s[^\s,]+){0,3}),\s+(?P<rest>.+)", re.IGNORECASE
)
_WH_PHRASE = re.compile(
    rf"(?:how\s+(?:many|much|long|far|often)|which|what|whose)(?:\s+(?!{AUXILIARY}\b|about\b)[a-z-]+){{1,2}}",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?P<owner>his|her(?=\s+[a-z])|their)\b|\b(?:he|she|they|him|her|them)\b", re.IGNORECASE
)
# How "more of the same" is asked, by the form of the question before; the first that fits.
_ELSE = tuple(
    (re.compile(pattern, re.IGNORECASE), change)
    for pattern, change in (
        (r"^(?=(?:what|who|where|when|how|why)\s+else\b|(?:which|what)\s+other\b)", ""),
        (rf"^(what|where|when|how|why)(?=\s+{AUXILIARY}\b)", r"\1 else"),
        (r"^(who)\b", r"\1 else"),
        (r"^(which|what|quotes|quotations|statements|list|show)\b", r"\1 other"),
        (rf"^({AUXILIARY}\s.*?)\b(?:anything|something)\b(?!\s+else)", r"\1anything else"),
    )
)

_FOR_MORE = re.compile(r"\belse\b|^(?:which|what)\s+other\b", re.IGNORECASE)


def asks_for_more(text: str) -> bool:
    """Tell whether a question asks for what was not told yet: "anything else?", "who else …"."""
    rest = _after_lead(QUOTED.sub(" ", text).strip().rstrip("?.! "))
    return bool(_MORE.fullmatch(rest) or _FOR_MORE.search(rest))


def _after_lead(text: str) -> str:
    """Return a question without what leads it in: "and", "well, then"."""
    lead = _LEAD.match(text)
    return text[lead.end() :] if lead else text


def readings(text: str, history: Sequence[Turn], is_person: IsPerson | None) -> list[str]:
    """Return the whole questions that a fragment may mean after its turns; none: it is whole.

    is_person: tells the names of those whom the collection quotes from other words.
    """
    bare = re.sub(r",?\s+i\s+mean(?:t)?$", "", text.rstrip("?.! "), flags=re.IGNORECASE)
    whole = [turn for turn in history if _is_whole(turn)]
    if not whole:
        return []
    before = whole[-1].standalone.rstrip("?.! ")
    rest = _after_lead(bare)
    if _SENTENCE_END.search(rest):
        return []
    is_led = rest != bare
    if _MORE.fullmatch(rest):
        # "Anything else?" after "when was that?" asks for more of what that was about.
        told = [turn for turn in whole if not _WHEN.fullmatch(turn.question.rstrip("?.! "))]
        before = told[-1].standalone.rstrip("?.! ") if told else before
        return _ended([_more(before, others=_ANYONE_ELSE.search(rest) is not None)])
    if match := _WHEN.fullmatch(rest):
        return _ended([_when(match["word"], match["who"], before, whole[-1])])
    if match := re.fullmatch(rf"{AUXILIARY}\s+(?P<who>\S+(?:\s+\S+){{0,2}})", rest, re.IGNORECASE):
        who = match["who"]
        if names(who) == [(0, len(who))] or (is_person and is_person(who)):
            return _ended(_put(before, who, is_person, subject=True))
    if match := _AGREES.fullmatch(rest):
        said = understood(before).speech
        return [f"What did {match['who']} say about {said.topic}?"] if said and said.topic else []
    if is_led and (match := _NAMED_FIRST.fullmatch(rest)) and asks(match["rest"]):
        put = _in_pronoun(match["rest"], match["who"])
        return _ended([put] if put else [])
    if match := _WH_PHRASE.fullmatch(rest):
        return _ended([_with_wh(match.group(), before)])
    about = _ABOUT.match(rest)
    if about:
        rest = rest[about.end() :]
    elif _PREPOSITION.fullmatch(rest) is None and asks(rest):
        return []
    size = len(rest.split())
    marked = bool(about) or is_led
    if not 0 < size <= (MAX_WORDS if marked else MAX_BARE):
        return []
    if not (marked or text.endswith("?") or size <= 2):
        return []
    return _ended(_put(before, rest, is_person, subject=about is None))


def _is_whole(turn: Turn) -> bool:
    """Tell whether a turn's question can lend its words: no title, no fragment left as it was."""
    return len(turn.standalone.split()) > 2 and not is_heading(turn.standalone)


def _ended(questions: list[str]) -> list[str]:
    return [f"{question}?" for question in questions if question]


def _more(before: str, *, others: bool) -> str:
    """Ask for more of the same; `others`: of other people."""
    asked = understood(before).speech
    if others and asked and asked.speaker:
        return f"Who else said anything about {asked.topic}" if asked.topic else ""
    for pattern, change in _ELSE:
        if pattern.match(before):
            return pattern.sub(change, before, count=1)
    return before


def _when(word: str, who: str | None, before: str, turn: Turn) -> str:
    """Ask when, where or why of what was asked before; who: the pronoun of who did it."""
    word = word[0].upper() + word[1:]
    if match := _TOLD.match(before):
        return f"{word} {match[1]} that{match[2]}"
    asked = understood(before).speech
    if re.match(rf"{AUXILIARY}\b", before, re.IGNORECASE):
        some = re.sub(r"\bany(?=thing|one|body)", "some", before, flags=re.IGNORECASE)
        return f"{word} {some[0].lower()}{some[1:]}"
    if match := _WHOM.match(before):
        return _with_object(word, match["auxiliary"], match["rest"], _answered(turn))
    if match := re.match(r"who\s+(?:else\s+)?(.+)", before, re.IGNORECASE):
        return f"{word} was it that {who or _answered(turn) or 'somebody'} {match[1]}"
    if match := _COUNTED.match(before):
        noun = match["noun"] if match["how"] else f"the {match['noun']}"
        return _with_object(word, match["auxiliary"], match["rest"], noun)
    if match := _PLAIN_WH.match(before):
        return f"{word} {match[1]}{_left_out(match[1], turn)}"
    if asked and asked.speaker:
        about = f" about {asked.topic}" if asked.topic else ""
        return f"{word} did {asked.speaker} say that{about}"
    match = re.match(r"what\s+happened\s+(?:at|during|on|in)\s+(.+)", before, re.IGNORECASE)
    return f"{word} was {match[1]}" if match else ""


def _with_object(word: str, auxiliary: str, rest: str, noun: str) -> str:
    """Put a noun behind the verb: how many ships did Norway sell; or before it: how many were sold.

    rest: what follows the auxiliary.
    """
    doing = _DOING.match(rest)
    clause = doing[0].strip() if doing else ""
    parts = (word, auxiliary, clause, noun, rest[len(clause) :].strip())
    return " ".join(part for part in parts if part)


def _left_out(clause: str, turn: Turn) -> str:
    """Return what "what" stood for: "that" was done, “a mistake” it was called."""
    if _CALL.search(clause):
        names_it = turn.cited[0].quote.strip("“”\"' .,") if turn.cited else ""
        return f" “{names_it}”" if 0 < len(names_it.split()) <= MAX_BARE else " that"
    return " that" if clause.endswith(" do") else ""


def _answered(turn: Turn) -> str:
    """Return the one who is the answer to "who …"; "" where it is not one."""
    speakers = {cited.speaker for cited in turn.cited if cited.speaker}
    found = speakers or {name for cited in turn.cited[:1] for name in spelled(cited.quote)}
    return found.pop() if len(found) == 1 else ""


def _with_wh(phrase: str, before: str) -> str:
    """Ask "how many ships" of what was asked before."""
    phrase = phrase[0].upper() + phrase[1:]
    if match := _COUNTED.match(before):
        return f"{phrase} {match['auxiliary']} {match['rest']}"
    match = _PLAIN_WH.match(before)
    return f"{phrase} {match[1]}" if match else ""


def _in_pronoun(before: str, words: str) -> str:
    """Put words in the place of the pronoun that a question was left with; "" without one."""
    match = _PERSONAL.search(before)
    if match is None or names(before[: match.start()]):
        return ""
    owner = "’s" if match["owner"] and not re.search(r"[’']s$", words) else ""
    return f"{before[: match.start()]}{words}{owner}{before[match.end() :]}"


def _put(before: str, words: str, is_person: IsPerson | None, *, subject: bool) -> list[str]:
    """Return the question before with a fragment's words in the place of their like.

    subject: the words may name who does it; "what about X" more often names what it is about.
    """
    if match := _PREPOSITION.fullmatch(words):
        return [_put_phrase(before, match["word"].lower(), match["object"])]
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", words):
        return [_put_date(before, words, "in")]
    if re.fullmatch(_RELATIVE, words, re.IGNORECASE):
        return [_put_date(before, words, "")]
    if left := _in_pronoun(before, words):
        return [left]
    printed = spelled(before)
    if match := re.search(r"[’']s$", words):  # and Berg's?
        owners = [name for name in printed if re.search(rf"{re.escape(name)}[’']s\b", before)]
        return [
            re.sub(rf"{re.escape(owner)}[’']s", lambda _: words, before, count=1)
            for owner in owners[:1]
        ]
    shared = [name for name in printed if {*name.split()} & {*words.split()}]
    if shared:  # Rule 5, Rule 13
        return [_swapped(before, before.find(shared[0]), shared[0], words)]
    asked = understood(before).speech
    kind = kind_of(words)
    if asked:
        known = is_person is not None and is_person(words)
        named = kind in (Kind.MAN, Kind.WOMAN, Kind.PERSON) or known
        # After "and" a word without its article is taken for the next speaker.
        guessed = subject and is_person is None and kind is Kind.NAME
        alone = guessed and not _DETERMINER.match(words)
        made = _with_speaker(before, words) if named or alone else ""
        if made or (made := _with_topic(before, words)):
            return [made]
    if names(words) and printed:
        alike = [name for name in printed if name.isupper() == words.isupper()] or printed
        return [_swapped(before, before.find(name), name, words) for name in dict.fromkeys(alike)]
    same_noun = re.search(rf"\b(?:[a-z]+\s+)?{re.escape(words.split()[-1])}\b", before)
    if same_noun:
        return [_swapped(before, same_noun.start(), same_noun[0], words)]
    about = topic(before) or re.sub(rf"^.*\b(?:{AUXILIARY}|[A-Z]\S*)\b\s*", "", before)
    if not about or about not in before:
        return []
    last = about if topic(before) else about.split()[-1]
    return [_swapped(before, before.find(last), last, words)]


def _swapped(before: str, at: int, old: str, words: str) -> str:
    """Put words in the place of old ones, and nothing twice: neither article nor noun."""
    kept, behind = before[:at], before[at + len(old) :]
    if _DETERMINER.match(words):
        kept = re.sub(r"\b(?:the|an?)\s+$", "", kept, flags=re.IGNORECASE)
    noun = words.split()[-1]
    return kept + words + re.sub(rf"^ {re.escape(noun)}(?![\w’-])", "", behind, flags=re.IGNORECASE)


def _put_phrase(before: str, word: str, words: str) -> str:
    """Put "in 2020", "about Oslo", "by Berg" in the place of its like, or behind the question."""
    if dates(words) or re.fullmatch(_RELATIVE, words, re.IGNORECASE):
        return _put_date(before, words, word)
    made = ""
    if word in ("by", "from"):
        made = _with_speaker(before, words)
    elif word in TOPICAL:
        made = _with_topic(before, words)
    phrases = list(
        re.finditer(rf"\b{word}\s+((?:the\s+)?[\w’'.-]+(?:\s+[A-Z][\w’'.-]*)*)", before, re.I)
    )
    if made or not phrases:
        return made or f"{before} {word} {words}"
    return _swapped(before, phrases[-1].start(1), phrases[-1][1], words)


def _put_date(before: str, date: str, word: str) -> str:
    """Put a date in the place of the one that limits a question, or behind it."""
    undated = _DATED.sub("", before)
    if undated == before and (old := dates(before)) and dates(date):
        return before.replace(old[0], date, 1)  # who won the 2022 cup
    return " ".join(part for part in (undated, word, date) if part)


def _with_speaker(before: str, speaker: str) -> str:
    asked = understood(before).speech
    at = before.find(asked.speaker) if asked and asked.speaker else -1
    if asked is None or asked.speaker is None or at < 0:
        return ""
    return _swapped(before, at, asked.speaker, speaker)


def _with_topic(before: str, words: str) -> str:
    asked = understood(before).speech
    if asked is None:
        return ""
    if asked.topic:
        old = re.sub(rf"^{_TELLS}\s+", "", asked.topic)
        at = before.rfind(old)
        return _swapped(before, at, old, words) if at >= 0 else ""
    if asked.speaker is None:
        return ""
    dated = _DATED.search(before)
    at = dated.start() if dated else len(before)
    return f"{before[:at]} about {words}{before[at:]}"
