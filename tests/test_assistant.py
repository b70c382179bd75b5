from __future__ import annotations

from datetime import date

import pytest
from conftest import PlainReader, add, make_article, seen

from index.retrieval import HybridRetriever
from qa.answers import State
from qa.assistant import Assistant
from qa.conversation.turns import Turn
from qa.questions.kinds import Kind


class WordReader(PlainReader):
    """Marks some words where they stand; remembers what it was asked and given."""

    name = "words"

    def __init__(self, *words, score=0.8):
        self.marked = words
        self.score = score
        self.question = None
        self.passages = []

    def read(self, question, passages):
        self.question, self.passages = question, list(passages)
        return [
            seen(passage, *((word, self.score) for word in self.marked)) for passage in passages
        ]


class AttentiveReader(WordReader):
    """Marks words only when the question has a certain one."""

    def __init__(self, *words, wanted):
        super().__init__(*words)
        self.wanted = wanted

    def read(self, question, passages):
        words = self.marked if self.wanted in question else ()
        return [seen(passage, *((word, self.score) for word in words)) for passage in passages]


def assistant(library, reader, **options):
    retriever = HybridRetriever(library)
    return Assistant(library, retriever, reader, today=lambda: date(2024, 3, 6), **options)


def report(count, published=None):
    return make_article(f"The navy sent {count} ships to the harbour.", published=published)


MANY = "The navy sent many ships to the harbour."  # no number to stand alone
QUESTION = "How many ships were sent to the harbour?"


def shown(answer):
    return [(f.words.quote, f.citation.article.published) for f in answer.findings]


def test_articles_that_differ_are_shown_oldest_first(library):
    add(library, report("twelve", "2020-05"), report("nine"), report("forty", "2019"))
    answer = assistant(library, WordReader("twelve", "nine", "forty")).ask(QUESTION)
    assert answer.differs
    assert shown(answer) == [("forty", "2019"), ("twelve", "2020-05"), ("nine", None)]


def test_articles_that_agree_are_one_answer(library):
    add(library, report("twelve", "2020-05"), report("12", "2019-01"))
    (finding,) = assistant(library, WordReader("twelve", "12")).ask(QUESTION).findings
    assert (finding.articles, finding.independent, finding.differs) == (2, 2, False)


def test_a_time_is_preferred_not_required(library):
    add(library, report("12", "2020-05"), report("twelve", "2018"), report("many", "2019-05"))
    asked = "Were ships sent to the harbour in 2019?"
    answer = assistant(library, WordReader("12", "many")).ask(asked)
    assert [f.citation.article.published for f in answer.findings] == ["2019-05", "2020-05"]
    assert (answer.period.since, answer.period.only) == ("2019", False)
    assert answer.notes == ("“in 2019”: articles dated so come first.",)


def test_the_time_of_the_articles_is_a_limit(library):
    add(library, report("12", "2020-05"), report("twelve"), report("many", "2019-05"))
    reader = WordReader("12", "twelve", "many")
    question = "How many ships were sent to the harbour, in articles published in 2019?"
    answer = assistant(library, reader).ask(question)
    assert shown(answer) == [(MANY, "2019-05")]
    assert answer.question == question
    assert reader.question == "How many ships were sent to the harbour, in articles?"
    assert "those without a date are left out" in answer.notes[0]


def test_the_latest_is_newest_first(library):
    add(library, report("many"), report("some", "2019"), report("few", "2020"))
    answer = assistant(library, WordReader("many", "some", "few")).ask(
        "What is the latest on the ships sent to the harbour?"
    )
    assert [published for _, published in shown(answer)] == ["2020", "2019", None]
    assert answer.notes == ("“latest”: the newest first; 1 of 3 without a date.",)


def test_last_year_is_counted_from_today(library):
    add(library, report("12", "2022-05"), report("many", "2023-05"))
    asked = "Were ships sent to the harbour last year?"
    answer = assistant(library, WordReader("12", "many")).ask(asked)
    assert (answer.period.since, answer.period.until) == ("2023-01-01", "2023-12-31")
    assert answer.findings[0].citation.article.published == "2023-05"


def test_passages_of_the_time_are_read_though_others_rank_better(library):
    better = [make_article(f"Ships, ships of the harbour were sent: {n}.") for n in range(9)]
    add(library, *better, report("many", "2019-05"))
    reader = WordReader("many")
    answer = assistant(library, reader, passages=4).ask(f"{QUESTION[:-1]} in 2019?")
    assert shown(answer) == [(MANY, "2019-05")]
    assert len(reader.passages) == 4


TOWNS = (
    "Riga",
    "Oslo",
    "Lund",
    "Kiel",
    "Gent",
    "Bari",
    "Cork",
    "Nice",
    "Pisa",
    "Bonn",
    "Graz",
    "Linz",
)


def test_a_list_has_more_answers_and_says_how_many_are_left(library):
    add(library, *(make_article(f"The ferry towns of the coast: {town}.") for town in TOWNS))
    add(library, make_article("The ferry towns of the coast? Riga is one."))
    reader = WordReader(*TOWNS)
    answer = assistant(library, reader, passages=10).ask("Name the ferry towns of the coast")
    assert len(answer.findings) == 10
    assert len({f.citation.quote for f in answer.findings}) == 10
    found = {p.text for p in reader.passages if any(town in p.text for town in TOWNS)}
    assert answer.more == len(found) - 10
    assert answer.notes == (
        "10 places marked in 10 sentences of 10 articles; "
        f"{answer.more} more sentences were found.",
    )
    assert not answer.differs
    one = assistant(library, reader, passages=10).ask("What is the ferry town of the coast?")
    assert len(one.findings) == 5


