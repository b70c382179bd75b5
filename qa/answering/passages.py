"""Passages: a question answered with the words that a reader marks in what was retrieved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.english.forms import normalize
from index.library import Library
from index.retrieval import Candidate, Retriever
from index.stopwatch import Stopwatch
from qa.answering.choosing import (
    MAX_ANSWERS,
    MAX_LISTED,
    NOTHING_ELSE,
    best_score,
    choose,
    side_by_side,
)
from qa.answering.scope import Scope
from qa.answers import Answer, Finding
from qa.questions.periods import preferred
from qa.questions.question import Question
from qa.questions.spelling import alike, is_name, misspelt, respelled
from qa.reading.reader import Reader

# More find hardly more, and take longer: the tables in eval/RESULTS.md.
PASSAGES_READ = 6
# Of a question that asks for several answers, so many times the passages are read; of one that
# prefers a time, so many times are looked at for passages of that time.
LISTED_FROM = 1.5
TIMELY_FROM = 3
NEAREST = 3
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
        candidates = self._retrieved(asked, scope, watch)
        with watch("read"):
            spans = self.reader.read(asked.searched, [c.passage for c in candidates])
        odds = self.reader.prior_odds
        found = choose(
            candidates, spans, threshold=self.reader.threshold, prior_odds=odds, limit=None
        )
        rejected = 0.0 if found else best_score(spans, odds)
        return replace(_shown(asked, found, candidates, scope), rejected=rejected)

    def _retrieved(self, asked: Question, scope: Scope, watch: Stopwatch) -> Sequence[Candidate]:
        """Return the passages to read: more for a list, and those of the time that is preferred."""
        k = int(self.passages * LISTED_FROM) if asked.several else self.passages
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


def _shown(
    asked: Question,
    found: Sequence[Finding],
    candidates: Sequence[Candidate],
    scope: Scope,
) -> Answer:
    """Return as many findings as are shown, without those that were told before."""
    fresh = [f for f in found if normalize(f.citation.quote) not in scope.told]
    limit = MAX_LISTED if asked.several else MAX_ANSWERS
    findings = tuple(fresh[:limit])
    if not asked.several:
        findings = side_by_side(asked.searched, findings)
    more = len(fresh) - len(findings)
    notes = (f"{more} more were found.",) if asked.several and more else ()
    if found and not fresh:
        notes = (NOTHING_ELSE,)
    nearest = () if findings else tuple(candidates[:NEAREST])
    return Answer(asked.text, findings, nearest, notes=notes, more=more)
