"""What a user installs holds everything that the program reads beside its code."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from qa.reading.spans import FORMAT

pytest.importorskip("hatchling", reason="what builds the wheel is not installed")

DATA = ("qa/reading/models", "qa/showing", "ui/templates", "ui/fonts", "seeds", "eval")
CODE = {".py", ".pyc"}
READER = ROOT / "qa/reading/models"


def build(project: Path, folder: Path, target: str = "wheel") -> Path:
    """Build a project as its backend does, without pip, and return the file."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    with zipfile.ZipFile(build(ROOT, tmp_path_factory.mktemp("wheel"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The wheel of the source distribution, which brings no reader."""
    source = build(ROOT, tmp_path_factory.mktemp("sdist"), "sdist")
    folder = tmp_path_factory.mktemp("source")
    with tarfile.open(source) as opened:
        opened.extractall(folder, filter="data")
    (project,) = folder.iterdir()
    with zipfile.ZipFile(build(project, tmp_path_factory.mktemp("published"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    with zipfile.ZipFile(build(READER, tmp_path_factory.mktemp("reader"))) as opened:
        yield opened


def metadata(wheel: zipfile.ZipFile) -> str:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return wheel.read(name).decode()


def contents(wheel: zipfile.ZipFile) -> set[str]:
    return {name for name in wheel.namelist() if ".dist-info/" not in name}


def tracked(folder: str) -> set[str]:
    """Return the files of a folder of the repository that are not code."""
    command = ["git", "ls-files", "-z", folder]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    if not listed:
        pytest.skip("this is no repository")
    return {name for name in listed.split("\0") if name and Path(name).suffix not in CODE}


@pytest.mark.parametrize("folder", DATA)
def test_the_data_of_a_package_are_in_it(wheel, folder):
    files = tracked(folder)
    assert files
    assert files <= set(wheel.namelist())


def test_the_schema_the_page_and_the_reader_are_in_it(wheel):
    """Named one by one: what is moved must be moved here as well."""
    names = set(wheel.namelist())
    assert {
        "qa/showing/answer.schema.json",
        "qa/reading/models/reader.onnx",
        "ui/templates/conversation.html",
        "ui/fonts/source-serif-4-latin.woff2",
    } <= names


def test_the_packages_are_in_it_and_nothing_else(wheel):
    tops = {name.split("/")[0] for name in contents(wheel)}
    assert tops == {"index", "qa", "ui", "eval", "seeds"}


def test_the_commands_are_entry_points(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith("/entry_points.txt"))
    found = configparser.ConfigParser()
    found.read_string(wheel.read(name).decode())
    assert dict(found["console_scripts"]) == {"qa": "qa.commands.main:main"}
    assert dict(found["qa.commands"]) == {"eval": "eval.command:main", "serve": "ui.command:main"}


def test_a_checkout_asks_for_no_package_of_the_reader(wheel):
    assert "Requires-Dist: verbatim-qa-reader" not in metadata(wheel)


def test_what_is_published_is_the_same_but_for_the_reader_and_asks_for_it(wheel, published):
    of_reader = {name for name in contents(wheel) if name.startswith("qa/reading/models/")}
    assert contents(published) == contents(wheel) - of_reader
    asked = f"Requires-Dist: verbatim-qa-reader~={FORMAT}.0"
    assert set(metadata(published).splitlines()) - set(metadata(wheel).splitlines()) == {asked}


def test_the_package_of_the_reader_is_its_files_with_card_and_licences(reader):
    files = {path.name for path in READER.iterdir() if path.is_file()} - {"pyproject.toml"}
    expected = files | {"LICENSE", "NOTICE"}
    assert contents(reader) == {f"verbatim_qa_reader/{name}" for name in expected}
    for name in expected - files:
        assert reader.read(f"verbatim_qa_reader/{name}") == (ROOT / name).read_bytes()
    version = tomllib.loads((READER / "pyproject.toml").read_text())["project"]["version"]
    assert version.split(".")[0] == str(FORMAT)


def test_both_wheels_are_small_enough_for_the_package_index(published, reader):
    for path in (published.filename, reader.filename):
        assert Path(path).stat().st_size < 100_000_000


def test_the_published_program_reads_with_the_package_of_the_reader(published, reader, tmp_path):
    """Without it there is one line that says what to install, and no other reader in its place."""
    published.extractall(tmp_path)
    script = (
        "from index.errors import ModelError\n"
        "from qa.reading.loading import load_reader\n"
        "try:\n    print('loaded', load_reader(None, None).name)\n"
        "except ModelError as exc:\n    print(exc)\n"
    )

    def said() -> str:
        command = [sys.executable, "-c", script]
        return subprocess.run(
            command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
        ).stdout

    assert re.fullmatch(r"the span reader is not installed .*verbatim-qa-reader~=\d\.0.*\n", said())
    reader.extractall(tmp_path)
    assert said() == "loaded span\n"
