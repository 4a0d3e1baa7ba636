"""Merge sides: what one project knows of its rows, read from its tables, its history and earlier merges.

A merge is no event of the rows that it brings: they keep the events that they had where they were made. So it
can be undone, and done again.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple

from fitcode.domain.merging import Content, RowState
from fitcode.store.merge_names import MergeNames
from fitcode.store.merge_nouns import APART, BY_TABLE
from fitcode.store.project import Project

NO_DEED = ""
"""Stands for the deed of a row that came with a merge and is nobody's work, such as whoever merged."""

AS_SHOWN = True
"""Written in the place of a state which is as the row is."""


class Head(NamedTuple):
    """A state as a merge learned it."""

    deed: str
    is_shown: bool
    content: Any
    """The columns by name, None for a row that was removed, or ``AS_SHOWN``."""


class Learned(NamedTuple):
    """What a merge learned of a row."""

    deed: int
    """The deed of the merge, here."""

    known: tuple[str, ...]
    heads: tuple[Head, ...]
    folded: str | None
    """The row that stands for this one, because both say where the same is."""


def recorded_pairs(project: Project) -> list[tuple[str, str]]:
    """Uids that earlier merges found to mean the same, with the one that stayed."""
    rows = project.connection.execute(
        "SELECT s.key, s.value FROM learned l, json_each(l.content, '$.same') s WHERE l.noun = 'coders'"
    )
    return rows.fetchall()


class MergeSide:
    """One of two projects that are merged."""

    def __init__(self, project: Project, *, same: Mapping[str, str]) -> None:
        self.project, self.connection, self._same = project, project.connection, same
        self.names = MergeNames(project, same=same)
        self._merge_deeds = self._read_merge_deeds()
        self._events = self._read_events()
        self._decisions = self._read_decisions()
        self._sides: dict[str, NounSide] = {}

    def noun(self, table: str) -> "NounSide":
        """What is known of a table's rows."""
        if table not in self._sides:
            self._sides[table] = NounSide(
                self, table, self._events.get(table, {}), self._decisions.get(table, {})
            )
        return self._sides[table]

    @cached_property
    def deeds(self) -> dict[int, str]:
        """The deeds by names that hold in every copy: when, which, and who."""
        named = {}
        for key, deed, coder, at, act in self.connection.execute(
            "SELECT id, deed, coder, at, act FROM deeds"
        ):
            told = blake2b(f"{key}|{deed}|{at}|{act}".encode(), digest_size=8).hexdigest()
            named[key] = f"{at} {told} {coder}"
        return named

    def learned(self, table: str) -> dict[str, Learned]:
        """By name, what merges learned of a table's rows; the latest has all that those before had."""
        found: dict[str, Learned] = {}
        rows = self.connection.execute(
            "SELECT merge_id, content FROM learned WHERE noun = ? ORDER BY merge_id", (table,)
        )
        for merge, text in rows:
            found.update(self._unpacked(json.loads(text), deed=self._merge_deeds[1][merge]))
        return found

    def same(self, name: str) -> str:
        """A name with the uids in it that stand for others."""
        if not self._same:
            return name
        return APART.join(self._same.get(part, part) for part in name.split(APART))

    def _unpacked(self, content: Mapping[str, Any], *, deed: int) -> Iterator[tuple[str, Learned]]:
        deeds: list[str] = content["deeds"]
        for place, names in content["plain"].items():
            told = deeds[int(place)]
            plain = Learned(deed, (told,), (Head(told, True, AS_SHOWN),), None)
            for name in names:
                yield self.same(name), plain
        for name, row in content["rows"].items():
            yield (
                self.same(name),
                Learned(
                    deed,
                    tuple(deeds[place] for place in row["known"]),
                    tuple(
                        Head(deeds[place], bool(shown), self._same_content(said))
                        for place, shown, said in row["heads"]
                    ),
                    None if row["folded"] is None else self.same(row["folded"]),
                ),
            )

    def _same_content(self, said: Any) -> Any:
        if not self._same or not isinstance(said, dict):
            return said
        return {name: self.same(one) if isinstance(one, str) else one for name, one in said.items()}

    def _read_merge_deeds(self) -> tuple[frozenset[int], dict[int, int]]:
        """The deeds that merged, or took that back; and merge to its first deed."""
        query = self.connection.execute
        first = dict(
            query("SELECT row_id, min(deed_id) FROM history WHERE noun = 'merges' GROUP BY row_id").fetchall()
        )
        every = query("SELECT DISTINCT deed_id FROM history WHERE noun = 'merges'").fetchall()
        return frozenset(deed for (deed,) in every), first

    def _read_events(self) -> dict[str, dict[int, list[int]]]:
        events: dict[str, dict[int, list[int]]] = {table: defaultdict(list) for table in BY_TABLE}
        excluded = self._merge_deeds[0]
        for noun, key, deed in self.connection.execute(
            "SELECT noun, row_id, deed_id FROM history ORDER BY id"
        ):
            if noun in events and deed not in excluded:
                events[noun][key].append(deed)
        return events

    def _read_decisions(self) -> dict[str, dict[str, list[int]]]:
        """Noun and name to the deeds in which somebody decided on a conflict; not those taken back."""
        decisions: dict[str, dict[str, list[int]]] = {}
        rows = self.connection.execute(
            """SELECT deed_id, json_extract(before, '$.noun'), json_extract(before, '$.row') FROM history
               WHERE noun = 'conflicts' AND action = 'delete' AND row_id NOT IN (SELECT id FROM conflicts)
               ORDER BY id"""
        )
        for deed, noun, name in rows:
            if deed not in self._merge_deeds[0]:
                decisions.setdefault(noun, {}).setdefault(self.same(name), []).append(deed)
        return decisions


