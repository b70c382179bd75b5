"""Formats of a library.db: which is the newest, and the step from each to the next.

An older file is read as it is, through views that give it what it lacks; the first writer brings it
to the newest format. What newer rules would make of the text is told by two columns of `articles`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.errors import LibraryMismatch
from index.store.connection import Connection, copied, transaction
from index.store.schema import indexes

FORMAT_VERSION = 2
# Raised when quotations or passages are made otherwise: those of stored articles are made again.
QUOTATION_RULES = 2
PASSAGE_RULES = 1


def _to_2(connection: Connection) -> None:
    for statement in (
        "ALTER TABLE articles ADD COLUMN quotations_by INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE articles ADD COLUMN passages_by INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE quotations ADD COLUMN stance TEXT NOT NULL DEFAULT 'asserts'",
        "INSERT INTO manifest (key, value) VALUES ('token', lower(hex(randomblob(16))))",
    ):
        connection.execute(statement)


# From a format to the next one.
STEPS: dict[int, Callable[[Connection], None]] = {1: _to_2}

# What tables of a format lack, as columns of views that stand in front of them for reading.
_LACKING = {
    1: {
        "articles": "1 AS quotations_by, 1 AS passages_by",
        "quotations": "'asserts' AS stance",
    }
}


def checked_format(version: int, path: Path) -> int:
    """Return a format that this program can read; LibraryMismatch when it is none."""
    if version > FORMAT_VERSION:
        raise LibraryMismatch(
            f"{path} has format {version}, this program reads formats up to {FORMAT_VERSION}; "
            "update the program"
        )
    if version < min(STEPS):
        raise LibraryMismatch(
            f"{path} has format {version}, this program reads formats from {min(STEPS)}; "
            "restore it from a backup"
        )
    return version


def as_newest(connection: Connection, version: int) -> None:
    """Let a file of an older format be read as one of the newest; nothing of it is written."""
    connection.execute("PRAGMA temp_store = MEMORY")
    for table, columns in _LACKING.get(version, {}).items():
        connection.execute(f"CREATE TEMP VIEW {table} AS SELECT *, {columns} FROM main.{table}")


def upgrade(connection: Connection, path: Path) -> None:
    """Bring a file to the newest format, in one transaction; a copy is kept until it has succeeded.

    Only for the one writer. A kill at any instant leaves the file in the old format or in the new.
    """
    for table in ("articles", "quotations"):
        connection.execute(f"DROP VIEW IF EXISTS temp.{table}")
    row = connection.execute("SELECT value FROM main.manifest WHERE key = 'format_version'")
    version = checked_format(int(row.fetchone()[0]), path)
    if version < FORMAT_VERSION:
        copied(connection, _copy(path, version))
        with transaction(connection):
            for step in range(version, FORMAT_VERSION):
                STEPS[step](connection)
            connection.execute(
                "UPDATE manifest SET value = ? WHERE key = 'format_version'", (str(FORMAT_VERSION),)
            )
    for statement in indexes():
        connection.execute(statement)
    for old in STEPS:  # this one's copy, or one that a kill after the transaction has left
        _copy(path, old).unlink(missing_ok=True)


def _copy(path: Path, version: int) -> Path:
    return path.with_name(f"{path.name}.format-{version}")
