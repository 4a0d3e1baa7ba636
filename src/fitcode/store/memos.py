"""Memos: notes hung on anything that has a name or uid.

A memo knows its target by uid, so that it follows a renamed transcript or code.
"""

from fitcode.domain.choices import MemoTarget
from fitcode.domain.identity import new_uid
from fitcode.domain.memo import Memo
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError, UnknownCoding, UnknownMemo, UnknownSuggestion
from fitcode.store.names import (
    by_uid,
    code_index,
    component_index,
    resolve_case,
    resolve_code,
    resolve_coder,
    resolve_component,
    resolve_transcript,
)
from fitcode.store.project import Project
from fitcode.store.times import now

_TABLES = {
    MemoTarget.transcript: "transcripts",
    MemoTarget.case: "cases",
    MemoTarget.code: "codes",
    MemoTarget.component: "components",
    MemoTarget.coding: "codings",
    MemoTarget.suggestion: "suggestions",
}


def add_memo(
    project: Project,
    *,
    target: MemoTarget,
    target_name: str | None,
    text: str,
    title: str | None = None,
    coder: str,
) -> str:
    """Hang a note on something; returns the memo's uid."""
    project.require_deed()
    if not text.strip():
        raise FitcodeError("A memo needs a text.", remedy="Write what is to be remembered.")
    uid, at = new_uid(), now()
    project.connection.execute(
        "INSERT INTO memos (uid, target, target_uid, title, text, coder_id, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(uid, target.value, _target_uid(project, target, target_name), title, text),
            *(resolve_coder(project, coder), at, at),
        ),
    )
    return uid


def list_memos(
    project: Project, *, target: MemoTarget | None = None, target_name: str | None = None
) -> Table:
    """Every memo, or those of one kind of thing, or of one thing; the oldest first."""
    wanted = None if target is None or target_name is None else _target_uid(project, target, target_name)
    rows = project.connection.execute(
        """SELECT m.uid, m.target, m.target_uid, m.title, m.text, c.name, m.created_at, m.updated_at
           FROM memos m JOIN coders c ON c.id = m.coder_id
           WHERE coalesce(m.target = ?, TRUE) AND coalesce(m.target_uid = ?, ? IS NULL) ORDER BY m.id""",
        (target.value if target else None, wanted, wanted),
    ).fetchall()
    return Table.of(
        Memo.model_fields, ((*row[:2], _target_name(project, *row[1:3]), *row[3:]) for row in rows)
    )


def get_memo(project: Project, uid: str) -> Memo:
    """A memo by its uid, or by the first eight characters or more."""
    key = by_uid(project, "memos", uid, error=UnknownMemo)
    (full_uid,) = project.connection.execute("SELECT uid FROM memos WHERE id = ?", (key,)).fetchone()
    record = next(record for record in list_memos(project).records() if record["uid"] == full_uid)
    return Memo.model_validate(record)


def remove_memo(project: Project, uid: str) -> None:
    """Remove a memo; the history can bring it back."""
    project.require_deed()
    project.connection.execute(
        "DELETE FROM memos WHERE id = ?", (by_uid(project, "memos", uid, error=UnknownMemo),)
    )


def _target_uid(project: Project, target: MemoTarget, name: str | None) -> str | None:
    if target is MemoTarget.project:
        return None
    if name is None:
        raise FitcodeError(f"Which {target.value} is the memo on?", remedy=f"Name the {target.value}.")
    match target:
        case MemoTarget.transcript:
            key = resolve_transcript(project, name)
        case MemoTarget.case:
            key = resolve_case(project, name)
        case MemoTarget.code:
            key = resolve_code(project, name)
        case MemoTarget.component:
            key = resolve_component(project, name)
        case MemoTarget.coding:
            key = by_uid(project, "codings", name, error=UnknownCoding)
        case MemoTarget.suggestion:
            key = by_uid(project, "suggestions", name, error=UnknownSuggestion)
    row = project.connection.execute(f"SELECT uid FROM {_TABLES[target]} WHERE id = ?", (key,)).fetchone()
    return str(row[0])


def _target_name(project: Project, target: str, uid: str | None) -> str | None:
    kind = MemoTarget(target)
    if uid is None or kind in (MemoTarget.coding, MemoTarget.suggestion):
        return uid
    table = _TABLES[kind]
    (key,) = project.connection.execute(f"SELECT id FROM {table} WHERE uid = ?", (uid,)).fetchone()
    if kind is MemoTarget.code:
        return code_index(project).display[key]
    if kind is MemoTarget.component:
        return component_index(project).display[key]
    return str(project.connection.execute(f"SELECT name FROM {table} WHERE id = ?", (key,)).fetchone()[0])
