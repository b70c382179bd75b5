"""The signs by which a single line shows that it is no part of the article.

A line is dropped for what it says only when all of it says so: every pattern is matched from the
first word and comes with the largest number of words that such lines have. Body text that is lost
is worse than debris that stays, so a doubtful line stays. The words are those of the web in
general, gathered from the pages of many publishers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.cleaning.lines import ends_sentence


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern that gives a line away, the most words such a line has, and the reason."""

    reason: str
    pattern: re.Pattern[str]
    max_words: int


def _sign(reason: str, max_words: int, *alternatives: str) -> Sign:
    pattern = re.compile(rf"(?:{'|'.join(alternatives)})", re.IGNORECASE)
    return Sign(reason, pattern, max_words)


_END = r"\s*[.:!…»>→]*$"

# Signs that hold wherever the line stands.
ANYWHERE = (
    _sign("separator", 40, r"[\W_]+$"),
    _sign("link", 3, r"(?:https?://|www\.)\S+$"),
    _sign(
        "advertisement",
        12,
        rf"(?:advertisements?|advertorial|anzeige|werbung|publicit[ée]|publicidad|pubblicità"
        rf"|advertentie)"
        rf"(?: \d+)?{_END}",
        rf"(?:sponsored|promoted|paid)(?: content| post| by .{{1,40}})?{_END}",
        rf"supported by{_END}",
        rf"(?:story|article|content) continues (?:below|after).{{0,40}}{_END}",
        rf"continue reading(?: the main story| below)?{_END}",
        r"(?:skip|scroll)(?: past)? (?:this )?(?:ad|advert|advertisement)\b.*",
        rf"(?:video )?ad feedback{_END}",
    ),
    _sign("navigation", 8, rf"skip to [\w ]+{_END}", rf"back to (?:the )?top{_END}"),
    _sign(
        "share tools",
        12,
        rf"(?:share|tweet|email|print|save) this(?: (?:article|story|page|post))?\b.{{0,40}}{_END}",
        r"share (?:on|via|to) (?:facebook|twitter|x|whatsapp|linkedin|reddit|e-?mail)\b.{0,60}",
        rf"copy (?:this )?link(?: to clipboard)?{_END}",
        r"follow us on .{1,60}",
        r"(?:click|tap) to (?:share|print|email)\b.*",
    ),
    _sign(
        "newsletter",
        60,
        r"sign[- ]?up (?:here|now|today|to get|to receive)\b",
        r"sign[- ]?up (?:for|to) .{0,160}\b(?:newsletters?|inbox|e-?mails?|alerts?|briefing|team"
        r"|text)\b",
        r"sign[- ]?up for .{1,60}: ",
        rf"sign[- ]?up{_END}",
        r"subscribe to .{0,80}\bnewsletters?\b",
        r"get .{0,120}\b(?:in|to) your (?:inbox|texts|email)\b",
        r"get .{0,60}\bnewsletters?\b",
        r"[^.:]{3,40}: sign[- ]?up (?:for|now|today|here|to)\b",
        r".{0,300}\bdelivered (?:directly |straight |right )?(?:to|in) your inbox\b",
        r".{0,60}\bnewsletter\b.{0,40}\bsign[- ]?up\b",
        r".{0,120}\? sign[- ]?up for\b.{0,80}\bnewsletter\b",
        r"(?:would you like|want) to receive .{0,60}\bnewsletter\b",
        r"the .{1,40} newsletter (?:provides|brings|gives) you\b",
        r"(?:editor['’]s note: )?(?:a version of this (?:story|article)|this (?:story|article"
        r"|essay))"
        r" (?:first |originally )?(?:appear|ran|was (?:first |originally )?(?:published|sent))\w*"
        r" .{0,80}\bnewsletter\b",
        r"by signing up\b",
        r"enter your e-?mail\b",
        rf"(?:your )?e-?mail address{_END}",
        r"thank(?:s| you) for (?:signing up|subscribing)\b",
    ),
    _sign(
        "subscription",
        45,
        rf"subscribe(?: now| today| here| for free|(?: &| and| \+) save)?{_END}",
        r"subscribe to [^.!?]{1,60}$",
        r"already (?:a )?(?:subscribe[rd]|registered|member)\b.*",
        r"to (?:continue|keep) reading\b.{0,80}\b(?:subscri|regist|sign|log|account)",
        r"(?:get |for )?unlimited (?:digital )?access\b",
        r"support (?:local|our|independent|quality) journalism\b",
        r"thank you for supporting our journalism\b",
        r"become an? (?:member|subscriber|supporter)\b.{0,60}",
        r"start your (?:free )?trial\b",
        r"(?:this|these) (?:articles?|stor(?:y|ies)|content) (?:is|are)(?: only| exclusively)?"
        r" (?:available )?(?:for|to) .{0,30}\bsubscribers\b",
        rf"(?:just|only|exclusive) for subscribers{_END}",
        r"you have .{1,20} free articles?\b",
        rf"donate(?: now| today)?{_END}",
    ),
    _sign(
        "comment form",
        25,
        r"please enter your (?:comment|name|e-?mail)\b.{0,40}",
        r"(?:leave|post|write|add) a (?:reply|comment)\b.{0,40}",
        r"leave (?:us )?(?:your )?comments?\b.{0,40}$",
        r"your e-?mail address will not be published\b",
        r"save my name\b.{0,60}\bbrowser\b",
        r"(?:log|sign) in to (?:leave a |post a |write a )?(?:comment|reply)\b",
        rf"(?:view |show |see |read |load )?(?:all )?(?:\d+ )?comments(?: \(\d+\))?{_END}",
        r"comments (?:are|have been) (?:closed|disabled|turned off)\b.*",
        rf"(?:join|be part of) the (?:conversation|discussion){_END}",
        r"you must be logged in\b",
    ),
    _sign(
        "video",
        40,
        r".{0,250}\b\d{1,2}:\d{2}(?::\d{2})?\s*[-–—|•]\s*source:\s*\S.{0,40}$",
        r"this video (?:file )?(?:can ?not|can't|is no longer|is not|isn['’]t)\b",
        r"(?:hit|press|click) play\b.{0,80}\b(?:player|video|podcast|listen)\b",
        rf"(?:now playing|watch (?:this|the) video|play video|video (?:unavailable|player)){_END}",
        r"javascript (?:is|must be)\b.*|please enable javascript\b.*",
    ),
    _sign(
        "consent notice",
        120,
        r"(?:we|this (?:site|website)) uses? cookies\b",
        r"we will use the (?:details|information) you have shared\b",
        r"if you wish to object to the use of your data\b",
        r"by (?:continuing|clicking|using|browsing)\b.{0,80}\byou (?:agree|accept|consent)\b",
        r"this site is protected by recaptcha\b",
    ),
    _sign(
        "affiliate notice",
        70,
        r"(?:we|if you|.{1,30}\bmay|when you)\b.{0,200}\b(?:earn|receive) (?:an?|some)?(?: small)?"
        r" ?(?:affiliate )?(?:commission|fee)s?\b",
    ),
    _sign(
        "copyright",
        50,
        r"(?:©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4})).*",
        rf".{{0,200}}\ball rights reserved{_END}",
        r"this material may not be published, broadcast\b",
    ),
    _sign(
        "contributor line",
        60,
        r"contributing(?: writers?| reporters?)?\s?:",
        r"(?:additional|with) (?:reporting|files|additional reporting) (?:by|from)\b",
        r"(?:reporting|editing|writing|compiled|edited|produced) by [A-Z]",
        r".{0,80}\bcontributed (?:to this (?:report|story|article)|reporting)\b[^.]{0,40}\.?$",
        r"from .{2,60}\b(?:wire|staff) reports?\.?$",
    ),
    _sign(
        "publisher's note",
        16,
        r"our standards: ",
        r"follow .{1,40} coverage (?:of|at|on)\b.{0,80}https?://",
        r"more .{1,40}: https?://",
        r"\(?this (?:story|article|post) (?:has been|was|will be|is being) updated\b",
        r"\(?this is a (?:breaking|developing)(?: news)? story\b",
    ),
    _sign(
        "author box",
        60,
        r"(?:contact|e-?mail|reach|connect with|follow)\b.{0,200}(?:\w@\w|@\w|\bon (?:twitter|x"
        r"|instagram|facebook|threads|bluesky|linkedin)\b)",
        r".{0,200}\b(?:can be (?:reached|contacted)|reach (?:him|her|them|me|out)|follow (?:him"
        r"|her|them|me)"
        r"|email (?:him|her|them|me)|contact (?:him|her|them|me))\b.{0,120}(?:\w@\w|@\w"
        r"|\bon (?:twitter|x|instagram|facebook)\b)",
        r".{0,80}\bis on twitter\b",
        r"(?:got|have) an? (?:tip|question|story idea|correction)\b.{0,160}@",
        r"(?:e-?mail|twitter|phone|contact)\s?:.{0,80}(?:@|\d{3})",
        r"\S+@\S+\.\w+$",
        r"(?:follow|contact) the (?:author|reporter|writer)\b.{0,80}",
    ),
    _sign(
        "related link",
        40,
        r"(?:(?:read|see|learn|find out|watch|click|know|view|hear)(?: the)? more|more"
        r"|also (?:read|see)"
        r"|related(?: (?:article|story|stories|articles|coverage|content|links?|video))?"
        r"|read (?:also|next|now)|see also|recap|don['’]t miss|(?:you may|you might) also like"
        r"|further reading|earlier coverage|previous coverage|full coverage|recommended"
        r"|lire aussi|à lire(?: aussi)?|lesen sie auch|mehr zum thema|leer más|lee también"
        r"|leggi anche|lees ook)"
        r"\s*[:|►»>]\s*\S",
        r"(?:read|learn|see|find out|view) more (?:at|about|on|from|here"
        r"|in)\b[^.]{0,100}(?:\.\w+[^.]{0,60})?\.?$",
        r"click here\b.{0,100}",
        r"need a break\? play\b",
        r"(?:listen to|watch|read) (?:the full|our full|this) (?:episode|story|interview"
        r"|article)\b[^.]{0,80}$",
    ),
)

