"""A library.db as a file: made, looked at before it is opened, and its manifest read."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

from index.errors import LibraryDamaged, LibraryError, LibraryMismatch
from index.store import upgrade
from index.store.connection import Connection, connect, read_only, transaction
from index.store.schema import schema
from index.store.store import Manifest


def make(path: Path, manifest: Manifest) -> None:
    """Make a library.db with the schema, whole or not at all; only one process at a time."""
    temporary = path.with_name(path.name + ".new")
    for suffix in ("", "-wal", "-shm"):  # what a killed process left
        temporary.with_name(temporary.name + suffix).unlink(missing_ok=True)
    connection = connect(temporary)
    try:
        with transaction(connection):
            for statement in schema():
                connection.execute(statement)
            rows = [
                *asdict(manifest).items(),
                ("generation", 0),
                ("token", os.urandom(16).hex()),
            ]
            connection.executemany(
                "INSERT INTO manifest (key, value) VALUES (?, ?)",
                [(k, str(v)) for k, v in rows],
            )
    finally:
        connection.close()  # folds its write-ahead log in
    os.replace(temporary, path)


def refuse_newer(path: Path) -> None:
    """Raise LibraryMismatch for a newer format before anything can be written to the file."""
    try:
        connection = read_only(path)
        try:
            read_manifest(connection, path)
        finally:
            connection.close()
    except LibraryDamaged:
        pass  # opening it says what is wrong


def read_manifest(connection: Connection, path: Path) -> Manifest:
    """Return the manifest; LibraryDamaged or LibraryMismatch when we cannot read the file."""
    try:
        rows = dict(connection.execute("SELECT key, value FROM manifest").fetchall())
        return Manifest(
            embedder=rows["embedder"],
            dimension=int(rows["dimension"]),
            fingerprint=rows["fingerprint"],
            max_tokens=int(rows["max_tokens"]),
            format_version=upgrade.checked_format(int(rows["format_version"]), path),
        )
    except LibraryMismatch:
        raise
    except (LibraryError, KeyError, ValueError) as exc:
        raise LibraryDamaged(
            f"{path} is not a library ({exc.__cause__ or exc}); "
            "name another folder, or restore it from a backup"
        ) from exc
