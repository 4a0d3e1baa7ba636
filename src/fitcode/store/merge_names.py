"""Merge names: what rows are called in every project alike, in the place of keys.

A name holds for rows that are gone, too. It never depends on what may be renamed; machines, which keep their
names, are the same under the same name.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from fitcode.domain.choices import CoderKind, MemoTarget
from fitcode.domain.identity import canonical_json
from fitcode.store.merge_nouns import APART, BY_TABLE, LEFT_OUT, NUMBERED
from fitcode.store.project import Project
from fitcode.store.row_names import references
from fitcode.store.triggers import columns_of

PARENTS = (
    *("coders", "missions", "components", "transcripts", "transcript_versions", "speakers", "cases"),
    *("attributes", "codebooks", "codebook_versions", "codes", "codings", "runs", "suggestions", "rounds"),
)
"""Tables that others name, each after those that make its own names."""

BY_NATURE = {MemoTarget.case: "cases", MemoTarget.code: "codes", MemoTarget.component: "components"}
"""What memos hang on by a uid that may be another in another project."""

Convert = Callable[[Any], Any]


class MergeNames:
    """Names of one project's rows; ``same`` gives uids that mean the same the one that stands for both."""

    def __init__(self, project: Project, *, same: Mapping[str, str]) -> None:
        self.connection, self._same = project.connection, same
        self.gone = self._read_gone()
        """Table and key to the last state of rows that are gone."""
        self._earlier = self._count_earlier()
        self.names: dict[str, dict[int, str]] = {}
        """Table and key to name."""
        self._by_uid: dict[str, dict[str, str]] = {}
        for table in PARENTS:
            self._read(table)
        self._versions = self._numbered_versions()
        self._converters: dict[str, list[Convert | None]] = {}

    def columns(self, table: str) -> list[str]:
        """The columns that are merged."""
        return [column for column in columns_of(self.connection, table) if column not in LEFT_OUT]

    def converters(self, table: str) -> list[Convert | None]:
        """For each of these columns, what makes names of its keys."""
        if table not in self._converters:
            parents = references(self.connection, table)
            self._converters[table] = [
                self._converter(table, column, parents) for column in self.columns(table)
            ]
        return self._converters[table]

    def content(self, table: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """What a row says, given by these columns; KeyError where it names what nobody knows."""
        made = tuple(
            value if convert is None or value is None else convert(value)
            for convert, value in zip(self.converters(table), values, strict=True)
        )
        if table != "memos":
            return made
        columns = self.columns(table)
        target, uid = columns.index("target"), columns.index("target_uid")
        return (*made[:uid], self._memo_target(made[target], made[uid]), *made[uid + 1 :])

    def name_of(self, table: str, row: Mapping[str, Any]) -> str:
        """The name of a row given by its columns; KeyError where it hangs on what nobody knows."""
        if table == "coders" and row["kind"] == CoderKind.machine:
            return f"{row['kind']}{APART}{row['name']}"
        parents, parts = references(self.connection, table), []
        for column in BY_TABLE[table].key:
            convert, value = self._converter(table, column, parents), row[column]
            parts.append(value if convert is None or value is None else convert(value))
        if table == "codebook_versions" and (times := self._earlier[row["codebook_id"], row["number"]]):
            parts.append(times)
        return joined_name(parts)

    def _memo_target(self, target: str, uid: str | None) -> str | None:
        if uid is None or target not in BY_NATURE:
            return uid if uid is None else self._same.get(uid, uid)
        return self._by_uid[BY_NATURE[MemoTarget(target)]].get(uid, uid)

    def _converter(self, table: str, column: str, parents: Mapping[str, str]) -> Convert | None:
        if column in parents:
            return self.names[parents[column]].__getitem__
        if (table, column) in NUMBERED:
            return self._with_versions_named
        if column == "uid" and table in ("coders", "transcripts"):
            return lambda uid: self._same.get(uid, uid)
        return None

    @lru_cache(maxsize=1024)  # noqa: B019  # lives as long as a merge
    def _with_versions_named(self, text: str) -> str:
        stated = json.loads(text)
        return canonical_json(
            {slug: self._versions.get((slug, stated[slug]), stated[slug]) for slug in stated}
        )

    def _read_gone(self) -> dict[str, dict[int, dict[str, Any]]]:
        gone: dict[str, dict[int, dict[str, Any]]] = {}
        for table in BY_TABLE:
            rows = self.connection.execute(
                f"""SELECT row_id, before FROM history WHERE noun = ? AND action = 'delete'
                    AND row_id NOT IN (SELECT id FROM "{table}") ORDER BY id""",
                (table,),
            )
            gone[table] = {key: json.loads(before) for key, before in rows}
        return gone

    def _count_earlier(self) -> Counter[tuple[int, int]]:
        """Codebook and number of a version to how many before it had the same content."""
        earlier: Counter[tuple[int, int]] = Counter()
        seen: Counter[tuple[int, str]] = Counter()
        for codebook, number, sha256 in self.connection.execute(
            "SELECT codebook_id, number, sha256 FROM codebook_versions ORDER BY number"
        ):
            earlier[codebook, number] = seen[codebook, sha256]
            seen[codebook, sha256] += 1
        return earlier

    def _read(self, table: str) -> None:
        key, kind = BY_TABLE[table].key, ("kind", "name") if table == "coders" else ()
        number = ("number",) if table == "codebook_versions" else ()
        uid = ("uid",) if table in BY_NATURE.values() and "uid" not in key else ()
        columns = [*key, *kind, *number, *uid]
        listed = ", ".join(f'"{column}"' for column in columns)
        names = self.names[table] = {}
        self._by_uid[table] = {}
        present = self.connection.execute(f'SELECT id, {listed} FROM "{table}"')
        if columns == ["uid"] and table != "transcripts":
            names.update(present.fetchall())
        else:
            for row_key, *values in present.fetchall():
                self._add(table, row_key, dict(zip(columns, values, strict=True)))
        for row_key, row in self.gone[table].items():
            self._add(table, row_key, row)

    def _add(self, table: str, key: int, row: Mapping[str, Any]) -> None:
        try:
            name = self.names[table][key] = self.name_of(table, row)
        except KeyError:
            return  # of a release whose history names what nobody knows any more
        if "uid" in row:
            self._by_uid[table][row["uid"]] = name

    def _numbered_versions(self) -> dict[tuple[str, int], str]:
        return {
            (slug, number): self.names["codebook_versions"][key]
            for key, slug, number in self.connection.execute(
                """SELECT v.id, b.slug, v.number FROM codebook_versions v
                   JOIN codebooks b ON b.id = v.codebook_id"""
            )
        }


def joined_name(parts: list[Any]) -> str:
    """One name of several parts."""
    if len(parts) == 1:
        return str(parts[0])
    return APART.join("" if part is None else str(part) for part in parts)
