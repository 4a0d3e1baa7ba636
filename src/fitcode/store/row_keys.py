"""Row keys: new keys for rows that come from elsewhere by their names.

The history names its rows first, so that keys come in the order in which the rows once came; a row keeps the
key under which the history knows it.
"""

from collections import defaultdict
from collections.abc import Hashable

from fitcode.store.project import Project
from fitcode.store.row_fields import Record
from fitcode.store.row_names import IDENTITY, Name, field_of, hashable, identity_columns, joined, references


class RowKeys:
    """Keys of the rows of a project that is being made."""

    def __init__(self, project: Project) -> None:
        self._connection = project.connection
        self._keys: defaultdict[str, dict[Hashable, int]] = defaultdict(dict)
        self._called: defaultdict[str, dict[Hashable, int]] = defaultdict(dict)
        self._names: defaultdict[str, dict[int, Name]] = defaultdict(dict)
        self._identities: dict[str, list[tuple[str, str | None]]] = {}
        self._read_as: dict[str, list[str]] = {}
        self._parents: dict[str, dict[str, str]] = {}

    def key(self, table: str, name: Name) -> int:
        """The key of a row by the name that the history has for it; a new one where it has none yet."""
        keys = self._keys[table]
        return keys.setdefault(hashable(name), len(keys) + 1)

    def add(self, table: str, record: Record) -> int:
        """The key of a row that is there, by its record; from now on others can name it."""
        name = record["uid"] if "uid" in record else self._by_uid(table, record)
        key = self.key(table, name)
        as_read = joined(table, [record.get(field) for field in self._fields(table)])
        self._called[table][hashable(as_read)] = key
        if table in _IN_NAMES:
            self._names[table][key] = name
        return key

    def called(self, table: str) -> dict[Hashable, int]:
        """Name, as people read it, to key of the rows of a table that are there."""
        return self._called[table]

    def highest(self) -> dict[str, int]:
        """Table to the highest key that was given."""
        return {table: len(keys) for table, keys in self._keys.items()}

    def _fields(self, table: str) -> list[str]:
        if table not in self._read_as:
            parents = self._parents_of(table)
            self._read_as[table] = [
                field_of(column) if column in parents else column for column in IDENTITY[table]
            ]
        return self._read_as[table]

    def _by_uid(self, table: str, record: Record) -> Name:
        parts = []
        for field, parent in self._identity(table):
            value = record.get(field)
            if parent is not None and value is not None:
                value = self._names[parent][self._called[parent][hashable(value)]]
            parts.append(value)
        return joined(table, parts)

    def _identity(self, table: str) -> list[tuple[str, str | None]]:
        if table not in self._identities:
            parents = self._parents_of(table)
            self._identities[table] = [
                (field_of(column) if column in parents else column, parents.get(column))
                for column in identity_columns(self._connection, table, by_uid=True)
            ]
        return self._identities[table]

    def _parents_of(self, table: str) -> dict[str, str]:
        if table not in self._parents:
            self._parents[table] = references(self._connection, table)
        return self._parents[table]


_IN_NAMES = frozenset(
    {
        *("attributes", "cases", "codebook_versions", "codebooks", "coders", "codes", "components"),
        *("merges", "missions", "rounds", "runs", "speakers", "suggestions", "transcript_versions"),
        "transcripts",
    }
)
"""Tables whose rows are part of others' names."""
