"""Merge records: what stays known of a merge when it is done, and what somebody has to decide.

What a merge writes is never an event of the rows: what each project knew of them is kept beside, so that the
next merge sees the same whatever was merged before.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fitcode.domain.identity import canonical_json, derived_uid, new_uid
from fitcode.domain.merging import Content
from fitcode.store.merge_noun_plans import NounPlan
from fitcode.store.merge_plans import HANGING, QUIET, WRITTEN, MergePlan, conflicting
from fitcode.store.merge_sides import recorded_pairs
from fitcode.store.project import Project
from fitcode.store.times import now


def followed(whole: MergePlan, plan: NounPlan, content: Content) -> Content:
    """A content that names the codings that are shown."""
    table = plan.noun.table
    if not whole.nouns["codings"].folded:
        return content
    if table == "adjudications":
        places = {plan.place(column) for column in WRITTEN}
        return tuple(
            whole.with_shown_codings(str(one)) if place in places else one
            for place, one in enumerate(content)
        )
    if table not in HANGING:
        return content
    places = {plan.place(column) for column in HANGING[table]}
    return tuple(
        whole.shown_coding(one) if place in places and isinstance(one, str) else one
        for place, one in enumerate(content)
    )


class MergeRecords:
    """What is kept of a merge; ``visible`` is what the rows say that were looked at."""

    def __init__(
        self, project: Project, plan: MergePlan, visible: Mapping[str, Mapping[str, Content | None]]
    ) -> None:
        self._project, self._connection = project, project.connection
        self._plan, self._visible = plan, visible
        self._new: list[tuple[NounPlan, Content]] = []

    def write(self, same: Mapping[str, str], other: str) -> list[tuple[NounPlan, Content]]:
        """Write all of it; the rows that have a conflict which they had not, or another one."""
        learned = self._learned_now(same)
        before = self._connection.total_changes
        self._tell()
        if learned or self._connection.total_changes > before:
            self._learn(other, learned)
        return self._new

    def _learned_now(self, same: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        told = {table: self._learned(plan) for table, plan in self._plan.nouns.items() if plan.states}
        # Those that were recorded before need not be again.
        if new := dict(same.items() - set(recorded_pairs(self._project))):
            told.setdefault("coders", {"deeds": [], "plain": {}, "rows": {}})["same"] = new
        return told

    def _learn(self, other: str, told: Mapping[str, Mapping[str, Any]]) -> None:
        merge = self._connection.execute(
            "INSERT INTO merges (uid, other, made_at) VALUES (?, ?, ?)", (new_uid(), other, now())
        ).lastrowid
        self._connection.executemany(
            "INSERT INTO learned (merge_id, noun, content) VALUES (?, ?, ?)",
            [(merge, table, canonical_json(content)) for table, content in told.items()],
        )

    def _learned(self, plan: NounPlan) -> dict[str, Any]:
        deeds: dict[str, int] = {}
        plain: dict[int, list[str]] = {}
        rows: dict[str, Any] = {}
        visible = self._visible[plan.noun.table]
        for name, state in plan.states.items():
            shown = visible[name]
            if len(state.known) == 1 and len(state.heads) == 1 and name not in plan.folded:
                ((deed, content),) = state.heads.items()
                if content == shown:
                    plain.setdefault(deeds.setdefault(deed, len(deeds)), []).append(name)
                    continue
            rows[name] = {
                "known": [deeds.setdefault(deed, len(deeds)) for deed in sorted(state.known)],
                "heads": self._heads(plan, name, deeds),
                "folded": plan.folded.get(name),
            }
        return {"deeds": list(deeds), "plain": plain, "rows": rows}

    def _heads(self, plan: NounPlan, name: str, deeds: dict[str, int]) -> list[tuple[int, bool, Any]]:
        state, shown = plan.states[name], self._visible[plan.noun.table][name]
        stands = None if name in plan.kept else plan.shown(state)
        said = plan.essence(stands)
        return [
            (
                deeds.setdefault(deed, len(deeds)),
                plan.essence(content) == said and (content is not None or name not in plan.kept),
                True if content == shown else self._stored(plan, content),
            )
            for deed, content in sorted(state.heads.items())
        ]

    def _stored(self, plan: NounPlan, content: Content | None) -> dict[str, Any] | None:
        return None if content is None else dict(zip(plan.own.columns, content, strict=True))

    def _tell(self) -> None:
        """List what a person has to decide, and take from the list what was decided elsewhere."""
        folds: dict[tuple[str, str], list[str]] = {}
        for table in ("codings", "links", "case_transcripts"):
            for name, first in self._plan.nouns[table].folded.items():
                folds.setdefault((table, first), []).append(name)
        listed = self._listed()
        for table, name in listed:
            self._list_again(self._plan.nouns[table], name)
        for table, plan in self._plan.nouns.items():
            for name, state in plan.states.items():
                twins = folds.get((table, name), ())
                # Most rows were made by one person, once.
                if len(state.heads) > 1 or twins or name in plan.kept or (table, name) in listed:
                    self._list(plan, name, twins)

    def _listed(self) -> set[tuple[str, str]]:
        """Tables and names of rows that are listed, under the uids that stand for theirs now."""
        listed = set()
        for uid, table, name in self._connection.execute('SELECT uid, noun, "row" FROM conflicts').fetchall():
            called = self._plan.own.same(name)
            if called != name:
                self._connection.execute("DELETE FROM conflicts WHERE uid = ?", (uid,))
            listed.add((table, called))
        return listed

    def _list_again(self, plan: NounPlan, name: str) -> None:
        """What somebody did to a row since it was listed belongs into the list."""
        state = None if name in plan.states else plan.own.state(name)
        if state is not None:
            plan.states[name], plan.wanted[name] = state, plan.own.contents.get(name)
            if state.kept is not None or name in plan.own.kept_names():
                plan.kept.add(name)

    def _list(self, plan: NounPlan, name: str, twins: Iterable[str]) -> None:
        table = plan.noun.table
        kind, found = "changed", conflicting(plan, name)
        if any(content is None for _, content in found):
            kind = "removed"
        if name in plan.kept and table not in QUIET:
            kind = "removed"
            deed = max(plan.states[name].heads)
            found = [(deed, plan.wanted[name]), (deed, None)]
        for twin in sorted(twins):
            with_twin = self._with_twin(plan, name, twin, found)
            if len(with_twin) > len(found):
                kind, found = "twice", with_twin
        uid = derived_uid("conflict", table, name)
        if len(found) < 2 or name in plan.folded:
            self._connection.execute("DELETE FROM conflicts WHERE uid = ?", (uid,))
            return
        states = canonical_json(
            [{"deed": deed, "says": self._stored(plan, content)} for deed, content in found]
        )
        written = self._connection.execute(
            """INSERT INTO conflicts (uid, noun, "row", kind, states) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (uid) DO UPDATE SET kind = ?4, states = ?5 WHERE kind <> ?4 OR states <> ?5""",
            (uid, table, name, kind, states),
        )
        if written.rowcount > 0:
            self._new.append((plan, plan.final(name) or next(one for _, one in found if one)))

    def _with_twin(
        self, plan: NounPlan, name: str, twin: str, found: list[tuple[str, Content | None]]
    ) -> list[tuple[str, Content | None]]:
        """The states of a row with those of another that says where the same is."""
        own, other = plan.states[name], plan.states.get(twin) or plan.own.state(twin)
        first = found or [(max(own.heads), plan.shown(own))]
        if other is None:
            return found
        uid = plan.place("uid") if "uid" in plan.own.columns else None
        said = [self._compared(plan, content, uid) for _, content in first]
        more = [
            (deed, content)
            for deed, content in sorted(other.heads.items(), reverse=True)
            if content is not None and self._compared(plan, content, uid) not in said
        ]
        return [*first, *more] if more else found

    def _compared(self, plan: NounPlan, content: Content | None, uid: int | None) -> object:
        if content is None:
            return None
        said = followed(self._plan, plan, content)
        return plan.essence(said if uid is None else (*said[:uid], "", *said[uid + 1 :]))
