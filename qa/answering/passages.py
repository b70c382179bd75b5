"""Passages: a question answered with the words that a reader marks in what was retrieved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress

from index.english.forms import normalize
from index.library import Library
from index.retrieval import Candidate, Retriever
from index.stopwatch import Stopwatch
from qa.answering.choosing import (
    IN_PART,
    MAX_ANSWERS,
    MAX_LISTED,
    NOTHING_ELSE,
    choose,
    is_related,
    nearest,
    of_each_side,
    side_by_side,
)
from qa.answering.headlines import valued
from qa.answering.ranking import Ranked, ranked, surest, timely
from qa.answering.scope import Scope
from qa.answers import Answer, Finding
from qa.questions.kinds import Kind
from qa.questions.periods import preferred
from qa.questions.question import Question
from qa.questions.spelling import alike, is_name, misspelt, respelled
from qa.reading.reader import Evidence, Reader

# More find hardly more, and take longer: the tables in eval/RESULTS.md.
PASSAGES_READ = 6
# Of a question that asks for several answers, so many times the passages are read; of one that
# prefers a time, so many times are looked at for passages of that time.
LISTED_FROM = 1.5
TIMELY_FROM = 3
SPELLED_IN = 60  # passages in which the right spelling of a misspelt word is looked for


@dataclass(frozen=True, slots=True)
class PassageAnswers:
    """Answers any question, if only with "not found" and the nearest passages."""

    library: Library
    retriever: Retriever
    reader: Reader
    passages: int = PASSAGES_READ  # that are read

    def __call__(self, asked: Question, scope: Scope, watch: Stopwatch) -> Answer:
        """Answer a question with spans of passages, its misspelt words put right if need be."""
        answer = self._read(asked, scope, watch)
        if answer.findings or answer.notes:
            return answer
        return self._respelled(answer, asked, scope, watch)

    def _read(self, asked: Question, scope: Scope, watch: Stopwatch) -> Answer:
        return _shown(asked, self._ranked(asked, scope, watch), scope)

    def _ranked(self, asked: Question, scope: Scope, watch: Stopwatch) -> list[Ranked]:
        candidates = self._retrieved(asked, scope, watch)
        with watch("read"):
            evidence = self._evidence(asked, candidates)
            order = valued(asked, ranked(self.reader, candidates, evidence))
            return timely(order, asked.period) if asked.period else order

    def related(self, asked: Question, scope: Scope, watch: Stopwatch) -> Answer:
        """Return what the passages say of a question that they may not answer."""
        order = self._ranked(asked, scope, watch)
        return Answer(asked.text, (), nearest(order), is_related=is_related(order))

    def _evidence(
        self, asked: Question, candidates: Sequence[Candidate]
    ) -> Sequence[Sequence[Evidence]]:
        """Read the passages; a time that is asked for is the event's, or else the article's.

        It is read as words of the question, and in articles of that time, and in those without a
        date, also left out of it, since an article seldom says its own date.
        """
        passages = [candidate.passage for candidate in candidates]
        read = self.reader.read(asked.searched, passages)
        period = asked.period
        if period is None or asked.timeless == asked.searched:
            return read
        is_timely = [period.holds(p.article) or not p.article.published for p in passages]
        again = iter(self.reader.read(asked.timeless, list(compress(passages, is_timely))))
        other = [next(again) if held else one for one, held in zip(read, is_timely, strict=True)]
        return surest(read, other)

    def _retrieved(self, asked: Question, scope: Scope, watch: Stopwatch) -> Sequence[Candidate]:
        """Return the passages to read: more for a list, and those of the time that is preferred."""
        k = int(self.passages * LISTED_FROM) if asked.shape in IN_PART else self.passages
        if asked.period is None:
            return self.retriever.retrieve(asked.searched, k, scope.filters, watch)
        deep = k if asked.period.only else k * TIMELY_FROM
        candidates = self.retriever.retrieve(asked.searched, deep, scope.filters, watch)
        return preferred(candidates, asked.period, k)

    def _respelled(self, answer: Answer, asked: Question, scope: Scope, watch: Stopwatch) -> Answer:
        """Put the misspelt words of a question right where nothing was found.

        Names are not exchanged, since the like of one may be somebody else's: they are told.
        """
        question = asked.searched
        words = misspelt(question, self.library)
        if not words:
            return answer
        candidates = self.retriever.retrieve(question, SPELLED_IN, scope.filters, watch)
        likes = alike(words, [candidate.passage for candidate in candidates])
        names = {w: like for w, like in likes.items() if is_name(w, like, question)}
        changed = {w: like for w, like in likes.items() if w not in names}
        if changed:
            again = self._read(replace(asked, searched=respelled(question, changed)), scope, watch)
            answer = again if again.findings else answer
        notes = [f"No article has “{w}”; did you mean “{like}”?" for w, like in names.items()]
        if answer.findings:
            notes += [f"No article has “{w}”; read as “{like}”." for w, like in changed.items()]
        return replace(answer, notes=(*notes, *answer.notes))


def _shown(asked: Question, order: Sequence[Ranked], scope: Scope) -> Answer:
    """Return as many findings as are shown, without those that were told before."""
    found = choose(asked, order)
    fresh = [f for f in found if normalize(f.words.quote) not in scope.told]
    notes: tuple[str, ...] = (NOTHING_ELSE,) if found and not fresh else ()
    findings: Sequence[Finding] = fresh
    if asked.shape is Kind.COMPARISON and asked.sides and fresh:
        findings, missing = of_each_side(asked.sides, fresh)
        notes = tuple(f"Nothing was found on “{side}”." for side in missing)
    limit = MAX_LISTED if asked.shape in IN_PART else MAX_ANSWERS
    shown = tuple(findings[:limit])
    if asked.shape is Kind.VALUE:
        shown = side_by_side(asked.searched, shown)
    more = len(fresh) - len(shown)
    if asked.shape is Kind.LIST and shown:
        notes = (_counted(shown, more),)
    near = () if shown else nearest(order)
    return Answer(
        asked.text,
        shown,
        near,
        is_related=not found and is_related(order),
        kind=asked.shape,
        notes=notes,
        more=more,
    )


def _counted(shown: Sequence[Finding], more: int) -> str:
    """Say how much of a list was found."""
    marks = sum(len(finding.marks) or 1 for finding in shown)
    articles = len({finding.citation.article.id for finding in shown})
    beyond = f"; {more} more sentences were found" if more else ""
    return (
        f"{marks} place{'s' * (marks > 1)} marked in {len(shown)} sentence{'s' * (len(shown) > 1)} "
        f"of {articles} article{'s' * (articles > 1)}{beyond}."
    )
