"""The contract of the command line: exit codes, what goes to stdout and stderr, JSON, bad input."""

from __future__ import annotations

import io
import itertools
import json
import os
import pty
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from conftest import QA, HashEmbedder, add, lines, make_article
from test_render import HOSTILE, SCHEMA, controls

from index.english.sentences import sentences
from index.library import Library
from qa.samples import sample_files

STORY = (
    "A story about the {0}\n\nThe {0} was seen by many people on the shore on Monday, the mayor "
    "said, and nobody in the town could remember anything like it in all those years.\n\n"
    "Scientists who study the {0} came from far away to measure it for themselves, and they "
    "stayed for a week in the only hotel that was still open.\n"
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "library"


@pytest.fixture
def stored(library):
    """Return the folder of a library with two articles."""
    add(
        library,
        make_article(
            "The comet was seen on Monday. Nobody knew why.",
            title="The comet",
            source="CNN",
            authors=("Ann Writer",),
            published="2019-01-14",
            url="https://example.com/comet",
        ),
        make_article("The glacier melts every summer.", title=None, source=None),
    )
    return library.path


@pytest.fixture
def ids(library, stored):
    return [article.id for article in library.articles()]


# Answers. -----------------------------------------------------------------------------------------


def test_ask_prints_the_quotation_first(qa, stored):
    result = qa("ask", "When", "was", "the", "comet", "seen?", "--library", stored)
    assert result.exit_code == 0
    assert lines(result.stdout)[0] == "“The comet was seen on Monday.”"
    assert "CNN · Ann Writer · 2019-01-14" in result.stdout
    assert result.stderr == ""


def test_ask_json_keeps_to_the_schema(qa, stored):
    result = qa("ask", "--json", "when was the comet seen", "--library", stored)
    answer = json.loads(result.stdout)
    jsonschema.validate(answer, SCHEMA)
    assert answer["status"] == "answered"
    assert answer["answers"][0]["citation"]["title"] == "The comet"
    assert result.stderr == ""


def test_an_honest_not_found_is_a_success(qa, stored):
    for flags, code in ([], 0), (["--fail-on-abstain"], 3):
        text = qa("ask", "xylophone prices", "--library", stored, *flags)
        assert text.exit_code == code
        assert text.stdout.startswith("No answer was found")
        printed = qa("ask", "xylophone prices", "--json", "--library", stored, *flags)
        assert printed.exit_code == code
        answer = json.loads(printed.stdout)
        jsonschema.validate(answer, SCHEMA)
        assert answer["status"] == "not_found"
        assert answer["nearest"]


def test_an_answer_is_no_abstention(qa, stored):
    assert qa("ask", "comet seen", "--fail-on-abstain", "--library", stored).exit_code == 0


@pytest.mark.parametrize("words", [[], ["-"]], ids=["no words", "a dash"])
def test_a_question_from_stdin(qa, stored, words):
    result = qa("ask", *words, "--library", stored, stdin="When was the comet seen?\n")
    assert "“The comet was seen on Monday.”" in result.stdout


@pytest.mark.parametrize(
    "question",
    ['"', "* OR NEAR(", "comet\x00\x1b[31m", "what’s “the comet”?", "漢字?", "'; DROP TABLE x; --"],
)
def test_odd_questions(qa, stored, question):
    result = qa("ask", "--library", stored, stdin=question)
    assert result.exit_code in (0, 1)
    assert not controls(result.output)


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "is empty"), ("   \n", "is empty"), ("?!", "is empty"), ("word " * 500, "at most 2000")],
    ids=["empty", "spaces", "marks", "a document"],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_questions_that_cannot_be_asked(qa, stored, command, question, said):
    result = qa(command, question, "--library", stored)
    assert_one_line_error(result, said)


def test_stdin_that_is_no_text(qa, stored):
    for arguments in ["ask"], ["ask", "--questions-from", "-"], ["verify", "-"]:
        result = qa(*arguments, "--library", stored, stdin=b"\xff\xfe caf\xe9")
        assert_one_line_error(result, "not UTF-8")


