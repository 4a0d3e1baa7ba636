"""Handing out: what a second coder is given of a project, and nothing of what others did.

Texts, cases, components, codebooks, the coder's own rounds, and suggestions as they were before anybody
decided; no codings, memos, links, marks, decisions, history or models, and nothing that quotes a coding.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from fitcode.domain.choices import CoderKind, SuggestionStatus
from fitcode.domain.merging import RowState
from fitcode.store.merge_nouns import APART
from fitcode.store.merge_plans import MergePlan
from fitcode.store.merge_sides import MergeSide
from fitcode.store.merge_writing import Merged, write_merge
from fitcode.store.project import Project

KEPT_BACK = frozenset({"codings", "links", "memos", "finished", "further_decisions", "adjudications"})
"""Tables that hold nothing but coders' work."""


class HandedOut(NamedTuple):
    """What a copy holds, and what it does not."""

    merged: Merged
    quoting: int
    """Suggestions that were left out because they quote a coding."""


def hand_out(project: Project, copy: Project, *, coder: str, called: str) -> HandedOut:
    """Fill a new project with what a coder is given; the uids stay, so that the work comes back."""
    copy.require_deed()
    gift = _Gift(MergeSide(project, same={}), coder)
    plan = MergePlan(MergeSide(copy, same={}), gift.side, handed=gift.state)
    return HandedOut(write_merge(copy, plan, same={}, other=called), gift.quoting)


class _Gift:
    """What one coder is given of every row."""

    def __init__(self, side: MergeSide, coder: str) -> None:
        self.side = side
        self.quoting = 0
        people = side.noun("coders")
        name, kind = people.columns.index("name"), people.columns.index("kind")
        self._coder = next(key for key, row in people.contents.items() if row[name] == coder)
        self._coders = {self._coder} | {
            key for key, row in people.contents.items() if row[kind] == CoderKind.machine
        }
        self._rounds = {
            key.partition(APART)[0]
            for key in side.noun("round_coders").contents
            if key.rpartition(APART)[2] == self._coder
        }
        transcripts = side.noun("transcripts")
        removed = transcripts.columns.index("removed_at")
        self._removed = {key for key, row in transcripts.contents.items() if row[removed] is not None}
        self._suggestions = self._undecided()
        runs = side.noun("suggestions").columns.index("run_id")
        self._runs = {
            content[runs]
            for state in self._suggestions.values()
            for content in state.heads.values()
            if content is not None
        }

    def state(self, table: str, name: str) -> RowState | None:
        """What is given of a row."""
        noun = self.side.noun(table)
        if table in KEPT_BACK or name not in noun.contents or self._is_of_removed(name):
            return None
        match table:
            case "suggestions":
                return self._suggestions.get(name)
            case "coders" if name not in self._coders:
                return None
            case "runs" if name not in self._runs:
                return None
            case "rounds" | "round_coders" | "round_passages" if not self._is_own_round(table, name):
                return None
        return noun.state(name)

    def _is_of_removed(self, name: str) -> bool:
        return not self._removed.isdisjoint(name.split(APART))

    def _is_own_round(self, table: str, name: str) -> bool:
        first, _, coder = name.partition(APART)
        return first in self._rounds and (table != "round_coders" or coder == self._coder)

    def _undecided(self) -> dict[str, RowState]:
        """The suggestions as they were before anybody decided."""
        noun = self.side.noun("suggestions")
        places = [noun.columns.index(column) for column in ("status", "evidence", "version_id")]
        given: dict[str, RowState] = {}
        for name, content in noun.contents.items():
            status, evidence, version = (content[place] for place in places)
            if status == SuggestionStatus.withdrawn or self._is_of_removed(str(version)):
                continue
            if '"nearest":{' in str(evidence) and _quotes_coding(json.loads(str(evidence))):
                self.quoting += 1
                continue
            state = noun.state(name) if status == SuggestionStatus.pending else self._before(name)
            if state is not None:
                given[name] = state
        return given

    def _before(self, name: str) -> RowState | None:
        """A suggestion as it was before the decision; None where it came decided from elsewhere."""
        noun = self.side.noun("suggestions")
        learned = noun.learned.get(name)
        known = list(learned.known) if learned else []
        found = None
        for deed, before, after in self.side.connection.execute(
            """SELECT deed_id, before, after FROM history WHERE noun = 'suggestions' AND row_id = ?
               ORDER BY id""",
            (noun.keys[name],),
        ):
            if deed > (learned.deed if learned else 0):
                if known and _is_pending(before):
                    found = self._as_state(known, json.loads(before))
                known.append(self.side.deeds[deed])
                if _is_pending(after):
                    found = self._as_state(known, json.loads(after))
        return found

    def _as_state(self, known: list[str], row: Mapping[str, Any]) -> RowState:
        columns = self.side.noun("suggestions").columns
        content = self.side.names.content("suggestions", tuple(row.get(column) for column in columns))
        return RowState(frozenset(known), {known[-1]: content})


def _is_pending(state: str | None) -> bool:
    return state is not None and json.loads(state)["status"] == SuggestionStatus.pending


def _quotes_coding(evidence: Mapping[str, Any]) -> bool:
    """Whether a suggestion shows the coded passage that it was learned from."""
    learned = evidence.get("learned")
    nearest = learned.get("nearest") if isinstance(learned, dict) else None
    return isinstance(nearest, dict) and nearest.get("uid") is not None
