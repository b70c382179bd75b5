"""Understanding: what a question asks for, told once, for everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from index.embedding.embedder import Vectors
from index.english.asking import ANYBODY, CROWD
from index.errors import QuestionError
from index.library import Library
from qa.questions.about import library_of
from qa.questions.intent import Intent, intent_model
from qa.questions.kinds import Kind, kind_of, sides_of
from qa.questions.letters import Lettered, lettered
from qa.questions.people import Quoted
from qa.questions.periods import parse_period, said_in
from qa.questions.question import Question, SpeechQuestion, without_time
from qa.questions.speech import speech_of

MAX_QUESTION = 2000  # characters; longer is a document, not a question


def understand(
    text: str, today: date, quoted: Quoted | None = None, library: Library | None = None
) -> Question:
    """Understand a question that stands alone.

    today: what "last year" is counted from. quoted: those whom the library quotes. library: whose
    embedder tells what the question means; None: its words have to do.
    """
    searched, period = parse_period(text, today)
    vector = _vector(searched, library)
    intent = intent_model().intent(_read(without_time(searched, period), quoted), vector)
    about = speech = None
    if intent is Intent.LIBRARY:
        # "The latest" is asked of the articles; other words on time are no part of their topic.
        bare = without_time(searched, None if period and period.order else period)
        about = library_of(_read(bare), text)
    elif intent is Intent.SPEECH:
        period = period or said_in(searched)
        bare = without_time(searched, period)
        known = quoted.mentions(bare) if quoted else []
        speech = speech_of(lettered(bare, [(one.start, one.end) for one in known]), known)
        speech = named(speech, quoted) if speech and quoted else speech
    shape, expected = kind_of(searched)
    return Question(
        text,
        searched,
        period,
        speech=speech,
        library=about,
        shape=shape,
        expected=expected,
        sides=sides_of(searched) if shape is Kind.COMPARISON else None,
    )


def named(speech: SpeechQuestion, quoted: Quoted) -> SpeechQuestion:
    """Return a question for anybody's words where whom it names is a crowd that is not quoted."""
    crowd = speech.speaker if speech.topic else None
    if crowd in ANYBODY or (crowd and CROWD.fullmatch(crowd) and not quoted.match(crowd)):
        return replace(speech, speaker=None, firm=False)
    return speech


def said_by(asked: Question, speaker: str) -> Question:
    """Return a question narrowed to the words of one speaker."""
    speech = asked.speech or SpeechQuestion(None, asked.searched)
    return replace(asked, library=None, speech=replace(speech, speaker=speaker, firm=True))


@lru_cache(maxsize=256)
def understood(text: str) -> Question:
    """Understand a question of a conversation by its words alone, once."""
    return understand(text, date.today())


def _vector(searched: str, library: Library | None) -> Vectors | None:
    """Return the vector of a question, which retrieval needs too; None of another embedder."""
    if library is None or library.manifest.fingerprint != intent_model().embedder:
        return None
    return library.question_vector(searched)


def _read(question: str, quoted: Quoted | None = None) -> Lettered:
    known = quoted.mentions(question) if quoted else ()
    return lettered(question, [(one.start, one.end) for one in known])


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
