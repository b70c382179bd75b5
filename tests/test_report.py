"""The report: what a reader sees of a run, and what an article's text can never do to it."""

import copy
import html
import re

import pytest

from eval.report import page, pieces, write_report

ATTACK = '</script><script>alert("x")</script><!-- <b onclick="x()">&amp; \ud800\u202e'
PASSAGE = "The fleet left Oslo on Monday, the ministry said."


def question(id_, verdict, answerable=True, **changes):
    answers = [
        {
            "text": "Oslo",
            "confidence": 0.9,
            "right": verdict == "right",
            "article": "a1",
            "title": "The fleet",
            "start": 15,
            "end": 19,
            "speaker": None,
        }
    ]
    answered = verdict != "abstained" and not (verdict == "right" and not answerable)
    place = {"text": "Oslo", "article": "a1", "title": "The fleet", "start": 15, "end": 19}
    passage = {"article": "a1", "title": "The fleet", "start": 0, "text": PASSAGE}
    return {
        "id": id_,
        "question": "Where did the fleet leave from?",
        "history": [],
        "type": "where",
        "answerable": answerable,
        "notes": "",
        "gold": [place] if answerable else [],
        "gold_speaker": None,
        "status": "answered" if answered else "not_found",
        "verdict": verdict,
        "answers": answers if answered else [],
        "passages": [{**passage, "answer": [15, 19], "gold": [10, 29]}] if answered else [],
        "scores": {"token_f1": 1.0},
        "timings_ms": {"total": 40.0},
        **changes,
    }


def run(*questions):
    estimate = {"value": 0.8123, "low": 0.75, "high": 0.9, "n": 4}
    empty = {"low": 0.0, "high": 0.1, "n": 0, "confidence": None, "right": None}
    full = {"low": 0.9, "high": 1.0, "n": 2, "confidence": 0.9, "right": 0.5}
    return {
        "version": 1,
        "made": "2024-05-06T08:00:00+00:00",
        "gold": {"file": "gold.jsonl", "sha256": "00ff", "questions": len(questions)},
        "settings": {"reader": "span", "threshold": 0.41, "rankings": ["dense", "lexical"]},
        "models": {"embedder": "mini", "reader_sha256": None},
        "library": {"articles": 1, "passages": 3, "generation": 1},
        "versions": {"python": "3.11"},
        "metrics": {"token_f1": estimate, "mrr": estimate},
        "by_type": {"where": {"token_f1": estimate}},
        "reliability": [empty, full],
        "risk_coverage": [[0.5, 0.0], [1.0, 0.5]],
        "latency_ms": {"total": {"p50": 40.0, "p95": 40.0}},
        "questions": list(questions),
    }


