"""The door to SQLite: connections that raise a library's errors, and transactions."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import LibraryDamaged, LibraryError, LibraryLocked

BUSY_SECONDS = 10.0
LOCK = "writer.lock"


@contextmanager
def translated() -> Iterator[None]:
    """Raise what SQLite raises as LibraryError."""
    try:
        yield
    except sqlite3.Error as exc:
        raise LibraryError(
            f"the library cannot be read or written ({exc}); check it with: qa doctor"
        ) from exc


class Cursor(sqlite3.Cursor):
    """A cursor whose errors are a library's."""

    def execute(self, sql: str, parameters: Any = ()) -> Cursor:  # noqa: ANN401  # as sqlite3's
        """Run a statement."""
        with translated():
            super().execute(sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Iterable[Any]) -> Cursor:
        """Run a statement once for each row of values."""
        with translated():
            super().executemany(sql, parameters)
        return self

    def fetchone(self) -> Any:  # noqa: ANN401
        """Return the next row; None when there is none."""
        with translated():
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        with translated():
            return super().fetchall()

    def __next__(self) -> Any:  # noqa: ANN401
        with translated():
            return super().__next__()


class Connection(sqlite3.Connection):
    """A connection whose errors are a library's."""

    def execute(self, sql: str, parameters: Any = ()) -> Cursor:  # noqa: ANN401
        """Run a statement in a cursor of its own."""
        return self.cursor(Cursor).execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any]) -> Cursor:
        """Run a statement once for each row of values."""
        return self.cursor(Cursor).executemany(sql, parameters)


def connect(path: Path) -> Connection:
    """Open a file to read and write it, or only to read it where its folder is only to be read."""
    writable = os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))
    return _open(path, _WRITING) if writable else read_only(path)


def read_only(path: Path) -> Connection:
    """Open a file without a write beside it, unless a write-ahead log has to be read too."""
    log = path.with_name(path.name + "-wal")
    logged = log.exists() and log.stat().st_size > 0
    return _open(path, (), "mode=ro" if logged else "mode=ro&immutable=1")


_WRITING = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # reported as added means on the disk
    "PRAGMA foreign_keys = ON",
)


def _open(path: Path, pragmas: Iterable[str], query: str = "mode=rwc") -> Connection:
    connection = None
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?{query}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            factory=Connection,
        )
        for pragma in pragmas:
            connection.cursor().execute(pragma)
        connection.create_function("casefold", 1, str.casefold, deterministic=True)
    except sqlite3.OperationalError as exc:
        if connection:
            connection.close()
        raise LibraryLocked(
            f"cannot open {path} ({exc}); close the program that uses it, or check its permissions"
        ) from exc
    except sqlite3.DatabaseError as exc:
        if connection:
            connection.close()
        raise LibraryDamaged(
            f"{path} is not a library ({exc}); name another folder, or restore it from a backup"
        ) from exc
    return connection


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Write all or nothing; LibraryLocked when another process writes."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except LibraryError as exc:
        if not isinstance(exc.__cause__, sqlite3.OperationalError):
            raise
        raise LibraryLocked(
            "another program is writing to this library; wait for it to end, then try again"
        ) from exc
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def copied(connection: Connection, path: Path) -> None:
    """Copy the file of a connection, safe on the disk when this returns and never half there."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.unlink(missing_ok=True)
    with translated():
        target = sqlite3.connect(temporary)
        try:
            connection.backup(target)
        finally:
            target.close()
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(temporary, path)


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Be the one writer in a folder; LibraryLocked when another process is."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(path / LOCK, timeout=0):
            yield
    except Timeout as exc:
        raise LibraryLocked(
            f"another program is writing to the library in {path}; wait for it to end, "
            "then try again"
        ) from exc
    except OSError as exc:
        raise LibraryLocked(
            f"cannot write in {path} ({exc.strerror}); check its permissions"
        ) from exc
