"""How the time to cut a text into sentences grows with it, for input that is made to be slow.

    python -m eval.benchmarks.growth

Prints the ratio of the time for four times the text: about 4 where the work is linear, 16 where it
is quadratic.
"""

from __future__ import annotations

import time

from eval import markdown
from index.english.sentences import sentences

CHARACTERS = 100_000
LAPS = 3  # the quickest counts: what else the machine does only ever adds
HOSTILE = (
    *(".", " ", "\n", "\n ", "“", "”", ".”", "A. ", "A.", "a", ". -", ". (", "! "),
    *("“A!” B ", "’", "。"),
)


def main() -> None:
    """Run the benchmark and print its table."""
    print(markdown.heading(["repeated", "time of four times as much"]))
    for unit in HOSTILE:
        ratio = seconds(unit, 4 * CHARACTERS) / seconds(unit, CHARACTERS)
        print(markdown.row([repr(unit), f"{ratio:.1f}"]))


def seconds(unit: str, characters: int) -> float:
    """Return the time to cut so many characters of a repeated text."""
    text = f"Start. {unit * (characters // len(unit))} End."
    laps = []
    for _ in range(LAPS):
        start = time.process_time()
        sentences(text)
        laps.append(time.process_time() - start)
    return min(laps)


if __name__ == "__main__":
    main()
