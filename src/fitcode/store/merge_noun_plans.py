"""Merge noun plans: what will be of the rows of one table, and what they are called and numbered.

What a row shows follows from what is known of it; names and numbers that clash are told apart by age, which
is the same in every project.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from fitcode.domain.merging import Content, RowState, shown_deed
from fitcode.store.merge_decisions import standing_decision
from fitcode.store.merge_nouns import Noun
from fitcode.store.merge_sides import NounSide


@dataclass(slots=True)
class NounPlan:
    """What will be of the rows of one table."""

    noun: Noun
    own: NounSide
    other: NounSide
    states: dict[str, RowState] = field(default_factory=dict)
    """What is known of the rows of which something new is known."""

    wanted: dict[str, Content | None] = field(default_factory=dict)
    """What these rows will say; None is not to be there."""

    folded: dict[str, str] = field(default_factory=dict)
    """Rows that are not shown, to those that stand for them."""

    kept: set[str] = field(default_factory=set)
    """Rows that were removed, and stay because something hangs on them."""

    def place(self, column: str) -> int:
        """Where a column stands in a content."""
        return self.own.columns.index(column)

    @property
    def removed(self) -> int | None:
        """Where a content says that its row was removed: a transcript's does."""
        return self.place("removed_at") if self.noun.table == "transcripts" else None

    def final(self, name: str) -> Content | None:
        """What a row will say."""
        return self.wanted[name] if name in self.wanted else self.own.contents.get(name)

    def final_names(self) -> Iterator[str]:
        """The names of the rows that will be there."""
        yield from (name for name in self.own.contents if self.final(name) is not None)
        yield from (
            name for name, content in self.wanted.items() if content and name not in self.own.contents
        )

    def essence(self, content: Content | None) -> object:
        """What must not differ between states that say the same."""
        if content is None:
            return None
        soft = {self.place(column) for column in self.noun.soft}
        return tuple(one for place, one in enumerate(content) if place not in soft)

    def touch(self, name: str) -> None:
        """Look at a row of one's own again, though nothing new is known of it."""
        state = None if name in self.states else self.own.state(name)
        if state is not None:
            self.states[name] = state
            self.wanted[name] = self.shown(state)

    def shown(self, state: RowState) -> Content | None:
        """Which of its states a row shows."""
        if self.noun.table == "suggestions":
            return standing_decision(self.own.columns, state)
        deed = shown_deed(state.heads, removed=self.removed)
        return None if deed is None else state.heads[deed]


def name_apart(plan: NounPlan) -> None:
    """Of transcripts with one name the one that came first keeps it; the others are told apart by numbers."""
    name_at, removed = plan.place("name"), plan.place("removed_at")
    called: dict[str, str] = {}
    for uid in plan.final_names():
        content = plan.final(uid)
        if content is not None and content[removed] is None:
            called[uid] = str(_stated(plan, uid, content)[name_at])
    taken: dict[str, str] = {}
    for uid in sorted(called):
        taken.setdefault(called[uid], uid)
    for uid in sorted(called):
        name, count = called[uid], 1
        while taken.setdefault(name, uid) != uid:
            count += 1
            name = f"{called[uid]}-{count}"
        _state_anew(plan, uid, name_at, name)


def number_versions(plan: NounPlan) -> None:
    """Versions of a codebook in one row: two that follow on the same one stand behind each other."""
    codebook, number, at = (plan.place(column) for column in ("codebook_id", "number", "applied_at"))
    versions: dict[object, list[tuple[int, str, str]]] = defaultdict(list)
    for name in plan.final_names():
        content = plan.final(name)
        if content is not None:
            stated = _stated(plan, name, content)
            versions[content[codebook]].append((int(str(stated[number])), str(stated[at]), name))
    for listed in versions.values():
        for place, (_, _, name) in enumerate(sorted(listed), start=1):
            _state_anew(plan, name, number, place)


def _stated(plan: NounPlan, name: str, content: Content) -> Content:
    """What a row says by itself, whatever it is called or numbered here."""
    if name in plan.states:
        return content
    state = plan.own.state(name) if name in plan.own.learned else None
    return content if state is None else plan.shown(state) or content


def _state_anew(plan: NounPlan, name: str, place: int, value: object) -> None:
    content = plan.final(name)
    if content is not None and content[place] != value:
        plan.touch(name)
        content = plan.final(name) or content
        plan.wanted[name] = (*content[:place], value, *content[place + 1 :])
