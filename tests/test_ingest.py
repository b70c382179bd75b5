from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, HashEmbedder, always, found

from index import ingest as ingest_module
from index.errors import LibraryLocked
from index.ingest import Added, Failed, Removed, Unchanged, ingest
from index.library import Library


def story(topic, number=0):
    """Return a plain-text article that only its topic's word finds."""
    return (
        f"A story about the {topic}\n\n"
        f"The {topic} was seen by many people on the shore on Monday, the mayor said, and nobody "
        f"in the town of {number} houses could remember anything like it in all those years.\n\n"
        f"Scientists who study the {topic} came from far away to measure it for themselves, and "
        "they stayed for a week in the only hotel that was still open at that time of the year.\n"
    )


def run(library, *paths, **options):
    """Ingest, and return (kind of report, title or message) pairs."""
    reports = list(ingest(library, [str(path) for path in paths], **options))
    described = []
    for report in reports:
        match report:
            case Added(article):
                described.append(("added", article.text.split("\n")[0]))
            case Unchanged(name):
                described.append(("unchanged", Path(name).name))
            case Removed(_, path):
                described.append(("removed", Path(path).name))
            case Failed(error):
                described.append(("failed", str(error)))
    return described


def kinds(described):
    return [kind for kind, _ in described]


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(ingest_module, "BATCH_CHARACTERS", 500)


def test_a_file_is_added_and_found(library, write):
    path = write("a.txt", story("comet"))
    assert kinds(run(library, path)) == ["added"]
    assert "comet" in found(library, "comet")[0]
    (article,) = library.articles()
    assert article.path == str(path)


def test_an_unchanged_file_is_not_read_again(library, write, embedder, monkeypatch):
    path = write("a.txt", story("comet"))
    run(library, path)
    embedder.embedded.clear()
    monkeypatch.setattr(ingest_module, "read_articles", lambda *a, **b: pytest.fail("read again"))
    assert run(library, path) == [("unchanged", "a.txt")]
    assert embedder.embedded == []


def test_an_unchanged_file_is_known_by_any_path_to_it(library, write, tmp_path, monkeypatch):
    path = write("folder/a.txt", story("comet"))
    run(library, path)
    monkeypatch.chdir(tmp_path)
    assert kinds(run(library, "folder/../folder/a.txt")) == ["unchanged"]


def test_a_newer_version_of_the_loaders_reads_an_unchanged_file(library, write, monkeypatch):
    path = write("a.txt", story("comet"))
    run(library, path)
    monkeypatch.setattr(ingest_module, "reader_version", lambda: "99")
    assert kinds(run(library, path)) == ["unchanged"]  # the article is the same …
    monkeypatch.setattr(ingest_module, "read_articles", lambda *a, **b: pytest.fail("read again"))
    assert kinds(run(library, path)) == ["unchanged"]  # … and the file is now known to be


def test_a_changed_file_replaces_its_article(library, write):
    path = write("a.txt", story("comet"))
    run(library, path)
    write("a.txt", story("glacier"))
    assert kinds(run(library, path)) == ["added", "removed"]
    assert [a.path for a in library.articles()] == [str(path)]
    assert not any("comet" in text for text in found(library, "comet"))
    assert "glacier" in found(library, "glacier")[0]
    assert list(library.damage()) == []


def test_the_same_article_in_two_files_is_one_until_both_are_changed(library, write):
    one, two = write("one.txt", story("comet")), write("two.txt", story("comet"))
    assert sorted(kinds(run(library, one, two))) == ["added", "unchanged"]
    write("one.txt", story("glacier"))
    assert kinds(run(library, one)) == ["added"]
    assert "comet" in found(library, "comet")[0]
    write("two.txt", story("senate"))
    assert kinds(run(library, two)) == ["added", "removed"]
    assert not any("comet" in text for text in found(library, "comet"))


def test_an_article_that_moves_to_another_file_stays(library, write):
    one = write("one.txt", story("comet"))
    run(library, one)
    write("one.txt", story("glacier"))
    two = write("two.txt", story("comet"))
    run(library, one, two)
    assert library.counts()["articles"] == 2
    assert "comet" in found(library, "comet")[0]


def test_a_file_named_twice_is_added_once(library, write):
    path = write("a.txt", story("comet"))
    assert sorted(kinds(run(library, path, path))) == ["added", "unchanged"]
    assert library.counts()["articles"] == 1


def test_a_removed_article_is_read_again(library, write):
    path = write("a.txt", story("comet"))
    run(library, path)
    (article,) = library.articles()
    with library.writing():
        library.remove(article.id)
    assert kinds(run(library, path)) == ["added"]


