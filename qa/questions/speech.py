"""Speech questions: telling that a question is about who said what, and what it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.questions.question import Beside, SpeechQuestion

MAX_SPEAKER = 12  # words

# Verbs that say no more than that somebody spoke; only words of a speaker answer such a question.
_PLAIN = (
    r"(?:say|says|said|saying|tell|tells|told|telling|think|thinks|thought|write|writes|wrote|"
    r"written|comment|commented|speak|spoke|spoken|talk|talked|tweet|tweeted|mention|mentioned|state|stated|"
    r"remark|remarked)"
)
# Verbs that say more: they belong to the topic, and the answer may stand outside of quotations.
_TELLING = (
    r"(?:argues?|argued|claims?|claimed|warns?|warned|den(?:y|ies|ied)|calls?|called|describes?|"
    r"described|responds?|responded|reacts?|reacted|suggests?|suggested|promises?|promised|admits?|"
    r"admitted|recalls?|recalled|adds?|added|testif(?:y|ies|ied)|insists?|insisted|"
    r"predicts?|predicted|acknowledges?|acknowledged|declares?|declared|complains?|complained|"
    r"threatens?|threatened|praises?|praised|critici[sz]es?|critici[sz]ed|reports?|reported|"
    r"agrees?|agreed|explains?|explained|boasts?|boasted|brags?|bragged|remembers?|remembered|"
    r"fears?|feared|accuses?|accused|vows?|vowed|jokes?|joked|notes?|noted|stress(?:es|ed)?|urges?|urged)"
)
# "what did the Mueller report say": of two verbs in a row, the first is a noun.
_VERB = rf"(?:(?P<plain>{_PLAIN})|(?P<telling>{_TELLING}))\b(?!\s+{_PLAIN}\b)"
_ABOUT = r"(?:about|on|of|over|regarding|concerning|to|that|as|when\s+asked\s+about)"
_DO = r"(?:did|does|do|has|have|had|would)"
_ANYBODY = r"(?:anyone|anybody|someone|somebody|any\s+\w+|people)"
# An article is not the whole of a name: "the State Department" does not end before "State".
_SPEAKER = r"(?P<speaker>(?:(?:the|an?)\s+)?\S.*?)"
_TOPIC = rf"(?:\s+(?:anything\s+|something\s+)?(?:{_ABOUT}\s+)?(?P<topic>.+))?"
_ON = r"(?:\s+(?:about|on|of|regarding|concerning)\s+(?P<topic>.+))"
_THINGS = r"(?:what|anything|everything|all|things?)"
_QUOTES = r"(?:quotes?|quotations?|statements?|remarks?|comments?)"
_UTTERANCE = (
    r"(?:questions?|warnings?|concerns?|points?|criticisms?|promises?|threats?|claims?|arguments?|"
    r"explanations?|predictions?|advice)"
)
_ROLE = r"(?:\w+\s+)?(?!is\b|was\b|are\b|were\b|did\b|does\b)\w+"
_POLITE = re.compile(
    r"(?:(?:so|and|please|ok(?:ay)?|hey|hi)[,\s]+|(?:can|could|would)\s+you\s+|please\s+|"
    r"(?:tell|show|give)\s+(?:me|us)\s+|(?:list|find|get)\s+(?:me\s+)?|do\s+you\s+know\s+|"
    r"i\s+(?:want|would\s+like|need)\s+(?:to\s+(?:know|see)\s+)?|(?:is|are)\s+there\s+)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to ask; firm: what it asks for can only be somebody's words."""

    pattern: re.Pattern[str]
    firm: bool


def _form(pattern: str, *, firm: bool = True) -> _Form:
    return _Form(re.compile(pattern, re.IGNORECASE), firm)


