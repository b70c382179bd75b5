"""How well questions are understood: what they ask for, whose words, and what of which articles.

A file is JSON Lines, plain or xz: `id, question, kind (speech | library | other), speakers, about,
field, articles`. `speakers` are those whose words are asked for, in the fullest form that the
articles print, none where the question names nobody; `field` is what is asked of the articles, and
`articles` are the addresses or file names of those meant, none where all are. Odd lines are for
development; even lines are held back, and what is reported of them is measured once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from eval.files import numbered_lines, read_text
from eval.metrics import average
from index.articles import Listed
from index.filters import Filters
from index.library import Library
from qa.answering.library_facts import articles_meant, filters_of
from qa.questions.people import Name, Quoted, people, several
from qa.questions.understanding import understand

KINDS = ("speech", "library", "other")
HALVES = {"dev": 1, "held": 0}  # the remainder of the number of a line by two


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question, and what a person says that it asks for."""

    id: str
    question: str
    line: int  # of the file
    kind: str
    speakers: tuple[str, ...] = ()
    field: str | None = None
    articles: tuple[str, ...] = ()

    @property
    def half(self) -> str:
        """The half of the file that it is in: dev or held."""
        return "dev" if self.line % 2 == HALVES["dev"] else "held"


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the program takes a question to ask for, in the same terms."""

    kind: str
    speakers: tuple[str, ...] = ()  # as the library has their names
    field: str | None = None
    articles: tuple[Listed, ...] = ()  # those meant, () for all of them


def understood(question: str, library: Library, quoted: Quoted) -> Understanding:
    """Return what the program takes a question to ask of a library; quoted: its speakers."""
    asked = understand(question, date.today(), quoted, library)
    if asked.library is not None:
        meant = articles_meant(library, asked.library, filters_of(asked, Filters()))
        return Understanding("library", field=asked.library.wanted.value, articles=tuple(meant))
    if asked.speech is None:
        return Understanding("other")
    parts = several(asked.speech.speaker) if asked.speech.speaker else []
    names = [name for part in parts for name in quoted.match(part) or [part]]
    return Understanding("speech", tuple(names))


def load(path: Path) -> list[LabelledQuestion]:
    """Read a file of labelled questions; ValueError names a line that is not as expected."""
    questions = []
    for number, line in numbered_lines(read_text(path)):
        try:
            questions.append(_labelled(json.loads(line), number))
        except (KeyError, TypeError, ValueError) as exc:
            raise ValueError(
                f"line {number} should be an object with id, question, kind, speakers, field and "
                f"articles: {type(exc).__name__}: {exc}"
            ) from exc
    if not questions:
        raise ValueError("there is no question in the file")
    return questions


def _labelled(row: dict[str, Any], line: int) -> LabelledQuestion:
    if row["kind"] not in KINDS:
        raise ValueError(f"kind should be one of {', '.join(KINDS)}, is now {row['kind']!r}")
    if (row["field"] is not None) != (row["kind"] == "library"):
        raise ValueError(f"field belongs to kind library, is now {row['field']!r}")
    for name in ("speakers", "articles"):
        if not isinstance(row[name], list):
            raise ValueError(f"{name} should be a list, is now {row[name]!r}")
    return LabelledQuestion(
        str(row["id"]),
        str(row["question"]),
        line,
        row["kind"],
        tuple(row["speakers"]),
        row["field"],
        tuple(row["articles"]),
    )


# Metrics. -----------------------------------------------------------------------------------------

Pairs = Sequence[tuple[LabelledQuestion, Understanding]]


def metrics(pairs: Pairs) -> dict[str, float]:
    """Score what was understood; every share is NaN where there is nothing to take it of.

    - `total`: number of questions
    - `right`: share of all that are right in everything: `is_right`
    - `kind_accuracy`: share of all whose kind is right
    - `K_precision` = of kind K and taken for it / taken for it; `K_recall` = the same / of kind K
    - `speaker_accuracy`: share of the speech questions whose speakers are right
    - `field_accuracy`: share of the library questions whose field is right, and their articles
      where the file names any
    """
    return {
        "total": float(len(pairs)),
        "right": _share(is_right(*pair) for pair in pairs),
        "kind_accuracy": _share(gold.kind == ours.kind for gold, ours in pairs),
        **_by_kind(pairs),
        "speaker_accuracy": _share(is_right(*pair) for pair in pairs if pair[0].kind == "speech"),
        "field_accuracy": _share(is_right(*pair) for pair in pairs if pair[0].kind == "library"),
    }


def _by_kind(pairs: Pairs) -> dict[str, float]:
    made = {}
    for kind in KINDS:
        taken = [gold for gold, ours in pairs if ours.kind == kind]
        there = [ours for gold, ours in pairs if gold.kind == kind]
        made[f"{kind}_precision"] = _share(gold.kind == kind for gold in taken)
        made[f"{kind}_recall"] = _share(ours.kind == kind for ours in there)
    return made


def is_right(gold: LabelledQuestion, ours: Understanding) -> bool:
    """Tell whether the kind is right, and so are the speakers or the field where it has any."""
    if gold.kind != ours.kind:
        return False
    if gold.kind == "speech":
        return same_people(ours.speakers, gold.speakers)
    if gold.kind == "library":
        return gold.field == ours.field and _same_articles(ours.articles, gold.articles)
    return True


def same_people(ours: Sequence[str], golds: Sequence[str]) -> bool:
    """Tell whether names mean the same people; a last name alone means whom it fits."""
    persons = [Name.of(group[0]) for group in people(ours)]
    wanted = [Name.of(gold) for gold in golds]
    return len(persons) == len(wanted) and all(
        any(_are_one(person, one) for person in persons) for one in wanted
    )


def _are_one(person: Name, wanted: Name) -> bool:
    """Tell whether a name fits, is all of the other's words, or its initials (WHO)."""
    one, two = set(person.words), set(wanted.words)
    initials = "".join(word[0] for word in wanted.words)
    return person.fits(wanted) or one <= two or two <= one or person.words == (initials,)


def _same_articles(ours: Sequence[Listed], golds: Sequence[str]) -> bool:
    if not golds:
        return True
    names = [{article.url, PurePath(article.path or "").name} for article in ours]
    return len(names) == len(golds) and all(any(gold in one for one in names) for gold in golds)


def _share(flags: Iterable[bool]) -> float:
    return average([float(flag) for flag in flags])


# What is wrong. -----------------------------------------------------------------------------------


def mistakes(pairs: Pairs) -> list[dict[str, object]]:
    """Return the questions of the dev half that are not right: id, question, expected, is."""
    return [
        {
            "id": gold.id,
            "question": gold.question,
            "expected": _told(gold.kind, gold.speakers, gold.field, gold.articles),
            "is": _told(
                ours.kind, ours.speakers, ours.field, [article.label for article in ours.articles]
            ),
        }
        for gold, ours in pairs
        if gold.half == "dev" and not is_right(gold, ours)
    ]


def _told(kind: str, speakers: Sequence[str], field: str | None, articles: Sequence[str]) -> str:
    return " · ".join(part for part in (kind, *speakers, field, *articles) if part)
