"""JSON lines of one model: an object a line, as ``--stdin`` of several commands reads them.

All or nothing: every mistake of every line is noted, and a line with a mistake gives nothing.
Numbers are numbers: neither ``true`` nor ``"12"`` nor ``12.0`` is a position.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from fitcode.formats.fault_list import FaultList
from fitcode.formats.plain_faults import plain_words
from fitcode.formats.written_words import shown

Model = TypeVar("Model", bound=BaseModel)
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LineFormat(Generic[Model]):
    """What the lines of one kind of file hold."""

    model: type[Model]
    required_names: Collection[str]
    """Keys whose value may not be an empty text."""

    optional: Collection[str]
    """Keys for which an empty text is as good as nothing."""

    names: Collection[str]
    """Keys whose value has no spaces around it."""

    is_left_aside: Callable[[str], bool] = lambda _key: False
    """Whether a key stands for what a project tells of such a thing, and nobody can set."""

    check: Callable[[Record], Iterator[str]] = lambda _record: iter(())
    """What is wrong between several keys, in words."""


def read_json_lines(
    lines: Iterable[str], line_format: LineFormat[Model], *, file: str
) -> tuple[list[tuple[int, Model]], FaultList]:
    """The readable lines, numbered, and the mistakes of the others; no JSON lines raise InvalidFile."""
    faults = FaultList(file)
    read: list[tuple[int, Model]] = []
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
        value = _parse_line(line, line_format, number=number, faults=faults)
        if value is not None:
            read.append((number, value))
    return read, faults


def _parse_line(line: str, line_format: LineFormat[Model], *, number: int, faults: FaultList) -> Model | None:
    record = _load(line, number=number, faults=faults)
    if record is None:
        return None
    before = len(faults)
    record = {
        key: _tidied(key, value, line_format)
        for key, value in record.items()
        if not line_format.is_left_aside(key)
    }
    for name in line_format.required_names:
        if record.get(name) == "":
            faults.add(f"`{name}` is empty.", line=number)
    for key, value in record.items():
        if isinstance(value, str) and _is_halved(value):
            faults.add(f"`{key}` holds half of a character: remove it.", line=number)
    for problem in line_format.check(record):
        faults.add(problem, line=number)
    # Strict JSON mode takes words for choices and nothing else for anything else.
    written = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    known: Sequence[str] = tuple(line_format.model.model_fields)
    try:
        value = line_format.model.model_validate_json(written, strict=True)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            if found["type"] != "value_error":
                faults.add(plain_words(found, known=known), line=number)
        return None
    return value if len(faults) == before else None


def _load(line: str, *, number: int, faults: FaultList) -> Record | None:
    """The object on a line, or None when there is none."""
    repeated: list[str] = []

    def keep_first(pairs: list[tuple[str, Any]]) -> Record:
        record: Record = {}
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


def _tidied(key: str, value: Any, line_format: LineFormat[Any]) -> Any:
    """Names without spaces around them; an empty text is as good as nothing where nothing is allowed."""
    if isinstance(value, str) and key in line_format.names:
        value = value.strip()
    return None if value == "" and key in line_format.optional else value


def _is_halved(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _refuse_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is no number; write null for nothing")
