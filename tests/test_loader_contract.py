"""What every loader keeps to, whichever format it reads: a new one is added to SAMPLES."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import loaders
from index.articles import Article, article_id, bare_article
from index.errors import ArticleError
from index.loaders import LOADERS, RawFile, read_articles, walk
from index.loaders.html import HtmlLoader
from index.loaders.jsonl import JsonLoader
from index.loaders.markdown import MarkdownLoader
from index.loaders.text import TextLoader

INGEST = Path(__file__).parent / "data" / "ingest"
STORY = (INGEST / "bbc-like.txt").read_text("utf-8")
RECORD = json.dumps({"title": "Café on the quay", "text": STORY, "published": "2024-05-01"})

# A file of the kind that each loader reads.
SAMPLES = {
    JsonLoader: ("a.jsonl", f"{RECORD}\n{RECORD}\n".encode()),
    HtmlLoader: ("a.html", (INGEST / "page.html").read_bytes()),
    MarkdownLoader: ("a.md", (INGEST / "blog-markdown.md").read_bytes()),
    TextLoader: ("a.txt", STORY.encode()),
}
BAD = {
    "empty": b"",
    "blank": b" \n\t\r\n\x0c",
    "byte order mark": b"\xef\xbb\xbf",
    "half a UTF-16 character": b"\xff\xfea",
    "NULs": b"\0" * 300,
    "every byte": bytes(range(256)) * 9,
    "PDF": b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n1 0 obj",
    "broken UTF-8": b"The caf\xc3 on the quay \xe2\x82 reopened.\n" * 30,
    "surrogates": "The ferry \ud800 sailed.".encode("utf-8", "surrogatepass"),
    "one mark": b"<",
    "open brackets": b"[" * 20_000,
    "open tags": b"<div>" * 2_000,
    "open record": b'{"text": "',
}

every_loader = pytest.mark.parametrize("loader", LOADERS, ids=lambda one: type(one).__name__)


def read(loader, raw):
    """Return what a loader makes of a file; anything but an ArticleError fails the test."""
    try:
        return list(loader.load(raw)) if loader.accepts(raw) else []
    except ArticleError as exc:
        return [exc]


def check(item, raw):
    if isinstance(item, ArticleError):
        assert "\n" not in str(item)
        assert raw.name in str(item)
        return
    assert isinstance(item, Article)
    parts = [item.text[block.start : block.end] for block in item.blocks]
    assert "\n\n".join(parts) == item.text
    assert all(part == part.strip() != "" for part in parts)
    assert (item.path, item.raw_sha256) == (raw.path, raw.sha256)
    assert item.id == article_id(item.title, item.source, item.text)
    json.dumps([item.text, item.title, item.source, item.authors], ensure_ascii=False).encode()


def test_every_loader_has_a_sample():
    assert {type(loader) for loader in LOADERS} == set(SAMPLES)


@every_loader
def test_it_reads_its_own_kind(loader):
    raw = RawFile(*SAMPLES[type(loader)])
    assert loaders.loader_of(raw) is loader
    found = list(loader.load(raw))
    assert found
    for item in found:
        assert isinstance(item, Article), item
        check(item, raw)
    assert list(loader.load(RawFile(*SAMPLES[type(loader)]))) == found


@every_loader
def test_its_files_are_found_in_a_folder(loader, tmp_path):
    for suffix in loader.suffixes:
        (tmp_path / f"story{suffix}").write_bytes(SAMPLES[type(loader)][1])
    found = [raw for raw in walk([str(tmp_path)]) if isinstance(raw, RawFile)]
    assert {raw.suffix for raw in found} == loader.suffixes


@every_loader
@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_bad_bytes_are_articles_or_errors(loader, data):
    for suffix in (*loader.suffixes, ".other"):
        raw = RawFile(f"a{suffix}", data)
        for item in read(loader, raw):
            check(item, raw)


@every_loader
@pytest.mark.parametrize("share", [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_truncated_file_is_articles_or_errors(loader, share):
    path, data = SAMPLES[type(loader)]
    raw = RawFile(path, data[: int(share * len(data))])
    for item in read(loader, raw):
        check(item, raw)


@every_loader
@given(data=st.data())
def test_a_damaged_file_is_articles_or_errors(loader, data):
    path, whole = SAMPLES[type(loader)]
    start = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=20))
    raw = RawFile(path, whole[:start] + noise + whole[start + len(noise) * 2 :])
    for item in read(loader, raw):
        check(item, raw)


@every_loader
def test_only_a_file_of_lines_can_be_split(loader):
    raw = RawFile(*SAMPLES[type(loader)])
    lines = raw.text.split("\n")
    line = next(n for n in range(len(lines) // 2, len(lines)) if lines[n - 1].strip())
    parts = list(read_articles(raw, split_at=line))
    if loader.by_lines:
        assert len(parts) == 2
        for part in parts:
            check(part, raw)
    else:
        (error,) = parts
        assert "cannot be split" in str(error)


class UpperCaseLoader:
    """A loader for a new format: this class and its entry in LOADERS are all that it takes."""

    suffixes = frozenset({".loud"})
    by_lines = False

    def accepts(self, raw):
        return raw.suffix in self.suffixes

    def load(self, raw):
        yield bare_article(raw.data.decode("ascii").lower())


def test_a_new_format_costs_one_entry(monkeypatch, tmp_path):
    monkeypatch.setattr(loaders, "LOADERS", (UpperCaseLoader(), *LOADERS))
    (tmp_path / "story.loud").write_bytes(b"THE FERRY SAILED.")
    (raw,) = walk([str(tmp_path)])
    assert isinstance(raw, RawFile)
    (article,) = read_articles(raw)
    assert isinstance(article, Article)
    assert article.text == "the ferry sailed."
