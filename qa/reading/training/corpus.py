"""The corpus: what one epoch of training is made of."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qa.reading.spans import MAX_LENGTH, MAX_QUESTION
from qa.reading.training.features import NOWHERE, Feature, Tokens, features_of
from qa.reading.training.mining import Embed, mine_negatives
from qa.reading.training.perturbation import names_in, perturb, without_answer
from qa.reading.training.rows import (
    CALIBRATION,
    CLEAN,
    CLOSE,
    MARKED,
    OFF_STYLE,
    Row,
    is_held_out,
    load_rows,
)

OTHER_WINDOW = 0.3  # share of the long passages of which a window without the answer is seen


@dataclass(frozen=True, slots=True)
class Mix:
    """How many of each kind one epoch holds."""

    off_style: float  # share of the off-style rows
    human: int  # times that each human unanswerable is seen
    mined: float  # per answerable row
    perturbed: float  # per answerable row
    cut: float  # passages without their answer sentence, per answerable row
    answerable: float = 1.0  # share of the answerable rows
    close: float = 0.0  # share of the rows that were made unanswerable by another passage
    marked: float = 0.0  # share of the rows whose sentences are marked
    titled: float = 0.0  # share of the rows whose windows are read under their title


STABLE = Mix(off_style=0.25, human=2, mined=0.22, perturbed=0.15, cut=0.06)
DECAY = Mix(off_style=0.0, human=3, mined=0.22, perturbed=0.15, cut=0.06)
TEACHING = Mix(off_style=0.0, human=1, mined=0.12, perturbed=0.09, cut=0.03)
TAUGHT = Mix(off_style=0.1, human=2, mined=0.15, perturbed=0.15, cut=0.05)
# After the first training: one question in two is one that its passage does not answer.
REFUSING = Mix(
    0.0,
    human=2,
    mined=0.3,
    perturbed=0.4,
    cut=0.3,
    answerable=0.09,
    close=0.12,
    marked=0.8,
    titled=0.6,
)


def _parted(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows to train on and those kept out."""
    held_out = [row for row in rows if is_held_out(row.context)]
    return [row for row in rows if not is_held_out(row.context)], held_out


def _names(row: Row) -> list[str]:
    return [match.group() for match in names_in(row.question)]


class Corpus:
    """The training rows with everything that is found once: tokens, mined passages, names.

    folder: of the question files. cache: file of the mined passages. embed: None mines by words.
    """

    def __init__(self, folder: Path, tokens: Tokens, cache: Path, embed: Embed | None) -> None:
        rows = load_rows(folder, CLEAN + OFF_STYLE + CLOSE + MARKED)
        self.tokens = tokens
        kept, held_out = _parted(rows)
        self.rows = kept
        self.held_out = [row for row in held_out if row.group in CALIBRATION]
        self.clean = self._of(CLEAN)
        self.off_style = self._of(OFF_STYLE)
        self.close, self.marked = self._of(CLOSE), self._of(MARKED)
        clean = [self.rows[at] for at in self.clean]
        self.contexts = list(dict.fromkeys(row.context for row in clean if row.spans))
        self.titles = {row.context: row.title for row in clean}
        self.names = sorted({name for row in clean for name in _names(row)})
        tokens.add([text for row in rows for text in (row.question, row.context)])
        self.mined = dict(zip(self.clean, self._mined(clean, cache, embed), strict=True))

    def _of(self, groups: tuple[str, ...]) -> list[int]:
        return [at for at, row in enumerate(self.rows) if row.group in groups]

    def _mined(self, clean: list[Row], cache: Path, embed: Embed | None) -> list[list[int]]:
        if not cache.exists():
            cache.write_text(json.dumps(mine_negatives(clean, self.contexts, embed)))
        found: list[list[int]] = json.loads(cache.read_text())
        if len(found) != len(clean):
            raise ValueError(f"{cache} is of other data: {len(found)} rows, not {len(clean)}")
        return found

    def epoch(self, mix: Mix, rng: random.Random) -> list[Feature]:
        """Return the windows of one epoch, in no particular order."""

        def some(rows: list[int], share: float) -> list[int]:
            return rng.sample(rows, int(share * len(rows)))

        chosen = [
            at for at in self.clean if not self.rows[at].spans or rng.random() < mix.answerable
        ]
        chosen += some(self.off_style, mix.off_style) + some(self.close, mix.close)
        chosen += some(self.marked, mix.marked)
        return [feature for at in chosen for feature in self._windows(at, mix, rng)]

    def _windows(self, at: int, mix: Mix, rng: random.Random) -> Iterator[Feature]:
        """Yield what an epoch sees of one row."""
        row, titled = self.rows[at], rng.random() < mix.titled
        if not row.spans:
            for _ in range(1 if row.group in CLOSE else mix.human):
                yield rng.choice(features_of(row, self.tokens, titled))
            return
        first, *rest = features_of(row, self.tokens, titled)
        yield first
        if rest and rng.random() < OTHER_WINDOW:
            yield rng.choice(rest)
        if row.group not in OFF_STYLE:
            yield from self._unanswered(at, first, mix, rng, titled)

    def _unanswered(
        self, at: int, first: Feature, mix: Mix, rng: random.Random, titled: bool
    ) -> Iterator[Feature]:
        """Yield windows that do not answer the question of a row; first: the one that does."""
        row = self.rows[at]
        if self.mined.get(at) and rng.random() < mix.mined:
            context = self.contexts[rng.choice(self.mined[at])]
            other = replace(row, context=context, spans=(), title=self.titles[context])
            yield rng.choice(features_of(other, self.tokens, titled))
        if rng.random() < mix.perturbed:
            changed = perturb(row, self.names, rng)
            if changed is not None:  # the window that held the answer of the true question
                asked = self.tokens(changed).ids[:MAX_QUESTION]
                room = MAX_LENGTH - 3 - len(asked)
                yield Feature(asked, first.passage[:room], NOWHERE, NOWHERE)
        if rng.random() < mix.cut:
            left = without_answer(row)
            if left is not None:
                yield features_of(replace(row, context=left, spans=()), self.tokens, titled)[0]
