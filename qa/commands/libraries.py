"""Which library a command opens: the one that is named, the user's own, or that of the samples.

The samples never enter the user's library: theirs lies beside it, and nothing is added to it or
removed from it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from index.embedding.embedder import LoadEmbedder
from index.errors import LibraryError, VerbatimError
from index.library import Library

NOTHING_OF_YOUR_OWN = (
    "note: no library of your own yet: reading the sample articles; make one with: qa add FILES"
)


def load_embedder() -> LoadEmbedder:
    """Return what loads embedders: that given as `obj` to the command line's entry, or ours."""
    from index.embedding import compiled

    given: LoadEmbedder | None = click.get_current_context().obj
    return given or compiled.load_embedder


def own_library() -> Path:
    """Return the folder of the user's own library, whether or not there is one."""
    from platformdirs import user_data_path

    return user_data_path("verbatim-qa", appauthor=False) / "library"


def conversation_file() -> Path:
    """Return the file in which the last conversation is kept."""
    return own_library().with_name("conversation.json")


def is_of_samples(folder: Path) -> bool:
    """Tell whether a folder is that of the library of the samples."""
    return folder.resolve() == _sample_folder().resolve()


@contextmanager
def open_library(path: Path | None) -> Iterator[Library]:
    """Open the library that was named, or the user's own, or that of the samples in its place."""
    folder = path or own_library()
    if path is None and not Library.is_at(folder):
        from qa.samples import sample_library

        click.echo(NOTHING_OF_YOUR_OWN, err=True)
        library = sample_library(
            _sample_folder(), lambda note: click.echo(note, err=True), load_embedder()
        )
    else:
        library = Library(folder, load_embedder())
    with library:
        yield library


def folder_to_check(path: Path | None) -> Path:
    """Return the folder of the library that `open_library` would open, without making one."""
    own, samples = own_library(), _sample_folder()
    is_sample = path is None and not Library.is_at(own) and Library.is_at(samples)
    return samples if is_sample else path or own


def folder_to_change(path: Path | None) -> Path:
    """Return the folder of the library that was named, or of the user's own.

    Raises VerbatimError when it is that of the samples.
    """
    folder = path or own_library()
    if is_of_samples(folder):
        raise VerbatimError(
            f"the library of the sample articles in {folder} stays as it is; name another folder"
        )
    return folder


@contextmanager
def library_to_change(path: Path | None) -> Iterator[Library]:
    """Open the library that was named, or the user's own; the samples stay as they are."""
    folder = folder_to_change(path)
    if path is None and not Library.is_at(folder):
        raise VerbatimError(
            "there is no library of your own yet, and the sample articles stay as they are; "
            "make one with: qa add FILES"
        )
    with Library(folder, load_embedder()) as library:
        library.on_upgrade = _tell_upgrade
        yield library


@contextmanager
def library_to_add_to(folder: Path, model: str | None) -> Iterator[Library]:
    """Open a library or make a new one; a model may only be named for a new one."""
    from index.embedding.embedder import DEFAULT_MODEL

    if Library.is_at(folder):
        library = Library(folder, load_embedder())
        if model not in (None, library.manifest.embedder):
            library.close()
            raise VerbatimError(
                f"the library in {folder} was made with {library.manifest.embedder}, not {model}; "
                "name another folder with --library for another model"
            )
    else:
        library = Library.create(folder, load_embedder()(model or DEFAULT_MODEL))
    library.on_upgrade = _tell_upgrade
    with library:
        yield library


def _tell_upgrade(done: int, of: int) -> None:
    click.echo(f"bringing the library up to date: {done} of {of} articles", err=True)


def holds_samples_alone(folder: Path) -> bool:
    """Tell whether there is a library of the samples and nothing else in a folder."""
    from qa.samples import are_the_samples

    if not Library.is_at(folder):
        return False
    with Library(folder, load_embedder()) as library:
        return are_the_samples(library.articles())


def set_samples_aside(folder: Path) -> None:
    """Take the samples out of the user's place, where earlier versions put them.

    Raises LibraryLocked when another program is writing to them.
    """
    with Library(folder, load_embedder()) as library, library.writing():
        pass
    samples = _sample_folder()
    try:
        if Library.is_at(samples):
            shutil.rmtree(folder)
            fate = f"it was removed, since {samples} has them too"
        else:
            folder.rename(samples)
            fate = f"it is in {samples} now"
    except OSError as exc:
        raise LibraryError(
            f"cannot set the sample articles in {folder} aside ({exc.strerror}); remove that folder"
        ) from exc
    click.echo(f"note: your library held the sample articles alone; {fate}", err=True)


def _sample_folder() -> Path:
    return own_library().with_name("samples")
