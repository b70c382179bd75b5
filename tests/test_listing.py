"""`qa list` and `qa show`."""

from __future__ import annotations

import json

import pytest
from conftest import lines


def test_list_json(qa, stored, ids):
    one, two = json.loads(qa("list", "--json", "--library", stored).stdout)
    assert [one["id"], two["id"]] == ids
    assert {"text", "blocks"}.isdisjoint(one)
    assert one["authors"] == ["Ann Writer"]
    assert (one["published"], one["published_kind"]) == ("2019-01-14", "explicit")
    assert (two["title"], two["source"], two["published_kind"]) == (None, None, "unknown")
    assert one["counts"]["body"] == 1
    assert one["counts"]["passages"] == 1


def test_list_text(qa, stored, ids):
    result = qa("list", "--library", stored)
    assert all(id_ in result.stdout for id_ in ids)
    assert "source and author not stated" in result.stdout


def test_show(qa, stored, ids):
    shown = json.loads(qa("show", ids[0][:10], "--json", "--library", stored).stdout)
    assert shown["text"] == "The comet was seen on Monday. Nobody knew why."
    assert shown["blocks"] == [{"kind": "body", "start": 0, "end": 46, "credit": None}]
    assert shown["dropped"] == []
    text = qa("show", ids[0], "--library", stored).stdout
    assert "The comet was seen on Monday. Nobody knew why." in text
    assert "https://example.com/comet" in text


def test_show_dropped(qa, hash_samples):
    listed = json.loads(qa("list", "--json", "--library", hash_samples).stdout)
    article = max(listed, key=lambda article: article["counts"]["dropped"])
    dropped = json.loads(qa("show", article["id"], "--json", "--library", hash_samples).stdout)
    assert len(dropped["dropped"]) == article["counts"]["dropped"] > 3
    text = qa("show", article["id"], "--dropped", "--library", hash_samples).stdout
    assert len(lines(text)) == len(dropped["dropped"])
    assert dropped["dropped"][0]["reason"] in text


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "JSON"])
@pytest.mark.parametrize("command", ["list", "quotes"])
def test_pages_are_one_list(qa, hash_samples, monkeypatch, command, form):
    whole = qa(command, *form, "--library", hash_samples).stdout
    monkeypatch.setattr("qa.commands.listing.PAGE", 2)
    monkeypatch.setattr("qa.answering.quotations.PAGE", 7)
    assert qa(command, *form, "--library", hash_samples).stdout == whole
    assert len(json.loads(whole)) >= 5 if form else whole


def test_an_empty_list_is_said_and_is_valid_json(qa, stored):
    nothing = qa("quotes", "--source", "nowhere", "--json", "--library", stored)
    assert (json.loads(nothing.stdout), nothing.stderr) == ([], "No quotation was found.\n")
    assert qa("quotes", "--source", "nowhere", "--csv", "--library", stored).stdout == ""
