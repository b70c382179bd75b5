"""Focus: what the turns of a conversation brought up, and how near it is."""

import pytest

from qa.conversation.focus import SPEAKER, Mention, Role, mentions
from qa.conversation.names import Kind
from qa.conversation.turns import Cited, Turn


def turn(question, *cited, standing=None):
    return Turn(question, standing or question, cited)


def cited(quote, speaker=None, sentence=None):
    return Cited(quote, sentence or quote, speaker)


def brought_up(*history, people=()):
    """Return the first mention of each text."""
    found = mentions(history, people.__contains__ if people else None)
    return {mention.text: mention for mention in reversed(found)}


def test_the_last_turn_comes_first_and_its_answer_before_its_question():
    history = [
        turn("What is the Harbor Treaty?"),
        turn("Who opened the bridge in Oslo?", cited("Ruth Lund", sentence="Ruth Lund did.")),
    ]
    found = [(m.text, m.role, m.turn) for m in mentions(history)]
    assert found[:2] == [("Ruth Lund", Role.VALUE, 0), ("Oslo", Role.QUESTION, 0)]
    assert found[-1][2] == 1
    assert [role for _, role, age in found if age == 0] == sorted(
        role for _, role, age in found if age == 0
    )


def test_a_value_knows_what_it_was_asked_with():
    who = brought_up(turn("Who opened the bridge?", cited("Ruth Lund")))
    assert who["Ruth Lund"] == Mention("Ruth Lund", Kind.WOMAN, Role.VALUE, 0, asked="who")
    where = brought_up(turn("Where was the pact signed?", cited("Oslo")))
    assert (where["Oslo"].asked, where["Oslo"].place) == ("where", True)
    official = brought_up(turn("Which former official resigned?", cited("Olaf Berg")))
    assert official["Olaf Berg"].asked == "who"


def test_a_long_answer_is_a_statement_and_no_value():
    words = "The bridge that Ruth Lund opened in the spring of that year was never closed again."
    assert brought_up(turn("Who opened it?", cited(words)))["Ruth Lund"].role is Role.CITED


def test_the_one_whose_words_are_asked_for_is_a_person():
    found = brought_up(turn("What did Okafor and Berg say about the pier?"))
    for name in ("Okafor", "Berg"):
        assert (found[name].kind, found[name].asked) == (Kind.PERSON, SPEAKER)
        assert found[name].subject
    assert found["Okafor and Berg"].kind is Kind.MANY
    assert found["pier"] == Mention("pier", Kind.TOPIC, Role.QUESTION, 0, the=True)


def test_a_cited_speaker_is_a_person_and_shows_that_others_of_the_name_are():
    said = cited("“It is safe.”", "Olaf Berg", "“It is safe,” Berg told Lund in Oslo.")
    found = brought_up(turn("Is the pier safe?", said))
    assert (found["Olaf Berg"].role, found["Olaf Berg"].kind) == (Role.SPEAKER, Kind.PERSON)
    assert found["Berg"].kind is Kind.PERSON
    assert found["Lund"].kind is Kind.NAME
    assert (found["Oslo"].kind, found["Oslo"].place) == (Kind.NAME, True)


def test_what_follows_a_name_may_make_it_a_thing():
    found = brought_up(turn("What about the Oslo summit in Norway, American ships, Lund’s navy?"))
    things = {text for text, mention in found.items() if mention.kind is Kind.THING}
    assert things == {"Oslo summit in Norway", "American ships", "Lund’s navy"}
    assert found["Oslo summit in Norway"].words == "the Oslo summit in Norway"
    assert "American" not in found


def test_titles_between_quote_marks_are_things():
    found = brought_up(turn("Who made it?", cited("“The Long Night” was, as he put it, “a joke”.")))
    assert found["The Long Night"].kind is Kind.THING
    assert "a joke" not in found


def test_a_heading_is_what_it_names():
    found = brought_up(turn("The Oslo summit (2019)"), turn("the old pier"))
    assert found["The Oslo summit"].kind is Kind.THING
    assert (found["the old pier"].kind, found["the old pier"].subject) == (Kind.TOPIC, True)


@pytest.mark.parametrize(
    ("question", "standing", "text", "kind"),
    [
        ("did she resign?", "did Berg resign?", "Berg", Kind.WOMAN),
        ("when did he go?", "when did Berg go?", "Berg", Kind.MAN),
        ("who signed it?", "who signed the Berg?", "Berg", Kind.THING),
        ("who are they?", "who are Berg?", "Berg", Kind.MANY),
    ],
)
def test_a_pronoun_shows_what_it_stood_for(question, standing, text, kind):
    assert brought_up(turn(question, standing=standing))[text].kind is kind


def test_who_is_quoted_is_a_person():
    assert brought_up(turn("Where did Berg live?"))["Berg"].kind is Kind.NAME
    assert brought_up(turn("Where did Berg live?"), people=("Berg",))["Berg"].kind is Kind.PERSON


@pytest.mark.parametrize(("since", "in_focus"), [(0, True), (2, True), (3, False), (4, False)])
def test_what_was_cited_goes_out_of_focus_after_three_turns_and_a_question_does_not(
    since, in_focus
):
    history = [turn("Was Oslo hit?", cited("Nine ships of Lund sank."))]
    history += [turn("Why was that so?")] * since
    found = brought_up(*history)
    assert ("Lund" in found) is in_focus
    assert found["Oslo"].turn == since
