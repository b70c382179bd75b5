from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest
from conftest import make_article
from examples import ANSWERS, ARTICLE, COPY, MARKS, SCHEMA, SENTENCE, answer, cite, value

from index.articles import Block, BlockKind
from qa.answers import Finding
from qa.showing.as_json import answer_json, dumps


@pytest.mark.parametrize("one", ANSWERS.values(), ids=ANSWERS.keys())
def test_json_keeps_to_the_schema(one):
    jsonschema.validate(json.loads(json.dumps(answer_json(one))), SCHEMA)


def test_the_schema_notices_a_missing_field():
    printed = answer_json(ANSWERS["answered"])
    del printed["answers"][0]["citation"]["raw_sha256"]
    with pytest.raises(jsonschema.ValidationError, match="raw_sha256"):
        jsonschema.validate(printed, SCHEMA)


def test_json_of_a_value():
    printed = answer_json(ANSWERS["answered"])
    assert (printed["version"], printed["status"]) == (2, "answered")
    assert printed["question"] == "Why?"
    assert printed["standalone_question"] is None
    (one,) = printed["answers"]
    assert (one["text"], one["form"]) == ("I was tired", "value")
    assert one["sentence"] == one["citation"]["exact"] == SENTENCE.quote
    ((start, end),) = one["marks"]
    assert one["sentence"][start:end] == "I was tired"
    assert one["speaker"] is None
    assert ARTICLE.text[one["citation"]["start"] : one["citation"]["end"]] == one["sentence"]
    assert one["citation"]["prefix"].endswith("Kelly left. ")
    assert one["citation"]["authors"] == ["A. Writer", "B. Writer"]
    assert answer_json(ANSWERS["not found"])["status"] == "not_found"


def test_json_of_sentences():
    (one,) = answer_json(ANSWERS["sentences"])["answers"]
    assert one["form"] == "sentences"
    assert one["text"] == one["sentence"]
    assert [one["sentence"][slice(*mark)] for mark in one["marks"]] == [m.quote for m in MARKS]


def test_json_of_what_is_only_related():
    printed = answer_json(ANSWERS["related"])
    assert (printed["status"], printed["answers"]) == ("related", [])
    (near,) = printed["nearest"]
    assert near["text"] == near["sentence"] == near["citation"]["exact"]
    assert near["sentence"][slice(*near["marks"][0])] == "I was tired"
    assert near["confidence"] == 0.2
    assert near["dense_rank"] == 1


def test_json_tells_how_a_follow_up_was_asked():
    one = replace(ANSWERS["answered"], standalone_question="Why did Kelly leave?")
    assert answer_json(one)["standalone_question"] == "Why did Kelly leave?"


def test_json_counts_articles_that_repeat_another_once():
    (printed,) = answer_json(ANSWERS["copied"])["answers"]
    assert (printed["articles"], printed["independent"]) == (3, 2)
    assert printed["copies"] == [
        {"article_id": COPY.id, "original": ARTICLE.id, "sharing": "quotation"}
    ]


def test_json_tells_of_differences_and_of_the_period():
    printed = answer_json(ANSWERS["differing"])
    assert printed["differs"]
    assert [one["differs"] for one in printed["answers"]] == [True, True]
    assert printed["more"] == 3
    assert printed["period"] == {
        "words": "as of 2019",
        "since": None,
        "until": "2019",
        "only": False,
        "order": "newest",
    }


def test_json_has_the_words_that_hang_on_the_date():
    one = answer(value(COPY, "Kelly"))
    assert answer_json(one)["answers"][0]["relative_dates"] == ["last month"]


def test_json_of_what_the_library_knows():
    printed = answer_json(ANSWERS["about the articles"])
    assert printed["kind"] == "library"
    assert printed["answers"][0]["fact"] == {"name": "authors", "values": ["A. Writer"], "count": 2}


def test_json_names_the_source_of_a_block_quotation():
    text = "“Words of others.”"
    article = replace(
        make_article(text), blocks=(Block(BlockKind.QUOTE, 0, len(text), "The New York Times"),)
    )
    one = answer(Finding(cite(article, text), 0.9))
    assert answer_json(one)["answers"][0]["citation"]["quoted_from"] == "The New York Times"


def test_what_a_terminal_would_obey_is_escaped_in_json():
    printed = dumps({"text": "a\x1b[31m\u202eb\ud800", "more": "“é”"})
    assert printed == '{"text": "a\\u001b[31m\\u202eb\\ud800", "more": "“é”"}'
    assert json.loads(printed)["text"] == "a\x1b[31m\u202eb\ud800"
