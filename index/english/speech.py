"""Verbs and nouns of speech, with the forms that they take."""

from __future__ import annotations

from index.english.inflection import verb_forms

# Verbs that say no more than that somebody spoke.
SAY = verb_forms("comment mention state remark tweet talk".split()) | frozenset(
    "say says said saying tell tells told telling think thinks thought thinking write writes "
    "wrote written writing speak speaks spoke spoken speaking".split()
)
# Verbs that tell more of it; their object is what was said.
TELL = verb_forms(
    "argue claim warn deny respond react suggest promise recall add testify insist predict "
    "acknowledge declare complain report agree explain boast remember fear vow joke note stress "
    "urge".split()
) | frozenset("admit admits admitted admitting brag brags bragged bragging".split())
# Their object is whom or what it was said of.
CALL = verb_forms("call describe praise criticize criticise accuse threaten".split())

# Verbs that give speech, whatever stands around them.
SPEECH = verb_forms(
    "add answer argue assert ask claim concede conclude continue declare explain insist "
    "joke note quip recall remark reply respond observe tweet warn announce acknowledge "
    "contend counter retort exclaim boast brag caution complain lament maintain predict "
    "muse confirm stress reiterate assure wonder concur agree shout yell scream elaborate "
    "echo proclaim grouse gripe snap whisper mutter vow promise pledge testify deny "
    "report suggest reveal protest opine counsel advise emphasize emphasise interject "
    "recount allege demand urge express inform instruct remind crow fume deadpan implore "
    "crack marvel ponder remember riff react snipe indicate interrupt mumble holler beg "
    "vent beam bellow bemoan bristle chuckle clarify confess confide demur drawl enthuse "
    "exhort gasp gloat groan growl grumble gush huff insinuate intone moan plead rage "
    "rant reason reckon recite rejoin relate relay roar scoff sigh snarl sneer sniff "
    "snort sob sputter stammer summarize surmise theorize trumpet utter wail whine "
    "volunteer venture inquire exult forecast retweet hint allow signal estimate "
    "hypothesize speculate lecture quibble disclose divulge underscore update vouch weigh "
    "preach chastise".split()
) | frozenset(
    "stated states emailed emailing posted posting blogged bragged bragging begged begging "
    "snapped snapping say says said saying tell tells told telling write writes wrote written "
    "writing read reads admit admits admitted admitting swear swears swore put puts putting shot "
    "fired chimed cried cries cry went goes going quipped quipping rebutted rebutting began "
    "begins begin".split()
)
# Verbs that give speech where a quotation follows them: they say how its object was called.
CHARACTERISE = verb_forms(
    "call describe dismiss label brand dub deem characterize characterise portray denounce blast "
    "slam criticize criticise condemn accuse blame praise hail laud mock ridicule deride deplore "
    "decry attack refer cite compare term tout rail rip bash chide scold rebuke voice threaten "
    "defend embrace thank fear hope want liken question challenge invoke speak talk offer cheer "
    "lambaste lambast excoriate believe consider feel pronounce propose applaud determine decide "
    "seek recognize pan berate taunt identify imply invite quote mention object regard reference "
    "order pray repeat assail castigate disparage chant apologize apologise lash advocate favor "
    "support oppose promote recommend endorse outline preach push reject welcome warn".split()
) | frozenset(
    "referred referring spoke spoken sees see saw seeing think thinks thought thinking found "
    "finds find finding knew felt meant mean means decrying panned ripped sing sang branding used "
    "using uses".split()
)
# Forms that are a noun or an adjective as often: they need a plain subject before them.
DOUBTFUL = frozenset(
    "answer answers attack attacks blog blogs call calls claim claims demand demands email emails "
    "joke jokes note notes offer offers post posts promise promises pledge pledges protest "
    "protests question questions quote quotes read reads remark remarks report reports reply "
    "replies state states support supports tweet tweets vow vows counsel counsels caution "
    "cautions challenge challenges order orders brand brands hope hopes fear fears reference "
    "references means mean thought push view views cheer cheers find finds label labels term "
    "terms complaints counter stress chant chants use uses used cry cries put puts addressing see "
    "began begin begins blame echo echoes wonder wonders praise rebuke rebukes warning meaning "
    "speaking going shot fired mention mentions talks seek seeks think cited felt saw want wants "
    "need needs retort retorts favor cite went goes crow crack cracks pan rip concur broadcast "
    "object objects regard regards voice".split()
)
# Verbs that may stand before their speaker: “…,” said Okafor.
INVERTIBLE = frozenset(
    "said says wrote writes added adds asked asks replied replies responded explained argued "
    "tweeted recalled noted declared insisted warned continued joked quipped remarked observed "
    "agreed answered concluded announced exclaimed reads read reported asserted counseled "
    "recounts cried shouted yelled stated echoed lamented complained predicted muses mused "
    "concedes conceded claims claimed boasted admitted notes goes went acknowledged".split()
)
# Verbs clear enough to give speech without quote marks.
REPORTING = frozenset(
    "said says say saying told tells tell wrote writes added adds argued argues claimed claims "
    "insisted insists explained explains acknowledged acknowledges admitted admits asserted "
    "contended warned warns noted notes stated tweeted testified predicted denied denies "
    "announced declared conceded recalled recalls confirmed adding arguing insisting noting "
    "warning claiming alleged alleges maintained complained replied responded suggested".split()
)
# Those of them that may leave out "that" before the words they report.
THATLESS = frozenset(
    "said says say saying adding added adds insisted insists argued argues claimed claims".split()
)
# Verbs of the mind: within reported speech they are what it reports.
WEAK = frozenset(
    "want wants wanted hope hopes hoped think thinks thought believe believes believed see sees "
    "saw find finds found feel feels felt consider considers considered fear fears feared mean "
    "means meant know knew support supports supported propose proposes proposed like demand "
    "demands goes go going use used uses seek seeks seeking sought attack attacks attacked order "
    "orders need needs".split()
)

# Nouns for what somebody said: his claim that …
REMARKS = frozenset(
    "claim claims remark remarks comment comments statement statements assertion assertions "
    "argument description promise vow pledge call calls words word response answer reply question "
    "phrase slogan tweet tweets warning accusation accusations contention declaration message "
    "quote quip suggestion criticism threat belief insistence complaint complaints reference "
    "references motto mantra charge charges joke retort view refrain proposal boast admission "
    "line".split()
)
# What only some text of its owner's says: Okafor's statement read …
WRITINGS = frozenset(
    "statement letter email e-mail memo memoir book tweet post op-ed essay speech column message "
    "note release address posts tweets remarks blog autobiography testimony plan article comments "
    "response words".split()
)
# Right before a title, or before a name that somebody is known by.
BEFORE_TITLES_OF_WORKS = frozenset(
    "book memoir film movie show song series documentary titled entitled album novel episode play "
    "essay called hit single program musical magazine podcast dubbed known so-called nicknamed ad "
    "spot headlined hashtag poem paper".split()
)
