"""Ablations: the same questions with one part of the program changed at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eval import markdown
from eval.gold import GoldQuestion
from eval.metrics import Estimate
from eval.run import run
from eval.scoring import RECALLED, Scored, figures
from index.library import Library
from index.retrieval import HybridRetriever, Ranking
from qa.answering.passages import PASSAGES_READ
from qa.assistant import Assistant
from qa.reading.loading import load_reader
from qa.reading.reader import Reader

HYBRID = tuple(Ranking)
DEPTHS = (2, 4, 8, 12)  # passages read, beside the shipped number
COLUMNS = (
    f"recall@{RECALLED}", "hit@1", "hit@3", "exact_match", "token_f1", "verdict",
    "abstention_auroc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """One variant of the program."""

    name: str
    rankings: tuple[Ranking, ...] = HYBRID
    reader: str | None = None  # as for `load_reader`
    passages: int = PASSAGES_READ


def settings() -> Iterator[Setting]:
    """Yield the variants, the program as it ships first."""
    yield Setting("as shipped")
    yield Setting("lexical only", rankings=(Ranking.LEXICAL,))
    yield Setting("dense only", rankings=(Ranking.DENSE,))
    yield Setting("sentence reader", reader="sentence")
    for passages in DEPTHS:
        yield Setting(f"{passages} passage{'s' * (passages > 1)} read", passages=passages)


def ablate(
    library: Library,
    questions: Sequence[GoldQuestion],
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[tuple[Setting, list[Scored]]]:
    """Run every variant over the questions."""
    readers: dict[str | None, Reader] = {}
    for setting in settings():
        if setting.reader not in readers:
            readers[setting.reader] = load_reader(setting.reader, library.embedder)
        retriever = HybridRetriever(library, setting.rankings)
        assistant = Assistant(
            library, retriever, readers[setting.reader], passages=setting.passages
        )
        yield setting, run(library, assistant, retriever, questions, progress)


def table(runs: Sequence[tuple[Setting, list[Scored]]]) -> str:
    """Return the figures of the variants as a table in Markdown."""
    lines = [markdown.heading(["variant", *COLUMNS])]
    for setting, scored in runs:
        found = figures(scored)
        lines.append(
            markdown.row([setting.name, *(_cell(found.get(column)) for column in COLUMNS)])
        )
    return "\n".join(lines)


def _cell(estimate: Estimate | None) -> str:
    return "" if estimate is None else f"{estimate.value:.3f}"
