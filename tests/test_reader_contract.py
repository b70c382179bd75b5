"""What every reader keeps to: which sentences it weighs, which words of them it marks."""

import itertools
import math
import re

import pytest
from conftest import HashEmbedder, PlainReader, make_article, seen

from index.errors import ModelError
from index.passages import Passage
from qa.reading.loading import READERS, load_reader
from qa.reading.sentences import SentenceReader
from qa.reading.spans import MODEL_FOLDER, SpanReader

HARBOUR = (
    "The harbour bridge was opened on 4 May 1932 by Ingrid Solberg, then mayor of the town. "
    "It cost 2.4 million crowns, a third more than planned."
)
STRANGE = {
    "blank": "   ",
    "mark": "…",
    "letter": "a",
    "control": "\x00\x01",
    "chinese": "桥于1932年5月4日开放。",
    "emoji": "🌉" * 300,
    "one word": "x" * 5000,
    "accents": "é" * 400,
    "many sentences": HARBOUR * 20,
}
QUESTIONS = ["Who opened the bridge?", "Who?", "桥什么时候开放?", "x " * 400]


class FakeReader(PlainReader):
    """Marks the words of a question where they stand; a test may put it in a reader's place."""

    name = "fake"

    def read(self, question, passages):
        words = dict.fromkeys(re.findall(r"\w+", question))
        return [seen(passage, *((word, 0.9) for word in words)) for passage in passages]


def torch_model(folder):
    """Write a small extractive model with a vocabulary of ten words, untrained."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "who", "opened", "the", "bridge", "Ingrid", "."]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    ).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    BertForQuestionAnswering(config).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module", params=[*READERS, "a compiled model", "fake"])
def reader(request, tmp_path_factory):
    if request.param == "fake":
        return FakeReader()
    if request.param == SpanReader.name and not (MODEL_FOLDER / "reader.json").is_file():
        pytest.skip("the reader's files are not installed")
    if request.param in READERS:
        return load_reader(request.param, HashEmbedder())
    return load_reader(torch_model(tmp_path_factory.mktemp("model")), HashEmbedder())


def passage(text):
    return Passage(make_article(text), 0, len(text))


def test_it_has_a_name_and_says_what_its_evidence_is_worth(reader):
    assert reader.name
    for weights in (reader.sentence, reader.words):
        assert 0 < weights(-3, 0.5) < weights(0, 0.5) < weights(3, 0.5) < 1


@pytest.mark.parametrize("question", QUESTIONS, ids=["plain", "short", "chinese", "long"])
def test_evidence_lies_in_its_passage_in_order(reader, question):
    passages = [passage(text) for text in STRANGE.values()]
    found = reader.read(question, passages)
    assert len(found) == len(passages)
    for evidence, read in zip(found, passages, strict=True):
        places = [(one.start, one.end) for one in evidence]
        assert {*places} <= {*read.sentences}
        assert places == sorted(places)
        assert all(math.isfinite(one.mass) for one in evidence)
        for one in evidence:
            assert all(one.start <= s.start < s.end <= one.end for s in one.spans)
            margins = [span.margin for span in one.spans]
            assert margins == sorted(margins, reverse=True)
            assert all(0 <= reader.confidence(span) <= 1 for span in one.spans)


def test_marks_of_a_sentence_do_not_overlap(reader):
    (evidence,) = reader.read(QUESTIONS[0], [passage(HARBOUR * 3)])
    for one in evidence:
        for a, b in itertools.combinations(one.spans, 2):
            assert a.end <= b.start or b.end <= a.start


def test_evidence_is_counted_from_the_start_of_the_passage(reader):
    """A passage in the middle of an article is read as the same words alone are."""
    article = make_article("The harbour was quiet that day.", HARBOUR)
    start = article.text.index(HARBOUR)
    inside = Passage(article, start, start + len(HARBOUR))
    assert reader.read(QUESTIONS[0], [inside]) == reader.read(QUESTIONS[0], [passage(HARBOUR)])


def test_an_empty_passage_has_no_evidence(reader):
    found = reader.read(QUESTIONS[0], [passage(""), passage(HARBOUR)])
    assert found[0] == []
    assert reader.read(QUESTIONS[0], []) == []


def test_passages_are_read_together_as_each_alone(reader):
    texts = [HARBOUR, "Nothing here.", HARBOUR + " It was closed in 1990.", ""]
    together = reader.read(QUESTIONS[0], [passage(text) for text in texts])
    for spans, text in zip(together, texts, strict=True):
        assert [spans] == reader.read(QUESTIONS[0], [passage(text)])


def test_none_is_the_span_reader_and_no_other_in_its_place(monkeypatch, tmp_path):
    monkeypatch.setitem(READERS, SpanReader.name, lambda embedder: SpanReader(tmp_path))
    with pytest.raises(ModelError, match=r"not installed .*pip install .*--reader sentence"):
        load_reader(None, HashEmbedder())
    assert isinstance(load_reader(SentenceReader.name, HashEmbedder()), SentenceReader)