def test_one_bad_file_does_not_stop_the_others(library, write, tmp_path):
    good = [write(f"{n}.txt", story(topic)) for n, topic in enumerate(["comet", "glacier"])]
    bad = write("bad.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    reports = run(library, good[0], bad, tmp_path / "nowhere.txt", good[1])
    assert sorted(kinds(reports)) == ["added", "added", "failed", "failed"]
    for kind, message in reports:
        if kind == "failed":
            assert "\n" not in message


def test_a_part_of_a_file_that_cannot_be_read_does_not_remove_what_it_held(library, write):
    records = [json.dumps({"title": t, "text": story(t)}) for t in ("comet", "glacier")]
    path = write("a.jsonl", "\n".join(records))
    assert kinds(run(library, path)) == ["added", "added"]
    write("a.jsonl", records[0] + '\n{"title": "glacier", "te')
    assert sorted(kinds(run(library, path))) == ["failed", "unchanged"]
    assert library.counts()["articles"] == 2


def test_a_large_file_is_committed_in_parts(library, write, small_batches):
    records = [json.dumps({"title": f"T{n}", "text": story("comet", n)}) for n in range(8)]
    path = write("a.jsonl", "\n".join(records))
    reports = ingest(library, [str(path)])
    next(reports)
    with Library(library.path, always(HashEmbedder())) as reader:
        assert 0 < reader.counts()["articles"] < 8  # safe before the file is read to its end
    assert len(list(reports)) == 7
    assert library.counts()["articles"] == 8


def test_progress_adds_up_to_the_bytes_of_the_files(library, write, small_batches):
    paths = [write(f"{n}.txt", story("comet", n)) for n in range(5)]
    paths.append(write("empty.txt", b""))
    done: list[int] = []
    run(library, *paths, progress=done.append)
    assert sum(done) == sum(path.stat().st_size for path in paths)
    assert min(done) >= 0


def test_a_second_writer_is_refused(library, write, reopen):
    path = write("a.txt", story("comet"))
    with library.writing(), pytest.raises(LibraryLocked, match="wait for it to end"):
        run(reopen(library.path), path)


def test_a_split_file_stays_split_until_it_changes(library, write):
    first, second = story("comet"), story("glacier")
    path = write("a.txt", first + "\n" + second)
    line = (first + "\n").count("\n") + 1
    assert kinds(run(library, path, split_at=line)) == ["added", "added"]
    assert kinds(run(library, path)) == ["unchanged"]
    assert library.counts()["articles"] == 2


# Killed at any moment. ----------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
sys.path[:0] = {paths!r}
from conftest import HashEmbedder
from index import ingest
from index.library import Library

ingest.BATCH_CHARACTERS = 2000
with Library.create(Path({library!r}), HashEmbedder()) as library:
    for report in ingest.ingest(library, [{folder!r}]):
        if isinstance(report, ingest.Added):
            print(report.article.id, flush=True)
print("done", flush=True)
"""


def test_a_library_survives_being_killed_at_any_moment(tmp_path, write):
    for n in range(240):
        write(f"news/{n:03}.txt", story(f"comet{n}", n))
    folder = tmp_path / "library"
    script = WRITER.format(
        paths=[str(ROOT), str(ROOT / "tests")], library=str(folder), folder=str(tmp_path / "news")
    )
    source = random.Random(7)
    reported = set()
    for _ in range(5):
        stop_after = source.randint(0, 40)
        with subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout
            for count, line in enumerate(writer.stdout):
                reported.add(line.strip())
                if count >= stop_after:
                    writer.send_signal(signal.SIGKILL)  # while it goes on with the next batch
                    break
            reported.update(line.strip() for line in writer.stdout if line.endswith("\n"))
        assert writer.returncode == -signal.SIGKILL
        with Library(folder, always(HashEmbedder())) as library:
            assert list(library.damage()) == []
            assert reported <= {article.id for article in library.articles()}
            assert found(library, "comet0")
    with Library(folder, always(HashEmbedder())) as library:
        assert library.counts()["articles"] < 240, "the kills came too late to test anything"
        reports = list(ingest(library, [str(tmp_path / "news")]))
        assert not [report for report in reports if isinstance(report, Failed)]
        assert library.counts()["articles"] == 240
        assert list(library.damage()) == []
        assert "comet239" in found(library, "comet239")[0]


def test_a_library_survives_being_killed_while_it_is_made(tmp_path, write):
    """The kill comes when the database file appears, long before its schema is committed."""
    write("news/a.txt", story("comet"))
    folder = tmp_path / "library"
    script = WRITER.format(
        paths=[str(ROOT), str(ROOT / "tests")], library=str(folder), folder=str(tmp_path / "news")
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL) as writer:
        while writer.poll() is None and not list(folder.glob("library.db*")):
            pass
        writer.send_signal(signal.SIGKILL)
    with Library.create(folder, HashEmbedder()) as library:
        assert list(library.damage()) == []
        assert len(list(ingest(library, [str(tmp_path / "news")]))) == 1
