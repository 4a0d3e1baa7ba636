"""Merge plans: what every row will say when two projects are one, worked out before anything is written.

A plan follows from what both projects know and from nothing else, so that it is the same in whatever order
projects are merged.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from fitcode.domain.identity import canonical_json
from fitcode.domain.merging import Content, RowState, joined, rivals
from fitcode.store.merge_decisions import further_decisions
from fitcode.store.merge_noun_plans import NounPlan, name_apart, number_versions
from fitcode.store.merge_nouns import NOUNS
from fitcode.store.merge_sides import MergeSide
from fitcode.store.row_names import references

STAYING = frozenset(
    {
        *("coders", "missions", "codebooks", "codes", "transcripts", "transcript_versions", "speakers"),
        "runs",
    }
)
"""Rows of these are never taken out by a merge: what hangs on them may have no history."""

QUIET = STAYING - {"transcripts"}
"""Rows that stay without anything to decide."""

Handed = Callable[[str, str], RowState | None]
"""Table and name to what the other project gives of a row; None for nothing."""


class MergePlan:
    """What will be of all rows."""

    def __init__(self, own: MergeSide, other: MergeSide, *, handed: Handed | None = None) -> None:
        self.own, self.other = own, other
        self._handed = handed
        self._shared = _shared_deeds(own, other)
        self.nouns = {
            noun.table: NounPlan(noun, own.noun(noun.table), other.noun(noun.table)) for noun in NOUNS
        }
        self.parents = {
            noun.table: {
                self.nouns[noun.table].place(column): parent
                for column, parent in references(own.connection, noun.table).items()
            }
            for noun in NOUNS
        }
        """Table to the places of its columns that name rows, with the tables of these."""
        for plan in self.nouns.values():
            self._join(plan)
        self._add_further_decisions()
        looked_at = [(plan, name) for plan in self.nouns.values() for name in self._look_again(plan)]
        for plan in reversed(self.nouns.values()):
            self._keep_parents(plan)
        self._keep_removed_transcripts()
        for plan, name in looked_at:
            if plan.final(name) == plan.own.contents[name]:
                del plan.states[name], plan.wanted[name]
                plan.kept.discard(name)
        for plan in self.nouns.values():
            if plan.noun.once:
                self._fold(plan)
        name_apart(self.nouns["transcripts"])
        number_versions(self.nouns["codebook_versions"])

    def shown_coding(self, uid: str) -> str:
        """The uid of the coding that stands for this one."""
        return self.nouns["codings"].folded.get(uid, uid)

    def with_shown_codings(self, text: str) -> str:
        """Written JSON that names codings, with those that are shown."""
        found = {uid for uid in _UID.findall(text) if uid in self.nouns["codings"].folded}
        for uid in found:
            text = text.replace(uid, self.shown_coding(uid))
        return canonical_json(json.loads(text)) if found else text

    def _join(self, plan: NounPlan) -> None:
        for name in plan.other.known_names():
            if self._is_known(plan, name):
                continue
            given = plan.other.state(name) if self._handed is None else self._handed(plan.noun.table, name)
            if given is None:
                continue
            own = plan.own.state(name)
            state = given if own is None else joined(own, given)
            stays = plan.noun.table in STAYING and plan.shown(state) is None
            if own != state or (stays and name not in plan.own.contents and name in plan.other.contents):
                plan.states[name] = state
                plan.wanted[name] = plan.shown(state)
                if stays:
                    self._stay(plan, name, state)

    def _is_known(self, plan: NounPlan, name: str) -> bool:
        """Whether both have the row from a common past, and nobody touched it since."""
        one, other = plan.own.signature(name), plan.other.signature(name)
        return bool(
            one
            and one == other
            and one[-1] <= self._shared
            and plan.own.contents.get(name) == plan.other.contents.get(name)
        )

    def _look_again(self, plan: NounPlan) -> list[str]:
        """Rows that an earlier merge kept because something hung on them; it may be gone since."""
        if plan.noun.table in QUIET:
            return []
        names = [name for name in plan.own.kept_names() if name not in plan.states]
        for name in names:
            plan.touch(name)
        return names

    def _add_further_decisions(self) -> None:
        """The first decision on a suggestion stands; what others decided stands beside it."""
        suggestions, further = self.nouns["suggestions"], self.nouns["further_decisions"]
        for name, state in suggestions.states.items():
            decided = further_decisions(suggestions.own.columns, further.own.columns, state)
            for other, given in decided.items():
                own = further.states.get(other) or further.own.state(other)
                further.states[other] = given if own is None else joined(own, given)
                further.wanted[other] = further.shown(further.states[other])
            standing = suggestions.wanted[name]
            self._drop_standing(further, suggestions, name, standing)

    def _drop_standing(
        self, further: NounPlan, suggestions: NounPlan, name: str, standing: Content | None
    ) -> None:
        """Whoever's decision stands has no further one."""
        if standing is None:
            return
        by = standing[suggestions.place("decided_by_id")]
        key = f"{name}\x1f{by}"
        if by is not None and further.final(key) is not None:
            further.touch(key)
            further.wanted[key] = None

    def _keep_parents(self, plan: NounPlan) -> None:
        """What something hangs on stays, or comes back."""
        places = self.parents[plan.noun.table]
        leaving = any(self._leaving(parent) for parent in {*places.values(), "codings"})
        names: Iterable[str] = plan.final_names() if leaving else list(plan.wanted)
        for name in list(names):
            content = plan.final(name)
            if content is not None:
                for parent, reference in self._references(plan, content):
                    self._keep(self.nouns[parent], reference)

    def _leaving(self, table: str) -> bool:
        plan = self.nouns[table]
        return any(content is None and name in plan.own.contents for name, content in plan.wanted.items())

    def _references(self, plan: NounPlan, content: Content) -> Iterator[tuple[str, str]]:
        for place, parent in self.parents[plan.noun.table].items():
            if (name := content[place]) is not None:
                yield parent, str(name)
        if plan.noun.table == "memos":
            target, uid = content[plan.place("target")], content[plan.place("target_uid")]
            if uid is not None:
                yield f"{target}s", str(uid)

    def _keep(self, plan: NounPlan, name: str) -> None:
        if plan.final(name) is None and name not in plan.own.folded():
            state = plan.states.get(name) or plan.own.state(name) or plan.other.state(name)
            if state is not None:
                self._stay(plan, name, state)

    def _stay(self, plan: NounPlan, name: str, state: RowState) -> None:
        """Keep a row that one of the projects has removed, where one of them still has it."""
        content = plan.own.contents.get(name) or plan.other.contents.get(name) or state.kept
        if content is not None:
            plan.states[name] = RowState(state.known, state.heads, content)
            plan.wanted[name] = content
            plan.kept.add(name)

    def _keep_removed_transcripts(self) -> None:
        """A transcript that one project removed stays where another has new work on it."""
        plan = self.nouns["transcripts"]
        removed, codings = plan.place("removed_at"), self.nouns["codings"]
        gone = {
            name
            for name in plan.final_names()
            if (content := plan.final(name)) is not None and content[removed] is not None
        }
        if not gone:
            return
        version = codings.place("version_id")
        for name in codings.final_names():
            content = codings.final(name)
            transcript = str(content[version]).partition("\x1f")[0] if content else ""
            if transcript in gone:
                gone.discard(transcript)
                plan.touch(transcript)
                row = plan.final(transcript)
                if row is not None:
                    plan.wanted[transcript] = (*row[:removed], None, *row[removed + 1 :])
                    plan.kept.add(transcript)

    def _fold(self, plan: NounPlan) -> None:
        """Of rows that say where the same is, the one with the smallest uid is shown."""
        before = plan.own.folded()
        if not plan.wanted and not before:
            return
        table, places = plan.noun.table, [plan.place(column) for column in plan.noun.once]
        groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for name in {*plan.final_names(), *before}:
            content = plan.final(name)
            if content is None and name in before:
                state = plan.states.get(name) or plan.own.state(name)
                content = None if state is None else plan.shown(state)
            if content is None or (table == "case_transcripts" and content[places[-1]] is None):
                continue
            where = tuple(content[place] for place in places)
            if table == "links":
                where = (self.shown_coding(str(where[0])), self.shown_coding(str(where[1])), where[2])
            groups[where].append(name)
        for names in groups.values():
            first, *others = sorted(names)
            for name in others:
                plan.folded[name] = first
        self._take_folds(plan, before)

    def _take_folds(self, plan: NounPlan, before: Mapping[str, str]) -> None:
        changed: set[object] = set()
        for name in sorted({*plan.folded, *before}):
            now, then = plan.folded.get(name), before.get(name)
            if now != then:
                changed |= {name, now, then}
            elif name not in plan.states:
                continue
            plan.touch(name)
            if name in plan.folded:
                plan.wanted[name] = None
                plan.touch(plan.folded[name])
        if plan.noun.table == "codings" and changed:
            self._follow_folds(changed - {None})

    def _follow_folds(self, changed: Collection[object]) -> None:
        """What hangs on a coding that is not shown hangs on the one that is, and goes back with it."""
        for table, columns in HANGING.items():
            plan = self.nouns[table]
            places = [plan.place(column) for column in columns]
            for name, content in plan.own.contents.items():
                if any(content[place] in changed for place in places):
                    plan.touch(name)
        plan = self.nouns["adjudications"]
        for name, content in plan.own.contents.items():
            named = {uid for column in WRITTEN for uid in _UID.findall(str(content[plan.place(column)]))}
            if not named.isdisjoint(changed):
                plan.touch(name)


