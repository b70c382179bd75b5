"""Assistant: a question in, an answer out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from index.filters import Filters
from index.library import Library
from index.retrieval import HybridRetriever, Retriever
from index.stopwatch import Stopwatch
from qa.answering.checking import check
from qa.answering.choosing import in_time
from qa.answering.library_facts import answer_library
from qa.answering.passages import PASSAGES_READ, PassageAnswers
from qa.answering.quotations import answer_speech
from qa.answering.scope import Scope
from qa.answering.summaries import answer_summary
from qa.answers import Answer, State
from qa.conversation.rewriter import Rewriter
from qa.conversation.turns import Turn
from qa.questions.kinds import Kind
from qa.questions.people import Quoted
from qa.questions.periods import Order, Period, period_note
from qa.questions.understanding import checked_question, said_by, understand
from qa.reading.loading import load_reader
from qa.reading.reader import Reader


class Assistant:
    """Answers questions from one library.

    retriever: finds passages. reader: marks spans in them. rewriter: makes follow-ups stand alone;
    None: by rules. passages: how many are read. today: what "last year" is counted from.
    """

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        reader: Reader,
        *,
        rewriter: Rewriter | None = None,
        passages: int = PASSAGES_READ,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._library = library
        self._rewriter = rewriter
        self._today = today
        self._quoted: tuple[int, Quoted] | None = None
        # The first that answers does; whoever asks for passages always does.
        self._passages = PassageAnswers(library, retriever, reader, passages)
        self._ways = (
            partial(answer_library, library),
            partial(answer_speech, library, retriever),
            partial(answer_summary, retriever),
            self._passages,
        )

    def ask(
        self,
        question: str,
        filters: Filters | None = None,
        history: Sequence[Turn] | None = None,
        speaker: str | None = None,
    ) -> Answer:
        """Answer a question; raises QuestionError when it is not one.

        history: the turns before it, oldest first, which it may lean on; None: it stands alone.
        speaker: only words of this speaker answer.
        """
        typed = checked_question(question)
        scope = Scope(filters or Filters(), speaker=speaker)
        watch = Stopwatch()
        if history is None:
            return self._answer(typed, scope, watch)
        with watch("understand"):
            alone = self._rewriting().rewrite(typed, history, self._names().is_person)
        if alone.asks_back:
            asked = None if alone.sure else self._answer(typed, scope, watch)
            if asked and asked.findings:
                return asked
            return Answer(typed, (), asks_back=alone.asks_back, timings_ms=watch.milliseconds)
        scope = replace(scope, told=alone.told)
        answer = self._answer(alone.question, scope, watch)
        if alone.question == typed:
            return answer
        # A rewrite that is unsure, or finds nothing, does no harm: the better answer is shown.
        if not alone.sure or not (answer.findings or alone.told):
            asked = self._answer(typed, scope, watch)
            if _worth(asked) > _worth(answer):
                return asked
        return replace(answer, question=typed, standalone_question=alone.question)

    def _answer(self, question: str, scope: Scope, watch: Stopwatch) -> Answer:
        """Answer a question that stands alone."""
        with watch("total"):
            with watch("understand"):
                asked = understand(question, self._today(), self._names(), self._library)
                asked = said_by(asked, scope.speaker) if scope.speaker else asked
            if asked.period and asked.period.only:
                filters = asked.period.narrow(scope.filters)
                scope = replace(scope, filters=filters)
            answers = (way(asked, scope, watch) for way in self._ways)
            answer = next(answer for answer in answers if answer is not None)
            if answer.state is State.NOT_FOUND and asked.kind is Kind.SPEECH and not scope.told:
                # Nobody is quoted so; what is told of it may still be what is looked for.
                near = self._passages.related(asked, scope, watch)
                answer = replace(answer, nearest=near.nearest, is_related=near.is_related)
            if period := answer.period or asked.period:
                answer = _in_time(answer, period)
        for citation in answer.citations:
            check(citation)
        return replace(answer, timings_ms=watch.milliseconds)

    def _rewriting(self) -> Rewriter:
        if self._rewriter is None:
            # Its rules are compiled when there is a conversation.
            from qa.conversation.rewriting import RuleRewriter

            self._rewriter = RuleRewriter()
        return self._rewriter

    def _names(self) -> Quoted:
        """Return those whom the library quotes, read once for each state of it."""
        generation = self._library.generation
        if self._quoted is None or self._quoted[0] != generation:
            self._quoted = generation, Quoted(self._library.speakers())
        return self._quoted[1]


def _worth(answer: Answer) -> tuple[bool, float]:
    return bool(answer.findings), answer.confidence


def _in_time(answer: Answer, period: Period) -> Answer:
    """Order an answer by the time that is asked for, and say so."""
    if answer.kind is Kind.LIBRARY:  # those of the time are the only ones
        return replace(answer, period=period)
    # Values that differ stand oldest first, unless the newest is asked for.
    settled = answer.differs and period.order is not Order.NEWEST
    findings = answer.findings if settled else in_time(answer.findings, period)
    articles = {finding.citation.article.id: finding.citation.article for finding in findings}
    told = bool(findings or period.only) and not (settled and period.order)
    note = period_note(period, list(articles.values())) if told else None
    notes = (*answer.notes, note) if note else answer.notes
    return replace(answer, findings=findings, period=period, notes=notes)


def build_assistant(library: Library, *, reader: str | None = None) -> Assistant:
    """Put the assistant of a library together; ModelError when there is no such reader."""
    return Assistant(library, HybridRetriever(library), load_reader(reader, library.embedder))
