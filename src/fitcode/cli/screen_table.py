"""A table on a screen: every column is shown; one too wide is folded, first columns repeated.

A text column that says the same in every row is told once, below.

Numbers stand right, text left; nothing is told by colour alone.
"""

import shutil
from collections.abc import Sequence
from typing import TextIO

from fitcode.domain.table import Cell, Table

_MAX_CELL = 60
"""A longer text is cut with an ellipsis on screen; the other formats give it whole."""

_SHORTENED = {"sha256": 12, "hash": 12, "fingerprint": 12}
"""Columns of which the first characters say enough on screen."""

_UIDS = frozenset({"uid", "run", "suggestion_uid", "source", "target"})
"""Columns of uids: on screen their last eight characters, which commands take as well."""

_GAP = "  "


def write_screen_table(table: Table, stream: TextIO, *, width: int | None = None) -> None:
    """Write the table in folds that fit the terminal's width."""
    from rich.cells import cell_len

    width = width or shutil.get_terminal_size((100, 24)).columns
    table, constants = _without_constants(table)
    columns = [_column(name, [row[index] for row in table.rows]) for index, name in enumerate(table.columns)]
    widths = [max(cell_len(cell) for cell in column) for column in columns]
    folds = _folds(widths, width, keys=_key_columns(table))
    right = [_is_numeric([row[index] for row in table.rows]) for index in range(len(table.columns))]
    for number, fold in enumerate(folds):
        if number:
            stream.write("\n")
        for line in range(len(table.rows) + 1):
            cells = [_pad(columns[i][line], widths[i], right[i], cell_len(columns[i][line])) for i in fold]
            stream.write(_GAP.join(cells).rstrip() + "\n")
            if line == 0:
                stream.write(_GAP.join("-" * widths[i] for i in fold) + "\n")
    stream.writelines(f"{name}: {text} in every row\n" for name, text in constants)
    stream.write(f"({len(table.rows)} row{'s' if len(table.rows) != 1 else ''})\n")


def _without_constants(table: Table) -> tuple[Table, list[tuple[str, str]]]:
    """The table less the text columns past the first that never change, and what they say."""
    changing, constants = [0], []
    for index in range(1, len(table.columns)):
        values = {row[index] for row in table.rows if not isinstance(row[index], list)}
        value = next(iter(values), None)
        if len(table.rows) > 1 and len(values) == 1 and isinstance(value, str):
            constants.append((table.columns[index], _shown(value)))
        else:
            changing.append(index)
    if not table.columns or not constants:
        return table, []
    rows = ([row[index] for index in changing] for row in table.rows)
    return Table.of((table.columns[index] for index in changing), rows), constants


def _column(name: str, cells: Sequence[Cell]) -> list[str]:
    if name in _UIDS:
        return [name, *(_shown(cell)[-8:] for cell in cells)]
    return [name, *(_shown(cell)[: _SHORTENED.get(name, _MAX_CELL)] for cell in cells)]


def _shown(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.3f}"
    text = " | ".join(cell) if isinstance(cell, list) else str(cell)
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return text if len(text) <= _MAX_CELL else text[: _MAX_CELL - 1] + "…"


def _pad(text: str, width: int, right: bool, length: int) -> str:
    space = " " * (width - length)
    return space + text if right else text + space


def _is_numeric(cells: Sequence[Cell]) -> bool:
    return any(isinstance(cell, int | float) for cell in cells) and all(
        cell is None or (isinstance(cell, int | float) and not isinstance(cell, bool)) for cell in cells
    )


def _key_columns(table: Table) -> int:
    """How many leading columns are texts that say which row this is (two at most)."""
    count = 0
    while count < min(2, len(table.columns) - 1) and not _is_numeric([row[count] for row in table.rows]):
        count += 1
    return count


def _folds(widths: Sequence[int], limit: int, *, keys: int) -> list[list[int]]:
    key_width = sum(widths[:keys]) + len(_GAP) * keys
    folds: list[list[int]] = [list(range(keys))]
    used = key_width
    for index in range(keys, len(widths)):
        wanted = widths[index] + len(_GAP)
        if used + wanted - len(_GAP) > limit and len(folds[-1]) > keys:
            folds.append(list(range(keys)))
            used = key_width
        folds[-1].append(index)
        used += wanted
    return folds
