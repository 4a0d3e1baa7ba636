"""Connections: how the database is opened, and what its errors mean to a person.

Every connection waits for other processes instead of failing, keeps foreign keys, and trusts nothing
that a schema from elsewhere may hold. Opening costs a few milliseconds: only the standard library.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from fitcode.errors import FitcodeError, ProjectBusy, ProjectDamaged

APPLICATION_ID = 0x66697463
"""Written into the file's header ("fitc"), so that tools can tell what the file is."""

BUSY_SECONDS = 30.0
"""How long to wait for another process before saying that the project is busy."""

_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT"}
_LOOK_AT_BACKUPS = "Run fitcode check; the folder backups/ holds earlier copies."
_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"}
_DENIED = {"SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_CANTOPEN"}


def connect(file: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection with our settings; reading works in a folder where nothing can be written."""
    if not read_only:
        return _configured(_open(file, mode="rw"), read_only=False)
    connection = _open(file, mode="ro")
    try:
        return _configured(connection, read_only=True)
    except sqlite3.OperationalError:
        # WAL wants its side files beside the database. Where they cannot be made and none waits
        # to be read, nobody is writing, and the file alone is the whole truth.
        connection.close()
        log = Path(f"{file}-wal")
        if log.exists() and log.stat().st_size:
            raise
        return _configured(_open(file, mode="ro", immutable=True), read_only=True)


def trust_schema(connection: sqlite3.Connection, is_trusted: bool) -> None:
    """Whether triggers may call what SQLite does not call innocuous; off except inside a deed.

    The triggers of the history need ``json_object``, which some releases (3.40) count among the
    others. A deed turns this on only after the triggers were found to be ours, word for word.
    """
    connection.execute(f"PRAGMA trusted_schema = {'ON' if is_trusted else 'OFF'}")


def wait_for_others(connection: sqlite3.Connection, seconds: float) -> None:
    """How long a write waits for another program that writes."""
    connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def create_file(file: Path) -> None:
    """An empty file that only its owner can read, whatever the umask; refuses an existing one."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


@contextmanager
def plain_errors() -> Iterator[None]:
    """Whatever the database says inside, said as one of our errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error) from error
    except UnicodeEncodeError as error:
        raise FitcodeError(
            f"A text holds {error.object[error.start]!r}, half of a character that was cut in two.",
            remedy="Save the file again as UTF-8 and repeat the command; nothing was stored.",
        ) from error


def explained(error: sqlite3.Error) -> FitcodeError:
    """The error a person can act on."""
    name = getattr(error, "sqlite_errorname", "") or ""
    primary = "_".join(name.split("_")[:2])
    if primary in _BUSY:
        return ProjectBusy(
            "Another program holds the project and did not let go of it in time.",
            remedy="Wait until it is done, then try again; nothing was changed.",
        )
    if primary == "SQLITE_FULL":
        return FitcodeError(
            "The disk is full; nothing was changed.", remedy="Make room on it and run the command again."
        )
    if primary in _DENIED:
        return FitcodeError(
            f"The project's database cannot be opened or written here ({error}).",
            remedy="Check that you may write fitcode.db and its folder; nothing was changed.",
        )
    if primary == "SQLITE_IOERR":
        return FitcodeError(
            f"The disk or network drive failed while the project was in use ({error}).",
            remedy="Check that the drive is there, then run fitcode check; nothing was changed.",
        )
    if primary in _DAMAGED:
        return ProjectDamaged(f"The project's database is damaged ({error}).", remedy=_LOOK_AT_BACKUPS)
    return ProjectDamaged(
        f"The project's database refused a change ({error}); nothing was stored.", remedy="Run fitcode check."
    )


def _open(file: Path, *, mode: str, immutable: bool = False) -> sqlite3.Connection:
    uri = f"file:{quote(str(file.absolute()))}?mode={mode}{'&immutable=1' if immutable else ''}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _configured(connection: sqlite3.Connection, *, read_only: bool) -> sqlite3.Connection:
    try:
        return _set_up(connection, read_only=read_only)
    except UnicodeDecodeError as error:  # what SQLite says of a schema that is no text any more
        connection.close()
        raise ProjectDamaged(
            "The project's database is damaged (its schema cannot be read).", remedy=_LOOK_AT_BACKUPS
        ) from error


def _set_up(connection: sqlite3.Connection, *, read_only: bool) -> sqlite3.Connection:
    trust_schema(connection, False)
    connection.execute("PRAGMA foreign_keys = ON")
    # KiB. Eight times as much made nothing faster and let memory grow with the project (make bench).
    connection.execute("PRAGMA cache_size = -8192")
    connection.execute("PRAGMA temp_store = MEMORY")
    if not read_only:
        connection.execute("PRAGMA synchronous = FULL")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return connection
