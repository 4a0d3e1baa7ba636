"""Links as JSON lines, one object a line, for ``links add --stdin``."""

from collections.abc import Iterable

from fitcode.domain.coding import NewLink
from fitcode.formats.fault_list import FaultList
from fitcode.formats.json_lines import LineFormat, read_json_lines

_LINES = LineFormat(
    NewLink,
    required_names=("source", "target"),
    optional=("memo", "coder"),
    names=("source", "target", "coder"),
)


def read_links(lines: Iterable[str], *, file: str) -> tuple[list[tuple[int, NewLink]], FaultList]:
    """The links that can be read, and the mistakes of the other lines; no JSON lines raise InvalidFile."""
    return read_json_lines(lines, _LINES, file=file)