# The first that fits is taken.
_FORMS = (
    _form(
        r"what\s+(?:is|was|were|has\s+been|have\s+been|had\s+been)\s+(?P<plain>said|written)"
        rf"(?:\s+by\s+(?P<speaker>.+?))?{_ON}?",
        firm=False,
    ),
    _form(
        rf"what\s+(?:else\s+|exactly\s+)?{_DO}\s+{_SPEAKER}\s+(?:ever\s+|also\s+|have\s+to\s+)?"
        rf"{_VERB}{_TOPIC}"
    ),
    # Their dates and sources stand beside the quotations.
    _form(
        rf"(?P<when>when|(?:in\s+)?(?:what|which)\s+year|(?:on\s+)?what\s+date)\s+{_DO}\s+{_SPEAKER}\s+"
        rf"{_VERB}\s+(?:that|this|it|so|something){_ON}?",
        firm=False,
    ),
    _form(
        rf"who\s+(?:first\s+)?(?P<told>reported|published|wrote|printed|covered)\s+what\s+{_SPEAKER}\s+"
        rf"{_VERB}{_ON}?",
        firm=False,
    ),
    _form(rf"{_DO}\s+{_ANYBODY}\s+(?:ever\s+)?{_VERB}{_TOPIC}", firm=False),
    _form(
        rf"{_DO}\s+{_SPEAKER}\s+(?:ever\s+)?{_VERB}\s+(?:anything|something|much)(?:\s+else)?"
        rf"(?:\s+{_ABOUT}\s+(?P<topic>.+))?"
    ),
    _form(rf"{_DO}\s+{_SPEAKER}\s+(?:ever\s+)?{_VERB}\s+(?:{_ABOUT}\s+)?(?P<topic>.+)", firm=False),
    _form(
        r"(?:anyone\s+)?who\s+(?:(?:has|had|have|else|is|was|are|all|first)\s+)*"
        rf"(?!wrote\b|written\b){_VERB}{_TOPIC}",
        firm=False,
    ),
    _form(rf"who\s+(?:is|was|are|were|gets)\s+quoted{_ON}?", firm=False),
    _form(
        rf"what\s+{_UTTERANCE}\s+{_DO}\s+{_SPEAKER}\s+"
        rf"(?P<telling>raise|make|give|offer|issue|express|voice|put|pose){_ON}",
        firm=False,
    ),
    _form(rf"according\s+to\s+{_SPEAKER},\s+(?P<topic>.+)", firm=False),
    _form(
        rf"how\s+{_DO}\s+{_SPEAKER}\s+(?P<plain>describe|respond|react|refer|characteri[sz]e)"
        r"(?:d|ed)?\s+(?:to\s+)?(?P<topic>.+)",
        firm=False,
    ),
    _form(rf"(?:all\s+|the\s+|any\s+|some\s+)*{_QUOTES}\s+(?:by|from|of)\s+{_SPEAKER}{_ON}?"),
    _form(
        rf"(?:all\s+|the\s+|any\s+|some\s+)*{_QUOTES}{_ON}(?:\s+(?:by|from)\s+(?P<speaker>.+))?",
        firm=False,
    ),
    _form(
        rf"what\s+(?:are|were|is|was)\s+{_SPEAKER}(?:'s|')\s+(?:words|{_QUOTES}){_ON}?",
    ),
    _form(
        rf"what\s+(?:are|were|is|was)\s+{_SPEAKER}(?:'s|')\s+(?:views?|position|opinion|stance)"
        rf"{_ON}"
    ),
    _form(rf"{_SPEAKER}(?:'s|')?\s+(?:quotes|quotations){_ON}?"),
    _form(
        rf"{_THINGS}\s+(?:that\s+)?{_SPEAKER}\s+(?:has\s+|have\s+|had\s+)?{_VERB}"
        rf"(?:\s+{_ABOUT}\s+(?P<topic>.+))?",
        firm=False,
    ),
    # The role is a part of the topic: it stands beside the words, not in them.
    _form(rf"which\s+(?P<role>{_ROLE})\s+(?:has\s+|have\s+)?{_VERB}{_TOPIC}", firm=False),
)
_WHERE = re.compile(r"(?:in|at|during|after|before)\s", re.IGNORECASE)
_PRONOUNS = frozenset("i you we it he she they him her them this that these those us me".split())
_NO_NAME = frozenset(
    "what who whom whose which when where why how is are was were did does do has have had all any "
    "some".split()
)
# "What does the treaty say" asks for what a text has in it, unless the text is quoted somewhere.
_TEXTS = frozenset(
    "article articles section story stories text texts report reports treaty law constitution "
    "amendment bill act resolution charter agenda book letter document documents study survey poll "
    "paper website statement headline title page sign".split()
)


def parse(question: str) -> SpeechQuestion | None:
    """Return what a question about speech asks for; None when it is about something else."""
    text = _plain_words(question)
    for form in _FORMS:
        match = form.pattern.fullmatch(text)
        if match is None:
            continue
        parts = match.groupdict()
        speaker, telling = parts.get("speaker"), parts.get("telling")
        if speaker and not _may_speak(speaker):
            continue
        topic = " ".join(filter(None, (parts.get("role"), telling, parts.get("topic")))) or None
        if speaker is None and topic in (None, telling):
            return None
        where = bool(topic and _WHERE.match(topic))
        firm = form.firm and not (telling or where) and (speaker is None or _is_name(speaker))
        beside = next((each for each in Beside if parts.get(each)), None)
        return SpeechQuestion(_without_article(speaker), topic, firm, beside)
    return None


def _plain_words(question: str) -> str:
    """Return a question without politeness, contractions and what ends it."""
    text = " ".join(question.replace("’", "'").split()).rstrip("?.! ")
    text = _POLITE.sub("", text) if _POLITE.match(text) else text
    text = re.sub(r"^(what|who)'?d\s", r"\1 did ", text, flags=re.IGNORECASE)
    return re.sub(r"^(what|who)'?s\s", r"\1 is ", text, flags=re.IGNORECASE)


def _may_speak(speaker: str) -> bool:
    """Tell whether words can be the name or role of a speaker."""
    words = speaker.casefold().split()
    named = words[0] not in _NO_NAME and not _PRONOUNS.issuperset(words)
    return len(words) <= MAX_SPEAKER and named


def _is_name(speaker: str) -> bool:
    """Tell a name, of which it is worth saying that nobody is quoted by it, from a thing."""
    words = speaker.split()
    if any(c.isdigit() for c in speaker) or _TEXTS & {word.casefold() for word in words}:
        return False
    rest = _without_article(speaker)
    return rest == speaker or speaker != speaker.casefold()


def _without_article(speaker: str | None) -> str | None:
    if speaker is None:
        return None
    return re.sub(r"^(?:the|an?)\s+", "", speaker.strip(), flags=re.IGNORECASE)
