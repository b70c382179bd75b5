"""Quote marks: which stretches of a text stand between them, and which of those lie in others."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Marks of the first level. Straight marks carry no direction: their neighbours give it.
OPENING = "“„«`‘"
CLOSING = "”»’"
_MARK = re.compile(r"[“”„«»\"]|(?<![^\s(\[—\-])''|''(?!')|``|‘‘|’’")

# Marks of the second level are apostrophes too. One opens before a letter and after a space or a
# bracket, and closes where no letter follows; ’em, ’til and ’90s are words cut short.
_SINGLE_OPEN = re.compile(r"(?<![\w.,!?…’'])[‘'](?=[\w“\"($…])(?!(?:em|til|tis|cause|bout|\d0s)\b)")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…)—–\-”\"])[’'](?!\w)")
_PLURAL_OWNER = re.compile(r"s[’'] [a-z]")  # the leaders’ meeting
_MAX_SKIPPED = 3  # apostrophes of owners that one single-quoted stretch may hold


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words between quote marks: `text[start:end]` without, `text[left:right]` with the marks."""

    start: int
    end: int
    left: int
    right: int
    closed: bool  # False: the block ended first
    inner: bool = False  # lies within another stretch


def quoted_stretches(text: str, start: int, end: int) -> list[Stretch]:
    """Return the stretches of one block, `text[start:end]`, by start; time linear in its length.

    A mark that opens while a stretch is open begins an inner stretch; deeper ones are passed over.
    A stretch that the block does not close runs to the block's end.
    """
    outer: list[Stretch] = []
    inner: list[Stretch] = []
    stack: list[re.Match[str]] = []  # the marks now open, at most two
    for mark in _MARK.finditer(text, start, end):
        at, after = mark.span()
        if _opens(text, mark, start, end, bool(stack)):
            if len(stack) < 2 and (not stack or at > stack[-1].end()):
                stack.append(mark)
        elif stack:
            opened = stack.pop()
            (inner if stack else outer).append(
                Stretch(opened.end(), at, opened.start(), after, True, bool(stack))
            )
    if stack:
        outer.append(Stretch(stack[0].end(), end, stack[0].start(), end, closed=False))
    found = outer + inner + _single_stretches(text, start, end, outer)
    found = [stretch for stretch in found if text[stretch.start : stretch.end].strip()]
    return sorted(found, key=lambda stretch: (stretch.left, -stretch.right))


def _opens(text: str, mark: re.Match[str], start: int, end: int, inside: bool) -> bool:
    """Tell whether a mark opens a stretch; a wrong curly mark is judged as a straight one."""
    at, after_mark = mark.span()
    before = text[at - 1] if at > start else " "
    after = text[after_mark] if after_mark < end else " "
    kind = mark.group()[0]
    if kind in OPENING:
        return not inside or not (after in " ,.;" and not before.isspace())
    if kind in CLOSING:
        return not inside and (before.isspace() or before in "([") and not after.isspace()
    if inside:
        # Within a stretch a straight mark closes, unless it stands as only an opening one can.
        return (before.isspace() or before in "([") and after.isalnum() and _closes_later(text, at)
    if before == "=":
        return False  # an attribute's value, in a piece of markup
    return not after.isspace() and (after.isalnum() or not before.isalnum())


def _closes_later(text: str, at: int) -> bool:
    """Tell whether a straight mark that looks like an opening one has its own closing one near."""
    near = text[at + 1 : at + 200]
    closing = near.find(text[at])
    return (
        0 < closing < len(near) - 1
        and not near[closing - 1].isspace()
        and near[closing + 1] in " ,.;)"
    )


def _single_stretches(text: str, start: int, end: int, outer: list[Stretch]) -> list[Stretch]:
    """Return the stretches between single marks, as inner ones where they lie in an outer one."""
    opens = [mark.start() for mark in _SINGLE_OPEN.finditer(text, start, end)]
    if not opens:
        return []
    closes = [mark.start() for mark in _SINGLE_CLOSE.finditer(text, start, end)]
    found: list[Stretch] = []
    bounds = iter(outer)
    bound = next(bounds, None)
    close = 0
    for number, left in enumerate(opens):
        if found and left < found[-1].right:
            continue
        while bound is not None and bound.right <= left:
            bound = next(bounds, None)
        within = bound is not None and bound.left < left
        limit = bound.end if bound is not None and within else (bound.left if bound else end)
        following = opens[number + 1] if number + 1 < len(opens) else limit
        while close < len(closes) and closes[close] <= left:
            close += 1
        right = _single_close(text, closes, close, min(limit, max(following, left + 1)), limit)
        if right is not None:
            found.append(Stretch(left + 1, right, left, right + 1, closed=True, inner=within))
    return found


def _single_close(
    text: str, closes: list[int], first: int, following: int, limit: int
) -> int | None:
    """Return the mark that closes, passing over owners' apostrophes if another one comes later."""
    choice: int | None = None
    for close in closes[first : first + _MAX_SKIPPED + 1]:
        if close > limit or (choice is not None and close >= following):
            break
        choice = close
        if not _PLURAL_OWNER.match(text, close - 1):
            break
    return choice
