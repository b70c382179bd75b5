"""Assistant: a question in, an answer out: retrieve, read, choose, check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.english.forms import normalize
from index.errors import QuestionError
from index.filters import Filters
from index.library import Library
from index.retrieval import HybridRetriever, Retriever
from index.stopwatch import Stopwatch
from qa.answering.checking import check
from qa.answering.choosing import (
    MAX_ANSWERS,
    MAX_LISTED,
    NOTHING_ELSE,
    asks_for_several,
    best_score,
    choose,
    in_time,
    side_by_side,
)
from qa.answering.library_facts import answer_about
from qa.answering.quotations import answer_speech
from qa.answers import Answer, Finding
from qa.conversation.turns import Turn
from qa.questions.people import Name
from qa.questions.periods import Order, Period, parse_period, period_note, preferred
from qa.questions.speech import parse
from qa.questions.spelling import alike, is_name, misspelt, respelled
from qa.reading.loading import load_reader
from qa.reading.reader import Reader

MAX_QUESTION = 2000  # characters; longer is a document, not a question
# More find hardly more, and take longer: the tables in eval/RESULTS.md.
PASSAGES_READ = 6
# Of a question that asks for several answers, so many times the passages are read; of one that
# prefers a time, so many times are looked at for passages of that time.
LISTED_FROM = 1.5
TIMELY_FROM = 3
NEAREST = 3
SPELLED_IN = 60  # passages in which the right spelling of a misspelt word is looked for


@dataclass(frozen=True, slots=True)
class _Scope:
    """What passages may answer a question, and with what."""

    filters: Filters
    period: Period | None
    told: frozenset[str]  # words that are not given again, normalized


class Assistant:
    """Answers questions from one library: about speech out of quotations, others out of passages.

    retriever: finds passages. reader: marks spans in them. passages: how many are read. today: what
    "last year" in a question is counted from.
    """

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        reader: Reader,
        *,
        passages: int = PASSAGES_READ,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._library = library
        self._retriever = retriever
        self._reader = reader
        self._passages = passages
        self._today = today
        self._quoted: tuple[int, dict[str, list[Name]]] | None = None  # by last name

    def ask(
        self,
        question: str,
        filters: Filters | None = None,
        history: Sequence[Turn] | None = None,
    ) -> Answer:
        """Answer a question; raises QuestionError when it is not one.

        history: the turns before it, oldest first, which it may lean on; None: it stands alone.
        """
        question = checked_question(question)
        if history is None:
            return self._answer(question, filters or Filters())
        # Its rules are compiled when there is a conversation.
        from qa.conversation.rewriting import quotes_before, standalone

        watch = Stopwatch()
        with watch("understand"):
            alone = standalone(question, history, self._is_quoted)
        if alone.asks_back:
            return Answer(question, (), asks_back=alone.asks_back, timings_ms=watch.milliseconds)
        told = quotes_before(question, history)
        answer = self._answer(alone.question, filters or Filters(), told)
        return replace(
            answer,
            question=question,
            standalone_question=alone.question if alone.question != question else None,
            timings_ms={**watch.milliseconds, **answer.timings_ms},
        )

    def _answer(
        self, question: str, filters: Filters, told: frozenset[str] = frozenset()
    ) -> Answer:
        """Answer a question that stands alone; words that were told are not given again."""
        watch = Stopwatch()
        with watch("total"):
            answer = answer_about(self._library, question, filters, self._today())
            if answer and answer.findings and told.issuperset(map(_words, answer.findings)):
                answer = replace(answer, findings=(), notes=(NOTHING_ELSE,), more=0)
            if answer is None:
                answer = self._say(question, filters, told, watch)
        return _checked(replace(answer, timings_ms=answer.timings_ms or watch.milliseconds))

    def _is_quoted(self, name: str) -> bool:
        """Tell whether somebody of that name is quoted."""
        generation = self._library.generation
        if self._quoted is None or self._quoted[0] != generation:
            names: dict[str, list[Name]] = {}
            for speaker, *_ in self._library.speakers():
                one = Name.of(speaker)
                names.setdefault(one.last, []).append(one)
            self._quoted = generation, names
        asked = Name.of(name)
        return any(
            asked.fits(one) and not one.common for one in self._quoted[1].get(asked.last, ())
        )

    def _say(
        self, question: str, filters: Filters, told: frozenset[str], watch: Stopwatch
    ) -> Answer:
        """Answer a question about what the articles say, with their words."""
        searched, period = parse_period(question, self._today())
        if period and period.only:
            filters = period.narrow(filters)
        # "most recently" orders what somebody said; it is not what it was said about.
        asked = parse(searched.replace(period.words, "") if period and period.order else searched)
        answer = None
        if asked is not None:
            answer = answer_speech(self._library, self._retriever, searched, asked, filters, told)
        if answer is None:
            scope = _Scope(filters, period, told)
            answer = self._read(searched, scope, watch)
            if not (answer.findings or answer.notes):
                answer = self._respelled(answer, scope, watch)
        elif period and asked and asked.year:
            period = replace(period, only=True)
        answer = replace(answer, question=question)
        return _in_time(answer, period) if period else answer

    def _read(self, question: str, scope: _Scope, watch: Stopwatch) -> Answer:
        """Answer a question with spans of passages."""
        several = asks_for_several(question)
        period = scope.period
        k = int(self._passages * LISTED_FROM) if several else self._passages
        deep = k * TIMELY_FROM if period and not period.only else k
        candidates = self._retriever.retrieve(question, deep, scope.filters, watch)
        if period:
            candidates = preferred(candidates, period, k)
        with watch("read"):
            spans = self._reader.read(question, [c.passage for c in candidates])
        found = choose(
            candidates,
            spans,
            threshold=self._reader.threshold,
            prior_odds=self._reader.prior_odds,
            limit=None,
        )
        fresh = tuple(finding for finding in found if _words(finding) not in scope.told)
        limit = MAX_LISTED if several else MAX_ANSWERS
        findings = fresh[:limit] if several else side_by_side(question, fresh[:limit])
        more = len(fresh) - len(findings)
        notes = (f"{more} more were found.",) if several and more else ()
        if found and not fresh:
            notes = (NOTHING_ELSE,)
        return Answer(
            question,
            findings,
            () if findings else tuple(candidates[:NEAREST]),
            notes=notes,
            more=more,
            rejected=0.0 if found else best_score(spans, self._reader.prior_odds),
        )

    def _respelled(self, answer: Answer, scope: _Scope, watch: Stopwatch) -> Answer:
        """Put the misspelt words of a question right where nothing was found.

        Names are not exchanged, since the like of one may be somebody else's: they are told.
        """
        question = answer.question
        words = misspelt(question, self._library)
        if not words:
            return answer
        candidates = self._retriever.retrieve(question, SPELLED_IN, scope.filters, watch)
        likes = alike(words, [candidate.passage for candidate in candidates])
        names = {w: like for w, like in likes.items() if is_name(w, like, question)}
        changed = {w: like for w, like in likes.items() if w not in names}
        if changed:
            again = self._read(respelled(question, changed), scope, watch)
            answer = again if again.findings else answer
        notes = [f"No article has “{w}”; did you mean “{like}”?" for w, like in names.items()]
        if answer.findings:
            notes += [f"No article has “{w}”; read as “{like}”." for w, like in changed.items()]
        return replace(answer, notes=(*notes, *answer.notes))


def _words(finding: Finding) -> str:
    return normalize(finding.citation.quote)


def _in_time(answer: Answer, period: Period) -> Answer:
    """Order an answer by the time that is asked for, and say so."""
    # Values that differ stand oldest first, unless the newest is asked for.
    settled = answer.differs and period.order is not Order.NEWEST
    findings = answer.findings if settled else in_time(answer.findings, period)
    articles = {finding.citation.article.id: finding.citation.article for finding in findings}
    told = bool(findings or period.only) and not (settled and period.order)
    note = period_note(period, list(articles.values())) if told else None
    notes = (*answer.notes, note) if note else answer.notes
    return replace(answer, findings=findings, period=period, notes=notes)


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
