"""Markdown, and pages converted to it that kept HTML tags between the paragraphs.

Markup is removed and its words are kept; what it says about a paragraph (a heading, a picture's
caption, a line that is all links) goes along as a hint to the cleaning.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from index.articles import Article, BlockKind
from index.cleaning.lines import Paragraph, collapse, join_wraps, split_lines
from index.errors import ArticleError
from index.loaders.building import build_article
from index.loaders.files import RawFile

MIN_MARKS = 3  # tags, links or headings that make a text a marked-up one
SAMPLE = 100_000  # characters looked at

_MARK = re.compile(
    r"^[ \t]*</?[a-z][a-z0-9]*(?:\s[^<>\n]*)?>[ \t]*$|\]\([^\s()]{1,300}\)|^#{1,6} \S", re.MULTILINE
)
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])(?:\s+|$)")
_BULLET = re.compile(r"[-*+](?:\s+|$)")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_UNDERLINE = re.compile(r"(?:=+|-+)$")
_LEVELS = {"=": "#", "-": "##"}  # of a heading, by the line under it
_FENCE = re.compile(r"(?:`{3,}|~{3,})")
_TABLE_RULE = re.compile(r"\|?[\s:|-]+\|[\s:|-]*$")
_REFERENCE = re.compile(r"\[[^\[\]]+\]:\s*\S+")

_COMMENT = re.compile(r"<!--[^<>]*-->")
# The credit of a picture often sits in a tag of its own, which says so.
_CREDIT_TAG = re.compile(r"<[a-z][^<>]*(?:copyright|credit)[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_CREDIT_MARK = "\x1e"
_CREDIT_WORD = re.compile(r"^\W*credits?\b(?:\.\.\.|…|:)?\s*", re.IGNORECASE)
_TARGET = r"\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"()]*\")?\)"
_IMAGE = re.compile(rf"!\[([^\[\]]*)\](?:{_TARGET}|\[[^\[\]]*\])")
_LINK = re.compile(rf"(?<!!)\[([^\[\]]*)\](?:{_TARGET}|\[[^\[\]]*\])")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
_STRONG = re.compile(r"(?<!\*)\*\*(?=\S)([^*]+)(?<=\S)\*\*(?!\*)")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+)(?<=[^\s*])\*(?![\w*])")
_UNDERSCORE = re.compile(r"(?<![\w_])(_{1,2})(?=[^\s_])([^_]+)(?<=[^\s_])\1(?![\w_])")
_CODE = re.compile(r"`([^`]+)`")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~$])")


class MarkdownLoader:
    """Loads markdown files and text with markdown links or HTML tags in it."""

    suffixes = frozenset({".md", ".markdown"})
    by_lines = True

    def accepts(self, raw: RawFile) -> bool:
        """Accept by suffix, or by several marks of markup in the text."""
        if raw.suffix in self.suffixes:
            return True
        marks = _MARK.finditer(raw.text[:SAMPLE])
        return sum(1 for _ in zip(range(MIN_MARKS), marks, strict=False)) == MIN_MARKS

    def load(self, raw: RawFile) -> Iterator[Article | ArticleError]:
        """Yield the one article of the file."""
        yield build_article(raw, marked_paragraphs(raw.text, raw.first_line))


def marked_paragraphs(text: str, first_line: int = 1) -> list[Paragraph]:
    """Cut marked-up text into paragraphs of plain words, with what the markup says of each."""
    found: list[Paragraph] = []
    for number, lines in _groups(text, first_line):
        paragraph = _read_group(number, lines)
        if paragraph and paragraph.is_title and any(p.is_title for p in found):
            paragraph = Paragraph(paragraph.text, number, kind=BlockKind.HEADING)
        if paragraph:
            found.append(paragraph)
    return found


def _groups(text: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Yield runs of lines that belong together, with the number of the first."""
    group: list[str] = []
    start = first_line
    for number, raw in enumerate(split_lines(text), first_line):
        line = raw.strip()
        if group and _is_apart(line, group):
            yield start, group
            group = []
        if group and _UNDERLINE.match(line):
            yield start, [f"{_LEVELS[line[0]]} {join_wraps(group)}"]
            group = []
        elif line and not _is_ruling(line):
            start = start if group else number
            group.append(line)
    if group:
        yield start, group


def _is_apart(line: str, group: list[str]) -> bool:
    """Say whether a line does not belong to the group above it."""
    alone = not line or line.startswith("|") or _HEADING.match(line) or _HEADING.match(group[0])
    quoted = line.startswith(">") != group[0].startswith(">")
    return bool(alone or quoted or _ITEM.match(line))


def _is_ruling(line: str) -> bool:
    """Say whether a line holds markup alone: a fence, a table's rule, a link's target."""
    return bool(_FENCE.match(line) or _TABLE_RULE.match(line) or _REFERENCE.match(line))


def _read_group(number: int, lines: list[str]) -> Paragraph | None:
    """Read one group of lines: heading, caption, quotation, list item or paragraph."""
    is_quote = lines[0].startswith(">")
    source = join_wraps([line.lstrip("> ") if is_quote else line for line in lines])
    heading = _HEADING.match(source)
    if heading:
        return _read_heading(number, heading)
    source = _BULLET.sub("", source, count=1) if _BULLET.match(source) else source
    marked = _mark_credit(source)
    if _CREDIT_MARK in marked or _IMAGE.search(marked):
        return _read_picture(number, marked)
    words = plain_words(source)
    if not words:
        return None
    unlinked = _LINK.sub("", _without_tags(source))
    is_linked = not any(map(str.isalnum, unlinked)) and len(words.split()) <= 12
    return Paragraph(words, number, kind=BlockKind.QUOTE if is_quote else None, is_linked=is_linked)


def _read_heading(number: int, heading: re.Match[str]) -> Paragraph | None:
    words = plain_words(heading[2])
    is_title = heading[1] == "#"
    kind = None if is_title else BlockKind.HEADING
    return Paragraph(words, number, kind=kind, is_title=is_title) if words else None


def _read_picture(number: int, marked: str) -> Paragraph | None:
    """Read a picture with its caption and its credit."""
    parts = [plain_words(part) for part in _IMAGE.sub(r"\1", marked).split(_CREDIT_MARK)]
    caption = parts[0]
    credit = _CREDIT_WORD.sub("", collapse(" ".join(parts[1:])))
    if caption and len(caption.split()) >= 3:
        return Paragraph(caption, number, kind=BlockKind.CAPTION, credit=credit or None)
    words = collapse(f"{caption} {credit}")
    return Paragraph(words, number, reason="credit" if credit else "picture") if words else None


def _mark_credit(source: str) -> str:
    return _CREDIT_TAG.sub(_CREDIT_MARK, source)


def _without_tags(source: str) -> str:
    return _TAG.sub("", _COMMENT.sub("", _AUTOLINK.sub(r"\1", source)))


def plain_words(source: str) -> str:
    """Return the words of marked-up text: tags, links, emphasis and escapes removed."""
    text = _without_tags(source)
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _LINK.sub(r"\1", text)  # a picture inside a link
    for pattern, words in (
        (_CODE, r"\1"),
        (_STRONG, r"\1"),
        (_EMPHASIS, r"\1"),
        (_UNDERSCORE, r"\2"),
    ):
        text = pattern.sub(words, text)
    text = html.unescape(_ESCAPE.sub(r"\1", text))
    return collapse(text.strip("|") if text.startswith("|") else text)
