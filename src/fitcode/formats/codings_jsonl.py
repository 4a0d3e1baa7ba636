"""Codings as JSON lines, one object a line, for ``codings add --stdin``.

All or nothing: every mistake of every line is raised together and no coding is handed over.
Numbers are numbers: neither ``true`` nor ``"12"`` nor ``12.0`` is a position.
"""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from fitcode.domain.coding import NewCoding
from fitcode.formats.fault_list import FaultList
from fitcode.formats.plain_faults import plain_words
from fitcode.formats.written_words import shown

_KNOWN = tuple(NewCoding.model_fields)
_REQUIRED_NAMES = ("transcript", "code")
_OPTIONAL = ("about", "counterpart", "valence", "strength", "memo", "coder", "uid", "suggestion_uid")
_NAMES = ("transcript", "code", "about", "counterpart", "coder", "uid")


def parse_codings(lines: Iterable[str], *, file: str) -> list[tuple[int, NewCoding]]:
    """Each coding with the number of its line; raises InvalidFile with every mistake."""
    codings, faults = read_codings(lines, file=file)
    faults.raise_any()
    return codings


def read_codings(lines: Iterable[str], *, file: str) -> tuple[list[tuple[int, NewCoding]], FaultList]:
    """The codings that can be read, and the mistakes of the other lines; no JSON lines raise InvalidFile."""
    faults = FaultList(file)
    codings: list[tuple[int, NewCoding]] = []
    is_first = True
    for number, line in enumerate(lines, start=1):
        line = line.removeprefix("\ufeff").strip() if number == 1 else line.strip()
        if not line:
            continue
        if is_first and (line[0] == "[" or line == "{"):
            faults.add(
                "One object stands on each line (JSON lines), not a list or an object over lines.",
                line=number,
            )
            raise faults.as_error()
        is_first = False
        coding = _parse_line(line, number=number, faults=faults)
        if coding is not None:
            codings.append((number, coding))
    return codings, faults


def _parse_line(line: str, *, number: int, faults: FaultList) -> NewCoding | None:
    record = _load(line, number=number, faults=faults)
    if record is None:
        return None
    before = len(faults)
    record = {key: _tidied(key, value) for key, value in record.items()}
    for name in _REQUIRED_NAMES:
        if record.get(name) == "":
            faults.add(f"`{name}` is empty.", line=number)
    for key, value in record.items():
        if isinstance(value, str) and _is_halved(value):
            faults.add(f"`{key}` holds half of a character: remove it.", line=number)
    start, end = record.get("start"), record.get("end")
    if type(start) is int and type(end) is int and end <= start:
        faults.add(f"`end` should be past `start`, not [{start}, {end}).", line=number)
    # Strict JSON mode takes words for choices and nothing else for anything else.
    written = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    try:
        coding = NewCoding.model_validate_json(written, strict=True)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            if found["type"] != "value_error":
                faults.add(plain_words(found, known=_KNOWN), line=number)
        return None
    return coding if len(faults) == before else None


def _load(line: str, *, number: int, faults: FaultList) -> dict[str, Any] | None:
    """The object on a line, or None when there is none."""
    repeated: list[str] = []

    def keep_first(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for key, value in pairs:
            if key in record:
                repeated.append(key)
            record.setdefault(key, value)
        return record

    try:
        value = json.loads(line, object_pairs_hook=keep_first, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        faults.add(f"The line is no JSON: {error.msg}.", line=number, column=error.colno)
        return None
    except RecursionError:
        faults.add("The line is nested too deep.", line=number)
        return None
    except ValueError as error:
        reason = str(error) if "null" in str(error) else "A number is far too long"
        faults.add(f"{reason}.", line=number)
        return None
    if not isinstance(value, dict):
        faults.add(f"The line should be an object ({{...}}), not {shown(value)}.", line=number)
        return None
    for key in dict.fromkeys(repeated):
        faults.add(f"The key {shown(key)} stands twice: remove one.", line=number)
    return value


def _tidied(key: str, value: Any) -> Any:
    """Names without spaces around them; an empty text is as good as nothing where nothing is allowed."""
    if isinstance(value, str) and key in _NAMES:
        value = value.strip()
    return None if value == "" and key in _OPTIONAL else value


def _is_halved(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _refuse_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is no number; write null for nothing")
