"""Decisions: a person accepts, amends or rejects what a suggester proposed.

A suggestion becomes a coding here and in no other way. The first decision stands in the suggestion; those of
further coders stand beside it and leave it as it is.
"""

from typing import Any, NamedTuple

from fitcode.domain.choices import MemoTarget, Origin, SuggestionStatus
from fitcode.domain.coding import CodingChange, NewCoding
from fitcode.errors import FitcodeError, UnknownSuggestion
from fitcode.store.codings import add_codings, change_coding
from fitcode.store.memos import add_memo
from fitcode.store.names import by_uid, code_index, component_index, resolve_coder
from fitcode.store.project import Project
from fitcode.store.spans import current_text
from fitcode.store.suggestions import get_suggestion
from fitcode.store.times import now


def accept_suggestion(project: Project, uid: str, *, coder: str, changes: CodingChange | None = None) -> str:
    """Make a suggestion a coding, amended if changes are given; returns the coding's uid.

    Where this coder has this code on this span already, that coding is linked to the suggestion, as it is
    but for what the changes state: it is never doubled.
    """
    project.require_deed()
    suggestion = get_suggestion(project, uid)
    _refuse_decided(project, suggestion, coder)
    stated, changed = _stated(suggestion), _changed(project, changes)
    amended = {**stated, **changed}
    coding = NewCoding.model_validate(
        {**amended, "coder": coder, "origin": Origin.suggestion, "suggestion_uid": suggestion["uid"]}
    )
    coding_uid = _link_equal(project, coding, changed) or add_codings(project, [coding], coder=coder)[0]
    status = SuggestionStatus.accepted if amended == stated else SuggestionStatus.amended
    _decide(project, suggestion, _Decision(coder, status, coding_uid=coding_uid))
    return coding_uid


def reject_suggestion(project: Project, uid: str, *, coder: str, memo: str | None = None) -> None:
    """Note that a suggestion is wrong; it is not asked again. A memo, such as the reason, hangs on it."""
    project.require_deed()
    suggestion = get_suggestion(project, uid)
    _refuse_decided(project, suggestion, coder)
    _decide(project, suggestion, _Decision(coder, SuggestionStatus.rejected, reason=memo or ""))
    if memo is not None:
        add_memo(project, target=MemoTarget.suggestion, target_name=suggestion["uid"], text=memo, coder=coder)


class _Decision(NamedTuple):
    """What somebody decides on a suggestion."""

    coder: str
    status: SuggestionStatus
    coding_uid: str | None = None
    reason: str = ""


def _refuse_decided(project: Project, suggestion: dict[str, Any], coder: str) -> None:
    """Refuse what this coder has decided already, or what nobody is asked any more."""
    status, by = suggestion["status"], suggestion["decided_by"]
    if status != SuggestionStatus.withdrawn and by != coder:
        found = project.connection.execute(
            """SELECT f.status FROM further_decisions f JOIN suggestions s ON s.id = f.suggestion_id
               JOIN coders c ON c.id = f.coder_id WHERE s.uid = ? AND c.name = ?""",
            (suggestion["uid"], coder),
        ).fetchone()
        if found is None:
            return
        (status,), by = found, coder
    said = f" by {by}" if by else ""
    raise FitcodeError(
        f"Suggestion {suggestion['uid']} was {status} already{said}.",
        remedy="Add or remove a coding by hand instead.",
    )


def _stated(suggestion: dict[str, Any]) -> dict[str, Any]:
    fields = ("transcript", "start", "end", "code", "about", "counterpart", "valence")
    return {field: suggestion[field] for field in fields}


def _changed(project: Project, changes: CodingChange | None) -> dict[str, Any]:
    """What the changes state, in display names so that it compares with the suggestion."""
    if changes is None:
        return {}
    values = {field: getattr(changes, field) for field in changes.model_fields_set}
    codes, components = code_index(project), component_index(project)
    for field, names in (("code", codes), ("about", components), ("counterpart", components)):
        if values.get(field) is not None:
            values[field] = names.display[names.resolve(values[field])]
    for field in ("code", "start", "end"):
        if field in values and values[field] is None:
            del values[field]
    # Absent and stated as absent are the same here.
    return {
        field: value
        for field, value in values.items()
        if value is not None or field not in ("strength", "memo")
    }


def _link_equal(project: Project, coding: NewCoding, changed: dict[str, Any]) -> str | None:
    """Link the suggestion with the coding that answers it, and let that say what the person adds."""
    found = _coding_there(project, coding)
    if found is None:
        return None
    key, uid = found
    project.connection.execute(
        "UPDATE codings SET suggestion_uid = ? WHERE id = ? AND suggestion_uid IS NULL",
        (coding.suggestion_uid, key),
    )
    fields = ("about", "counterpart", "valence", "strength", "memo")
    added = {field: value for field, value in changed.items() if field in fields}
    change_coding(project, uid, CodingChange.model_validate(added))
    return uid


def _coding_there(project: Project, coding: NewCoding) -> tuple[int, str] | None:
    """Key and uid of what the coder has with this code on this span: about the same, else the oldest."""
    components = component_index(project)
    found = project.connection.execute(
        """SELECT id, uid FROM codings
           WHERE version_id = :version AND start = :start AND "end" = :end AND code_id = :code
             AND coder_id = :coder
           ORDER BY about_id IS NOT :about OR counterpart_id IS NOT :counterpart, id LIMIT 1""",
        {
            "version": current_text(project, coding.transcript).version_id,
            "start": coding.start,
            "end": coding.end,
            "code": code_index(project).resolve(coding.code),
            "coder": resolve_coder(project, coding.coder or ""),
            "about": None if coding.about is None else components.resolve(coding.about),
            "counterpart": None if coding.counterpart is None else components.resolve(coding.counterpart),
        },
    ).fetchone()
    return (found[0], found[1]) if found else None


def _decide(project: Project, suggestion: dict[str, Any], decision: _Decision) -> None:
    """Write the decision into the suggestion; where somebody else's stands there, beside it."""
    key = by_uid(project, "suggestions", suggestion["uid"], error=UnknownSuggestion)
    coder, status = resolve_coder(project, decision.coder), decision.status.value
    if suggestion["status"] == SuggestionStatus.pending:
        project.connection.execute(
            "UPDATE suggestions SET status = ?, decided_by_id = ?, decided_at = ?, coding_uid = ?"
            " WHERE id = ?",
            (status, coder, now(), decision.coding_uid, key),
        )
    else:
        project.connection.execute(
            "INSERT INTO further_decisions (suggestion_id, coder_id, status, reason, coding_uid, decided_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (key, coder, status, decision.reason, decision.coding_uid, now()),
        )
