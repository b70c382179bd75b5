"""Attribution: questions about who said what, and the quotations that answer them."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest
from conftest import add, make_article

from index.filters import Filters
from index.library import Library
from index.retrieval import HybridRetriever
from index.stopwatch import Stopwatch
from qa.answering.quotations import answer_speech, find_quotations
from qa.answering.scope import Scope
from qa.answers import Answer
from qa.assistant import Assistant
from qa.questions.kinds import Kind
from qa.questions.people import (
    Name,
    Quoted,
    count_speakers,
    match_speakers,
    people,
    spelled_out,
)
from qa.questions.understanding import understand, understood
from qa.reading.loading import load_reader
from qa.showing.as_json import answer_json
from qa.showing.terminal import answer_text

TODAY = date(2024, 3, 6)


@pytest.mark.parametrize(
    ("question", "speaker", "topic"),
    [
        ("what did Okafor say", "Okafor", None),
        ("What did Ruth Okafor say about the pier?", "Ruth Okafor", "the pier"),
        ("what'd okafor say", "okafor", None),
        ("what has Okafor said about the tide?!", "Okafor", "the tide"),
        ("what did Okafor think of Berg", "Okafor", "Berg"),
        ("what did Okafor tell aides", "Okafor", "aides"),
        ("What's Okafor's take on the pier?", "Okafor", "the pier"),
        ("What has Okafor been saying about it?", "Okafor", None),
        ("In Ruth Okafor's opinion, is the pier safe?", "Ruth Okafor", "is the pier safe"),
        ("what plea did Okafor make to the board", "Okafor", "to the board"),
        ("Please tell me what Okafor said about the pier", "Okafor", "the pier"),
        ("anything Okafor said on the pier", "Okafor", "the pier"),
        ("what did the State Department say", "State Department", None),
        ("what did a former senior US official say", "former senior US official", None),
        ("what did Okafor and Berg say", "Okafor and Berg", None),
        ("what did the Okafor report say about tides", "Okafor report", "tides"),
        ("did Okafor say anything about the pier", "Okafor", "the pier"),
        ("did Okafor say she would leave", "Okafor", "she would leave"),
        ("did Okafor ever comment on the pier?", "Okafor", "the pier"),
        ("how did Okafor react to the storm", "Okafor", "the storm"),
        ("what were Okafor's words on the pier", "Okafor", "the pier"),
        ("what’s Okafor’s view of the pier", "Okafor", "the pier"),
        ("quotes by Okafor", "Okafor", None),
        ("show me all quotes from harbor officials", "harbor officials", None),
        ("Okafor quotes about the tide", "Okafor", "the tide"),
        ("quotes about the tide", None, "the tide"),
        ("what was said about the tide", None, "the tide"),
        ("who said “the tide is in”", None, "“the tide is in”"),
        ("who said that the tide is in", None, "the tide is in"),
        ("who called the pier a ruin", None, "called the pier a ruin"),
        ("did anyone deny the report", None, "deny the report"),
        ("does anyone say anything about tides", None, "tides"),
        ("who is quoted about the tide", None, "the tide"),
    ],
)
def test_a_question_about_speech(question, speaker, topic):
    asked = understood(question).speech
    assert asked is not None
    assert (asked.speaker, asked.topic) == (speaker, topic)


@pytest.mark.parametrize(
    ("question", "speaker", "topic"),
    [
        ("What was it that Okafor told the paper?", "Okafor", "the paper"),
        ("Where does Okafor stand on the pier?", "Okafor", "the pier"),
        ("Who does Okafor blame for the fire?", "Okafor", "blame for the fire"),
        ("Who was it that warned about the pier?", None, "warned the pier"),
        ("How did Okafor's lawyer react to the ruling?", "Okafor's lawyer", "the ruling"),
        ("What has the peace envoy Berg said about the pier?", "Berg", "the pier"),
        ("Any reaction to the strike?", None, "the strike"),
        ("Did Mr. Okafor comment on the strike?", "Mr. Okafor", "the strike"),
        ("Okafor's line on the strike", "Okafor", "the strike"),
        ("okafor strike statement", "okafor", "strike statement"),
    ],
)
def test_more_ways_to_ask_for_the_words_of_somebody_quoted(question, speaker, topic):
    asked = understand(question, TODAY, Quoted([("Okafor", None, 3, 1)])).speech
    assert asked is not None
    assert (asked.speaker, asked.topic) == (speaker, topic)


@pytest.mark.parametrize(
    "question",
    [
        "what does NATO stand for",
        "when did Okafor resign",
        "why did Okafor say so",
        "where did Okafor speak on Monday",
        "who wrote the book",
        "who is the harbor master",
        "who said",
        "what did he say",
        "what did it say about the pier",
        "what was the largest pier",
        "what is Okafor's position",
        "who did Okafor tell",
        "how many people were there",
        "list all quotes",
        "",
    ],
)
def test_a_question_about_something_else(question):
    assert understood(question).speech is None


@pytest.mark.parametrize(
    ("question", "firm"),
    [
        ("what did okafor say", True),
        ("what did the Pope say", True),
        ("what did the survey say", False),
        ("what did the plumbers say", False),
        ("what did Okafor promise", False),
        ("what did Okafor say in the morning", False),
        ("who said so", False),
    ],
)
def test_only_quotations_answer_a_firm_question(question, firm):
    asked = understood(question).speech
    assert asked is not None
    assert asked.firm is firm


@pytest.mark.parametrize(
    ("question", "topic", "year"),
    [
        ("quotes by Okafor in 2023", None, "2023"),
        ("quotes by Okafor from 2023", None, "2023"),
        ("what did Okafor say in December 2023", None, "2023-12"),
        ("what did Okafor say in 2023 about the pier", "the pier", "2023"),
        ("what did Okafor say about the pier during 2023?", "the pier", "2023"),
        ("what did Okafor say about the year 2023", "the year 2023", None),
    ],
)
def test_the_year_of_a_question(question, topic, year):
    asked = understand(question, TODAY)
    assert asked.speech
    assert asked.speech.speaker == "Okafor"
    assert asked.speech.topic == topic
    assert (asked.period.since if asked.period else None) == year


SPEAKERS = [
    ("Ruth B. Okafor", "former keeper of the light"),
    ("Okafor", None),
    ("Paul Berg", "director of the harbor board and NATO adviser"),
    ("Anna Berg", "Prime Minister"),
    ("Robert O’Brien", None),
    ("Jens Stelzenmüller", None),
    ("State Department", None),
    ("former harbor officials", None),
    ("officials", None),
    ("allies of the Prime Minister", None),
    ("World Harbor Organization", None),
    ("Olaf Lund", "Queen suspended the council for a week"),
    ("senior Norwegian archbishop Per Holm", None),
    ("Mia Dahl", "Oslo lawyer representing Holm"),
]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("okafor", ["Ruth B. Okafor", "Okafor"]),
        ("Ruth Okafor", ["Ruth B. Okafor", "Okafor"]),
        ("Ms. Okafor", ["Ruth B. Okafor", "Okafor"]),
        ("R. B. Okafor's", ["Ruth B. Okafor", "Okafor"]),
        ("former President Okafor", ["Ruth B. Okafor", "Okafor"]),
        ("Mary Okafor", []),
        ("Ruth", []),
        ("Berg", ["Paul Berg", "Anna Berg"]),
        ("harbor director Paul Berg", ["Paul Berg"]),
        ("Okafor and Anna Berg", ["Ruth B. Okafor", "Okafor", "Anna Berg"]),
        ("O'Brien", ["Robert O’Brien"]),
        ("Stelzenmuller", ["Jens Stelzenmüller"]),
        ("state department", ["State Department"]),
        ("Justice Department", []),
        ("the keeper of the light", ["Ruth B. Okafor"]),
        ("director", ["Paul Berg"]),
        ("Prime Minister", ["Anna Berg"]),
        ("NATO", []),  # a word of a role is not the role
        ("harbor officials", ["former harbor officials"]),
        ("European officials", []),
        ("officials", ["former harbor officials", "officials"]),
        ("PM", ["Anna Berg"]),
        ("the queen", []),  # what she did is nobody's role
        ("the archbishop", ["senior Norwegian archbishop Per Holm"]),
        ("the Oslo lawyer", ["Mia Dahl"]),
        ("the peace envoy Okafor", ["Ruth B. Okafor", "Okafor"]),
        ("mary okafor", []),
    ],
)
def test_whom_a_name_or_role_means(asked, names):
    assert match_speakers(asked, SPEAKERS) == names


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("WHO", ["World Harbor Organization"]),
        ("Ruth Okaffor", ["Ruth B. Okafor"]),
        ("Okaffor", []),  # of a last name alone nobody knows whom it means
        ("Rut Okaffor", []),
    ],
)
def test_initials_and_slips(asked, names):
    quoted = Quoted((name, role, 1, 1) for name, role in SPEAKERS)
    found = quoted.mentions(f"what did {asked} say") if asked.isupper() else []
    assert [n for one in found for n in one.names] == (names if asked.isupper() else [])
    assert quoted.match(asked) == names


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("what do people say about the tide?", None),
        ("what do voters think about the tide?", None),
        ("what do officials say about the tide?", "officials"),  # they are quoted
        ("what did Lund say about the tide?", "Lund"),
        ("what did the Queen say about the tide?", "Queen"),
    ],
)
def test_a_crowd_that_is_not_quoted_is_anybody(question, speaker):
    quoted = Quoted((name, role, 1, 1) for name, role in SPEAKERS)
    asked = understand(question, TODAY, quoted).speech
    assert asked
    assert asked.speaker == speaker


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["Kelly", "John F. Kelly", "John Kelly"], [["John F. Kelly", "John Kelly", "Kelly"]]),
        (["Kelly", "John Kelly", "Megyn Kelly"], [["John Kelly"], ["Megyn Kelly"], ["Kelly"]]),
        (["John F. Kelly", "John Q. Kelly"], [["John F. Kelly"], ["John Q. Kelly"]]),
        (["Paul Berg", "Paul Berg Jr."], [["Paul Berg"], ["Paul Berg Jr."]]),
        (
            ["State Department", "Justice Department"],
            [["State Department"], ["Justice Department"]],
        ),
        (["officials", "former officials"], [["former officials"], ["officials"]]),
        (["officials in Salem", "officials"], [["officials in Salem"], ["officials"]]),
        (["2023"], [["2023"]]),
    ],
)
def test_names_of_one_person(names, groups):
    assert people(names) == groups


@pytest.mark.parametrize(
    ("asked", "names", "expected"),
    [
        ("Berg", ["Paul Berg", "Anna Berg"], False),
        ("harbor officials", ["harbor officials", "former harbor officials"], True),
        ("Paul Berg", ["Paul Berg", "Berg"], False),
    ],
)
def test_what_is_spelled_out(asked, names, expected):
    assert spelled_out(asked, names) is expected


def test_titles_and_possessives_are_no_part_of_a_name():
    assert Name.of("Retired Adm. James G. Stavridis’s").words == ("james", "g", "stavridis")
    assert Name.of("").words == ("",)


def ask(library: Library, question: str, filters: Filters | None = None) -> Answer | None:
    asked = understand(question, TODAY)
    assert asked.speech is not None
    scope = Scope(filters or Filters())
    return answer_speech(library, HybridRetriever(library), asked, scope, Stopwatch())


def answered(library: Library, question: str, filters: Filters | None = None) -> Answer:
    answer = ask(library, question, filters)
    assert answer is not None
    return answer


def cited(answer: Answer) -> list[str]:
    return [finding.words.quote for finding in answer.findings]


PIER = make_article(
    "Ruth B. Okafor, the harbor master, opened the pier.",
    "“The old pier is a danger to all who fish there,” Okafor said. “It has to go.”",
    "“The tide comes twice a day,” Okafor said.",
    "Okafor said the storm had cost the harbor a lot of money.",
    "“Nobody has to fear the pier,” said Paul Berg, a diver.",
    title="The pier",
    published="2023-05-04",
)
LATER = make_article(
    "Ruth Okafor, who runs the harbor, has called the old pier “a danger to all who fish there.”",
    "“The bright lamp was lit,” said Okafor.",
    title="A year on",
    published="2024-05-04",
)
UNDATED = make_article(
    "“A danger to all who fish there,” Okafor said of the old pier. Ruth Okafor runs the harbor.",
    title="No date",
)


def test_what_somebody_said_is_in_order_of_date_reported_speech_last(library):
    add(library, LATER, PIER)
    answer = answered(library, "what did okafor say?")
    assert cited(answer) == [
        "The old pier is a danger to all who fish there,” Okafor said. “It has to go.",
        "The tide comes twice a day,",
        "The bright lamp was lit,",
        "the storm had cost the harbor a lot of money",
    ]
    assert answer.notes == ()


def test_repeats_are_one_answer_the_earliest_article_in_front(library):
    add(library, UNDATED, LATER, PIER)
    first = answered(library, "what did Okafor say").findings[0]
    assert first.citation.article.id == PIER.id
    assert [citation.article.id for citation in first.also_in] == [LATER.id, UNDATED.id]


def test_the_earliest_of_repeats_stands_in_front_of_a_more_relevant_one(library):
    add(library, LATER, PIER)
    question = "what did Okafor say of the old pier and who runs the harbor"
    assert answered(library, question).findings[0].citation.article.id == PIER.id


def test_the_same_words_of_two_people_are_two_answers(library):
    add(
        library,
        make_article("“The tide is in at last today,” Ruth Okafor said.", title="One"),
        make_article("“The tide is in at last today,” Paul Berg said.", title="Two"),
    )
    assert len(answered(library, "quotes about the tide").findings) == 2


def test_of_many_findings_ten_are_shown(library):
    texts = [
        f"“The tide of day {i} is the {i} of all tides,” Ruth Okafor said." for i in range(2500)
    ]
    add(library, make_article(*texts))
    answer = answered(library, "what did Okafor say")
    assert len(answer.findings) == 10
    assert answer.notes == ("2490 more quotations were found.",)


@pytest.mark.parametrize(
    ("opening", "closing"),
    ["“”", "‘’", '""', ("''", "''")],
    ids=["curly", "single", "straight", "two"],
)
def test_anothers_words_between_two_quotations_stay_out(library, opening, closing):
    words = (
        "Ruth Okafor and Paul Berg met. “We will close the old pier,” Okafor said. “You will not "
        "dare to,” Berg said. “We will close it very soon,” Okafor said."
    )
    add(library, make_article(words.replace("“", opening).replace("”", closing)))
    assert cited(answered(library, "what did Okafor say")) == [
        "We will close the old pier,",
        "We will close it very soon,",
    ]


def test_quotations_far_apart_are_two(library):
    add(
        library,
        make_article(
            f"“The old pier has to go,” Ruth Okafor said {'far out at sea ' * 12}. “The tide is in "
            "at last,” Okafor said."
        ),
    )
    assert len(answered(library, "what did Okafor say").findings) == 2


def test_second_hand_words_do_not_join_others(library):
    add(
        library,
        make_article(
            "Nora Lund writes that Ruth Okafor told others that “the pier is not safe.” “The tide "
            "is in at last,” Okafor said."
        ),
    )
    findings = answered(library, "what did Okafor say").findings
    reporters = [finding.speaker and finding.speaker.reported_by for finding in findings]
    assert reporters == ["Nora Lund", None]


def test_second_hand_words_name_the_reporter(library):
    add(
        library,
        make_article(
            "Nora Lund writes that Ruth Okafor told others that “the pier is not safe at all.”"
        ),
    )
    answer = answered(library, "what did Okafor say")
    speaker = answer.findings[0].speaker
    assert speaker
    assert speaker.reported_by == "Nora Lund"
    text = answer_text(answer, width=200, style=lambda role, text: text)
    assert "Ruth Okafor — as reported by Nora Lund" in text


NESTED = make_article(
    "Paul Berg left the harbor in May.",
    "“He would hold up his lamp and say, ‘I am brighter than the moon is,’ and he meant it,” Ruth "
    "Okafor said.",
)


def test_words_inside_a_quotation_are_marked_as_quoted(library):
    add(library, NESTED)
    answer = answered(library, "what did Okafor say")
    (finding,) = answer.findings
    (inner,) = finding.within
    assert inner.citation.quote == "I am brighter than the moon is,"
    assert inner.speaker_name == "Paul Berg"
    text = answer_text(answer, width=200, style=lambda role, text: text)
    assert "in it, Ruth Okafor quoting Paul Berg: “I am brighter than the moon is,”" in text
    (printed,) = answer_json(answer)["answers"]
    start = NESTED.text.index("I am brighter")
    assert printed["speaker"]["quoting"] == [
        {
            "text": inner.citation.quote,
            "name": "Paul Berg",
            "start": start,
            "end": start + len(inner.citation.quote),
        }
    ]


def test_words_inside_a_quotation_are_found_by_their_own_speaker(library):
    add(library, NESTED)
    answer = answered(library, "what did Berg say")
    assert cited(answer) == ["I am brighter than the moon is,"]
    text = answer_text(answer, width=200, style=lambda role, text: text)
    assert "Paul Berg — Ruth Okafor quoting Paul Berg" in text


def test_a_topic_limits_what_is_found(library):
    add(library, PIER, LATER)
    assert cited(answered(library, "what did Okafor say about the bright lamp")) == [
        "The bright lamp was lit,"
    ]


def test_a_topic_in_the_title_counts_half(library, monkeypatch):
    monkeypatch.setattr("qa.answering.quotations.ON_TOPIC_OF_SPEAKER", 0.0)
    words = "“It is on at night,” said Ruth Okafor."
    question = "did Okafor say anything about night lamps"
    add(library, make_article(words, title="News"))
    plain = answered(library, question).confidence
    add(library, make_article(words, title="Lamps"))
    assert answered(library, question).confidence == pytest.approx(plain + 0.4 * 0.5 / 2)


def test_words_of_nobody_known_are_left_out(library):
    add(library, make_article("The sign, “the tide is in at last today,” fell.", title="One"))
    assert len(library.quotations()) == 1
    assert ask(library, "who said the tide is in at last") is None


def test_words_that_are_looked_for_are_found_alone(library):
    like = make_article("“The tide never comes twice,” said Paul Berg.", title="Like it")
    add(library, PIER, LATER, like)
    answer = answered(library, "who said 'the tide comes twice'")
    assert cited(answer) == ["The tide comes twice a day,"]
    speaker = answer.findings[0].speaker
    assert speaker
    assert speaker.name == "Ruth B. Okafor"


def test_an_unknown_speaker_is_not_found_and_the_closest_named(library):
    add(library, PIER)
    answer = answered(library, "what did okafer say")
    assert not answer.findings
    assert answer.notes == ("Nobody is quoted as okafer. Closest names: Ruth B. Okafor.",)


def test_an_unknown_speaker_unlike_any_is_told_of_the_most_quoted(library):
    add(library, PIER)
    (note,) = answered(library, "what did Xi say").notes
    assert note == "Nobody is quoted as Xi. Most quoted: Ruth B. Okafor, Paul Berg."


def test_nobody_is_quoted_in_an_empty_library(library):
    (note,) = answered(library, "what did Xi say").notes
    assert note == "Nobody is quoted as Xi; these articles have no quotations."


def test_nothing_on_a_topic_says_how_often_the_speaker_is_quoted(library):
    add(library, PIER)
    (note,) = answered(library, "what did Berg say about elephants").notes
    assert note == "Berg is quoted once, but nothing was found about “elephants”."


def test_an_ambiguous_name_is_listed(library):
    add(library, PIER, make_article("“I like the new lamp a lot,” said Anna Berg.", title="Other"))
    answer = answered(library, "what did Berg say")
    assert len(answer.findings) == 2
    (note,) = answer.notes
    assert note == "“Berg” may be Anna Berg (1), Paul Berg (1): use the full name for one of them."
    assert answered(library, "what did Anna Berg say").notes == ()
    assert [(one.names, one.quotations, one.question) for one in answer.namesakes] == [
        (("Anna Berg",), 1, "what did Anna Berg say"),
        (("Paul Berg",), 1, "what did Paul Berg say"),
    ]
    assert [one["name"] for one in answer_json(answer)["namesakes"]] == ["Anna Berg", "Paul Berg"]


def test_the_words_of_namesakes_stand_by_person_the_most_quoted_first(library):
    add(
        library,
        make_article("“The pier is far too old,” said Anna Berg.", title="A", published="2019"),
        make_article(
            "“I have seen the tide come in,” said Paul Berg.",
            "“I like the lamp a lot,” Berg said.",
            title="B",
            published="2020",
        ),
    )
    answer = answered(library, "what did Berg say")
    assert [f.speaker.name for f in answer.findings if f.speaker] == [
        "Paul Berg",
        "Paul Berg",
        "Anna Berg",
    ]


def test_a_speaker_narrows_any_question(story):
    asked = ("ask", "who is it about the tide", "--json", "--speaker")
    (answer,) = json.loads(story(*asked, "Okafor").stdout)["answers"]
    assert answer["speaker"]["name"] == "Ruth Okafor"
    assert json.loads(story(*asked, "Lund").stdout)["answers"] == []


def test_of_two_speakers_the_unknown_one_is_named(library):
    add(library, PIER)
    answer = answered(library, "what did Berg and Lund say")
    assert cited(answer) == ["Nobody has to fear the pier,"]
    assert answer.notes == ("Nobody is quoted as Lund. Most quoted: Ruth B. Okafor, Paul Berg.",)


def test_words_of_a_year_are_looked_for_first(library):
    add(library, PIER, LATER, UNDATED)
    assert cited(answered(library, "quotes by Okafor in 2024")) == [
        "a danger to all who fish there.",
        "The bright lamp was lit,",
    ]
    assert len(answered(library, "what did Okafor say in May 2024").findings) == 2
    # Words of another time are better than none.
    assert len(answered(library, "what did Okafor say in 2019").findings) > 2


def test_filters_hold_whatever_year_is_asked_for(library):
    add(library, PIER, LATER)
    question = "what did Okafor say in 2024"
    assert answered(library, question, Filters(since="2024-05")).findings
    assert not answered(library, question, Filters(since="2024-06")).findings
    assert all(
        (finding.citation.article.published or "") < "2024-05"
        for finding in answered(library, question, Filters(until="2024-04")).findings
    )


@pytest.mark.parametrize(
    "question",
    ["who said that pigs can fly", "what did the survey say"],
)
def test_without_quotations_the_passages_may_answer(library, question):
    add(library, PIER)
    assert ask(library, question) is None
    reader = load_reader("sentence", library.embedder)
    answer = Assistant(library, HybridRetriever(library), reader).ask(question)
    assert answer.kind not in (Kind.SPEECH, Kind.LIBRARY)


def test_quotations_are_listed_by_speaker_and_topic(library):
    add(library, PIER, LATER)
    assert len(list(find_quotations(library, "Okafor", None, Filters()))) == 6
    ((article, quotation),) = find_quotations(library, "Okafor", "the bright lamp", Filters())
    assert article.text[quotation.start : quotation.end] == "The bright lamp was lit,"


def test_people_are_counted_with_all_their_names(library):
    add(library, PIER, LATER)
    first, second = count_speakers(library)
    assert (first.name, first.also_as, first.quotations) == ("Ruth B. Okafor", ("Ruth Okafor",), 6)
    assert (second.name, second.quotations) == ("Paul Berg", 1)


STORY = (
    "“The tide is in at last today,” Ruth Okafor said.\n\n“=No it is not, madam,” said Paul Berg."
)


@pytest.fixture
def story(qa, write):
    assert qa("add", write("story.txt", "A story\n\n" + STORY)).exit_code == 0
    return qa


def test_the_quotes_command(story):
    assert "The tide is in" in story("quotes", "--speaker", "okafor").stdout
    assert "No it is not" not in story("quotes", "--speaker", "okafor").stdout
    assert "No it is not" not in story("quotes", "--topic", "the tide").stdout
    assert story("quotes", "--speakers").stdout.split() == [
        "1",
        "Paul",
        "Berg",
        "1",
        "Ruth",
        "Okafor",
    ]
    assert "nothing" not in story("quotes").output
    listed = json.loads(story("quotes", "--json").stdout)
    assert [row["speaker_name"] for row in listed] == ["Ruth Okafor", "Paul Berg"]
    assert {"text", "speaker", "role", "kind", "reported_by", "confidence", "cue"} <= {*listed[0]}
    counted = json.loads(story("quotes", "--speakers", "--json").stdout)
    assert counted[0] == {"name": "Paul Berg", "also_as": [], "quotations": 1}
    rows = list(csv.DictReader(story("quotes", "--csv").stdout.splitlines()))
    assert [row["text"] for row in rows] == [
        "The tide is in at last today,",
        "'=No it is not, madam,",
    ]


def test_the_quotes_command_names_the_closest_speakers(story):
    result = story("quotes", "--speaker", "Okafer")
    assert result.exit_code == 1
    assert "Closest names: Ruth Okafor" in result.stderr


def test_kelly_on_the_front_page(real_samples):
    """The question of the front page, asked of the samples with the packaged model."""
    answer = answered(real_samples, "what did Kelly say")
    text = answer_text(answer, width=1000, style=lambda role, text: text)
    assert len({finding.citation.article.id for finding in answer.findings}) == 2
    assert (
        "John F. Kelly, retired Marine four-star general — as reported by Michael S. Schmidt"
        in text
    )
    speakers = {finding.speaker.name for finding in answer.findings if finding.speaker}
    assert speakers == {"John F. Kelly", "John Kelly"}
    for words in ("I’m smarter than they are", "If we didn’t have NATO"):
        (finding,) = [f for f in answer.findings if words in f.words.quote]
        (inner,) = [within for within in finding.within if words in within.citation.quote]
        assert inner.speaker_name == "Donald Trump"
    assert text.count("John Kelly quoting Donald Trump") == 2
