"""Intent: whether a question asks for words, about the articles, or for what they tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qa.questions.letters import Lettered


class Intent(StrEnum):
    """What kind of thing answers a question."""

    SPEECH = "speech"  # somebody's words
    LIBRARY = "library"  # what is known of the articles
    CONTENT = "content"  # what the articles tell


@dataclass(frozen=True, slots=True)
class Sign:
    """What speaks for or against an intent: a pattern over a question's letters.

    speech, library: what it adds to the log-odds of each against content.
    """

    name: str
    pattern: str
    speech: float
    library: float


_SUBJECT = r"[EI]*[knwoOFfJPCUZRGluW]{0,9}[knwoOhUEWZ]"

# The weights are those of a logistic regression on the questions of eval/data: see
# eval/benchmarks/intents.py, which prints them anew.
BIAS = (-1.3, -2.6)
SIGNS = (
    Sign("what did X say", rf"[QWAzH]\w?\w?[DM]{_SUBJECT}[DBA]?[DB]?[StX]", +2.0, -0.3),
    Sign("what did X argue", rf"[QWAz]\w?\w?[DM]{_SUBJECT}[DBA]?[DB]?[TK]", -0.0, +0.5),
    Sign("what view did X", r"[QA]\w?[Vv][DBFfA]", +2.1, -0.7),
    Sign("did X say", rf"(?:^|[,.])[DBM]{_SUBJECT}A?[STKtX]", +1.8, +0.1),
    Sign("why does X say", rf"Y[DBM]{_SUBJECT}[STK]", -1.3, -0.7),
    Sign("X says", r"[kno][DB]?[ST]", +2.1, -1.8),
    Sign("known says", r"[ko][DB]?[STK]", -0.7, -1.3),
    Sign("who says", r"(?:^|[,.])(?:W|Q[wnkZ]{1,2})(?:B?hP|D)?[STK]", +2.9, -0.9),
    Sign("who is quoted", r"(?:W|Q[wnk]{1,2})Bq", +1.7, +0.7),
    Sign("X's view", r"[oO][wnU]{0,2}[VqK]", +2.9, +0.6),
    Sign("X's position", r"[oO][wn]{0,2}v", +2.7, +0.6),
    Sign("his words", r"[hE][wn]?[Vq]", -2.2, -1.0),
    Sign("view by X", r"[VqSv](?:\w{0,5})[Ff][EU]?[knw]", +1.3, -0.5),
    Sign("view on Y", r"[VqK][AP]", +2.1, +1.1),
    Sign("X on Y", r"^[E]?[knwoOJ,]+\w?A", +2.8, +1.3),
    Sign("known on Y", r"^[E]?[knwoOJ,]*k\w?A", +0.9, +0.2),
    Sign("opens with known", r"^E?[ko]", +3.3, +0.0),
    Sign("opens with a name", r"^[E]?[kno]", +1.4, +1.0),
    Sign("view", r"V", +1.9, +2.1),
    Sign("quote", r"q", +2.7, +2.5),
    Sign("say", r"S", +2.6, -0.3),
    Sign("argue", r"T", +2.3, +3.4),
    Sign("think", r"K", +2.9, +0.4),
    Sign("did anybody", r"^[DB]W", +1.9, +0.8),
    Sign("what was said", r"QBS", +1.3, +0.6),
    Sign("second: words", r"[.,]\w*[QHL]\w?[BDh]+\w?[VSq]", +1.8, +0.8),
    Sign("work says", r"Z\w?[ST]|DZS|OZS", +0.9, +0.1),
    Sign("quotation marks", r"x", -0.2, +1.6),
    Sign("article", r"R", -1.3, +4.5),
    Sign("publishing", r"[Uu]", -2.8, +2.5),
    Sign("collection", r"C", -1.9, +3.9),
    Sign("mentions", r"X", +2.5, +1.7),
    Sign("newest", r"G", +0.9, +1.5),
    Sign("list", r"^\w?\w?L", -1.3, +0.7),
    Sign("article published", r"R\w*[Ut]", +0.7, +1.5),
    Sign("wrote", r"t", +2.9, +2.9),
    Sign("who wrote", r"^\w?Wt", -3.8, -2.5),
    Sign("who wrote thing", r"^\w?WtE?\w{0,3}Z|^\w?WtE?[^R]*$", -3.3, -1.7),
    Sign("which articles", r"[QHEL][\wk]?[wkn]{0,2}R", +2.4, +3.5),
    Sign("articles mention", r"R\w?[DMB]?[XqA]|R.?[SDB]", +1.3, +1.0),
    Sign("quoted in article", r"q\w*R|R\w*q", +0.6, +2.2),
    Sign("have you", r"DI|ID|DLI", -0.1, +3.4),
    Sign("you/we", r"I", -0.6, +2.2),
    Sign("which outlets", r"Q[wn]?U", -2.7, -0.1),
    Sign("article first", r"^[E]?[\wk]{0,4}R", -3.5, -1.0),
    Sign("anything on", r"^\w{0,2}z\w?[AFf][EU]?[knw]", +0.3, +2.2),
    Sign("anything", r"z", +2.9, +3.9),
    Sign("according to", r"aP", +1.1, -0.3),
    Sign("who was T", r"WB[TSK]", +2.2, +1.0),
    Sign("Q X S", r"Q[knwoO]{1,4}[D]?[STK]", +1.6, +0.3),
    Sign("work published", r"Z\w*U|U\w*Z|tE\w?Z|U\w?F\w?Z", -0.3, -0.1),
    Sign("who did", r"^[^\w]*W[wDBLM]", -3.6, -3.0),
    Sign("passive", r"B\w?[TSK]", -0.8, -0.4),
    Sign("when where", r"N", -1.5, +0.3),
    Sign("why", r"Y", -1.8, -1.4),
    Sign("how", r"H", +1.8, -1.3),
    Sign("how many", r"H[wnE]", -2.9, -1.0),
    Sign("what", r"Q", +0.3, -0.8),
    Sign("who", r"W", -0.3, -0.3),
    Sign("is/did", r"^[DBM]", -1.0, -0.3),
    Sign("question", r"[QWHYN]", -1.6, -1.4),
    Sign("work", r"Z", -1.0, -1.4),
    Sign("keywords", r"^[wFfEPnkZ]+\.?$", -1.6, -2.0),
    Sign("work's title", r"UF[\wk]{0,6}Z|[oO]w?[ZG]?w?U|UFw{0,2}[oO]", -0.6, -0.9),
    Sign("who did stories", r"^W[wLT]\w*R", -1.2, -2.3),
    Sign("in which article", r"PQ\w{0,3}R|RD?P?h?$", +0.4, +1.3),
    Sign("quoted, no article", r"^[^R]*q[^R]*$", +1.9, -0.2),
    Sign("law", r"l", -2.5, -3.3),
    Sign("law says", r"[wO][wZ]S", +1.1, -0.0),
    Sign("what did X do", rf"[QW]\w?[DM]{_SUBJECT}w", +0.7, -0.1),
    Sign("headline", r"u", +1.1, +2.6),
    Sign("passive who", r"WB[TS]", +2.2, +1.0),
    Sign("by X end", r"F[kn]+\W?$", +0.6, -0.4),
    Sign("role first T/S/K", r"^[DBMQH]\w?E[wn]+\w?[STK]", +1.3, -1.4),
    Sign("hold position", r"v[D]\w+", -2.2, -1.3),
    Sign("plainly speech", r"aP|QBS|hwV|[DB]W\w?[ST]|BSf|^W[STD]*c|Sc", +3.2, +0.5),
    Sign("say clause", r"[STK]c?[knEIh]", -0.5, -2.6),
    Sign("which outlets there", r"^[QLE]\w?E?[Uu](?:B|\W?$)", +2.1, +4.4),
    Sign("what is the story", r"^QBE?w?R", -2.4, -4.7),
    Sign("article of law", r"RFEl|Rcw", -2.2, -4.4),
    Sign("in the article", r"[ST]PE\w?R", +1.0, -0.3),
    Sign("article says", r"RS|RA?S", +1.8, -0.2),
    Sign("why/when X say", r"^[YN]D", +0.4, -0.2),
    Sign("told to", r"SPD|B\w{1,4}[ST]P", -5.0, -2.5),
    Sign("who V NP end", r"^W[ST]E?\w{1,3}\W?$", -0.3, -0.5),
    Sign("who T NP to", r"^W[ST]E?\w{1,3}P", -1.5, -1.1),
    Sign("who said c", r"^\w{0,2}W[DBE]?[ST](?:c|z|A)", -1.8, -1.3),
    Sign("he", r"^[QH]D[hI][STK]", -2.9, -1.5),
    Sign("value asked", r"^P?(?:H[wnE]|Qw)\w*D|^P?Qw", -3.4, -1.4),
    Sign("when did", r"^\w?N[DB]", -2.2, -1.2),
    Sign("who is the", r"^WB", +2.2, +0.3),
    Sign("who became", r"^Ww", -0.8, +0.7),
    Sign("what did X S A", r"^QD\w{0,6}SA|^QDE?[kn]+S\W?$", +0.9, +0.2),
    Sign("S at end", r"[S]\W?$", -0.8, -0.8),
    Sign("would", r"M", -0.2, -1.8),
    Sign("T of its own", r"^\w{0,2}W?T", -0.8, -1.3),
)
_COMPILED = tuple((re.compile(sign.pattern), sign.speech, sign.library) for sign in SIGNS)


def intent_of(question: Lettered) -> Intent:
    """Return the likeliest intent of a question."""
    speech, library = BIAS
    for pattern, for_speech, for_library in _COMPILED:
        if pattern.search(question.letters):
            speech += for_speech
            library += for_library
    if max(speech, library) <= 0:
        return Intent.CONTENT
    return Intent.SPEECH if speech >= library else Intent.LIBRARY