# A label and a headline glued to it without a space: how links lose their markup.
_GLUED_LABEL = re.compile(r"(?P<label>['‘\"“`]?[A-Z][^:.!]{2,50}):(?P<headline>['‘\"“]?[A-Z].*)$")
# Labels in front of a headline that is a link even when a space was kept.
_LINK_LABEL = re.compile(
    r"(?:PHOTOS?|VIDEOS?|GALLERY|WATCH|LISTEN|OPINION|EDITORIAL|INTERACTIVE|GRAPHIC|PODCAST|QUIZ"
    r"|READ"
    r"|RELATED|MORE|LIVE(?: UPDATES)?|ANALYSIS|Photos|Video|Watch|Listen|Podcasts?|Gallery|Quiz"
    r"|Interactive|STORY)\s?:\s?\S"
)

# Signs that hold only outside the running text: before its first paragraph or after its last.
AT_THE_EDGES = (
    _sign(
        "navigation",
        6,
        rf"(?:sections?|search|menu|home|log ?in|sign in|register|my account|account|next"
        rf"|previous|print|close"
        rf"|help|contact(?: us)?|about(?: us)?|advertise(?: with us)?|work with us|careers|jobs"
        rf"|site ?map"
        rf"|site index|faqs?|terms(?: (?:of|and) [\w &]+)?|privacy(?: (?:policy|notice))?"
        rf"|cookies?(?: (?:policy|settings))?|your ad choices|accessibility|explore more"
        rf"|show more|load more"
        rf"|view all|see all|toggle navigation|image|open image.*|enlarge.*|subscriptions?"
        rf"|published|updated|page \d+ of \d+"
        rf"|(?:next|previous) (?:article|story|post)){_END}",
    ),
    _sign(
        "share tools",
        6,
        rf"(?:share|tweet|facebook|twitter|x|whatsapp|linked ?in|pinterest|reddit|e-?mail"
        rf"|instagram|telegram"
        rf"|bookmark|reuse this content|save|copied|follow us|like us|\d+ shares?"
        rf"|\d+ likes?){_END}",
    ),
    _sign(
        "tags",
        40,
        r"(?:tags?|topics?|filed under|categor(?:y|ies)|keywords?|more on|in this (?:story"
        r"|article))\s*[:|]",
    ),
    _sign(
        "reading time",
        8,
        rf"(?:\d+|one|two|three|four|five)[ -]?min(?:ute)?s?(?: read| to read)?{_END}",
        r"reading time\b",
        rf"listen to (?:this )?(?:article|story){_END}",
    ),
)

