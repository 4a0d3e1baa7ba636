"""Project: a folder with fitcode.toml and fitcode.db, opened, read and written.

Every write happens inside a deed: one short transaction whose changed rows enter the history under
the deed's name and its coder.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Self

from fitcode.domain.identity import new_uid
from fitcode.errors import FitcodeError, NoProject
from fitcode.store.backups import backup_file
from fitcode.store.connection import (
    BUSY_SECONDS,
    connect,
    create_file,
    explained,
    plain_errors,
    trust_schema,
    wait_for_others,
)
from fitcode.store.migrations import migrate, pending_migrations
from fitcode.store.times import now
from fitcode.store.triggers import require_own_triggers

SETTINGS_FILE = "fitcode.toml"
DATABASE_FILE = "fitcode.db"


class Reversal(NamedTuple):
    """What a deed does to an act that was done before."""

    act: str
    direction: Literal["back", "forth"]


class Project:
    """An open project; close it, or use it as a context manager."""

    def __init__(
        self, folder: Path, *, settings_text: str, connection: sqlite3.Connection, is_read_only: bool
    ) -> None:
        self.folder = folder
        """The project's folder."""
        self.settings_text = settings_text
        """fitcode.toml as it stood when the project was opened."""
        self.connection = connection
        """For the store's own modules; nothing else writes SQL."""
        self.is_read_only = is_read_only
        """Whether the project can only be read, by request or because the folder is write-protected."""
        self._patience = BUSY_SECONDS
        self._in_deed = False
        self._is_verified = False
        self._last_steps: list[Callable[[sqlite3.Connection], None]] = []
        self._views: dict[str, str] = {}
        self._is_whole = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if isinstance(error, sqlite3.Error):
            raise explained(error) from error

    def close(self) -> None:
        """Close the database; closing twice does no harm."""
        self.connection.close()

    def wait_at_most(self, seconds: float) -> None:
        """How long a deed waits for another program that writes; ``BUSY_SECONDS`` unless said otherwise."""
        self._patience = seconds
        wait_for_others(self.connection, seconds)

    @contextmanager
    def writing(
        self, deed: str, *, coder: str, act: str = "", reverses: Reversal | None = None
    ) -> Iterator[None]:
        """One deed: all of it is stored, or nothing. A deed that changed nothing leaves no trace.

        Deeds with the same ``act`` were one command or gesture, and are taken back together.
        """
        if self._in_deed:
            raise RuntimeError(f"deed {deed!r} was begun inside another deed: one deed, one transaction")
        if self.is_read_only:
            raise FitcodeError(
                f"The project in {self.folder} can only be read here.",
                remedy="Check that you may write fitcode.db and its folder; nothing was changed.",
            )
        with plain_errors():
            self._in_deed = True
            try:
                before = self._begin(deed, coder=coder, act=act, reverses=reverses)
                yield
                self._end(before)
            except BaseException:
                # A full disk or a failed write may have ended the transaction already.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            finally:
                self._in_deed = False
                self._last_steps.clear()
                trust_schema(self.connection, False)

    @contextmanager
    def jotting(self, *, waits: bool = False) -> Iterator[None]:
        """A short write that is no deed: of tables without history; triggers refuse the others.

        It outlives the process; unlike a deed, it does not wait for the disk, nor, unless asked to, for
        another program: raises ProjectBusy at once, because a screen would stand still meanwhile.
        """
        if self._in_deed or self.is_read_only:
            raise RuntimeError("something was jotted down inside a deed, or where nothing can be written")
        with plain_errors():
            self.connection.execute("PRAGMA synchronous = NORMAL")
            try:
                wait_for_others(self.connection, self._patience if waits else 0)
                self.connection.execute("BEGIN IMMEDIATE")
                yield
                self.connection.execute("COMMIT")
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                wait_for_others(self.connection, self._patience)
                self.connection.execute("PRAGMA synchronous = FULL")

    def require_deed(self) -> None:
        """Refuse a write that no deed owns: a mistake in the program, not of its user."""
        if not self._in_deed:
            raise RuntimeError("the store was written outside `with project.writing(deed, coder=...)`")

    def at_end(self, step: Callable[[sqlite3.Connection], None]) -> None:
        """Do something once, as the last of the deed under way."""
        if step not in self._last_steps:
            self._last_steps.append(step)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several reads of one state, whatever others write meanwhile; may stand inside a deed."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            _end_reading(self.connection)

    def show_through(self, views: Mapping[str, str]) -> None:
        """Read these tables through what is said of each (a SELECT of its columns) from now on.

        A deed works on the tables as they are: what it keeps whole, it must see whole.
        """
        self._views, self._is_whole = dict(views), False
        self._cover()

    def shown(self, table: str) -> str:
        """What stands after FROM for the rows that are shown of a table, inside a deed too."""
        return f"({self._views[table]})" if table in self._views and not self._is_whole else table

    @contextmanager
    def shown_whole(self) -> Iterator[None]:
        """Read every table as it is meanwhile: for what keeps a project in order and shows nobody's work."""
        if self._is_whole or self._in_deed:
            yield
            return
        self._uncover()
        self._is_whole = True
        try:
            yield
        finally:
            self._is_whole = False
            self._cover()

    def _cover(self) -> None:
        # A temporary view of a table's name is read in its place, by every query that does not say main.
        if not self._is_whole:
            for table, query in self._views.items():
                self.connection.execute(f'CREATE TEMP VIEW "{table}" AS {query}')

    def _uncover(self) -> None:
        if not self._is_whole:
            for table in self._views:
                self.connection.execute(f'DROP VIEW temp."{table}"')

    def _begin(self, deed: str, *, coder: str, act: str, reverses: Reversal | None) -> int:
        self.connection.execute("BEGIN IMMEDIATE")
        self._uncover()  # whatever takes the deed back brings the views back with it
        if not self._is_verified:
            require_own_triggers(self.connection)
            self._is_verified = True
        trust_schema(self.connection, True)
        cursor = self.connection.execute(
            "INSERT INTO deeds (deed, coder, at, act, reverses, direction) VALUES (?, ?, ?, ?, ?, ?)",
            (deed, coder, now(), act, *(reverses or (None, None))),
        )
        self.connection.execute("UPDATE acting SET deed_id = ?", (cursor.lastrowid,))
        return self.connection.total_changes

    def _end(self, before: int) -> None:
        for step in self._last_steps:
            step(self.connection)
        # Models have no history: a deed that only lets go of some has changed something all the same.
        if self.connection.total_changes == before:
            self.connection.execute("ROLLBACK")
            return
        self.connection.execute("UPDATE acting SET deed_id = NULL")
        self._cover()
        self.connection.execute("COMMIT")


