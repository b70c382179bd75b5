"""Title, source, authors and published date: what one line of a file says, and how we know.

Every function here reads a line that already stands in a telling place (above the first paragraph,
in a page's metadata, below the last one). Where a line stands is the business of `cleaning`; this
module never looks for a date in running text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.articles import PublishedKind
from index.cleaning.lines import ends_sentence
from index.english.bodies import COMPANIES, MEDIA, NEWSROOM, PAPERS
from index.english.calendar import ANY_MONTH, ANY_WEEKDAY, WEEKDAY, month_number
from index.english.patterns import any_of
from index.english.roles import JOURNALISTS
from index.english.titles import PARTICLES

_DATE = re.compile(
    rf"\b(?:(?P<month1>{ANY_MONTH})\b\.?\s+(?P<day1>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?,?\s+(?P<year1>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?(?P<month2>{ANY_MONTH})\b\.?,?"
    r"\s+(?:de\s+)?(?P<year2>\d{4})"
    r"|(?P<year3>\d{4})[-/](?P<month3>\d{1,2})[-/](?P<day3>\d{1,2})(?:T[\d:.]+(?:Z"
    r"|[+-]\d\d:?\d\d)?)?"
    r"|(?P<day4>\d{1,2})\.(?P<month4>\d{1,2})\.(?P<year4>\d{4})"
    r"|(?P<one5>\d{1,2})/(?P<two5>\d{1,2})/(?P<year5>\d{4}))(?!\d)",
    re.IGNORECASE,
)
# What may stand around a date on a line that says nothing else.
_DATE_LABEL = re.compile(
    r"^(?:(?:first |originally |article |date )*(?:published|posted|publié|veröffentlicht|stand"
    r"|publicado|pubblicato|issued|released|date|filed|created)(?: on| at| le| am| el)?\s*:?"
    r"|le|am|el)\s+",
    re.IGNORECASE,
)
_UPDATE_LABEL = re.compile(
    r"^(?:last )?(?:updated?|modified|revised|aktualisiert|mis à jour|actualizado)\b"
    r"(?: on| at| le| am)?\s*:?",
    re.IGNORECASE,
)
_DATE_FURNITURE = re.compile(
    rf"\b{ANY_WEEKDAY}\b\.?"
    r"|\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
    r"|\b(?:[ap]\.?m\b\.?|at|on|by|um|uhr|à|a las|first|originally|published|posted|updated?|last"
    r"|hours?|[A-Z]{2,4}T|GMT|UTC|Z|et|pt)\b|[+-]\d{4}|[|•·,;:()–—-]",
    re.IGNORECASE,
)
_CAPTION_DATE = re.compile(
    rf"\b{WEEKDAY},\s+(?P<date>[A-Z][a-zé]+\.?\s+\d{{1,2}},\s+\d{{4}})", re.IGNORECASE
)

_NAME_WORD = rf"(?:[^\W\d_a-zß-öø-ÿ][\w'’.\-]*|{any_of(PARTICLES)}(?= ))"
_NAME = re.compile(rf"^{_NAME_WORD}(?: {_NAME_WORD}){{1,4}}$")
_BYLINE = re.compile(
    r"^(?:(?:written |reported |story |words )?by|author|authors|von|par|por"
    r"|door)\b\s*:?\s+(?P<names>\S.*)$",
    re.IGNORECASE,
)
_NAME_BREAKS = re.compile(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b|\bwith\b)\s+")
# What follows a name on a byline and is no part of it.
_NAME_TAIL = re.compile(
    r"\s*(?:[|•·–—/].*|\bin [A-Z].*|\bfor [A-Z].*|\bat [A-Z].*|\bof [A-Z].*|\(.*|@.*"
    r"|\bupdated\b.*|\bpublished\b.*)$",
    re.IGNORECASE,
)
# Words that make a line of capitalised words a publication, a desk or a job, not a person.
ROLE_WORDS = re.compile(
    rf"\b(?:{any_of(JOURNALISTS | NEWSROOM | MEDIA)}|special (?:to|for)|the)\b",
    re.IGNORECASE,
)
_NAME_AND_JOB = re.compile(
    r"(?P<name>[A-Z][\w'’.-]+(?: [A-Z]\.)? [A-Z][\w'’-]+),? (?:in [A-Z]\w+"
    rf"|[\w ]{{0,40}}\b(?i:{any_of(JOURNALISTS)}))$"
)
_PUBLICATION = re.compile(
    r"[A-Z]{2,4}$|(?:The )?(?:[A-Z][\w.'’&()-]* ){0,4}"
    rf"(?:{any_of(map(str.title, PAPERS))}|TODAY)$"
)
_CORPORATE_SUFFIX = re.compile(rf"[,\s]+{any_of(COMPANIES)}\.?$", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"^(?:copyright|©|\(c\))[\s©:(c)]*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?:by\s+)?(?P<owner>[^\d.|]{3,60})",
    re.IGNORECASE,
)
_AGENCY = re.compile(r"^[^\s().][^().]{0,60}?\s*\((?P<agency>[A-Z][\w&. ]{1,24})\)\s*[—–-]+\s")
_BARE_DATELINE = re.compile(r"^(?:\S+\s+){0,6}?[—–]+$|^(?:\S+\s+){1,5}--?$")
# A broadcaster or agency is printed as an acronym: three letters, or more without a vowel.
# Two letters are a state or a country, and a place in capitals (PARIS, ROME) is neither.
_ACRONYM = re.compile(
    r"(?:^|\s)(?P<name>(?:[A-Z]{3}|[B-DF-HJ-NP-TV-Z]{4,5})(?:\s[A-Z][a-z]+)*)\s*[—–-]+$"
)


@dataclass(slots=True)
class Facts:
    """What a file says about its article; a field that it does not state stays empty."""

    title: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    published_kind: PublishedKind = PublishedKind.UNKNOWN
    published_evidence: str | None = None
    url: str | None = None

    def set_date(self, published: str, kind: PublishedKind, evidence: str) -> None:
        """Take a date unless a better-known one is there already."""
        known = self.published_kind
        if known is PublishedKind.EXPLICIT or (known is kind and self.published):
            return
        self.published, self.published_kind, self.published_evidence = published, kind, evidence


def find_date(text: str) -> str | None:
    """Return the first full date in a text as ISO 8601; None for none or an ambiguous one."""
    match = _DATE.search(text)
    return _iso(match) if match else None


def date_line(text: str) -> tuple[str, bool] | None:
    """Read a line that says nothing but a date.

    Returns the ISO date and whether the line calls itself an update; None for any other line.
    """
    if len(text) > 120:
        return None
    match = _DATE.search(text)
    iso = _iso(match) if match else None
    if not match or not iso:
        return None
    updated = bool(_UPDATE_LABEL.match(text))
    after = re.sub(r"(?i)\s*\bby\s+[\w .'-]{2,40}$", "", text[match.end() :])
    before = _DATE_LABEL.sub("", _UPDATE_LABEL.sub("", text[: match.start()]).strip() + " ")
    rest = _DATE.sub("", after)
    if _DATE_FURNITURE.sub("", before + " " + rest).strip(" ."):
        return None
    return iso, updated


def caption_month(caption: str) -> tuple[str, str] | None:
    """Read the month of an agency caption dated with its weekday, and the words it came from.

    Agencies date a picture so when it is new; one from the files says so first.
    """
    if re.match(r"(?i)\(?file\b", caption):
        return None
    match = _CAPTION_DATE.search(caption)
    iso = find_date(match["date"]) if match else None
    return (iso[:7], caption) if iso else None


def has_caption_date(text: str) -> bool:
    """Say whether a text holds a weekday with a full date, as agency captions print it."""
    return bool(_CAPTION_DATE.search(text))


def is_name(text: str) -> bool:
    """Say whether a text has the shape of a person's name: two to five capitalised words."""
    return bool(len(text) <= 60 and _NAME.match(text) and not ROLE_WORDS.search(text))


