"""The calendar in words: months, days of the week, seasons, and the units that time is told in."""

from __future__ import annotations

from index.english.inflection import plurals
from index.english.patterns import any_of

MONTHS = tuple(
    "january february march april may june july august september october november december".split()
)
SHORT_MONTHS = tuple("jan feb mar apr jun jul aug sep sept oct nov dec".split())
WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
SHORT_WEEKDAYS = tuple("mon tue tues wed thu thur thurs fri sat sun".split())
SEASONS = frozenset("spring summer autumn fall winter".split())
# Each form with its singular: centuries, century.
UNITS_OF_TIME = {
    form: unit
    for unit in "second minute hour day week month year decade century".split()
    for form in (unit, *plurals([unit]))
}
# What "last" and "this" count from an article's date: this minute does not hang on it.
SPANS_OF_TIME = SEASONS | frozenset("week weekend month quarter year decade century".split())

# The line of a page that says its date may be in the language of the page.
FOREIGN_MONTHS = {
    "German": "januar februar märz april mai juni juli august september oktober november dezember",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre "
    "décembre",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre "
    "novembre dicembre",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "Dutch": "januari februari maart april mei juni juli augustus september oktober november "
    "december",
}
_CUT_SHORT = {
    "ene": 1, "gen": 1, "fév": 2, "fev": 2, "fevrier": 2, "mrt": 3, "avr": 4, "abr": 4, "mag": 5,
    "giu": 6, "lug": 7, "ago": 8, "set": 9, "okt": 10, "ott": 10, "out": 10, "dez": 12, "déc": 12,
    "dic": 12,
}  # fmt: skip

_ENGLISH = {
    **{name: number for number, name in enumerate(MONTHS, 1)},
    **{short: MONTHS.index(m) + 1 for m in MONTHS for short in SHORT_MONTHS if m.startswith(short)},
}
_NUMBERS = {
    **{
        name: number
        for names in FOREIGN_MONTHS.values()
        for number, name in enumerate(names.split(), 1)
    },
    **_CUT_SHORT,
    **_ENGLISH,
}

# For patterns that ignore case. A short form may end with a stop, which is not in them.
MONTH_NAME = any_of(MONTHS)
MONTH = any_of(_ENGLISH)
ANY_MONTH = any_of(_NUMBERS)  # of every language above
WEEKDAY = any_of(WEEKDAYS)
ANY_WEEKDAY = any_of([*WEEKDAYS, *SHORT_WEEKDAYS])
# As prose prints them: with a capital, and with a stop where they are cut short. "Mar" alone may be
# a name, and "may" a verb.
PRINTED_MONTH = any_of([m.title() for m in MONTHS] + [f"{m.title()}." for m in SHORT_MONTHS])
PRINTED_WEEKDAY = any_of(day.title() for day in WEEKDAYS)


def month_number(name: str) -> int | None:
    """Return the number of a month, 1 to 12, by its name in any case; None for another word."""
    return _NUMBERS.get(name.casefold().rstrip("."))
