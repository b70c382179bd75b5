"""Questions as people type them: every measure on hand-computed answers, files, the command."""

from __future__ import annotations

import json

import pytest
from conftest import add, assert_one_line_error, make_article

from eval.compare import changes, compare
from eval.natural import (
    NaturalQuestion,
    Shown,
    density,
    holds,
    is_placed,
    is_told,
    items_share,
    load_natural,
    overlap,
    shown_answers,
)
from eval.natural_run import figures, judge, natural_record
from index.errors import GoldError

# Ten words, "the" not counted.
SENTENCE = "The ferry stayed in port because its engine room was flooded."
NEXT = "Divers pumped it dry on Friday and found a broken valve."


def asked(type_: str = "why", **parts) -> NaturalQuestion:
    made = {"sentences": (SENTENCE,), **parts}
    return NaturalQuestion("q", "Why did it stay?", type_, "dev", **made)


def answer(text: str, sentence: str | None = None, marked: tuple[str, ...] = (), **parts):
    """Return one answer of the JSON, version 2."""
    whole = sentence or text
    marks = [[whole.index(words), whole.index(words) + len(words)] for words in marked]
    return {"text": text, "form": "sentences", "sentence": whole, "marks": marks, **parts}


def shown(*args, **parts) -> Shown:
    return Shown.of(answer(*args, **parts))


def answered(*answers, status="answered", nearest=()):
    return {"status": status, "answers": list(answers), "nearest": list(nearest)}


# Texts. -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "part", "held"),
    [
        ("It was flooded.", "“was Flooded”", True),
        ("It was the flooded room", "was flooded a room", True),  # articles are nothing
        ("It wasn’t flooded", "was flooded", False),
        ("floodeds", "flooded", False),  # whole words
        ("flooded was", "was flooded", False),  # one run
        ("flooded", " – ", False),
    ],
)
def test_a_text_holds_whole_words_in_order(text, part, held):
    assert holds(text, part) is held


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        (SENTENCE, f"{NEXT} {SENTENCE}", True),
        (f"{NEXT} {SENTENCE}", SENTENCE, True),
        # Six of ten words of either: F1 .6.
        ("one two three four five six m n o p", "one two three four five six u v w x", True),
        ("one two three four five l m n o p", "one two three four five t u v w x", False),
        ("", SENTENCE, False),
        ("The", "A", False),
    ],
)
def test_texts_overlap_when_one_holds_the_other_or_f1_is_six_tenths(one, other, do):
    assert overlap(one, other) is do


# Measures. ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "placed"),
    [
        (shown(SENTENCE), True),  # nothing marked: the text
        (shown("flooded", SENTENCE), True),
        (shown(f"{SENTENCE} {NEXT}"), True),  # of 20 words 10 stand in it as one run
        (shown(f"{SENTENCE} {NEXT} Twice."), False),
        (shown(SENTENCE, f"{SENTENCE} {NEXT}"), True),
        (shown(SENTENCE, f"{SENTENCE} {NEXT}", ("flooded",)), True),
        (shown(SENTENCE, f"{SENTENCE} {NEXT}", ("Divers pumped it dry",)), False),
        (shown(SENTENCE, f"{SENTENCE} {NEXT}", ("was flooded. Divers pumped",)), True),  # half
        (shown(SENTENCE, f"{SENTENCE} {NEXT}", ("was flooded. Divers pumped it",)), False),
        (shown(SENTENCE, f"{SENTENCE} {NEXT}", ("engine room", "flooded", "Divers")), True),
        (shown(SENTENCE, f"{SENTENCE} {NEXT}", ("flooded", "broken valve")), False),
        (shown("flooded", f"It was flooded. {NEXT}"), False),  # another sentence
    ],
)
def test_an_answer_is_placed_by_the_sentence_and_the_marks(made, placed):
    assert is_placed(made, asked()) is placed


