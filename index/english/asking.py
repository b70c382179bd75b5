"""The words of questions: what asks, what speaks, and what is said of articles."""

from __future__ import annotations

import re

from index.english.bodies import BODIES
from index.english.inflection import plurals, verb_forms
from index.english.roles import CROWDS, PERSONS
from index.english.speech import CHARACTERISE, SPEECH
from index.english.titles import TITLES

# Verbs that give speech in an article and mostly something else in a question: what he found, put.
_ELSEWHERE = frozenset(
    "go goes going went begin begins began used use uses using find finds found put puts "
    "putting order orders ordered offer offers offered offering shot fired mean means "
    "meant seek seeks sought read reads reading sing sang want wants wanted see sees saw "
    "seeing continue continues continued determine determined decide decides decided "
    "deciding identify identified cheer cheers regarding".split()
)
_TELLING = (
    SPEECH
    | CHARACTERISE
    | verb_forms(
        "assess disagree dispute label mourn justify approve endorse slam appreciate attribute "
        "backtrack celebrate champion commend commiserate condone congratulate contest contradict "
        "credit debunk decline demean disapprove disavow discourage disown downplay dread "
        "encourage envisage evaluate exaggerate fault favour foresee forgive fret grieve interpret "
        "jibe loathe minimise minimize rate rave reaffirm reassure rebuff rebut recant recollect "
        "refute rejoice reminisce renounce repudiate resent retract rubbish salute scorn shrug "
        "specify spurn summarise suspect sympathise sympathize tease theorise underline vilify "
        "admire request envision".split()
    )
    | frozenset("backed foresaw foresees forgave judged slated backs foreseen".split())
) - _ELSEWHERE

# Who may be asked for by what they are.
_WHO = (
    PERSONS
    | CROWDS
    | BODIES
    | plurals(BODIES)
    | frozenset(
        "pm pms mp mps ceo boss bosses widow widower mum mom dad son fiance spokeswomen".split()
    )
)

