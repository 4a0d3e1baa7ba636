"""Merge writing: a plan carried out, inside one deed.

Rows that go go first, then those that change, then those that come, table by table: each with what it names.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from sqlite3 import IntegrityError
from typing import Any

from fitcode.domain.identity import text_hash
from fitcode.domain.merging import Content
from fitcode.store.merge_names import BY_NATURE
from fitcode.store.merge_noun_plans import NounPlan
from fitcode.store.merge_nouns import NUMBERED
from fitcode.store.merge_plans import MergePlan
from fitcode.store.merge_records import MergeRecords, followed
from fitcode.store.merge_rows import MergeRows, damaged
from fitcode.store.project import Project
from fitcode.store.search_index import index_new_texts
from fitcode.store.triggers import columns_of, inserts_told_together

_TOGETHER = 1_000
"""From so many new rows on, the history is told of all of them at the end."""

_ASIDE = {
    "coders": "name = uid",
    "transcripts": "name = uid",
    "codebook_versions": "number = -id",
    "codings": '"end" = "end" + 1000000000',
    "links": "kind = id",
}
"""By table, a place that no other row has."""

Counts = Counter[tuple[str, str | None, str]]
"""Noun, coder and what happened to how many rows."""


@dataclass(slots=True)
class Merged:
    """What a merge did."""

    counts: Counts = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    """What to tell beside the numbers."""


def write_merge(project: Project, plan: MergePlan, *, same: Mapping[str, str], other: str) -> Merged:
    """Carry out a plan; ``other`` says which project was merged."""
    project.require_deed()
    return _Writer(project, plan).write(same, other)


class _Writer:
    def __init__(self, project: Project, plan: MergePlan) -> None:
        self._project, self._connection, self._plan = project, project.connection, plan
        self._rows = MergeRows(project, {table: one.own.columns for table, one in plan.nouns.items()})
        self._merged = Merged()
        self._visible: dict[str, dict[str, Content | None]] = {}
        self._coders: dict[str, str] = {}

    def write(self, same: Mapping[str, str], other: str) -> Merged:
        # Rows name each other in both directions while they change.
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        self._take_uids(same)
        for table, plan in self._plan.nouns.items():
            self._visible[table] = {
                name: None if content is None else followed(self._plan, plan, content)
                for name, content in plan.wanted.items()
            }
            self._rows.keys[table] = dict(plan.own.keys)
        self._coders = self._coder_names()
        self._number()
        for plan in reversed(self._plan.nouns.values()):
            self._delete(plan)
        for plan in self._plan.nouns.values():
            new = [
                name
                for name, content in self._visible[plan.noun.table].items()
                if content is not None and name not in plan.own.keys
            ]
            self._rows.give_keys(plan.noun.table, new)
            self._update(plan)
            self._insert(plan, new)
        self._renumber()
        records = MergeRecords(self._project, self._plan, self._visible)
        for plan, content in records.write(same, other):
            self._count(plan, content, "conflicting")
        return self._merged

    def _take_uids(self, same: Mapping[str, str]) -> None:
        for old, new in same.items():
            for table in ("coders", "transcripts"):
                self._connection.execute(f"UPDATE {table} SET uid = ? WHERE uid = ?", (new, old))
            self._connection.execute("UPDATE memos SET target_uid = ? WHERE target_uid = ?", (new, old))

    def _coder_names(self) -> dict[str, str]:
        plan = self._plan.nouns["coders"]
        place = plan.place("name")
        return {name: str(content[place]) for name in plan.final_names() if (content := plan.final(name))}

    def _number(self) -> None:
        plan = self._plan.nouns["codebook_versions"]
        place = plan.place("number")
        for name in plan.final_names():
            content = plan.final(name)
            if content is not None and isinstance(number := content[place], int):
                self._rows.numbers[name] = number

    def _delete(self, plan: NounPlan) -> None:
        gone = [
            name
            for name, content in self._visible[plan.noun.table].items()
            if content is None and name in plan.own.keys
        ]
        self._connection.executemany(
            f'DELETE FROM "{plan.noun.table}" WHERE id = ?', [(plan.own.keys[name],) for name in gone]
        )
        for name in gone:
            if name not in plan.folded:
                self._count(plan, plan.own.contents[name], "removed")

    def _update(self, plan: NounPlan) -> None:
        table, visible = plan.noun.table, self._visible[plan.noun.table]
        changed = [
            name
            for name, content in visible.items()
            if content is not None and name in plan.own.keys and content != plan.own.contents[name]
        ]
        rows = [
            {**self._rows.row(table, content), "id": plan.own.keys[name]}
            for name in changed
            if (content := visible[name]) is not None
        ]
        for name in changed:
            self._count(plan, visible[name] or (), "changed")
        if not rows:
            return
        moved = self._moved_uids(table, rows) if table in BY_NATURE.values() else []
        self._update_rows(table, rows)
        self._connection.executemany("UPDATE memos SET target_uid = ? WHERE target_uid = ?", moved)

    def _update_rows(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Each as soon as nothing else has its place: so undo finds the same way back."""
        assigned = ", ".join(f'"{column}" = :{column}' for column in rows[0] if column != "id")
        update = f'UPDATE "{table}" SET {assigned} WHERE id = :id'
        refused = self._refused(update, rows)
        while 0 < len(refused) < len(rows):
            rows, refused = refused, self._refused(update, refused)
        if table in _ASIDE:  # they take each other's place
            self._connection.executemany(f'UPDATE "{table}" SET {_ASIDE[table]} WHERE id = :id', refused)
        self._connection.executemany(update, refused)

    def _refused(self, update: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Update what can be; the rows that cannot, because another has their place."""
        refused = []
        for row in rows:
            try:
                self._connection.execute(update, row)
            except IntegrityError:
                refused.append(row)
        return refused

    def _moved_uids(self, table: str, rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
        old = dict(self._connection.execute(f'SELECT id, uid FROM "{table}"').fetchall())
        return [(row["uid"], old[row["id"]]) for row in rows if row["uid"] != old[row["id"]]]

    def _insert(self, plan: NounPlan, new: list[str]) -> None:
        table, visible = plan.noun.table, self._visible[plan.noun.table]
        if not new:
            return
        if table in ("codings", "suggestions"):
            version = plan.place("version_id")
            # Text by text, so that each is read once; keys were given before.
            new.sort(key=lambda name: str((visible[name] or ())[version]))
        if table == "transcript_versions":
            self._bring_texts(plan, new)
        keys = self._rows.keys[table]
        rows = [
            {"id": keys[name], **self._rows.row(table, content)}
            for name in new
            if (content := visible[name]) is not None
        ]
        if table == "speakers":
            self._place_speakers(rows)
        self._insert_rows(table, rows)
        for name in new:
            self._count(plan, visible[name] or (), "added")
        if table == "speakers":
            self._bring_spans()

    def _insert_rows(self, table: str, rows: list[dict[str, Any]]) -> None:
        listed = ", ".join(f'"{column}"' for column in rows[0])
        marks = ", ".join(f":{column}" for column in rows[0])
        is_large = len(rows) >= _TOGETHER
        with inserts_told_together(self._connection, table) if is_large else nullcontext():
            self._connection.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', rows)

    def _bring_texts(self, plan: NounPlan, new: list[str]) -> None:
        place = plan.place("sha256")
        for name in new:
            sha256 = (self._visible["transcript_versions"][name] or ())[place]
            row = self._plan.other.connection.execute(
                "SELECT sha256, text FROM texts WHERE sha256 = ?", (sha256,)
            ).fetchone()
            if row is None or text_hash(row[1]) != sha256:
                raise damaged("a text is not what its hash says")
            self._connection.execute(
                "INSERT INTO texts (sha256, text) VALUES (?, ?) ON CONFLICT DO NOTHING", row
            )
        self._project.at_end(index_new_texts)

    def _bring_spans(self) -> None:
        """Turns and segments of the texts that are new."""
        plan = self._plan.nouns["transcript_versions"]
        speakers = self._rows.keys["speakers"]
        named = self._plan.other.names.names["speakers"]
        for name, content in self._visible["transcript_versions"].items():
            theirs = plan.other.keys.get(name)
            if content is None or name in plan.own.keys or theirs is None:
                continue
            key = self._rows.keys["transcript_versions"][name]
            for table in ("turns", "segments"):
                columns = columns_of(self._connection, table)
                listed = ", ".join(f'"{column}"' for column in columns)
                rows = self._plan.other.connection.execute(
                    f"SELECT {listed} FROM {table} WHERE version_id = ? ORDER BY ordinal", (theirs,)
                ).fetchall()
                made = [dict(zip(columns, row, strict=True)) | {"version_id": key} for row in rows]
                for row in made:
                    if "speaker_id" in row:
                        row["speaker_id"] = speakers[named[row["speaker_id"]]]
                marks = ", ".join(f":{column}" for column in columns)
                self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", made)

    def _place_speakers(self, rows: list[dict[str, Any]]) -> None:
        """Speakers that only the other project found in a text come after one's own."""
        taken: dict[int, int] = dict(
            self._connection.execute(
                "SELECT transcript_id, max(position) + 1 FROM speakers GROUP BY transcript_id"
            ).fetchall()
        )
        for row in rows:
            if row["transcript_id"] in taken:
                row["position"] = taken[row["transcript_id"]]
                taken[row["transcript_id"]] += 1

    def _renumber(self) -> None:
        """Versions that have another number now are called so wherever they are named."""
        versions = self._plan.nouns["codebook_versions"]
        number = versions.place("number")
        if all(
            versions.own.contents[name][number] == (content or ((),))[number]
            for name, content in self._visible["codebook_versions"].items()
            if name in versions.own.contents and content is not None
        ):
            return
        for table, column in NUMBERED:
            plan = self._plan.nouns[table]
            for name in plan.own.contents:
                if (content := plan.final(name)) is not None:
                    said = self._rows.row(table, content)[column]
                    self._connection.execute(
                        f'UPDATE "{table}" SET "{column}" = ?1 WHERE id = ?2 AND "{column}" <> ?1',
                        (said, plan.own.keys[name]),
                    )

    def _count(self, plan: NounPlan, content: Content, what: str) -> None:
        coder = None
        if "coder_id" in plan.own.columns and content:
            coder = self._coders.get(str(content[plan.place("coder_id")]))
        self._merged.counts[plan.noun.table, coder, what] += 1
