"""A user's own gold questions: what was asked, and where its right answer stands, if anywhere.

They are lines of `gold.jsonl` in the folder of a library, one JSON object each, with the fields of
both kinds of gold that `qa eval` reads: `answers` are places (qa eval run --gold), `sentences` the
whole sentences around them and `spans` their words (qa eval natural). `shown` is the wrong answer
that was shown, if one is told. No places: the articles do not answer.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.articles import Article
from index.english.forms import matched
from index.english.sentences import sentences
from index.english.words import stems
from index.errors import GoldError
from index.library import Library
from qa.answers import Citation
from qa.questions.understanding import checked_question

FILE = "gold.jsonl"
ID_LENGTH = 8
SHOWN = 120  # characters of a sentence in a message

Row = dict[str, Any]


def gold_file(library: Library) -> Path:
    """Return the file of a library's own gold questions, whether or not there is one."""
    return library.path / FILE


def add_gold(
    library: Library, question: str, places: Sequence[Citation], shown: str | None = None
) -> Row:
    """Add a question to a library's gold file and return its line.

    Args:
        library: may be open for reading only; the folder has to be one that can be written.
        question: as typed.
        places: every place that is known to be right; none: the articles do not answer it.
        shown: the wrong answer that was shown.

    Raises:
        QuestionError: it is no question.
        GoldError: it is in the file already, or the file cannot be written.
    """
    row = _row(checked_question(question), places, shown)
    rows, file = read_gold(library), gold_file(library)
    if any(other["id"] == row["id"] for other in rows):
        raise GoldError(
            f"{file} has that question already; take it out with: qa gold remove {row['id']}"
        )
    _write(file, [*rows, row])
    return row


def read_gold(library: Library) -> list[Row]:
    """Return the lines of a library's gold file; GoldError names one that is not as expected."""
    file = gold_file(library)
    rows = []
    try:
        text = file.read_text(encoding="utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as exc:
        raise GoldError(f"cannot read {file} ({exc}); mend it or set it aside") from exc
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                row = json.loads(line)
                _ = row["id"], row["question"], row["answers"]
            except (ValueError, KeyError, TypeError) as exc:
                raise GoldError(
                    f"{file}: line {number} should be a JSON object with id, question and "
                    f"answers: {type(exc).__name__}: {exc}"
                ) from exc
            rows.append(row)
    return rows


def remove_gold(library: Library, id_: str) -> Row:
    """Take the question with that id, or whose id alone begins so, out of a library's gold file."""
    rows, file = read_gold(library), gold_file(library)
    found = [row for row in rows if id_ and str(row["id"]).startswith(id_)]
    if len(found) != 1:
        number = f"{len(found)} questions have" if found else "no question has"
        raise GoldError(f"{number} an id that begins with {id_!r} in {file}; see: qa gold list")
    _write(file, [row for row in rows if row is not found[0]])
    return found[0]


def find_words(article: Article, words: str) -> Citation:
    """Return where words stand in an article, as printed; white space and curly marks are alike.

    Raises GoldError when they stand nowhere, naming the nearest sentence, or more than once.
    """
    sought, form = matched(words).text.strip(), matched(article.text)
    pattern = rf"(?<!\w){re.escape(sought)}(?!\w)"
    found = list(re.finditer(pattern, form.text)) if sought else []
    if len(found) == 1:
        return Citation(article, *form.printed(*found[0].span()))
    where = f"article {article.id} ({article.label})"
    if found:
        raise GoldError(
            f"“{words}” stands {len(found)} times in {where}; give more of the words around it"
        )
    near = _nearest_sentence(article, words)
    nearest = f"; nearest is “{near}”" if near else ""
    raise GoldError(f"“{words}” does not stand in {where}{nearest}; give words as they stand there")


def _nearest_sentence(article: Article, words: str) -> str | None:
    """Return the sentence that shares most stems with words; None when none shares any."""
    wanted = stems(words)
    texts = [" ".join(article.text[start:end].split()) for start, end in sentences(article.text)]
    best = max(texts, key=lambda text: len(wanted & stems(text)), default="")
    if not wanted & stems(best):
        return None
    return best if len(best) <= SHOWN else f"{best[:SHOWN]}…"


def _row(question: str, places: Sequence[Citation], shown: str | None) -> Row:
    return {
        "id": hashlib.sha256(question.encode()).hexdigest()[:ID_LENGTH],
        "question": question,
        "type": "question" if places else "unanswerable",
        "answers": [
            {"article": one.article.id, "start": one.start, "end": one.end, "text": one.quote}
            for one in places
        ],
        "article_ids": list(dict.fromkeys(one.article.id for one in places)),
        "sentences": list(dict.fromkeys(" ".join(one.sentence.split()) for one in places)),
        "spans": list(dict.fromkeys(" ".join(one.quote.split()) for one in places)),
        **({"shown": shown} if shown else {}),
    }


def _write(file: Path, rows: Sequence[Row]) -> None:
    """Write the whole file, or leave it as it was."""
    temporary = file.with_name(f"{FILE}.new")
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        temporary.write_text(lines, encoding="utf-8")
        os.replace(temporary, file)
    except OSError as exc:
        raise GoldError(
            f"cannot write {file} ({exc.strerror}); make that folder writable, or use a copy of "
            "the library in one that is"
        ) from exc
