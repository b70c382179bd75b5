"""What stands before, inside and after a person's name: titles, offices, ranks, von, Jr."""

from __future__ import annotations

# What one can be called by: each is a word before a name, in full.
COURTESY_OF_MEN = frozenset("mr sir lord king prince pope father congressman".split())
COURTESY_OF_WOMEN = frozenset("mrs ms miss dame lady queen princess congresswoman".split())
OFFICES = frozenset(
    "president senator representative governor mayor secretary minister chancellor ambassador "
    "judge justice chairman chairwoman speaker leader commissioner sheriff undersecretary".split()
)
RANKS = frozenset(
    "general admiral colonel captain major lieutenant sergeant marshal commander".split()
)
CALLINGS = frozenset("professor director bishop rabbi pastor reverend attorney coach".split())
# They tell nothing of a person but how he or she is addressed.
HONORIFICS = frozenset("mr mrs ms mx dr".split())
# Cut short, and printed with a stop: Sen. Kaine.
SHORT_TITLES = HONORIFICS | frozenset(
    "messrs prof rev hon gen adm brig lt col maj capt cmdr cpl sgt sen sens rep "
    "reps gov pres sec amb".split()
)
# The first words of a title of several: prime minister, chief justice, deputy director.
PARTS = frozenset("prime vice deputy assistant chief".split())
TITLES = COURTESY_OF_MEN | COURTESY_OF_WOMEN | OFFICES | RANKS | CALLINGS | SHORT_TITLES | PARTS

# Before a title: former Secretary, then-President.
FORMER = frozenset("former ex retired acting then late".split())
# Words of a title's phrase that are none alone: senior American officer, Majority Leader.
OF_TITLES = frozenset(
    "under staff senior longtime american european democratic republican independent libertarian "
    "conservative majority minority".split()
)
# Inside a name, in lower case: Ursula von der Leyen.
PARTICLES = frozenset(
    "de del della di da dos du la le van von der den ter bin bint ibn al el".split()
)
# After a name: they tell father and son apart.
SUFFIXES = frozenset("jr sr ii iii iv".split())


def gender_of_title(title: str) -> str | None:
    """Return "m" or "f" for a title that shows it, in lower case without stop; None for others."""
    return "m" if title in COURTESY_OF_MEN else "f" if title in COURTESY_OF_WOMEN else None
