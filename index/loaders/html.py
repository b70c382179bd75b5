"""HTML pages: trafilatura finds the article, resiliparse where it finds too little."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from index.articles import Article, BlockKind, Dropped, PublishedKind
from index.cleaning.editing import clean
from index.cleaning.lines import Paragraph, collapse, paragraphs, split_lines
from index.cleaning.metadata import Facts, find_date
from index.errors import ArticleError, NotAnArticle
from index.loaders.building import article_of
from index.loaders.files import RawFile

Element: TypeAlias = Any  # lxml and trafilatura carry no types
Document: TypeAlias = Any

MIN_WORDS = 100  # below, the second extractor is asked
MAX_DEPTH = 200  # real pages stay below 60; the extractors take quadratic time in it
MAX_DROPPED = 500  # lines of a page that are listed as dropped

_START = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--[^<>]*-->\s*)*<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE,
)
_PARAGRAPH_TAG = re.compile(r"<p[\s>]", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^<>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_DATE_NAMES = {
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "og:published_time",
    "parsely-pub-date",
    "pubdate",
    "publishdate",
    "publish-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
}


class HtmlLoader:
    """Loads web pages."""

    suffixes = frozenset({".html", ".htm", ".xhtml"})
    by_lines = False

    def accepts(self, raw: RawFile) -> bool:
        """Accept by suffix, by a page's first tag, or by paragraphs in tags."""
        if raw.suffix in self.suffixes or _START.match(raw.text[:2000]):
            return True
        return raw.text.lstrip()[:1] == "<" and bool(_PARAGRAPH_TAG.search(raw.text[:50_000]))

    def load(self, raw: RawFile) -> Iterator[Article | ArticleError]:
        """Yield the one article of the page."""
        page = _decode_page(raw)
        facts, extracted = _extract(page, raw.name)
        cleaned = clean(extracted, facts)
        cleaned.second_article_line = None  # lines of a page's source say nothing
        kept = [text for _, text, _ in cleaned.blocks] + [facts.title or ""]
        kept += [item.text for item in cleaned.dropped]
        cleaned.dropped += _left_out(page, kept)
        yield article_of(raw, cleaned)


def _decode_page(raw: RawFile) -> str:
    """Decode by the page's own declaration where its bytes are no Unicode."""
    declared = _CHARSET.search(raw.data[:4096])
    if declared and declared[1].lower() not in {b"utf-8", b"utf8"}:
        try:
            raw.data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return raw.data.decode(declared[1].decode("ascii"))
            except (LookupError, UnicodeError):
                return raw.text
    return raw.text


