"""Questions about the articles: which of them are meant, and what is asked of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.english.function_words import STOP_WORDS
from qa.questions.letters import Lettered
from qa.questions.periods import Order
from qa.questions.question import LibraryQuestion, Wanted

_ARTICLE = (
    r"(?:articles?|stor(?:y|ies)|pieces?|items?|coverage|write-?ups?|obituar(?:y|ies)|reports?"
    r"|texts?)"
)
_ARTICLES = r"(?:articles|stories|pieces|items|coverage|obituaries|reports|texts)"
_OUTLETS = r"(?:outlets?|publications?|newspapers?|papers?|sites?|websites?|magazines?|publishers?)"


@dataclass(frozen=True, slots=True)
class _Field:
    """What a question asks of the articles when its text has the pattern."""

    wanted: Wanted
    pattern: re.Pattern[str]


def _field(wanted: Wanted, *alternatives: str) -> _Field:
    return _Field(wanted, re.compile("|".join(alternatives), re.IGNORECASE))


# The first that fits is taken; what fits none asks for the articles themselves.
_FIELDS = (
    _field(
        Wanted.QUOTATIONS,
        r"\b(?:quot(?:e[sd]?|ing|ations?)|cit(?:e[sd]?|ing))\b",
    ),
    _field(
        Wanted.ALL_AUTHORS,
        r"\b(?:authors|writers|journalists|reporters|bylines)\b(?!\s+(?:of|on|behind|for)\s+(?:the|this|that)\s+(?!articles\b|collection\b|library\b|archive\b)\S+)",
        r"\bwho\s+(?:are|were)\s+all\s+the\s+(?:people\s+who\s+)?wr",
    ),
    _field(
        Wanted.ALL_SOURCES,
        r"\b(?:sources|publications|outlets|newspapers|papers|sites|websites|magazines|publishers)\b",
    ),
    _field(
        Wanted.TITLE,
        r"\b(?:head)?(?:line|lines|titles?|lined)\b(?<!byline)(?<!deadline)(?<!online)",
        rf"\b{_ARTICLE}\b.*\b(?:called|named|entitled|titled)\W*$",
        rf"\bname\s+of\s+(?:the|your|this|that)\s+(?!author|writer|journalist|reporter|publication|paper|outlet).*\b{_ARTICLE}\b",
    ),
    _field(
        Wanted.PUBLISHED,
        r"\bwhen\b|\bdate[sd]?\b|\bhow\s+(?:old|recent|long\s+ago)\b|\bbefore\s+or\s+after\b",
        r"\b(?:what|which)\s+(?:year|day|month|week)\b|\bis\s+(?:it|this|that)\s+(?:from|of)\s+\d",
        rf"\b{_ARTICLE}\b.*\b(?:before|after)\s+(?:christmas|\w+\s+\d{{4}})",
        r"\bsame\s+(?:day|week|month|year)\b|\b(?:came?\s+out|published|appear(?:ed)?|ran|run)\s+(?:first|last|earlier|later)\b",
        rf"\bwhich\s+(?:{_ARTICLE}\s+)?(?:is|was|came)\s+(?:out\s+)?(?:older|newer|earlier|later|first)\b",
    ),
    _field(
        Wanted.SOURCE,
        rf"\b(?:where|whose\s+{_ARTICLE}|source)\b|\b(?:which|what)\s+(?:\w+\s+)?{_OUTLETS}\b",
        r"\b(?:publication|outlet|newspaper|paper|website|publisher)\b",
        r"\bwho\s+(?:published|printed|ran|carried|posted|put\s+out)\b|\bfrom\s+\S+(?:\s+\S+)?\s+or\s+\S+",
    ),
    _field(
        Wanted.AUTHORS,
        r"\b(?:who|whom|whose|which\s+\w+)\b.*\b(?:wr(?:ote|itten)|authored|penned|wrote|byline|covered|reported|behind|credited)\b",
        r"\b(?:author|authr|writer|byline|journalist|reporter|correspondent)s?\b|\bby\s+whom\b|\bwrote\s+it\b",
        r"\bdid\s+\S+\s+\S+\s+write\s+(?:the|this|that)\b",
        r"\bsame\s+(?:person|people|hand|man|woman)\b",
    ),
)
_SEVERAL = re.compile(
    rf"\b(?:{_ARTICLES}|which|any(?:thing)?|every(?:thing)?|some(?:thing)?|all|whatever|list|find"
    r"|search|how\s+many|number|collection|library|archive|here|have|got|documents)\b",
    re.IGNORECASE,
)
_NEWEST = re.compile(r"\b(?:newest|latest|(?:most\s+)?recent|last)\b", re.IGNORECASE)
_OLDEST = re.compile(r"\b(?:oldest|earliest|first)\b", re.IGNORECASE)
# Where a question says which articles it means, over its letters; the first that fits.
_NAMED = r"[wpnkoOZlVSTKvGu]"
_QUOTED = (
    re.compile(r"q[Ff]?E?(?P<speaker>[^RUCQP.,]+)(?:P?h|PEC|PE?R.*)?\W?$"),  # that quote X
    re.compile(rf"(?:B|[QEFI]R)E?(?P<speaker>{_NAMED}+)q"),  # is X quoted
    re.compile(rf"(?P<speaker>{_NAMED}+)(?:B|$)"),
)
_TOPICS = (
    re.compile(r"(?P<topic>x)"),
    re.compile(r"DPDP(?P<topic>[^.]+)"),  # has to do with X
    re.compile(r"R(?:S|Tc)(?P<topic>[^.]+)"),  # the piece saying that
    re.compile(r"VP(?P<topic>[^.]+)"),  # the interview with X
    re.compile(r"BER(?P<topic>[^AXc.]{3,})[UtT]\W?$"),  # was the text Ferry Sinks posted
    re.compile(r"(?:R|z|I|C)[^AX]{0,3}?[AX][AP]?[EQ]?(?P<topic>[^.]+?)(?:PEC|C|,.*)?\W?$"),
    re.compile(r"[DB](?P<topic>[^DBRQ]+)X\W?$"),  # is X mentioned
    re.compile(rf"[DB]E?(?P<topic>{_NAMED}+)(?:[a-su-z][A-Za-su-z]?)?A?\W?$"),  # does X come up
    re.compile(r"[AX]E?(?P<topic>[^.]+?)(?:PEC|C)?\W?$"),
)
# Two articles at once.
_PAIRS = (
    re.compile(rf"(?P<one>{_NAMED}+)R?JE?(?P<two>{_NAMED}+)R"),  # the ferry and the pier story
    re.compile(r"[wR]A(?P<one>[^JAR]+)JE[wR]A(?P<two>[^.]+)"),  # the one on X or the one on Y
)
_WHICH = (
    re.compile(rf"f(?P<which>E?{_NAMED}+)"),  # by Okafor, from the Post
    re.compile(rf"[DB](?P<which>{_NAMED}+)t(?:[zE]|\W?$)"),  # has Okafor written anything
    re.compile(rf"(?P<which>{_NAMED}+)R"),  # the Post article
    re.compile(rf"(?P<which>{_NAMED}+)[Ut]"),
)


def library_of(question: Lettered, asked: str) -> LibraryQuestion | None:
    """Return what a question asks of the articles, and the words that say of which.

    None: it means no article of ours. asked: the whole question; in `question` the words on time
    may be left out.
    """
    text = asked
    order = Order.NEWEST if _NEWEST.search(text) else Order.OLDEST if _OLDEST.search(text) else None
    wanted = next((row.wanted for row in _FIELDS if row.pattern.search(text)), Wanted.ARTICLES)
    if wanted is Wanted.QUOTATIONS:
        speaker = _words(question, _QUOTED, "speaker")
        return LibraryQuestion(wanted, speaker=speaker, order=order)
    pair = [_words(question, _PAIRS, one) for one in ("one", "two")]
    if all(pair) and wanted is not Wanted.ARTICLES:
        return LibraryQuestion(wanted, topic=" and ".join(filter(None, pair)))
    topic = _words(question, _TOPICS, "topic")
    which = _words(question, _WHICH, "which")
    if which and topic and which in topic:
        which = None
    if wanted is Wanted.ARTICLES and not order:
        if not _SEVERAL.search(text):
            return None  # what is the story about
        wanted = Wanted.MENTIONS if topic else wanted
    return LibraryQuestion(wanted, which, topic, order=order)


def _words(question: Lettered, patterns: tuple[re.Pattern[str], ...], group: str) -> str | None:
    """Return the words that the first of some patterns finds, without marks and articles."""
    for pattern in patterns:
        match = pattern.search(question.letters)
        if match is None:
            continue
        first, last = match.span(group)
        while first < last and question.letters[first] in "EGIPAFfHLu":
            first += 1
        while last > first and question.letters[last - 1] in ".,PGTUSt":
            last -= 1
        words = question.words(first, last).strip(" \"'“”‘’")
        if words and not STOP_WORDS.issuperset(words.lower().split()):
            return re.sub(r"[’']s$", "", words)
    return None
