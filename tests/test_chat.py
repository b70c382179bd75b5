"""`qa chat`, and `qa ask --continue`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import QA, Qa
from examples import SCHEMA
from jsonschema import validate

from qa.conversation.turns import MAX_TURNS, Cited, Turn, load, save

ARTICLE = """The ferry that nobody wanted

“The ferry is too small,” said Ruth Lund, the harbor master, on Monday. “Nobody will use it.”

Peter Berg, the mayor, did not agree. “The ferry is good enough for Oslo,” Berg said.

“The budget of the lighthouse is spent,” Lund said in March 2019.
"""


@pytest.fixture
def harbor(qa: Qa, write: Callable[[str, str], Path], tmp_path: Path) -> Path:
    """Return a library of one article."""
    path = tmp_path / "library"
    assert qa("add", write("ferry.txt", ARTICLE), "--library", path).exit_code == 0
    return path


def chat(qa: Qa, library: Path, *lines: str) -> str:
    result = qa("chat", "--library", library, stdin="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 0, result.output
    return result.output


def test_conversation_shows_how_a_question_was_asked(qa: Qa, harbor: Path) -> None:
    shown = chat(qa, harbor, "what did Lund say?", "and Berg?")
    assert "> and Berg?\nAsked as: what did Berg say?" in shown
    assert "“The ferry is good enough for Oslo,”" in shown.split("> and Berg?")[1]


def test_anything_else_is_not_what_was_told(qa: Qa, harbor: Path) -> None:
    shown = chat(qa, harbor, "what did Lund say about the lighthouse?", "what else did she say?",
                 "anything else?")  # fmt: skip
    first, second, third = shown.split("Asked as: what else did Lund say?")
    assert "lighthouse is spent" in first
    assert "The ferry is too small" in second
    assert "lighthouse is spent" not in second
    assert "Nothing else was found." in third


def test_anything_else_goes_on_with_the_next_command(qa: Qa, harbor: Path) -> None:
    qa("ask", "--library", harbor, "what did Lund say about the lighthouse?")
    shown = qa("ask", "--library", harbor, "-c", "did she say anything else?").output
    assert "The ferry is too small" in shown
    assert "lighthouse is spent" not in shown


def test_a_longer_quotation_is_shown_after_a_part_of_it(
    qa: Qa, write: Callable[[str, str], Path], tmp_path: Path
) -> None:
    head = "The {} ferry\n\nBy Ann Lee\n\nMarch 3, {}\n\n"
    part = "Ruth Lund said it “is too small and nobody will use it” on Monday.\n"
    whole = "“It is too small and nobody will use it, and I will resign over it,” said Ruth Lund.\n"
    old = write("old.txt", head.format("old", 2019) + part)
    new = write("new.txt", head.format("new", 2021) + whole)
    path = tmp_path / "two"
    assert qa("add", old, new, "--library", path).exit_code == 0
    shown = chat(qa, path, "what did Lund say in 2019?", "what else did Lund say?")
    assert "I will resign over it" in shown.split("> what else")[1]


def test_when_was_that_names_the_dates(qa: Qa, harbor: Path) -> None:
    shown = chat(qa, harbor, "what did Berg say?", "when was that?")
    assert "Asked as: When did Berg say that?" in shown
    assert "Said before these were published: The ferry that nobody wanted (no date)." in shown


def test_choice_after_asking_back(qa: Qa, harbor: Path) -> None:
    shown = chat(qa, harbor, "What did Lund and Berg say?", "did he resign?", "2")
    assert "“he” may mean more than one thing. Which do you mean?" in shown
    assert "  2. did Berg resign?" in shown
    assert shown.count("did Berg resign?") == 1  # the choice needs no word on how it was asked


@pytest.mark.parametrize("answer", ["Berg", "berg"])
def test_asking_back_is_answered_with_a_name(qa: Qa, harbor: Path, answer: str) -> None:
    shown = chat(qa, harbor, "what did he say about Oslo?", answer)
    assert "It is not clear what “he” means here; ask with a name." in shown
    assert f"Asked as: what did {answer} say about Oslo?" in shown


def test_sources_are_numbered_once_each(qa: Qa, harbor: Path) -> None:
    shown = chat(qa, harbor, "what did Berg say?", "when was that?", "/sources")
    listed = shown.split("> /sources\n")[1]
    assert listed.startswith("1. The ferry that nobody wanted · ")
    assert "2. " not in listed


def test_reset_forgets(qa: Qa, harbor: Path) -> None:
    shown = chat(qa, harbor, "what did Berg say?", "/reset", "/sources", "what did he say?")
    assert "The conversation starts anew." in shown
    assert "Nothing was cited yet." in shown
    assert "It is not clear what “he” means here" in shown


def test_edited_question_is_asked_as_it_is(qa: Qa, harbor: Path) -> None:
    shown = chat(qa, harbor, "what did Lund say?", "and Berg?", "/edit what did Berg say of Oslo?")
    assert "Asked as" not in shown.split("> /edit")[1]


def test_the_last_question_is_asked_as_it_was_typed(qa: Qa, harbor: Path) -> None:
    shown = chat(qa, harbor, "/typed", "what did Lund say?", "and Berg?", "/typed")
    assert "Nothing was asked yet." in shown.split("> what did Lund say?")[0]
    assert "Asked as: what did Berg say?" in shown.split("> /typed")[1]
    assert "Asked as" not in shown.split("> /typed")[2]


def test_saved_markdown_has_questions_quotations_and_places(
    qa: Qa, harbor: Path, tmp_path: Path
) -> None:
    file = tmp_path / "talk.md"
    shown = chat(qa, harbor, "what did Lund say?", "and Berg?", f"/save {file}")
    assert f"Saved 2 answers in {file}." in shown
    text = file.read_text(encoding="utf-8")
    assert "## and Berg?\n\n*Asked as: what did Berg say?*" in text
    assert "> “The ferry is good enough for Oslo,” [" in text
    assert "> — Peter Berg, mayor" in text
    assert "## Sources\n\n1. The ferry that nobody wanted" in text


def test_saved_json_is_what_ask_prints(qa: Qa, harbor: Path, tmp_path: Path) -> None:
    file = tmp_path / "talk.json"
    chat(qa, harbor, "what did Lund say?", "and Berg?", f"/save {file}")
    answers = json.loads(file.read_text(encoding="utf-8"))
    for answer in answers:
        validate(answer, SCHEMA)
    assert [a["standalone_question"] for a in answers] == [None, "what did Berg say?"]


def test_what_cannot_be_done_is_one_line_and_the_conversation_goes_on(
    qa: Qa, harbor: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "no" / "such" / "folder.md"
    shown = chat(qa, harbor, f"/save {missing}", "/save", "/dance", "???", "what did Berg say?")
    assert f"error: {missing} cannot be written" in shown
    assert "Name a file: /save conversation.md" in shown
    assert "There is no command /dance." in shown
    assert "error: the question is empty" in shown
    assert "“The ferry is good enough for Oslo,”" in shown


def test_quit_leaves_the_rest_unasked(qa: Qa, harbor: Path) -> None:
    assert "what did Berg say?" not in chat(qa, harbor, "/quit", "what did Berg say?")


def test_ask_continues_the_last_conversation(qa: Qa, harbor: Path) -> None:
    qa("ask", "--library", harbor, "what did Lund say about the ferry?")
    result = qa("ask", "--library", harbor, "-c", "and Berg?", "--json")
    answer = json.loads(result.stdout)
    assert answer["question"] == "and Berg?"
    assert answer["standalone_question"] == "what did Berg say about the ferry?"
    again = qa("ask", "--library", harbor, "--continue", "did he resign?", "--json")
    assert json.loads(again.stdout)["standalone_question"] == "did Berg resign?"


def test_asking_back_is_a_value(qa: Qa, harbor: Path) -> None:
    qa("ask", "--library", harbor, "What did Lund and Berg say?")
    answer = json.loads(qa("ask", "--library", harbor, "-c", "did he resign?", "--json").stdout)
    validate(answer, SCHEMA)
    assert answer["status"] == "asks_back"
    assert answer["asks_back"]["questions"] == ["did Lund resign?", "did Berg resign?"]


def test_nothing_to_continue_is_said(qa: Qa, harbor: Path) -> None:
    result = qa("ask", "--library", harbor, "-c", "what did Lund say?")
    assert result.exit_code == 0
    assert "note: there is no conversation with this library to continue" in result.stderr


@pytest.mark.parametrize(
    "broken",
    ["", "{", "[]", '{"version": 9}', '{"version": 2, "library": 2}', "[" * 200_000],
    ids=["empty", "cut", "list", "version", "library", "deep"],
)
def test_broken_conversation_is_ignored_with_a_note(
    qa: Qa, harbor: Path, tmp_path: Path, broken: str
) -> None:
    (tmp_path / "data" / "verbatim-qa").mkdir(parents=True, exist_ok=True)
    (tmp_path / "data" / "verbatim-qa" / "conversation.json").write_text(broken)
    result = qa("ask", "--library", harbor, "-c", "what did Lund say?")
    assert result.exit_code == 0
    assert result.stderr.startswith("note: ")
    assert len(result.stderr.splitlines()) == 1


def test_kept_conversation_is_bounded_and_of_one_library(tmp_path: Path) -> None:
    turns = [Turn(f"who is {n}?", f"who is {n}?", (Cited("a", "a b", "Lund"),), ("a",))
             for n in range(50)]  # fmt: skip
    file = tmp_path / "folder" / "conversation.json"
    save(turns, tmp_path / "one", file)
    assert load(tmp_path / "one", file) == turns[-MAX_TURNS:]
    assert load(tmp_path / "other", file) == []


def test_five_turns_over_the_samples(real_samples: object, first_machine: dict[str, str]) -> None:
    lines = ["what did Kelly say?", "and Bolton?", "when was that?",
             "did he say anything about Taiwan?", "who reported it?"]  # fmt: skip
    shown = subprocess.run(
        [QA, "chat"], env=first_machine, input="\n".join(lines), capture_output=True, text=True,
        timeout=240, check=True,
    ).stdout.split("\n> ")  # fmt: skip
    assert "Asked as: what did Bolton say?" in shown[1]
    assert "NATO would be in real jeopardy" in shown[1]
    assert "2023-12" in shown[2]
    assert "if I were in Taiwan" in shown[3]
    assert "(CNN)" in shown[4].split("Reported in:")[1]