def test_marks_are_to_stand_in_the_sentence_that_the_answer_is():
    question = asked(sentences=(SENTENCE, "Divers pumped it dry, at last, on a Saturday in May."))
    assert not is_placed(shown(SENTENCE, f"{SENTENCE} {NEXT}", ("Divers pumped it dry",)), question)


@pytest.mark.parametrize(
    ("type_", "made", "told"),
    [
        ("why", shown("its engine room was flooded"), True),
        ("why", shown("The engine room was dry.", SENTENCE, ("flooded",)), False),  # text alone
        ("factoid", shown("the engine room"), True),
        ("factoid", shown("room"), True),  # F1 2/3
        ("factoid", shown("a room that is green"), False),  # F1 2 · 1 / (5 + 2 - 1) at most
        ("factoid", shown("w " * 12 + "engine room"), True),  # 14 words = 4 · 2 + 6
        ("factoid", shown("w " * 13 + "engine room"), False),
        ("factoid", shown(NEXT, SENTENCE, ("engine room",)), True),  # by the marks
        ("quote", shown("because its engine room was flooded"), True),  # 6 of 10
        ("quote", shown("its engine room was flooded"), False),  # 5 of 10 is not most
        ("quote", shown("flooded was room engine its because in"), False),
    ],
)
def test_a_text_tells_enough_by_type(type_, made, told):
    question = asked(type_, must=("was flooded",), spans=("engine room",))
    assert is_told(made, question) is told


def test_what_is_too_long_meets_nothing():
    long = shown(SENTENCE + " word" * 80)  # 91 words
    assert len(long.sentence.split()) == 91
    assert not is_placed(long, asked())
    assert not is_told(long, asked(must=("was flooded",)))
    assert density(long, asked()) == items_share([long], asked("list", items=(("ferry",),))) == 0
    assert is_told(shown(SENTENCE + " word" * 79), asked(must=("was flooded",)))
    value = "flooded" + " word" * 30
    assert shown(value).too_long is False
    assert shown(value, form="value").too_long is True
    assert not is_told(shown(value, form="value"), asked(must=("flooded",)))
    nearest = [answer(SENTENCE + " word" * 80)]
    assert judge(asked(), answered(status="related", nearest=nearest)).scores["seen@3"] == 0


@pytest.mark.parametrize(
    ("sentence", "share"),
    [
        (SENTENCE, 1.0),
        (f"{SENTENCE} {NEXT}", 10 / 20),
        (NEXT, 0.0),
        ("because its engine room was flooded", 1.0),
        ("They say it stayed in port because of a strike.", 0.0),  # a run of 4 of 10 words
        ("They say it stayed in port because its crew struck.", 5 / 10),
    ],
)
def test_density_is_the_share_of_words_in_acceptable_sentences(sentence, share):
    assert density(shown(sentence), asked()) == pytest.approx(share)


def test_items_are_found_in_any_of_their_variants():
    question = asked("list", items=(("engine", "motor"), ("broken valve",), ("rudder",)))
    assert items_share([shown(SENTENCE), shown(NEXT)], question) == pytest.approx(2 / 3)
    ten = [answer(f"Nothing {n}.") for n in range(10)]
    assert judge(question, answered(*ten, answer(SENTENCE))).scores["items"] == 0
    assert judge(question, answered(*ten[1:], answer(SENTENCE))).scores["items"] == 1 / 3


def test_version_1_is_read_as_well():
    old = {"text": "flooded", "sentence": SENTENCE, "citation": {}}
    made = {"status": "answered", "kind": "span", "answers": [old]}
    assert shown_answers(made) == [Shown("flooded", SENTENCE, (), is_value=True)]
    assert shown_answers({**made, "status": "related"}) == []
    assert Shown.of({"text": NEXT}).sentence == NEXT


# One question, and all of them. -------------------------------------------------------------------