def _extract(page: str, name: str) -> tuple[Facts, list[Paragraph]]:
    import lxml.html
    from lxml.etree import LxmlError
    from trafilatura import bare_extraction

    try:
        tree = lxml.html.fromstring(
            page.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
        if _depth(tree) > MAX_DEPTH:
            raise NotAnArticle(f"{name} nests its tags deeper than {MAX_DEPTH}, expected a page")
        captions = _captions(tree)
        found: Document = bare_extraction(
            page,
            favor_precision=True,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
        facts = _facts(found, tree)
    except (LxmlError, ValueError, AttributeError, TypeError, RecursionError) as exc:
        raise NotAnArticle(f"{name} cannot be read as a page ({exc}), expected HTML") from exc
    extracted = _body_paragraphs(found.body) if found is not None and found.body is not None else []
    if sum(len(paragraph.text.split()) for paragraph in extracted) < MIN_WORDS:
        fallback = _second_extractor(page)
        if sum(len(p.text.split()) for p in fallback) > sum(len(p.text.split()) for p in extracted):
            extracted = fallback
    return facts, _with_captions(extracted, captions)


def _depth(tree: Element) -> int:
    """Return how deep the tags of a page are nested."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in element]
    return deepest


def _second_extractor(page: str) -> list[Paragraph]:
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(page, main_content=True, alt_texts=False, list_bullets=False)
    return paragraphs(text)


def _body_paragraphs(body: Element) -> list[Paragraph]:
    """Read the extracted tree: head, p, quote, list items, table rows, in document order."""
    found: list[Paragraph] = []
    kinds = {"head": BlockKind.HEADING, "quote": BlockKind.QUOTE}
    for element in body:
        tag = element.tag
        if tag in {"list", "table"}:
            for part in element.iter("item", "row"):
                _add(found, " ".join(part.itertext()), None)
        elif tag == "quote" and len(element.findall("p")) > 1:
            for part in element.findall("p"):
                _add(found, "".join(part.itertext()), BlockKind.QUOTE)
        elif isinstance(tag, str) and tag != "graphic":
            _add(found, "".join(element.itertext()), kinds.get(tag))
        if element.tail:
            _add(found, element.tail, None)
    return found


def _add(found: list[Paragraph], text: str, kind: BlockKind | None) -> None:
    words = collapse(text)
    if words:
        found.append(Paragraph(words, len(found) + 1, kind=kind))


def _captions(tree: Element) -> list[tuple[str, str]]:
    """Return (text of the block before it, caption) of the captions of the article's figures."""
    scopes = tree.xpath("//article") or tree.xpath("//main") or [tree]
    found, before = [], ""
    for element in scopes[0].iter("p", "h2", "h3", "li", "blockquote", "figcaption"):
        words = collapse(element.text_content())
        if element.tag == "figcaption":
            if len(words.split()) >= 3:
                found.append((before, words))
        elif words:
            before = words
    return found


def _with_captions(extracted: list[Paragraph], captions: list[tuple[str, str]]) -> list[Paragraph]:
    """Put each caption behind the paragraph that it followed on the page."""
    places = {_key(paragraph.text): i for i, paragraph in enumerate(extracted)}
    known = {_key(caption) for _, caption in captions}
    after: dict[int, list[str]] = {}
    last = -1
    for before, caption in captions:
        last = max(last, places.get(_key(before), last))
        after.setdefault(last, []).append(caption)
    found = [Paragraph(text, 1, kind=BlockKind.CAPTION) for text in after.get(-1, [])]
    for i, paragraph in enumerate(extracted):
        if _key(paragraph.text) not in known:
            found.append(paragraph)
        found += [Paragraph(text, 1, kind=BlockKind.CAPTION) for text in after.get(i, [])]
    return found


def _facts(found: Document, tree: Element) -> Facts:
    """Read the page's metadata; a date only where the metadata states one."""
    facts = Facts()
    if found is not None:
        facts.title = collapse(found.title or "") or None
        facts.source = collapse(found.sitename or "") or None
        facts.url = found.url or None
        authors = map(collapse, (found.author or "").split(";"))
        facts.authors = tuple(dict.fromkeys(filter(None, authors)))
    for words in _stated_dates(tree):
        iso = find_date(words)
        if iso:
            facts.set_date(iso, PublishedKind.EXPLICIT, collapse(words))
            break
    return facts


def _stated_dates(tree: Element) -> Iterator[str]:
    """Yield what JSON-LD, meta tags and itemprop state as the page's date, the surest first."""
    yield from _linked_data_dates(tree)
    for meta in tree.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if key in _DATE_NAMES:
            yield meta.get("content") or ""
    for element in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        yield element.get("datetime") or element.get("content") or element.text_content()


def _linked_data_dates(tree: Element) -> Iterator[str]:
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            waiting = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting:
            item = waiting.pop()
            if isinstance(item, dict):
                date = item.get("datePublished")
                if isinstance(date, str):
                    yield date
                waiting += item.values()
            elif isinstance(item, list):
                waiting += item


def _left_out(page: str, kept: list[str]) -> Iterator[Dropped]:
    """Yield the lines of the page's text that are not part of the article."""
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(page, main_content=False, alt_texts=False, list_bullets=False)
    article = "".join(sorted(map(_key, kept), key=len, reverse=True))
    count = 0
    for line in split_lines(text):
        words = collapse(line)
        if words and _key(words) not in article and count < MAX_DROPPED:
            count += 1
            yield Dropped(words, "outside the article")


def _key(text: str) -> str:
    return "".join(text.split())