class NounSide:
    """What one project knows of the rows of one table."""

    def __init__(
        self,
        side: MergeSide,
        table: str,
        events: Mapping[int, Sequence[int]],
        decisions: Mapping[str, Sequence[int]],
    ) -> None:
        self._side, self.table = side, table
        self.columns = side.names.columns(table)
        self.keys: dict[str, int] = {}
        """Name to key of the rows that are there."""
        self.contents: dict[str, Content] = {}
        """Name to what the row says."""
        self.learned = side.learned(table)
        self._decisions = decisions
        self._read()
        self._events = self._by_name(events)

    def known_names(self) -> list[str]:
        """The names of all rows that are or were there."""
        return list(dict.fromkeys([*self.keys, *self._events, *self.learned]))

    def signature(self, name: str) -> Sequence[int] | None:
        """The deeds that touched a row, where nothing was learned from elsewhere."""
        return None if name in self.learned else self._events.get(name, ())

    def state(self, name: str) -> RowState | None:
        """What is known of a row; None where nothing is."""
        content, learned = self.contents.get(name), self.learned.get(name)
        events, deeds = self._events.get(name, ()), self._side.deeds
        if learned is None:
            if not events:
                return None if content is None else RowState(frozenset({NO_DEED}), {NO_DEED: content})
            known = [deeds[deed] for deed in events]
            return RowState(frozenset(known), {known[-1]: content})
        later = self._later(name, learned)
        decided = learned.folded is not None or any(
            deed > learned.deed for deed in self._decisions.get(name, ())
        )
        heads = {head.deed: self._content(head, content) for head in learned.heads}
        kept = None
        if later:
            stay = () if decided else (head.deed for head in learned.heads if not head.is_shown)
            heads = {deed: heads[deed] for deed in stay} | {deeds[later[-1]]: content}
        elif all(one is None for one in heads.values()):
            kept = content
        return RowState(frozenset((*learned.known, *(deeds[deed] for deed in later))), heads, kept)

    def folded(self) -> dict[str, str]:
        """Rows that are not shown, to those that stand for them."""
        return {
            name: one.folded
            for name, one in self.learned.items()
            if one.folded is not None and not self._later(name, one)
        }

    def kept_names(self) -> list[str]:
        """Rows that were removed and stay because something hung on them when projects were merged."""
        removed = self.columns.index("removed_at") if self.table == "transcripts" else None
        names = []
        for name, one in self.learned.items():
            # Most were learned as they are shown.
            if name not in self.contents or all(head.content is AS_SHOWN for head in one.heads):
                continue
            state = self.state(name)
            heads = () if state is None else state.heads.values()
            shown = self.contents[name]
            if removed is None:
                is_kept = all(content is None for content in heads)
            else:
                is_kept = shown[removed] is None and all(
                    content is None or content[removed] is not None for content in heads
                )
            if is_kept:
                names.append(name)
        return names

    def as_content(self, said: Mapping[str, Any]) -> Content:
        """What a row says, from its columns by name."""
        return tuple(said.get(column) for column in self.columns)

    def _later(self, name: str, learned: Learned) -> list[int]:
        """What was done to the row since; to a row that is not shown, what was done to that which is."""
        names = (name,) if learned.folded is None else (name, learned.folded)
        return sorted(
            deed
            for one in names
            for deed in (*self._events.get(one, ()), *self._decisions.get(one, ()))
            if deed > learned.deed
        )

    def _content(self, head: Head, shown: Content | None) -> Content | None:
        if head.content is AS_SHOWN:
            return shown
        return None if head.content is None else self.as_content(head.content)

    def _read(self) -> None:
        names = self._side.names
        listed = ", ".join(f'"{column}"' for column in self.columns)
        rows = self._side.connection.execute(f'SELECT id, {listed} FROM "{self.table}"')
        if BY_TABLE[self.table].key == ("uid",) and self.table != "coders":
            uid = self.columns.index("uid")
            for key, *values in rows:
                content = names.content(self.table, tuple(values))
                name = content[uid]
                self.keys[name], self.contents[name] = key, content
            return
        for key, *values in rows:
            name = names.name_of(self.table, dict(zip(self.columns, values, strict=True)))
            self.keys[name], self.contents[name] = key, names.content(self.table, tuple(values))

    def _by_name(self, events: Mapping[int, Sequence[int]]) -> dict[str, Sequence[int]]:
        names = {key: name for name, key in self.keys.items()}
        for key, row in self._side.names.gone[self.table].items():
            try:
                names[key] = self._side.names.name_of(self.table, row)
            except KeyError:
                continue
        found: dict[str, Sequence[int]] = {}
        for key, deeds in events.items():
            name = names.get(key)
            if name is None:
                continue
            found[name] = deeds if name not in found else sorted((*found[name], *deeds))
        return found
