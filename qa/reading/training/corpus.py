"""The corpus: what one epoch of training is made of."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qa.reading.spans import MAX_LENGTH, MAX_QUESTION
from qa.reading.training.features import NOWHERE, Feature, Tokens, features_of
from qa.reading.training.mining import Miner
from qa.reading.training.perturbation import names_in, perturb, without_answer
from qa.reading.training.rows import CALIBRATION, CLEAN, CLOSE, MARKED, Row, is_held_out, load_rows

OTHER_WINDOW = 0.3  # share of the long passages of which a window without the answer is seen


@dataclass(frozen=True, slots=True)
class Mix:
    """How many of each kind one epoch holds; shares lie between 0 and 1."""

    answerable: float = 1.0  # share of the clean rows with an answer
    human: int = 2  # times that each human unanswerable is seen
    close: float = 0.0  # share of the rows beside another passage of their article
    marked: float = 0.0  # share of the rows whose answering sentences are marked
    mined: float = 0.0  # per answerable row, beside a passage that is like its own
    perturbed: float = 0.0  # per answerable row, changed so that its passage does not answer
    cut: float = 0.0  # per answerable row, beside its passage without the answering sentences
    titled: float = 0.0  # share of the rows whose passages are read under their title


FIRST = Mix(close=1.0)
# Afterwards one question in two is one that its passage does not answer.
REFUSING = Mix(
    answerable=0.09, close=0.12, marked=0.8, mined=0.3, perturbed=0.4, cut=0.3, titled=0.6
)
TAUGHT = Mix(mined=0.15, perturbed=0.15, cut=0.05)


class Corpus:
    """The training rows with everything that is found once: tokens, close passages, names.

    folder: of the question files.
    """

    def __init__(self, folder: Path, tokens: Tokens) -> None:
        rows = load_rows(folder, CLEAN + CLOSE + MARKED)
        self.tokens = tokens
        self.rows = [row for row in rows if not is_held_out(row.context)]
        self.held_out = [
            row for row in rows if is_held_out(row.context) and row.group in CALIBRATION
        ]
        self.names = sorted({name for row in self._of(CLEAN) for name in _names(row)})
        self._titles = {row.context: row.title for row in self._of(CLEAN) if row.spans}
        self._near = Miner(list(self._titles))
        tokens.add([text for row in rows for text in (row.question, row.context)])

    def _of(self, groups: tuple[str, ...]) -> list[Row]:
        return [row for row in self.rows if row.group in groups]

    def epoch(self, mix: Mix, rng: random.Random) -> list[Feature]:
        """Return the windows of one epoch, in no particular order."""
        chosen = [row for row in self._of(CLEAN) if not row.spans or rng.random() < mix.answerable]
        for groups, share in ((CLOSE, mix.close), (MARKED, mix.marked)):
            rows = self._of(groups)
            chosen += rng.sample(rows, int(share * len(rows)))
        return [feature for row in chosen for feature in self._windows(row, mix, rng)]

    def _windows(self, row: Row, mix: Mix, rng: random.Random) -> Iterator[Feature]:
        """Yield what an epoch sees of one row."""
        titled = rng.random() < mix.titled
        if not row.spans:
            for _ in range(1 if row.group in CLOSE else mix.human):
                yield rng.choice(features_of(row, self.tokens, titled))
            return
        first, *rest = features_of(row, self.tokens, titled)
        yield first
        if rest and rng.random() < OTHER_WINDOW:
            yield rng.choice(rest)
        if rng.random() < mix.perturbed:
            yield from self._perturbed(row, first, rng)
        for other in self._unanswering(row, mix, rng):
            yield rng.choice(features_of(replace(other, spans=()), self.tokens, titled))

    def _perturbed(self, row: Row, first: Feature, rng: random.Random) -> Iterator[Feature]:
        """Yield the window that answers the true question beside a changed one."""
        changed = perturb(row, self.names, rng)
        if changed is not None:
            asked = self.tokens(changed).ids[:MAX_QUESTION]
            room = MAX_LENGTH - 3 - len(asked)
            yield Feature(asked, first.passage[:room], NOWHERE, NOWHERE)

    def _unanswering(self, row: Row, mix: Mix, rng: random.Random) -> Iterator[Row]:
        """Yield a row beside passages that do not answer it."""
        if rng.random() < mix.mined and (near := self._near(row)):
            context = rng.choice(near)
            yield replace(row, context=context, title=self._titles[context])
        if rng.random() < mix.cut and (left := without_answer(row)):
            yield replace(row, context=left)


def _names(row: Row) -> list[str]:
    return [match.group() for match in names_in(row.question)]
