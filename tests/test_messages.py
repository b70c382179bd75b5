"""What the page shows of an answer: values and HTML, without a browser and without Gradio."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from conftest import add, make_article
from hypothesis import given
from hypothesis import strategies as st

from index.articles import PublishedKind
from index.library import Library
from index.passages import Passage
from index.quotations import QuotationKind, find_quotations
from index.retrieval import Candidate
from qa.answering.utterances import utterances
from qa.answers import (
    Answer,
    AskBack,
    Citation,
    Copy,
    Fact,
    FactName,
    Finding,
    Form,
    Near,
    Sharing,
    Speaker,
)
from qa.assistant import build_assistant
from qa.questions.kinds import Kind
from qa.questions.people import SpeakerCount
from qa.showing.phrases import DIFFERENT, RELATED
from ui import citations
from ui.catalogue import Adding, article_row
from ui.html import (
    adding_html,
    conversation_html,
    library_html,
    quotations_html,
    source_html,
    speakers_html,
)
from ui.messages import Exchange, message
from ui.opened import marked_blocks, opened

PIER = (
    "“We will build the pier before winter,” said Olaf Lund, the harbor master. It will cost much."
)
FERRY = "The ferry sails at noon. The ferry returns at six."
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7*7 }} ${7*7} \" ' & </mark>"


class Tags(HTMLParser):
    """Collects the tags and the text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


@pytest.fixture
def article():
    return make_article(
        PIER, FERRY, title="Harbor plan", authors=("Ruth Berg",), published="2023-11"
    )


def cite(article, words: str) -> Citation:
    start = article.text.index(words)
    return Citation(article, start, start + len(words))


def spoken(article, **fields: Any) -> Finding:
    quotation = next(q for q in find_quotations(article) if q.kind is QuotationKind.DIRECT)
    citation = Citation(article, quotation.start, quotation.end)
    speaker = Speaker.of(article, quotation)
    return Finding.of_words(citation, 0.93, Form.QUOTATION, speaker=speaker, **fields)


def value(article, words: str, confidence: float, **fields: Any) -> Finding:
    made = Finding.of_words(cite(article, words), confidence, Form.VALUE)
    return replace(made, **fields)


def shown(answer: Answer):
    return message(Exchange(0, answer.question, answer))


def test_a_quotation_with_all_that_is_known_of_it(article):
    answer = Answer("what did Lund say", (spoken(article),), kind=Kind.SPEECH)
    (card,) = shown(answer).cards
    assert card.quote == "We will build the pier before winter,"
    assert card.is_spoken
    assert (card.speaker, card.about_speaker) == ("Olaf Lund", ", harbor master")
    assert (card.confidence, card.strength) == ("strong 0.93", "strong")
    assert card.cited.title == "Harbor plan"
    assert card.cited.byline == "The Paper · Ruth Berg · 2023-11"
    words = "We will build the pier before winter,"
    assert card.context == (
        ("“", False), (words, True), ("” said Olaf Lund, the harbor master.", False)
    )  # fmt: skip
    assert [name for name, _ in card.copies] == ["Text", "Markdown", "BibTeX"]
    html = conversation_html([Exchange(0, answer.question, answer)])
    assert "“We will build the pier before winter,”" in Tags(html).text
    assert Tags(html).text.count("We will build") == 1  # what is around it has a gap for it


def test_a_value_is_shown_in_its_sentence(article):
    answer = Answer("when does it sail", (value(article, "noon", 0.7),))
    (card,) = shown(answer).cards
    assert (card.quote, card.is_spoken) == ("noon", False)
    assert "".join(words for words, _ in card.context) == "The ferry sails at noon."
    assert card.confidence == "good 0.70"
    html = conversation_html([Exchange(0, "q", answer)])
    assert "The ferry sails at <mark>noon</mark>." in html


def test_sentences_are_shown_once_with_the_words_that_answer_marked(article):
    marks = (cite(article, "sails at noon"), cite(article, "returns at six"))
    answer = Answer("when is the ferry there", (Finding(cite(article, FERRY), 0.7, marks),))
    (card,) = shown(answer).cards
    assert (card.quote, card.context) == (FERRY, ())
    assert card.copies[0][1].startswith(f"“{FERRY}” ")
    html = conversation_html([Exchange(0, "q", answer)])
    assert (
        "<blockquote>The ferry <mark>sails at noon</mark>. The ferry <mark>returns at six</mark>."
        "</blockquote>"
    ) in html
    assert Tags(html).text.count("sails") == 1


