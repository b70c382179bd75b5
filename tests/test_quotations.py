"""Quotation attribution: each rule on invented sentences, the seeds by hand, hostile marks."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from conftest import ROOT, make_article
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article, BlockKind, PublishedKind, join_blocks
from index.loaders import RawFile, read_articles
from index.quotations import Quotation, QuotationKind, find_quotations

SEEDS_GOLD = ROOT / "eval" / "data" / "quotes_seeds.jsonl"


def quotes(*paragraphs: str | tuple[str, str]) -> list[tuple[str, str | None]]:
    """Return (words, speaker name) of the direct quotations of an article of these paragraphs."""
    article = make_article(*paragraphs)
    return [
        (article.text[q.start : q.end], q.speaker_name)
        for q in find_quotations(article)
        if q.kind is QuotationKind.DIRECT
    ]


def only(*paragraphs: str) -> tuple[Article, Quotation]:
    """Return the article of these paragraphs and its one quotation."""
    article = make_article(*paragraphs)
    (quotation,) = find_quotations(article)
    return article, quotation


def cut(article: Article, span: tuple[int, int] | None) -> str | None:
    return None if span is None else article.text[slice(*span)]


INTRO = "Maria T. Alvarez, the harbor master, opened the new pier on Friday."


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“We never once closed the old pier,” Alvarez said.", "Maria T. Alvarez"),
        ("“We never once closed the old pier,” said Ms. Alvarez.", "Maria T. Alvarez"),
        ('"We never once closed the old pier," Alvarez told reporters.', "Maria T. Alvarez"),
        ("''We never once closed the old pier,'' Alvarez added.", "Maria T. Alvarez"),
        ("Alvarez said, “We never once closed the old pier.”", "Maria T. Alvarez"),
        ("Alvarez was clear: “We never once closed the old pier.”", "Maria T. Alvarez"),
        ("ALVAREZ: “We never once closed the old pier.”", "ALVAREZ"),
        ("According to Alvarez, “we never once closed the old pier.”", "Maria T. Alvarez"),
        ("“We never once closed the old pier,” according to Alvarez.", "Maria T. Alvarez"),
        ("The pier, Alvarez has often said, “was never once closed at all.”", "Maria T. Alvarez"),
        ("Alvarez called the old pier “a danger to all who fish there.”", "Maria T. Alvarez"),
        ("Alvarez agreed, calling it “a danger to all who fish there.”", "Maria T. Alvarez"),
        ("Alvarez laughed and said “nobody fishes there in the winter.”", "Maria T. Alvarez"),
        ("Alvarez’s claim that “nobody fishes there in winter” is false.", "Maria T. Alvarez"),
        ("Alvarez’s statement read, “Nobody fishes there in the winter.”", "Maria T. Alvarez"),
        ("“Nobody at all fishes there,” she said.", "Maria T. Alvarez"),
        ("“Nobody at all fishes there,” Alvarez snarfed.", "Maria T. Alvarez"),
        ("A pier that “nobody at all would miss” is no loss, Alvarez said.", "Maria T. Alvarez"),
        ("“Nobody fishes there in winter,” said a retired port official.",
         "a retired port official"),
        ("“Nobody fishes there in winter,” the agency said in a statement.", "the agency"),
        ("Experts say that “nobody fishes there in the winter.”", "experts"),
        ("“Nobody fishes there in the winter,” wrote Paul Berg, a diver.", "Paul Berg"),
        ("Paul Berg, who dives there, said it was “a danger to all who fish.”", "Paul Berg"),
        ("Paul Berg (no relation) said it was “a danger to all who fish.”", "Paul Berg"),
        ("“Nobody fishes there in the winter.” Berg said.", "Berg"),
    ],
)  # fmt: skip
def test_the_speaker_of_a_quotation(sentence, speaker):
    ((_, name),) = quotes(INTRO, sentence)
    assert name == speaker


def test_who_is_told_of_speaks_as_the_teller_reports():
    _, quotation = only(
        "Ruth Okafor recalls how Paul Berg, just before the storm, wrote a note saying that “the "
        "pier is not safe at all.”"
    )
    assert (quotation.speaker_name, quotation.reported_by) == ("Paul Berg", "Ruth Okafor")
    assert quotation.role is None


def test_what_is_added_after_telling_of_another_is_the_tellers_own():
    _, quotation = only(
        "Ruth Okafor recalls how Paul Berg left, adding that “the pier is not safe at all.”"
    )
    assert (quotation.speaker_name, quotation.reported_by) == ("Ruth Okafor", None)


def test_words_that_give_anothers_view_are_his():
    article = make_article(
        "Paul Berg left the harbor in May.",
        "“To him, the pier was a trap. ‘Nobody at all should fish there in winter.’ He never came "
        "back,” Ruth Okafor said.",
    )
    _, inner = find_quotations(article)
    assert inner.kind is QuotationKind.NESTED
    assert (inner.speaker_name, inner.reported_by) == ("Paul Berg", "Ruth Okafor")


def test_what_a_quotation_tells():
    article, quotation = only(
        "“The tide comes twice a day,” said Ruth B. Okafor, a former keeper of the light."
    )
    assert article.text[quotation.start : quotation.end] == "The tide comes twice a day,"
    assert cut(article, quotation.speaker) == "Ruth B. Okafor"
    assert cut(article, quotation.cue) == "said"
    assert quotation.speaker_name == "Ruth B. Okafor"
    assert quotation.role == "former keeper of the light"
    assert quotation.kind is QuotationKind.DIRECT
    assert quotation.reported_by is None
    assert quotation.reason is None
    assert 0.9 < quotation.confidence <= 1
    assert quotation.article_id == article.id


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("“The tide is in at last,” said Ruth Okafor, the keeper of the light.",
         "keeper of the light"),
        ("Retired Adm. Ruth Okafor, an author, said “the tide is in at last.”", "author"),
        ("Lighthouse spokeswoman Ruth Okafor said “the tide is in at last.”",
         "Lighthouse spokeswoman"),
        ("“The tide is in at last,” said Sen. Ruth Okafor.", "Sen."),
        ("“The tide is in,” Okafor said. Ruth Okafor, a keeper of lights, waved.",
         "keeper of lights"),
    ],
)  # fmt: skip
def test_the_role_is_as_printed(text, role):
    article = make_article(text)
    assert find_quotations(article)[0].role == role


def test_a_split_quotation_has_one_speaker():
    pieces = quotes(
        "“The tide,” Ruth Okafor said, “is in.” She waved. “It is always on time here.”"
    )
    assert [words for words, _ in pieces[:2]] == ["The tide,", "is in."]
    assert {name for _, name in pieces} >= {"Ruth Okafor"}


def test_a_quotation_goes_on_in_the_next_sentence_and_paragraph():
    found = quotes(
        "“The tide is in,” Ruth Okafor said. “It has never been late in all my years.",
        "“And it will be on time tomorrow, whatever they write.”",
        "“I would bet the lighthouse on it any day of the week.”",
    )
    assert len(found) == 4
    assert {name for _, name in found} == {"Ruth Okafor"}


def test_a_quotation_of_several_paragraphs_is_named_by_its_last():
    found = quotes(
        "“The tide is in and it has never been late.",
        "“And it will be on time tomorrow,” said Ruth Okafor.",
    )
    assert [name for _, name in found] == ["Ruth Okafor", "Ruth Okafor"]


def test_a_name_on_a_line_of_its_own_speaks():
    found = quotes("“The tide is in and never late.”", "— Ruth Okafor, keeper")
    assert found == [("The tide is in and never late.", "Ruth Okafor")]


def test_second_hand_words_say_who_reports_them():
    _, quotation = only(
        "Reporter Anna K. Lund writes that the keeper, Ruth Okafor, told others that “the tide"
        " has never once been late.”"
    )
    assert quotation.speaker_name == "Ruth Okafor"
    assert quotation.reported_by == "Anna K. Lund"
    _, quotation = only("Ruth Okafor called it “a late and lazy tide,” according to two friends.")
    assert quotation.reported_by == "two friends"


def test_a_quotation_inside_a_quotation_is_not_its_quoters():
    article = make_article(
        "Paul Berg runs the harbor. “He would look at the sea and say, ‘That is my sea, and not"
        " yours,’” Ruth Okafor recalled."
    )
    outer, inner = find_quotations(article)
    assert (outer.kind, outer.speaker_name) == (QuotationKind.DIRECT, "Ruth Okafor")
    assert inner.kind is QuotationKind.NESTED
    assert inner.speaker_name == "Paul Berg"
    assert inner.reported_by == "Ruth Okafor"
    assert outer.start < inner.start < inner.end <= outer.end


def test_an_inner_quotation_without_a_verb_is_unclear():
    article = make_article("“To him it was simple. ‘No sea and no ships for you,’” Berg said.")
    inner = find_quotations(article)[1]
    assert inner.speaker_name is None
    assert inner.reported_by == "Berg"
    assert inner.reason


@pytest.mark.parametrize(
    "text",
    [
        "Ruth Okafor sold her book, “The Tide and I,” in May.",
        "She wrote “The Tide and I” by hand.",
        "Ruth Okafor spoke on Channel Nine’s “Morning Tide” and left.",
        "William “Salty” Berg went home.",
        "The so-called “tide tax” failed.",
        "The town was full of “experts” that summer.",
        "The ‘Tide and I’ Club met.",
        "Sailors’ hats and the ’90s don’t quote anyone, and it’s Okafor’s.",
        "A 6' pole and a 5\" one.",
    ],
)
def test_titles_nicknames_and_scare_quotes_are_no_speech(text):
    assert quotes(text) == []


def test_what_nothing_attributes_is_unclear_and_says_why():
    _, quotation = only("The sign held on. “The tide waits for no man in this town.”")
    assert quotation.speaker_name is None
    assert quotation.speaker is None
    assert quotation.confidence == 0
    assert "speech verb" in (quotation.reason or "")


def test_a_pronoun_that_may_be_anybody_is_unclear():
    _, quotation = only("“The tide waits for no man here,” he said.")
    assert quotation.speaker_name is None
    assert quotation.speaker is not None
    assert quotation.reason == "“he” may be several people"


def test_the_honorific_tells_two_of_one_name_apart():
    found = quotes(
        "Paul Berg and Anna Berg keep the light.",
        "“The light is never out at night,” Ms. Berg said.",
        "“It was out on Friday and on Sunday,” Mr. Berg said.",
    )
    assert [name for _, name in found] == ["Anna Berg", "Paul Berg"]


def test_an_initial_is_the_first_name_that_it_begins_and_two_letters_are_a_name():
    found = quotes(
        "Alan Berg keeps the light, and Al Berg feeds the gulls.",
        "“The light is never out at night,” Al Berg said.",
        "“It was out on Friday and on Sunday,” A. Berg said.",
    )
    assert found[0][1] == "Al Berg"
    assert quotes("Alan Berg keeps it. “It is never out at night,” A. Berg said.")[0][1] == (
        "Alan Berg"
    )


def test_a_role_means_the_first_who_had_it():
    found = quotes(
        "“The light is never out at night,” said a senior harbor official.",
        "“It was out on Friday and on Sunday,” the official said.",
    )
    assert [name for _, name in found] == ["a senior harbor official"] * 2


def test_who_was_spoken_to_is_no_speaker():
    assert quotes("Ruth Okafor was told “the light is never out.”")[:1] in (
        [],
        [("the light is never out.", None)],
    )


@pytest.mark.parametrize(
    ("sentence", "words", "speaker"),
    [
        ("Alvarez said she tried to keep the old pier.", "she tried to keep the old pier",
         "Maria T. Alvarez"),
        ("Alvarez told me that the old pier would go.", "the old pier would go",
         "Maria T. Alvarez"),
        ("The old pier will go in May, Alvarez said.", "The old pier will go in May",
         "Maria T. Alvarez"),
        ("The old pier, officials said, would go in May.",
         "The old pier, officials said, would go in May", "officials"),
        ("According to Alvarez, the old pier will go.", "the old pier will go",
         "Maria T. Alvarez"),
    ],
)  # fmt: skip
def test_indirect_speech(sentence, words, speaker):
    article = make_article(INTRO, sentence)
    (quotation,) = find_quotations(article)
    assert quotation.kind is QuotationKind.INDIRECT
    assert article.text[quotation.start : quotation.end] == words
    assert quotation.speaker_name == speaker


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Alvarez said that the pier was gone.", "the pier was gone"),
        ("Alvarez said that it was gone.", None),
    ],
)
def test_reported_words_are_four_or_more(sentence, words):
    article = make_article(INTRO, sentence)
    found = [article.text[q.start : q.end] for q in find_quotations(article)]
    assert found == ([words] if words else [])


@pytest.mark.parametrize(
    "sentence",
    [
        "Alvarez said little about the pier.",
        "Alvarez described the summer with joy.",
        "Alvarez was told that the pier would go.",
        "The report on the pier was long.",
    ],
)
def test_no_indirect_speech_where_it_is_not_plain(sentence):
    assert find_quotations(make_article(INTRO, sentence)) == []


def test_a_block_quotation_has_the_words_of_its_credit():
    text, blocks = join_blocks(
        [
            (BlockKind.BODY, "The paper was blunt:", None),
            (BlockKind.QUOTE, "The light was out, and no one came.", "The Harbor Times"),
            (BlockKind.QUOTE, "No credit stands here.", None),
        ]
    )
    article = Article("id", None, None, (), None, PublishedKind.UNKNOWN, None, None, None, "",
                      text, blocks)  # fmt: skip
    credited, uncredited = find_quotations(article)
    assert (credited.start, credited.end) == (blocks[1].start, blocks[1].end)
    assert credited.speaker_name == "Harbor Times"
    assert uncredited.speaker_name is None
    assert uncredited.reason


def test_a_caption_may_quote_and_does_not_carry_its_speaker_on():
    found = quotes(
        ("caption", "Ruth Okafor said “the light was out that night.”"),
        "“The tide waits for no man in this town.”",
    )
    assert [name for _, name in found] == ["Ruth Okafor", None]


# --- the sample articles, by hand ---------------------------------------------------------------


def _gold() -> list[dict[str, str | None]]:
    return [json.loads(line) for line in SEEDS_GOLD.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def seeds() -> dict[str, Article]:
    articles = {}
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        (article,) = read_articles(RawFile(path.name, path.read_bytes()))
        assert isinstance(article, Article)
        articles[path.name] = article
    return articles


@pytest.mark.parametrize(
    "gold", _gold(), ids=lambda gold: f"{gold['file'][:3]} {gold['text'][:40]}"
)
def test_the_seeds_are_attributed_as_by_hand(gold, seeds):
    article = seeds[gold["file"]]
    assert article.text.count(gold["text"]) == 1
    (ours,) = [
        quotation
        for quotation in find_quotations(article)
        if article.text[quotation.start : quotation.end] == gold["text"]
        and quotation.kind == gold["kind"]
    ]
    assert ours.speaker_name == gold["speaker_name"]
    assert ours.role == gold["role"]
    assert ours.reported_by == gold["reported_by"]
    assert bool(ours.reason) == (gold["speaker_name"] is None)


def test_no_long_quotation_of_the_seeds_is_missing_by_hand(seeds):
    """What is found and not in the file by hand is either short or reported speech."""
    by_hand = {(gold["file"], gold["text"]) for gold in _gold()}
    for name, article in seeds.items():
        for quotation in find_quotations(article):
            words = article.text[quotation.start : quotation.end]
            long = len(re.findall(r"\w+(?:[’'-]\w+)*", words)) >= 6
            if long and quotation.kind is not QuotationKind.INDIRECT:
                assert (name, words) in by_hand


# --- whatever the text --------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["“", "”", "‘", "’", '"', "'", "''", " ", "\n", ". ", ", ", ": ", "? ", "—", "(", ")", "said ",
     "Ruth Okafor ", "he ", "She ", "Mr. ", "Berg’s ", "told ", "that ", "according to ", "claim ",
     "who ", "the official ", "calling ", "In ", "and ", "words of no weight ", "\x01", "\x02", "é"]
)  # fmt: skip


@given(st.lists(st.lists(PIECES, max_size=40).map("".join), max_size=6))
def test_spans_recut_and_stay_in_their_block(paragraphs):
    article = make_article(*paragraphs)
    found = find_quotations(article)
    assert found == sorted(found, key=lambda quotation: quotation.start)
    direct_end = 0
    for quotation in found:
        assert quotation.article_id == article.id
        block = article.block_at(quotation.start)
        assert block.start <= quotation.start < quotation.end <= block.end
        assert article.text[quotation.start : quotation.end].strip()
        for span in (quotation.speaker, quotation.cue):
            assert span is None or 0 <= span[0] < span[1] <= len(article.text)
        assert (quotation.reason is None) == (quotation.speaker_name is not None)
        assert 0 <= quotation.confidence <= 1
        if quotation.kind is not QuotationKind.NESTED:
            assert quotation.start >= direct_end
            direct_end = quotation.end


@given(st.text(max_size=300))
def test_no_text_raises(text):
    assert isinstance(find_quotations(make_article(text)), list)


@pytest.mark.parametrize(
    "unit",
    ["“", "“a ", ' "a', ' "a b" ', " ‘a", " 'a", "s' a ", "“ ‘a \"b ", "“Some words that go on\n\n",
     "Berg said “a ", "“Yes, and it is so,” he said. ", "the official said, “No.” ", "Ruth Berg "],
    ids=repr,
)  # fmt: skip
def test_ten_thousand_marks_cost_linear_time(unit):
    def seconds(count: int) -> float:
        article = make_article(*(unit * count).split("\n\n"))
        laps = []
        for _ in range(3):  # the quickest: what else the machine does only ever adds
            start = time.process_time()
            find_quotations(article)
            laps.append(time.process_time() - start)
        return min(laps)

    small, large = seconds(2_500), seconds(10_000)
    assert large < 10 * small + 0.1  # four times the text; quadratic would be sixteen times


def test_the_rules_name_nobody_of_the_seeds():
    """No name or phrase of the sample articles stands in the code: the rules are not theirs."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "index" / "quotations").glob("*.py"))
    for name in (
        "Stavridis",
        "Flournoy",
        "Shaheen",
        "Stelzenm",
        "Shanahan",
        "Brookings",
        "O’Brien",
    ):
        assert name not in code


def test_the_gold_file_is_whole():
    fields = {"file", "text", "speaker_name", "role", "kind", "reported_by", "notes"}
    rows = _gold()
    assert all(set(row) == fields for row in rows)
    assert {row["file"] for row in rows} == {
        path.name for path in Path(ROOT / "seeds").glob("*.txt")
    }