def test_questions_from_a_file_are_answered_one_a_line(qa, stored, write):
    questions = write("q.txt", "When was the comet seen?\n\n  \nxylophone\n?\nGlacier summer\n")
    result = qa("ask", "--questions-from", questions, "--library", stored)
    answers = [json.loads(line) for line in lines(result.stdout)]
    assert [answer["status"] for answer in answers] == [
        "answered",
        "not_found",
        "error",
        "answered",
    ]
    assert result.exit_code == 1  # of the question that could not be asked
    for answer in answers:
        if answer["status"] != "error":
            jsonschema.validate(answer, SCHEMA)
    piped = qa("ask", "--questions-from", "-", "--library", stored, stdin="comet seen\nxylophone\n")
    assert piped.exit_code == 0
    assert len(lines(piped.stdout)) == 2
    assert (
        qa("ask", "--questions-from", "-", "--fail-on-abstain", "--library", stored, stdin="zzz")
    ).exit_code == 3


def test_filters(qa, stored, ids):
    found = qa("ask", "glacier comet", "--source", "cnn", "--json", "--library", stored)
    sources = {a["citation"]["source"] for a in json.loads(found.stdout)["answers"]}
    assert sources <= {"CNN"}
    for flags, count in [
        (["--since", "2019-01-15"], 0),
        (["--until", "2019"], 1),
        (["--article", ids[1][:8]], 1),
        (["--article", ids[0], "--article", ids[1]], 2),
        (["--author", "ANN"], 1),
    ]:
        result = qa("search", "comet glacier", "--json", "--library", stored, *flags)
        assert len(json.loads(result.stdout)) == count, flags
    unknown = qa("search", "comet", "--article", "zzz", "--library", stored)
    assert_one_line_error(unknown, "no article has the id 'zzz'")


def test_search_explains_both_rankings(qa, stored):
    result = qa("search", "comet", "seen", "--explain", "--library", stored)
    assert "dense rank 1, lexical rank 1" in result.stdout
    hits = json.loads(qa("search", "comet", "--json", "-k", "1", "--library", stored).stdout)
    assert len(hits) == 1
    assert {"score", "dense_rank", "lexical_rank", "text", "citation"} <= set(hits[0])