# Labels above a list of links to other articles.
_LINK_LIST_LABEL = re.compile(
    r"(?:latest|recent|related|more|other|top|popular|trending|recommended|most (?:read|popular"
    r"|viewed|shared))"
    r"(?: (?:from|in|on) [\w &']{1,30})?(?: \w+)? ?(?:posts?|stories|articles|news|coverage"
    r"|reading|links|headlines|videos?)"
    r"(?: (?:from|in|on|for) [\w &']{1,30})?$"
    r"|(?:you may also like|you might also like|recommended(?: for you| reading)?|read next"
    r"|up next|trending(?: now)?"
    r"|most (?:read|popular|viewed)|editors?['’] picks?|explore more|what to read next|read more"
    r"|related|earlier coverage"
    r"|more to (?:read|explore)|(?:explore )?more on (?:this|these) (?:story|stories|topics?"
    r"|subject)|related topics?|lire aussi|mehr zum thema|leggi anche|te puede interesar)$",
    re.IGNORECASE,
)

_CREDIT_LINE = re.compile(
    r"\(?(?:image|photo|photograph|picture|video|illustration|graphic|foto)s?\s?"
    r"(?:credits?\b|source\b|courtesy\b|by\b|:)[\s:]*\S"
    r"|\(?(?:credits?|courtesy(?: of)?)\s?:\s*\S"
    r"|\(?(?:AP|EPA|AFP|Reuters)\s(?:Photo|Image)s?\b"
    r"|©\s?[^\W\d]",
    re.IGNORECASE,
)
_MAX_CREDIT_WORDS = 15
# A credit at the end of a caption: "(AP Photo/Name)", "Photograph: Name/Agency", "Name/Agency".
_TRAILING_CREDIT = re.compile(
    r"(?P<credit>\((?i:[^()]{0,40}\b(?:photo|image|picture|photograph)s?\s?(?:credit|courtesy"
    r"|by\b|via\b|:|/))[^()]{0,80}\)"
    r"|\((?:AP|EPA|AFP) (?:Photo|Image)s?\b[^()]{0,80}\)"
    r"|(?<=[.!?”\"] )\([A-Z][^()/]{2,40}/[A-Z][^()]{2,40}\)"
    r"|(?i:(?:photo(?:graph)?|image|picture)(?: credit)?|credit):\s?[^.:]{2,80}"
    r"|(?<=[.!?”\"] )[A-Z][\w.'’\-]+(?:"
    r" [A-Z][\w.'’\-]+){0,3}\s?/\s?[A-Z][^.:!?/]{1,40}(?:/[^.:!?/]{1,30})?)$"
)
_MAX_CAPTION_LENGTH = 700  # characters
_CAPTION_LABEL = re.compile(
    r"(?P<label>(?:image|photo|picture|media|video)?\s?caption[,:]?|(?:photo|image|pictured"
    r"|picture|above|below)\s?:|pictured,)\s*(?=\S)",
    re.IGNORECASE,
)
FILE_PHOTO = re.compile(r"\(?FILE(?: PHOTO| PICTURE| IMAGE)?\s?[-–—:]\s?\S")


