"""Utterances: what one speaker says in one go, and which of them repeat one another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.articles import Article
from index.english.forms import normalize
from index.quotations import Quotation, QuotationKind
from qa.answers import Citation
from qa.questions.people import Name

# Two pieces of a quotation with at most this many characters between them, the cue, read as one.
SPLIT_GAP = 160
# A quotation whose words stand in a longer one repeats it, from this many words on.
REPEAT_WORDS = 4
COMMON = 20  # a run of words that more quotations have tells nothing of repeats
_OPENING = re.compile(r"[“«„‘]")
_STRAIGHT = re.compile(r"\"|''")


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker says in one go: the pieces of a split quotation, and where they stand."""

    article: Article
    pieces: tuple[Quotation, ...]

    @property
    def first(self) -> Quotation:
        """The piece that names the speaker best."""
        return max(self.pieces, key=lambda piece: piece.confidence)

    @property
    def citation(self) -> Citation:
        """The words from the first piece to the last, the cue between them included."""
        return Citation(self.article, self.pieces[0].start, self.pieces[-1].end)

    @property
    def words(self) -> str:
        """The quoted words alone."""
        return " ".join(self.article.text[piece.start : piece.end] for piece in self.pieces)


Scored = tuple[float, Utterance]  # how relevant it is, from 0 to 1


def utterances(quotations: Iterable[tuple[Article, Quotation]]) -> list[Utterance]:
    """Join the pieces of split quotations: one speaker, one block, only the cue between them.

    Quotations without a speaker are left out.
    """
    groups: list[list[tuple[Article, Quotation]]] = []
    for article, quotation in quotations:
        if quotation.speaker_name is None:
            continue
        if groups and _goes_on(groups[-1][-1], (article, quotation)):
            groups[-1].append((article, quotation))
        else:
            groups.append([(article, quotation)])
    return [Utterance(group[0][0], tuple(quotation for _, quotation in group)) for group in groups]


def is_told(utterance: Utterance, told: frozenset[str]) -> bool:
    """Tell whether words were given before; told: normalized."""
    text = utterance.article.text
    pieces = [normalize(text[piece.start : piece.end]) for piece in utterance.pieces]
    return all(any(piece in quote for quote in told) for piece in pieces)


def merged(found: Sequence[Scored]) -> list[list[Scored]]:
    """Group repeats: the same words of one speaker, or a part of them, in the order found."""
    groups: list[list[Scored]] = []
    by_words: dict[str, list[int]] = {}  # groups by the runs of words of their first
    for score, utterance in found:
        words = normalize(utterance.words).split()
        parts = [words[at : at + REPEAT_WORDS] for at in range(len(words) - REPEAT_WORDS + 1)]
        runs = dict.fromkeys(" ".join(part) for part in (words, *parts))
        rare = (by_words.get(run, ()) for run in runs)
        near = dict.fromkeys(n for numbers in rare if len(numbers) <= COMMON for n in numbers)
        same = next((n for n in near if _repeats(utterance, groups[n][0][1])), None)
        if same is None:
            for run in runs:
                by_words.setdefault(run, []).append(len(groups))
            groups.append([(score, utterance)])
        else:
            groups[same].append((score, utterance))
    return groups


def _repeats(one: Utterance, other: Utterance) -> bool:
    """Tell whether two places give the same words of the same person."""
    if not _one_person(one, other):
        return False
    shorter, longer = sorted((normalize(one.words), normalize(other.words)), key=len)
    return shorter == longer or (len(shorter.split()) >= REPEAT_WORDS and shorter in longer)


def _one_person(one: Utterance, other: Utterance) -> bool:
    a, b = one.first.speaker_name, other.first.speaker_name
    return a == b or bool(a and b and Name.of(a).fits(Name.of(b)))


def _goes_on(before: tuple[Article, Quotation], after: tuple[Article, Quotation]) -> bool:
    (article, one), (other, two) = before, after
    return (
        article.id == other.id
        and one.kind is two.kind is QuotationKind.DIRECT
        and one.speaker_name == two.speaker_name
        and one.reported_by == two.reported_by
        and 0 <= two.start - one.end <= SPLIT_GAP
        and article.block_at(one.start) == article.block_at(two.start)
        # Nobody else is quoted between: the one closes, the other opens.
        and len(_OPENING.findall(article.text, one.end, two.start)) <= 1
        and len(_STRAIGHT.findall(article.text, one.end, two.start)) <= 2
    )
