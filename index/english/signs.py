"""The signs by which a sentence shows that it does not assert some of its words.

A sign governs the words behind it up to where a clause ends, or those in front of it; `stance.py`
finds them. Lists of words are those of news prose in general.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from index.english.inflection import IRREGULAR_PARTICIPLES, verb_forms
from index.english.patterns import any_of


class Stance(StrEnum):
    """How words are presented, the gravest first; `asserts` is what no sign speaks against."""

    DENIES = "denies"
    DOUBTS = "doubts"
    ASKS = "asks"
    SUPPOSES = "supposes"
    REPORTS = "reports"
    ASSERTS = "asserts"


class Scope(StrEnum):
    """Which words a sign governs."""

    CLAUSE = auto()  # what follows, up to the next main clause: denied that …
    VERB = auto()  # what follows, up to any other clause, and the subject: has not …
    RELATIVE = auto()  # what follows, up to the next verb: those who are not …
    CONDITION = auto()  # what follows, up to a comma: if …
    PHRASE = auto()  # what follows, up to a comma or an adverbial of time or place: without …
    BEFORE = auto()  # the clause in front: …, which she denies
    NONE = auto()  # nothing: it only looks like a sign


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of a stance: a pattern that begins with a word, and what it governs."""

    stance: Stance
    scope: Scope
    pattern: str

    @property
    def negates(self) -> bool:
        """Tell whether it negates the verb that it stands before."""
        return self.scope is Scope.VERB and self.stance is Stance.DENIES


_DONE = any_of(IRREGULAR_PARTICIPLES | frozenset("been had become come cost".split()))
_DONE = rf"(?:\w+(?:ed|en|wn|ne)|{_DONE})\b"
# What somebody may say that is not so.
_CLAIM = (
    r"(?:claims?|allegations?|accusations?|assertions?|suggestions?|ideas?|notions?|contentions?"
    r"|arguments?|theor(?:y|ies)|rumou?rs?|speculation|insinuations?|charges?|characteri[sz]ations?"
    r"|beliefs?|perceptions?|implications?|premise|narrative|(?:media |news )?reports|predictions?"
    r"|complaints?|criticisms?)"
)
_THE_CLAIM = rf"(?:(?!(?:that|to|of|in|with|and|for)\b)[\w'-]+ ){{0,3}}?{_CLAIM}"
DENY = r"(?:den(?:y|ies|ied|ying)|disavow(?:s|ed|ing)?)"
# Roots, which compile faster than the forms; shot down, pushed back on.
_REJECT = (
    r"(?:(?:den|disavow|reject|dismiss|disput|refut|rebut|debunk|disprov|contradict|repudiat|discount"
    r"|derid|mock|ridicul|decr|denounc|condemn|contest|challeng|disbeliev|discredit|slam)"
    r"(?:[tm]?(?:e|y|es|s|ies|ed|ied|ing|ying))?|push(?:ed|ing)? back (?:on|against)|shot down"
    r"|brush(?:ed|ing)? (?:off|aside)|waved away)"
)
_NO = r"(?:not|never|cannot|\w+n't)"
_ADVERBS = r"(?:(?:\w+ly|even|yet|ever|always|also|just|been|be|have) ){0,2}?"
_SAY = any_of(
    verb_forms(
        "claim assert state report suggest accuse allege believe assume insist argue".split()
    )
    | frozenset("say says said saying told tell tells telling wrote boasted thought".split())
)
_CRITICS = (
    r"(?:(?:some|many|several|his|her|their|its|the) )?(?:critics|opponents|detractors|skeptics"
    r"|sceptics|conspiracy theorists|rivals|accusers|prosecutors|some|others|supporters)"
)
_SUBJECT = r"(?:(?:he|she|it|they|we|I|you|the|an?|his|her|their|its) |[A-Z])"

_D, _Q, _A, _S, _R, _N = (
    Stance.DENIES,
    Stance.DOUBTS,
    Stance.ASKS,
    Stance.SUPPOSES,
    Stance.REPORTS,
    Stance.ASSERTS,
)