# Usage. -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["ask", "--nonsense", "x"],
        ["ask", "x", "--since", "yesterday"],
        ["ask", "x", "--until", "2019-13"],
        ["ask", "x", "--until", "2019-02-30"],
        ["ask", "x", "--questions-from", "q.txt"],
        ["search", "x", "-k", "0"],
        ["search", "x", "-k", "many"],
        ["add"],
        ["add", "a", "b", "--split-at", "5"],
        ["add", ".", "--split-at", "5"],
        ["add", "a", "--split-at", "1"],
        ["add", "--samples", "--split-at", "5"],
        ["remove"],
        ["show"],
        ["verify"],
        ["verify", "no-such-file.json"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2(qa, stored, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    Path("q.txt").write_text("a\n")
    monkeypatch.setenv("QA_LIBRARY", str(stored))
    result = qa(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Error: " in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["ask"],
        ["search"],
        ["add"],
        ["remove"],
        ["list"],
        ["show"],
        ["quotes"],
        ["verify"],
        ["doctor"],
    ],
)
def test_every_command_has_help(qa, command):
    for flag in "-h", "--help":
        result = qa(*command, flag)
        assert result.exit_code == 0
        assert result.stdout.startswith("Usage: ")


def test_every_verb_that_prints_has_json(qa):
    from qa.commands.main import main

    for name, command in main.commands.items():
        if name not in {"chat", "serve"}:
            names = {option for p in getattr(command, "params", []) for option in p.opts}
            assert "--json" in names or hasattr(command, "commands"), name


def test_the_version(qa):
    assert re.fullmatch(r"qa, version \d+\.\d+.*\n", qa("--version").stdout)


# Adding. ------------------------------------------------------------------------------------------


def assert_one_line_error(result, said, code=1):
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    (line,) = lines(result.stderr)
    assert line.startswith("Error: ")
    assert said in line


def test_add_reports_each_article_and_sums_up(qa, folder, write):
    path = write("a.txt", STORY.format("comet"))
    first = qa("add", path, "--library", folder)
    assert first.exit_code == 0
    assert re.fullmatch(r"added [0-9a-f]{16}  .*comet.*\n", first.stdout)
    assert first.stderr == "1 added, 0 unchanged, 0 removed, 0 failed\n"
    again = qa("add", path, "--library", folder)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "0 added, 1 unchanged, 0 removed, 0 failed\n"
    write("a.txt", STORY.format("glacier"))
    changed = qa("add", path, "--library", folder)
    assert [line.split()[0] for line in lines(changed.stdout)] == ["added", "removed"]
    assert changed.stderr == "1 added, 0 unchanged, 1 removed, 0 failed\n"


def test_add_json(qa, folder, write):
    path = write("a.txt", STORY.format("comet"))
    report = json.loads(qa("add", path, "--json", "--library", folder).stdout)
    assert set(report) == {"added", "unchanged", "removed", "failed"}
    (article,) = report["added"]
    listed = json.loads(qa("list", "--json", "--library", folder).stdout)
    assert [article] == listed  # the counts included
    assert article["counts"]["passages"] > 0


def test_add_takes_folders_and_stdin(qa, folder, write, tmp_path):
    write("news/a.txt", STORY.format("comet"))
    write("news/deep/b.md", STORY.format("glacier"))
    write("news/.hidden.txt", STORY.format("secret"))
    assert qa("add", tmp_path / "news", "--library", folder).stderr.startswith("2 added")
    piped = qa("add", "-", "--library", folder, stdin=STORY.format("senate"))
    assert piped.stderr.startswith("1 added")
    listed = json.loads(qa("list", "--json", "--library", folder).stdout)
    assert [article["path"] is None for article in listed] == [False, False, True]


BAD_FILES = {
    "missing": (None, "does not exist"),
    "binary.png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "PNG"),
    "noise.txt": (bytes(range(256)) * 40, "binary"),
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\n\t\n", "empty"),
    "broken.jsonl": (b'{"text": ', "line 1"),
    "caf\udce9.txt": (STORY.format("café").encode(), "not UTF-8"),
    "x" * 300: (None, "xxx"),
}


@pytest.mark.parametrize("name", BAD_FILES, ids=lambda name: ascii(name)[:20])
def test_a_bad_input_is_one_clear_line_and_the_rest_is_added(qa, folder, write, tmp_path, name):
    content, said = BAD_FILES[name]
    if content is not None:
        write(name, content)
    good = [write(f"{topic}.txt", STORY.format(topic)) for topic in ("comet", "glacier")]
    result = qa("add", good[0], tmp_path / name, good[1], "--library", folder)
    assert result.exit_code == 1
    assert len(lines(result.stdout)) == 2
    error, summary = lines(result.stderr)
    assert error.startswith("error: ")
    assert said in error
    assert summary == "2 added, 0 unchanged, 0 removed, 1 failed"
    report = json.loads(qa("add", *good, tmp_path / name, "--json", "--library", folder).stdout)
    assert report["unchanged"] == 2
    assert len(report["failed"]) == 1


def test_a_file_over_the_limit(qa, folder, write):
    big = write("big.txt", b"word " * (5 * 2**20))
    good = write("good.txt", STORY.format("comet"))
    result = qa("add", big, good, "--library", folder)
    assert result.exit_code == 1
    assert "big.txt is larger than 20 MiB" in result.stderr
    assert "1 added, 0 unchanged, 0 removed, 1 failed" in result.stderr


def test_a_folder_without_articles(qa, folder, tmp_path):
    (tmp_path / "nothing").mkdir()
    result = qa("add", tmp_path / "nothing", "--library", folder)
    assert result.exit_code == 1
    assert "nothing holds no articles" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(qa, folder, write):
    path = write("secret.txt", STORY.format("comet"))
    path.chmod(0)
    result = qa("add", path, "--library", folder)
    assert result.exit_code == 1
    assert "secret.txt cannot be read: Permission denied" in result.stderr


def test_a_second_article_is_warned_of_and_split_off(qa, folder):
    """The warning's own command, run as it stands, splits the file."""
    sample = next(path for path in sample_files() if path.name.startswith("003_"))
    first = qa("add", sample, "--library", folder)
    (warning,) = (line for line in lines(first.stderr) if line.startswith("warning: "))
    assert "a second article may start at line 62" in warning
    command = warning.split("if so: qa ")[1]
    second = qa(*shlex.split(command), "--library", folder)
    assert second.stderr == "2 added, 0 unchanged, 1 removed, 0 failed\n"
    assert "warning" not in qa("add", sample, "--library", folder).stderr
    listed = json.loads(qa("list", "--json", "--library", folder).stdout)
    assert len(listed) == 2


def test_a_line_that_no_file_can_be_split_at(qa, folder, write):
    path = write("a.txt", STORY.format("comet"))
    result = qa("add", path, "--split-at", "500", "--library", folder)
    assert result.exit_code == 1
    assert "cannot split" in result.stderr


def test_a_library_keeps_its_model(qa, stored, write):
    path = write("a.txt", STORY.format("comet"))
    result = qa("add", path, "--model", "another", "--library", stored)
    assert_one_line_error(result, "was made with hash, not another")


def test_a_library_where_a_file_is(qa, write):
    path = write("a.txt", STORY.format("comet"))
    result = qa("add", path, "--library", path)
    assert_one_line_error(result, "cannot make a folder for the library")
    assert path.read_text() == STORY.format("comet")


# Listing, showing, removing. ----------------------------------------------------------------------


def test_list_json(qa, stored, ids):
    one, two = json.loads(qa("list", "--json", "--library", stored).stdout)
    assert [one["id"], two["id"]] == ids
    assert {"text", "blocks"}.isdisjoint(one)
    assert one["authors"] == ["Ann Writer"]
    assert (one["published"], one["published_kind"]) == ("2019-01-14", "explicit")
    assert (two["title"], two["source"], two["published_kind"]) == (None, None, "unknown")
    assert one["counts"]["body"] == 1
    assert one["counts"]["passages"] == 1


def test_list_text(qa, stored, ids):
    result = qa("list", "--library", stored)
    assert all(id_ in result.stdout for id_ in ids)
    assert "source and author not stated" in result.stdout


def test_show(qa, stored, ids):
    shown = json.loads(qa("show", ids[0][:10], "--json", "--library", stored).stdout)
    assert shown["text"] == "The comet was seen on Monday. Nobody knew why."
    assert shown["blocks"] == [{"kind": "body", "start": 0, "end": 46, "credit": None}]
    assert shown["dropped"] == []
    text = qa("show", ids[0], "--library", stored).stdout
    assert "The comet was seen on Monday. Nobody knew why." in text
    assert "https://example.com/comet" in text


def test_show_dropped(qa, hash_samples):
    listed = json.loads(qa("list", "--json", "--library", hash_samples).stdout)
    article = max(listed, key=lambda article: article["counts"]["dropped"])
    dropped = json.loads(qa("show", article["id"], "--json", "--library", hash_samples).stdout)
    assert len(dropped["dropped"]) == article["counts"]["dropped"] > 3
    text = qa("show", article["id"], "--dropped", "--library", hash_samples).stdout
    assert len(lines(text)) == len(dropped["dropped"])
    assert dropped["dropped"][0]["reason"] in text


def test_remove(qa, stored, ids):
    result = qa("remove", ids[0][:8], "--library", stored)
    assert (result.exit_code, result.stdout) == (0, f"removed {ids[0]}  The comet\n")
    assert len(json.loads(qa("list", "--json", "--library", stored).stdout)) == 1
    assert "comet" not in qa("search", "comet", "--library", stored).stdout
    printed = qa("remove", ids[1], "--json", "--library", stored)
    assert json.loads(printed.stdout) == {"removed": [ids[1]]}
    empty = qa("list", "--library", stored)
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "The library is empty" in empty.stderr


def test_an_article_named_twice_is_removed_once(qa, stored, ids):
    result = qa("remove", ids[0], ids[0][:9], "--library", stored)
    assert result.exit_code == 0
    assert len(lines(result.stdout)) == 1


def test_an_unknown_id_removes_nothing(qa, stored, ids):
    for command in ["remove", ids[0], "zzzz"], ["show", "zzzz"], ["show", ""]:
        assert_one_line_error(qa(*command, "--library", stored), "no article has the id")
    assert len(json.loads(qa("list", "--json", "--library", stored).stdout)) == 2


def test_an_ambiguous_id_is_not_guessed(qa, library):
    add(library, *[make_article(f"Text number {n}.") for n in range(40)])
    first = sorted(article.id[0] for article in library.articles())
    letter = next(a for a, b in itertools.pairwise(first) if a == b)
    for command in "show", "remove":
        result = qa(command, letter, "--library", library.path)
        assert_one_line_error(result, f"'{letter}' begins ")
    assert library.counts()["articles"] == 40


# Libraries. ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ["list"],
        ["show", "a"],
        ["remove", "a"],
        ["ask", "who?"],
        ["search", "who?"],
        ["verify", "-"],
    ],
    ids=lambda command: command[0],
)
def test_no_library_there(qa, tmp_path, command):
    answer = '{"answers": []}' if command[0] == "verify" else None
    result = qa(*command, "--library", tmp_path / "nowhere", stdin=answer)
    assert_one_line_error(result, "make one with: qa add")
    assert not (tmp_path / "nowhere").exists()


