"""`qa verify` and `qa doctor`."""

from __future__ import annotations

import json
import re
import sqlite3

import jsonschema
from conftest import HashEmbedder, add, always, assert_one_line_error, lines, make_article
from examples import SCHEMA

from index.english.sentences import sentences
from index.library import Library


def test_the_answers_to_fifty_questions_are_verified(qa, hash_samples, tmp_path):
    """Questions made of the articles' own words, so that most are answered."""
    with Library(hash_samples, always(HashEmbedder())) as library:
        texts = [a.text[s:e] for a in library.articles() for s, e in sentences(a.text)]
    words = [re.findall(r"\w+", text) for text in texts]
    questions = [" ".join(w[:9]) + "?" for w in words if len(w) > 9][::3][:50]
    assert len(questions) == 50
    asked = qa(
        *("ask", "--json", "--questions-from", "-", "--library", hash_samples),
        stdin="\n".join(questions),
    )
    assert asked.exit_code == 0
    answers = [json.loads(line) for line in lines(asked.stdout)]
    assert [answer["question"] for answer in answers] == questions
    assert sum(answer["status"] == "answered" for answer in answers) > 25
    for answer in answers:
        jsonschema.validate(answer, SCHEMA)

    verified = qa("verify", "-", "--json", "--library", hash_samples, stdin=asked.stdout)
    assert verified.exit_code == 0, verified.output
    counts = json.loads(verified.stdout)
    assert counts["answers"] == 50
    assert counts["citations"] >= counts["in_raw_files"] > 25

    copy = tmp_path / "copy"
    copy.mkdir()
    source = sqlite3.connect(hash_samples / "library.db")
    target = sqlite3.connect(copy / "library.db")
    source.backup(target)
    source.close()
    assert qa("verify", "-", "--library", copy, stdin=asked.stdout).exit_code == 0
    # One character, outside of every citation: the last of an article that is cited.
    cited = next(a for a in answers if a["answers"])["answers"][0]["citation"]["article_id"]
    with target:
        target.execute(
            "UPDATE articles SET text = substr(text, 1, length(text) - 1) || '§' WHERE id = ?",
            (cited,),
        )
    target.close()
    result = qa("verify", "-", "--library", copy, stdin=asked.stdout)
    assert_one_line_error(result, cited)


def test_verify_names_the_first_mismatch(qa, stored):
    answer = json.loads(qa("ask", "comet seen", "--json", "--library", stored).stdout)
    citation = answer["answers"][0]["citation"]
    citation["exact"] = citation["exact"].replace("Monday", "Sunday")
    result = qa("verify", "-", "--library", stored, stdin=json.dumps(answer))
    assert_one_line_error(result, "“The comet was seen on Sunday.”")


def test_a_damaged_database_is_one_clear_line(qa, library, stored):
    add(library, *[make_article(f"Text {n}. " * 50, source=str(n)) for n in range(200)])
    library.close()
    path = stored / "library.db"
    data = bytearray(path.read_bytes())
    data[8192:-4096] = b"\xa5" * (len(data) - 12288)
    path.write_bytes(data)
    for command in ["list"], ["ask", "Text"], ["show", "a"]:
        result = qa(*command, "--library", stored)
        assert result.exit_code == 1
        assert len(lines(result.stderr)) == 1
    doctor = qa("doctor", "--library", stored)
    assert doctor.exit_code == 1
    assert "BAD  library" in doctor.stdout


def test_doctor(qa, stored, tmp_path):
    result = qa("doctor", "--library", stored)
    assert result.exit_code == 0
    assert all(line.startswith("ok ") for line in lines(result.stdout))
    assert json.loads(qa("doctor", "--json", "--library", stored).stdout)["ok"] is True
    sick = qa("doctor", "--json", "--library", tmp_path / "nowhere")
    assert sick.exit_code == 1
    report = json.loads(sick.stdout)
    assert report["ok"] is False
    assert any("no library" in check["detail"] for check in report["checks"])


def test_doctor_looks_at_the_whole_reader(qa, stored, monkeypatch, tmp_path):
    assert "tokenizer.json, all whole" in qa("doctor", "--library", stored).stdout
    monkeypatch.setattr("qa.doctor.MODEL_FOLDER", tmp_path / "nothing")
    result = qa("doctor", "--library", stored)
    assert result.exit_code == 1
    assert "BAD  reader: the span reader is not installed" in result.stdout


def test_doctor_notices_another_model(qa, stored):
    result = qa("doctor", "--library", stored, load=always(HashEmbedder(name="other")))
    assert result.exit_code == 1
    assert "BAD  embedder" in result.stdout
