"""Follow-up questions made to stand alone."""

from __future__ import annotations

import pytest

from qa.answers import AskBack
from qa.conversation.rewriter import Standalone
from qa.conversation.rewriting import standalone
from qa.conversation.turns import Cited, Turn
from qa.questions.understanding import understood


def asked(question: str, *cited: Cited, standing: str | None = None) -> Turn:
    return Turn(question, standing or question, cited)


def said(quote: str, speaker: str | None = None, **more: str) -> Cited:
    return Cited(quote, more.pop("sentence", quote), speaker, **more)


def last(*questions: str, people: tuple[str, ...] = ()) -> str:
    """Return the last question as it stands alone after the others, each as it stood alone."""
    history: list[Turn] = []
    made = Standalone("")
    for question in questions:
        made = standalone(question, history, people.__contains__ if people else None)
        history.append(Turn(question, made.question))
    assert made.asks_back is None
    return made.question


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        pytest.param(
            ("what did Oddvar say?", "and Berg?"), "what did Berg say?", id="another speaker"
        ),
        pytest.param(
            ("what did Oddvar say about the harbor?", "what about the lighthouse?"),
            "what did Oddvar say about the lighthouse?",
            id="another topic",
        ),
        pytest.param(
            ("what did Oddvar say about the harbor?", "and in 2020?"),
            "what did Oddvar say about the harbor in 2020?",
            id="a year",
        ),
        pytest.param(
            ("what did Oddvar say in 2019?", "and in 2020?"),
            "what did Oddvar say in 2020?",
            id="another year",
        ),
        pytest.param(
            ("who won the 2018 cup?", "and in 2020?"), "who won the 2020 cup?", id="a bare year"
        ),
        pytest.param(
            ("what did Oddvar say about the harbor?", "on the budget?"),
            "what did Oddvar say about the budget?",
            id="a topic with its preposition",
        ),
        pytest.param(
            ("How many ships does Denmark have?", "and Norway?"),
            "How many ships does Norway have?",
            id="another name",
        ),
        pytest.param(
            ("Who attacked NATO's plan for Denmark?", "and Norway's?"),
            "Who attacked Norway's plan for Denmark?",
            id="another owner",
        ),
        pytest.param(
            ("How many ships left Oslo?", "and from Bergen?"),
            "How many ships left Oslo from Bergen?",
            id="a phrase that the question did not have",
        ),
        pytest.param(
            ("Did Berg say anything about Norway?", "did Oddvar?"),
            "Did Oddvar say anything about Norway?",
            id="did X",
        ),
        pytest.param(
            ("What did Berg say about Norway?", "Does Oddvar agree?"),
            "What did Oddvar say about Norway?",
            id="does X agree",
        ),
        pytest.param(
            ("what did Berg say about Oslo?", "and Oddvar, what did he say?"),
            "what did Oddvar say?",
            id="a name before a question",
        ),
    ],
)
def test_fragment_takes_the_place_of_its_like(questions: tuple[str, ...], expected: str) -> None:
    assert last(*questions) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("what did Berg say?", "when was that?", "When did Berg say that?"),
        ("what did Berg say about Oslo?", "why?", "Why did Berg say that about Oslo?"),
        ("Where was the summit held?", "when?", "When was the summit held?"),
        (
            "How many ships did Norway sell to Chile?",
            "when was that?",
            "When did Norway sell ships to Chile?",
        ),
        ("Which ships were sold?", "when was that?", "When were the ships sold?"),
        ("Who did Berg meet in Oslo?", "when?", "When did Berg meet in Oslo?"),
        ("Did Berg resign?", "why?", "Why did Berg resign?"),
    ],
)
def test_when_and_why_ask_it_of_what_was_asked_before(
    before: str, question: str, expected: str
) -> None:
    assert last(before, question) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("what did Berg say?", "anything else?", "what else did Berg say?"),
        ("who called it a mistake?", "who else?", "who else called it a mistake?"),
        ("which officials resigned?", "any others?", "which other officials resigned?"),
        ("Did Berg say anything about Oslo?", "more?", "Did Berg say anything else about Oslo?"),
        ("What did Berg say about Oslo?", "anyone else?", "Who else said anything about Oslo?"),
    ],
)
def test_more_of_the_same(before: str, question: str, expected: str) -> None:
    assert last(before, question) == expected


