"""Merge rows: what rows say by names, made rows of this project with its keys.

Spans are held against the text they come to stand in: a quote is the text at its position, always.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fitcode.domain.identity import canonical_json
from fitcode.domain.merging import Content
from fitcode.domain.placement import Placement
from fitcode.errors import ProjectDamaged, QuoteMismatch
from fitcode.store.merge_names import BY_NATURE
from fitcode.store.merge_nouns import NUMBERED
from fitcode.store.project import Project
from fitcode.store.row_names import references
from fitcode.store.spans import VersionText, version_text


class MergeRows:
    """Makes rows; keys of rows that are not there yet are given out before they are."""

    def __init__(self, project: Project, columns: Mapping[str, Sequence[str]]) -> None:
        self._project, self._connection = project, project.connection
        self._columns = columns
        self.keys: dict[str, dict[str, int]] = {}
        """Table and name to key."""
        self.numbers: dict[str, int] = {}
        """Name of a codebook version to its number."""
        self._parents = {table: references(self._connection, table) for table in columns}
        self._uids: dict[str, dict[str, str]] = {}
        self._text: VersionText | None = None

    def give_keys(self, table: str, names: Iterable[str]) -> None:
        """New keys for rows to come, in this order."""
        (highest,) = self._connection.execute(
            f"""SELECT max(coalesce((SELECT max(id) FROM "{table}"), 0),
                    coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0))""",
            (table,),
        ).fetchone()
        for key, name in enumerate(names, start=highest + 1):
            self.keys[table][name] = key

    def row(self, table: str, content: Content) -> dict[str, Any]:
        """The columns of a row but its key; raises ProjectDamaged where it names what is not there."""
        parents = self._parents[table]
        row: dict[str, Any] = {}
        for column, value in zip(self._columns[table], content, strict=True):
            if column in parents and value is not None:
                value = self._key(parents[column], str(value))
            elif (table, column) in NUMBERED:
                value = self._numbered(str(value))
            row[column] = value
        if table == "memos" and row["target"] in BY_NATURE:
            row["target_uid"] = self._uid_by_name(BY_NATURE[row["target"]], row["target_uid"])
        if table in ("codings", "suggestions"):
            row |= self._placed(row, is_placed=table == "codings")
        return row

    def _key(self, table: str, name: str) -> int:
        try:
            return self.keys[table][name]
        except KeyError:
            raise damaged(f"a row names {_plain(name)!r} ({table}), which is not there") from None

    def _numbered(self, text: str) -> str:
        stated = json.loads(text)
        return canonical_json({slug: self.numbers.get(stated[slug], stated[slug]) for slug in stated})

    def _uid_by_name(self, table: str, name: str) -> str:
        if table not in self._uids:
            uids = dict(self._connection.execute(f'SELECT id, uid FROM "{table}"').fetchall())
            self._uids[table] = {one: uids[key] for one, key in self.keys[table].items() if key in uids}
        return self._uids[table].get(name, name)

    def _placed(self, row: Mapping[str, Any], *, is_placed: bool) -> dict[str, int]:
        if self._text is None or self._text.version_id != row["version_id"]:
            self._text = version_text(self._project, row["version_id"])
        try:
            self._text.quote(row["start"], row["end"], expected=row["quote"])
        except QuoteMismatch as error:
            raise damaged(error.problem) from error
        if not is_placed:
            return {}
        return dict(zip(Placement._fields, self._text.place(row["start"], row["end"]), strict=True))


def damaged(what: str) -> ProjectDamaged:
    """The error for another project that does not hold together."""
    return ProjectDamaged(
        f"The other project does not hold together: {what}.",
        remedy="Run fitcode check there (fitcode -C OTHER check); nothing was changed here.",
    )


def _plain(name: str) -> str:
    return " ".join(name.split("\x1f"))
