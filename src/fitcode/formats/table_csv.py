"""Tables as csv (RFC 4180, lines ending in a bare line feed), safe to open in a spreadsheet.

A text that a spreadsheet would run as a formula gets an apostrophe before it; so does a text that begins
with apostrophes before such a sign, and therefore taking one apostrophe away from either gives back
exactly what was written. Numbers are untouched.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TextIO

from fitcode.domain.table import Cell, Table

LIST_SEPARATOR = " | "
"""Between the texts of a list in one cell."""

_ROWS_AT_ONCE = 5_000
_RISKY = frozenset("=+-@\t\r'")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def write_csv(table: Table, stream: TextIO, *, delimiter: str = ",", neutralise: bool = True) -> None:
    """Writes a header and a row per record; ``neutralise=False`` leaves formulas as they are."""
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    # Before Python 3.13 a lone carriage return did not count as a reason to quote.
    quoting = csv.writer(stream, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(table.columns)
    for rows in _chunks(table.rows):
        columns, has_return = _written(rows, neutralise=neutralise)
        (quoting if has_return else writer).writerows(zip(*columns, strict=True))


def restore_text(cell: str) -> str:
    """A text cell as it was before it was made safe for spreadsheets."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _chunks(rows: list[tuple[Cell, ...]]) -> Iterator[list[tuple[Cell, ...]]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, _ROWS_AT_ONCE)):
        yield chunk


def _written(rows: list[tuple[Cell, ...]], *, neutralise: bool) -> tuple[list[Sequence[object]], bool]:
    """Columns of what the csv module writes rightly by itself, decided by the types in each column."""
    columns: list[Sequence[object]] = []
    has_return = False
    for column in zip(*rows, strict=True):
        types = set(map(type, column))
        if not types <= {int, float, type(None)}:
            if types - {str, type(None)}:
                column = _as_text(column)
            texts = [cell for cell in column if cell.__class__ is str]
            has_return = has_return or any("\r" in text for text in texts)
            if neutralise and not _RISKY.isdisjoint({text[:1] for text in texts}):
                column = _neutral(column)
        columns.append(column)
    return columns, has_return


def _as_text(column: Sequence[Cell]) -> tuple[Cell, ...]:
    """Booleans and lists as text; the rest as it is."""
    return tuple(
        ("true" if cell else "false") if isinstance(cell, bool)
        else LIST_SEPARATOR.join(cell) if isinstance(cell, list)
        else cell
        for cell in column
    )  # fmt: skip


def _neutral(column: Sequence[object]) -> tuple[object, ...]:
    return tuple(f"'{cell}" if cell.__class__ is str and _FORMULA.match(cell) else cell for cell in column)