def test_only_the_first_answers_count_and_only_when_answered():
    question = asked(must=("was flooded",))
    no, yes = answer(NEXT), answer(SENTENCE)
    scores = judge(question, answered(no, no, yes)).scores
    assert (scores["place@1"], scores["place@3"], scores["told@3"], scores["dense"]) == (0, 1, 1, 0)
    assert judge(question, answered(no, no, no, yes)).scores["place@3"] == 0
    near = judge(question, answered(status="related", nearest=[no, no, yes]))
    assert (near.scores["seen@3"], near.scores["related"], near.scores["answered"]) == (1, 1, 0)
    assert near.scores["place@3"] == near.scores["told@3"] == 0
    assert "dense" not in near.scores
    later = judge(question, answered(status="related", nearest=[no, no, no, yes]))
    assert later.scores["seen@3"] == 0
    missed = judge(question, answered(status="not_found", nearest=[yes]))
    assert (missed.scores["seen@3"], missed.scores["not_found"], missed.verdict) == (
        0,
        1,
        "abstained",
    )


def test_figures_over_all_and_unanswerable():
    none = asked("unanswerable", sentences=())
    sure = answer(SENTENCE, confidence=0.9)
    judged = [
        judge(asked(), answered(sure)),
        judge(asked(), answered(status="related", nearest=[answer(NEXT, confidence=0.4)])),
        judge(asked(), answered(status="not_found")),
        judge(none, answered(answer(NEXT + " word" * 80, confidence=0.4))),
    ]
    found = {name: one.value for name, one in figures(judged).items()}
    assert found["answered"] == found["related"] == found["not_found"] == pytest.approx(1 / 3)
    assert found["answered_unanswerable"] == 1
    assert found["too_long"] == 0.5  # of the two that are answered
    assert found["auroc"] == pytest.approx(0.5)  # above, even, below
    assert "items" not in found  # no list was asked for
    assert [one.verdict for one in judged] == ["right", "abstained", "abstained", "wrong"]


def test_two_runs_tell_what_was_won_and_lost():
    best = judge(asked(must=("was flooded",)), answered(answer(SENTENCE)))
    clipped = judge(asked(must=("was flooded",)), answered(answer("flooded", SENTENCE)))
    first, second = natural_record([best]), natural_record([clipped])
    (change,) = changes(first, second)
    assert (change.won, change.lost, change.better) == ((), ("told@3",), False)
    (back,) = changes(second, first)
    assert (back.won, back.better) == (("told@3",), True)
    assert compare(first, second)["told@3"].second == 0
    assert not list(changes(first, first))


# Files. -------------------------------------------------------------------------------------------


def row(**parts) -> str:
    return json.dumps({"id": "a", "question": "Why?", "sentences": [SENTENCE], **parts})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (row() + "\n{", "line 2 should be a JSON object"),
        (row() + "\n" + row(), "line 2 has the id 'a' of an earlier one"),
        (row(sentences=SENTENCE), "line 1 .*sentences should be a list"),
        (row(question=" "), "line 1 .*question should be a text"),
        ('{"id": "a", "question": "Why?"}', "line 1 .*KeyError: 'sentences'"),
        ("", "no question in the file"),
    ],
)
def test_a_bad_file_is_refused_by_line(write, text, message):
    with pytest.raises(GoldError, match=f"natural.jsonl: .*{message}"):
        load_natural([write("natural.jsonl", text)])


def test_halves_go_by_the_list_of_articles_else_by_line(write):
    ids = "abcd"
    named = [{"article_ids": ["x/2", "x/1"]}, {"near_article_ids": ["x/1"]}, {}, {}]
    lines = [row(id=id_, **parts) for id_, parts in zip(ids, named, strict=True)]
    file = write("set/natural.jsonl", "\n".join(lines))
    assert [one.half for one in load_natural([file])] == ["dev", "held", "dev", "held"]
    write("set/article_urls.txt", "x/1\nx/2\n")
    assert [one.half for one in load_natural([file])] == ["held", "dev", "dev", "held"]


