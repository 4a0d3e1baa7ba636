"""Row names: what a row is called outside the database, where its integer key means nothing.

Two manners: as people read it (``fit/spare-parts``), for rows that are there; and by uid, which no renaming
changes and which also names what is gone, for the history. A row keeps its identity for life.
"""

import json
import sqlite3
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from fitcode.errors import ProjectDamaged
from fitcode.store.triggers import columns_of

IDENTITY: Mapping[str, tuple[str, ...]] = {
    "adjudications": ("uid",),
    "attributes": ("name",),
    "case_attributes": ("case_id", "attribute_id"),
    "case_transcripts": ("case_id", "transcript_id", "speaker_id"),
    "cases": ("name",),
    "code_versions": ("version_id", "code_id"),
    "codebook_versions": ("codebook_id", "number"),
    "codebooks": ("slug",),
    "coders": ("name",),
    "codes": ("codebook_id", "slug"),
    "codings": ("uid",),
    "component_aliases": ("component_id", "position"),
    "components": ("mission_id", "slug"),
    "conflicts": ("uid",),
    "facts": ("key",),
    "finished": ("coder_id", "version_id"),
    "further_decisions": ("suggestion_id", "coder_id"),
    "habits": ("coder", "name"),
    "learned": ("merge_id", "noun"),
    "links": ("uid",),
    "memos": ("uid",),
    "merges": ("uid",),
    "missions": ("slug",),
    "models": ("fingerprint",),
    "pass_codes": ("fingerprint",),
    "round_coders": ("round_id", "coder_id"),
    "round_passages": ("round_id", "version_id", "start"),
    "rounds": ("name",),
    "run_suggestions": ("run_id", "version_id"),
    "run_transcripts": ("run_id", "version_id"),
    "runs": ("uid",),
    "segments": ("version_id", "ordinal"),
    "speakers": ("transcript_id", "label"),
    "suggestions": ("uid",),
    "transcript_versions": ("transcript_id", "number"),
    "transcripts": ("name", "uid", "removed_at"),
    "turns": ("version_id", "ordinal"),
}
"""Table to the columns that tell its rows apart; no deed ever changes those of a row without a uid."""

Name = Any
"""A text, a number or nothing, or a list of names: what JSON can hold."""


def references(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Column to the table whose key it holds."""
    rows = connection.execute(f'PRAGMA main.foreign_key_list("{table}")')
    # One refers to a text by its hash, which is a name already.
    return {column: parent for _, _, parent, column, *_ in rows if column.endswith("_id")}


def field_of(column: str) -> str:
    """What a column is called in a record: ``code`` for ``code_id``."""
    return column.removesuffix("_id")


def joined(table: str, parts: list[Name]) -> Name:
    """One name of what tells a row apart, as people read it."""
    match table:
        case "transcripts":
            # A removed transcript leaves its name to others.
            name, uid, removed_at = parts
            return name if removed_at is None else [name, uid]
        case "components" | "codes":
            return "/".join(parts)  # ids have no slash
        case _:
            return parts[0] if len(parts) == 1 else parts


def hashable(name: Name) -> Hashable:
    """A name as a key of a dictionary."""
    return tuple(map(hashable, name)) if isinstance(name, list) else name


def order(name: Name) -> tuple[Any, ...]:
    """A name as a key to sort by: numbers by size, texts by their characters."""
    if isinstance(name, list):
        return (3, tuple(map(order, name)))
    if name is None:
        return (0,)
    return (1, name) if isinstance(name, int | float) else (2, name)


def identity_columns(connection: sqlite3.Connection, table: str, *, by_uid: bool) -> tuple[str, ...]:
    """The columns that make a row's name."""
    return ("uid",) if by_uid and "uid" in columns_of(connection, table) else IDENTITY[table]


class RowNames:
    """Names of the rows of an open project, by their keys."""

    def __init__(self, connection: sqlite3.Connection, *, by_uid: bool) -> None:
        self.connection, self._by_uid = connection, by_uid
        self._names: dict[str, dict[int, Name]] = {}
        self._identities: dict[str, tuple[tuple[str, ...], list[str | None]]] = {}

    def of(self, table: str) -> Callable[[int], Name]:
        """The names of a table's rows; by uid, also of those that are gone."""
        if table not in self._names:
            self._names[table] = self._read(table)
        names = self._names[table]

        def name(key: int) -> Name:
            try:
                return names[key]
            except KeyError:
                raise ProjectDamaged(
                    f"Something names row {key} of {table}, which is not there.", remedy="Run fitcode check."
                ) from None

        return name

    def of_row(self, table: str, row: Mapping[str, Any]) -> Name:
        """The name of a row given by its columns, whether it is there or not."""
        columns, parents = self._identity(table)
        parts = [
            value if parent is None or value is None else self.of(parent)(value)
            for value, parent in zip([row.get(column) for column in columns], parents, strict=True)
        ]
        return parts[0] if columns == ("uid",) else joined(table, parts)

    def _identity(self, table: str) -> tuple[tuple[str, ...], list[str | None]]:
        """The columns that make a row's name, and the tables that some of them refer to."""
        if table not in self._identities:
            columns = identity_columns(self.connection, table, by_uid=self._by_uid)
            parents = references(self.connection, table)
            self._identities[table] = columns, [parents.get(column) for column in columns]
        return self._identities[table]

    def _read(self, table: str) -> dict[int, Name]:
        columns, _ = self._identity(table)
        listed = ", ".join(f'"{column}"' for column in columns)
        rows = self.connection.execute(f'SELECT id, {listed} FROM "{table}"').fetchall()
        names = {key: self.of_row(table, dict(zip(columns, values, strict=True))) for key, *values in rows}
        return self._gone(table) | names if self._by_uid else names

    def _gone(self, table: str) -> dict[int, Name]:
        rows = self.connection.execute(
            "SELECT row_id, before FROM history WHERE noun = ? AND action = 'delete' ORDER BY id", (table,)
        )
        return {key: self.of_row(table, json.loads(before)) for key, before in rows}
