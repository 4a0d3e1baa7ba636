"""Triggers: every write of a noun enters the history, by construction.

The database itself appends the row before and after, refuses a write outside a deed, and refuses
to change what was appended. The triggers are made from the tables' columns, here and nowhere else;
a migration that changes columns calls ``install_triggers`` again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from fitcode.errors import ProjectDamaged

WITHOUT_HISTORY = frozenset(
    {
        *("texts", "acting", "deeds", "history", "turns", "segments"),
        *("models", "pass_codes", "run_suggestions", "taken_back", "habits", "learned"),
        # The index of texts and the tables that SQLite keeps it in.
        *("search_index", "search_index_config", "search_index_data"),
        *("search_index_docsize", "search_index_idx"),
    }
)
"""Tables that are no nouns: history itself, what is kept by content, and what a program can make again."""

APPEND_ONLY = ("texts", "deeds", "history")

OUTSIDE = "fitcode: a write outside a deed"


def noun_tables(connection: sqlite3.Connection) -> list[str]:
    """Tables whose rows have a history, in alphabetical order."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    names = [name for (name,) in rows]
    return [name for name in names if name not in WITHOUT_HISTORY and not name.startswith(("sqlite_", "_"))]


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    """A table's columns, in order."""
    rows = connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))
    return [name for (name,) in rows]


def row_json(columns: list[str], *, row: str) -> str:
    """The SQL that turns a row (``NEW``, ``OLD`` or a table) into its JSON."""
    return "json_object(" + ", ".join(f"""'{name}', {row}."{name}\"""" for name in columns) + ")"


def trigger_statements(connection: sqlite3.Connection) -> dict[str, str]:
    """Name and DDL of every trigger that this schema asks for."""
    statements = {}
    for table in noun_tables(connection):
        columns = columns_of(connection, table)
        old, new = row_json(columns, row="OLD"), row_json(columns, row="NEW")
        for action, key, before, after in (
            ("insert", "NEW", "NULL", new),
            ("update", "NEW", old, new),
            ("delete", "OLD", old, "NULL"),
        ):
            name = f"history_{action}_{table}"
            statements[name] = (
                f'CREATE TRIGGER "{name}" AFTER {action.upper()} ON "{table}" BEGIN '
                "INSERT INTO history (deed_id, action, noun, row_id, before, after) VALUES ("
                f"coalesce((SELECT deed_id FROM acting), RAISE(ABORT, '{OUTSIDE}')), "
                f"'{action}', '{table}', {key}.id, {before}, {after}); END"
            )
    for table in APPEND_ONLY:
        for action in ("update", "delete"):
            name = f"keep_{table}_from_{action}"
            statements[name] = (
                f'CREATE TRIGGER "{name}" BEFORE {action.upper()} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, 'fitcode: {table} are appended to, never changed'); END"
            )
    return statements


def installed_triggers(connection: sqlite3.Connection) -> dict[str, str]:
    """Name and DDL of every trigger that the database has."""
    return dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))


def foreign_objects(connection: sqlite3.Connection) -> list[str]:
    """Names of triggers and views that are missing, changed or not ours."""
    asked, found = trigger_statements(connection), installed_triggers(connection)
    views = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
    return sorted(
        {name for name in asked.keys() | found.keys() if asked.get(name) != found.get(name)} | {*views}
    )


def require_own_triggers(connection: sqlite3.Connection) -> None:
    """Refuse to write where the history would not see it."""
    if strangers := foreign_objects(connection):
        raise ProjectDamaged(
            f"The triggers that keep the history are not as they were made ({strangers[0]}).",
            remedy="Run fitcode check; the folder backups/ holds earlier copies. Nothing was changed.",
        )


def install_triggers(connection: sqlite3.Connection) -> None:
    """Make the triggers match the columns; inside the caller's transaction."""
    for name in installed_triggers(connection):
        connection.execute(f'DROP TRIGGER "{name}"')
    for statement in trigger_statements(connection).values():
        connection.execute(statement)


@contextmanager
def inserts_told_together(connection: sqlite3.Connection, table: str) -> Iterator[None]:
    """Let the rows inserted meanwhile enter the history at the end, all in one: in half the time.

    Only inside a deed, and for a table whose keys only grow. Nobody sees the table without its trigger: it is
    back before the deed's transaction ends, and so it is where that is taken back.
    """
    name = f"history_insert_{table}"
    (trigger,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
    (last,) = connection.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"').fetchone()
    connection.execute("SAVEPOINT together")
    try:
        connection.execute(f'DROP TRIGGER "{name}"')
        yield
        row = row_json(columns_of(connection, table), row=f'"{table}"')
        connection.execute(
            f"""INSERT INTO history (deed_id, action, noun, row_id, before, after)
                SELECT (SELECT deed_id FROM acting), 'insert', '{table}', id, NULL, {row}
                FROM "{table}" WHERE id > ? ORDER BY id""",
            (last,),
        )
        connection.execute(trigger)
    except BaseException:
        # What a full disk ended whole is taken back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK TO together")
            connection.execute("RELEASE together")
        raise
    connection.execute("RELEASE together")
