"""Migrations: the only place where tables are made or changed.

They run through sqlite-utils, which records each by name; the names alone say what a database
needs. Its library is imported only when there is something to do.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from fitcode.errors import ProjectDamaged, ProjectTooNew
from fitcode.store.connection import APPLICATION_ID, trust_schema
from fitcode.store.schema import INDICES, TABLES
from fitcode.store.schema_changes import (
    keys_used_once,
    merging,
    search_index,
    several_coders,
    sitting,
    suggestion_pass,
    undo,
)
from fitcode.store.times import now
from fitcode.store.triggers import install_triggers, installed_triggers

if TYPE_CHECKING:
    from sqlite_utils import Database

Migration = Callable[[sqlite3.Connection], None]

SET_NAME = "fitcode"


def first_schema(connection: sqlite3.Connection) -> None:
    """The schema of the first release."""
    for statement in (*TABLES, *INDICES):
        connection.execute(statement)
    connection.execute("INSERT INTO acting (id, deed_id) VALUES (1, NULL)")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


MIGRATIONS: list[tuple[str, Migration]] = [
    ("0001_first_schema", first_schema),
    ("0002_suggestion_pass", suggestion_pass),
    ("0003_undo", undo),
    ("0004_sitting", sitting),
    ("0005_search_index", search_index),
    ("0006_keys_used_once", keys_used_once),
    ("0007_several_coders", several_coders),
    ("0008_merging", merging),
]
"""In order; a released one never changes."""


def pending_migrations(connection: sqlite3.Connection) -> list[str]:
    """Names of the migrations that this database still needs; refuses one from a newer program."""
    has_record = connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'"
    ).fetchone()
    if not has_record:
        raise ProjectDamaged(
            "fitcode.db is not the database of a fitcode project.",
            remedy="The folder backups/ holds earlier copies.",
        )
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (SET_NAME,))
    applied = {name for (name,) in rows}
    known = [name for name, _ in MIGRATIONS]
    if unknown := sorted(applied - set(known)):
        raise ProjectTooNew(
            f"This project was written by a newer fitcode (it has {unknown[-1]!r}).",
            remedy="Update fitcode to the newest release and open the project again; nothing was changed.",
        )
    return [name for name in known if name not in applied]


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending, each migration in a transaction of its own, then make the triggers anew."""
    from sqlite_utils import Database, Migrations

    database = Database(connection)
    migrations = Migrations(SET_NAME)
    broken = broken_references(connection)
    for name, step in MIGRATIONS:
        migrations(name=name)(_as_deed(step, broken))
    (enforced,) = connection.execute("PRAGMA foreign_keys").fetchone()
    trust_schema(connection, True)
    # Dropping a table to make it anew would delete its rows one by one, with what they are checked against;
    # inside a transaction this cannot be turned off.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        migrations.apply(database)
    finally:
        connection.execute(f"PRAGMA foreign_keys = {enforced}")
        trust_schema(connection, False)


def broken_references(connection: sqlite3.Connection) -> list[tuple[str, int | None, str, int]]:
    """Table, key, table referred to and foreign key of every row that refers to a row that is not there."""
    return connection.execute("PRAGMA foreign_key_check").fetchall()


def _as_deed(step: Migration, broken: list[tuple[str, int | None, str, int]]) -> Callable[["Database"], None]:
    """A step whose changes of rows enter the history, followed by triggers for the columns it leaves.

    It may leave no reference broken except those that were.
    """

    def apply(database: "Database") -> None:
        connection = database.conn
        is_first = not installed_triggers(connection)
        if not is_first:
            cursor = connection.execute(
                "INSERT INTO deeds (deed, coder, at) VALUES ('upgrade', '', ?)", (now(),)
            )
            connection.execute("UPDATE acting SET deed_id = ?", (cursor.lastrowid,))
        step(connection)
        if len(broken_references(connection)) > len(broken):
            raise sqlite3.IntegrityError("a migration would leave references to rows that are not there")
        install_triggers(connection)
        connection.execute("UPDATE acting SET deed_id = NULL")

    return apply


def foreign_tables(connection: sqlite3.Connection) -> list[str]:
    """Names of tables and indices that are missing, changed or not ours."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh)
        asked = _tables_and_indices(fresh)
    found = _tables_and_indices(connection)
    return sorted(name for name in asked.keys() | found.keys() if asked.get(name) != found.get(name))


def _tables_and_indices(connection: sqlite3.Connection) -> dict[str, str]:
    # Names that begin with an underscore or sqlite_ are bookkeeping of SQLite and sqlite-utils.
    rows = connection.execute(
        """SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'index')
           AND sql IS NOT NULL AND tbl_name NOT GLOB '_*' AND tbl_name NOT GLOB 'sqlite_*'"""
    )
    return dict(rows.fetchall())
