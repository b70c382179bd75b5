"""What words do in a sentence of reported speech: one letter for each, so that rules are patterns.

Q quotation     N proper name     T title (Sen.)     Y owner (Berg’s, his)   M day or month
H he, she, it   D a, the, some    r official, report w any other word         R adverb
V said          C called          G saying           A according (to)         c remark, claim
B is, was       X has, will       F of, in           K and, but               S that   W who
, : ; . - ( ) themselves (- is a dash, . any end of a sentence)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

# Each stands for every character of a quotation in a masked text; two, so that neighbours differ.
MASKS = ("\x01", "\x02")

TOKEN = re.compile(
    rf"{MASKS[0]}+|{MASKS[1]}+"
    r"|(?:Messrs|Mrs?|Ms|Dr|Sens?|Reps?|Gov|Gen|Adm|Lt|Col|Maj|Sgt|Capt|Cpl|Prof|Rev|Hon|Pres|Sec"
    r"|Colo|Calif|Fla|Va|Pa|Conn|Ariz|Ala|Tenn|Tex"
    r"|Cmdr|Brig|Amb|St|Jr|Sr|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Inc|Corp|Co|Ltd|No)\."
    r"|[DRI]-[A-Z]\w*(?:\.(?:[A-Z]\.)*)?"
    r"|(?:[A-Za-z]\.){2,}|[A-Z]\.(?=\s+[A-Z])"
    r"|[^\W_](?:[\w&/]|[’'\-‑](?=\w)|[.,](?=\d))*(?:(?<=s)[’'](?!\w))?"
    r"|\S"
)


def _verbs(stems: str, irregular: str = "") -> Iterable[tuple[str, str]]:
    """Yield (form, form without -ing or with) for verbs: every regular form, then those given."""
    for stem in stems.split():
        root = stem[:-1] if stem.endswith("e") else stem
        if stem[-1] == "y" and stem[-2] not in "aeiou":
            yield from ((stem, "V"), (stem[:-1] + "ies", "V"), (stem[:-1] + "ied", "V"))
        else:
            sibilant = stem.endswith(("s", "sh", "ch", "x", "z"))
            yield from ((stem, "V"), (stem + ("es" if sibilant else "s"), "V"), (root + "ed", "V"))
        yield root + "ing", "G"
    for form in irregular.split():
        yield form, "G" if form.endswith("ing") else "V"


# Verbs that give speech, whatever stands around them.
SPEECH = dict(
    _verbs(
        "add answer argue assert ask claim concede conclude continue declare explain insist joke"
        " note quip recall remark reply respond observe tweet warn announce acknowledge contend"
        " counter retort exclaim boast brag caution complain lament maintain predict muse confirm"
        " stress reiterate assure wonder concur agree shout yell scream elaborate echo proclaim"
        " grouse gripe snap whisper mutter vow promise pledge testify deny report suggest reveal"
        " protest opine counsel advise emphasize emphasise interject recount allege demand urge"
        " express inform instruct remind crow fume deadpan implore crack marvel ponder remember"
        " riff react snipe indicate interrupt mumble holler beg vent beam bellow bemoan bristle"
        " chuckle clarify confess confide demur drawl enthuse exhort gasp gloat groan growl"
        " grumble gush huff insinuate intone moan plead rage rant reason reckon recite rejoin"
        " relate relay roar scoff sigh snarl sneer sniff snort sob sputter stammer summarize"
        " surmise theorize trumpet utter wail whine volunteer venture inquire exult forecast"
        " retweet hint allow signal estimate hypothesize speculate instruct lecture quibble"
        " disclose divulge underscore update vouch weigh preach chastise",
        "stated states emailed emailing posted posting blogged bragged bragging begged begging"
        " snapped snapping confided say says said saying tell tells told telling write writes"
        " wrote written writing read reads admit admits admitted admitting swear swears swore put"
        " puts putting shot fired chimed cried cries cry went goes going quipped quipping rebutted"
        " rebutting began begins begin",
    )
)
# Verbs that give speech where a quotation follows them: they say how its object was called.
CHARACTERISE = dict(
    _verbs(
        "call describe dismiss label brand dub deem characterize characterise portray denounce"
        " blast slam criticize criticise condemn accuse blame praise hail laud mock ridicule"
        " deride deplore decry attack refer cite compare term tout rail rip bash chide scold"
        " rebuke voice threaten defend embrace thank fear hope want liken question challenge"
        " invoke speak talk offer cheer lambaste lambast excoriate believe consider feel pronounce"
        " propose applaud determine decide seek recognize pan berate taunt identify imply invite"
        " quote mention object regard reference order pray repeat assail castigate disparage chant"
        " apologize apologise lash identify advocate favor support oppose promote recommend endorse"
        " outline preach push reject welcome warn",
        "referred referring spoke spoken sees see saw seeing think thinks thought thinking found"
        " finds find finding knew felt meant mean means decrying panned ripped sing sang branding"
        " used using uses",
    )
)
# Forms that are a noun or an adjective as often: they need a plain subject before them.
DOUBTFUL = frozenset(
    "answer answers attack attacks blog blogs call calls claim claims demand demands email"
    " emails joke jokes note notes offer offers post posts promise promises pledge pledges"
    " protest protests question questions quote quotes read reads remark remarks report"
    " reports reply replies state states support supports tweet tweets vow vows counsel"
    " counsels caution cautions challenge challenges order orders brand brands hope hopes"
    " fear fears reference references means mean thought push view views cheer cheers find"
    " finds label labels term terms complaints counter stress chant chants use uses used"
    " cry cries put puts addressing see began begin begins blame echo echoes wonder wonders"
    " praise rebuke rebukes warning meaning speaking going shot fired mention mentions"
    " talks seek seeks think cited felt saw want wants need needs retort retorts favor cite"
    " went goes crow crack cracks pan rip concur broadcast object objects regard regards"
    " voice".split()
)
# Verbs that may stand before their speaker: “…,” said Okafor.
INVERTIBLE = frozenset(
    "said says wrote writes added adds asked asks replied replies responded explained"
    " argued tweeted recalled noted declared insisted warned continued joked quipped"
    " remarked observed agreed answered concluded announced exclaimed reads read reported"
    " asserted counseled recounts cried shouted yelled stated echoed lamented complained"
    " predicted muses mused concedes conceded claims claimed boasted admitted adds notes"
    " goes went acknowledged".split()
)
# Verbs clear enough to give speech without quote marks.
REPORTING = frozenset(
    "said says say saying told tells tell wrote writes added adds argued argues claimed"
    " claims insisted insists explained explains acknowledged acknowledges admitted admits"
    " asserted contended warned warns noted notes stated tweeted testified predicted denied"
    " denies announced declared conceded recalled recalls confirmed adding arguing"
    " insisting noting warning claiming alleged alleges maintained complained replied"
    " responded suggested".split()
)

# Those of them that may leave out "that" before the words they report.
THATLESS = frozenset(
    "said says say saying adding added adds insisted insists argued argues claimed claims".split()
)

REMARKS = frozenset(
    "claim claims remark remarks comment comments statement statements assertion"
    " assertions argument description promise vow pledge call calls words word response"
    " answer reply question phrase slogan tweet tweets warning accusation accusations"
    " contention declaration message quote quip suggestion criticism threat belief"
    " insistence complaint complaints reference references motto mantra charge charges joke"
    " retort view refrain proposal boast admission line".split()
)
# What speaks though it is no person, and what only some text of its owner's says.
WRITINGS = frozenset(
    "statement letter email e-mail memo memoir book tweet post op-ed essay speech column"
    " message note release address post posts tweets remarks blog autobiography testimony"
    " plan article comments response words".split()
)
# Verbs of the mind: within reported speech they are what it reports.
WEAK = frozenset(
    "want wants wanted hope hopes hoped think thinks thought believe believes believed see"
    " sees saw find finds found feel feels felt consider considers considered fear fears"
    " feared mean means meant know knew support supports supported propose proposes"
    " proposed like demand demands goes go going use used uses seek seeks seeking sought"
    " attack attacks attacked order orders need needs".split()
)

_ROLES = (
    "official officials aide aides adviser advisers advisor advisors spokesman spokeswoman"
    " spokesperson spokesmen spokespeople expert experts analyst analysts source sources critic"
    " critics supporter supporters ally allies diplomat diplomats ambassador ambassadors lawmaker"
    " lawmakers leader leaders strategist strategists operative operatives candidate candidates"
    " campaign campaigns department agency committee commission court judge judges lawyer lawyers"
    " attorney attorneys prosecutor prosecutors senator senators congressman congresswoman"
    " congressmen representative representatives governor governors mayor mayors president minister"
    " secretary chairman chairwoman chair director directors professor professors historian"
    " historians economist economists scientist scientists researcher researchers author authors"
    " reporter reporters journalist journalists editor editors columnist host anchor moderator"
    " woman women man men people person others voter voters resident residents worker workers"
    " member members staffer staffers consultant pollster pollsters group groups company"
    " organization union paper newspaper magazine network report reports study studies survey poll"
    " polls statement letter email e-mail memo memoir book ad ads lawsuit complaint indictment"
    " filing document documents transcript website site post tweet message article story editorial"
    " headline sign signs caption mother father wife husband son daughter brother sister friend"
    " friends colleague colleagues neighbor general admiral colonel officer officers police sheriff"
    " veteran veterans student students teacher teachers conservatives liberals mogul billionaire"
    " businessman developer magnate donor donors nominee front-runner frontrunner rival rivals"
    " opponent opponents participant participants activist activists organizer organizers owner"
    " founder executive manager chief staff team delegation administration government ministry"
    " institute foundation panel board crowd pair couple family protester protesters witness"
    " witnesses lobbyist insider insiders observer observers scholar scholars contender hopeful"
    " veteran delegate delegates democrats republicans backer backers doctor doctors nurse"
    " physician pastor priest bishop pope king queen prince princess prosecutors detective"
    " investigators investigator victim victims survivor driver player coach captain actor actress"
    " singer artist writer writers blogger commentator pundit pundits narrator viewer caller"
    " employee employees boss banker farmer farmers engineer teenager boy girl kid parent parents"
    " attendees attendee guest suit ruling opinion resolution plan bill"
)
_TITLES = (
    "president senator congressman congresswoman representative governor mayor secretary minister"
    " chancellor ambassador general admiral colonel captain major lieutenant sergeant judge justice"
    " chairman chairwoman speaker director professor dr mr mrs ms miss sir lord lady king queen"
    " prince princess pope bishop rabbi pastor reverend attorney prime vice deputy undersecretary"
    " assistant retired former then-secretary commissioner sheriff marshal commander coach chief"
    " leader senior longtime american european sen sens rep reps gov gen adm lt col maj sgt capt"
    " cpl prof rev hon pres sec cmdr brig amb messrs democratic republican ex-president"
    " then-president vice-president co-chairman independent libertarian conservative majority"
    " minority acting sens under staff"
)
_ADVERBS = (
    "also later then once again recently repeatedly often never ever even still just now first"
    " earlier only soon always sometimes already since quickly famously not n't long too yesterday"
    " today tonight afterward meanwhile instead further both all either previously there rather"
    " likewise however moreover nevertheless indeed finally besides otherwise himself herself"
    " themselves itself twice ago probably back almost here simply nearly maybe perhaps"
)
_LETTERS: dict[str, str] = {}
for _tag, _words in (
    ("R", _ADVERBS),
    ("r", _ROLES),
    ("c", " ".join(sorted(REMARKS))),
    ("H", "he she they it we i you"),
    ("W", "who which whom whose what whoever"),
    ("S", "that"),
    ("D", "a an the this these those some several many most one two three four five no every each"
     " another other any few both more dozens hundreds half multiple various"),
    ("Y", "his her their its my our your"),
    ("K", "and but or nor yet so when while if because although though whether as after before"
     " since until than once unless where why how whereas"),
    ("F", "of in on at by for with from to about into over under during against between among"
     " through within without near around outside inside toward towards across behind despite per"
     " via like upon following including until above"),
    ("B", "is are was were be been being am isn't wasn't isn’t wasn’t aren’t weren’t ’s ’re gets"
     " got"),
    ("X", "has have had having do does did will would can could may might should must won’t won't"
     " didn’t didn't hasn’t doesn’t don’t doesn't don't wouldn’t wouldn't used hadn’t haven’t"
     " couldn’t can’t"),
    ("M", "hours minutes days weeks months moments"
     " monday tuesday wednesday thursday friday saturday sunday january february march april"
     " june july august september october november december jan feb aug sept oct nov dec"),
    ("A", "according"),
):  # fmt: skip
    for _word in _words.split():
        _LETTERS.setdefault(_word, _tag)
for _form, _kind in CHARACTERISE.items():
    if _LETTERS.get(_form, "c") == "c":
        _LETTERS[_form] = "C" if _kind == "V" else "G"
for _form, _kind in SPEECH.items():
    _LETTERS[_form] = _kind
NAMES_OF_TITLES = frozenset(_TITLES.split())
FUNCTION_LETTERS = frozenset("RHWSDYKFBXAMCGV")
_POSSESSIVE = re.compile(r".[’']s$|s[’']$")
_PUNCTUATION = {
    ",": ",", ":": ":", ";": ";", ".": ".", "?": ".", "!": ".", "…": "w", "—": "-", "–": "-",
    "-": "-", "'": ",", "(": "(", ")": ")", "[": "(", "]": ")", "‘": ",", "’": ",",
}  # fmt: skip
# Conjunctions that open a clause beside the main one.
SUBORDINATE = frozenset("when while if after before because although though since once".split())
ROLES = frozenset(_ROLES.split())
# The last word of what is no person: Harbor News, the Green Party.
INSTITUTIONS = frozenset(
    "News Party Times Post House Street University College Journal Department Committee"
    " Council Court Bank Center Institute Foundation Association Company Group Union States"
    " Congress Senate Press Network Radio Magazine County City Church School Board Agency"
    " Commission Act Office Republicans Democrats Americans Week Day War Island Beach Hill"
    " Park River Lake Avenue".split()
)
# The word after "Secretary of" that belongs to the title.
OFFICES = frozenset(
    "State Defense Treasury Labor Commerce Energy Education Homeland Health Interior"
    " Agriculture Transportation Veterans War Staff Staffs Justice".split()
)


@lru_cache(maxsize=1 << 16)
def letter(word: str, opens_sentence: bool) -> str:
    """Return the letter of one token; `opens_sentence` says that its capital may mean nothing."""
    if word[0] in MASKS:
        return "Q"
    if len(word) == 1 and word in _PUNCTUATION:
        return _PUNCTUATION[word]
    lower = word.lower()
    if word[0].isupper():
        bare = lower.rstrip(".")
        if bare in NAMES_OF_TITLES and word != bare.upper():
            return "T"
        if _POSSESSIVE.search(word):
            return "Y"
        known = _LETTERS.get(lower)
        if known == "M" and lower not in ("march", "may"):
            return "M"
        if known in FUNCTION_LETTERS and (opens_sentence or known in "DHKFWSYR"):
            if len(word) == 1 and word != "I" and word != "A":
                return "N"
            return known
        if known == "r" and opens_sentence:
            return "r"
        return "N"
    known = _LETTERS.get(lower)
    if known is not None:
        return known
    if _POSSESSIVE.search(word):
        return "Y"
    if lower.endswith("ly") and len(lower) > 4 and lower not in ("family", "rally", "ally"):
        return "R"
    return "w"
