"""Assistant: a question in, an answer out: retrieve, read, choose, check."""

from __future__ import annotations

from index.candidates import HybridRetriever, Retriever
from index.errors import QuestionError
from index.library import Library
from index.stopwatch import Stopwatch
from index.storage import Filters
from qa.answers import Answer, choose
from qa.attribution import answer_speech
from qa.readers import Reader, load_reader
from qa.speech import parse
from qa.verification import check

MAX_QUESTION = 2000  # characters; longer is a document, not a question
PASSAGES_READ = 8
NEAREST = 3


class Assistant:
    """Answers questions from one library: about speech out of quotations, others out of passages.

    retriever: finds passages. reader: marks spans in them. passages: how many are read.
    """

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        reader: Reader,
        *,
        passages: int = PASSAGES_READ,
    ) -> None:
        self._library = library
        self._retriever = retriever
        self._reader = reader
        self._passages = passages

    def ask(self, question: str, filters: Filters | None = None) -> Answer:
        """Answer a question; raises QuestionError when it is not one."""
        question = checked_question(question)
        asked = parse(question)
        if asked is not None:
            answer = answer_speech(self._library, self._retriever, question, asked, filters)
            if answer is not None:
                return _checked(answer)
        watch = Stopwatch()
        with watch("total"):
            candidates = self._retriever.retrieve(question, self._passages, filters, watch)
            with watch("read"):
                spans = self._reader.read(question, [c.passage for c in candidates])
            findings = choose(candidates, spans, threshold=self._reader.threshold)
        nearest = () if findings else tuple(candidates[:NEAREST])
        return _checked(Answer(question, findings, nearest, timings_ms=watch.milliseconds))


def _checked(answer: Answer) -> Answer:
    """Return an answer whose citations were cut from the stored articles again."""
    for citation in answer.citations:
        check(citation)
    return answer


def build_assistant(library: Library, *, reader: str | None = None) -> Assistant:
    """Put the assistant of a library together; ModelError when there is no such reader."""
    return Assistant(library, HybridRetriever(library), load_reader(reader, library.embedder))


def checked_question(question: str) -> str:
    """Return a question in one line, control characters out; QuestionError when none is left."""
    visible = "".join(c if c.isprintable() else " " for c in question)
    text = " ".join(visible.split())
    if not any(c.isalnum() for c in text):
        raise QuestionError('the question is empty; ask for example: qa ask "who said so?"')
    if len(text) > MAX_QUESTION:
        raise QuestionError(
            f"the question should have at most {MAX_QUESTION} characters, has {len(text)}; "
            "ask in a sentence or two"
        )
    return text
