"""The harness: gold files, runs, comparisons, gates - and that it can fail."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import PlainReader, add, make_article, seen

from eval.command import main as eval_command
from eval.gold import GOLD, GoldQuestion, Place, check_places, load_gold
from eval.retrieval import evaluate, load_collection, store
from eval.run import run
from eval.scoring import figures
from index.errors import GoldError
from index.library import Library
from index.passages import Passage
from index.retrieval import Candidate, HybridRetriever, Ranking
from qa.answers import Citation
from qa.assistant import Assistant
from qa.reading.reader import Evidence, Reader, Weights
from qa.reading.sentences import SentenceReader

TEXT = "The comet was seen on Monday. Nobody in the town knew why it had come so early."
GATES = Path(__file__).parent.parent / "eval" / "gates.txt"


@pytest.fixture
def comet(library):
    """Return a library with one article, and its id."""
    (id_,) = add(library, make_article(TEXT, title="The comet"))
    return library, id_


@pytest.fixture
def gold(comet, write):
    """Write a gold file about the comet: one question, one that is not answered."""
    _, id_ = comet
    start = TEXT.index("Monday")
    place = {"article": id_, "start": start, "end": start + 6, "text": "Monday"}
    rows = [
        {"id": "a", "question": "When was the comet seen?", "type": "when", "answers": [place]},
        {"id": "b", "question": "Who paid for the bridge?", "type": "far", "answers": []},
    ]
    return write("gold.jsonl", "\n".join(map(json.dumps, rows)))


# Gold files. --------------------------------------------------------------------------------------


def row(**changes):
    place = {"article": "x", "start": 0, "end": 3, "text": "The"}
    return json.dumps({"id": "a", "question": "What?", "answers": [place], **changes})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (row() + "\n{", "line 2 should be a JSON object"),
        (row() + "\n" + row(), "line 2 has the id 'a' of line 1"),
        (row(answers=[{"article": "x"}]), "line 1 .*KeyError: 'start'"),
        (row(answers=["The", {"article": "x"}]), "line 1 .*all strings or all places"),
        (row(answers="The comet"), "line 1 .*answers should be a list, is now 'The comet'"),
        (row(history="Who?"), "line 1 .*history should be a list"),
        (row(question=" "), "line 1 .*question should be a text, is now ' '"),
        ("[1]", "line 1 should be a JSON object"),
        ("", "no question in the file"),
    ],
)
def test_a_bad_gold_file_is_refused_by_line(write, text, message):
    path = write("gold.jsonl", text)
    with pytest.raises(GoldError, match=f"gold.jsonl: .*{message}"):
        load_gold(path)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (("0" * 16, 0, 3, "The"), "line 7, question 'q': the library in .* has no article '0000"),
        (("", 0, 3, "Tho"), "at 0:3 of .* stands 'The', the file has 'Tho'"),
        (("", 5, 5, ""), "5:5 is no place"),
        (("", 0, 999, TEXT), "0:999 is no place"),  # a slice would clamp to the end
    ],
)
def test_gold_places_are_compared_with_the_articles(comet, place, message):
    library, id_ = comet
    question = GoldQuestion("q", "What?", 7, places=(Place(place[0] or id_, *place[1:]),))
    with pytest.raises(GoldError, match=message):
        check_places([question], library, Path("gold.jsonl"))


def test_the_shipped_gold_set_is_whole(real_samples):
    questions = load_gold(GOLD)
    check_places(questions, real_samples, GOLD)
    assert len(questions) >= 150
    unanswerable = [question for question in questions if not question.answerable]
    assert len(unanswerable) >= 40
    close = sum(question.type == "unanswerable_close" for question in unanswerable)
    assert close >= len(unanswerable) / 2


@pytest.mark.parametrize(
    ("words", "right", "placed"),
    [
        ("Monday", True, True),
        ("on Monday", True, True),
        ("The comet was seen on Monday.", True, True),  # holds it
        ("seen on Mond", False, True),
        ("Nobody in the town", False, False),
    ],
)
def test_an_answer_is_right_where_it_stands(words, right, placed):
    article = make_article(TEXT)
    at = TEXT.index("Monday")
    question = GoldQuestion("q", "When?", 1, places=(Place(article.id, at, at + 6, "Monday"),))
    citation = Citation(article, TEXT.index(words), TEXT.index(words) + len(words))
    assert question.accepts(citation) is right
    assert question.lies_in(citation) is placed
    other = make_article(TEXT, title="Another")
    assert not question.accepts(Citation(other, citation.start, citation.end))


def test_words_are_right_wherever_they_stand():
    question = GoldQuestion("q", "When?", 1, words=("the Monday",))
    article = make_article(TEXT)
    at = TEXT.index("Monday")
    assert question.accepts(Citation(article, at, at + 6))
    assert not question.accepts(Citation(article, 0, 9))
    assert question.is_in(Passage(article, 0, len(TEXT)))


# Runs. --------------------------------------------------------------------------------------------


def test_a_run_scores_answers_and_abstentions(comet, gold):
    library, _ = comet
    retriever = HybridRetriever(library)
    assistant = Assistant(library, retriever, SentenceReader(library.embedder))
    scored = run(library, assistant, retriever, load_gold(gold))
    assert [one.verdict for one in scored] == ["right", "right"]
    found = {name: estimate.value for name, estimate in figures(scored).items()}
    assert found["hit@1"] == found["recall@1"] == found["mrr"] == found["ndcg@10"] == 1
    assert found["exact_match"] == 0  # the sentence reader gives the whole sentence
    assert found["token_f1"] == pytest.approx(2 / 6)  # monday of comet was seen on monday
    assert found["abstention_precision"] == found["abstention_recall"] == 1
    assert found["abstention_auroc"] == found["citation_exactness"] == 1


def test_the_command_writes_record_and_report(qa, comet, gold, tmp_path):
    library, id_ = comet
    record, report = tmp_path / "run.json", tmp_path / "run.html"
    ran = qa("eval", "run", "--gold", gold, "--library", library.path, "--json", record,
             "--report", report, "--min", "hit@3=0.9")  # fmt: skip
    assert ran.exit_code == 0, ran.output
    assert "hit@3" in ran.stdout
    made = json.loads(record.read_text())
    assert made["library"]["articles"] == 1
    assert made["models"]["embedder"] == "hash"
    assert made["settings"]["reader"] == "sentence"
    assert made["questions"][0]["passages"][0]["article"] == id_
    assert "When was the comet seen?" in report.read_text()
    failed = qa("eval", "run", "--gold", gold, "--library", library.path,
                "--min", "exact_match=0.5")  # fmt: skip
    assert failed.exit_code == 1
    assert "exact_match is 0.000, expected at least 0.5" in failed.stderr


def test_gates_may_stand_in_a_file(qa, comet, gold, write):
    library, _ = comet
    gates = write("gates.txt", "hit@3=0.9\nexact_match=0.5\n")
    failed = qa("eval", "run", "--gold", gold, "--library", library.path, "--min", gates)
    assert failed.exit_code == 1
    unknown = qa("eval", "run", "--gold", gold, "--library", library.path, "--min", "hits=1")
    assert unknown.exit_code == 2
    assert "'hits=1'" in unknown.stderr


def test_gold_about_another_library_is_one_line(qa, gold, library, tmp_path, embedder):
    with Library.create(tmp_path / "other", embedder) as other:
        failed = qa("eval", "run", "--gold", gold, "--library", other.path)
    assert failed.exit_code == 1
    assert failed.stderr.count("\n") == 1
    assert "gold.jsonl: line 1, question 'a': the library in" in failed.stderr


def test_two_runs_are_compared_question_by_question(qa, comet, gold, tmp_path):
    library, _ = comet
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    qa("eval", "run", "--gold", gold, "--library", library.path, "--json", first)
    made = json.loads(first.read_text())
    worse = made["questions"][0]
    worse["verdict"], worse["scores"]["hit@1"], worse["answers"] = "abstained", 0.0, []
    second.write_text(json.dumps(made))
    compared = qa("eval", "compare", first, second)
    assert compared.exit_code == 0, compared.output
    assert "1 questions changed, 0 of them to right" in compared.stdout
    assert "When was the comet seen?" in compared.stdout
    assert "- right: The comet was seen on Monday." in compared.stdout
    assert "+ abstained: (no answer)" in compared.stdout
    found = json.loads(qa("eval", "compare", first, second, "--json").stdout)
    assert found["metrics"]["hit@1"]["second"] == 0
    broken = qa("eval", "compare", first, gold)
    assert broken.exit_code == 1
    assert "not a record of a run" in broken.stderr


# A harness that cannot fail is worth nothing. -----------------------------------------------------


class _Last:
    """A broken retriever: it returns the passages that fit worst."""

    def __init__(self, library: Library) -> None:
        self._retriever = HybridRetriever(library)

    def retrieve(self, question, k, filters=None, watch=None) -> list[Candidate]:
        return self._retriever.retrieve(question, 1000, filters, watch)[::-1][:k]


class _FirstWords(PlainReader):
    """A broken reader: the first words of every passage, and quite sure of it."""

    name = "first words"

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Evidence]]:
        return [seen(passage, (passage.text[:20], 0.9)) for passage in passages]


class _NeverAbstains(PlainReader):
    """A reader to which every sentence is an answer."""

    name = "never abstains"
    sentence = Weights(mass=0.01, offset=3.0)

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Evidence]]:
        return self._reader.read(question, passages)


def gates() -> dict[str, float]:
    """Return the gates that `make eval` sets."""
    pairs = (gate.split("=") for gate in GATES.read_text().split())
    return {name: float(least) for name, least in pairs}


@pytest.mark.parametrize(
    ("broken", "caught_by"),
    [
        ("retriever", {"recall@8", "hit@3", "token_f1"}),
        ("first words", {"hit@3", "token_f1"}),
        ("never abstains", {"abstention_recall"}),
    ],
)
def test_a_broken_part_falls_under_the_gate(real_samples, broken, caught_by):
    from qa.reading.loading import load_reader

    retriever = _Last(real_samples) if broken == "retriever" else HybridRetriever(real_samples)
    reader: Reader = load_reader(None, real_samples.embedder)
    if broken == "first words":
        reader = _FirstWords()
    elif broken == "never abstains":
        reader = _NeverAbstains(reader)
    questions = load_gold(GOLD)[::4]
    assistant = Assistant(real_samples, retriever, reader)
    found = figures(run(real_samples, assistant, retriever, questions))
    fallen = {name for name, least in gates().items() if not found[name].value >= least}
    assert caught_by <= fallen


# Retrieval alone. ---------------------------------------------------------------------------------


@pytest.fixture
def beir(tmp_path):
    """Write a test collection of three documents and two queries."""
    documents = [("d1", "comet comet sky"), ("d2", "comet town"), ("d3", "bridge river")]
    queries = [("q1", "comet"), ("q2", "river")]
    (tmp_path / "corpus.jsonl").write_text(
        "\n".join(json.dumps({"_id": id_, "title": "", "text": text}) for id_, text in documents)
    )
    (tmp_path / "queries.jsonl").write_text(
        "\n".join(json.dumps({"_id": id_, "text": text}) for id_, text in queries)
    )
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td2\t1\nq1\td3\t1\nq2\td3\t1\nq2\td1\t0\n"
    )
    return tmp_path


def test_retrieval_on_a_test_collection(beir, library):
    collection = load_collection(beir)
    store(collection, library)
    found = evaluate(collection, library, [Ranking.LEXICAL])
    # q1: d1, d2 are found, d3 is not; d2 and d3 are relevant. q2: d3 alone is found, first.
    assert found["queries"] == 2
    assert found["mrr@10"] == (1 / 2 + 1) / 2
    assert found["recall@10"] == (1 / 2 + 1) / 2
    assert 0.5 < found["ndcg@10"] < 1


def test_a_library_with_other_articles_is_not_written_to(beir, comet):
    library, id_ = comet
    with pytest.raises(GoldError, match="holds other articles"):
        store(load_collection(beir), library)
    assert [article.id for article in library.articles()] == [id_]


def test_the_retrieval_command(qa, beir):
    done = qa("eval", "retrieval", beir, "--ranking", "lexical", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["mrr@10"] == 0.75


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        (
            "corpus.jsonl",
            '{"_id": "d1"}',
            "corpus.jsonl: line 1 should be an object",
        ),
        ("queries.jsonl", "nothing", "queries.jsonl: line 1 should be"),
        (
            "qrels/test.tsv",
            "a\tb\tc\nq1\td9\t1\n",
            "test.tsv: line 2 names 'd9'",
        ),
        ("qrels/test.tsv", "a\tb\tc\nq1 d1 1\n", "test.tsv: line 2 should be query id"),
        ("qrels/test.tsv", "a\tb\tc\nq1\td1\t0\n", "no document is relevant"),
    ],
)
def test_a_damaged_test_collection_is_refused(beir, file, text, message):
    (beir / file).write_text(text)
    with pytest.raises(GoldError, match=message):
        load_collection(beir)


def test_help_names_every_command():
    commands = "run natural compare ablations retrieval squad quotes dialogue questions"
    assert {*commands.split()} <= {*eval_command.commands}