def _end_reading(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("COMMIT")
    except sqlite3.DatabaseError:
        # A damaged search index may refuse to end what was only read; usually that ends it, too.
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def find_project(start: Path) -> Path:
    """The folder at or above ``start`` that holds a fitcode.toml."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise NoProject(
        f"There is no fitcode project in {start} or above it.",
        remedy="Make one with: fitcode init   (or name one with --project DIR)",
    )


def create_project(folder: Path, *, settings_text: str) -> Project:
    """A new project, opened. fitcode.toml is written last: a folder without it is no project yet."""
    folder = folder.absolute()
    _make_folder(folder)
    settings, database = folder / SETTINGS_FILE, folder / DATABASE_FILE
    if settings.exists():
        raise FitcodeError(f"{folder} holds a fitcode project already.", remedy="Choose another folder.")
    if database.exists():
        _refuse_work(database)
        database.unlink()
    with plain_errors():
        unfinished = folder / f".{DATABASE_FILE}.new"
        _remove_database(unfinished)
        _write_database(unfinished)
        _remove_side_files(unfinished)
        unfinished.replace(database)
    _write_text(settings, settings_text)
    return open_project(folder)


def open_project(folder: Path, *, read_only: bool = False) -> Project:
    """Open a project; an older one is migrated after a backup, a newer one refused."""
    folder = folder.absolute()
    settings, database = folder / SETTINGS_FILE, folder / DATABASE_FILE
    try:
        settings_text = settings.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NoProject(
            f"{folder} holds no {SETTINGS_FILE}.", remedy="Make a project with: fitcode init"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise FitcodeError(
            f"{settings} cannot be read ({error}).", remedy="Check that it is UTF-8 text that you may read."
        ) from error
    if not database.is_file():
        raise FitcodeError(
            f"{folder} holds {SETTINGS_FILE} but no {DATABASE_FILE}.",
            remedy="Put the database back from backups/, or remove the settings and run: fitcode init",
        )
    read_only = read_only or not (os.access(database, os.W_OK) and os.access(folder, os.W_OK))
    with plain_errors():
        connection = _connect_current(database, read_only=read_only)
    return Project(folder, settings_text=settings_text, connection=connection, is_read_only=read_only)


def _connect_current(database: Path, *, read_only: bool) -> sqlite3.Connection:
    connection = connect(database, read_only=read_only)
    try:
        if pending_migrations(connection):
            if read_only:
                raise FitcodeError(
                    "This project was written by an older fitcode and must be brought up to date first.",
                    remedy="Open it once where you may write it, for instance with: fitcode check",
                )
            backup_file(database)
            _migrate_once(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate_once(connection: sqlite3.Connection) -> None:
    """Migrate; no failure where another process opened the project too and migrated it first."""
    try:
        migrate(connection)
    except Exception:
        # The other may be at it still: a write lock is had only once it is done.
        connection.execute("BEGIN IMMEDIATE")
        try:
            is_left = bool(pending_migrations(connection))
        finally:
            connection.execute("ROLLBACK")
        if is_left:
            raise


def _write_database(file: Path) -> None:
    create_file(file)
    with closing(connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection)
        trust_schema(connection, True)
        connection.execute("BEGIN IMMEDIATE")
        deed = connection.execute(
            "INSERT INTO deeds (deed, coder, at) VALUES ('init', '', ?)", (now(),)
        ).lastrowid
        connection.execute("UPDATE acting SET deed_id = ?", (deed,))
        facts = (("uid", new_uid()), ("created_at", now()))
        connection.executemany("INSERT INTO facts (key, value) VALUES (?, ?)", facts)
        connection.execute("UPDATE acting SET deed_id = NULL")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _sync(file)


def _refuse_work(database: Path) -> None:
    """A database without settings may be all that is left of somebody's work."""
    try:
        with closing(connect(database, read_only=True)) as connection:
            (events,) = connection.execute("SELECT count(*) FROM history WHERE noun <> 'facts'").fetchone()
    except sqlite3.Error:
        events = None
    if events != 0:
        raise FitcodeError(
            f"{database} holds work, but {SETTINGS_FILE} is missing beside it.",
            remedy=f"Put {SETTINGS_FILE} back (an empty one will do), or choose another folder.",
        )
    _remove_side_files(database)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FitcodeError(
            f"{folder} cannot be made ({error.strerror}).", remedy="Choose another folder."
        ) from error


def _write_text(file: Path, text: str) -> None:
    unfinished = file.with_name(f".{file.name}.new")
    unfinished.unlink(missing_ok=True)
    create_file(unfinished)
    unfinished.write_text(text, encoding="utf-8")
    _sync(unfinished)
    unfinished.replace(file)


def _remove_database(file: Path) -> None:
    file.unlink(missing_ok=True)
    _remove_side_files(file)


def _remove_side_files(file: Path) -> None:
    for suffix in ("-wal", "-shm", "-journal"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
