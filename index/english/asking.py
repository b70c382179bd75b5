"""The words of questions: what asks, what speaks, and what is said of articles."""

from __future__ import annotations

# One letter a class; `qa/questions/letters.py` reads questions as strings of them. A word that
# stands in two classes has the first that fits.
CLASSES: dict[str, str] = {
    # what asks
    "Q": "what what's whats which anything everything something nothing whatever",
    "W": "who who's whos whom whose anyone anybody someone somebody nobody everyone everybody",
    "H": "how",
    "Y": "why",
    "N": "when where when's where's",
    "L": "list show count find name give get read pull",
    # helpers
    "D": "did does do has have had didn't doesn't don't hasn't haven't didnt doesnt dont",
    "B": "is are was were be been being isn't wasn't aren't weren't isnt wasnt",
    "M": "can could will would should may might must can't won't",
    # speech: plain verbs, verbs that say more, verbs of thought, nouns
    "S": (
        "say says said saying tell tells told telling speak speaks spoke spoken speaking talk "
        "talks talked talking state states stated stating mention mentioned comment comments "
        "commented commenting remark remarked tweet tweets tweeted write writes wrote post posted "
        "posts express expressed voiced voice reply replied replies respond responds responded "
        "responding react reacts reacted answer answered"
    ),
    "q": "quoted quote quotes quoting quotation quotations quot cited cite citing",
    "T": (
        "argue argues argued claim claims claimed warn warns warned deny denies denied call calls "
        "called calling describe describes described describing suggest suggests suggested "
        "promise promises promised admit admits admitted recall recalls recalled remember "
        "remembers remembered recount recounts recounted add added testify testified insist "
        "insists insisted predict predicts predicted acknowledge acknowledges acknowledged "
        "declare declares declared complain complains complained threaten threatens threatened "
        "praise praises praised criticize criticizes criticized criticise criticises criticised "
        "agree agrees agreed disagree disagrees disagreed explain explains explained boast boasts "
        "boasted brag bragged fear fears feared accuse accuses accused vow vows vowed joke jokes "
        "joked note notes noted stress stressed urge urges urged brand branded label labelled "
        "labeled dub dubbed defend defends defended condemn condemns condemned blame blames "
        "blamed mourn mourned thank thanked apologise apologised apologize apologized confirm "
        "confirms confirmed dismiss dismissed hail hailed slam slammed blast blasted mock mocked "
        "plead pleaded justify justified characterise characterised characterize characterized "
        "compare compared portray portrayed refer referred put puts ask asks asked demand "
        "demanded reveal revealed announce announced report reported reject rejected welcome "
        "welcomed oppose opposed support supported advise advised speculate"
    ),
    "K": (
        "think thinks thought thinking believe believes believed feel feels felt feeling hope "
        "hopes hoped hopeful expect expects expected see sees view views consider considers "
        "worried worry worries confident surprised convinced optimistic doubt doubts doubted want "
        "wanted wants"
    ),
    "V": (
        "statement statements remarks comment comments words reaction reactions response "
        "responses reply answer take view views opinion opinions position positions stance "
        "thoughts attitude criticism criticisms explanation explanations tribute tributes plea "
        "warning warnings judgment judgement assessment recollection recollections account "
        "message claim claims argument arguments testimony feelings impression impressions "
        "verdict defence defense denial apology complaint complaints prediction predictions "
        "advice tweet tweets reasoning justification interpretation perspective sentiment "
        "sentiments concerns objection objections description praise promise promises excuse "
        "rebuttal condemnation quip anecdote"
    ),
    # articles
    "R": (
        "article articles story stories piece pieces item items coverage writeup write-up text "
        "texts reporting"
    ),
    "U": (
        "published publish publishes printed print prints ran run appeared appear wrote written "
        "write writes author authors authored byline bylines byline's headline headlines "
        "headlined title titled titles dated date dates publication publications outlet outlets "
        "newspaper newspapers paper papers source sources publisher publishers journalist "
        "journalists reporter reporters writer writers website websites site sites credited "
        "posted released"
    ),
    "X": (
        "mention mentions mentioned mentioning cover covers covering covered discuss discusses "
        "discussed discussing deal deals dealing name names named naming refer refers reference"
    ),
    "C": "collection library archive database corpus index here",
    "G": "newest latest oldest earliest recent most-recent first last",
    # the rest of the frame
    "A": "about on regarding concerning over toward towards re",
    "F": "of by from",
    "P": (
        "to for in at with after before during since against into under upon as when if that "
        "whether"
    ),
    "I": "i you we me us your my our",
    "h": "he she they him her them it its his their hers theirs",
    "E": "the a an this these those any some all each both every no other own exact",
    "J": "and or but &",
}
# Words of one letter's class that are never a name, nor the end of one.
WORDS_OF_QUESTIONS = frozenset(word for words in CLASSES.values() for word in words.split())
