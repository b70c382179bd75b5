"""Forms: a text as it is compared, beside the text as it is printed."""

from __future__ import annotations

import re


def normalize(text: str) -> str:
    """Return a text as it is compared: lower case, straight quotes, one space, no edge marks."""
    text = text.casefold().replace("’", "'").replace("‘", "'")
    return " ".join(re.sub(r"[“”\"]", "", text).split()).strip(" .,;:!?")