_UID = re.compile(r"[A-Za-z0-9._:-]{8,64}", re.ASCII)

WRITTEN = ("weighed", "made")
"""Where adjudications name codings, in written JSON."""

HANGING = {
    "links": ("source_id", "target_id"),
    "memos": ("target_uid",),
    "suggestions": ("coding_uid",),
    "further_decisions": ("coding_uid",),
}
"""Where rows name codings by uid."""


def conflicting(plan: NounPlan, name: str) -> list[tuple[str, Content | None]]:
    """Deed and state of each of the states of a row that a person has to choose between."""
    state = plan.states[name]
    if plan.noun.table == "suggestions":
        coder = plan.place("decided_by_id")
        shown = plan.wanted.get(name)
        heads = {
            deed: content
            for deed, content in state.heads.items()
            if content is not None and shown is not None and content[coder] == shown[coder] is not None
        }
        status = plan.place("status")
        found = rivals(heads, essence=lambda content: None if content is None else content[status])
    elif plan.noun.table in STAYING or plan.noun.table == "code_versions":
        found = rivals(
            {deed: content for deed, content in state.heads.items() if content is not None},
            essence=plan.essence,
            removed=plan.removed,
        )
    else:
        found = rivals(state.heads, essence=plan.essence)
    return found if len(found) > 1 else []


def _shared_deeds(own: MergeSide, other: MergeSide) -> int:
    """The last deed of the past that both have in common."""
    shared = 0
    for (key, name), (other_key, other_name) in zip(
        sorted(own.deeds.items()), sorted(other.deeds.items()), strict=False
    ):
        if (key, name) != (other_key, other_name):
            break
        shared = key
    return shared
