"""Tables as one Excel workbook, a sheet a table: frozen headers, filters, real numbers, texts never formulas.

The same tables give the same bytes; what a sheet cannot hold (a very long cell, a million rows) is told.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fitcode.domain.data_set import ColumnKind, DataSet
from fitcode.domain.table import Cell
from fitcode.formats.table_csv import LIST_SEPARATOR

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST_CELL = 32_767
"""Characters (UTF-16 code units) that Excel takes in a cell."""

MOST_ROWS = 1_048_575
"""Rows below the header that Excel takes in a sheet."""

_CUT = " [cut]"
_WIDE, _NARROW = 60, 8
_ROWS_LOOKED_AT = 200
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Excel wants a time of making; this one is always the same."""


class AddSheet(Protocol):
    """Takes the next table; says what it could not hold."""

    def __call__(self, data: DataSet) -> Sequence[str]: ...


@contextmanager
def new_workbook(path: Path, *, scratch: Path) -> Iterator[AddSheet]:
    """Write a workbook, a call a sheet; rows wait in a scratch folder, never in one that others read."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    options = {"constant_memory": True, "tmpdir": str(scratch)}
    book = Workbook(str(path), options)
    book.set_properties({"created": _NO_TIME})
    yield lambda data: _add(book, data)
    try:
        book.close()
    except FileCreateError as error:  # its only word for every failure to write
        raise (error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error))) from error


def _add(book: "Workbook", data: DataSet) -> list[str]:
    """One sheet, or several where the rows are more than a sheet takes."""
    rows, notes = data.table.rows, []
    n_sheets = max(1, -(-len(rows) // MOST_ROWS))
    if n_sheets > 1:
        notes.append(
            f"More rows than a sheet takes: {n_sheets} sheets, {data.name}, {data.name} (2) and so on."
        )
    heading = book.add_format({"bold": True, "bottom": 1})
    n_cut = 0
    for number in range(n_sheets):
        name = data.name if number == 0 else f"{data.name} ({number + 1})"
        part = rows[number * MOST_ROWS : (number + 1) * MOST_ROWS]
        n_cut += _write_sheet(book.add_worksheet(name), data, part, heading)
    if n_cut:
        cells = "1 cell is" if n_cut == 1 else f"{n_cut} cells are"
        notes.append(f"{cells} cut to the {LONGEST_CELL} characters that Excel takes, and end with{_CUT}.")
    return notes


def _write_sheet(sheet: "Worksheet", data: DataSet, rows: Sequence[tuple[Cell, ...]], heading: object) -> int:
    """Header and rows; says how many cells were cut."""
    for place, column in enumerate(data.columns):
        texts = [column.name, *(_text(row[place]) for row in rows[:_ROWS_LOOKED_AT])]
        sheet.set_column(place, place, min(_WIDE, max(_NARROW, *(len(text) for text in texts)) + 2))
        sheet.write_string(0, place, column.name, heading)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(data.columns) - 1)
    are_texts = [column.kind is not ColumnKind.boolean for column in data.columns]
    n_cut = 0
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if cell is None:
                continue
            if cell.__class__ is int or cell.__class__ is float:
                sheet.write_number(line, place, cell)
            elif isinstance(cell, bool) and not are_texts[place]:
                sheet.write_boolean(line, place, cell)
            else:
                text = _text(cell)
                if len(text) > LONGEST_CELL // 2 and _units(text) > LONGEST_CELL:
                    text, n_cut = _cut(text), n_cut + 1
                sheet.write_string(line, place, text)
    return n_cut


def _text(cell: Cell) -> str:
    if isinstance(cell, list):
        return LIST_SEPARATOR.join(cell)
    return "" if cell is None else str(cell)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str) -> str:
    room = 2 * (LONGEST_CELL - len(_CUT))
    return text.encode("utf-16-le", "surrogatepass")[:room].decode("utf-16-le", "ignore") + _CUT
