"""Mentions: which articles may have a word as it is compared, told by FTS5.

FTS5 cuts printed words, `index.english.forms` compares them otherwise: ﬁre as fire, A.C.L.U. as
aclu. So what FTS5 finds is more or less than a word; here it is made to be more, and never less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.store.connection import Connection

# Characters that FTS5 and `forms` take for the same: parts of a word, or what stands between words.
# Not all of them: those that English articles have, as each range makes an article dearer to store.
REGULAR = (
    "\n -~"
    "\xa0-©"  # no-break space, £
    "¿-Þà-ıŁ-ňŊ-ǃ"  # Latin letters, without ß
    "‐-‧"  # hyphens, dashes, quotation marks
    "←-⏳─-⛿"  # arrows, minus, boxes, stars
)
# Texts with others, or with words that a line end may break: FTS5 is not believed.
IRREGULAR = f"(text GLOB '*[^{REGULAR}]*' OR text GLOB '*[^\n]\n[^\n]*')"
IRREGULAR_INDEX = "irregular_articles"  # another name when REGULAR changes

_PIECE = re.compile(r"[^\W_]+")
_HAVING = (
    "a.key IN (SELECT passages.article FROM lexical JOIN passages ON passages.id = lexical.rowid"
    " WHERE lexical MATCH ?)"
)


def are_told(connection: Connection) -> bool:
    """Tell whether a file has the index of irregular texts; its first writer makes it."""
    row = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (IRREGULAR_INDEX,))
    return row.fetchone() is not None


def having(words: Iterable[str]) -> tuple[str, Sequence[str]]:
    """Return the SQL condition that `articles a` may have all words, and its values.

    words: as `matched` compares them.
    """
    pieces = list(dict.fromkeys(piece for word in words for piece in _PIECE.findall(word)))
    each = " AND ".join([_HAVING] * len(pieces)) or "1"
    irregular = f"a.key IN (SELECT key FROM articles WHERE {IRREGULAR})"
    return f"({irregular} OR {each})", [_query(piece) for piece in pieces]


def _query(piece: str) -> str:
    """Return a piece of a word in FTS5's syntax: in one, or its letters with stops between."""
    spelled = f' OR "{" ".join(piece)}"' if len(piece) > 1 and piece.isalpha() else ""
    return f'"{piece}"{spelled}'
