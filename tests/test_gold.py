"""A user's own gold questions: added, listed, removed, and scored on."""

from __future__ import annotations

import json

import pytest
from conftest import add, assert_one_line_error, make_article

from index.errors import GoldError
from qa.gold import add_gold, find_words, gold_file, read_gold

SENTENCE = "The comet was seen on Monday by “two” divers."
TEXT = f"{SENTENCE} Nobody in the town knew why.\n\nOn Monday the town slept."


@pytest.fixture
def comet(library):
    article = make_article(*TEXT.split("\n\n"), title="The comet")
    add(library, article)
    return library, article


# Where words stand. -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("two", "two"),
        ('by "TWO"  divers', "by “two” divers"),
        ("knew why. On Monday", "knew why.\n\nOn Monday"),
    ],
)
def test_words_are_found_as_printed(comet, words, printed):
    assert find_words(comet[1], words).quote == printed


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("Monday", "stands 2 times .*give more of the words"),
        ("tow", "does not stand in article .* (The comet).*; give words"),  # whole words only
        ("nobody in the towns", "nearest is “Nobody in the town knew why.”"),
        (" ", "does not stand"),
    ],
)
def test_words_that_stand_nowhere_or_twice_are_refused(comet, words, message):
    with pytest.raises(GoldError, match=message.replace("(", r"\(").replace(")", r"\)")):
        find_words(comet[1], words)


# The file. ----------------------------------------------------------------------------------------


def test_a_line_has_the_fields_of_both_kinds_of_gold(comet):
    library, article = comet
    row = add_gold(library, "who saw it", [find_words(article, "two” divers")], "the town")
    start = TEXT.index("two” divers")
    assert row == {
        "id": row["id"],
        "question": "who saw it",
        "type": "question",
        "answers": [
            {"article": article.id, "start": start, "end": start + 11, "text": "two” divers"}
        ],
        "article_ids": [article.id],
        "sentences": [SENTENCE],
        "spans": ["two” divers"],
        "shown": "the town",
    }
    assert read_gold(library) == [row]
    with pytest.raises(GoldError, match=f"already; .* qa gold remove {row['id']}"):
        add_gold(library, "who  saw it", [])


def test_a_file_that_cannot_be_written_or_read_is_one_line(comet):
    library, _ = comet
    gold_file(library).write_text("{}\n")
    with pytest.raises(GoldError, match="line 1 should be a JSON object with id"):
        add_gold(library, "who saw it", [])
    gold_file(library).unlink()
    gold_file(library).with_name("gold.jsonl.new").mkdir()  # stands in the way, as for root too
    with pytest.raises(GoldError, match=r"cannot write .*; make that folder writable"):
        add_gold(library, "who saw it", [])


# The command. -------------------------------------------------------------------------------------


def test_questions_are_added_listed_removed(qa, comet):
    library, article = comet
    at = ("--library", library.path)
    added = qa("gold", "add", "who saw it", "--article", article.id[:6], "--words", "two", *at)
    assert added.exit_code == 0, added.output
    assert f"qa eval natural {library.path / 'gold.jsonl'}" in added.stderr
    none = qa("gold", "add", "who paid", "for it?", "--not-here", "--json", *at)
    row = json.loads(none.stdout)
    assert (row["question"], row["answers"], row["sentences"]) == ("who paid for it?", [], [])
    listed = qa("gold", "list", *at).stdout
    assert "who saw it\n    “two”\n" in listed
    assert f"{row['id']}  who paid for it?\n    not in the articles\n" in listed
    removed = qa("gold", "remove", row["id"][:5], *at)
    assert removed.stdout == f"removed {row['id']}  who paid for it?\n"
    assert len(json.loads(qa("gold", "list", "--json", *at).stdout)) == 1
    assert_one_line_error(qa("gold", "remove", row["id"], *at), "no question has an id")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--article", "zz", "--words", "two"), 1, "no article has the id 'zz'"),
        (("--article", "zz"), 2, "give --words for every --article, now 0 for 1"),
        ((), 2, "give either --article ID and --words TEXT, or --not-here"),
        (("--not-here", "--article", "zz", "--words", "two"), 2, "give either"),
    ],
)
def test_what_is_amiss_with_a_question_is_said(qa, comet, options, code, said):
    failed = qa("gold", "add", "who saw it", *options, "--library", comet[0].path)
    assert failed.exit_code == code
    assert said in failed.stderr
    assert not gold_file(comet[0]).exists()


def test_both_evaluations_read_the_file(qa, comet):
    library, article = comet
    at = ("--library", library.path)
    words = ("--article", article.id, "--words", "seen on Monday")
    assert qa("gold", "add", "The comet was seen on Monday", *words, *at).exit_code == 0
    assert qa("gold", "add", "zebra quantum", "--not-here", "--shown", "ham", *at).exit_code == 0
    file = gold_file(library)
    run = qa("eval", "run", "--gold", file, *at, "--min", "hit@1=1", "--min", "recall@1=1")
    assert run.exit_code == 0, run.output
    natural = qa("eval", "natural", file, *at, "--min", "place@1=1", "--json")
    assert natural.exit_code == 0, natural.output
    assert json.loads(natural.stdout)["metrics"]["answered_unanswerable"]["n"] == 1
