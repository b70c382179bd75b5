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
class Feature:
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
FEATURES = (
    Feature("what did X say", rf"[QWAzH]\w?\w?[DM]{_SUBJECT}[DBA]?[DB]?[StX]", +2.0, -0.3),
    Feature("what did X argue", rf"[QWAz]\w?\w?[DM]{_SUBJECT}[DBA]?[DB]?[TK]", -0.0, +0.5),
    Feature("what view did X", r"[QA]\w?[Vv][DBFfA]", +2.1, -0.7),
    Feature("did X say", rf"(?:^|[,.])[DBM]{_SUBJECT}A?[STKtX]", +1.8, +0.1),
    Feature("why does X say", rf"Y[DBM]{_SUBJECT}[STK]", -1.3, -0.7),
    Feature("X says", r"[kno][DB]?[ST]", +2.1, -1.8),
    Feature("known says", r"[ko][DB]?[STK]", -0.7, -1.3),
    Feature("who says", r"(?:^|[,.])(?:W|Q[wnkZ]{1,2})(?:B?hP|D)?[STK]", +2.9, -0.9),
    Feature("who is quoted", r"(?:W|Q[wnk]{1,2})Bq", +1.7, +0.7),
    Feature("X's view", r"[oO][wnU]{0,2}[VqK]", +2.9, +0.6),
    Feature("X's position", r"[oO][wn]{0,2}v", +2.7, +0.6),
    Feature("his words", r"[hE][wn]?[Vq]", -2.2, -1.0),
    Feature("view by X", r"[VqSv](?:\w{0,5})[Ff][EU]?[knw]", +1.3, -0.5),
    Feature("view on Y", r"[VqK][AP]", +2.1, +1.1),
    Feature("X on Y", r"^[E]?[knwoOJ,]+\w?A", +2.8, +1.3),
    Feature("known on Y", r"^[E]?[knwoOJ,]*k\w?A", +0.9, +0.2),
    Feature("opens with known", r"^E?[ko]", +3.3, +0.0),
    Feature("opens with a name", r"^[E]?[kno]", +1.4, +1.0),
    Feature("view", r"V", +1.9, +2.1),
    Feature("quote", r"q", +2.7, +2.5),
    Feature("say", r"S", +2.6, -0.3),
    Feature("argue", r"T", +2.3, +3.4),
    Feature("think", r"K", +2.9, +0.4),
    Feature("did anybody", r"^[DB]W", +1.9, +0.8),
    Feature("what was said", r"QBS", +1.3, +0.6),
    Feature("second: words", r"[.,]\w*[QHL]\w?[BDh]+\w?[VSq]", +1.8, +0.8),
    Feature("work says", r"Z\w?[ST]|DZS|OZS", +0.9, +0.1),
    Feature("quotation marks", r"x", -0.2, +1.6),
    Feature("article", r"R", -1.3, +4.5),
    Feature("publishing", r"[Uu]", -2.8, +2.5),
    Feature("collection", r"C", -1.9, +3.9),
    Feature("mentions", r"X", +2.5, +1.7),
    Feature("newest", r"G", +0.9, +1.5),
    Feature("list", r"^\w?\w?L", -1.3, +0.7),
    Feature("article published", r"R\w*[Ut]", +0.7, +1.5),
    Feature("wrote", r"t", +2.9, +2.9),
    Feature("who wrote", r"^\w?Wt", -3.8, -2.5),
    Feature("who wrote thing", r"^\w?WtE?\w{0,3}Z|^\w?WtE?[^R]*$", -3.3, -1.7),
    Feature("which articles", r"[QHEL][\wk]?[wkn]{0,2}R", +2.4, +3.5),
    Feature("articles mention", r"R\w?[DMB]?[XqA]|R.?[SDB]", +1.3, +1.0),
    Feature("quoted in article", r"q\w*R|R\w*q", +0.6, +2.2),
    Feature("have you", r"DI|ID|DLI", -0.1, +3.4),
    Feature("you/we", r"I", -0.6, +2.2),
    Feature("which outlets", r"Q[wn]?U", -2.7, -0.1),
    Feature("article first", r"^[E]?[\wk]{0,4}R", -3.5, -1.0),
    Feature("anything on", r"^\w{0,2}z\w?[AFf][EU]?[knw]", +0.3, +2.2),
    Feature("anything", r"z", +2.9, +3.9),
    Feature("according to", r"aP", +1.1, -0.3),
    Feature("who was T", r"WB[TSK]", +2.2, +1.0),
    Feature("Q X S", r"Q[knwoO]{1,4}[D]?[STK]", +1.6, +0.3),
    Feature("work published", r"Z\w*U|U\w*Z|tE\w?Z|U\w?F\w?Z", -0.3, -0.1),
    Feature("who did", r"^[^\w]*W[wDBLM]", -3.6, -3.0),
    Feature("passive", r"B\w?[TSK]", -0.8, -0.4),
    Feature("when where", r"N", -1.5, +0.3),
    Feature("why", r"Y", -1.8, -1.4),
    Feature("how", r"H", +1.8, -1.3),
    Feature("how many", r"H[wnE]", -2.9, -1.0),
    Feature("what", r"Q", +0.3, -0.8),
    Feature("who", r"W", -0.3, -0.3),
    Feature("is/did", r"^[DBM]", -1.0, -0.3),
    Feature("question", r"[QWHYN]", -1.6, -1.4),
    Feature("work", r"Z", -1.0, -1.4),
    Feature("keywords", r"^[wFfEPnkZ]+\.?$", -1.6, -2.0),
    Feature("work's title", r"UF[\wk]{0,6}Z|[oO]w?[ZG]?w?U|UFw{0,2}[oO]", -0.6, -0.9),
    Feature("who did stories", r"^W[wLT]\w*R", -1.2, -2.3),
    Feature("in which article", r"PQ\w{0,3}R|RD?P?h?$", +0.4, +1.3),
    Feature("quoted, no article", r"^[^R]*q[^R]*$", +1.9, -0.2),
    Feature("law", r"l", -2.5, -3.3),
    Feature("law says", r"[wO][wZ]S", +1.1, -0.0),
    Feature("what did X do", rf"[QW]\w?[DM]{_SUBJECT}w", +0.7, -0.1),
    Feature("headline", r"u", +1.1, +2.6),
    Feature("passive who", r"WB[TS]", +2.2, +1.0),
    Feature("by X end", r"F[kn]+\W?$", +0.6, -0.4),
    Feature("role first T/S/K", r"^[DBMQH]\w?E[wn]+\w?[STK]", +1.3, -1.4),
    Feature("hold position", r"v[D]\w+", -2.2, -1.3),
    Feature("plainly speech", r"aP|QBS|hwV|[DB]W\w?[ST]|BSf|^W[STD]*c|Sc", +3.2, +0.5),
    Feature("say clause", r"[STK]c?[knEIh]", -0.5, -2.6),
    Feature("which outlets there", r"^[QLE]\w?E?[Uu](?:B|\W?$)", +2.1, +4.4),
    Feature("what is the story", r"^QBE?w?R", -2.4, -4.7),
    Feature("article of law", r"RFEl|Rcw", -2.2, -4.4),
    Feature("in the article", r"[ST]PE\w?R", +1.0, -0.3),
    Feature("article says", r"RS|RA?S", +1.8, -0.2),
    Feature("why/when X say", r"^[YN]D", +0.4, -0.2),
    Feature("told to", r"SPD|B\w{1,4}[ST]P", -5.0, -2.5),
    Feature("who V NP end", r"^W[ST]E?\w{1,3}\W?$", -0.3, -0.5),
    Feature("who T NP to", r"^W[ST]E?\w{1,3}P", -1.5, -1.1),
    Feature("who said c", r"^\w{0,2}W[DBE]?[ST](?:c|z|A)", -1.8, -1.3),
    Feature("he", r"^[QH]D[hI][STK]", -2.9, -1.5),
    Feature("value asked", r"^P?(?:H[wnE]|Qw)\w*D|^P?Qw", -3.4, -1.4),
    Feature("when did", r"^\w?N[DB]", -2.2, -1.2),
    Feature("who is the", r"^WB", +2.2, +0.3),
    Feature("who became", r"^Ww", -0.8, +0.7),
    Feature("what did X S A", r"^QD\w{0,6}SA|^QDE?[kn]+S\W?$", +0.9, +0.2),
    Feature("S at end", r"[S]\W?$", -0.8, -0.8),
    Feature("would", r"M", -0.2, -1.8),
    Feature("T of its own", r"^\w{0,2}W?T", -0.8, -1.3),
)
_COMPILED = tuple((re.compile(one.pattern), one.speech, one.library) for one in FEATURES)


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
