"""Record checks: from a record that somebody may have edited to a row's values, or what is wrong with it.

Every mistake of every line is noted; nothing is guessed.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fitcode.domain.identity import canonical_json, derived_uid, is_uid
from fitcode.errors import Fault, nearest, shortened
from fitcode.store.row_fields import KEYS, Field, Record
from fitcode.store.row_keys import RowKeys
from fitcode.store.row_names import hashable
from fitcode.store.times import is_written_time

SHOWN = 100
"""How many mistakes are told; a folder whose lines are all wrong would fill the screen."""

_MANY = ("codings", "suggestions")
"""Tables of so many rows, named by uid, that a near name is no help."""

_LARGEST = 2**63 - 1

_TYPES: dict[str, tuple[type, str]] = {
    "TEXT": (str, "a text"),
    "INTEGER": (int, "a whole number"),
    "REAL": (float, "a number"),
}


class Line(NamedTuple):
    """A record and where it stands."""

    file: str
    number: int
    record: Record


@dataclass(slots=True)
class Faults:
    """The mistakes found so far in all files."""

    found: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, message: str, *, file: str, line: int | None = None) -> None:
        """Note a mistake; beyond the first hundred they are only counted."""
        self.count += 1
        if len(self.found) < SHOWN:
            self.found.append(Fault(message, file=file, line=line))


class RecordReader:
    """Reads the records of one table."""

    def __init__(self, fields: Sequence[Field], *, keys: RowKeys, faults: Faults) -> None:
        self._fields, self._keys, self._faults = fields, keys, faults
        self._names = frozenset(one.name for one in fields)
        self._required = [one.name for one in fields if one.is_required]

    def is_incomplete(self, line: Line) -> bool:
        """Note unknown and missing fields; whether there are any."""
        before = self._faults.count
        record = line.record
        for name in sorted(record.keys() - self._names):
            self._add(f"unknown field {shortened(name)!r}. {nearest(name, self._names)}".rstrip(), line)
        for name in self._required:
            if record.get(name) is None:
                self._add(f"{name!r} is missing.", line)
        return self._faults.count > before

    def values(self, line: Line) -> list[Any] | None:
        """The values of a row in the order of the fields; None where one is wrong."""
        before, record = self._faults.count, line.record
        values = [
            one.default if (value := record.get(one.name)) is None else self._value(one, value, line)
            for one in self._fields
        ]
        return values if self._faults.count == before else None

    def _value(self, one: Field, value: Any, line: Line) -> Any:
        if one.parent is not None:
            return self._reference(one, one.parent, value, line)
        if one.is_json and not isinstance(value, str):
            return canonical_json(value)
        if one.kind == KEYS:
            return self._keys_of(one, value, line)
        kind, said = _TYPES[one.kind]
        if kind is str and type(value) is str:
            if one.choices or one.is_json or one.is_time or one.is_uid:
                self._check_text(one, value, line)
        elif kind is str or not _is_number(value, is_whole=kind is int):
            self._add(f"{one.name!r} should be {said}, not {_shown(value)}.", line)
            return None
        elif one.bounds is not None and not one.bounds[0] <= value <= one.bounds[1]:
            self._add(f"{one.name!r} is {value}, not from {one.bounds[0]} to {one.bounds[1]}.", line)
        return value

    def _check_text(self, one: Field, value: str, line: Line) -> None:
        if one.choices and value not in one.choices:
            self._add(f"{one.name!r} is {_shown(value)}. {nearest(value, one.choices)}".rstrip(), line)
        elif one.is_json and not _is_json(value):
            self._add(f"{one.name!r} holds no JSON.", line)
        elif one.is_time and not is_written_time(value):
            self._add(f"{one.name!r} is {_shown(value)}, no time such as 2026-11-23T14:30:00.000Z.", line)
        elif one.is_uid and not is_uid(value):
            self._add(f"{one.name!r} is {_shown(value)}, no uid such as {derived_uid('an example')}.", line)

    def _reference(self, one: Field, parent: str, value: Any, line: Line) -> int | None:
        try:
            return self._keys.called(parent)[value if type(value) is str else hashable(value)]
        except (KeyError, TypeError, RecursionError):
            known = [_plain(name) for name in self._keys.called(parent)]
            near = "" if parent in _MANY else nearest(_plain(value), known)
            noun = parent.removesuffix("s").replace("_", " ")
            self._add(f"{one.name!r} names an unknown {noun}, {_shown(value)}. {near}".rstrip(), line)
            return None

    def _keys_of(self, one: Field, value: Any, line: Line) -> str:
        if not isinstance(value, list) or not all(isinstance(uid, str) for uid in value):
            self._add(f"{one.name!r} should be a list of uids.", line)
            return ""
        keys = [self._keys.key("suggestions", uid) for uid in value]
        return json.dumps(keys, separators=(",", ":"))

    def _add(self, message: str, line: Line) -> None:
        self._faults.add(message, file=line.file, line=line.number)


def _is_number(value: Any, *, is_whole: bool) -> bool:
    """Whether this is a number that the database can hold; ``true`` is none."""
    if type(value) is int:
        return -_LARGEST <= value <= _LARGEST
    return not is_whole and type(value) is float and math.isfinite(value)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _plain(name: Any) -> str:
    """A name in one line of words."""
    if isinstance(name, tuple | list):
        return " ".join(map(_plain, name))
    return shortened(str(name))


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return repr(shortened(value))
    return shortened(json.dumps(value, ensure_ascii=False, default=str))
