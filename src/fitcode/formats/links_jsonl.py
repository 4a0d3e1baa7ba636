"""Links as JSON lines, one object a line, for ``links add --stdin``."""

from collections.abc import Iterable

from fitcode.domain.coding import NewLink
from fitcode.formats.json_lines import LineFormat, read_json_lines

_LINES = LineFormat(
    NewLink,
    required_names=("source", "target"),
    optional=("memo", "coder"),
    names=("source", "target", "coder"),
)


def parse_links(lines: Iterable[str], *, file: str) -> list[tuple[int, NewLink]]:
    """Each link with the number of its line; raises InvalidFile with every mistake."""
    links, faults = read_json_lines(lines, _LINES, file=file)
    faults.raise_any()
    return links
