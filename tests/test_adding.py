"""`qa add` and `qa remove`."""

from __future__ import annotations

import itertools
import json
import os
import re
import shlex

import pytest
from conftest import add, assert_one_line_error, lines, make_article
from examples import STORY

from qa.samples import sample_files


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "library"


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
