"""The measurement of quotation attribution, on invented articles, by hand."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from conftest import make_article

from eval.quotes import (
    GoldQuotation,
    best_match,
    evaluate,
    read_annotated,
    right_by_name,
    right_by_span,
)
from index.quotations import find_quotations


def piece(text: str, words: str) -> dict[str, Any]:
    start = text.index(words)
    return {"text": words, "start": start, "end": start + len(words)}


def row(doc: str, text: str, *attributions: tuple[str, str, str]) -> dict[str, Any]:
    """Make a line of the file: attributions are (source, cue, content)."""
    return {
        "doc": doc,
        "publisher": "x",
        "text": text,
        "attributions": [
            {
                "source": [piece(text, source)],
                "cue": [piece(text, cue)],
                "content": [piece(text, content)],
                "direct": True,
            }
            for source, cue, content in attributions
        ],
    }


def written(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    data = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in rows).encode()
    path.write_bytes(lzma.compress(data) if path.suffix == ".xz" else data)
    return path


LONG = "“The tide comes in twice a day,”"
RIGHT = row("a", f"{LONG} said Ruth Okafor.", ("Ruth Okafor", "said", LONG))
SHORT = row("b", "Ruth Okafor called it “late.”", ("Ruth Okafor", "called", "it “late.”"))
WRONG = row("c", f"{LONG} said Ruth Okafor to Berg.", ("Berg", "to", LONG))
UNCLEAR = row("d", f"Waves. {LONG[:-2]}.”", ("Waves", "Waves", f"{LONG[:-2]}.”"))
MISSED = row("e", "A so-called “tide tax” came, says Berg.", ("Berg", "says", "“tide tax”"))


@pytest.mark.parametrize("name", ["quotes.jsonl", "quotes.jsonl.xz"])
def test_the_shares_by_hand(tmp_path, name):
    """Long: 3 found of 3, 1 right, 2 named. Short: 1 found of 2, 1 right, 1 named."""
    metrics = evaluate(written(tmp_path / name, [RIGHT, SHORT, WRONG, UNCLEAR, MISSED]))
    assert metrics == pytest.approx(
        {
            "long_total": 3,
            "long_found": 1.0,
            "long_speaker_accuracy": 1 / 3,
            "long_speaker_accuracy_of_all": 1 / 3,
            "long_speaker_accuracy_by_span": 1 / 3,
            "long_speaker_or_reporter_accuracy": 1 / 3,
            "long_precision": 1 / 2,
            "long_precision_of_all": 1 / 2,
            "short_total": 2,
            "short_found": 0.5,
            "short_speaker_accuracy": 1.0,
            "short_speaker_accuracy_of_all": 0.5,
            "short_speaker_accuracy_by_span": 1.0,
            "short_speaker_or_reporter_accuracy": 1.0,
            "short_precision": 1.0,
            "short_precision_of_all": 1.0,
        }
    )


def test_a_named_quotation_that_nobody_marked_costs_precision_of_all(tmp_path):
    unmarked = row("f", "“It is never late, not in my day,” said Paul Berg.")
    metrics = evaluate(written(tmp_path / "f.jsonl", [RIGHT, unmarked]))
    assert metrics["long_precision"] == 1.0
    assert metrics["long_precision_of_all"] == 0.5


def test_of_two_attributions_the_shorter_is_the_source(tmp_path):
    content = "Ruth Okafor said “the tide comes in twice a day”"
    text = f"Anna Lund writes that {content}."
    both = row(
        "g",
        text,
        ("Anna Lund", "writes", content),
        ("Ruth Okafor", "said", "“the tide comes in twice a day”"),
    )
    (annotated,) = read_annotated(written(tmp_path / "g.jsonl", [both]))
    (gold,) = annotated.gold
    assert [annotated.article.text[a:b] for a, b in gold.source] == ["Ruth Okafor"]
    assert gold.words == 7


def test_passages_of_one_article_are_joined_and_paragraphs_are_blocks(tmp_path):
    first = row("h", "One.\n\nTwo says “six words stand here for all”.",
                ("Two", "says", "“six words stand here for all”"))  # fmt: skip
    second = row("h", "Three.")
    (annotated,) = read_annotated(written(tmp_path / "h.jsonl", [first, second]))
    assert annotated.article.text.split("\n\n") == [
        "One.",
        "Two says “six words stand here for all”.",
        "Three.",
    ]
    assert len(annotated.article.blocks) == 3
    (gold,) = annotated.gold
    assert annotated.article.text[gold.start : gold.end] == "six words stand here for all"


def test_a_speaker_is_right_by_span_by_relative_or_by_last_name(tmp_path):
    text = "Ruth Okafor, who said “the tide comes in twice a day”, left."
    line = row("i", text, ("who", "said", "“the tide comes in twice a day”"))
    (annotated,) = read_annotated(written(tmp_path / "i.jsonl", [line]))
    (gold,) = annotated.gold
    ours = best_match(gold, find_quotations(annotated.article))
    assert ours is not None
    assert right_by_span(ours, gold, annotated.article.text)
    assert not right_by_name("Ruth Okafor", gold, annotated.article.text)
    (other,) = read_annotated(written(tmp_path / "a.jsonl", [RIGHT]))
    assert right_by_name("R. B. Okafor Jr.", other.gold[0], other.article.text)
    assert not right_by_name("Ruth Berg", other.gold[0], other.article.text)
    assert not right_by_name(None, other.gold[0], other.article.text)


@pytest.mark.parametrize(("end", "found"), [(57, True), (58, False)])
def test_a_quotation_is_found_with_four_fifths_of_its_characters(end, found):
    article = make_article("“The tide comes in twice a day and at night,” said Ruth Okafor.")
    (quotation,) = find_quotations(article)
    assert (quotation.start, quotation.end) == (1, 44)
    gold = GoldQuotation(quotation.start, end - 3, 9, ((50, 61),))  # 43 of 53 or of 54 characters
    assert (best_match(gold, [quotation]) is quotation) is found


def test_an_empty_file_gives_zeros(tmp_path):
    assert set(evaluate(written(tmp_path / "empty.jsonl", [])).values()) == {0.0}


@pytest.mark.parametrize("line", ["{", "[]", '{"doc": "a"}', "null"])
def test_a_line_that_is_not_as_expected_is_named(tmp_path, line):
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(RIGHT) + "\n" + line + "\n")
    with pytest.raises(ValueError, match=r"bad\.jsonl:2 should be a JSON object"):
        evaluate(path)
