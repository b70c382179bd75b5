"""Conversations: the turns so far, and the last one kept for the next command."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from qa.answers import Answer

MAX_TURNS = 20  # remembered; older ones go
MAX_CITED = 3  # findings of a turn that are remembered
MAX_CHARACTERS = 1000  # of a remembered sentence
FILE_VERSION = 2


@dataclass(frozen=True, slots=True)
class Cited:
    """What an answer cited: the words, the sentence around them, whose they are, and where."""

    quote: str
    sentence: str = ""
    speaker: str | None = None
    title: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as asked and as it stood alone, with what its answer cited."""

    question: str
    standalone: str
    cited: tuple[Cited, ...] = ()
    quotes: tuple[str, ...] = ()  # all that were shown, not to be shown again to "anything else?"

    @classmethod
    def of(cls, answer: Answer) -> Turn:
        """Return the turn that an answer makes."""
        return cls(
            answer.question,
            answer.standalone_question or answer.question,
            tuple(
                Cited(
                    finding.words.quote[:MAX_CHARACTERS],
                    finding.citation.quote[:MAX_CHARACTERS],
                    finding.speaker.name if finding.speaker else None,
                    finding.citation.article.title,
                    finding.citation.article.published,
                )
                for finding in answer.findings[:MAX_CITED]
            ),
            tuple(citation.quote for citation in answer.citations),
        )


def save(turns: Sequence[Turn], library: Path, file: Path) -> None:
    """Keep the last turns of a conversation with a library; OSError when it cannot be written."""
    made = {
        "version": FILE_VERSION,
        "library": str(library.resolve()),
        "turns": [asdict(turn) for turn in turns[-MAX_TURNS:]],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    # A kill half-way leaves the conversation before.
    scratch = file.with_suffix(f".{os.getpid()}.tmp")
    scratch.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    scratch.replace(file)


def load(library: Path, file: Path) -> list[Turn]:
    """Return the turns of the last conversation; none when it was with another library.

    Raises:
        OSError: there is no such file, or it cannot be read.
        ValueError: it is not a conversation.
    """
    try:
        made = json.loads(file.read_text(encoding="utf-8"))
        if made["version"] != FILE_VERSION:
            raise ValueError(f"its version is {made['version']}, expected {FILE_VERSION}")
        if made["library"] != str(library.resolve()):
            return []
        return [_turn(row) for row in made["turns"][-MAX_TURNS:]]
    except (KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise ValueError(f"it is no conversation: {exc!r}") from exc


def _turn(row: dict[str, Any]) -> Turn:
    cited = tuple(
        Cited(**{field.name: one[field.name] for field in fields(Cited)}) for one in row["cited"]
    )
    texts = [row["question"], row["standalone"], *row["quotes"]]
    texts += [text for one in cited for text in (one.quote, one.sentence)]
    texts += [t for one in cited for t in (one.speaker, one.title, one.published) if t is not None]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text of it is none")
    _ = "".join(text for text in texts if text).encode()  # half a character cannot be kept again
    return Turn(row["question"], row["standalone"], cited, tuple(row["quotes"]))