def test_a_paraphrase_is_never_in_quotation_marks(article):
    speaker = Speaker("Olaf Lund", None, None, None, QuotationKind.INDIRECT, "said")
    finding = Finding.of_words(
        cite(article, "It will cost much."), 0.8, Form.PARAPHRASE, speaker=speaker
    )
    answer = Answer("what did Lund say", (finding,), kind=Kind.SPEECH)
    (card,) = shown(answer).cards
    assert not card.is_spoken
    assert "“" not in Tags(conversation_html([Exchange(0, "q", answer)])).text
    for name, text in card.copies:
        assert "It will cost much." in text, name
        assert "“It" not in text, name


def test_what_is_only_related_says_so_and_is_marked(article):
    near = Near(Candidate(Passage(article, 0, len(PIER)), 0.1), cite(article, FERRY),
                (cite(article, "noon"),), 0.2)  # fmt: skip
    answer = Answer("when does the train leave", (), (near,), is_related=True)
    told = shown(answer)
    assert told.summary == RELATED
    assert (told.cards, told.nearest) == ((), ())
    assert told.related[0].quote == FERRY
    assert told.related[0].cited.target.start == near.citation.start
    html = conversation_html([Exchange(0, "q", answer)])
    assert RELATED in Tags(html).text
    assert "sails at <mark>noon</mark>" in html
    assert "No answer" not in html


def test_nothing_found_and_nothing_asked(article):
    near = Near.of(Candidate(Passage(article, 0, len(PIER)), 0.1))
    found = shown(Answer("who?", (), (near,), notes=("Nobody is quoted as Okafor.",)))
    assert found.summary == "No answer was found in these articles."
    assert found.notes == ("Nobody is quoted as Okafor.",)
    assert found.nearest[0].cited.target.end == len(PIER)
    html = conversation_html([Exchange(0, "?", error="the question is empty")])
    assert "the question is empty" in Tags(html).text
    assert "No answer" not in html
    assert "data-ask" in conversation_html([], ["What did Lund say?"])


def test_a_question_made_to_stand_alone_is_shown_when_it_differs(article):
    answer = Answer("and Lund?", (spoken(article),), standalone_question="what did Lund say")
    assert shown(answer).asked_as == "Asked as: what did Lund say"
    assert shown(replace(answer, standalone_question="and Lund?")).asked_as is None
    assert shown(replace(answer, standalone_question=None)).asked_as is None


def test_what_is_unclear_is_asked_back():
    back = AskBack("he", ("Lund", "Berg"), ("what did Lund say", "what did Berg say"))
    html = conversation_html([Exchange(0, "what did he say", Answer("q", (), asks_back=back))])
    assert "Which do you mean?" in html
    assert re.findall(r'data-ask="(.*?)"', html) == list(back.questions)
    assert "No answer" not in html


def test_answers_that_differ_stand_in_front_with_their_dates(article):
    other = make_article("The ferry sails at one.", title="Later", published="2024-02")
    findings = (
        value(article, "noon", 0.9, differs=True),
        value(other, "one", 0.8, differs=True),
        value(article, "six", 0.6),
    )
    told = shown(Answer("when does it sail", findings))
    assert told.first == 2
    assert [card.dated for card in told.cards] == ["2023-11", "2024-02", None]
    assert told.notes == (DIFFERENT,)


def test_articles_that_repeat_each_other_are_counted_and_named(article):
    again = make_article(PIER, title="Copied", source="The Echo")
    own = make_article(PIER, title="Own", source="The Herald")
    finding = spoken(
        article,
        also_in=(cite(again, "We will build"), cite(own, "We will build")),
        copies=(Copy(again, article, Sharing.PARAGRAPH),),
    )
    (card,) = shown(Answer("q", (finding,), kind=Kind.SPEECH)).cards
    assert card.independent == "in 3 articles, 2 independent"
    assert [cited.repeats for cited in card.also_in] == ["The Paper", None]


