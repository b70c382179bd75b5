"""Who speaks, by what they are: an official, critics, a spokeswoman, the police."""

from __future__ import annotations

from index.english.bodies import BODIES
from index.english.inflection import plurals
from index.english.titles import OFFICES

JOURNALISTS = frozenset(
    "reporter journalist correspondent columnist editor writer author contributor producer".split()
)
_PERSONS = (
    frozenset(
        "official aide adviser advisor spokesman spokeswoman spokesperson expert analyst source "
        "critic supporter ally diplomat lawmaker leader strategist operative candidate judge "
        "lawyer attorney prosecutor congressman congresswoman chair director professor historian "
        "economist scientist researcher host anchor moderator blogger commentator pundit narrator "
        "viewer caller man woman voter resident worker member staffer consultant pollster mother "
        "father wife husband son daughter brother sister friend colleague neighbor parent kid boy "
        "girl teenager general admiral colonel captain officer veteran student teacher scholar "
        "mogul billionaire businessman developer magnate donor nominee front-runner frontrunner "
        "rival opponent contender hopeful participant activist organizer protester owner founder "
        "executive manager chief boss employee witness observer insider lobbyist delegate backer "
        "doctor nurse physician pastor priest bishop pope king queen prince princess detective "
        "investigator victim survivor driver player coach actor actress singer artist banker "
        "farmer engineer attendee guest".split()
    )
    | OFFICES - {"justice", "speaker"}  # said of things as often
    | JOURNALISTS
)
PERSONS = (
    _PERSONS
    | plurals(_PERSONS)
    | frozenset("person people spokespeople others conservatives liberals".split())
)
CROWDS = frozenset("democrats republicans police staff crowd pair couple family delegation".split())
# Bodies speak, and so does what they print; neither is a person.
_PAPERS = frozenset("newspaper paper organization panel".split())
_WRITINGS = frozenset(
    "report study survey poll statement letter email e-mail memo memoir book ad lawsuit complaint "
    "indictment filing document transcript website site post tweet message article story "
    "editorial headline sign caption suit ruling opinion resolution".split()
)
# A party is less often who speaks than what something belongs to: party procedures.
_PRINTED = (BODIES - {"party"}) | _PAPERS | _WRITINGS
NO_PERSONS = _PRINTED | plurals(_PRINTED) | {"plan", "bill"}  # plans and bills are verbs too
ROLES = PERSONS | CROWDS | NO_PERSONS

# What shows by itself that a man or a woman is meant.
MEN = frozenset("man spokesman congressman businessman father husband son brother".split())
WOMEN = frozenset("woman spokeswoman congresswoman mother wife daughter sister".split())
