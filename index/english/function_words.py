"""The small words: what they do in a sentence, and those that tell nothing when one searches."""

from __future__ import annotations

ARTICLES = frozenset("a an the".split())
DETERMINERS = ARTICLES | frozenset(
    "this those these some several many most one two three four five no every each another other "
    "any few both more dozens hundreds half multiple various".split()
)
# They stand for a noun by themselves: many said.
STANDING_ALONE = frozenset("some many others most several one another both few".split())
INDEFINITE = frozenset("anything something anyone someone anybody somebody".split())
SUBJECTS = frozenset("he she they it we i you".split())
POSSESSIVES = frozenset("his her their its my our your".split())
HE = frozenset("he him his".split())
SHE = frozenset("she her hers".split())
IT = frozenset("it its".split())
THEY = frozenset("they them their theirs".split())
# Another's, as a whole or before a noun: his, hers; my and your have nobody to be found.
OWNING = frozenset("his her hers its their theirs".split())
REFLEXIVES = frozenset("himself herself itself themselves".split())

QUESTION_WORDS = frozenset("what who whom whose which when where why how".split())
RELATIVES = frozenset("who which whom whose what whoever".split())
COORDINATING = frozenset("and but or nor yet so".split())
# They open a clause beside the main one: when asked, she smiled.
SUBORDINATING = frozenset("when while if after before because although though since once".split())
CONJUNCTIONS = (
    COORDINATING
    | SUBORDINATING
    | frozenset("whether as until than unless where why how whereas".split())
)
PREPOSITIONS = frozenset(
    "of in on at by for with from to about into over under during against between among through "
    "within without near around outside inside toward towards across behind despite per via like "
    "upon following including until above".split()
)
# In lower case where all other words of a title have capitals.
SMALL_IN_TITLES = ARTICLES | frozenset("of in on to for and with at by de la or".split())
# They lead to a date.
TEMPORAL = frozenset("in during since before after until by from".split())
# They lead to what words are about.
TOPICAL = frozenset("about on of over regarding concerning".split())

BE = frozenset("is are was were be been being am".split())
# They open a question that is answered with yes or no.
AUXILIARIES = frozenset(
    "do does did is are was were has have had can could will would should may might".split()
)
HELPERS = (AUXILIARIES - BE) | frozenset("having doing must used".split())
BE_CONTRACTED = frozenset("isn't wasn't isn’t wasn’t aren’t weren’t ’s ’re".split())
HELPERS_CONTRACTED = frozenset(
    "won’t won't didn’t didn't hasn’t doesn’t don’t doesn't don't wouldn’t wouldn't hadn’t "
    "haven’t couldn’t can’t".split()
)
ADVERBS = REFLEXIVES | frozenset(
    "also later then once again recently repeatedly often never ever even still just now first "
    "earlier only soon always sometimes already since quickly famously not n't long too yesterday "
    "today tonight afterward meanwhile instead further both all either previously there rather "
    "likewise however moreover nevertheless indeed finally besides otherwise twice ago probably "
    "back almost here simply nearly maybe perhaps".split()
)

# A capital on one of these, after a stop that may belong to an abbreviation, opens a sentence.
STARTERS = (
    DETERMINERS
    | SUBJECTS
    | POSSESSIVES
    | CONJUNCTIONS
    | PREPOSITIONS
    | frozenset(
        "that there here all last then still now however instead meanwhile moreover not what who "
        "which according asked".split()
    )
)

# How a question or a request begins, besides by its question word or auxiliary.
REQUESTS = frozenset("tell describe list show give name explain find compare".split())
# What leads a turn of a conversation in, and is no part of its question.
LEADS = frozenset("and but or so also ok okay now then well no yes sorry thanks".split())

# How a question or a request opens. What else leads one in opens headlines too: "Now …".
ASKING = (
    QUESTION_WORDS
    | AUXILIARIES
    | REQUESTS
    | (LEADS - frozenset("or also now then well sorry".split()))
    | SUBJECTS
    | frozenset(
        "must any anyone anybody anything please if in at on for to of by about according let that "
        "this there these those quotes quotations".split()
    )
)

# So frequent that they tell nothing of what a text is about.
STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be been before being but by can could did do "
    "does doing for from had has have having he her here hers him his how i if in into is it its "
    "just me more most my no nor not of off on once only or other our out over own please said "
    "say says she should so some such tell than that the their them then there these they this "
    "those through to too under until up very was we were what when where which while who whom "
    "whose why will with would you your".split()
)
# What every news item has: it tells no two items apart. How a writer writes does: "very", "until".
NEWS_WORDS = (
    STOP_WORDS
    - frozenset("does doing having here hers once please tell under until very whom whose".split())
) | frozenset(
    "people time year years week month last next first like because even make made many told "
    "according during including since both still between against".split()
)
