"""Numbers in words, and the words that say how exact a number is."""

from __future__ import annotations

ONES = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth".split()
# Behind digits, as they are printed.
SHORT_SCALES = {
    **dict.fromkeys(("k", "K"), 1000),
    **dict.fromkeys(("m", "M", "mn"), 10**6),
    **dict.fromkeys(("bn", "B"), 10**9),
    **dict.fromkeys(("tn", "trn"), 10**12),
}
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
VULGAR = {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4}
# Before the part of a fraction: two thirds, a quarter.
COUNTS_OF_PARTS = ("a", *list(ONES)[1:10])
# The number behind one of them counts nothing: Article 5, Flight 447.
LABELS = (
    "no. nos. article section chapter room route highway interstate flight page title phase level "
    "grade channel game week day round season episode volume rule amendment proposition bowl group "
    "type unit reactor platform gate pier covid apollo boeing airbus iphone"
).split()
# Before "days ago".
COUNTS = ("a", "an", *list(ONES)[1:], "several", "a few", "few")

# What stands before a number leaves it open: nearly 300, at most ten.
ABOUT = (
    "about", "around", "roughly", "approximately", "nearly", "almost", "some", "close to",
    "an estimated", "estimated",
)  # fmt: skip
AT_LEAST = (
    "more than", "over", "at least", "no fewer than", "no less than", "above", "exceeding",
)  # fmt: skip
AT_MOST = (
    "less than", "fewer than", "up to", "as many as", "as much as", "at most", "under", "below",
    "no more than",
)  # fmt: skip
# Each currency by its sign, with the words that follow a number.
CURRENCIES = {
    "$": "dollar dollars USD",
    "A$": "AUD",
    "C$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "£": "pound pounds GBP sterling",
    "€": "euro euros EUR",
    "¥": "yen JPY",
    "CN¥": "yuan renminbi RMB CNY",
    "₹": "rupee rupees INR",
    "₽": "rouble roubles ruble rubles RUB",
    "CHF": "franc francs",
    "kr": "krona kronor krone kroner",
    "₪": "shekel shekels",
}
# As they stand before a number.
CURRENCY_SIGNS = {
    **{sign: sign for sign in CURRENCIES},
    "US$": "$", "AU$": "A$", "CA$": "C$", "USD": "$", "EUR": "€", "GBP": "£",
}  # fmt: skip
# Whose dollars.
DOLLARS = {
    "US": "$", "U.S.": "$", "American": "$", "Australian": "A$", "Canadian": "C$",
    "New Zealand": "NZ$", "Hong Kong": "HK$",
}  # fmt: skip
# Each unit but those of time, with its forms; none is turned into another.
UNITS = {
    "km": "km kilometre kilometres kilometer kilometers",
    "m": "m metre metres meter meters",
    "cm": "cm centimetre centimetres centimeter centimeters",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "mile": "mile miles",
    "foot": "ft foot feet",
    "inch": "inch inches",
    "yard": "yard yards",
    "acre": "acre acres",
    "hectare": "ha hectare hectares",
    "kg": "kg kilogram kilograms kilogramme kilogrammes kilo kilos",
    "g": "g gram grams gramme grammes",
    "mg": "mg milligram milligrams",
    "lb": "lb lbs",
    "ounce": "oz ounce ounces",
    "ton": "ton tons",
    "tonne": "tonne tonnes",
    "litre": "litre litres liter liters",
    "gallon": "gallon gallons",
    "barrel": "barrel barrels",
    "km/h": "km/h kmh kph",
    "mph": "mph",
    "MW": "MW megawatt megawatts",
    "GW": "GW gigawatt gigawatts",
    "kWh": "kWh",
    "°C": "°C",
    "°F": "°F",
    "degree": "degree degrees °",
    "percentage point": "pp",
    "times": "times",
    "cent": "cent cents",
    "knot": "knot knots",
}