# The command. -------------------------------------------------------------------------------------


@pytest.fixture
def ferry(library, write):
    add(library, make_article(f"{SENTENCE} {NEXT}", title="The ferry", url="https://e.org/f"))
    file = write(
        "natural.jsonl",
        "\n".join(
            [
                row(question=SENTENCE, type="keyword", article_ids=["https://e.org/f"]),
                row(id="b", question="zebra quantum", type="unanswerable", sentences=[]),
            ]
        ),
    )
    return library.path, file


def test_the_command_prints_figures_and_the_record(qa, ferry, tmp_path, write):
    folder, file = ferry
    out, page = tmp_path / "run.json", tmp_path / "run.html"
    command = ("eval", "natural", file, "--library", folder, "--today", "2024-05-01")
    run = qa(*command, "--json", out, "--report", page, "--min", "place@3=1")
    assert run.exit_code == 0, run.output
    figures_ = {line.split()[0]: line.split()[1] for line in run.stdout.splitlines() if line}
    assert figures_["place@3"] == "1.000"
    assert "note:" not in run.stderr
    made = json.loads(out.read_text())
    assert made["place@3"] == made["metrics"]["place@3"]["value"] == 1
    assert made["settings"]["today"] == "2024-05-01"
    assert made["by_type"]["keyword"]["told@3"]["n"] == 1
    first = made["questions"][0]
    assert first["answers"][0]["sentence"].startswith("The ferry")
    assert "place" in first["answers"][0]["met"]
    assert "met: place, told" in page.read_text(encoding="utf-8")
    assert json.loads(qa(*command, "--json").stdout)["place@3"] == 1
    held = json.loads(qa(*command, "--part", "held", "--json").stdout)
    assert [one["id"] for one in held["questions"]] == ["b"]
    compared = qa("eval", "compare", out, out)
    assert "0 questions changed" in compared.stdout
    gates = write("gates.txt", "place@3=1\nanswered_unanswerable<=0\n")
    assert qa(*command, "--min", gates).exit_code == 0
    over = qa(*command, "--min", "answered<=0.5")
    assert over.exit_code == 1
    assert "answered is 1.000, expected at most 0.5" in over.stderr
    failed = qa(*command, "--min", "place@3=1.1")
    assert failed.exit_code == 1
    assert "place@3 is 1.000, expected at least 1.1" in failed.stderr


def test_the_baseline_prints_passages_whole_and_fails(qa, library, write):
    add(library, make_article(*[f"{SENTENCE} {NEXT} Day {n} went by." for n in range(20)]))
    file = write("natural.jsonl", row(question="Why did the ferry stay in port?"))
    command = ("eval", "natural", file, "--library", library.path, "--baseline")
    failed = qa(*command, "--min", "place@3=0.1")
    assert failed.exit_code == 1
    assert "place@3 is 0.000, expected at least 0.1" in failed.stderr


def test_what_is_amiss_is_said_in_a_line(qa, ferry, write):
    folder, file = ferry
    bad = qa("eval", "natural", write("bad.jsonl", "{"), "--library", folder)
    assert_one_line_error(bad, "bad.jsonl: line 1 should be a JSON object")
    saved = qa("eval", "natural", file, "--library", folder, "--json", file)
    assert saved.exit_code == 2
    other = write("other.jsonl", row(article_ids=["https://e.org/other"]))
    noted = qa("eval", "natural", other, "--library", folder)
    assert "note: not in the library: https://e.org/other" in noted.stderr


def test_a_row_may_say_which_half_it_is_of(write):
    parts = "held", "dev", "D", None
    text = "\n".join(row(id=str(n), part=part) for n, part in enumerate(parts, start=1))
    file = write("questions.jsonl", text)
    # What is no half, or none at all, goes by the line.
    assert [one.half for one in load_natural([file])] == ["held", "dev", "dev", "held"]
