"""Phrases: what the terminal, the page and a transcript say in words of ours, each once."""

from __future__ import annotations

from index.articles import Article, PublishedKind
from index.quotations import QuotationKind
from qa.answers import (
    Answer,
    AskBack,
    Citation,
    Copy,
    Fact,
    FactName,
    Finding,
    Speaker,
    State,
    Within,
)

NOT_FOUND = "No answer was found in these articles."
RELATED = "Nothing says it outright; these sentences are about it:"
NEAREST = "The nearest passages"
DIFFERENT = "The articles do not say the same; each answer stands with its date."
CONFIDENCE_WORDS = ((0.85, "strong"), (0.6, "good"), (0.0, "weak"))


_STATES = {State.RELATED: RELATED, State.NOT_FOUND: NOT_FOUND}
_OPENING_MARKS = ('"', "“", "„", "«", "‘")


def state_line(answer: Answer) -> str | None:
    """Say that a question was not answered, and what is shown instead; None of one that was."""
    return _STATES.get(answer.state)


def marks_around(words: str, speaker: Speaker | None = None) -> tuple[str, str]:
    """Return the quotation marks that words stand in: none around a reporter's paraphrase.

    Words that open with marks of their own have enough.
    """
    indirect = speaker is not None and speaker.kind is QuotationKind.INDIRECT
    return ("", "") if indirect or words.startswith(_OPENING_MARKS) else ("“", "”")


def quoted(words: str, speaker: Speaker | None = None) -> str:
    """Return words in the quotation marks that they stand in."""
    before, after = marks_around(words, speaker)
    return f"{before}{words}{after}"


def asked_as(answer: Answer) -> str | None:
    """Say how a question was made to stand alone; None when it stood alone as it was."""
    alone = answer.standalone_question
    return f"Asked as: {alone}" if alone not in (None, answer.question) else None


def notes_of(answer: Answer) -> tuple[str, ...]:
    """Return what the user should know of an answer."""
    return (DIFFERENT, *answer.notes) if answer.differs else answer.notes


def which_line(asked: AskBack) -> str:
    """Say what is not clear in a question."""
    if asked.questions:
        return f"“{asked.about}” may mean more than one thing. Which do you mean?"
    return f"It is not clear what “{asked.about}” means here; ask with a name."


def confidence_words(confidence: float) -> str:
    """Return a confidence as a word and a number: "strong 0.93"."""
    word = next(word for least, word in CONFIDENCE_WORDS if confidence >= least)
    return f"{word} {confidence:.2f}"


def speaker_line(speaker: Speaker) -> str:
    """Return who said it, in what role, and by whose report."""
    line = f"{speaker.name}, {speaker.role}" if speaker.role else speaker.name
    match speaker.kind:
        case QuotationKind.NESTED:
            return f"{line} — {speaker.reported_by} quoting {speaker.name}"
        case QuotationKind.INDIRECT:
            line += " (reported without quotation marks)"
    return f"{line} — as reported by {speaker.reported_by}" if speaker.reported_by else line


def quoted_speaker(within: Within) -> str:
    """Return whom a speaker quotes."""
    return within.speaker_name or "a speaker who is unclear"


def fact_line(fact: Fact, article: Article) -> str:
    """Return what the library knows of an article, as an answer."""
    values = ", ".join(fact.values)
    match fact.name:
        case FactName.PUBLISHED:
            return f"published {published(article)}"
        case FactName.MENTIONS:
            return f"“{values}”: {_times(fact.count)}"
        case FactName.QUOTATIONS:
            return f"{values}: quoted {_times(fact.count)}"
    if fact.count is None:
        return values
    return f"{values}: {fact.count} article{'' if fact.count == 1 else 's'}"


def independent_line(finding: Finding) -> str | None:
    """Say how many articles give an answer, and how many of their own; None for a single one."""
    if not finding.also_in:
        return None
    return f"in {finding.articles} articles, {finding.independent} independent"


def original_name(copy: Copy) -> str:
    """Return what the article that a copy repeats is called."""
    return copy.original.source or copy.original.label


def published(article: Article) -> str:
    """Return the date of an article and how it is known."""
    if not article.published:
        return "date unknown"
    inferred = article.published_kind is PublishedKind.INFERRED
    return article.published + (" (inferred)" if inferred else "")


def date_line(citation: Citation) -> str | None:
    """Say what relative dates in a citation's sentence are counted from; None without one."""
    words = ", ".join(f"“{words}”" for words in citation.relative_dates)
    if not words:
        return None
    article = citation.article
    if article.published:
        return f"{words}: counted from the article's date, {published(article)}"
    return f"{words}: counted from the article's date, which is unknown"


def byline(article: Article) -> str:
    """Return source, authors and date of an article in one line, as far as they are known."""
    parts = [article.source, ", ".join(article.authors)]
    if article.published:
        parts.append(published(article))
    return " · ".join(part for part in parts if part) or "source and author not stated"


def paragraph_of(citation: Citation) -> str:
    """Return which paragraph of its article a citation starts in: "paragraph 7"."""
    article = citation.article
    return f"paragraph {1 + article.blocks.index(article.block_at(citation.start))}"


def _times(count: int | None) -> str:
    return "once" if count == 1 else f"{count} times"
