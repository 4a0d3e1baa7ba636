"""Codings, written: added in bulk, changed and removed one by one.

A batch is stored whole or refused whole with every fault; each quote and each ordinal comes from
``spans``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial

from fitcode.domain.coding import Coding, CodingChange, NewCoding
from fitcode.domain.placement import Placement
from fitcode.errors import (
    DuplicateCoding,
    Fault,
    FitcodeError,
    InvalidFile,
    UnknownCoder,
    UnknownCoding,
)
from fitcode.store.coding_reads import get_coding
from fitcode.store.names import CURRENT_CODEBOOK_VERSIONS, by_uid, code_index, coder_ids, component_index
from fitcode.store.project import Project
from fitcode.store.removals import delete_codings
from fitcode.store.spans import Texts, version_text
from fitcode.store.times import now
from fitcode.store.triggers import inserts_told_together
from fitcode.store.uids import new_uids

_UID = re.compile(r"[A-Za-z0-9._:-]{8,64}", re.ASCII)

Row = tuple[object, ...]

_COLUMNS = (
    *("version_id", "start", '"end"', "code_id", "coder_id", "about_id", "counterpart_id", "valence"),
    *(
        "strength",
        "quote",
        "memo",
        "origin",
        "suggestion_uid",
        "codebook_version_id",
        "first_word",
        "end_word",
    ),
    *("first_segment", "end_segment", "first_turn", "end_turn", "uid", "created_at", "updated_at"),
)
_ONCE = 7
"""The first columns say what may stand once only."""
_STATED = 13
"""The columns before this one are what a coding states; the rest follows from it."""

_UID_PLACE = _COLUMNS.index("uid")

AT_ONCE = 20_000
"""How many rows go to the database at once: memory stays flat. With 2,000 the whole took twice as long."""

TOLD_TOGETHER = 1_000
"""From so many codings on, the history is told of all of them at the end."""

_INSERT = (
    f"INSERT INTO codings ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    " ON CONFLICT DO NOTHING"
)


def add_codings(
    project: Project,
    codings: Sequence[NewCoding],
    *,
    coder: str,
    lines: Sequence[int] | None = None,
    file: str = "",
) -> list[str]:
    """Store codings, all or none; returns their uids in the order given.

    ``coder`` codes where a coding names nobody; everybody named must be there (``ensure_coder``). A
    uid that is there already with the same content is left alone, so that a batch can be repeated.
    """
    project.require_deed()
    batch = _Batch(project, coder=coder, codings=codings, lines=lines)
    # The deed may go on after a refused batch: what it stored must be gone by then.
    project.connection.execute("SAVEPOINT batch")
    is_large = len(codings) >= TOLD_TOGETHER
    with inserts_told_together(project.connection, "codings") if is_large else nullcontext():
        for coding in codings:
            batch.add(coding)
        batch.store()
    if batch.faults:
        project.connection.execute("ROLLBACK TO batch")
    project.connection.execute("RELEASE batch")
    if batch.faults:
        raise batch.error(file=file)
    return batch.uids


def known_uids(project: Project, uids: Sequence[str]) -> set[str]:
    """Those of the uids that are some coding's already."""
    return set(_stored_rows(project, uids))


def change_coding(project: Project, uid: str, change: CodingChange) -> Coding:
    """Change what the change states; the rest stays as it is."""
    project.require_deed()
    key = by_uid(project, "codings", uid, error=UnknownCoding)
    values = _changed_values(project, key, change)
    if not values:
        return get_coding(project, uid)
    _refuse_duplicate(project, key, values)
    values["updated_at"] = now()
    assigned = ", ".join(f'"{column}" = :{column}' for column in values)
    project.connection.execute(f"UPDATE codings SET {assigned} WHERE id = :id", {**values, "id": key})
    return get_coding(project, uid)


def remove_codings(project: Project, uids: Sequence[str]) -> int:
    """Remove codings with their links and memos; the history can bring them back."""
    project.require_deed()
    keys = [by_uid(project, "codings", uid, error=UnknownCoding) for uid in uids]
    return sum(delete_codings(project, "id = ?", (key,)) for key in dict.fromkeys(keys))