def test_a_fact_about_an_article_is_not_given_as_its_words(article):
    fact = Fact(FactName.AUTHORS, ("Ruth Berg",))
    finding = Finding(Citation(article, 0, len(PIER)), 1.0, form=Form.FACT, fact=fact)
    (card,) = shown(Answer("who wrote it", (finding,), kind=Kind.LIBRARY)).cards
    assert card.fact == "Ruth Berg"
    assert card.quote == ""
    assert card.confidence is None


def test_the_source_has_every_word_and_its_marks(article):
    first, second = cite(article, "The ferry sails at noon."), cite(article, "winter")
    source = opened(article, first, (first, second))
    texts = ["".join(one.text for one in block.segments) for block in source.blocks]
    assert texts == [PIER, FERRY]
    assert source.marks == 2
    marked = [one for block in source.blocks for one in block.segments if one.mark]
    assert [(one.mark, one.text, one.is_shown) for one in marked] == [
        (1, "winter", False),
        (2, "The ferry sails at noon.", True),
    ]
    assert (source.target.start, source.target.end) == (first.start, first.end)
    text = Tags(source_html(source)).text
    assert PIER in text
    assert FERRY in text


def test_the_date_of_a_source_says_how_it_is_known(article):
    inferred = replace(
        article, published_kind=PublishedKind.INFERRED, published_evidence="Nov. 2023"
    )
    unknown = replace(article, published=None, published_kind=PublishedKind.UNKNOWN)
    assert opened(article).dated == "2023-11 · explicit date, read from “2023-11”"
    assert opened(inferred).dated == "2023-11 · inferred date, read from “Nov. 2023”"
    assert opened(unknown).dated == "date unknown"


spans = st.tuples(st.integers(0, 200), st.integers(1, 60))


@given(spans, st.lists(spans, max_size=5))
def test_cutting_loses_and_doubles_nothing(shown_at, others_at):
    article = make_article(PIER, ("heading", "The ferry"), FERRY)
    length = len(article.text)

    def citation(span):
        start = min(span[0], length - 1)
        return Citation(article, start, min(start + span[1], length))

    try:
        marked = citation(shown_at)
        assert marked.sentence
    except ValueError:  # it begins or ends between two paragraphs, as no answer does
        return
    cut = marked_blocks(article, marked, map(citation, others_at))
    assert "\n\n".join("".join(one.text for one in block.segments) for block in cut) == article.text
    words = "".join(one.text for block in cut for one in block.segments if one.is_shown)
    assert words == marked.quote.replace("\n\n", "")


def test_hostile_text_is_text_everywhere():
    inner = HOSTILE.replace('"', "")
    quoted = f"“We hold {inner} here,” said Mallory Grimm on Tuesday."
    article = make_article(
        quoted,
        ("quote", HOSTILE),
        ("heading", HOSTILE),
        title=HOSTILE,
        source=HOSTILE,
        authors=(HOSTILE,),
        url=f"javascript:{HOSTILE}",
        path=f"/tmp/{HOSTILE}",
    )
    finding = spoken(article)
    answer = Answer(HOSTILE, (finding,), notes=(HOSTILE,), standalone_question=f"{HOSTILE}?")
    said = utterances((article, quotation) for quotation in find_quotations(article))
    whole = finding.citation
    candidate = Candidate(Passage(article, whole.start, whole.end), 0.1)
    near = (Near(candidate, whole, finding.marks), Near.of(candidate))
    sentences = Answer(HOSTILE, (Finding(whole, 0.5, finding.marks),))
    pieces = [
        conversation_html([Exchange(0, HOSTILE, answer)], [HOSTILE]),
        conversation_html([Exchange(0, HOSTILE, Answer(HOSTILE, (), near, is_related=True))]),
        conversation_html([Exchange(0, HOSTILE, Answer(HOSTILE, (), near))]),
        conversation_html([Exchange(0, HOSTILE, sentences)]),
        conversation_html([Exchange(0, HOSTILE, error=HOSTILE)]),
        conversation_html([], [HOSTILE]),
        source_html(opened(article, finding.words)),
        source_html(error=HOSTILE),
        library_html([article_row(article, 1)], read_only=False),
        speakers_html([SpeakerCount(HOSTILE, (), 1)]),
        quotations_html(HOSTILE, said),
        adding_html(Adding(None, [HOSTILE], [HOSTILE], [HOSTILE], [HOSTILE])),
    ]
    for html in pieces:
        tags = Tags(html)
        assert not {"script", "img", "iframe"} & set(tags.tags)
        assert not [name for name in tags.names if name.startswith("on")]
        assert "javascript:" not in re.findall(r'href="(.*?)"', html)
        assert "49" not in tags.text
    assert HOSTILE in Tags(pieces[6]).text


