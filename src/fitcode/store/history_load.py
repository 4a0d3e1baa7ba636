"""History load: the deeds and events of a project that comes from elsewhere, told by rows and their names.

What the tables say that the history does not lead to was written by hand since: it becomes a deed of its own.
"""

import json
import zlib
from collections.abc import Iterable
from typing import Any

from fitcode.domain.identity import new_uid
from fitcode.store.history_dump import is_same
from fitcode.store.project import Project
from fitcode.store.record_checks import Faults, Line
from fitcode.store.row_fields import Record
from fitcode.store.row_keys import RowKeys
from fitcode.store.row_names import field_of, references
from fitcode.store.times import is_written_time, now
from fitcode.store.triggers import columns_of, noun_tables, row_json
from fitcode.store.uncounted_rows import OWNERS

_ACTIONS = ("insert", "update", "delete")
_DEED = ("deed", "coder", "at", "act", "reverses", "direction")
_TOLD_BY_TABLE = object()
"""The state of a row that is as its table says."""


class _Wrong(Exception):
    """What is wrong with a line."""


class HistoryLoader:
    """Reads the history before the tables, and writes it after them."""

    def __init__(self, project: Project, *, keys: RowKeys, faults: Faults) -> None:
        self._connection = project.connection
        self._keys, self._faults = keys, faults
        self._nouns = frozenset(noun_tables(self._connection))
        self._deed = 0
        self._states: dict[tuple[str, int], Any] = {}
        self._columns: dict[str, list[tuple[str, str, str | None]]] = {}

    def read(self, lines: Iterable[Line]) -> None:
        """Deeds and events in their order; the rows that they name get their keys."""
        query = self._connection.execute
        query(
            """CREATE TEMP TABLE told (id INTEGER PRIMARY KEY, deed_id INTEGER, action TEXT, noun TEXT,
                row_id INTEGER, before TEXT, after TEXT, by_table INTEGER)"""
        )
        batch: list[tuple[Any, ...]] = []
        for line in lines:
            try:
                if "deed" in line.record:
                    self._add_deed(line.record)
                else:
                    batch.append(self._event(line.record))
            except _Wrong as wrong:
                self._faults.add(str(wrong), file=line.file, line=line.number)
            if len(batch) >= 5000:
                self._keep(batch)
                batch.clear()
        self._keep(batch)

    def read_taken_back(self, lines: Iterable[Line]) -> None:
        """What hangs on rows that were taken back."""
        tables = {table for parts in OWNERS.values() for table, _ in parts}
        for file, number, record in lines:
            act, table, rows = (record.get(name) for name in ("act", "table", "rows"))
            if not isinstance(act, str) or table not in tables or not isinstance(rows, list):
                self._faults.add("this is not what an undo keeps.", file=file, line=number)
                continue
            try:
                kept = [list(json.loads(self._state(table, row, None)).values()) for row in rows]
            except _Wrong as wrong:
                self._faults.add(str(wrong), file=file, line=number)
                continue
            self._connection.execute(
                "INSERT INTO taken_back (act, noun, content) VALUES (?, ?, ?)",
                (act, table, zlib.compress(json.dumps(kept).encode(), 6)),
            )

    def write(self, *, coder: str) -> int:
        """Put the history behind the tables, which are there; says how many rows were written by hand."""
        query = self._connection.execute
        for noun in sorted(self._nouns):
            # Lines that somebody took out: what is nowhere told cannot be kept.
            query(
                f"""DELETE FROM told WHERE noun = ?1 AND row_id IN (
                    SELECT row_id FROM told WHERE noun = ?1 AND by_table
                        AND row_id NOT IN (SELECT id FROM "{noun}"))""",
                (noun,),
            )
        states = " ".join(
            f"""WHEN '{noun}' THEN (SELECT {row_json(columns_of(self._connection, noun), row="t")}
                FROM "{noun}" t WHERE t.id = told.row_id)"""
            for noun in sorted(self._nouns)
        )
        query(
            f"""INSERT INTO history (deed_id, action, noun, row_id, before, after)
                SELECT deed_id, action, noun, row_id, before,
                       CASE WHEN by_table THEN CASE noun {states} END ELSE after END
                FROM told ORDER BY id"""
        )
        query("DROP TABLE told")
        written = self._written_by_hand()
        if written:
            deed = query(
                "INSERT INTO deeds (deed, coder, at, act) VALUES ('import', ?, ?, ?)",
                (coder, now(), new_uid()),
            ).lastrowid
            self._connection.executemany(
                "INSERT INTO history (deed_id, action, noun, row_id, before, after)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(deed, *event) for event in written],
            )
        return len(written)

    def _add_deed(self, record: Record) -> None:
        values = [record.get(name) for name in _DEED]
        if record.keys() - set(_DEED) or not all(isinstance(value, str) for value in values[:4]):
            raise _Wrong("a deed has a name, a coder, a time and an act, each a text.")
        if not is_written_time(str(record["at"])):
            raise _Wrong("the time of a deed is written such as 2026-11-23T14:30:00.000Z.")
        if any(not isinstance(value, str | None) for value in values[4:]):
            raise _Wrong("what a deed takes back is named by a text.")
        self._deed += 1
        self._connection.execute(
            f"INSERT INTO deeds (id, {', '.join(_DEED)}) VALUES (?, ?, ?, ?, ?, ?, ?)", (self._deed, *values)
        )

    def _event(self, record: Record) -> tuple[Any, ...]:
        action, noun, name = record.get("action"), record.get("noun"), record.get("row")
        if action not in _ACTIONS or not isinstance(noun, str) or noun not in self._nouns or name is None:
            raise _Wrong("an event says what was done (insert, update, delete), the noun and the row.")
        if not self._deed:
            raise _Wrong("this event stands before every deed.")
        key = self._key(noun, name)
        row = (noun, key)
        known = self._states.get(row)
        if known is _TOLD_BY_TABLE:
            raise _Wrong(f"an event before this one does not say what {noun} {name} was like after it.")
        before = self._state(noun, record["before"], key) if "before" in record else known
        if (before is None) is not (action == "insert"):
            raise _Wrong(f"{noun} {name} cannot be there already, or is not there, before this event.")
        after = self._state(noun, record["after"], key) if "after" in record else None
        by_table = after is None and action != "delete"
        if after is not None and action == "delete":
            raise _Wrong("nothing is left after a row was deleted.")
        self._states[row] = _TOLD_BY_TABLE if by_table else after
        return self._deed, action, noun, key, before, after, by_table

    def _key(self, table: str, name: Any) -> int:
        try:
            return self._keys.key(table, name)
        except (TypeError, RecursionError):
            raise _Wrong("a name is a text, a number or a list of those.") from None

    def _state(self, table: str, state: Any, key: int | None) -> str:
        """A row as the triggers write it, from what a line says of it."""
        if not isinstance(state, dict):
            raise _Wrong("what a row was like stands in braces.")
        row: Record = {} if key is None else {"id": key}
        for column, field, parent in self._columns_of(table):
            if field not in state:
                continue
            value = state.pop(field)
            if parent is not None and value is not None:
                value = self._key(parent, value)
            if (table, column) == ("run_suggestions", "suggestions") and isinstance(value, list):
                value = json.dumps([self._key("suggestions", one) for one in value], separators=(",", ":"))
            if not isinstance(value, str | int | float | None) or isinstance(value, bool):
                raise _Wrong(f"{field!r} should be a text, a number or null.")
            row[column] = value
        if state:
            raise _Wrong(f"{table} have no {min(state)!r}.")
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"))

    def _columns_of(self, table: str) -> list[tuple[str, str, str | None]]:
        if table not in self._columns:
            parents = references(self._connection, table)
            self._columns[table] = [
                (column, field_of(column) if column in parents else column, parents.get(column))
                for column in columns_of(self._connection, table)
                if column != "id"
            ]
        return self._columns[table]

    def _keep(self, batch: list[tuple[Any, ...]]) -> None:
        self._connection.executemany(
            """INSERT INTO told (deed_id, action, noun, row_id, before, after, by_table)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            batch,
        )

    def _written_by_hand(self) -> list[tuple[str, str, int, str | None, str | None]]:
        """The events that the tables ask for beyond those that were told."""
        events: list[tuple[str, str, int, str | None, str | None]] = []
        for noun in sorted(self._nouns):
            state = row_json(columns_of(self._connection, noun), row="t")
            there = [key for (key,) in self._connection.execute(f'SELECT id FROM "{noun}" ORDER BY id')]
            for key in there:
                told = self._states.get((noun, key))
                if told is _TOLD_BY_TABLE:
                    continue
                (now_,) = self._connection.execute(
                    f'SELECT {state} FROM "{noun}" t WHERE id = ?', (key,)
                ).fetchone()
                if told is None:
                    events.append(("insert", noun, key, None, now_))
                elif not _agree(told, now_):
                    events.append(("update", noun, key, told, now_))
            left = set(there)
            events += [
                ("delete", noun, key, told, None)
                for (table, key), told in self._states.items()
                if table == noun and isinstance(told, str) and key not in left
            ]
        return events


def _agree(told: str, now_: str) -> bool:
    """Whether a row is as its last event says, in the columns that the event knows."""
    if is_same(told, now_):
        return True
    known: Record = json.loads(told)
    row: Record = json.loads(now_)
    return all(row.get(name) == value for name, value in known.items())
