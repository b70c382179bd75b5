"""Where a second article may have been glued to the end of a file."""

import subprocess
import sys

import pytest
from conftest import ROOT

from index.cleaning.editing import clean
from index.cleaning.lines import paragraphs
from index.cleaning.splices import second_article

FERRY = [
    "The ferry company signed the contract for a new ship with the northern yard in spring.",
    "The yard had built no ship for a decade, and the contract was its last hope of work.",
    "Islanders who need the ferry every morning had protested on the quay for a whole month.",
    "The company said that the ferry would carry forty cars and two hundred islanders.",
    "A spokesman for the yard said that steel for the ship had been ordered already.",
    "The islanders want a ferry that sails in winter, when the quay is covered with ice.",
]
CHESS = [
    "The grandmaster lost the opening game of the tournament to a pupil of twelve.",
    "Her opponent sacrificed a bishop early and never let the queen leave her corner.",
    "Grandmasters in the audience called the sacrifice the finest of the tournament.",
    "The pupil learned the opening from his grandmother, who once played for the country.",
    "A rematch between pupil and grandmaster is planned for the final day of the tournament.",
    "Chess schools report that hundreds of pupils have asked for the opening since.",
]


def test_a_glued_article_is_suspected_where_it_starts():
    assert second_article(FERRY + CHESS) == len(FERRY)


def test_a_glued_article_is_reported_by_its_raw_line():
    raw = "A contract for a ferry\n\n" + "\n".join(FERRY) + "\n" + "\n".join(CHESS) + "\n"
    assert clean(paragraphs(raw)).second_article_line == 3 + len(FERRY)


@pytest.mark.parametrize("story", [FERRY, FERRY * 3, FERRY[:3] + CHESS[:3], []], ids=len)
def test_a_single_article_is_not_suspected(story):
    assert second_article(story) is None


# Two sections of one story: few words in common, and none of the commonest.
ARENA = [
    "The band played the old songs in the arena for three hours on Friday night.",
    "Fans of the band had waited outside the arena since the morning in the rain.",
    "The singer told the fans that the band would play every song of the record.",
    "Nobody in the arena sat down while the drummer played the longest solo of the night.",
    "The arena holds nine thousand fans, and the band has filled it four times.",
]
BOX_OFFICE = [
    "Sales at the box office rose by a tenth in the spring, a promoter said on Monday.",
    "The promoter buys tickets early and sells them again at the price of the week.",
    "Its shares fell after a report on the fees that it takes from each of the tickets.",
    "A court will hear in June whether the fees for tickets of the arena are too high.",
    "Investors in the promoter expect the fees to fall by a third before the autumn.",
]


def test_new_words_under_a_heading_are_a_section_and_no_second_article():
    story = ARENA + BOX_OFFICE
    start = len(ARENA)
    assert second_article(story) == start
    assert second_article(story, [i == start for i in range(len(story))]) is None
    assert second_article(story, [i == start - 1 for i in range(len(story))]) == start


def test_articles_that_share_nothing_are_suspected_under_a_heading_too():
    under = [i == len(FERRY) for i in range(len(FERRY + CHESS))]
    assert second_article(FERRY + CHESS, under) == len(FERRY)


def test_a_section_of_the_file_is_seen_as_one():
    raw = "\n\n".join([*ARENA, *BOX_OFFICE])
    assert clean(paragraphs(raw)).second_article_line == 2 * len(ARENA) + 1
    headed = "\n\n".join([*ARENA, "What tickets cost", *BOX_OFFICE])
    assert clean(paragraphs(headed)).second_article_line is None


def test_every_process_finds_the_same():
    """Words that are equally common are compared in the order of the text, not of a set."""
    script = (
        "from index.cleaning.splices import _spread\n"
        "print(_spread([['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']]).most_common(3))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={"PYTHONHASHSEED": str(seed)},
        ).stdout
        for seed in range(3)
    }
    assert len(found) == 1
