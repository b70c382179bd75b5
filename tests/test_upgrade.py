"""A library is for years: older formats open, are brought up to date whole, and lose nothing."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from conftest import ROOT, HashEmbedder, add, always, make_article

from index.articles import Article
from index.errors import LibraryMismatch
from index.library import Library
from index.quotations import Quotation, find_quotations
from index.store import upgrade
from index.store.sqlite import DATABASE, VECTORS
from qa.doctor import examine

FORMATS = sorted(Path(__file__).parent.joinpath("data/libraries").glob("format-*"))
IDS = ["d166f69d7be60bef", "22659a023ac3937b", "663d653b9a1e2e94"]
SPEAKERS = {
    *("Ingrid Solberg", "Tomas Reker", "Maren Falk", "Elias Brandt", "Lena Okafor", "Jon Abel"),
}
INSTANTS = 20


def opened(path: Path) -> Library:
    return Library(path, always(HashEmbedder(8, name="hash")))


def format_of(path: Path) -> int:
    with closing(sqlite3.connect(path / DATABASE)) as raw:
        row = raw.execute("SELECT value FROM manifest WHERE key = 'format_version'").fetchone()
    return int(row[0])


def whole(library: Library) -> bool:
    ids = [article.id for article in library.articles()]
    speakers = {quotation.speaker_name for _, quotation in library.quotations()}
    return (ids[:3], speakers - {None}, list(library.damage())) == (IDS, SPEAKERS, [])


@pytest.fixture(params=FORMATS, ids=lambda path: path.name)
def old(request, tmp_path) -> Path:
    return Path(shutil.copytree(request.param, tmp_path / "library"))


def test_every_format_is_kept():
    assert [path.name for path in FORMATS] == [
        f"format-{number}" for number in range(1, upgrade.FORMAT_VERSION + 1)
    ]


def test_a_library_of_every_format_is_read_without_a_write(old):
    before = (old / DATABASE).read_bytes()
    with opened(old) as library:
        assert whole(library)
        passages = library.passages([i for i, _ in library.match('"bridge"', 5)])
        assert "bridge" in next(iter(passages.values())).text
        assert library.nearest(library.question_vector("bridge"), 3)
    assert (old / DATABASE).read_bytes() == before


def test_the_first_write_brings_a_library_up_to_date(old):
    with opened(old) as library:
        if library.manifest.format_version == 1:  # its quotations are of older rules
            assert library.outdated() == len(IDS)
        (new,) = add(library, make_article('"It is open," said Ada Holm.'))
        assert library.outdated() == 0
        assert library.manifest.format_version == upgrade.FORMAT_VERSION
        assert [a.id for a in library.articles()] == [*IDS, new]
        assert "Ada Holm" in {name for name, *_ in library.speakers()}
        assert list(library.damage()) == []
    assert format_of(old) == upgrade.FORMAT_VERSION
    assert sorted(os.listdir(old)) == [DATABASE, VECTORS, "writer.lock"]  # the copy went


def test_an_upgraded_file_has_the_schema_of_a_new_one(old, tmp_path):
    with opened(old) as library, library.writing():
        pass
    with Library.create(tmp_path / "new", HashEmbedder(8, name="hash")):
        pass
    columns = []
    for path in (old, tmp_path / "new"):
        with closing(sqlite3.connect(path / DATABASE)) as raw:
            tables = [row[0] for row in raw.execute("SELECT name FROM sqlite_schema ORDER BY 1")]
            columns.append({t: raw.execute(f"PRAGMA table_info('{t}')").fetchall() for t in tables})
    assert columns[0] == columns[1]


_KILLED = """
import os, shutil, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from conftest import HashEmbedder, always
from index.library import Library
from index.store import upgrade
source, target, instants = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[4])
upgrade.QUOTATION_RULES += 1
upgrade.PASSAGE_RULES += 1
seen = 0

def write(path, die_at):
    def trace(frame, event, arg):
        global seen
        if "index/store/" not in frame.f_code.co_filename:
            return None
        if event == "line":
            seen += 1
            if seen == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace
    with Library(path, always(HashEmbedder(8, name="hash"))) as library:
        sys.settrace(trace)
        with library.writing():
            pass
        sys.settrace(None)

