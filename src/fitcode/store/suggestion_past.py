"""The past of a suggestion: what its run read, what withdrew it, and what changed about it since.

Read only, for somebody who asks why; a pass never comes here.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from fitcode.domain.choices import SuggestionStatus
from fitcode.errors import UnknownSuggestion
from fitcode.store.names import by_uid, component_index
from fitcode.store.project import Project


class Withdrawal(NamedTuple):
    """How a suggestion was taken back."""

    at: str
    deed: str
    """The command."""

    run: str | None
    """Uid of the run, where a pass did it."""


def withdrawal_of(project: Project, uid: str) -> Withdrawal | None:
    """When and by what a suggestion was last withdrawn, as the history tells."""
    key = by_uid(project, "suggestions", uid, error=UnknownSuggestion)
    found = project.connection.execute(
        """SELECT d.at, d.deed FROM history h JOIN deeds d ON d.id = h.deed_id
           WHERE h.noun = 'suggestions' AND h.row_id = ?1 AND h.action = 'update'
             AND json_extract(h.after, '$.status') = ?2 AND json_extract(h.before, '$.status') <> ?2
           ORDER BY h.id DESC LIMIT 1""",
        (key, SuggestionStatus.withdrawn.value),
    ).fetchone()
    if found is None:
        return None
    at, deed = found
    if deed != "suggest":
        return Withdrawal(at, deed, None)
    # One pass runs at a time: the latest that had begun by then.
    run = project.connection.execute(
        "SELECT uid FROM runs WHERE started_at <= ? ORDER BY id DESC LIMIT 1", (at,)
    ).fetchone()
    return Withdrawal(at, deed, run[0] if run else None)


class FurtherDecision(NamedTuple):
    """What somebody decided on a suggestion that another had decided before."""

    coder: str
    status: str
    decided_at: str


def further_decisions_of(project: Project, uid: str) -> list[FurtherDecision]:
    """What further coders decided on a suggestion, the first of them first."""
    rows = project.connection.execute(
        """SELECT c.name, f.status, f.decided_at FROM further_decisions f
           JOIN suggestions s ON s.id = f.suggestion_id JOIN coders c ON c.id = f.coder_id
           WHERE s.id = ? AND s.decided_by_id IS NOT f.coder_id ORDER BY f.id""",
        (by_uid(project, "suggestions", uid, error=UnknownSuggestion),),
    )
    return [FurtherDecision._make(row) for row in rows]


def input_hash_of(project: Project, uid: str) -> str | None:
    """The hash of what the suggestion's run read of its transcript; None where it was not noted."""
    key = by_uid(project, "suggestions", uid, error=UnknownSuggestion)
    found = project.connection.execute(
        """SELECT d.input_hash FROM suggestions s JOIN run_transcripts d
             ON d.run_id = s.run_id AND d.version_id = s.version_id WHERE s.id = ?""",
        (key,),
    ).fetchone()
    return None if found is None else str(found[0])


def components_changed(project: Project, *, since: str) -> list[str]:
    """Names of the components that came, went, were renamed or got other aliases after a time.

    The history is undone down to that time: what was changed and changed back is as it was.
    """
    query = project.connection.execute
    names_now: dict[int, Any] = dict(
        query("SELECT id, name FROM components WHERE removed_at IS NULL").fetchall()
    )
    aliases_now: dict[int, Any] = {
        key: (component, alias)
        for key, component, alias in query("SELECT id, component_id, alias FROM component_aliases")
    }
    names_then, aliases_then = dict(names_now), dict(aliases_now)
    rows = query(
        """SELECT h.noun, h.row_id, h.before FROM history h JOIN deeds d ON d.id = h.deed_id
           WHERE d.at > ? AND h.noun IN ('components', 'component_aliases') ORDER BY h.id DESC""",
        (since,),
    )
    for noun, key, before in rows:
        row = json.loads(before) if before else None
        if noun == "components":
            names_then[key] = row["name"] if row and row["removed_at"] is None else None
        else:
            aliases_then[key] = (row["component_id"], row["alias"]) if row else None
    now, then = _stated(names_now, aliases_now), _stated(names_then, aliases_then)
    display = component_index(project).display
    return sorted(display[key] for key in now.keys() | then.keys() if now.get(key) != then.get(key))


def _stated(names: Mapping[int, Any], aliases: Mapping[int, Any]) -> dict[int, set[str]]:
    """Each component that is there with its name and aliases."""
    stated = {key: {name} for key, name in names.items() if name is not None}
    for component, alias in filter(None, aliases.values()):
        if component in stated:
            stated[component].add(f"alias {alias}")
    return stated
