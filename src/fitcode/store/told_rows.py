"""Told rows: a row of the history in words, with names for the keys in it.

The names of codes, components, coders and transcripts are today's; those of what is gone are the last it had.
"""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from fitcode.store.names import code_index, component_index
from fitcode.store.project import Project

LONGEST = 60
"""So many characters of a text are told."""

_TOLD = (
    "transcript",
    "name",
    "slug",
    "label",
    "alias",
    "key",
    "code",
    "quote",
    "status",
    "kind",
    "title",
    "text",
)
"""What a summary tells of a row, in this order, of what the row has."""

_NAMED_BY = {
    "code_id": "codes",
    "about_id": "components",
    "counterpart_id": "components",
    "component_id": "components",
    "coder_id": "coders",
    "decided_by_id": "coders",
    "transcript_id": "transcripts",
    "case_id": "cases",
    "attribute_id": "attributes",
    "speaker_id": "speakers",
}
"""Column to the table that names what it refers to."""


class RowWords:
    """Rows of the history in words."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._gone: dict[str, dict[int, str]] = {}

    def summary(self, before: str | None, after: str | None) -> str:
        """What a row is, or what changed of it, in one line."""
        old, new = (self.named(json.loads(text) if text else {}) for text in (before, after))
        if old and new:
            return self.changes(old, new)
        row = old or new
        told = [shown(row[key]) for key in _TOLD if row.get(key) is not None]
        if row.get("start") is not None and "end" in row:
            told.insert(1, f"{row['start']}:{row['end']}")
        return " ".join(told)

    def changes(
        self, old: Mapping[str, Any], new: Mapping[str, Any], *, less: tuple[str, ...] = ("updated_at",)
    ) -> str:
        """Each field that differs, from what to what."""
        changed = [key for key in new if key not in less and old.get(key) != new[key]]
        return "; ".join(f"{key}: {shown(old.get(key))} > {shown(new[key])}" for key in changed)

    def named(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row with names in the place of keys: ``code`` for ``code_id``."""
        named: dict[str, Any] = {}
        for column, value in row.items():
            if column == "version_id" and "quote" in row:
                named["transcript"] = self._versions.get(value, value)
            elif value is None or column not in _NAMED_BY:
                named[column.removesuffix("_id") if column in _NAMED_BY else column] = value
            else:
                named[column.removesuffix("_id")] = self.name(_NAMED_BY[column], value)
        return named

    def name(self, noun: str, key: int) -> str:
        """What something is called, or was called when it was last there."""
        found = self._names(noun).get(key)
        return found if found is not None else self._gone_names(noun).get(key, str(key))

    def target(self, kind: str, uid: str | None) -> str:
        """What a memo hangs on; codings and suggestions by the end of their uid."""
        if uid is None:
            return f"the {kind}"
        key = self._project.connection.execute(
            """SELECT row_id FROM history WHERE noun = ?1 AND action = 'insert'
                AND ?1 NOT IN ('codings', 'suggestions') AND json_extract(after, '$.uid') = ?2""",
            (f"{kind}s", uid),
        ).fetchone()
        return f"{kind} {self.name(f'{kind}s', key[0]) if key else uid[-8:]}"

    def coding(self, key: int) -> str:
        """A coding by its code and quote, also one that is gone."""
        query = self._project.connection.execute
        found = query("SELECT code_id, quote FROM codings WHERE id = ?", (key,)).fetchone()
        found = (
            found
            or query(
                """SELECT json_extract(before, '$.code_id'), json_extract(before, '$.quote') FROM history
               WHERE noun = 'codings' AND row_id = ? AND action = 'delete' ORDER BY id DESC""",
                (key,),
            ).fetchone()
        )
        return f'{self.name("codes", found[0])} "{shown(found[1])}"'

    def _names(self, noun: str) -> Mapping[int, str]:
        match noun:
            case "codes":
                return self._codes
            case "components":
                return self._components
            case "speakers":
                return self._speakers
            case _:
                return self._plain[noun]

    @cached_property
    def _codes(self) -> Mapping[int, str]:
        return code_index(self._project).display

    @cached_property
    def _components(self) -> Mapping[int, str]:
        return component_index(self._project).display

    @cached_property
    def _speakers(self) -> Mapping[int, str]:
        return dict(self._project.connection.execute("SELECT id, label FROM speakers").fetchall())

    @cached_property
    def _plain(self) -> Mapping[str, Mapping[int, str]]:
        query = self._project.connection.execute
        tables = ("coders", "transcripts", "cases", "attributes")
        return {table: dict(query(f"SELECT id, name FROM {table}").fetchall()) for table in tables}

    @cached_property
    def _versions(self) -> Mapping[int, str]:
        rows = self._project.connection.execute(
            "SELECT v.id, t.name FROM transcript_versions v JOIN transcripts t ON t.id = v.transcript_id"
        ).fetchall()
        found = dict(rows)
        gone = self._project.connection.execute(
            """SELECT row_id, json_extract(before, '$.transcript_id') FROM history
               WHERE noun = 'transcript_versions' AND action = 'delete' ORDER BY id"""
        )
        return {key: self.name("transcripts", transcript) for key, transcript in gone} | found

    def _gone_names(self, noun: str) -> Mapping[int, str]:
        if noun not in self._gone:
            rows = self._project.connection.execute(
                """SELECT row_id, coalesce(json_extract(before, '$.slug'), json_extract(before, '$.name'),
                                           json_extract(before, '$.label'))
                   FROM history WHERE noun = ? AND action = 'delete' ORDER BY id""",
                (noun,),
            )
            self._gone[noun] = dict(rows.fetchall())
        return self._gone[noun]


def shown(value: object) -> str:
    """A value on one line, cut where it is long."""
    text = "none" if value is None else " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "\u2026"
