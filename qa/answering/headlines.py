"""Headlines: whether the words that answer may stand alone, before their sentence is read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.articles import BlockKind
from index.english.quantities import Quantity, quantities, with_hedge
from index.english.stance import Stance, stance
from index.english.words import stems
from qa.answering.ranking import Ranked, likelier
from qa.answering.values import Day, Named, Value, value_of
from qa.answers import Citation
from qa.questions.kinds import Expected, Kind
from qa.questions.question import Question

MAX_WORDS = 12  # of a value; more are a statement, and stand in their sentence
# Below this the words are marked in their sentence and are no headline.
SURE = 0.15
# What a sentence is worth, in odds, that has no value of the sort that is asked for. A near miss
# tells of the thing without the number: of the questions for a value whose best sentence had none,
# two in ten had an answer; of the others, seven in ten.
VALUELESS = 0.2
_MODAL = re.compile(r"\b(?:would|could|might|may|can|if)\b", re.IGNORECASE)
_HYPHENED = re.compile(r"(?:-\w+)+")
_EDGES = " \t\n.,;:!?–—-"
_PAIRS = (("“", "”"), ("‘", "’"), ("(", ")"), ("[", "]"))
_FITS: dict[Expected, tuple[type[Value], ...]] = {
    Expected.NUMBER: (Quantity,),
    Expected.DATE: (Day,),
    Expected.NAME: (Named,),
}


def valued(asked: Question, order: Sequence[Ranked]) -> list[Ranked]:
    """Order sentences anew, those without a value that is asked for five times less likely."""
    if asked.expected not in _FITS:
        return list(order)
    weighed = [one if headline(asked, one) else likelier(one, VALUELESS) for one in order]
    return sorted(weighed, key=lambda one: -one.probability)


def headline(asked: Question, one: Ranked) -> Citation | None:
    """Return the words of a sentence that may be shown as the value that is asked for.

    They are one when the question asks for one, the words are of its sort and not its own, and
    their sentence asserts them.
    """
    if asked.shape is not Kind.VALUE or not one.marks or not _is_prose(one.citation):
        return None
    mark = one.marks[0]
    words = trimmed(mark.citation)
    if words is None or mark.probability < SURE:
        return None
    own = stems(words.quote)
    if own and own <= stems(asked.text):
        return None
    text, start = one.article.text, one.citation.start
    sentence = text[start : one.citation.end]
    if not _is_asserted(asked, stance(sentence, words.start - start, words.end - start)):
        return None
    if not _is_value(asked, words):
        return None
    hedged = with_hedge(sentence, words.start - start, words.end - start)
    return Citation(one.article, *(start + at for at in hedged))


def _is_asserted(asked: Question, found: Stance) -> bool:
    """Tell whether words so presented answer; what would be is asked for by "would"."""
    if found is Stance.SUPPOSES:
        return _MODAL.search(asked.text) is not None
    return found in (Stance.ASSERTS, Stance.REPORTS)


def trimmed(words: Citation) -> Citation | None:
    """Return words without the marks at their edges; None when a quotation or bracket is cut."""
    text = words.quote
    start = words.start + len(text) - len(text.lstrip(_EDGES))
    end = words.start + len(text.rstrip(_EDGES))
    kept = words.article.text[start:end]
    if not any(c.isalnum() for c in kept):
        return None
    if kept[0] in '“"‘' and kept.count(kept[0]) == 1 and not set('”"’') & set(kept[1:]):
        start, kept = start + 1, kept[1:]
    if hyphened := _HYPHENED.match(words.article.text, end):  # 7.5-magnitude is one word
        end = hyphened.end()
    cut = any(kept.count(left) != kept.count(right) for left, right in _PAIRS if right != "’")
    return None if cut or kept.count('"') % 2 else Citation(words.article, start, end)


def _is_value(asked: Question, words: Citation) -> bool:
    if len(words.quote.split()) > MAX_WORDS:
        return False
    fits = _FITS.get(asked.expected or Expected.ANY)
    if fits is None:
        return True
    value = value_of(words.article.text, words.start, words.end)
    return isinstance(value, fits) or _has_one(asked.expected, words)


def _has_one(expected: Expected | None, words: Citation) -> bool:
    """Tell whether words that are no bare value have one: "the Danish diver Ruth Berg"."""
    text = words.quote
    if expected is Expected.NAME:
        return any(word[0].isupper() for word in text.split()[1:]) or text[0].isupper()
    return expected is Expected.DATE or bool(quantities(text)) or any(map(str.isdigit, text))


def _is_prose(citation: Citation) -> bool:
    kind = citation.article.block_at(citation.start).kind
    return kind in (BlockKind.BODY, BlockKind.QUOTE)
