"""Raw files to articles: the samples, every kind of page, encodings, bad inputs."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.articles import Article, BlockKind, PublishedKind
from index.errors import ArticleError, NotAnArticle, TooLarge, UnreadableFile
from index.loaders import LOADERS, RawFile, read_articles, walk

DATA = Path(__file__).parent / "data"
SEEDS = Path(__file__).parent.parent / "seeds"
SAMPLES = json.loads((DATA / "samples.json").read_text("utf-8"))
GOLDEN = sorted(path for path in (DATA / "ingest").iterdir() if path.suffix != ".json")

STORY = (
    "The café on the quay reopened on Monday after a year of repairs.\n\n"
    "“We are glad,” said its owner, who had borrowed most of the money from her naïve cousin.\n"
)


def sample_file(number):
    path = next(SEEDS.glob(f"{number}_*.txt"))
    return RawFile(str(path), path.read_bytes())


def only(raw, **options):
    found = list(read_articles(raw, **options))
    assert len(found) == 1, found
    assert isinstance(found[0], Article), found[0]
    return found[0]


def articles(read):
    found = list(read)
    good = [one for one in found if isinstance(one, Article)]
    assert good == found
    return good


def error(raw, **options):
    found = list(read_articles(raw, **options))
    assert len(found) == 1, found
    assert isinstance(found[0], ArticleError), found[0]
    assert "\n" not in str(found[0])
    return found[0]


def blocks(article):
    return [(b.kind.value, article.text[b.start : b.end], b.credit) for b in article.blocks]


def check_offsets(article):
    parts = [article.text[block.start : block.end] for block in article.blocks]
    assert "\n\n".join(parts) == article.text
    assert all(part.strip() for part in parts)
    ends = [block.end for block in article.blocks[:-1]]
    assert ends == [block.start - 2 for block in article.blocks[1:]]


@pytest.mark.parametrize("number", sorted(SAMPLES))
def test_sample(number):
    expected = SAMPLES[number]
    article = only(sample_file(number))
    for name in (
        "title",
        "source",
        "published",
        "published_evidence",
        "url",
        "second_article_line",
    ):
        assert getattr(article, name) == expected[name], name
    assert list(article.authors) == expected["authors"]
    assert article.published_kind.value == expected["published_kind"]
    found = blocks(article)
    assert Counter(kind for kind, _, _ in found) == expected["counts"]
    body = [text for kind, text, _ in found if kind == "body"]
    assert [body[0], body[-1]] == [expected["first"], expected["last"]]
    assert [block for block in expected["blocks"] if tuple(block) not in found] == []
    dropped = [(item.reason, item.text) for item in article.dropped]
    assert [item for item in expected["dropped"] if tuple(item) not in dropped] == []
    assert len(dropped) == expected["dropped_count"]
    check_offsets(article)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
def test_golden(path):
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    article = only(RawFile(str(path), path.read_bytes()))
    for name in ("title", "source", "published", "url"):
        assert getattr(article, name) == expected[name], name
    assert list(article.authors) == expected["authors"]
    assert article.published_kind.value == expected["published_kind"]
    found = [[kind, text] + ([credit] if credit else []) for kind, text, credit in blocks(article)]
    assert found == expected["blocks"]
    assert [[item.reason, item.text] for item in article.dropped] == expected["dropped"]
    check_offsets(article)


@pytest.mark.parametrize("number", ["001", "002", "003", "004"])
def test_every_word_of_a_plain_sample_is_kept_or_listed_as_dropped(number):
    raw = sample_file(number)
    article = only(raw)
    words = Counter(raw.text.split())
    kept = Counter(article.text.split()) + Counter((article.title or "").split())
    for item in article.dropped:
        kept += Counter(item.text.split())
    assert kept == words


def test_split_makes_two_articles_of_the_raw_lines():
    raw = sample_file("003")
    first, second = articles(read_articles(raw, split_at=62))
    assert first.text.endswith("including their jobs and well-being.”")
    assert second.text.startswith("The State Department approves the sale")
    assert (first.published, second.published) == ("2023-12", None)
    assert first.second_article_line is second.second_article_line is None
    assert first.raw_sha256 == second.raw_sha256 == only(raw).raw_sha256
    assert len(first.blocks) + len(second.blocks) == len(only(raw).blocks)


@pytest.mark.parametrize(
    ("line", "message"), [(0, "lines 2 to"), (1, "lines 2 to"), (999, "lines 2 to"), (2, "blank")]
)
def test_split_at_a_wrong_line(line, message):
    assert message in str(error(RawFile("story.txt", STORY.encode()), split_at=line))


def test_split_of_records_is_refused():
    raw = RawFile("a.jsonl", b'{"text": "A line of text that is long enough to be one."}\n')
    assert "cannot be split" in str(error(raw, split_at=2))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encoding(encoding):
    article = only(RawFile("story.txt", STORY.encode(encoding)))
    assert article.text == STORY.strip().replace("\r\n", "\n")


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends(newline):
    assert only(RawFile("a.txt", STORY.replace("\n", newline).encode())).text == STORY.strip()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (bytes(range(256)) * 20, "binary"),
        (b"Advertisement\n\nShare this article\n", "nothing left|no text left"),
    ],
    ids=["empty", "blank", "pdf", "png", "binary", "only debris"],
)
def test_not_an_article(data, message):
    found = error(RawFile("x", data))
    assert isinstance(found, NotAnArticle)
    with pytest.raises(NotAnArticle, match=message):
        raise found


def record(**fields):
    return json.dumps({"text": STORY, **fields}, ensure_ascii=False)


def test_json_lines_yields_the_rest_when_a_line_is_bad():
    lines = [
        record(
            title="One", published="2022/05/04", authors=["Ada Quist"], source="S", url="u", x=1
        ),
        "{broken",
        "[1]",
        record(text=""),
        record(published="soon"),
        "",
        record(title="Two", authors="Ada Quist"),
    ]
    found = list(read_articles(RawFile("a.jsonl", "\n".join(lines).encode())))
    assert [type(item) for item in found] == [Article, *[NotAnArticle] * 4, Article]
    assert [str(item).split(" ")[2] for item in found[1:5]] == ["2", "3", "4", "5"]
    one, two = articles((found[0], found[-1]))
    assert (one.title, one.source, one.url, one.authors) == ("One", "S", "u", ("Ada Quist",))
    assert (one.published, one.published_kind) == ("2022-05-04", PublishedKind.EXPLICIT)
    assert (two.title, two.authors, two.published) == ("Two", ("Ada Quist",), None)
    assert one.text == STORY.strip()


def test_json_text_is_cleaned():
    article = only(RawFile("a.jsonl", record(title="T", text=STORY + "\nAdvertisement\n").encode()))
    assert article.text == STORY.strip()
    assert [item.reason for item in article.dropped] == ["advertisement"]


def test_json_blocks_are_taken_as_given():
    text = "A heading\n\nAdvertisement\n\nWords of another."
    given_blocks = [
        {"kind": "heading", "start": 0, "end": 9},
        {"kind": "body", "start": 11, "end": 24},
        {"kind": "quote", "start": 26, "end": 43, "credit": "Somebody"},
    ]
    article = only(RawFile("a.json", record(text=text, blocks=given_blocks).encode()))
    assert blocks(article) == [
        ("heading", "A heading", None),
        ("body", "Advertisement", None),
        ("quote", "Words of another.", "Somebody"),
    ]


@pytest.mark.parametrize(
    "block",
    [
        {"kind": "body", "start": 5, "end": 99999},
        {"kind": "body", "start": 5, "end": 5},
        {"kind": "song", "start": 0, "end": 5},
        {"kind": "body", "start": True, "end": 5},
        {"kind": "body"},
        7,
    ],
    ids=["outside", "empty", "kind", "bool", "missing", "no object"],
)
def test_json_with_wrong_blocks(block):
    assert "wrong block" in str(error(RawFile("a.json", record(blocks=[block]).encode())))


def test_json_document_with_a_list():
    data = f"[{record(title='One')},\n {record(title='Two')}, 3]"
    *found, bad = read_articles(RawFile("a.json", data.encode()))
    one, two = articles(found)
    assert (one.title, two.title) == ("One", "Two")
    assert "record 3" in str(bad)


def test_json_surrogates_cannot_reach_the_text():
    article = only(
        RawFile(
            "a.json", b'{"text": "The ferry \\ud800 sailed on Monday to the islands in the north."}'
        )
    )
    article.text.encode("utf-8")


def test_page_metadata_gives_no_invented_date():
    page = (DATA / "ingest" / "page.html").read_text("utf-8")
    without = page.replace("datePublished", "dateSomething").encode()
    article = only(RawFile("p.html", without))
    assert (article.published, article.published_kind) == (None, PublishedKind.UNKNOWN)


def test_page_in_windows_1252_with_a_declared_charset():
    page = (DATA / "ingest" / "page.html").read_text("utf-8").replace("utf-8", "windows-1252")
    assert "“I take responsibility,”" in only(RawFile("p.html", page.encode("cp1252"))).text


def test_walk_is_sorted_skips_hidden_and_pictures_and_follows_no_loop(tmp_path):
    for name in ("b.txt", "a.md", ".hidden.txt", "photo.jpg", "sub/c.html", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(STORY, "utf-8")
    os.symlink(tmp_path, tmp_path / "sub" / "loop")
    found = [raw.path for raw in walk([str(tmp_path)]) if isinstance(raw, RawFile)]
    names = [os.path.relpath(path or "", tmp_path) for path in found]
    assert names == ["a.md", "b.txt", "sub/c.html"]


def test_walk_yields_errors_and_goes_on(tmp_path):
    good, big, empty = tmp_path / "good.txt", tmp_path / "big.txt", tmp_path / "none"
    good.write_text(STORY, "utf-8")
    big.write_bytes(b"x" * 2000)
    empty.mkdir()
    missing = str(tmp_path / "missing.txt")
    found = list(walk([missing, str(big), str(empty), "a\0b", str(good)], max_bytes=1000))
    kinds = [UnreadableFile, TooLarge, UnreadableFile, UnreadableFile, RawFile]
    assert [type(item) for item in found] == kinds
    assert [
        name in str(item)
        for name, item in zip((missing, str(big), str(empty)), found, strict=False)
    ] == [True] * 3


def test_walk_reads_standard_input(monkeypatch):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STORY.encode())))
    (raw,) = walk(["-"])
    assert isinstance(raw, RawFile)
    assert (raw.path, only(raw).text) == (None, STORY.strip())


HINTS = [
    "# ",
    "<p>",
    "- ",
    "\n\n",
    "[a](b)",
    "![",
    "By ",
    "Jan. 1, 2020",
    "\t",
    "FILE - ",
    "\ufeff",
    "\r",
]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(st.one_of(st.sampled_from(HINTS), st.text(max_size=30)), max_size=20).map(
            lambda parts: "".join(parts).encode("utf-8", "replace")
        ),
    ),
    st.sampled_from(["a.txt", "a.md", "a.jsonl", "a.json", None]),
    st.one_of(st.none(), st.integers(-1, 9)),
)
def test_any_bytes_yield_articles_or_errors(data, path, split_at):
    for item in read_articles(RawFile(path, data), split_at=split_at):
        assert isinstance(item, (Article, ArticleError))
        if isinstance(item, Article):
            check_offsets(item)
            item.text.encode("utf-8")
        else:
            assert "\n" not in str(item)


@pytest.mark.parametrize(
    "data", [b"<html>", b"<html><body><p>\0</p>", b"<p>" * 50, b"<!doctype html>\xff\xfe"]
)
def test_broken_pages_yield_articles_or_errors(data):
    for item in read_articles(RawFile("a.html", data)):
        assert isinstance(item, (Article, ArticleError))


def test_plain_text_stands_last_because_it_accepts_everything():
    raw = RawFile("a.txt", STORY.encode())
    assert [loader.accepts(raw) for loader in LOADERS] == [False, False, False, True]


def test_blocks_of_every_kind_are_known():
    assert {kind for sample in SAMPLES.values() for kind in sample["counts"]} == set(BlockKind)
