"""Dialogue: a follow-up question made to stand alone, by rules over what was asked and cited.

Nothing is generated: words of the conversation take the place of pronouns, or what a fragment
names takes the place of its like in the question before. A question that stands alone stays as it
is. Where two readings are left, or none, the user is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.english.bodies import KINDS_OF_BODIES, WORKS
from index.english.forms import normalize
from index.english.function_words import OWNING, REQUESTS
from index.english.inflection import IRREGULAR_PARTICIPLES
from index.english.patterns import any_of
from qa.answers import AskBack
from qa.conversation.antecedents import IT, MEANT, THEY, antecedents, fullest
from qa.conversation.binding import content_words, is_bound, is_whole
from qa.conversation.focus import SPEAKER, Mention, Role, mentions
from qa.conversation.fragments import AUXILIARY, asks_for_more, readings
from qa.conversation.names import Kind, dates, is_heading, names, spelled
from qa.conversation.rewriter import IsPerson, Standalone
from qa.conversation.turns import Turn
from qa.questions.understanding import understood

MAX_OPEN = 2  # content words of a question that may leave it open to what "the response" was
MAX_LEANING = 3  # content words of a question that surely leans on what was talked of
QUOTED_WORDS = 12

_PRONOUN = re.compile(
    r"\b(?:he|him|his|she|hers?|its?|they|them|theirs?)\b(?![’'](?:ll|ve|re|d)\b)"
    # "was that released", not "did that album" or "when was that"
    r"|(?:(?<=\bis\s)|(?<=\bwas\s)|(?<=\bdid\s)|(?<=\bhas\s))"
    r"(?:this|that)(?=\s+(?:get|an?|the|\w+ed)\b)",
    re.IGNORECASE,
)
# "It" that stands for nothing: is it true that, how long does it take to.
_EMPTY_IT = re.compile(
    r"\b(?:is|was)\s+it\s+(?:(?!(?:bad|effective|good|known|related|safe|similar|used)\b)\w+\s+){0,4}"
    r"(?:to|that|if|whether)\b"
    r"|\bit(?:[’']s|\s+is|\s+was)\s+(?:\w+\s+){1,3}(?:to|that|whether)\b"
    r"|\b(?:is|was)\s+it\s+the\s+(?:first|last|only)\s+time\b"
    r"|\bit\s+(?:takes?|took|means?)\b.*\bto\b|\bit\s+(?:sounds|seems|looks|appears)\b"
    r"|\b(?:does|did|is|was)\s+it\s+(?:like|take|mean)\s+(?:\w+\s+)?to\b"
    r"|\b(?:do|done|doing)\s+it\b",
    re.IGNORECASE,
)
_POINTED = re.compile(r"\b(?P<word>(?i:that|this|these|those|the))\s+(?P<noun>[a-z][\w-]+)\b")
_DESCRIBED = re.compile(
    r"\s+(?:of|that|which|who|whom|where|when|in|from|called|named|titled|by|about|to|for|with)\b|[’']s"
)
_BEHIND = re.compile(r"\s+(?:in|of|at|between|for)\s")  # the Oslo summit, in Norway
_ARTICLE = re.compile(
    r"\b(?:this|the|that)\s+(?P<noun>article|story|piece|report)\b(?!\s+(?:of|about|on|by|from|that)\b)",
    re.IGNORECASE,
)
_IS_THERE = re.compile(
    rf"\b(?:is|are|was|were|be|been|has|have)\s+there\b|\bthere(?:\s+(?:{AUXILIARY}|be|been)\b|[’']s)",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:in\s+)?(?:that|this\s+same)\s+(?:same\s+)?(?:year|month|season)\b"
    r"|\b(?:at|by|since|before|after)\s+(?:that\s+time|then|that(?!\s+\w))\b|\bthen$",
    re.IGNORECASE,
)
_TOLD = "\ufdd0"  # no character: where "what Berg said" is to stand
_TOLD_IT = re.compile(
    r"\b(?:report(?:ed|s)?|sa(?:y|ys|id)|claim(?:ed|s)?|mention(?:ed|s)?|told|den(?:y|ied|ies)|"
    r"confirm(?:ed|s)?|broke|quoted?)\s+(?P<told>it|that|this)\b(?!\s+[a-z]{4,}|[’'])"
    r"|\b(?:was|is)\s+(?P<was>it|that|this)\s+(?:report|publish|quot|claim)\w+"
    r"|\b\w+(?:ed|ote|ize|ise)\s+(?P<done>it|that|this)(?=\W*$)",
    re.IGNORECASE,
)
_DID = re.compile(
    r"what\s+(?:else\s+)?did\s+(?P<who>[A-Z]\S*(?:\s+[A-Z]\S*)*)\s+do\b(?P<rest>.*)", re.IGNORECASE
)
# Nouns that are of something, which the question leaves to the conversation: "what was the
# response", "are there any risks".
_RELATION = re.compile(
    r"(?:(?:what|who|which|where|when|how|why)\s+(?:is|are|was|were|did|does|do|has|have|can|will)\s+"
    r"(?:some\s+of\s+)?(?:the|any|some|other|similar|typical|common|popular|famous|main|key|major)\s+"
    r"(?:(?!(?:of|in|for|on|about|to|between|with|from)\b)[\w-]+(?:\s+(?!do\b)|$)){1,3}|"
    r"(?:is|are|was|were)\s+there\s+(?:[\w-]+\s+){1,7}[\w-]+|"
    r"(?:(?:is|are|was|were|did|does|do|has|have)\s+)?any(?:one|body|thing)?\b.*|"
    r"(?:what|which)\s+(?:\w+\s+){1,3}(?:is|are|was|were)\s+\w+)",
    re.IGNORECASE,
)
# They say of everything how it is, and nothing of what is asked about.
_GENERAL = frozenset(
    "best biggest common differences famous first important interesting key know largest last "
    "like main major member members modern most names new notable original popular related "
    "similar similarities smallest special two typical".split()
)
_HAPPENED = re.compile(r"what\s+(?:else\s+)?happened\b(?!\s+(?:to|with)\b)", re.IGNORECASE)
_REQUEST = re.compile(rf"{any_of(REQUESTS)}\b", re.IGNORECASE)
_DEFINITE = re.compile(
    r"\bthe\s+(?![\w-]+(?:\s+[\w-]+)?\s+(?:of|in|for|on|about|to|between|with|from)\b)[a-z]",
    re.IGNORECASE,
)
# "When was the bridge built": nothing can stand behind it.
_COMPLETE = re.compile(
    rf"\b(?:when|where|how|why|who)\b.*\b(?:\w+ed|{any_of(IRREGULAR_PARTICIPLES)})$",
    re.IGNORECASE,
)


class RuleRewriter:
    """By rules over what was asked and cited."""

    def rewrite(self, question: str, history: Sequence[Turn], is_person: IsPerson) -> Standalone:
        """Return the question with what it leans on put in; as it is when it stands alone."""
        made = standalone(question, history, is_person)
        return replace(made, told=quotes_before(question, history))


def standalone(
    question: str, history: Sequence[Turn], is_person: IsPerson | None = None
) -> Standalone:
    """Make a question stand alone; one that does already is returned as it is.

    history: the turns before it, oldest first. is_person: tells the names of those whom the
    collection quotes; without it "and Berg?" is taken for a speaker, "what about Berg?" is not.
    """
    text = " ".join(question.split())
    resolver = _Resolver(history, is_person)
    alone = is_whole(text)
    whole = readings(text if alone else resolver.dated(text), history, is_person)
    if len(whole) > 1:
        return Standalone(question, AskBack(text, tuple(whole), tuple(whole)))
    if alone and not whole:
        return Standalone(question)
    made = resolver.resolve(whole[0] if whole else text)
    sure = bool(whole) or len(content_words(text)) <= MAX_LEANING
    if isinstance(made, AskBack):
        return Standalone(question, made, sure=sure)
    if made != text:
        return Standalone(made, sure=sure)
    bridged = resolver.bridged(text)
    return Standalone(question if bridged == text else bridged, sure=bridged == text)


def quotes_before(question: str, history: Sequence[Turn]) -> frozenset[str]:
    """Return what a question for more is not to be answered with again, normalized.

    These are the words shown last, and those before them while more was asked for.
    """
    quotes: set[str] = set()
    for turn in reversed(history):
        if not asks_for_more(question):
            break
        quotes.update(map(normalize, turn.quotes))
        question = turn.question
    return frozenset(quotes)


class _Resolver:
    """Puts what a conversation is about in the place of the words that point to it."""

    def __init__(self, history: Sequence[Turn], is_person: IsPerson | None) -> None:
        self._history = history
        self._focus = mentions(history, is_person)

    def resolve(self, text: str) -> str | AskBack:
        """Return a question without what points back, or what has to be asked."""
        made, told = self._told(text)
        made = self._pointed(self.dated(made))
        resolved = self._pronouns(made)
        if isinstance(resolved, AskBack):
            questions = tuple(each.replace(_TOLD, told) for each in resolved.questions)
            return replace(resolved, questions=questions)
        return self._there(resolved).replace(_TOLD, told)

    # What a question points to -----------------------------------------------------------------

    def _told(self, text: str) -> tuple[str, str]:
        """Mark "it" in "who reported it" with `_TOLD`; returns also what it stands for."""
        match = _TOLD_IT.search(text)
        for turn in reversed(self._history) if match else ():
            asked = understood(turn.standalone).speech
            done = _DID.match(turn.standalone.rstrip("?.! "))
            if asked and asked.speaker:
                if asked.speaker in text:
                    break  # when did Berg say that
                told = f"what {asked.speaker} said"
                told += f" about {asked.topic}" if asked.topic else ""
            elif done:
                told = f"what {done['who']} did{done['rest']}"
            elif match and match["told"] and turn.cited and _is_statement(turn.cited[0].quote):
                told = f"“{' '.join(turn.cited[0].quote.split())}”"
            else:
                continue
            start, end = match.span(match.lastgroup or 0) if match else (0, 0)
            return f"{text[:start]}{_TOLD}{text[end:]}", told
        return text, ""

    def dated(self, text: str) -> str:
        """Put the year that was talked of in the place of "then", "that year"."""
        match = _THEN.search(text)
        if match is None:
            return text
        when = [date for turn in reversed(self._history) for date in _dates_of(turn)]
        if not when:
            return text
        first = match.group().split()[0].lower()
        word = first if first in ("since", "before", "after", "by") else "in"
        return f"{text[: match.start()]}{word} {when[0]}{text[match.end() :]}"

    def _pointed(self, text: str) -> str:
        """Put a name in the place of "that summit", "the album", "this article"."""
        if match := _ARTICLE.search(text):
            titles = [c.title for turn in reversed(self._history) for c in turn.cited if c.title]
            titles += [turn.standalone for turn in self._history if is_heading(turn.standalone)]
            if titles:
                named = f"the {match['noun']} titled “{titles[0]}”"
                return f"{text[: match.start()]}{named}{text[match.end() :]}"
        for match in _POINTED.finditer(text):
            behind = text[match.end() :]
            near = match["word"].lower() != "the"
            described = not near and _DESCRIBED.match(behind)
            if described or re.match(r"\s+[A-Z“\"]", behind):
                continue
            found = self._called(match["noun"].lower(), near=near)
            if found:
                return f"{text[: match.start()]}{found}{behind}"
        return text

    def _called(self, noun: str, *, near: bool) -> str | None:
        """Return the name that "that summit" means; near: it may be one that was only cited."""
        single = noun if noun == "series" else noun.removesuffix("s")
        named = [m for m in self._focus if m.kind in (Kind.THING, Kind.NAME)]
        for mention in sorted(named, key=lambda m: m.role > Role.QUESTION):
            words = _BEHIND.split(mention.text)[0].lower().split()
            if len(words) > 1 and noun == words[-1] and (near or mention.role <= Role.QUESTION):
                return mention.text if mention.role is Role.VALUE else f"the {mention.text}"
        if single in WORKS:
            works = [m for m in named if not m.place]
            works.sort(key=lambda m: (m.turn, m.role is Role.QUESTION and m.subject, m.role))
            return f"the {noun} {works[0].text}" if works else None
        if single in KINDS_OF_BODIES:
            asked = [m for m in self._focus if m.role <= Role.QUESTION and m.is_name]
            bodies = [m for m in asked if m.kind in THEY]
            return fullest(self._focus, bodies[0]) if bodies else None
        return None

    # Pronouns ------------------------------------------------------------------------------------

    def _pronouns(self, text: str) -> str | AskBack:
        """Put names in the place of pronouns; each kind once, later ones follow the first."""
        made, at = "", 0
        done: list[frozenset[Kind]] = []
        for match in _PRONOUN.finditer(text):
            word = match.group().lower()
            kinds = MEANT[word]
            if kinds in done or (kinds is IT and _EMPTY_IT.search(text)):
                continue
            done.append(kinds)
            if is_bound(text, *match.span()):
                continue
            choice = antecedents(self._focus, kinds, [*spelled(made), *spelled(text)])
            behind = text[match.end() :]
            owning = word in OWNING and (word != "her" or re.match(r"\s+[a-z]", behind) is not None)
            before = made + text[at : match.start()]
            if not choice.sure:
                questions = [before + _owner(words, owning) + behind for words in choice.words]
                return AskBack(match.group(), choice.words, tuple(questions))
            if choice.words:
                made = before + _owner(choice.words[0], owning)
                at = match.end()
        return made + text[at:]

    def _there(self, text: str) -> str:
        """Put the place that was talked of in the place of "there"."""
        match = re.search(r"\bthere\b", text, re.IGNORECASE)
        if match is None or _IS_THERE.search(text):
            return text
        named = [m for m in self._focus if m.kind in (Kind.NAME, Kind.THING)]
        places = [m for m in named if m.place] or [m for m in named if m.kind is Kind.THING]
        if not places:
            return text
        word = "in" if places[0].place else "at"
        return f"{text[: match.start()]}{word} {places[0].words}{text[match.end() :]}"

    def bridged(self, text: str) -> str:
        """Say of what "the response", "any risks" are, where the question leaves it open."""
        bare = text.rstrip("?.! ")
        about = [m for m in self._focus if m.role <= Role.QUESTION and m.asked != SPEAKER]
        pointed = _PRONOUN.search(bare) or _REQUEST.match(bare) or names(bare)
        if not about or pointed or len({*content_words(bare)} - _GENERAL - self._last()) > MAX_OPEN:
            return text
        if _COMPLETE.search(bare) or understood(bare).library:
            return text
        best = min(about, key=_breadth)
        if _HAPPENED.match(bare):
            word = "to"
        elif not dates(bare) and (_RELATION.fullmatch(bare) or _DEFINITE.search(bare)):
            word = "in" if best.place else "of"
        else:
            return text
        return f"{bare} {word} {fullest(self._focus, best)}?"

    def _last(self) -> set[str]:
        """Return the content words of the last turn, which make no question of their own."""
        cited = (one.sentence for turn in self._history[-1:] for one in turn.cited)
        asked = (turn.standalone for turn in self._history[-1:])
        return set(content_words(" ".join((*asked, *cited))))


def _breadth(mention: Mention) -> tuple[object, ...]:
    """Return what "the response" and its like take the least of."""
    unsure = mention.kind is Kind.NAME
    value = mention.role is Role.VALUE
    return (not mention.is_name, mention.turn, value, unsure, not mention.subject)


def _is_statement(quote: str) -> bool:
    """Tell whether words that answer can be what was reported: no date, no name alone."""
    few = len(quote.split()) <= QUOTED_WORDS
    bare = quote.strip(".,“” ").removeprefix("The ")
    return few and bare not in (*spelled(bare), *dates(bare))


def _owner(words: str, owning: bool) -> str:
    return f"{words}{'’' if words.endswith('s') else '’s'}" if owning else words


def _dates_of(turn: Turn) -> list[str]:
    """Return the dates that a turn is about: asked for, cited, or of the first cited article."""
    cited = [date for c in turn.cited[:1] for date in dates(c.quote)]
    published = [c.published[:4] for c in turn.cited[:1] if c.published]
    return [*dates(turn.standalone), *cited, *published]