def name_and_job(text: str) -> str | None:
    """Return the name on a line such as "Jane Doe Transport correspondent"; None for any other."""
    match = _NAME_AND_JOB.match(text) if len(text) <= 90 else None
    return match["name"] if match and is_name(match["name"]) else None


def name_and_publication(text: str) -> tuple[str, str] | None:
    """Return both parts of a line such as "Jane Doe, The Harbour Herald"; None for any other."""
    name, _, publication = text.partition(", ")
    return (name, publication) if is_name(name) and is_publication(publication) else None


def is_publication(text: str) -> bool:
    """Say whether a line is the name of a newspaper or an agency, alone on its line."""
    if not text[:1].isupper() or len(text) > 40 or ends_sentence(text):
        return False
    return bool(_PUBLICATION.match(text))


def byline(text: str) -> tuple[str, ...]:
    """Return the names on a line such as "By Jane Doe and John Roe"; () for any other line."""
    if len(text) > 200:
        return ()
    match = _BYLINE.match(text)
    return names(match["names"]) if match else ()


def names(text: str) -> tuple[str, ...]:
    """Return the person names in a list of names, job titles and places left out."""
    found: list[str] = []
    without_date = _DATE.sub("|", text)
    for part in _NAME_BREAKS.split(without_date):
        name = _NAME_TAIL.sub("", part).strip(" .,|")
        if (name.isupper() and not ROLE_WORDS.search(name) and _NAME.match(name)) or is_name(name):
            found.append(name)
        elif not found:
            return ()
    return tuple(dict.fromkeys(found))


def copyright_owner(text: str) -> str | None:
    """Return whose copyright a line states, the corporate suffix left out; None without one."""
    match = _COPYRIGHT.match(text)
    if not match:
        return None
    owner = re.split(r"(?i)[.,;]?\s+all rights", match["owner"])[0]
    owner = _CORPORATE_SUFFIX.sub("", owner.strip(" .,©")).strip(" .,")
    return owner if owner[:1].isupper() and len(owner.split()) <= 8 else None


def bare_dateline(text: str) -> bool:
    """Say whether a line is nothing but a dateline: a few words and a dash."""
    return len(text) <= 60 and any(map(str.isalpha, text)) and bool(_BARE_DATELINE.match(text))


def dateline_source(text: str) -> str | None:
    """Return the agency that a dateline names: "PLACE (Agency) - Text" or a line "ABC —"."""
    head = text[:120]
    if bare_dateline(text):
        match = _ACRONYM.search(head)
        return match["name"] if match else None
    match = _AGENCY.match(head)
    return match["agency"] if match else None


def _iso(match: re.Match[str]) -> str | None:
    """Return a matched date as ISO 8601; None when it is no date or may be read two ways."""
    groups = match.groupdict()
    if groups["one5"]:
        one, two = int(groups["one5"]), int(groups["two5"])
        if one <= 12 and two <= 12 and one != two:
            return None
        month, day = (one, two) if two > 12 or one == two else (two, one)
        return _valid(int(groups["year5"]), month, day)
    for number in "1234":
        if groups[f"year{number}"]:
            name = groups[f"month{number}"].lower()
            month = int(name) if name.isdigit() else month_number(name) or 0
            return _valid(int(groups[f"year{number}"]), month, int(groups[f"day{number}"]))
    return None


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
