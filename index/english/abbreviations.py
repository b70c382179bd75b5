"""Words that are printed with a stop which ends no sentence."""

from __future__ import annotations

from index.english.bodies import SHORT_COMPANIES
from index.english.calendar import SHORT_MONTHS
from index.english.titles import SHORT_TITLES

# Capitals that name no person, alone or before a name.
CAPITALS = frozenset("U.S. D.C. GOP CEO".split())
# The stop belongs to what follows: Sen. Kaine, No. 1, Jan. 14.
OPENING = (
    SHORT_TITLES
    | frozenset(SHORT_MONTHS)
    | frozenset(
        "sra st mt ft pvt pfc supt det insp atty no nos vs fig art op vol ch pp approx ca cf eg "
        "ie".split()
    )
)
STATES = frozenset(
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb "
    "nev okla ore pa tenn tex va vt wash wis wyo".split()
)
# The stop may end the sentence too: in the U.S. He …
CLOSING = (
    STATES
    | SHORT_COMPANIES
    | frozenset("jr sr esq phd etc al dept univ assn est ave blvd rd a.m p.m am pm".split())
)
