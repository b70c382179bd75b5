"""Paragraphs of a raw file to an article's title, facts and blocks, and what was dropped and why.

An editor with a printout and a pencil works in this order, and so does `clean`: strike out what
gives itself away anywhere (advertisements, newsletter lines); find the captions by their credits;
find where the running text begins and ends; read the head above it (title, byline, date) and the
tail below it (author box, lists of links) with less patience than the middle; then tell headings
and block quotations from body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from index.articles import BlockKind, Dropped, PublishedKind
from index.cleaning import debris, metadata
from index.cleaning.lines import Paragraph, ends_sentence, is_list_item
from index.cleaning.metadata import Facts
from index.cleaning.splices import second_article

MAX_TITLE_WORDS = 35
MAX_CAPTION_WORDS = 70
TOLD_AGAIN = 0.5  # of the words of a headline stand again in the first two paragraphs
HEAD_LENGTH = 15  # paragraphs without running text that a head may have before it is a list
MIN_CATEGORY_ITEMS = 6
CATEGORY_WORDS = 2.6  # mean words of the items of a category list
SECTION_SHARE = 0.25  # of the items of a category list that are names of common sections
VIDEO_TITLE_WORDS = 20

# "… in a second term." [The Publication]: the source of a block quotation, in brackets.
_QUOTE_SOURCE = re.compile(r"\s*\[(?P<source>[A-Z][^\[\]]{1,60})\]$")
_LOWERCASE_IN_NAMES = {"of", "the", "and", "for", "de", "la", "le", "du", "der", "die", "&"}
# A caption tells what a picture shows, in the present; these words tell what happened.
_REPORTING = re.compile(
    r"\b(?:sa(?:id|ys)|told|was|were|had|have|has|will|would|announced|reported|died|born"
    r"|according)\b"
)
_FIELD_LINE = re.compile(
    r"(?P<key>title|headline|authors?|by|byline|date|published|publication date|source|publication"
    r"|publisher|url|link)\s*:\s+(?P<value>\S.*)$",
    re.IGNORECASE,
)
_BIOGRAPHY = re.compile(
    r"(?P<name>[^\W\d_a-z][\w.'’\-]*(?: [^\W\d_a-z][\w.'’\-]*){0,4}),? (?:is|was|has|covers"
    r"|writes|joined|reports|works|worked|began)\b"
)
_BIOGRAPHY_ROLE = re.compile(
    r"\b(?:reporter|journalist|correspondent|columnist|editor|writer|author|contributor"
    r"|freelance\w*"
    r"|professor|fellow|newsroom|has (?:worked|written)|writes (?:about|for)|covers)\b",
    re.IGNORECASE,
)
_JOURNALIST = re.compile(
    r"is an? (?:[\w-]+ ){0,5}(?:reporter|journalist|correspondent|columnist|writer|editor)"
    r" (?:for|at|with|based|covering|who covers)\b"
)
_FIRST_PUBLISHED = re.compile(
    r"\(?(?:this (?:article|story|post|report|essay|column) (?:was |has been )?)?(?:first"
    r"|originally)?\s?"
    r"(?:published|posted|appeared)\b",
    re.IGNORECASE,
)


# "Q: …", "LUND: …": a turn of an interview; a row of a table. Neither is a heading.
_SPOKEN = re.compile(r"(?:[QA]|[A-Z][A-Z .'’-]{1,40}):\s|[^|\n]*(?: \| |\n)")


@dataclass(slots=True)
class Piece:
    """A paragraph on its way: open until it has a kind, which keeps it, or a reason to drop it."""

    paragraph: Paragraph
    text: str
    kind: BlockKind | None = None
    reason: str | None = None
    credit: str | None = None
    cuts: list[Dropped] = field(default_factory=list)  # cut off a piece that itself is kept

    @property
    def is_open(self) -> bool:
        """Say whether nothing is decided yet."""
        return self.kind is None and self.reason is None

    def drop(self, reason: str) -> None:
        """Leave this piece out of the article."""
        self.kind, self.reason = None, reason


@dataclass(slots=True)
class Cleaned:
    """What is left of a raw file: facts, blocks as (kind, text, credit), and what was dropped."""

    facts: Facts = field(default_factory=Facts)
    blocks: list[tuple[BlockKind, str, str | None]] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    second_article_line: int | None = None


def clean(paragraphs: Iterable[Paragraph], facts: Facts | None = None) -> Cleaned:
    """Sort the paragraphs of one raw file into an article and what is no part of it.

    `facts` are those known from elsewhere (fields of a record, a page's metadata); they win over
    what the text says. Takes time linear in the text.
    """
    cleaned = Cleaned(facts or Facts())
    pieces = [Piece(p, p.text, p.kind, p.reason, p.credit) for p in paragraphs]
    mark_signs(pieces)
    mark_videos(pieces)
    mark_captions(pieces, cleaned.facts)
    read_head(pieces, cleaned.facts)
    read_author_box(pieces, cleaned.facts)
    mark_link_lists(pieces)
    read_tail(pieces, cleaned.facts)
    mark_headings(pieces)
    mark_quotations(pieces)
    assemble(pieces, cleaned)
    return cleaned


def mark_signs(pieces: list[Piece]) -> None:
    """Drop the lines that give themselves away wherever they stand."""
    for piece in pieces:
        if piece.is_open:
            piece.reason = debris.sign_of(piece.text, debris.ANYWHERE)
        if piece.is_open and debris.is_link_line(piece.text):
            piece.reason = "related link"


def mark_videos(pieces: list[Piece]) -> None:
    """Drop the title of a video: the line between a video label or a story and its length."""
    for i, piece in enumerate(pieces):
        if piece.reason != "video" or not re.match(r"\d", piece.text):
            continue
        title, label = pieces[max(i - 1, 0)], pieces[max(i - 2, 0)]
        is_title = debris.word_count(title.text) <= VIDEO_TITLE_WORDS
        if title.is_open and is_title and not title.text.endswith("."):
            title.drop("video")
            if label.is_open and re.match(r"(?i)video\b(?: \w+){0,3}$", label.text):
                label.drop("video")


def mark_captions(pieces: list[Piece], facts: Facts) -> None:
    """Find captions by their labels, their credits and their dates; take the credits off."""
    for before, piece in _neighbours(pieces):
        if piece.is_open and debris.is_credit_line(piece.text):
            piece.drop("credit")
            if _is_caption_above(before, piece):
                before.kind = BlockKind.CAPTION
    for piece in pieces:
        if piece.is_open and _is_caption(piece.text):
            piece.kind = BlockKind.CAPTION
    for label, piece in _neighbours(pieces):
        if (
            piece.kind is BlockKind.CAPTION
            and label.is_open
            and debris.is_picture_label(label.text)
        ):
            label.drop("caption label")
    for piece in pieces:
        if piece.kind is BlockKind.CAPTION:
            _trim_caption(piece, facts)


def _is_caption_above(before: Piece, credit: Piece) -> bool:
    """Say whether the line above a photo credit is the caption: adjacent, or clearly no story."""
    if not before.is_open or debris.word_count(before.text) > MAX_CAPTION_WORDS:
        return False
    return not credit.paragraph.spaced and before.paragraph.spaced


def _is_caption(text: str) -> bool:
    if debris.word_count(text) > MAX_CAPTION_WORDS or is_list_item(text):
        return False
    if debris.caption_label(text) or debris.FILE_PHOTO.match(text):
        return True
    if debris.split_credit(text)[1]:
        return True
    return (
        metadata.has_caption_date(text) and not _REPORTING.search(text) and _is_one_sentence(text)
    )


def _is_one_sentence(text: str) -> bool:
    return ends_sentence(text) and not re.search(r"[a-z]{3,}[.!?] +[A-Z]", text[:-1])


def _trim_caption(piece: Piece, facts: Facts) -> None:
    """Take label and credit off a caption, and read the month off an agency's date."""
    label = debris.caption_label(piece.text)
    if label:
        piece.cuts.append(Dropped(label.strip(), "caption label"))
        piece.text = piece.text[len(label) :]
    piece.text, credit = debris.split_credit(piece.text)
    for part in (credit, piece.credit):
        if part:
            piece.cuts.append(Dropped(part, "credit"))
    piece.credit = None
    dated = metadata.caption_month(piece.text)
    if dated:
        facts.set_date(dated[0], PublishedKind.INFERRED, dated[1])


def read_head(pieces: list[Piece], facts: Facts) -> None:
    """Read title, byline, date, dateline and address above the running text; drop what is left."""
    _read_fields(pieces, facts)
    end = _body_start(pieces)
    title = _read_title(pieces, end, facts)
    if title is not None:
        end = max(end, _body_start(pieces, after=title))
    head = pieces[:end]
    for piece in head:
        _read_dateline(piece, facts)
    _read_split_byline(head, facts)
    for piece in head:
        if piece.is_open or (piece.reason == "link" and not facts.url):
            _read_head_line(piece, facts)
    _read_desks(head, facts)
    if title is not None:
        for piece in head[:title]:
            if piece.is_open:
                piece.drop("above the title")
        for piece in head[title:]:
            if piece.is_open and piece.paragraph.is_linked:
                piece.drop("navigation")
    for piece in pieces[: end + 1]:
        if piece.is_open and not facts.source:
            facts.source = metadata.dateline_source(piece.text)


def _read_fields(pieces: list[Piece], facts: Facts) -> None:
    """Read "Key: value" lines at the very top, as exported articles carry them."""
    for piece in pieces[:HEAD_LENGTH]:
        match = _FIELD_LINE.match(piece.text) if piece.is_open else None
        if not match:
            return
        if _take_field(match["key"].lower(), match["value"], facts):
            piece.drop("field")


def _take_field(key: str, value: str, facts: Facts) -> bool:
    if key in {"title", "headline"}:
        facts.title = facts.title or value
    elif key in {"author", "authors", "by", "byline"}:
        facts.authors = facts.authors or metadata.names(value) or (value,)
    elif key in {"source", "publication", "publisher"}:
        facts.source = facts.source or value
    elif key in {"url", "link"}:
        facts.url = facts.url or value
    else:
        iso = metadata.find_date(value)
        if iso is None:
            return False
        facts.set_date(iso, PublishedKind.EXPLICIT, value)
    return True


def _body_start(pieces: list[Piece], after: int = -1) -> int:
    """Return the index of the first paragraph of running text, or 0 when there is none near."""
    for i, piece in enumerate(pieces):
        if i <= after or not piece.is_open:
            continue
        if debris.is_prose(piece.text) and not metadata.byline(piece.text):
            return i
    return after + 1


def _read_title(pieces: list[Piece], end: int, facts: Facts) -> int | None:
    """Find the title above (or as) the first paragraph; return its index."""
    marked = next((i for i, p in enumerate(pieces) if p.paragraph.is_title and p.is_open), None)
    if marked is not None:
        facts.title = facts.title or pieces[marked].text
        pieces[marked].reason = "title"
        return marked
    if facts.title:
        return _drop_repeated_title(pieces[: end + 1], facts.title)
    for i, piece in enumerate(pieces[: end + 1]):
        if metadata.bare_dateline(piece.text):
            return None  # the story has begun; what follows is a section's heading at best
        if piece.is_open and _is_title(pieces, i, is_first_prose=i == end):
            facts.title = piece.text
            piece.reason = "title"
            return i
    return None


def _is_title(pieces: list[Piece], i: int, *, is_first_prose: bool) -> bool:
    text = pieces[i].text
    words = debris.word_count(text)
    if words > MAX_TITLE_WORDS or is_list_item(text) or text[0].islower():
        return False
    if (
        metadata.byline(text)
        or metadata.date_line(text)
        or debris.sign_of(text, debris.AT_THE_EDGES)
    ):
        return False
    if is_first_prose or (ends_sentence(text) and text[-1] not in "?!…\"'”’»)"):
        return _is_head_line_after(pieces, i)
    if text[-1] in ",;:":
        return False
    following = pieces[i + 1] if i + 1 < len(pieces) else None
    alone = following is not None and following.paragraph.spaced
    return words >= 3 or (words == 2 and alone)


def _is_head_line_after(pieces: list[Piece], i: int) -> bool:
    """Say whether a byline, a date or a caption follows: a sentence above one is a headline."""
    if (
        i + 1 >= len(pieces)
        or not pieces[i + 1].paragraph.spaced
        or debris.word_count(pieces[i].text) > 25
    ):
        return False
    following = pieces[i + 1]
    if following.kind is BlockKind.CAPTION or following.reason == "credit":
        return _is_told_below(pieces, i)
    return bool(metadata.byline(following.text) or metadata.date_line(following.text))


def _is_told_below(pieces: list[Piece], i: int) -> bool:
    """Say whether the next two paragraphs tell again what a line says, as they do a headline."""
    below = (
        p.text for p in pieces[i + 1 : i + HEAD_LENGTH] if p.is_open and debris.is_prose(p.text)
    )
    told = {word for text in islice(below, 2) for word in _content(text)}
    words = _content(pieces[i].text)
    return bool(words) and len(words & told) >= TOLD_AGAIN * len(words)


def _content(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[^\W\d_]{4,}", text.lower())}


def _drop_repeated_title(head: list[Piece], title: str) -> int | None:
    for i, piece in enumerate(head):
        is_line = piece.is_open or piece.kind is BlockKind.HEADING
        if is_line and piece.text.casefold() == title.casefold():
            piece.drop("title repeated")
            return i
    return None


def _read_dateline(piece: Piece, facts: Facts) -> None:
    if piece.is_open and metadata.bare_dateline(piece.text):
        facts.source = facts.source or metadata.dateline_source(piece.text)
        piece.drop("dateline")


def _read_head_line(piece: Piece, facts: Facts) -> None:
    """Read one short line above the running text."""
    text = piece.text
    dated = metadata.date_line(text)
    authors = metadata.byline(text)
    if piece.reason == "link":
        if not re.search(r"(?i)\.(?:jpe?g|png|gif|webp|svg)\b", text):
            facts.url = text
    elif dated:
        iso, is_update = dated
        kind = PublishedKind.INFERRED if is_update else PublishedKind.EXPLICIT
        facts.set_date(iso, kind, text)
        piece.drop("date")
    elif authors:
        facts.authors = facts.authors or authors
        iso_date = metadata.find_date(text)
        if iso_date:
            facts.set_date(iso_date, PublishedKind.EXPLICIT, text)
        piece.drop("byline")
    elif job := metadata.name_and_job(text):
        facts.authors = facts.authors or (job,)
        piece.drop("byline")
    elif facts.title and text.casefold() == facts.title.casefold():
        piece.drop("title repeated")
    elif named := metadata.name_and_publication(text):
        facts.authors, facts.source = facts.authors or (named[0],), facts.source or named[1]
        piece.drop("byline")
    elif metadata.is_publication(text):
        facts.source = facts.source or text
        piece.drop("source")
    else:
        piece.reason = debris.sign_of(text, debris.AT_THE_EDGES)


def _read_split_byline(head: list[Piece], facts: Facts) -> None:
    """Read a byline printed over two lines: a name, and under it a desk or a job."""
    for name, role in _neighbours(head):
        short = debris.word_count(role.text) <= 8 and not ends_sentence(role.text)
        is_name = metadata.is_name(name.text) and not metadata.byline(name.text)
        if not (name.is_open and role.is_open and short and is_name):
            continue
        if metadata.ROLE_WORDS.search(role.text) or re.match(r"\S+@\S+$", role.text):
            facts.authors = facts.authors or (name.text,)
            if metadata.is_publication(role.text):
                facts.source = facts.source or role.text
            name.drop("byline")
            role.drop("byline")


def _read_desks(head: list[Piece], facts: Facts) -> None:
    """Drop the desk or publication printed under a byline."""
    for before, piece in _neighbours(head):
        desk = debris.word_count(piece.text) <= 8 and not ends_sentence(piece.text)
        if before.reason == "byline" and piece.is_open and desk:
            publication = piece.text.split(",")[0]
            if metadata.is_publication(publication):
                facts.source = facts.source or publication
            if metadata.ROLE_WORDS.search(piece.text):
                piece.drop("byline")


def mark_link_lists(pieces: list[Piece]) -> None:
    """Drop a label such as "Latest posts" and the headlines under it."""
    inside = False
    for piece in pieces:
        if piece.is_open and debris.is_link_list_label(piece.text):
            piece.drop("related links")
            inside = True
        elif inside and piece.is_open:
            headline = debris.word_count(piece.text) <= 20 and not piece.text.endswith(".")
            inside = headline
            if headline:
                piece.drop("related links")


def read_tail(pieces: list[Piece], facts: Facts) -> None:
    """Read what stands below the last paragraph of running text, and drop it."""
    _read_owner(pieces, facts)
    _read_reporters(pieces, facts)
    start = _tail_start(pieces)
    tail = pieces[start:]
    for piece in tail:
        if piece.is_open:
            piece.reason = debris.sign_of(piece.text, debris.AT_THE_EDGES)
        if piece.is_open and piece.paragraph.is_linked:
            piece.drop("navigation")
    _drop_sign_offs(pieces)
    _drop_promotions(pieces)
    _drop_categories(pieces, _tail_start(pieces))
    _drop_last_headings(pieces, _tail_start(pieces))


def _tail_start(pieces: list[Piece]) -> int:
    """Return the index behind the last block that is running text."""
    for i in range(len(pieces) - 1, -1, -1):
        piece = pieces[i]
        if piece.reason is None and (piece.kind is BlockKind.QUOTE or debris.is_prose(piece.text)):
            return i + 1
    return 0


def _read_owner(pieces: list[Piece], facts: Facts) -> None:
    """Take the source from a copyright line; its year is never the article's date."""
    for piece in pieces:
        if piece.reason in {"copyright", "navigation"} and not facts.source:
            facts.source = metadata.copyright_owner(piece.text)


def read_author_box(pieces: list[Piece], facts: Facts) -> None:
    """Drop "Name, Publication" with the biography under it, or a biography alone, at the end."""
    last = _last_open(pieces)
    if last is None:
        return
    biography = pieces[last]
    above = pieces[last - 1] if last else None
    name, _, publication = above.text.partition(", ") if above and above.is_open else ("", "", "")
    if above and metadata.is_name(name) and _is_biography(biography.text, name):
        facts.authors = facts.authors or (name,)
        if publication and publication[0].isupper() and not ends_sentence(publication):
            facts.source = facts.source or publication
        above.drop("author box")
        biography.drop("author box")
        return
    own = _BIOGRAPHY.match(biography.text)
    known = own and any(own["name"] in author for author in facts.authors)
    if (
        own
        and (known or _JOURNALIST.search(biography.text[:150]))
        and _is_biography(biography.text, own["name"])
    ):
        if metadata.is_name(own["name"]):
            facts.authors = facts.authors or (own["name"],)
        biography.drop("author box")


def _is_biography(text: str, name: str) -> bool:
    """Say whether a text tells who an author is: it starts with the name and tells of work."""
    first_word = text.split(" ", 1)[0]
    about = first_word in name.split() or first_word in {"He", "She", "They", "The"}
    quotes = any(mark in text for mark in '“"«')
    return (
        about
        and not quotes
        and bool(_BIOGRAPHY_ROLE.search(text))
        and debris.word_count(text) <= 150
    )


def _last_open(pieces: list[Piece]) -> int | None:
    return next((i for i in range(len(pieces) - 1, -1, -1) if pieces[i].reason is None), None)


def _read_reporters(pieces: list[Piece], facts: Facts) -> None:
    """Take the authors from "Reporting by …" and the date from "First published on …"."""
    for piece in pieces[-HEAD_LENGTH:]:
        match = re.match(r"(?i)reporting by (?P<names>[^;.]{3,120})", piece.text)
        if piece.reason == "contributor line" and match and not facts.authors:
            facts.authors = metadata.names(match["names"])
        if piece.is_open and len(piece.text) <= 160 and _FIRST_PUBLISHED.match(piece.text):
            iso = metadata.find_date(piece.text)
            if iso:
                facts.set_date(iso, PublishedKind.EXPLICIT, piece.text)
                piece.drop("date")


def _drop_sign_offs(pieces: list[Piece]) -> None:
    """Drop "– Jane Doe" under a paragraph of hers; under quoted words it says whose they are."""
    for before, piece in _neighbours(pieces):
        name = re.sub(r"^[–—−-] ?", "", piece.text)
        if not piece.is_open or name == piece.text or not metadata.is_name(name):
            continue
        quoted = "\n" in before.text or before.text[-1] in "\"'”’»"
        if before.is_open and debris.is_prose(before.text) and not quoted:
            piece.drop("byline")


def _drop_promotions(pieces: list[Piece]) -> None:
    """Drop the slogans between calls to subscribe, where nothing but debris follows."""
    calls = {"subscription", "newsletter"}
    anchor: int | None = None  # a call below which nothing is open, walking up from the end
    for i in range(len(pieces) - 1, -1, -1):
        piece = pieces[i]
        if piece.reason in calls:
            if anchor is not None and all(
                debris.word_count(p.text) <= 30 for p in pieces[i + 1 : anchor]
            ):
                for between in pieces[i + 1 : anchor]:
                    if between.is_open:
                        between.drop(piece.reason)
            anchor = i
        elif piece.is_open and (anchor is None or anchor - i > 2):
            return


def _drop_categories(pieces: list[Piece], start: int) -> None:
    """Drop a long run of very short items at the end that no sentence introduces."""
    items = [piece for piece in pieces[start:] if piece.is_open]
    if len(items) < MIN_CATEGORY_ITEMS:
        return
    words = [debris.word_count(item.text.lstrip("-*•‣◦▪● ")) for item in items]
    shaped = max(words) <= 6 and sum(words) <= CATEGORY_WORDS * len(words)
    plain = not any(any(map(str.isdigit, item.text)) or ends_sentence(item.text) for item in items)
    sections = sum(bool(debris.names_section(item.text)) for item in items)
    introduced = bool(start) and pieces[start - 1].text.endswith(":")
    if shaped and plain and sections >= SECTION_SHARE * len(items) and not introduced:
        for item in items:
            item.drop("category list")


def _drop_last_headings(pieces: list[Piece], start: int) -> None:
    """Drop one or two headings at the end with nothing under them."""
    left = [piece for piece in pieces[start:] if piece.reason is None]
    marked = [piece for piece in left if piece.kind is BlockKind.HEADING]
    shaped = all(p.kind is BlockKind.HEADING or debris.is_heading_shaped(p.text) for p in left)
    lists = any(is_list_item(piece.text) for piece in left)
    if start and shaped and not lists and (len(left) <= 2 or len(marked) == len(left)):
        if pieces[start - 1].text.endswith(":"):
            return
        for piece in left:
            piece.drop("heading with nothing under it")


def mark_headings(pieces: list[Piece]) -> None:
    """Tell headings from short paragraphs: short, unpunctuated, and running text comes next."""
    kept = [piece for piece in pieces if piece.reason is None]
    for i, piece in enumerate(kept):
        if not piece.is_open or is_list_item(piece.text) or _SPOKEN.match(piece.text):
            continue
        run = 1 + _short_run(kept, i, -1) + _short_run(kept, i, 1)
        follows = i + 1 < len(kept) and kept[i + 1].kind is not BlockKind.CAPTION
        if debris.is_heading_shaped(piece.text) and run <= 2 and follows:
            piece.kind = BlockKind.HEADING


def _short_run(kept: list[Piece], i: int, step: int) -> int:
    """Count the heading-shaped pieces next to one, two at most: more make a list."""
    count = 0
    while count < 2:
        i += step
        if not 0 <= i < len(kept) or (
            not kept[i].is_open and kept[i].kind is not BlockKind.HEADING
        ):
            return count
        if not debris.is_heading_shaped(kept[i].text):
            return count
        count += 1
    return count


def mark_quotations(pieces: list[Piece]) -> None:
    """Find block quotations by the source in brackets behind them, which becomes the credit."""
    before: Piece | None = None
    for piece in pieces:
        if piece.reason is not None:
            continue
        match = _QUOTE_SOURCE.search(piece.text[-80:]) if piece.is_open else None
        if match and before and _is_quotation(piece.text, match, before.text):
            piece.kind, piece.credit = BlockKind.QUOTE, match["source"]
            piece.cuts.append(Dropped(match[0].strip(), "credit"))
            piece.text = piece.text[: -len(match[0])]
        before = piece


def _is_quotation(text: str, bracket: re.Match[str], before: str) -> bool:
    own_words = text[: -len(bracket[0])]
    names = all(
        word[0].isupper() or word[0].isdigit() or word in _LOWERCASE_IN_NAMES
        for word in bracket["source"].split()
    )
    announced = before.endswith(":")
    unquoted = debris.word_count(own_words) >= 15 and not any(mark in own_words for mark in '“"')
    return names and ends_sentence(own_words) and (announced or unquoted)


def assemble(pieces: list[Piece], cleaned: Cleaned) -> None:
    """Put the blocks together and list what was dropped, each in the order of the file."""
    for piece in pieces:
        cleaned.dropped += piece.cuts
        if piece.reason is None:
            cleaned.blocks.append((piece.kind or BlockKind.BODY, piece.text, piece.credit))
        elif piece.reason != "title":
            cleaned.dropped.append(Dropped(piece.paragraph.text, piece.reason))
    cleaned.second_article_line = _second_article_line(pieces)


def _second_article_line(pieces: list[Piece]) -> int | None:
    kept = [
        piece for piece in pieces if piece.reason is None and piece.kind is not BlockKind.CAPTION
    ]
    body = [
        (piece, before is not None and before.kind is BlockKind.HEADING)
        for before, piece in zip([None, *kept], kept, strict=False)
        if piece.kind is not BlockKind.HEADING
    ]
    boundary = second_article([piece.text for piece, _ in body], [under for _, under in body])
    return body[boundary][0].paragraph.line if boundary is not None else None


def _neighbours(pieces: list[Piece]) -> Iterator[tuple[Piece, Piece]]:
    return pairwise(pieces)