def test_what_turns_a_line_around_is_made_visible():
    article = make_article("The total is \u202e001 dollars\u2066 today.", title="\x1b[31mRed\ud800")
    html = source_html(opened(article))
    assert "\u202e" not in html
    assert "\x1b" not in html
    assert html.encode()  # half a character cannot be sent
    assert "The total is �001 dollars� today." in html


def test_copies_name_speaker_place_and_link(article):
    article = replace(article, url="https://paper.example/pier_1?a=b")
    finding = spoken(article)
    text = citations.plain(finding.words, finding.speaker)
    assert text == (
        "“We will build the pier before winter,” — Olaf Lund, harbor master. "
        "Ruth Berg, “Harbor plan”, The Paper, 2023-11, paragraph 1. "
        "https://paper.example/pier_1?a=b#:~:text=We%20will%20build%20the%20pier%20before%20winter%2C"
    )
    assert citations.markdown(finding.words, finding.speaker) == (
        "> “We will build the pier before winter,”\n>\n> — Olaf Lund, harbor master, "
        "[Harbor plan](<https://paper.example/pier_1?a=b#:~:text=We%20will%20build%20the%20pier"
        "%20before%20winter%2C>), Ruth Berg, The Paper, 2023-11, paragraph 1"
    )
    assert citations.bibtex(finding.words, finding.speaker).splitlines() == [
        f"@misc{{berg2023-{article.id[:6]},",
        "  author = {{Ruth Berg}},",
        "  title = {{Harbor plan}},",
        "  howpublished = {The Paper},",
        "  year = {2023},",
        "  month = {11},",
        "  url = {https://paper.example/pier_1?a=b},",
        "  note = {“We will build the pier before winter,” — Olaf Lund, harbor master, "
        "paragraph 1},",
        "}",
    ]


def test_copies_of_a_bare_article_name_what_there_is():
    article = make_article("Costs rose 5% & more_or_less * {so}.", title=None, source=None)
    citation = Citation(article, 0, len(article.text))
    assert citations.plain(citation) == "“Costs rose 5% & more_or_less * {so}.” paragraph 1."
    assert r"Costs rose 5% & more\_or\_less \* {so}." in citations.markdown(citation)
    assert r"Costs rose 5\% \& more\_or\_less * \{so\}." in citations.bibtex(citation)


def test_a_row_counts_paragraphs_and_warns_of_a_second_article(article):
    doubtful = replace(article, second_article_line=9, path="/tmp/two.txt")
    html = library_html([article_row(doubtful, 2)], read_only=False)
    assert "may start at line 9" in html
    assert f'data-split="{article.id}"' in html
    assert f'data-remove="{article.id}"' in html
    read = library_html([article_row(doubtful, 2)], 7, read_only=True)
    assert "7 more are not shown" in read
    assert "not shown" not in html
    assert "data-split" not in read
    assert "data-remove" not in read
    assert (article_row(article, 2).paragraphs, article_row(article, 2).quotations) == (2, 2)


def test_answers_of_a_library_can_be_shown(tmp_path, embedder, article):
    with Library.create(tmp_path / "library", embedder) as library:
        add(library, article)
        asked = build_assistant(library, reader="sentence")
        for question in ("what did Lund say", "when does the ferry sail?", "who wrote this?"):
            html = conversation_html([Exchange(0, question, asked.ask(question))])
            assert Tags(html).text


def test_the_messages_need_no_gradio():
    code = "import sys, ui.html; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
