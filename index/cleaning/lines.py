"""Raw text to paragraphs: line wraps undone, indentation removed, each with its line number.

Plain text says where a paragraph ends in three ways: by a blank line, by a line break alone (one
paragraph a line), or by a blank line between hard-wrapped lines. Which one a file uses is read off
its own line lengths: in hard-wrapped text the next word would not have fitted on the line before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.articles import BlockKind

MAX_WRAP_WIDTH = 140  # characters; longer lines are paragraphs, not wraps
MIN_WRAP_WIDTH = 30
FULL_LINE = 0.85  # of the width: wraps that balance their lines leave some room
WRAPPED_SHARE = 0.8  # of the line pairs of a hard-wrapped text
LOWERCASE_SHARE = 0.3  # of continuation lines; verse, lists and one-a-line text rarely start so
VERSE_WIDTH = 60

_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff]")
_BULLET = re.compile(r"[-*•‣◦▪●]\s+\S")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+\S")
_VERSE_STOPS = ",;:.!?—"
_CLOSERS = "\"'”’»)]"
_SENTENCE_ENDS = ".!?…。！？।؟"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a raw file, with what its markup says about it, if there was any."""

    text: str
    line: int  # of the raw file, from 1
    spaced: bool = True  # a blank line stands before it
    kind: BlockKind | None = None
    reason: str | None = None  # known to be no part of the article
    credit: str | None = None  # a photo credit that stood with a caption
    is_title: bool = False
    is_linked: bool = False  # all of it is link text


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    indent: int
    text: str


def split_lines(text: str) -> list[str]:
    r"""Split at \n, \r\n and \r only: the line numbers of an editor, not of `str.splitlines`."""
    return _LINE_END.split(text)


def collapse(text: str) -> str:
    """Return the words of a text with one space between them."""
    return " ".join(_CONTROL.sub(" ", text).split())


def ends_sentence(text: str) -> bool:
    """Say whether a text ends as a sentence does, closing quotes and brackets aside."""
    return text.rstrip(_CLOSERS).endswith(tuple(_SENTENCE_ENDS))


def is_list_item(text: str) -> bool:
    """Say whether a paragraph starts with a bullet or a number."""
    return bool(_BULLET.match(text) or _NUMBER.match(text))


def paragraphs(text: str, first_line: int = 1) -> list[Paragraph]:
    """Cut a plain text into paragraphs; `first_line` is the line number of its first line."""
    groups = list(_groups(text, first_line))
    width = _wrap_width(groups)
    found: list[Paragraph] = []
    for group in groups:
        if width:
            parts = list(_unwrap(group, width))
        elif _is_verse(group):
            parts = [(group[0].number, "\n".join(line.text for line in group))]
        else:
            parts = [(line.number, line.text) for line in group]
        found += [Paragraph(part, number, i == 0) for i, (number, part) in enumerate(parts)]
    return found


def join_wraps(lines: list[str]) -> str:
    """Join wrapped lines into one paragraph."""
    pieces: list[str] = []
    for line in lines:
        if pieces:
            pieces.append(_glue(pieces[-1], line))
        pieces.append(line)
    return "".join(pieces)


def _groups(text: str, first_line: int) -> Iterator[list[_Line]]:
    """Yield runs of lines between blank ones."""
    group: list[_Line] = []
    for number, raw in enumerate(split_lines(text), first_line):
        line = collapse(raw)
        if line:
            expanded = raw.replace("\t", "    ")
            group.append(_Line(number, len(expanded) - len(expanded.lstrip()), line))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _wrap_width(groups: list[list[_Line]]) -> int | None:
    """Return the width at which the file is hard-wrapped, in characters; None when it is not."""
    pairs = list(_neighbours(groups))
    if 2 * sum(a[-1] in _VERSE_STOPS for a, _ in pairs) > len(pairs):
        return None  # lines that end where the thought ends were broken by their author
    # The last line of a paragraph is short for another reason.
    pairs = [(a, b) for a, b in pairs if not ends_sentence(a) or b[0].islower()]
    if not pairs:
        return None
    lengths = sorted(len(a) for a, _ in pairs)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    fits = MIN_WRAP_WIDTH <= width <= MAX_WRAP_WIDTH
    return width if fits and _are_wraps(pairs, width) else None


def _neighbours(groups: list[list[_Line]]) -> Iterator[tuple[str, str]]:
    """Yield the lines that follow each other, but for those that start a list item."""
    for group in groups:
        for line, following in pairwise(group):
            if not is_list_item(following.text):
                yield line.text, following.text


def _are_wraps(pairs: list[tuple[str, str]], width: int) -> bool:
    """Say whether most lines are full, and enough of those after them go on in lower case."""
    full = sum(_is_full(a, b, width) for a, b in pairs)
    cased = [b[0] for _, b in pairs if b[0].isalpha() and b[0].lower() != b[0].upper()]
    lowercase = sum(map(str.islower, cased))
    return full >= WRAPPED_SHARE * len(pairs) and lowercase >= LOWERCASE_SHARE * len(cased)


def _is_full(line: str, following: str, width: int) -> bool:
    """Say whether the first word of the following line would not have fitted on this one."""
    first_word = following.split(" ", 1)[0]
    return len(line) + 1 + len(first_word) > FULL_LINE * width


def _unwrap(group: list[_Line], width: int) -> Iterator[tuple[int, str]]:
    base = min(line.indent for line in group)
    start, lines = group[0].number, [group[0].text]
    for before, line in pairwise(group):
        if _starts_paragraph(before, line, width, base):
            yield start, join_wraps(lines)
            start, lines = line.number, []
        lines.append(line.text)
    yield start, join_wraps(lines)


def _starts_paragraph(before: _Line, line: _Line, width: int, base: int) -> bool:
    ended = _is_ended(before.text)
    full = _is_full(before.text, line.text, width)
    if is_list_item(line.text) and (ended or not full or is_list_item(before.text)):
        return True
    if line.indent >= base + 2 and before.indent == base and ended:
        return True  # paragraphs marked by an indented first line
    continues = line.text[0].islower() and not ended
    return not full and not continues


def _is_ended(text: str) -> bool:
    return text.endswith((":", ";")) or ends_sentence(text)


def _glue(before: str, after: str) -> str:
    """Return what stands between two joined lines: nothing in scripts that print no spaces."""
    if _is_unspaced(before[-1]) and _is_unspaced(after[0]):
        return ""
    if before[-1] == "-" and before[-2:-1].isalpha() and after[0].islower():
        return ""  # a compound broken at its hyphen
    return " "


def _is_unspaced(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uff60"


def _is_verse(group: list[_Line]) -> bool:
    """Say whether lines are one stanza: short, several of them running on past a comma."""
    if len(group) < 3 or any(len(line.text) > VERSE_WIDTH for line in group):
        return False
    texts = [line.text for line in group]
    if any(is_list_item(text) for text in texts):
        return False
    running_on = sum(text.endswith((",", ";", ":", "—", "–")) for text in texts)
    return 4 * running_on >= len(texts)