def test_the_first_question_on_a_machine_indexes_the_samples(qa, tmp_path):
    first = qa("ask", "what did Kelly say", "--json")
    assert first.exit_code == 0
    jsonschema.validate(json.loads(first.stdout), SCHEMA)
    assert "indexing the sample articles" in first.stderr
    assert "Indexed 6 articles" in first.stderr
    assert list((tmp_path / "data").rglob("library.db"))
    second = qa("ask", "what did Kelly say", "--json")
    assert second.stderr == ""
    assert json.loads(second.stdout)["answers"] == json.loads(first.stdout)["answers"]


def test_the_library_may_come_from_the_environment(qa, stored, monkeypatch):
    monkeypatch.setenv("QA_LIBRARY", str(stored))
    assert len(json.loads(qa("list", "--json").stdout)) == 2


def test_a_damaged_database_is_one_clear_line(qa, library, stored):
    add(library, *[make_article(f"Text {n}. " * 50, source=str(n)) for n in range(200)])
    library.close()
    path = stored / "library.db"
    data = bytearray(path.read_bytes())
    data[8192:-4096] = b"\xa5" * (len(data) - 12288)
    path.write_bytes(data)
    for command in ["list"], ["ask", "Text"], ["show", "a"]:
        result = qa(*command, "--library", stored)
        assert result.exit_code == 1
        assert len(lines(result.stderr)) == 1
    doctor = qa("doctor", "--library", stored)
    assert doctor.exit_code == 1
    assert "BAD  library" in doctor.stdout