class _Batch:
    """Codings on their way in: resolved, checked, and stored together."""

    def __init__(
        self, project: Project, *, coder: str, codings: Sequence[NewCoding], lines: Sequence[int] | None
    ) -> None:
        self._project = project
        self._lines = lines
        self._coder = coder
        self._texts = Texts(project)
        self._codes = code_index(project)
        self._components = component_index(project)
        self._coders = coder_ids(project)
        self._versions = _codebook_versions(project)
        self._now = now()
        self._stored = _stored_rows(project, [coding.uid for coding in codings if coding.uid])
        self._fresh = iter(new_uids(sum(coding.uid is None for coding in codings)))
        self._rows: list[Row] = []
        self._places: list[int] = []
        self._once: dict[Row, int] = {}
        self._index = -1
        self.uids: list[str] = []
        self.faults: dict[int, list[FitcodeError]] = {}

    def add(self, coding: NewCoding) -> None:
        """Resolve one coding, or note everything that is wrong with it."""
        self._index += 1
        uid = coding.uid or next(self._fresh)
        self.uids.append(uid)
        try:
            text = self._texts.current(coding.transcript)
            start, end, valence = coding.start, coding.end, coding.valence
            quote = text.quote(start, end, expected=coding.quote)
            code = self._codes.resolve(coding.code)
            about, counterpart = coding.about, coding.counterpart
            row = (
                text.version_id,
                start,
                end,
                code,
                self._coders[coding.coder or self._coder],
                None if about is None else self._components.resolve(about),
                None if counterpart is None else self._components.resolve(counterpart),
                # The text of an enumeration's member, three times as fast as its .value.
                None if valence is None else str.__str__(valence),
                coding.strength,
                quote,
                coding.memo,
                str.__str__(coding.origin),
                coding.suggestion_uid,
                self._versions[code],
                *text.place(start, end),
                uid,
                self._now,
                self._now,
            )
        except (FitcodeError, KeyError):
            self._note_faults(coding)
        else:
            self._accept(row, uid if coding.uid else None)

    def store(self) -> None:
        """Insert the rows at hand, or find which of them are there already."""
        if self._rows and (self.faults or not self._insert()):
            self._find_duplicates()
            if not self.faults:
                raise RuntimeError("the database refused codings, and none of them is there already")
        self._rows.clear()
        self._places.clear()

    def _insert(self) -> bool:
        cursor = self._project.connection.executemany(_INSERT, self._rows)
        return cursor.rowcount == len(self._rows)

    def _find_duplicates(self) -> None:
        for place, row in zip(self._places, self._rows, strict=True):
            found = self._project.connection.execute(_FIND_EQUAL, row[:_ONCE]).fetchone()
            if found and found[0] != row[_UID_PLACE]:
                self._note(place, _duplicate(found[0]))

    def error(self, *, file: str) -> InvalidFile:
        """Every fault, in the order of the batch."""
        faults = [
            Fault(
                f"{error.problem} {error.remedy}".strip(),
                file=file,
                line=self._lines[index] if self._lines else index + 1,
            )
            for index, errors in sorted(self.faults.items())
            for error in errors
        ]
        return InvalidFile(file or "The batch of codings", faults)

    def _accept(self, row: Row, uid: str | None) -> None:
        if uid is not None:
            if not _UID.fullmatch(uid):
                self._note(
                    self._index, FitcodeError(f"{uid!r} cannot be a uid (8 to 64 letters, digits, hyphens).")
                )
                return
            if uid in self._stored:
                if self._stored[uid] != row[:_STATED]:
                    self._note(
                        self._index, DuplicateCoding(f"The uid {uid!r} belongs to another coding already.")
                    )
                return
            self._stored[uid] = row[:_STATED]
        first = self._once.setdefault(row[:_ONCE], self._index)
        if first != self._index:
            place = f"line {self._lines[first]}" if self._lines else f"number {first + 1} of the batch"
            self._note(self._index, DuplicateCoding(f"This repeats {place}."))
            return
        self._rows.append(row)
        self._places.append(self._index)
        if len(self._rows) == AT_ONCE:
            self.store()

    def _note(self, index: int, error: FitcodeError) -> None:
        self.faults.setdefault(index, []).append(error)

    def _note_faults(self, coding: NewCoding) -> None:
        """Look at each field by itself, so that one mistake does not hide the next."""
        self._try(lambda: self._quote(coding))
        self._try(lambda: self._codes.resolve(coding.code))
        self._try(lambda: self._find_coder(coding.coder or self._coder))
        for name in (coding.about, coding.counterpart):
            if name is not None:
                self._try(partial(self._components.resolve, name))
        if self._index not in self.faults:
            raise RuntimeError(f"a coding was refused without a reason: {coding!r}")

    def _try(self, check: Callable[[], object]) -> None:
        try:
            check()
        except FitcodeError as error:
            self._note(self._index, error)

    def _quote(self, coding: NewCoding) -> str:
        text = self._texts.current(coding.transcript)
        return text.quote(coding.start, coding.end, expected=coding.quote)

    def _find_coder(self, name: str) -> int:
        if name not in self._coders:
            raise UnknownCoder(name, known=self._coders)
        return self._coders[name]