_UNSPACED = re.compile(r"[\u3040-\u9fff]")


def word_count(text: str) -> int:
    """Return the number of words; two characters count as one in scripts without spaces."""
    words = len(text.split())
    return words if text.isascii() else words + len(_UNSPACED.findall(text)) // 2


def sign_of(text: str, signs: tuple[Sign, ...]) -> str | None:
    """Return the reason to drop a line for what it says, or None."""
    words = word_count(text)
    for sign in signs:
        if words <= sign.max_words and sign.pattern.match(text):
            return sign.reason
    return None


def is_link_line(text: str) -> bool:
    """Say whether a line is a label with the headline of another article."""
    if word_count(text) > 30 or text.endswith("."):
        return False
    if _LINK_LABEL.match(text):
        return True
    glued = _GLUED_LABEL.match(text)
    return bool(glued and word_count(glued["headline"]) >= 4)


def is_link_list_label(text: str) -> bool:
    """Say whether a line stands above a list of links to other articles."""
    label = text.rstrip(" :.…")
    return len(label) <= 60 and bool(_LINK_LIST_LABEL.match(label))


# Sections that the menus of news sites and blogs share.
_SECTION_NAME = re.compile(
    r"[-*•‣◦▪● ]*(?:home|news|world|politics|business|economy|money|finance|opinions?|comment"
    r"|sports?"
    r"|culture|arts?|books?|literature|music|films?|movies?|tv|theat(?:er|re)|dance|games?|gaming"
    r"|technology|tech|science|health|wellness|fitness|food|drinks?|recipes|travel|fashion|style"
    r"|lifestyle|life|education|environment|climate|religion|faith|shopping|gardening|crafts"
    r"|photos?"
    r"|videos?|podcasts?|events|local|national|international|entertainment|celebrity|weather"
    r"|networking|causes|party|uncategorized|other|family|parenting|cars|property|jobs)"
    r"(?:\s?[/&]\s?\w+)?$",
    re.IGNORECASE,
)