def test_more_passes_over_questions_of_when() -> None:
    assert last("what did Berg say?", "when was that?", "anything else?") == (
        "what else did Berg say?"
    )


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        pytest.param(
            [asked("what did Berg say?")],
            "did he say anything about Norway?",
            "did Berg say anything about Norway?",
            id="the one asked about",
        ),
        pytest.param(
            [asked("Who is Ruth Lund?")],
            "what was her job?",
            "what was Ruth Lund’s job?",
            id="an owner",
        ),
        pytest.param(
            [asked("What did Anna Lund say about Peter Berg?")],
            "did he resign?",
            "did Peter Berg resign?",
            id="he is no woman",
        ),
        pytest.param(
            [asked("who called the pact a mistake?", said("A mistake.", "Olaf Berg"))],
            "what did he do next?",
            "what did Olaf Berg do next?",
            id="the one who was the answer",
        ),
        pytest.param(
            [asked("Which treaty did Denmark sign?", said("the Harbor Treaty"))],
            "when was it signed?",
            "when was the Harbor Treaty signed?",
            id="the thing that was the answer",
        ),
        pytest.param(
            [asked("Who wrote the report?", said("Ruth Lund"), said("Olaf Berg"))],
            "where do they work?",
            "where do Ruth Lund and Olaf Berg work?",
            id="both who were the answer",
        ),
        pytest.param(
            [asked("When did Norway join NATO?"), asked("Who is Ruth Lund?")],
            "what did she say about it?",
            "what did Ruth Lund say about NATO?",
            id="two pronouns, two turns",
        ),
        pytest.param(
            [asked("Where was the pact signed?", said("Oslo"))],
            "who lives there?",
            "who lives in Oslo?",
            id="there",
        ),
        pytest.param(
            [asked("When was the Oslo summit held?")],
            "who attended that summit?",
            "who attended the Oslo summit?",
            id="that summit",
        ),
        pytest.param(
            [asked("How many ships sank?", said("Nine ships", published="2019-04-02"))],
            "what else happened that year?",
            "what else happened in 2019?",
            id="that year",
        ),
        pytest.param(
            [asked("How many ships sank?", said("Nine ships", title="A night at sea"))],
            "who wrote this article?",
            "who wrote the article titled “A night at sea”?",
            id="this article",
        ),
        pytest.param(
            [asked("what did Berg say about Oslo?")],
            "who reported it?",
            "who reported what Berg said about Oslo?",
            id="it is what was said",
        ),
        pytest.param(
            [asked("how many ships sank?", said("about 12 ships sank"))],
            "who says that?",
            "who says “about 12 ships sank”?",
            id="that is what was answered",
        ),
        pytest.param(
            [asked("What did Berg call the plan?", said("“a joke”", "Olaf Berg"))],
            "why?",
            "Why did Berg call the plan “a joke”?",
            id="the words that were the answer",
        ),
        pytest.param(
            [asked("What is the Harbor Treaty?")],
            "what are the risks?",
            "what are the risks of the Harbor Treaty?",
            id="risks of what was talked of",
        ),
    ],
)
def test_pointing_words_get_their_names(history: list[Turn], question: str, expected: str) -> None:
    assert standalone(question, history).question == expected


@pytest.mark.parametrize(
    "question",
    [
        "what did Lund say about his time in the navy?",
        "what did Lund say he would do?",
        "which former officials fear a withdrawal?",
        "Is it true that Norway left NATO?",
        "How long does it take to sail to Oslo?",
        "Are there ships in Bergen?",
        "and what did Lund say?",
        "how many  ships does Chile have?",
        "when was the harbour bridge built?",
        "what is the oldest article?",
        "did olaf lund get the early vote he was after in may 2019",
        "why do voters on the islands hand their ballots to others",
        "what happened when the keepers wrote to the company about its leaking lamps",
        "Is it settled in Norwegian law whether a king can leave a treaty alone?",
        "Lund's reply to the big fine, what did the company say about the harbor",
        "how are they going to make the harbour dome look like a lighthouse",
        "why is the seagrass at the old harbour so enormous",
        "So Chile voted no. What happens next?",
        "who sails from the island harbour this year?",
        "Is the fog signal older than the lamp, and why is it louder?",
    ],
)
def test_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert standalone(question, [asked("what did Berg say about Oslo?")]) == Standalone(question)