_FIND_EQUAL = """SELECT uid FROM codings WHERE version_id = ? AND start = ? AND "end" = ? AND code_id = ?
    AND coder_id = ? AND coalesce(about_id, 0) = coalesce(?, 0)
    AND coalesce(counterpart_id, 0) = coalesce(?, 0)"""


def equal_coding(project: Project, values: Mapping[str, object]) -> tuple[int, str] | None:
    """Key and uid of the coding with this version, span, code, coder, about and counterpart."""
    columns = ("version_id", "start", "end", "code_id", "coder_id", "about_id", "counterpart_id")
    found = project.connection.execute(
        _FIND_EQUAL.replace("SELECT uid", "SELECT id, uid"), tuple(values[column] for column in columns)
    ).fetchone()
    return (found[0], found[1]) if found else None


def _duplicate(uid: str) -> DuplicateCoding:
    return DuplicateCoding(
        f"This coder has this code on this span already, about the same components ({uid}).",
        remedy="Leave it out, or change the coding that is there.",
    )


def _codebook_versions(project: Project) -> dict[int, int]:
    """Key of each current code to the key of the codebook version in force."""
    rows = project.connection.execute(
        f"SELECT code_id, version_id FROM code_versions WHERE version_id IN ({CURRENT_CODEBOOK_VERSIONS})"
    )
    return dict(rows.fetchall())


def _stored_rows(project: Project, uids: Sequence[str]) -> dict[str, Row]:
    columns = ", ".join(_COLUMNS[:_STATED])
    stored: dict[str, Row] = {}
    for uid in uids:
        row = project.connection.execute(f"SELECT {columns} FROM codings WHERE uid = ?", (uid,)).fetchone()
        if row:
            stored[uid] = row
    return stored


def _changed_values(project: Project, key: int, change: CodingChange) -> dict[str, object]:
    """The columns that a change changes, with their new values."""
    columns = (
        *(
            "version_id",
            "start",
            "end",
            "code_id",
            "about_id",
            "counterpart_id",
            "valence",
            "strength",
            "memo",
        ),
    )
    quoted = ", ".join(f'"{column}"' for column in columns)
    stored = dict(
        zip(
            columns,
            project.connection.execute(f"SELECT {quoted} FROM codings WHERE id = ?", (key,)).fetchone(),
            strict=True,
        )
    )
    wanted = {**stored, **_stated_values(project, change)}
    values = {column: value for column, value in wanted.items() if stored[column] != value}
    if "code_id" in values:
        values["codebook_version_id"] = _codebook_versions(project)[wanted["code_id"]]
    if "start" in values or "end" in values:
        text = version_text(project, stored["version_id"])
        values["quote"] = text.quote(wanted["start"], wanted["end"])
        placement = text.place(wanted["start"], wanted["end"])
        values |= dict(zip(Placement._fields, placement, strict=True))
    return values


def _stated_values(project: Project, change: CodingChange) -> dict[str, object]:
    values: dict[str, object] = {}
    components = component_index(project)
    for field in change.model_fields_set:
        value = getattr(change, field)
        if field == "code":
            if value is not None:
                values["code_id"] = code_index(project).resolve(value)
        elif field in ("about", "counterpart"):
            values[f"{field}_id"] = None if value is None else components.resolve(value)
        elif field in ("start", "end"):
            if value is not None:
                values[field] = value
        else:
            values[field] = value.value if field == "valence" and value is not None else value
    return values


def _refuse_duplicate(project: Project, key: int, values: Mapping[str, object]) -> None:
    columns = ("version_id", "start", "end", "code_id", "coder_id", "about_id", "counterpart_id")
    quoted = ", ".join(f'"{column}"' for column in columns)
    row = project.connection.execute(f"SELECT {quoted} FROM codings WHERE id = ?", (key,)).fetchone()
    found = equal_coding(project, {**dict(zip(columns, row, strict=True)), **values})
    if found and found[0] != key:
        raise _duplicate(found[1])
