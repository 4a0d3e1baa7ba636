"""Tables as Markdown, for a report or an issue: pipes, columns of numbers to the right.

What Markdown would take for its own in a cell (pipes, backslashes, line ends, HTML) is escaped, so that
a table never breaks and a transcript's markup stays text.
"""

from collections.abc import Iterator, Sequence
from typing import TextIO

from fitcode.domain.table import Cell, Table

_ESCAPES = str.maketrans(
    {"\\": "\\\\", "|": "\\|", "<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": "<br>", "\r": None, "\t": " "}
)


def write_markdown(table: Table, stream: TextIO) -> None:
    """Writes a header, a rule and a line per row."""
    stream.write(_line(_text(name) for name in table.columns))
    numeric = map(_is_numeric, table.cells())
    stream.write(_line("---:" if is_numeric else "---" for is_numeric in numeric))
    stream.writelines(_line(_text(cell) for cell in row) for row in table.rows)


def _line(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _is_numeric(column: Sequence[Cell]) -> bool:
    """Whether a column holds numbers, at least one, and nothing else."""
    types = set(map(type, column)) - {type(None)}
    return bool(types) and types <= {int, float}


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    written = ", ".join(cell) if isinstance(cell, list) else str(cell)
    return written.translate(_ESCAPES)
