"""Chat: a conversation line by line, with commands for its sources and its transcript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.errors import VerbatimError
from index.filters import Filters
from qa.answers import Answer, AskBack
from qa.assistant import Assistant
from qa.conversation.names import asks
from qa.conversation.turns import MAX_TURNS, Turn
from qa.questions.people import Name
from qa.showing.as_json import answer_json, dumps
from qa.showing.transcripts import Sources, as_markdown

HELP = """\
A question may lean on those before it: "and Berg?", "when was that?", "anything else?".
/edit [QUESTION]  ask exactly this; without one, put the last question into the line to change it
/typed            ask the last question as you typed it
/sources          the citations so far, numbered
/save FILE        keep the conversation as Markdown, or as JSON in a file that ends in .json
/reset            forget what was said: a new conversation
/help             this
/quit             leave"""


class Chat:
    """One conversation: each line is a question, a choice between readings, or a command.

    show: an answer as text.
    """

    def __init__(
        self,
        assistant: Assistant,
        show: Callable[[Answer], str],
        filters: Filters | None = None,
    ) -> None:
        self._assistant = assistant
        self._show = show
        self._filters = filters
        self._answers: list[Answer] = []
        self._unclear: Answer | None = None  # the last question, if it was asked back about
        self.done = False
        self.draft = ""  # what the next line is to begin with

    @property
    def last_question(self) -> str:
        """The last question as it stood alone; "" before the first."""
        if not self._answers:
            return ""
        return self._answers[-1].standalone_question or self._answers[-1].question

    @property
    def turns(self) -> list[Turn]:
        """What the next question may lean on."""
        unclear = [self._unclear] if self._unclear else []
        return [Turn.of(answer) for answer in [*self._answers, *unclear][-MAX_TURNS:]]

    def say(self, line: str) -> str:
        """Return what a line is answered with; VerbatimError when it cannot be done."""
        self.draft = ""
        line = line.strip()
        if not line:
            return ""
        if line.startswith("/"):
            return self._command(*line.split(maxsplit=1))
        asked = self._unclear.asks_back if self._unclear else None
        chosen = _chosen(line, asked) if asked else None
        return self._ask(line) if chosen is None else self._ask(chosen, exactly=True)

    def _ask(self, question: str, *, exactly: bool = False) -> str:
        history = None if exactly else self.turns
        answer = self._assistant.ask(question, self._filters, history)
        self._unclear = answer if answer.asks_back else None
        if answer.asks_back is None:
            self._answers.append(answer)
        return self._show(answer)

    def _command(self, name: str, rest: str = "") -> str:
        match name:
            case "/quit" | "/exit":
                self.done = True
                return ""
            case "/help":
                return HELP
            case "/reset":
                self._answers, self._unclear = [], None
                return "The conversation starts anew."
            case "/sources":
                return Sources(self._answers).as_text() or "Nothing was cited yet."
            case "/save":
                return self._save(rest)
            case "/typed":
                return self._ask_as_typed()
            case "/edit" if rest:
                return self._ask(rest, exactly=True)
            case "/edit":
                self.draft = f"/edit {self.last_question}"
                return ""
        return f"There is no command {name}.\n{HELP}"

    def _ask_as_typed(self) -> str:
        if not self._answers:
            return "Nothing was asked yet."
        return self._ask(self._answers[-1].question, exactly=True)

    def _save(self, name: str) -> str:
        if not name:
            return "Name a file: /save conversation.md"
        try:
            file = Path(name).expanduser()
        except RuntimeError as exc:
            raise VerbatimError(f"{name} cannot be written ({exc}); name another") from exc
        if file.suffix == ".json":
            text = dumps([answer_json(answer) for answer in self._answers], indent=2)
        else:
            text = as_markdown(self._answers)
        try:
            file.write_text(text + "\n", encoding="utf-8")
        except (OSError, ValueError) as exc:
            why = exc.strerror if isinstance(exc, OSError) else exc
            raise VerbatimError(f"{file} cannot be written ({why}); name another") from exc
        return f"Saved {len(self._answers)} answers in {file}."


def _chosen(line: str, asked: AskBack) -> str | None:
    """Return the question that was chosen by its number or by the name in it."""
    number = line.rstrip(".")
    if number.isdecimal() and 1 <= int(number) <= len(asked.questions):
        return asked.questions[int(number) - 1]
    if len(line.split()) > 1 and asks(line):  # another question, not a name
        return None
    named = Name.of(line)
    fitting = [
        question
        for words, question in zip(asked.candidates, asked.questions, strict=True)
        if Name.of(words).fits(named)
    ]
    return fitting[0] if len(fitting) == 1 else None