def shown(made):
    """Return the words of a page as a reader sees them, its style and script left out."""
    bare = re.sub(r"<(style|script)>.*?</\1>", "", made, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def card(made, id_):
    found = re.search(rf'<details class="question [^>]* id="{id_}".*?</details>', made, re.S)
    assert found, id_
    return found[0]


def hostile(value):
    """Return a record with markup in every text but the few words that the program itself sets."""
    if isinstance(value, dict):
        own = ("verdict", "status", "made", "text")
        made = {key: value[key] if key in own else hostile(value[key]) for key in value}
        return made | ({"text": value["text"] + ATTACK} if "text" in value else {})
    if isinstance(value, list):
        return [hostile(one) for one in value]
    return value + ATTACK if isinstance(value, str) else value


def test_no_text_of_a_record_becomes_markup(tmp_path):
    record = run(
        question("f1", "right", history=["When?"], notes="a note", gold_speaker="Ann"),
        question("f2", "abstained", standalone_question="Where did it leave from?"),
    )
    path = tmp_path / "report.html"
    write_report(hostile(record), path)
    made = path.read_text(encoding="utf-8")
    assert made.count("<script") == made.count("</script") == 1
    assert "<!--" not in made
    assert "<b onclick" not in made
    assert "\u202e" not in made  # turns a line around
    assert 'alert("x")</script><!-- <b onclick="x()">&amp;' in html.unescape(made)


def test_keys_of_a_record_are_escaped_too():
    record = run(question("f1", "right"))
    estimate = record["metrics"]["token_f1"]
    record["metrics"]["<img src=x>"] = record["by_type"]["<img src=x>"] = estimate
    record["by_type"]["<img src=x>"] = {"<img src=x>": estimate}
    record["settings"]["<img src=x>"] = {"deep": "<img src=x>"}
    record["latency_ms"]["<img src=x>"] = {"p50": 1.0, "p95": 2.0}
    record["questions"][0]["scores"]["<img src=x>"] = 1.0
    assert "<img" not in page(record)


def test_the_page_asks_nothing_of_a_network():
    made = page(run(question("f1", "right", notes="see https://example.org/")))
    markup = made.replace("see https://example.org/", "")
    assert "://" not in markup
    assert not re.search(r"""\b(src|action)=|url\(|@import|<(link|iframe|img)\b""", markup)
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', made))
    assert "default-src 'none'" in made


def test_verdicts_are_counted_by_what_could_be_answered():
    made = page(
        run(
            *(question(f"r{n}", "right") for n in range(3)),
            question("w1", "wrong"),
            question("a1", "abstained"),
            question("u1", "right", answerable=False),
            question("u2", "wrong", answerable=False),
        )
    )
    words = shown(made)
    assert "Answerable 5 ✓ 3 right ✗ 1 wrong ○ 1 not found" in words
    assert "Unanswerable 2 ✓ 1 rightly not found ✗ 1 answered all the same" in words
    assert "All 7 ✓ Right 4 ✗ Wrong 2 ○ Abstained 1 Unanswerable only 2" in words
    assert len(re.findall('data-verdict="right"', made)) == 4
    assert len(re.findall(" data-unanswerable>", made)) == 2


def test_a_question_shows_its_evidence():
    before = {"history": ["Which fleet?"], "standalone_question": "Where did the fleet leave?"}
    made = page(run(question("f1", "wrong", notes="near miss", gold_speaker="Ann", **before)))
    words = shown(card(made, "f1"))
    for part in (
        "Where did the fleet leave from?",
        "Asked before Which fleet?",
        "Read as: Where did the fleet leave?",
        "✗ wrong · confidence 0.90",
        "The fleet, characters 15–19",
        "said by Ann",
        "near miss",
        "Token F1 1.00 · 40 ms",
    ):
        assert part in words
    assert 'href="#f1"' in made


def test_a_question_without_an_answer_says_so():
    made = page(run(question("u1", "right", answerable=False, confidence=0.3)))
    words = shown(card(made, "u1"))
    assert "Not found: the best candidate had a confidence of 0.30." in words
    assert "The articles do not answer this." in words


def test_a_gold_answer_may_have_no_place():
    words = {"text": "Oslo", "article": None, "title": None, "start": None, "end": None}
    assert "Oslo wherever it stands" in shown(page(run(question("f1", "right", gold=[words]))))


@pytest.mark.parametrize(
    ("answer", "gold", "expected"),
    [
        pytest.param(None, None, "abcdef", id="none"),
        pytest.param((1, 2), None, "a[answer:b]cdef", id="answer alone"),
        pytest.param(None, (4, 6), "abcd[gold:ef]", id="gold at the end"),
        pytest.param((0, 1), (2, 4), "[answer:a]b[gold:cd]ef", id="apart"),
        pytest.param((0, 2), (2, 4), "[answer:ab][gold:cd]ef", id="touching"),
        pytest.param((1, 4), (2, 6), "a[answer:b][answer gold:cd][gold:ef]", id="overlapping"),
        pytest.param((0, 6), (2, 3), "[answer:ab][answer gold:c][answer:def]", id="inside"),
        pytest.param((1, 3), (1, 3), "a[answer gold:bc]def", id="equal"),
    ],
)
def test_both_spans_are_marked(answer, gold, expected):
    cut = pieces("abcdef", answer, gold)
    assert (
        "".join(f"[{' '.join(names)}:{text}]" if names else text for text, names in cut) == expected
    )


def test_spans_are_cut_before_they_are_escaped():
    passage = {"article": "a1", "title": "The fleet", "start": 0, "text": "a<b>&\n c"}
    made = page(
        run(question("f1", "right", passages=[{**passage, "answer": [1, 4], "gold": None}]))
    )
    marked = '<blockquote class="passage said">a<mark class="answer">&lt;b&gt;</mark>&amp;\n c</'
    assert marked in made


def test_numbers_carry_their_intervals_and_meaning():
    words = shown(page(run(question("f1", "right"))))
    assert "Token F1 0.812 0.750–0.900 · n = 4 Mean overlap" in words
    assert "Mean reciprocal rank" in words
    assert "Not measured, for want of such questions: Passage recall@" in words


def test_what_is_not_quite_one_does_not_read_as_one():
    record = run(question("f1", "right"))
    record["metrics"]["citation_exactness"] = {
        "value": 0.9999,
        "low": None,
        "high": None,
        "n": 9999,
    }
    words = shown(page(record))
    assert "Citation exactness 0.999 n = 9,999" in words
    assert "1.000" not in words


@pytest.mark.parametrize(
    "record",
    [
        pytest.param({}, id="nothing"),
        pytest.param(run(), id="no questions"),
        pytest.param({**run(), "metrics": {}, "by_type": {}, "latency_ms": {}}, id="no figures"),
        pytest.param({**run(), "reliability": [], "risk_coverage": []}, id="no confidence"),
    ],
)
def test_a_run_without_questions_is_a_page(record):
    words = shown(page(record))
    assert "Questions This run asked none." in words
    assert "nan" not in words.lower().split()


@pytest.mark.parametrize("part", sorted(run()))
def test_any_part_may_be_missing(part):
    record = run(question("f1", "right"), question("f2", "abstained"))
    whole = copy.deepcopy(record)
    del record[part]
    assert page(record).startswith("<!doctype html>")
    assert record != whole


def test_null_figures_are_dashes():
    record = run(question("f1", "right"))
    none = {"value": None, "low": None, "high": None, "n": 0}
    record["metrics"] = {"token_f1": none, "mrr": {**none, "value": 0.5}}
    record["by_type"]["where"]["token_f1"] = {**none, "value": 0.5}
    record["by_type"]["when"] = {"token_f1": none}
    words = shown(page(record))
    assert "where 1 1 0 0 0.500" in words
    assert "when 0 0 0 0 –" in words


def contrast(first, second):
    """Return the WCAG contrast ratio of two #rrggbb colours."""

    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_can_be_told_from_its_ground(scheme):
    root = re.findall(r":root \{(.*?)\}", page({}), re.S)[scheme]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", root))
    for ink in ("ink", "soft", "link", "right", "wrong", "abstained"):
        for ground in ("page", "card", "shade"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["ink"], colours["answer"]) >= 4.5
    assert contrast(colours["gold"], colours["answer"]) >= 3
    assert contrast(colours["gold"], colours["card"]) >= 3