@pytest.mark.parametrize(
    ("question", "sure"),
    [
        pytest.param("what did he do?", True, id="few words"),
        pytest.param("and Lund?", True, id="a fragment"),
        pytest.param("what did the mayor of Oslo say?", True, id="left alone"),
        pytest.param("what were the risks?", False, id="open to what was talked of"),
        pytest.param(
            "did he sink ferries near Bergen harbour before the great storm?",
            False,
            id="many words",
        ),
    ],
)
def test_says_when_the_question_as_typed_may_be_meant(question: str, sure: bool) -> None:
    assert standalone(question, [asked("what did Olaf Berg say about Oslo?")]).sure is sure


def test_what_a_pronoun_stood_for_stays_in_focus() -> None:
    assert last("Tell me about otters.", "what are their habits?", "where do they live?") == (
        "where do otters live?"
    )


def test_new_topic_drops_the_old_one() -> None:
    assert last("what did Berg say about Oslo?", "When did Chile join the UN?", "and Peru?") == (
        "When did Peru join the UN?"
    )


def test_who_is_quoted_tells_a_speaker_from_a_topic() -> None:
    history = [asked("what did Oddvar say about Oslo?")]
    people = {"Berg"}
    assert standalone("what about Berg?", history, people.__contains__).question == (
        "what did Berg say about Oslo?"
    )
    assert standalone("and Chile?", history, people.__contains__).question == (
        "what did Oddvar say about Chile?"
    )


def test_asks_back_between_two_people() -> None:
    history = [asked("What did Oddvar and Berg say?")]
    made = standalone("when did he leave?", history)
    assert made == Standalone(
        "when did he leave?",
        AskBack(
            "he", ("Oddvar", "Berg"), ("when did Oddvar leave?", "when did Berg leave?")
        ),
    )  # fmt: skip


def test_asks_back_among_those_who_were_the_answer() -> None:
    answers = (said("A mistake.", "Oddvar Lie"), said("A mistake?", "Olaf Berg"))
    made = standalone("what did he do?", [asked("who called it a mistake?", *answers)])
    assert made.asks_back is not None
    assert made.asks_back.candidates == ("Oddvar Lie", "Olaf Berg")


@pytest.mark.parametrize("history", [[], [asked("When did NATO meet?")]])
def test_asks_back_when_nobody_was_talked_of(history: list[Turn]) -> None:
    made = standalone("what did she say?", history)
    assert made.asks_back == AskBack("she")


def test_asks_back_where_a_name_may_replace_either_of_two() -> None:
    made = standalone("and Hungary?", [asked("When did Poland attack Germany?")])
    assert made.asks_back is not None
    assert made.asks_back.questions == (
        "When did Hungary attack Germany?",
        "When did Poland attack Hungary?",
    )


def test_a_name_answers_what_was_asked_back() -> None:
    assert standalone("Berg", [asked("what did he say about Oslo?")]).question == (
        "what did Berg say about Oslo?"
    )


@pytest.mark.parametrize(
    ("question", "beside", "topic"),
    [
        ("When did Berg say that?", "when", None),
        ("When did Berg say that about Oslo?", "when", "Oslo"),
        ("who reported what Berg said about Oslo?", "told", "Oslo"),
    ],
)
def test_rewritten_question_is_answered_out_of_quotations(
    question: str, beside: str, topic: str | None
) -> None:
    parsed = understood(question).speech
    assert parsed is not None
    assert (parsed.speaker, parsed.topic, parsed.beside) == ("Berg", topic, beside)


def test_a_possessive_may_hold_any_character() -> None:
    made = standalone("and \\Berg’s?", [asked("What is Lund’s view of the pier?")])
    assert made.asks_back is None