def test_a_question_about_the_articles_reads_nothing(library):
    add(library, make_article("Words.", source="The Post", authors=("Eva Lind",)))
    reader = WordReader("Words")
    answer = assistant(library, reader).ask("Who wrote the Post article?")
    assert answer.kind is Kind.LIBRARY
    assert answer.findings[0].fact.values == ("Eva Lind",)
    assert reader.question is None
    assert answer.timings_ms["total"] >= 0


def test_a_copied_quotation_is_no_second_voice(library):
    words = (
        "“The pier is older than the town,” Ruth Okafor said.",
        "“Nobody has looked under it for years,” Okafor said.",
    )
    add(
        library,
        make_article(*words, "So she told The Daily.", source="Weekly", published="2019"),
        make_article(*words, source="The Daily", published="2020"),
    )
    answer = assistant(library, WordReader()).ask("what did Okafor say?")
    assert {(f.citation.article.source, f.articles, f.independent) for f in answer.findings} == {
        ("The Daily", 2, 1)
    }


SAMPLE_DIFFERENCES = {
    "How old is NATO?": ({"70-year-old", "74"}, {"70-year-old", "74 years"}),
}


@pytest.mark.parametrize(("question", "values"), SAMPLE_DIFFERENCES.items())
def test_the_samples_differ(real_samples, question, values):
    marked, shown = values
    reader = WordReader(*marked, score=0.6)
    answer = assistant(real_samples, reader).ask(question)
    assert {f.words.quote for f in answer.findings if f.differs} == shown


def test_a_share_of_a_number_does_not_differ_from_a_number(real_samples):
    reader = WordReader("12,000", "one-third", score=0.6)
    question = "How many U.S. troops did Trump want to withdraw from Germany?"
    answer = assistant(real_samples, reader).ask(question)
    assert {f.words.quote for f in answer.findings} >= {"12,000", "one-third"}
    assert not answer.differs


def test_what_was_said_most_recently_comes_first(library):
    for year in ("2019", "2021", "2020"):
        add(library, make_article(f"“It was {year} all over,” Okafor said.", published=year))
    answer = assistant(library, WordReader()).ask("what did Okafor say most recently?")
    assert [published for _, published in shown(answer)] == ["2021", "2020", "2019"]


def test_a_year_limits_who_said_what_and_is_said_to(library):
    for year in ("2019", "2021"):
        add(library, make_article(f"“It was {year} all over,” Okafor said.", published=year))
    answer = assistant(library, WordReader()).ask("what did Okafor say in 2019?")
    assert [published for _, published in shown(answer)] == ["2019"]
    assert answer.period.only


def know(library, *words):
    """Let the embedder have these words, and no others, as tokens of their own."""
    library.embedder.count_tokens = lambda text: 1 if text.lower() in words else 2


def test_a_misspelt_word_is_read_as_the_articles_spell_it(library):
    add(library, report("twelve"))
    know(library, "ships", "sent", "harbour")
    answer = assistant(library, AttentiveReader("twelve", wanted="harbour")).ask(
        "How many ships were sent to the harbuor?"
    )
    assert shown(answer) == [("twelve", None)]
    assert answer.question == "How many ships were sent to the harbuor?"
    assert answer.notes == ("No article has “harbuor”; read as “harbour”.",)


@pytest.mark.parametrize(
    "question",
    [
        "How many ships were masked?",  # a word of English
        "How many ships were murkked?",  # two edits
        "How many ships were “markked”?",  # to be taken as it is
    ],
)
def test_no_other_word_is_put_in_place_of_what_was_asked(library, question):
    add(library, make_article("The navy marked twelve ships."))
    know(library, "ships", "masked")
    answer = assistant(library, AttentiveReader("twelve", wanted="marked")).ask(question)
    assert not answer.findings
    assert not answer.notes


def test_the_name_of_another_is_told_and_not_read(library):
    add(library, make_article("Ana Zelensky was born in Lviv."))
    know(library, "where", "born")
    answer = assistant(library, AttentiveReader("Lviv", wanted="Zelensky")).ask(
        "Where was Zelenska born?"
    )
    assert not answer.findings
    assert answer.notes == ("No article has “Zelenska”; did you mean “Zelensky”?",)


def conversation(library, reader, *questions):
    asked = assistant(library, reader)
    history: list[Turn] = []
    for question in questions:
        answer = asked.ask(question, history=history)
        history.append(Turn.of(answer))
    return answer


def test_anything_else_is_not_what_was_told(library):
    add(library, make_article("Oslo is in NATO."), make_article("The town of Lima is in NATO."))
    reader = AttentiveReader("Oslo", "Lima", wanted="towns")
    first = ("Which towns are in NATO?", "anything else?")
    assert shown(conversation(library, reader, first[0]))
    last = conversation(library, reader, *first)
    assert not last.findings
    assert last.notes == ("Nothing else was found.",)
    assert last.state is State.NOT_FOUND
    # What was told to another question is no reason.
    assert shown(conversation(library, reader, *first, "Who sank?", "Which other towns sank?"))
