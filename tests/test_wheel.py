"""What a user installs holds everything that the program reads beside its code."""

from __future__ import annotations

import configparser
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

pytest.importorskip("hatchling", reason="what builds the wheel is not installed")

DATA = ("qa/reading/models", "qa/showing", "ui/templates", "ui/fonts", "seeds", "eval")
CODE = {".py", ".pyc"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


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
    tops = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" not in name}
    assert tops == {"index", "qa", "ui", "eval", "seeds"}


def test_the_commands_are_entry_points(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith("/entry_points.txt"))
    found = configparser.ConfigParser()
    found.read_string(wheel.read(name).decode())
    assert dict(found["console_scripts"]) == {"qa": "qa.commands.main:main"}
    assert dict(found["qa.commands"]) == {"eval": "eval.command:main", "serve": "ui.command:main"}
