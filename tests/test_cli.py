"""The contract of the command line: usage, help, what terminals and pipes get, what is loaded."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from conftest import QA, add, assert_one_line_error, lines, make_article
from examples import HOSTILE, STORY, controls


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


def test_every_verb_that_prints_has_json():
    from qa.commands.main import main

    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        for verb in getattr(command, "commands", {name: command}).values():
            options = {option for parameter in verb.params for option in parameter.opts}
            # A conversation, a page and a table of Markdown are not for programs.
            assert "--json" in options or verb.name in {"chat", "serve", "ablations"}, verb.name


def test_the_version(qa):
    assert re.fullmatch(r"qa, version \d+\.\d+.*\n", qa("--version").stdout)


def test_stdin_that_is_no_text(qa, stored):
    for arguments in ["ask"], ["ask", "--questions-from", "-"], ["verify", "-"]:
        result = qa(*arguments, "--library", stored, stdin=b"\xff\xfe caf\xe9")
        assert_one_line_error(result, "not UTF-8")


# Commands of the layers above. --------------------------------------------------------------------


def test_a_package_adds_a_command_by_an_entry_point(qa, write, monkeypatch):
    """As eval and ui do, and whoever else has one."""
    info = write("other-1.0.dist-info/METADATA", "Name: other\nVersion: 1.0\n")
    write("other-1.0.dist-info/entry_points.txt", "[qa.commands]\ngreet = greeting:greet\n")
    greet = "@click.command()\ndef greet():\n    click.echo('Hello.')\n"
    write("greeting.py", f"import click\n\n{greet}")
    monkeypatch.syspath_prepend(str(info.parent.parent))
    assert qa("greet").stdout == "Hello.\n"
    shown = {line.split()[0] for line in lines(qa("--help").stdout)}
    assert {"greet", "eval", "serve", "ask"} <= shown
    assert qa("list", "--help").exit_code == 0


def test_a_command_of_its_own_asks_nobody_else(qa, stored, monkeypatch):
    monkeypatch.setattr("qa.commands.main._announced", lambda: pytest.fail("looked for others"))
    assert qa("list", "--library", stored).exit_code == 0


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


def test_a_file_cannot_write_to_the_terminal(qa, write, tmp_path):
    record = {"title": HOSTILE, "text": f"{STORY.format('comet')} {HOSTILE}"}
    good = write("a\x1b[31m.jsonl", json.dumps(record))
    bad = write("b\x1b]0;owned\x07.txt", b"")
    result = qa("add", good, bad, "--library", tmp_path / "library", color=True)
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


HEAVY = {"torch", "transformers", "onnxruntime"}
ABOVE = {"eval", "ui"}


@pytest.mark.parametrize(
    ("command", "needless"),
    [("list --library LIBRARY", HEAVY | ABOVE), ("--version", HEAVY | ABOVE), ("--help", HEAVY)],
)
def test_a_command_loads_no_more_than_it_needs(stored, command, needless):
    """What needs no vectors waits for no model, and nobody waits for the layers above."""
    script = (
        "import sys; from qa.commands.main import main; sys.argv[0] = 'qa'\n"
        f"try: main()\nfinally: print(sorted({needless} & set(sys.modules)))"
    )
    arguments = command.replace("LIBRARY", str(stored)).split()
    result = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True
    )
    assert lines(result.stdout)[-1] == "[]"
