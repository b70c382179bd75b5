"""How the time to find a speaker by name or role grows with the number of speakers.

    python -m eval.benchmarks.speakers

The speakers are made up. Prints a table in Markdown: milliseconds among ten thousand, and what that
is to the time among one thousand; 10 is linear.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from eval import markdown
from qa.questions.people import match_speakers, unknown

FEW, MANY = 1_000, 10_000
ROLE = "member of the harbor board"
ASKED = "Jane Okafor"
RUNS = 5


def main() -> None:
    """Run the benchmark and print its table."""
    print(markdown.heading(["looked up", "ms", "to a tenth of the speakers"]))
    for name, look_up in (("a name", by_name), ("a role", by_role), ("nobody", closest)):
        few, many = (median_seconds(look_up, speakers(count)) for count in (FEW, MANY))
        print(markdown.row([name, f"{many * 1000:.0f}", f"{many / few:.1f}"]))


def speakers(count: int) -> list[str]:
    """Return different names of many first and last names."""
    return [f"{chr(65 + i % 26)}ane {chr(65 + i % 23)}berg{i % 5000:04}x" for i in range(count)]


def by_name(names: list[str]) -> None:
    """Look up a name."""
    match_speakers(ASKED, [(name, ROLE) for name in names])


def by_role(names: list[str]) -> None:
    """Look up a role that nobody has."""
    match_speakers("the keeper of the light", [(name, ROLE) for name in names])


def closest(names: list[str]) -> None:
    """Find the names nearest to one that is not there."""
    unknown(ASKED, dict.fromkeys(names, 1))


def median_seconds(look_up: Callable[[list[str]], None], names: list[str]) -> float:
    """Return how long one look-up takes."""
    laps = []
    for _ in range(RUNS):
        start = time.perf_counter()
        look_up(names)
        laps.append(time.perf_counter() - start)
    return statistics.median(laps)


if __name__ == "__main__":
    main()