def names_section(text: str) -> bool:
    """Say whether a line is the name of a section as site menus have them."""
    return bool(_SECTION_NAME.match(text))


def is_credit_line(text: str) -> bool:
    """Say whether a line is nothing but the credit of a picture."""
    if word_count(text) > _MAX_CREDIT_WORDS or not _CREDIT_LINE.match(text):
        return False
    return not text.endswith(".") or "/" in text


def split_credit(text: str) -> tuple[str, str | None]:
    """Split a caption from the credit that is printed behind it, if one is."""
    match = _TRAILING_CREDIT.search(text) if len(text) <= _MAX_CAPTION_LENGTH else None
    if not match or match.start() == 0:
        return text, None
    return text[: match.start()].rstrip(), match["credit"]


def is_picture_label(text: str) -> bool:
    """Say whether a line only says that a picture is next."""
    return bool(re.match(r"(?i)(?:open |view )?(?:image|photo|picture|video)s?[:.]?$", text))


def caption_label(text: str) -> str | None:
    """Return the label in front of a caption ("Image caption, "), or None."""
    match = _CAPTION_LABEL.match(text[:60])
    return match[0] if match else None


def is_prose(text: str) -> bool:
    """Say whether a line reads as running text: a sentence of some length."""
    words = word_count(text)
    return words >= 25 or (words >= 8 and ends_sentence(text))


def is_heading_shaped(text: str) -> bool:
    """Say whether a line could stand above a section: short, and not the end of a sentence."""
    if len(text) > 110 or word_count(text) > 14 or text[0].islower():
        return False
    if text.endswith("?"):
        return text[0] not in "\"“'‘«-—–"
    return not ends_sentence(text) and text[-1] not in ",;:-—–"