def test_doctor(qa, stored, tmp_path):
    result = qa("doctor", "--library", stored)
    assert result.exit_code == 0
    assert all(line.startswith("ok ") for line in lines(result.stdout))
    assert json.loads(qa("doctor", "--json", "--library", stored).stdout)["ok"] is True
    sick = qa("doctor", "--json", "--library", tmp_path / "nowhere")
    assert sick.exit_code == 1
    report = json.loads(sick.stdout)
    assert report["ok"] is False
    assert any("no library" in check["detail"] for check in report["checks"])


def test_doctor_notices_another_model(qa, stored, monkeypatch):
    monkeypatch.setattr(
        Library.__init__, "__defaults__", (lambda name, fingerprint: HashEmbedder(name="other"),)
    )
    result = qa("doctor", "--library", stored)
    assert result.exit_code == 1
    assert "BAD  embedder" in result.stdout


# Fifty questions, verified. -----------------------------------------------------------------------


def test_the_answers_to_fifty_questions_are_verified(qa, hash_samples, tmp_path):
    """Questions made of the articles' own words, so that most are answered."""
    with Library(hash_samples, lambda name, fingerprint: HashEmbedder()) as library:
        texts = [a.text[s:e] for a in library.articles() for s, e in sentences(a.text)]
    words = [re.findall(r"\w+", text) for text in texts]
    questions = [" ".join(w[:9]) + "?" for w in words if len(w) > 9][::3][:50]
    assert len(questions) == 50
    asked = qa(
        *("ask", "--json", "--questions-from", "-", "--library", hash_samples),
        stdin="\n".join(questions),
    )
    assert asked.exit_code == 0
    answers = [json.loads(line) for line in lines(asked.stdout)]
    assert [answer["question"] for answer in answers] == questions
    assert sum(answer["status"] == "answered" for answer in answers) > 25
    for answer in answers:
        jsonschema.validate(answer, SCHEMA)

    verified = qa("verify", "-", "--json", "--library", hash_samples, stdin=asked.stdout)
    assert verified.exit_code == 0, verified.output
    counts = json.loads(verified.stdout)
    assert counts["answers"] == 50
    assert counts["citations"] >= counts["in_raw_files"] > 25

    copy = tmp_path / "copy"
    copy.mkdir()
    source = sqlite3.connect(hash_samples / "library.db")
    target = sqlite3.connect(copy / "library.db")
    source.backup(target)
    source.close()
    assert qa("verify", "-", "--library", copy, stdin=asked.stdout).exit_code == 0
    # One character, outside of every citation: the last of an article that is cited.
    cited = next(a for a in answers if a["answers"])["answers"][0]["citation"]["article_id"]
    with target:
        target.execute(
            "UPDATE articles SET text = substr(text, 1, length(text) - 1) || '§' WHERE id = ?",
            (cited,),
        )
    target.close()
    result = qa("verify", "-", "--library", copy, stdin=asked.stdout)
    assert_one_line_error(result, cited)


