"""Codings as JSON lines, one object a line, for ``codings add --stdin``.

What ``codings list`` writes can be read again: what it tells of a coding beyond the coding is left aside.
"""

from collections.abc import Iterable, Iterator

from fitcode.domain.coding import NewCoding
from fitcode.formats.fault_list import FaultList
from fitcode.formats.json_lines import LineFormat, Record, read_json_lines


def _check_span(record: Record) -> Iterator[str]:
    start, end = record.get("start"), record.get("end")
    if type(start) is int and type(end) is int and end <= start:
        yield f"`end` should be past `start`, not [{start}, {end})."


_TOLD = frozenset(("code_path", "dimension", "codebook_version", "created_at", "updated_at", "case"))


def _is_told(key: str) -> bool:
    return key in _TOLD or key.startswith("case.")


_LINES = LineFormat(
    NewCoding,
    required_names=("transcript", "code"),
    optional=("about", "counterpart", "valence", "strength", "memo", "coder", "uid", "suggestion_uid"),
    names=("transcript", "code", "about", "counterpart", "coder", "uid"),
    is_left_aside=_is_told,
    check=_check_span,
)


def read_codings(lines: Iterable[str], *, file: str) -> tuple[list[tuple[int, NewCoding]], FaultList]:
    """The codings that can be read, and the mistakes of the other lines; no JSON lines raise InvalidFile."""
    return read_json_lines(lines, _LINES, file=file)
