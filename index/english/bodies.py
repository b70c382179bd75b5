"""What is named and is no person: bodies, media, places, events, works."""

from __future__ import annotations

# They have members or an office, and speak: the Justice Department, the committee.
BODIES = frozenset(
    "department ministry office committee party court council agency bureau commission board "
    "institute foundation association company group union bank network radio magazine "
    "administration government campaign team league club".split()
)
# They have no article, or are the last word of a name that has none: Congress, the House.
CHAMBERS = frozenset("congress senate house university college school".split())
# The last word of the name of a paper, an agency or a broadcaster.
PAPERS = frozenset(
    "press news times post journal herald tribune gazette guardian register republic today sun "
    "star chronicle observer telegraph".split()
)
# Those of them that are no last name of a person: Li Sun.
MEDIA = PAPERS - frozenset("register republic sun star".split())
# What belongs to a paper or a broadcaster and is no person.
NEWSROOM = frozenset(
    "bureau chief desk team newspaper network agency agencies magazine wire online media daily "
    "weekly tv radio editors editorial staff".split()
)
PLACES = frozenset(
    "street avenue county city church center centre museum island beach hill park river lake "
    "states nations".split()
)
EVENTS = frozenset(
    "summit meeting convention conference election war crisis expedition festival tour battle "
    "award awards collapse experiment week day".split()
)
AGREEMENTS = frozenset("act treaty agreement alliance".split())
FORCES = frozenset("army navy forces troops movement".split())
PEOPLES = frozenset("republicans democrats americans".split())
WORKS = frozenset(
    "album song single film movie book show novel series record track episode play poem game "
    "memoir video soundtrack".split()
)

# The last word of a name that is no person's: Harbor News, the Green Party, the Oslo Summit.
INSTITUTIONS = BODIES | CHAMBERS | MEDIA | PLACES | EVENTS | AGREEMENTS | FORCES | PEOPLES
# What a name before them modifies, as a rule in lower case: the Oslo summit, the Berg interview.
# A hill and a day are last names as often, a week is nobody's, a city is a place; today is a time.
_NO_THINGS = frozenset("hill day week street church beach city county today".split())
THINGS = (INSTITUTIONS - PEOPLES - _NO_THINGS) | (
    frozenset("report speech interview book album film movie song".split())
)
# What a question points back to by its kind: the band, the country.
KINDS_OF_BODIES = frozenset(
    "band group team company party alliance organisation organization country city place town "
    "state club agency nation region school bloc union".split()
)

# After the name of a company: cut short, with a stop as a rule, and in full.
SHORT_COMPANIES = frozenset("co inc llc ltd corp bros plc gmbh ag s.a".split())
COMPANIES = SHORT_COMPANIES | frozenset("company incorporated limited corporation".split())
# The word after "Secretary of" that belongs to the title.
CABINET = frozenset(
    "state defense treasury labor commerce energy education homeland health interior agriculture "
    "transportation veterans war staff staffs justice".split()
)