def test_verify_names_the_first_mismatch(qa, stored):
    answer = json.loads(qa("ask", "comet seen", "--json", "--library", stored).stdout)
    citation = answer["answers"][0]["citation"]
    citation["exact"] = citation["exact"].replace("Monday", "Sunday")
    result = qa("verify", "-", "--library", stored, stdin=json.dumps(answer))
    assert_one_line_error(result, "“The comet was seen on Sunday.”")


# Terminals and pipes. -----------------------------------------------------------------------------


@pytest.fixture
def hostile(library):
    """Return a library whose article tries to take over the terminal."""
    article = make_article(
        f"The {HOSTILE} comet was seen on Monday {HOSTILE}.",
        f"“The {HOSTILE} comet is a great thing,” John {HOSTILE} Kelly said on Monday.",
        "“The sea was quite calm on that day,” Mary Smith said on Tuesday.",
        title=HOSTILE,
        source=HOSTILE,
        authors=(HOSTILE,),
        url=HOSTILE,
        path=HOSTILE,
    )
    add(library, article)
    return article.id


@pytest.mark.parametrize("json_flag", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.parametrize(
    "command",
    ["ask comet seen", "search comet --explain", "quotes", "list", "show ID", "remove ID"],
)
def test_an_article_cannot_write_to_the_terminal(qa, library, hostile, command, json_flag):
    words = command.replace("ID", hostile).split()
    result = qa(*words, *json_flag, "--library", library.path, color=True)
    assert result.exit_code == 0
    assert not controls(result.output)
    assert "red" in result.stdout or command.startswith("remove")


def test_tables_of_quotations_cannot_write_to_the_terminal(qa, library, hostile):
    for flags, words in (["--csv"], "comet is a great thing"), (["--speakers"], "Smith"):
        result = qa("quotes", *flags, "--library", library.path, color=True)
        assert result.exit_code == 0
        assert words in result.stdout
        assert not controls(result.output)


def test_a_file_cannot_write_to_the_terminal(qa, folder, write):
    record = {"title": HOSTILE, "text": f"{STORY.format('comet')} {HOSTILE}"}
    good = write("a\x1b[31m.jsonl", json.dumps(record))
    bad = write("b\x1b]0;owned\x07.txt", b"")
    result = qa("add", good, bad, "--library", folder, color=True)
    assert result.exit_code == 1
    assert not controls(result.output)


def on_a_terminal(*args, env):
    """Run qa with its output on a terminal; returns what the terminal was sent."""
    main, other = pty.openpty()
    with subprocess.Popen([QA, *map(str, args)], stdout=other, stderr=other, env=env) as process:
        os.close(other)
        output = io.BytesIO()
        while True:
            try:
                data = os.read(main, 65536)
            except OSError:  # Linux says so at the end
                break
            if not data:
                break
            output.write(data)
    os.close(main)
    assert process.returncode == 0
    return output.getvalue().decode()


def test_colour_on_a_terminal_only(stored, qa):
    env = {**os.environ, "TERM": "xterm"}
    env.pop("NO_COLOR", None)
    assert "\x1b[" in on_a_terminal("list", "--library", stored, env=env)
    assert "\x1b[" not in on_a_terminal("list", "--library", stored, env={**env, "NO_COLOR": "1"})
    piped = subprocess.run([QA, "list", "--library", stored], env=env, capture_output=True)
    assert b"\x1b[" not in piped.stdout


def test_a_reader_who_has_seen_enough_is_no_error(library):
    add(
        library,
        *[make_article(f"Text {n}.", title="Title " * 50, source=str(n)) for n in range(600)],
    )
    command = f"{shlex.quote(QA)} list --json --library {shlex.quote(str(library.path))}"
    result = subprocess.run(
        ["bash", "-c", f"{command} | head -1"], capture_output=True, text=True, timeout=60
    )
    assert result.stdout == "[\n"
    assert result.stderr == ""


def test_the_documented_tools_start_without_torch(stored):
    """What needs no vectors waits for no model."""
    script = (
        "import sys; from qa.commands.main import main; sys.argv[0] = 'qa'\n"
        "try: main()\n"
        "finally: print(sorted({'torch', 'transformers', 'onnxruntime'} & set(sys.modules)))"
    )
    for command in ["list"], ["--help"]:
        arguments = [*command, "--library", str(stored)] if command == ["list"] else command
        result = subprocess.run(
            [sys.executable, "-c", script, *arguments], capture_output=True, text=True
        )
        assert lines(result.stdout)[-1] == "[]"