# One letter a class; `qa/questions/letters.py` reads questions as strings of them. A word that
# stands in two classes has the first that fits.
CLASSES: dict[str, str] = {
    # what asks
    "Q": "what what's whats which whatever",
    "z": "anything everything something nothing",
    "a": "according",
    "W": "who who's whos whom whose anyone anybody someone somebody nobody everyone everybody",
    "H": "how",
    "Y": "why",
    "N": "when where when's where's",
    "L": "list show count find name give get read pull",
    # helpers
    "D": "did what'd does do has have had didn't doesn't don't hasn't haven't didnt doesnt dont",
    "B": "is are was were be been being isn't wasn't aren't weren't isnt wasnt",
    "M": "can could will would should may might must can't won't",
    # speech: plain verbs, verbs that say more, verbs of thought, nouns
    "S": (
        "say says said saying tell tells told telling speak speaks spoke spoken speaking talk "
        "talks talked talking stated comment comments commented commenting remark remarked "
        "tweet tweets tweeted reply replied replies respond responds responded responding "
        "react reacts reacted reacting answered express expresses expressed expressing voiced "
        "voices voicing"
    ),
    "t": "write wrote writes written writing",
    "q": "quoted quote quotes quoting quotation quotations quot cited cite citing",
    "K": (
        "think thinks thought thinking believe believes believed feel feels felt feeling hope "
        "hopes hoped hopeful consider considers worried worry worries confident surprised "
        "convinced optimistic doubt doubts doubted regret regrets regretted"
    ),
    "X": (
        "mention mentions mentioned mentioning cover covers covering covered discuss discusses "
        "discussed discussing deal deals dealing name names named naming refer refers reference "
        "touch touches touched touching feature features featured featuring involve involves "
        "involving concern contain contains bring brings brought bringing"
    ),
    "T": " ".join(sorted(_TELLING)),
    "V": (
        "statement statements remarks comment comments words reaction reactions response "
        "responses reply answer take view views opinion opinions stance thoughts attitude "
        "criticism criticisms explanation explanations tribute tributes plea warning warnings "
        "judgment judgement assessment recollection recollections claim claims argument "
        "arguments testimony feelings impression impressions verdict denial "
        "apology complaint complaints prediction predictions advice tweet tweets reasoning "
        "justification interpretation perspective sentiment sentiments concerns objection "
        "objections description praise excuse rebuttal condemnation quip anecdote question "
        "questions threat threats reasons reason version side pledge pledges evaluation "
        "analysis insult insults joke jokes appeal compliment compliments terms condolences "
        "outlook remark quote lines speech interview comparison excuses accusation accusations "
        "allegation allegations assertion assertions assurance assurances contention conviction "
        "disagreement endorsement grievance grievances pleas recommendation recommendations "
        "rejoinder reservations misgivings scepticism skepticism standpoint viewpoint viewpoints "
        "theory theories suggestion suggestions sympathy tirade diatribe rant outburst observation "
        "observations musings reflections beef gripe stand compliments congratulations oath"
    ),
    "v": (
        "position positions account accounts message messages appeal speech interview reason "
        "reasons side version letter line point case defence defense commitment commitments "
        "proposal proposals idea ideas grounds charge charges request requests conclusion "
        "conclusions expectation expectations disappointment anger frustration optimism enthusiasm "
        "surprise relief farewell grief address platform wishes instruction instructions "
        "announcement declaration admission refusal rejection summary reading answers"
    ),  # what may be somebody's words
    # articles
    "R": (
        "article articles story stories piece pieces item items coverage writeup write-up "
        "obituary obituaries text texts"
    ),
    "U": (
        "published publish publishes printed print prints appeared author authors authored "
        "title titled titles newspaper newspapers source sources publisher publishers "
        "journalist journalists writer writers website websites credited"
    ),
    "u": (
        "byline bylines byline's headline headlines headlined publication publications outlet "
        "outlets"
    ),
    "l": "law laws constitution treaty treaties decree bill act rule rules code amendment statute",
    "Z": (
        "report reports study studies survey surveys book books song songs album albums film "
        "films movie movies novel poem memoir play journal journals paper papers document "
        "documents magazine poster video photo photos pictures"
    ),  # what has an author or a date, and is none of our articles
    "C": "collection library archive archives database corpus here",
    "G": "newest latest oldest earliest recent most-recent first last",
    # the rest of the frame
    "A": "about on regarding concerning over toward towards re",
    "F": "of",
    "f": "by from",
    "P": ("to for in at with after before during since against into under upon as when"),
    "c": "that whether if how's",
    "I": "i you we me us your my our",
    "h": (
        "so he she they he's he'd he'll she's she'd she'll they're they've they'd they'll it's him "
        "her them it its his their hers theirs himself herself themselves itself"
    ),
    "E": (
        "the a an this these those any some all each both every no other own exact many "
        "much few several"
    ),
    "J": "and or but &",
    "p": " ".join(sorted(_WHO)),
}
# They stand anywhere, and nothing hangs on them.
ADVERBS = frozenset(
    "ever also really actually exactly publicly just even still already then once again precisely "
    "specifically currently recently back out else up off away forward".split()
)
# Words of one letter's class that are never a name, nor the end of one.
WORDS_OF_QUESTIONS = frozenset(
    word for letter, words in CLASSES.items() if letter != "p" for word in words.split()
)
# "What …" before one of these asks for a name, a number, a title: for a value.
VALUE_NOUNS = frozenset(
    "name nickname title job profession occupation nationality religion language country city town "
    "village state county capital region island river mountain street address place location venue "
    "company firm agency organisation organization party team club school university college "
    "hospital bank airline newspaper magazine network channel show programme program film movie "
    "book song album band disease virus drug vaccine species animal breed color colour brand model "
    "vehicle car ship aircraft weapon award prize medal position rank role race age height weight "
    "length distance speed temperature price cost amount sum fee fine salary value size population "
    "percentage rate score result magnitude time hour score word term phrase letter code person "
    "man woman minister president official officer actor player judge court law act bill charity "
    "church month year date day".split()
)
# How roles are cut short in questions.
SHORT_ROLES = {
    "pm": "prime minister",
    "mp": "member of parliament",
    "ceo": "chief executive",
    "veep": "vice president",
    "fm": "foreign minister",
    "cop": "police officer",
    "boss": "head",
    "chief": "head",
}
# What may stand before a name in a question, and is no part of it: Archbishop Berg, DI Okafor.
CALLED = (
    TITLES
    | PERSONS
    | frozenset(
        "archbishop cardinal imam sheikh sultan emir constable detective inspector superintendent "
        "di dci ds pc pm pms mp mps premier sir saint senators ministers presidents judges "
        "professors drs deputy envoy superintendent prosecutor".split()
    )
)
# Who is asked for as anybody; and as a crowd, which may be anybody: voters, critics.
ANYBODY = frozenset("people everyone everybody others locals witnesses".split())
CROWD = re.compile(r"[a-z]{3,}(?:ers|ors|ists|ants|ents|ics|als|ies|eople)")
