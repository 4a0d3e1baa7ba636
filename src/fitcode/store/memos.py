"""Memos: notes hung on anything that has a name or uid.

A memo knows its target by uid, so that it follows a renamed transcript or code. The note that stands in a
coding is a field of it: it is listed beside the memos, without a uid, and changed with the coding.
"""

from collections.abc import Callable, Iterator
from functools import cached_property

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
    _refuse_empty(text)
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
    project: Project,
    *,
    target: MemoTarget | None = None,
    target_name: str | None = None,
    coder: str | None = None,
    matching: str | None = None,
) -> Table:
    """Every memo, or those of one kind of thing, of one thing, by a coder, or that hold a text; the oldest
    first.
    """
    wanted = None if target is None or target_name is None else _target_uid(project, target, target_name)
    rows = project.connection.execute(
        """SELECT m.uid, m.target, m.target_uid, m.title, m.text, c.name, m.created_at, m.updated_at
           FROM memos m JOIN coders c ON c.id = m.coder_id
           WHERE coalesce(m.target = ?, TRUE) AND coalesce(m.target_uid = ?, ? IS NULL)
             AND coalesce(m.coder_id = ?, TRUE) ORDER BY m.id""",
        (target.value if target else None, wanted, wanted, _coder_id(project, coder)),
    ).fetchall()
    names, is_wanted = _TargetNames(project), _holding(matching)
    return Table.of(
        Memo.model_fields,
        ((*row[:2], names.name(*row[1:3]), *row[3:]) for row in rows if is_wanted(row[3], row[4])),
    )


def list_notes(
    project: Project,
    *,
    target: MemoTarget | None = None,
    target_name: str | None = None,
    coder: str | None = None,
    matching: str | None = None,
) -> Table:
    """Memos, then the notes that stand in codings: these have no uid, and their coding's as the name."""
    memos = list_memos(project, target=target, target_name=target_name, coder=coder, matching=matching)
    if target not in (None, MemoTarget.coding):
        return memos
    wanted = None if target is None or target_name is None else _target_uid(project, target, target_name)
    rows = project.connection.execute(
        """SELECT NULL, 'coding', c.uid, NULL, c.memo, o.name, c.created_at, c.updated_at
           FROM codings c JOIN coders o ON o.id = c.coder_id
           WHERE c.memo <> '' AND coalesce(c.uid = ?, TRUE) AND coalesce(c.coder_id = ?, TRUE)
           ORDER BY c.id""",
        (wanted, _coder_id(project, coder)),
    )
    is_wanted = _holding(matching)
    notes = [row for row in rows if is_wanted(row[3], row[4])]
    told = [f"{len(notes)} of them stand in codings: fitcode codings change UID --memo TEXT changes those."]
    return Table.of(memos.columns, [*memos.rows, *notes], notes=told if notes else ())


def get_memo(project: Project, uid: str) -> Memo:
    """A memo by its uid, or by the first eight characters or more."""
    key = by_uid(project, "memos", uid, error=UnknownMemo)
    (full_uid,) = project.connection.execute("SELECT uid FROM memos WHERE id = ?", (key,)).fetchone()
    record = next(record for record in list_memos(project).records() if record["uid"] == full_uid)
    return Memo.model_validate(record)


def change_memo(project: Project, uid: str, *, text: str | None = None, title: str | None = None) -> Memo:
    """Give a memo another text or title; what is None stays, and an empty title takes it away."""
    project.require_deed()
    memo = get_memo(project, uid)
    new_text = memo.text if text is None else text
    new_title = memo.title if title is None else title.strip() or None
    _refuse_empty(new_text)
    if (new_text, new_title) != (memo.text, memo.title):
        project.connection.execute(
            "UPDATE memos SET text = ?, title = ?, updated_at = ? WHERE uid = ?",
            (new_text, new_title, now(), memo.uid),
        )
    return get_memo(project, memo.uid)


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


class _TargetNames:
    """What memos hang on, by name; codings and suggestions by uid."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def name(self, target: str, uid: str | None) -> str | None:
        """The name of what has this uid."""
        kind = MemoTarget(target)
        if uid is None or kind in (MemoTarget.coding, MemoTarget.suggestion):
            return uid
        return self._names[kind].get(uid, uid)

    @cached_property
    def _names(self) -> dict[MemoTarget, dict[str, str]]:
        codes, components = code_index(self._project).display, component_index(self._project).display
        return {
            MemoTarget.code: {uid: codes[key] for key, uid, _ in self._rows("codes", "slug")},
            MemoTarget.component: {uid: components[key] for key, uid, _ in self._rows("components", "slug")},
            MemoTarget.transcript: {uid: name for _, uid, name in self._rows("transcripts", "name")},
            MemoTarget.case: {uid: name for _, uid, name in self._rows("cases", "name")},
        }

    def _rows(self, table: str, name: str) -> Iterator[tuple[int, str, str]]:
        return self._project.connection.execute(f"SELECT id, uid, {name} FROM {table}")


def _holding(matching: str | None) -> Callable[[str | None, str], bool]:
    """Whether a title or text holds what is looked for, whatever the case."""
    sought = (matching or "").casefold()
    return lambda title, text: sought in text.casefold() or sought in (title or "").casefold()


def _coder_id(project: Project, coder: str | None) -> int | None:
    return None if coder is None else resolve_coder(project, coder)


def _refuse_empty(text: str) -> None:
    if not text.strip():
        raise FitcodeError("A memo needs a text.", remedy="Write what is to be remembered.")