# Of two signs at one place the upper row is taken, and what it covers is no other sign.
SIGNS = (
    # What only looks like a sign.
    Sign(_N, Scope.NONE, r"[Nn]o\.? ?\d|(?:never-|no-)\w+"),
    Sign(
        _N,
        Scope.NONE,
        rf"(?:{_NO}|no) {_ADVERBS}(?:only|just|merely|simply|least|until|to mention|doubt|wonder"
        r"|matter|surprise|coincidence|secret|question|before|mind|surprisingly|unlike|without|uncommon"
        r"|unusual|impossible|inconceivable|far-fetched|hard to|difficult to|help but|denying"
        r"|disputing|mistaking|limited to|long (?:after|before)"
        r"|far (?:from|away|behind)|the (?:first|last|only) \w+|(?:more|less|fewer|later|sooner"
        r"|earlier|bigger|smaller|larger|greater|other|further) than)\b",
    ),
    Sign(
        _N,
        Scope.NONE,
        r"(?:without (?:a )?doubt|beyond doubt|nothing (?:but|short of)|(?:none|no one|nobody)"
        r" other than|(?:or|why|if|whether or|certainly|of course) not(?! for)"
        r"|never (?:imagined|expected|dreamed)"
        r"|if (?:any(?:thing)?|only|so|necessary|needed|possible|not for))\b",
    ),
    # Two that cancel each other: nobody denies that …
    Sign(
        _N,
        Scope.NONE,
        rf"(?:{_NO}|nobody|no one|none|neither|few) {_ADVERBS}(?:{DENY}|doubt(?:s|ed)?"
        r"|disput(?:e|es|ed)|contest(?:ed)?|fail(?:s|ed)? to|rul(?:e|ed|ing) out|reject(?:ed)?"
        r"|dismiss(?:ed)?|refut(?:e|ed)|alone|unlike(?:ly)?)\b",
    ),
    Sign(
        _N,
        Scope.NONE,
        rf"{_NO} {_ADVERBS}(?:deter|prevent|stop|keep|discourage)(?: [\w'-]+){{1,4}}? from\b"
        r"|whether (?:it|that|this)(?:'s| is)\b",
    ),
    # Nor what is denied though it is so.
    Sign(_N, Scope.NONE, rf"{DENY} the (?:\w+ )?(?:truth|fact|facts|reality|existence)\b"),
    # What is not known, seen or told is so all the same.
    Sign(
        _N,
        Scope.NONE,
        rf"{_NO} {_ADVERBS}(?:know[ns]?|knew|reali[sz]ed?|notic(?:e|ed)|forget|forgot(?:ten)?"
        r"|mention(?:ed)?|aware|disclos(?:e|ed)|reveal(?:ed)?|understand|regret(?:ted)?|care|matter"
        r"|surprised|surprising|learn(?:ed)?|told|tell|explain(?:ed)?|say|said|specify|specified"
        r"|identif(?:y|ied)|elaborate[ds]?|see|like|happy|remember|clear|sure) "
        r"(?:[\w'-]+ )?(?:about |of )?(?:why|how|when|where|who|whom|what|which)\b",
    ),
    Sign(
        _N,
        Scope.NONE,
        rf"{_NO} {_ADVERBS}(?:know[ns]?|knew|reali[sz]ed?|notic(?:e|ed)|forget|forgot(?:ten)?"
        r"|mention(?:ed)?|aware|disclos(?:e|ed)|reveal(?:ed)?|regret(?:ted)?|care|matter|surpris(?:ed|ing)"
        r"|shocked|learn(?:ed)?|told|like|happy|lost on) (?:[\w'-]+ )?that\b",
    ),
    Sign(
        _N,
        Scope.NONE,
        r"could (?:\w+ly )?(?:be )?(?:see|seen|hear|heard|feel|smell|be seen|be heard)\b",
    ),
    Sign(_N, Scope.NONE, r"so (?:that )?(?:\w+ )?\w+ could\b|would have to\b"),
    # Doubt.
    Sign(
        _Q,
        Scope.CLAUSE,
        r"(?:unclear|unsure|uncertain|unknown|unconvinced|doubtful|debatable|questionable"
        rf"|{_NO} {_ADVERBS}(?:(?:fully|entirely|so|at all|quite|made) )?"
        r"(?:sure|clear|certain|convinced|known|obvious|persuaded)) (?:yet )?(?:about )?"
        r"(?:whether|if|that)\b",
    ),
    Sign(
        _Q,
        Scope.CLAUSE,
        rf"{_NO} {_ADVERBS}(?:say|said|know|knew|decided?|confirm(?:ed)?|told?) (?:\w+ )?"
        r"(?:whether|if)\b",
    ),
    Sign(
        _Q,
        Scope.CLAUSE,
        r"(?:(?:doubt(?:s|ed|ing)?|s[kc]eptical|s[kc]epticism|unlikely|(?:little|scant|insufficient)"
        r" (?:evidence|sign|indication|proof)) (?:(?:the|any|a) (?:claims?|ideas?|notions?) )?"
        r"(?:that|whether|if)|unlikely to|question(?:s|ed|ing)? (?:whether|if))\b",
    ),
    Sign(_Q, Scope.CLAUSE, rf"(?:doubts|doubted|doubting) {_SUBJECT}"),
    Sign(
        _Q,
        Scope.CLAUSE,
        rf"(?:questioned|questions|questioning|(?:cast|casts|casting|raised|raises) doubts? (?:on"
        rf"|over|about)|s[kc]eptical (?:of|about)|unconvinced by) {_THE_CLAIM}\b",
    ),
    Sign(_Q, Scope.CLAUSE, rf"{_NO} (?:so |entirely |quite )?(?:sure|certain|convinced)\b"),
    Sign(_Q, Scope.CLAUSE, r"(?:remains to be seen|too (?:early|soon) to)\b"),
    # Questions.
    Sign(
        _A,
        Scope.CLAUSE,
        r"(?:ask(?:s|ed|ing)?|wonder(?:s|ed|ing)?|inquir\w+|see|determine|decide|check|find out"
        r"|know|tell|learn) (?:(?!(?:that|about)\b)[\w.'-]+ ){0,3}?(?:whether|if)\b",
    ),
    Sign(_A, Scope.CONDITION, r"(?<![^“\"])whether\b"),
    Sign(_A, Scope.CLAUSE, r"whether\b"),
    # Suppositions.
    Sign(
        _S,
        Scope.CLAUSE,
        r"(?:if|unless|suppos(?:e|ing)|assuming)\b"
        r"(?=[^,;]{1,200},[^;]{0,100}?(?: (?:would|could|will|might|may|won't)|'ll|'d)\b)",
    ),
    Sign(
        _S,
        Scope.CONDITION,
        r"(?:if|unless|suppos(?:e|ing)|assuming|hypothetically|imagine|in case|in the event"
        r"|provided that|as though|had (?:he|she|it|they|we|I) (?:not )?\w+(?:ed|en|n|t))\b",
    ),
    Sign(_S, Scope.CLAUSE, rf"were {_SUBJECT}(?:[\w'-]+ ){{0,3}}?to\b"),
    Sign(_S, Scope.CLAUSE, rf"(?<![^“\"])should {_SUBJECT}"),
    Sign(
        _S,
        Scope.VERB,
        rf"(?:would (?:\w+ly )?have(?= (?:\w+ly )?{_DONE})|could|may|might(?! of))\b(?! not\b)",
    ),
    # Denials: of what somebody said, and of what follows.
    Sign(
        _D,
        Scope.CLAUSE,
        rf"(?:{_REJECT}|denials? of|dismayed|appalled|angered|angry|outraged|offended|baffled"
        r"|insulted|infuriated|annoyed|incensed|irked|exasperated|bristl(?:es|ed|ing)"
        r"|scoff(?:s|ed|ing)?|laugh(?:s|ed|ing)?|balk(?:s|ed)?|bridl(?:es|ed)|disagre(?:es|ed?)|took"
        r" (?:issue|exception)|takes (?:issue|exception)|no truth|objected|objects) "
        rf"(?:(?:by|at|with|over|to|in) )?{_THE_CLAIM} (?:that|of|about)\b",
    ),
    Sign(
        _D,
        Scope.PHRASE,
        rf"(?:{_REJECT}|no truth (?:to|in)) {_THE_CLAIM}\b",
    ),
    Sign(
        _D,
        Scope.PHRASE,
        rf"{DENY} (?:(?:the|an?|his|her|their|its|any|all|him|them|us|\w+'s) )*(?:\w+ )?"
        r"(?:wrongdoing|involvement|responsibility|knowledge|guilt|liability|motions?|requests?|bids?"
        r"|appeals?|bail|petitions?|applications?|permission|access|entry|visas?|parole|it|this"
        r"|that(?=[.,;])|them|comment|coverage|justice)\b",
    ),
    Sign(_D, Scope.CLAUSE, rf"(?:{DENY}(?: that)?|denials? (?:that|of))\b"),
    Sign(
        _D,
        Scope.CLAUSE,
        rf"(?:falsely|wrongly|mistakenly|incorrectly|erroneously|baselessly|misleadingly) {_SAY}\b"
        rf"|{_SAY} (?:falsely|wrongly|mistakenly|incorrectly|erroneously|baselessly|without"
        r" evidence)\b",
    ),
    Sign(
        _D,
        Scope.CLAUSE,
        r"(?:false|untrue|wrong|incorrect|impossible|inconceivable|myth|hoax|lie|falsehood"
        r"|misconception|conspiracy theor(?:y|ies)|pretend(?:s|ed|ing)?|lied) that\b",
    ),
    Sign(
        _D,
        Scope.CLAUSE,
        r"no (?:\w+ )?(?:evidence|proof|indications?|signs?|suggestion|basis|truth|reason to"
        r" (?:believe|think)) (?:that|to suggest|to support|of)\b",
    ),
    Sign(_D, Scope.CLAUSE, rf"{_NO} {_ADVERBS}(?:true|the case) that\b"),
    # Denials: the verb is negated, or says that nothing came of it.
    Sign(
        _D,
        Scope.VERB,
        r"(?:(?:fail|refus|declin|neglect)(?:e?s|ed|ing)? to\b(?! comment)|(?:unable|unwilling"
        r"|reluctant) to\b)",
    ),
    Sign(_D, Scope.RELATIVE, r"(?:failure|refusal|inability) to\b"),
    Sign(
        _D,
        Scope.RELATIVE,
        r"(?:who|that|which) (?:(?:ha[sd]|have|is|are|was|were|did|does|do|will|would|can|could) )?"
        rf"(?:{_NO}|no)\b",
    ),
    Sign(
        _D,
        Scope.VERB,
        r"(?:cancel|abandon|scrap|drop|shelv|halt|reject|ax|delay|postpon|paus|suspend)\w* "
        r"(?:(?:the|an?|his|her|their|its|all|any|\w+'s) )?(?:plans?|bids?|proposals?|efforts?"
        r"|attempts?|ideas?|talks|deals?) (?:to|of|for)\b",
    ),
    Sign(
        _D,
        Scope.VERB,
        r"(?:stop(?:s|ped)? short of|rul(?:e|es|ed|ing) out|refrain(?:s|ed|ing)? from"
        r"|no (?:immediate |current )?(?:plans?|intentions?|wish|desire|need|way) (?:to|of"
        r"|for))\b",
    ),
    Sign(
        _D,
        Scope.PHRASE,
        r"(?:prevent|block|bar|ban|bann|barr|stop|stopp|keep|kept|prohibit|deter|deterr|discourag)"
        r"(?:e?s|ed|ing)? (?:[\w'-]+ ){0,3}?from\b",
    ),
    Sign(_D, Scope.PHRASE, r"(?<=, )not\b"),
    Sign(_D, Scope.VERB, rf"(?:{_NO}|no longer|nobody|no one|none|nothing|neither|nor|nowhere)\b"),
    Sign(
        _D,
        Scope.VERB,
        r"(?<![^“\"])no (?=\w)|hardly\b|far from (?=(?:[a-z]+ing|an?|over|clear|certain|\w+ed"
        r"|perfect|enough|alone|ideal|true|done|ready)\b)",
    ),
    Sign(_D, Scope.PHRASE, r"(?:no|without|instead of|rather than|as opposed to)\b(?!,)"),
    # What is denied behind it.
    Sign(
        _D,
        Scope.BEFORE,
        r"(?:which|(?<=, )(?:something|an? (?:claim|charge|allegation|accusation|assertion"
        r"|suggestion)(?: that)?|(?:claims|charges|allegations|accusations)(?: that)?))"
        r" (?:[\w.'-]+ ){1,4}?(?:den(?:y|ies|ied)|disputes?|disputed|refutes?|rejects)\b",
    ),
    Sign(_D, Scope.BEFORE, r"(?:which|that) (?:is|was) (?:simply )?(?:false|untrue|a lie)\b"),
    # What others say.
    Sign(_R, Scope.CLAUSE, r"according to\b(?=[^,;]{1,80},\s)"),
    Sign(_R, Scope.BEFORE, r"according to\b"),
    Sign(
        _D,
        Scope.CLAUSE,
        rf"{_CLAIM} that\b(?=[^;.]{{1,150}}\b(?:is|was|are|were|been|as|proved|proven) (?:\w+ly )?"
        r"(?:false|untrue|wrong|incorrect|baseless|unfounded|debunked|disproved|nonsense|absurd"
        r"|ridiculous|groundless|an? (?:lie|myth|hoax))\b)",
    ),
    Sign(_R, Scope.CLAUSE, rf"{_CLAIM} that\b"),
    Sign(
        _R,
        Scope.CLAUSE,
        rf"{_CRITICS} (?:have )?(?:claim|alleg|argu|contend|sa(?:y|id)|believ|accus)\w*\b",
    ),
    Sign(
        _R, Scope.CLAUSE, r"(?:claim(?:s|ed|ing)?|alleg(?:e|es|ed|ing)|purport(?:s|ed)?)\b(?! by\b)"
    ),
    Sign(
        _R,
        Scope.VERB,
        r"(?:allegedly|reportedly|purportedly|supposedly|accus(?:e|es|ed|ing)|suspected of"
        r"|(?:is|are|was|were) (?:said|alleged|rumou?red|believed|thought) to)\b",
    ),
)
