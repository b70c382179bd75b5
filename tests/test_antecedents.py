"""Antecedents: whom or what a pronoun means among what was brought up."""

import pytest

from qa.conversation.antecedents import HE, IT, MEANT, SHE, THEY, Choice, antecedents, fullest
from qa.conversation.focus import SPEAKER, Mention, Role
from qa.conversation.names import Kind


def mention(text, kind=Kind.NAME, role=Role.QUESTION, turn=0, **more):
    return Mention(text, kind, role, turn, **more)


BERG = mention("Berg", Kind.MAN)
LUND = mention("Ruth Lund", Kind.WOMAN)
TREATY = mention("Harbor Treaty", Kind.THING, the=True)


def meant(kinds, *focus, printed=()):
    return antecedents(focus, kinds, printed)


def test_words_mean_what_fits_them():
    assert (MEANT["him"], MEANT["hers"], MEANT["this"], MEANT["their"]) == (HE, SHE, IT, THEY)
    focus = (BERG, LUND, TREATY)
    assert meant(HE, *focus) == Choice(("Berg",), sure=True)
    assert meant(SHE, *focus) == Choice(("Ruth Lund",), sure=True)
    assert meant(IT, *focus) == Choice(("the Harbor Treaty",), sure=True)


def test_a_name_in_the_question_itself_is_not_meant():
    assert meant(HE, BERG, printed=["BERG"]) == Choice((), sure=False)
    assert meant(IT, TREATY, printed=["Harbor Treaty"]) == Choice((), sure=True)


def test_nobody_is_asked_for_unless_the_question_names_a_person():
    assert meant(SHE, TREATY) == Choice((), sure=False)
    assert meant(SHE, TREATY, printed=["Oslo"]) == Choice((), sure=False)
    assert meant(SHE, TREATY, printed=["Ruth Berg"]) == Choice((), sure=True)


def test_who_was_the_answer_is_meant_before_who_was_asked_about():
    answer = mention("Okafor", Kind.PERSON, Role.VALUE, asked="who")
    assert meant(HE, answer, BERG).words == ("Okafor",)
    older = mention("Okafor", Kind.PERSON, Role.VALUE, 1, asked="who")
    assert meant(HE, BERG, older).words == ("Berg",)


def test_who_was_asked_about_is_meant_before_who_was_cited():
    cited = mention("Okafor", Kind.MAN, Role.CITED)
    assert meant(HE, cited, mention("Berg", Kind.MAN, turn=1)).words == ("Berg",)
    assert meant(HE, cited).words == ("Okafor",)


def test_the_nearer_and_the_surer_is_meant():
    assert meant(HE, BERG, mention("Okafor", Kind.MAN, turn=1)).words == ("Berg",)
    assert meant(HE, mention("Okafor"), BERG).words == ("Berg",)
    subject = mention("Okafor", Kind.MAN, subject=True)
    assert meant(HE, BERG, subject).words == ("Okafor",)


@pytest.mark.parametrize(
    "focus",
    [
        (
            mention("Okafor", Kind.PERSON, subject=True, asked=SPEAKER),
            mention("Berg", Kind.PERSON, subject=True, asked=SPEAKER),
        ),
        (
            mention("Okafor and Berg", Kind.MANY),
            mention("Okafor", Kind.PERSON),
            mention("Berg", Kind.PERSON),
        ),
        (
            mention("Okafor", Kind.PERSON, Role.VALUE, asked="who"),
            mention("Berg", Kind.PERSON, Role.VALUE, asked="who"),
        ),
        (mention("Okafor", Kind.PERSON, Role.CITED), mention("Berg", Kind.PERSON, Role.CITED)),
    ],
    ids=["two speakers", "in one breath", "two answers", "two cited"],
)
def test_between_two_people_it_is_not_sure(focus):
    assert meant(HE, *focus) == Choice(("Okafor", "Berg"), sure=False)


def test_of_several_the_only_woman_is_she():
    focus = [mention(n, k, Role.CITED) for n, k in (("Lund", Kind.WOMAN), ("Berg", Kind.PERSON))]
    assert meant(SHE, *focus) == Choice(("Lund",), sure=True)


def test_at_most_five_are_named_each_once_in_full():
    names = ["Berg", "Olaf Berg", "Aa", "Bb", "Cc", "Dd", "Ee"]
    choice = meant(HE, *(mention(name, Kind.PERSON, Role.CITED) for name in names))
    assert choice == Choice(("Olaf Berg", "Aa", "Bb", "Cc", "Dd"), sure=False)


def test_forms_of_one_name_are_one_person():
    for forms in (("John Berg", "John F. Berg"), ("Berg", "Judge Berg")):
        focus = [mention(form, Kind.PERSON, Role.CITED) for form in forms]
        assert meant(HE, *focus) == Choice((forms[1],), sure=True)


def test_who_is_known_to_be_a_person_is_meant_before_a_name():
    focus = [mention("Oslo", role=Role.CITED), mention("Berg", Kind.PERSON, Role.CITED)]
    assert meant(HE, *focus) == Choice(("Berg",), sure=True)


def test_they_are_all_who_were_the_answer():
    both = [mention(n, Kind.PERSON, Role.VALUE, asked="who") for n in ("Okafor", "Berg")]
    assert meant(THEY, *both) == Choice(("Okafor and Berg",), sure=True)


def test_it_is_seldom_the_place_where_something_was():
    oslo = mention("Oslo", place=True)
    assert meant(IT, oslo) == Choice((), sure=True)
    assert meant(IT, mention("Oslo", place=True, asked="where")).words == ("Oslo",)
    assert meant(THEY, oslo).words == ("Oslo",)


def test_it_is_what_was_asked_for_before_what_was_asked_about():
    value = mention("Pact", Kind.NAME, Role.VALUE, 0, asked="which")
    assert meant(IT, TREATY, value).words == ("Pact",)
    assert meant(IT, mention("Pact", Kind.THING, Role.CITED), TREATY).words == (
        "the Harbor Treaty",
    )
    who = mention("Fleet", Kind.THING, Role.VALUE, asked="who")
    assert meant(IT, who, TREATY).words == ("the Harbor Treaty",)
    assert meant(IT, mention("old pier", Kind.TOPIC), TREATY).words == ("the Harbor Treaty",)


@pytest.mark.parametrize(
    ("name", "others", "expected"),
    [
        (mention("Berg", Kind.PERSON), [mention("Olaf Berg", Kind.PERSON)], "Olaf Berg"),
        (mention("Berg", Kind.PERSON), [mention("Olaf Berg", Kind.PERSON, Role.CITED)], "Berg"),
        (mention("Berg", Kind.PERSON), [mention("Ruth Lund", Kind.WOMAN)], "Berg"),
        (mention("Ruth", Kind.PERSON), [LUND], "Ruth Lund"),
        (mention("Pact", Kind.THING, the=True), [mention("Great Oslo Pact")], "the Pact"),
    ],
    ids=["last name", "only cited", "another", "first name", "a thing"],
)
def test_a_name_is_given_as_fully_as_it_was_asked_for(name, others, expected):
    assert fullest([name, *others], name) == expected
