"""Undo: acts taken back and brought back, from the rows that the history kept before and after.

Taking an act back is a deed of its own, which the history shows like any other. A row that somebody has
changed since stands in the way: nothing is then taken back.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from fitcode.errors import FitcodeError
from fitcode.store.acts import Act, deeds_of
from fitcode.store.project import Project
from fitcode.store.triggers import columns_of, row_json
from fitcode.store.uncounted_rows import bring_uncounted, keep_uncounted

_ROWS_AT_ONCE = 500


class InTheWay(FitcodeError):
    """Something that came later keeps an act from being taken back or brought back."""


def take_back(project: Project, act: Act) -> None:
    """Put every row back to what it was before the act; raises InTheWay when one has moved since."""
    project.require_deed()
    _replay(project, act, list(_steps(project, act, is_back=True)), is_back=True)


def bring_back(project: Project, act: Act) -> None:
    """Do again, row for row, what was taken back; raises InTheWay when something new is in the place."""
    project.require_deed()
    _replay(project, act, list(_steps(project, act, is_back=False)), is_back=False)


class _Step(NamedTuple):
    """One row on its way from one state to another; None is a row that is not there."""

    noun: str
    row_id: int
    now: str | None
    wanted: str | None

    @property
    def kind(self) -> str:
        """What has to be done."""
        if self.wanted is None:
            return "delete"
        return "insert" if self.now is None else "update"


def _steps(project: Project, act: Act, *, is_back: bool) -> Iterator[_Step]:
    order = "DESC" if is_back else "ASC"
    rows = project.connection.execute(
        f"""SELECT noun, row_id, before, after FROM history
            WHERE deed_id IN (SELECT value FROM json_each(?)) ORDER BY id {order}""",
        (json.dumps(deeds_of(project, act.name)),),
    )
    for noun, row_id, before, after in rows:
        yield _Step(noun, row_id, after, before) if is_back else _Step(noun, row_id, before, after)


def _replay(project: Project, act: Act, steps: Sequence[_Step], *, is_back: bool) -> None:
    steps = _less_renamed_coders(project, steps)
    # Each state on the way was a valid one when it was stored: in reverse order no constraint is broken.
    _require_untouched(project, steps)
    try:
        if is_back:
            keep_uncounted(project, act.name, _gone(steps))
        for (noun, kind), group in groupby(steps, key=lambda step: (step.noun, step.kind)):
            _write(project.connection, noun, kind, list(group))
        _require_no_memo(project, steps)
        if not is_back:
            bring_uncounted(project, act.name)
    except sqlite3.IntegrityError as error:
        raise InTheWay(
            f"Something that came later stands in the way of {act.deed!r} ({act.at}).",
            remedy="Undo what was done since first: fitcode undo --list --everybody. Nothing was changed.",
        ) from error


def _less_renamed_coders(project: Project, steps: Sequence[_Step]) -> Sequence[_Step]:
    """The steps less the coming and going of coders who have another name since: they stay as they are.

    A coder comes with the first act, which must not be bound to that name for ever.
    """
    came = {step.row_id: step for step in steps if step.noun == "coders" and step.kind != "update"}
    found = _rows_now(project.connection, "coders", list(came))
    stay = {
        key
        for key, step in came.items()
        if key in found
        and not _is_same(step.now, found[key])
        and json.loads(step.now or step.wanted or "{}")["uid"] == json.loads(found[key])["uid"]
    }
    return [step for step in steps if step.noun != "coders" or step.row_id not in stay]


def _require_no_memo(project: Project, steps: Sequence[_Step]) -> None:
    """Raise IntegrityError where a memo would hang on a row that is gone: it names it by uid only."""
    uids = [json.loads(step.now or "{}").get("uid") for step in steps if step.kind == "delete"]
    if project.connection.execute(
        "SELECT 1 FROM memos WHERE target_uid IN (SELECT value FROM json_each(?)) LIMIT 1",
        (json.dumps([uid for uid in uids if uid]),),
    ).fetchone():
        raise sqlite3.IntegrityError("a memo hangs on it")


def _gone(steps: Sequence[_Step]) -> dict[str, list[int]]:
    """Table to the keys of rows that will not be there."""
    gone: dict[str, list[int]] = {}
    for step in steps:
        if step.kind == "delete":
            gone.setdefault(step.noun, []).append(step.row_id)
    return gone


def _require_untouched(project: Project, steps: Sequence[_Step]) -> None:
    """Raise InTheWay unless every row is as the first step that touches it expects."""
    first: dict[str, dict[int, str | None]] = {}
    for step in steps:
        first.setdefault(step.noun, {}).setdefault(step.row_id, step.now)
    for noun, expected in first.items():
        found = _rows_now(project.connection, noun, list(expected))
        for row_id, text in expected.items():
            if not _is_same(text, found.get(row_id)):
                raise InTheWay(
                    f"{_told(noun, text, found.get(row_id))} was changed since.",
                    remedy="fitcode history says by whom; undo that first. Nothing was changed.",
                )


def _rows_now(connection: sqlite3.Connection, noun: str, keys: Sequence[int]) -> dict[int, str]:
    columns = row_json(columns_of(connection, noun), row=f'"{noun}"')
    found: dict[int, str] = {}
    for start in range(0, len(keys), _ROWS_AT_ONCE):
        some = json.dumps(keys[start : start + _ROWS_AT_ONCE])
        found |= dict(
            connection.execute(
                f'SELECT id, {columns} FROM "{noun}" WHERE id IN (SELECT value FROM json_each(?))', (some,)
            ).fetchall()
        )
    return found


def _is_same(expected: str | None, found: str | None) -> bool:
    if expected is None or found is None or expected == found:
        return expected == found
    # Columns that a later release added are not in older events.
    now: dict[str, Any] = json.loads(found)
    return all(now.get(name) == value for name, value in json.loads(expected).items())


def _told(noun: str, expected: str | None, found: str | None) -> str:
    row: dict[str, Any] = json.loads(expected or found or "{}")
    name = next((str(row[key]) for key in ("name", "slug", "uid", "key", "id") if row.get(key)), "a row")
    return f"{name} ({noun})"


def _write(connection: sqlite3.Connection, noun: str, kind: str, steps: Sequence[_Step]) -> None:
    if kind == "delete":
        connection.executemany(f'DELETE FROM "{noun}" WHERE id = ?', [(step.row_id,) for step in steps])
        return
    known = set(columns_of(connection, noun))
    rows: list[dict[str, Any]] = [json.loads(step.wanted or "{}") for step in steps]
    for names, group in groupby(rows, key=lambda row: tuple(name for name in row if name in known)):
        values = [[row[name] for name in names] for row in group]
        if kind == "insert":
            columns = ", ".join(f'"{name}"' for name in names)
            marks = ", ".join("?" * len(names))
            connection.executemany(f'INSERT INTO "{noun}" ({columns}) VALUES ({marks})', values)
        else:
            changes = ", ".join(f'"{name}" = ?' for name in names if name != "id")
            place = names.index("id")
            connection.executemany(
                f'UPDATE "{noun}" SET {changes} WHERE id = ?',
                [[*row[:place], *row[place + 1 :], row[place]] for row in values],
            )
