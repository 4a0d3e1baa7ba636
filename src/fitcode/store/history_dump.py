"""History dump: every deed and what it did to which row, with uids in the place of keys.

What a row looked like stands there only where nothing else tells it: after its last event it is as the table
says, and before an event as after the one before. So the history is short, and months that are over stay.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from fitcode.errors import ProjectDamaged
from fitcode.store.project import Project
from fitcode.store.row_fields import Record
from fitcode.store.row_names import RowNames, field_of, references
from fitcode.store.triggers import columns_of, noun_tables, row_json

_DEED = ("deed", "coder", "at", "act", "reverses", "direction")


def dump_history(project: Project) -> Iterator[tuple[str, Record]]:
    """Month and record of every deed, each followed by its events."""
    query = project.connection.execute
    deeds = query(f"SELECT id, {', '.join(_DEED)} FROM deeds ORDER BY id")
    events = _Events(project)
    listed = query("SELECT id, deed_id, noun, action, row_id FROM history ORDER BY id")
    event = next(listed, None)
    month = ""
    for key, *values in deeds:
        deed: Record = dict(zip(_DEED, values, strict=True))
        # A clock that was put back opens no month again: files are read in the order of their names.
        month = max(month, str(deed["at"])[: len("2026-11")])
        yield month, {name: value for name, value in deed.items() if value is not None}
        while event is not None and event[1] == key:
            yield month, events.record(_Event(event[0], *event[2:]))
            event = next(listed, None)
    if event is not None:
        raise ProjectDamaged(f"Event {event[0]} of the history has no deed.", remedy="Run fitcode check.")


def dump_taken_back(project: Project) -> Iterator[Record]:
    """What hangs on rows that are taken back, kept for when they are brought back."""
    states = _States(project.connection)
    rows = project.connection.execute("SELECT act, noun, content FROM taken_back ORDER BY id")
    for act, noun, content in rows:
        columns = columns_of(project.connection, noun)
        kept = [states.named(noun, dict(zip(columns, row, strict=True))) for row in unpacked(content)]
        yield {"act": act, "table": noun, "rows": kept}


def unpacked(content: bytes) -> list[list[Any]]:
    """The rows that an undo packed."""
    rows: list[list[Any]] = json.loads(zlib.decompress(content))
    return rows


class _Event(NamedTuple):
    id: int
    noun: str
    action: str
    row_id: int


class _States:
    """States of rows with names in the place of keys."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._parents: dict[str, dict[str, str]] = {}
        self.names = RowNames(connection, by_uid=True)

    def named(self, noun: str, row: Record) -> Record:
        """A row's columns by their names, all but its key."""
        if noun not in self._parents:
            self._parents[noun] = references(self._connection, noun)
        parents = self._parents[noun]
        state: Record = {}
        for column, value in row.items():
            if column in parents:
                state[field_of(column)] = None if value is None else self.names.of(parents[column])(value)
            elif (noun, column) == ("run_suggestions", "suggestions"):
                state[column] = [self.names.of("suggestions")(key) for key in json.loads(value)]
            elif column != "id":
                state[column] = value
        return state


class _Events:
    """Events as records; to be asked for in order."""

    def __init__(self, project: Project) -> None:
        self._connection = project.connection
        self._states = _States(project.connection)
        self._told = _told_by_tables(project.connection)
        self._after: dict[tuple[str, int], str | None] = {}

    def record(self, event: _Event) -> Record:
        is_told = event.id in self._told
        row = (event.noun, event.row_id)
        if is_told and event.action == "insert":
            before = after = None
        else:
            before, after = self._connection.execute(
                "SELECT before, after FROM history WHERE id = ?", (event.id,)
            ).fetchone()
        record: Record = {
            "action": event.action,
            "noun": event.noun,
            "row": self._name(event, after or before),
        }
        if not is_same(before, self._after.get(row) if event.action != "insert" else None):
            record["before"] = self._state(event.noun, before)
        if not is_told and after is not None:
            record["after"] = self._state(event.noun, after)
        if not is_told:
            self._after[row] = after
        return record

    def _name(self, event: _Event, state: str | None) -> Any:
        if state is None:
            return self._states.names.of(event.noun)(event.row_id)
        # Keys were given to other rows once: the state itself says whose it is.
        return self._states.names.of_row(event.noun, json.loads(state))

    def _state(self, noun: str, text: str | None) -> Record | None:
        return None if text is None else self._states.named(noun, json.loads(text))


def _told_by_tables(connection: sqlite3.Connection) -> set[int]:
    """The events after which a row is as its table says."""
    told: set[int] = set()
    for noun in noun_tables(connection):
        rows = connection.execute(
            f"""WITH last AS (SELECT max(id) AS event FROM history WHERE noun = '{noun}' GROUP BY row_id)
                SELECT h.id, h.after IS {row_json(columns_of(connection, noun), row="t")}, h.row_id
                FROM last JOIN history h ON h.id = last.event JOIN "{noun}" t ON t.id = h.row_id
                WHERE h.action <> 'delete'"""
        )
        for event, is_same_text, row_id in rows.fetchall():
            if is_same_text or _says_the_same(connection, noun, event, row_id):
                told.add(event)
    return told


def _says_the_same(connection: sqlite3.Connection, noun: str, event: int, row_id: int) -> bool:
    (now,) = connection.execute(
        f'SELECT {row_json(columns_of(connection, noun), row="t")} FROM "{noun}" t WHERE id = ?', (row_id,)
    ).fetchone()
    (after,) = connection.execute("SELECT after FROM history WHERE id = ?", (event,)).fetchone()
    return is_same(after, now)


def is_same(one: str | None, other: str | None) -> bool:
    """Whether two states say the same, however it is written."""
    if one is None or other is None or one == other:
        return one == other
    return bool(json.loads(one) == json.loads(other))