write(shutil.copytree(source, target / "all"), 0)
lines = seen
for number in range(instants):
    path = shutil.copytree(source, target / f"killed-{number}")
    child = os.fork()
    if not child:
        seen = 0
        write(path, 1 + number * (lines - 1) // (instants - 1))
        os._exit(1)  # it was to die
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), (number, status)
"""


def test_a_kill_at_any_instant_of_the_upgrade_leaves_a_whole_library(tmp_path, monkeypatch):
    command = [sys.executable, "-c", _KILLED, str(FORMATS[0]), str(tmp_path)]
    subprocess.run([*command, str(ROOT / "tests"), str(INSTANTS)], cwd=ROOT, check=True)
    monkeypatch.setattr(upgrade, "QUOTATION_RULES", upgrade.QUOTATION_RULES + 1)
    monkeypatch.setattr(upgrade, "PASSAGE_RULES", upgrade.PASSAGE_RULES + 1)
    left = sorted(tmp_path.glob("killed-*"))
    assert len(left) == INSTANTS
    assert {format_of(path) for path in left} == {1, upgrade.FORMAT_VERSION}
    for path in left:
        with opened(path) as library:
            assert whole(library), path
            add(library, make_article("The water has fallen."))
            assert whole(library), path
            assert library.outdated() == 0
            assert len(library.nearest(library.question_vector("bridge"), 9)) == 4
        assert sorted(os.listdir(path)) == [DATABASE, VECTORS, "writer.lock"]


@pytest.mark.parametrize("old", FORMATS[:1], ids=lambda path: path.name, indirect=True)
def test_the_copy_of_the_old_file_is_there_while_it_is_brought_up_to_date(old, monkeypatch):
    def broken(connection):
        connection.execute("DROP TABLE quotations")
        raise KeyboardInterrupt

    before = sqlite_dump(old / DATABASE)
    monkeypatch.setitem(upgrade.STEPS, 1, broken)
    with opened(old) as library, pytest.raises(KeyboardInterrupt), library.writing():
        pass
    assert sqlite_dump(old / f"{DATABASE}.format-1") == before == sqlite_dump(old / DATABASE)


def sqlite_dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as raw:
        return list(raw.iterdump())


def test_a_newer_format_is_left_alone(old):
    with closing(sqlite3.connect(old / DATABASE)) as raw, raw:
        raw.execute("UPDATE manifest SET value = '99' WHERE key = 'format_version'")
    before = (old / DATABASE).read_bytes()
    with pytest.raises(LibraryMismatch, match=r"has format 99, .* up to \d+; update the program"):
        opened(old)
    assert (old / DATABASE).read_bytes() == before
    assert os.listdir(old) == [DATABASE]


def test_newer_rules_make_quotations_anew_and_go_on_where_they_stopped(old, monkeypatch):
    with opened(old) as library:
        add(library, *(make_article(f'"It is {n}," said Ada Holm.') for n in range(30)))
        total = library.counts()["articles"]
        passages = library.passages(range(1, 99))
        monkeypatch.setattr(upgrade, "QUOTATION_RULES", upgrade.QUOTATION_RULES + 1)
        assert library.outdated() == total
        told = []

        def stop(done, of):
            told.append((done, of))
            raise KeyboardInterrupt

        library.on_upgrade = stop
        with pytest.raises(KeyboardInterrupt), library.writing():
            pass
        assert library.outdated() == total - told[0][0] > 0
        found: list[str] = []

        def watched(article: Article) -> list[Quotation]:
            found.append(article.id)
            return find_quotations(article)

        monkeypatch.setattr("index.library.find_quotations", watched)
        library.on_upgrade = lambda done, of: told.append((done, of))
        with library.writing():
            pass
        assert told == [(20, total), (total - 20, total - 20)]
        assert len(found) == total - 20  # the first twenty are not made twice
        assert library.passages(range(1, 99)) == passages  # nothing was cut or embedded anew


def test_newer_rules_cut_passages_and_embed_them_anew(old, monkeypatch):
    with opened(old) as library:
        before = library.nearest(library.question_vector("night trams"), 3)
        monkeypatch.setattr(upgrade, "PASSAGE_RULES", upgrade.PASSAGE_RULES + 1)
        with library.writing():
            pass
        after = library.nearest(library.question_vector("night trams"), 3)
        assert [score for _, score in before] == pytest.approx([score for _, score in after])
        assert not {id_ for id_, _ in before} & {id_ for id_, _ in after}
        assert library.match('"trams"', 3)
        assert list(library.damage()) == []


def test_a_vector_file_of_another_history_is_not_believed(tmp_path):
    """Two copies of a library go different ways, and come to the same number of changes."""
    embedder = HashEmbedder(8, name="hash")
    with Library.create(tmp_path / "a", embedder) as library:
        add(library, make_article("A comet passes."))
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    for name, text in (("a", "Trams run at night."), ("b", "Bread is dear again.")):
        with opened(tmp_path / name) as library, library.writing():
            library.add([make_article(text)])
            library.save_vectors()
    shutil.copy(tmp_path / "b" / VECTORS, tmp_path / "a" / VECTORS)
    with opened(tmp_path / "a") as library:
        (best, score), *_ = library.nearest(library.question_vector("Trams run at night."), 1)
        assert "Trams" in library.passages([best])[best].text
        assert score > 0.8


def test_a_library_that_may_only_be_read(old):
    with opened(old) as library, library.writing():
        pass
    before = {name: (old / name).read_bytes() for name in os.listdir(old)}
    script = (
        "import os, sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "os.access = lambda path, mode: mode != os.W_OK\n"  # root may write anywhere
        "from conftest import HashEmbedder, always; from index.library import Library\n"
        "with Library(Path(sys.argv[1]), always(HashEmbedder(8, name='hash'))) as library:\n"
        "    print(len(library.quotations()), len(library.match('\"bridge\"', 5)))\n"
        "    print(list(library.damage()))\n"
    )
    old.chmod(0o555)
    try:
        command = [sys.executable, "-c", script, str(old), str(ROOT / "tests")]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    finally:
        old.chmod(0o755)
    assert done.stdout == "10 1\n[]\n"
    assert {name: (old / name).read_bytes() for name in os.listdir(old)} == before


def test_the_doctor_says_how_many_articles_wait(old, monkeypatch):
    with opened(old) as library, library.writing():
        pass
    monkeypatch.setattr(upgrade, "QUOTATION_RULES", upgrade.QUOTATION_RULES + 1)
    details = {check.check: check.detail for check in examine(old)}
    assert "3 articles wait" in details["format"]
