"""Tables as csv (RFC 4180, lines ending in a bare line feed), safe to open in a spreadsheet.

A text that a spreadsheet would run as a formula gets an apostrophe before it; so does a text that begins
with apostrophes before such a sign, and therefore taking one apostrophe away from either gives back
exactly what was written. Numbers are untouched.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import TextIO

from fitcode.domain.table import Cell, Table

LIST_SEPARATOR = " | "
"""Between the texts of a list in one cell."""

_ROWS_AT_ONCE = 5_000
_OFTEN = 20
"""How often texts must come on average for each to be looked at once."""

_Known = dict[str | None, str]
"""Texts, or nothing, as they stand in the file; a number equal to another kind of number is none of these."""

_RISKY = frozenset("=+-@\t\r'")
_first_character = itemgetter(slice(1))
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def write_csv(table: Table, stream: TextIO, *, delimiter: str = ",", neutralise: bool = True) -> None:
    """Writes a header and a row per record; ``neutralise=False`` leaves formulas as they are."""
    known: list[_Known] = [{} for _ in table.columns]
    stream.write(_lines([table.columns], known, delimiter=delimiter, neutralise=neutralise))
    stream.writelines(
        _lines(rows, known, delimiter=delimiter, neutralise=neutralise) for rows in _chunks(table.rows)
    )


def restore_text(cell: str) -> str:
    """A text cell as it was before it was made safe for spreadsheets."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _chunks(rows: list[tuple[Cell, ...]]) -> Iterator[list[tuple[Cell, ...]]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, _ROWS_AT_ONCE)):
        yield chunk


def _lines(
    rows: Sequence[tuple[Cell, ...]], known: Sequence[_Known], *, delimiter: str, neutralise: bool
) -> str:
    """Rows as they stand in the file, made column by column: most columns need no look at each cell."""
    columns = [
        _column(column, before, delimiter=delimiter, neutralise=neutralise)
        for column, before in zip(zip(*rows, strict=True), known, strict=False)
    ]
    if len(columns) == 1:  # an empty line would be no row
        columns = [[cell or '""' for cell in columns[0]]]
    return "\n".join(map(delimiter.join, zip(*columns, strict=True))) + "\n"


def _column(column: Sequence[Cell], known: _Known, *, delimiter: str, neutralise: bool) -> Sequence[str]:
    """The cells of a column as they stand in the file; ``known`` gains those that come again and again."""
    try:
        return list(map(known.__getitem__, column))  # type: ignore[arg-type]
    except (KeyError, TypeError):  # a new text, another kind of cell, or a list
        pass
    types = set(map(type, column))
    if types == {int}:
        return list(map(repr, column))
    if types <= {int, float, type(None)}:
        return ["" if cell is None else repr(cell) for cell in column]
    if types <= {str, type(None)} and len(different := set(column)) < len(column) // _OFTEN:
        # Codes, coders, cases: each is looked at once.
        few = list(different)
        known |= zip(few, _texts(few, delimiter, neutralise=neutralise), strict=True)  # type: ignore[arg-type]
        return list(map(known.__getitem__, column))  # type: ignore[arg-type]
    return _texts(column, delimiter, neutralise=neutralise)


def _texts(column: Sequence[Cell], delimiter: str, *, neutralise: bool) -> Sequence[str]:
    texts = [cell if isinstance(cell, str) else _as_text(cell) for cell in column]
    if neutralise and not _RISKY.isdisjoint(map(_first_character, texts)):
        numbers = (int, float)
        texts = [
            f"'{text}" if _FORMULA.match(text) and not isinstance(cell, numbers) else text
            for cell, text in zip(column, texts, strict=True)
        ]
    return _quoted(texts, delimiter)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, list):
        return LIST_SEPARATOR.join(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def _quoted(cells: Sequence[str], delimiter: str) -> Sequence[str]:
    """The cells with quotation marks around those that would be taken for several, or for several lines."""
    together = "\0".join(cells)
    if not any(sign in together for sign in (delimiter, '"', "\n", "\r")):
        return cells
    is_special = re.compile(f'[{re.escape(delimiter)}"\n\r]').search
    return ['"' + cell.replace('"', '""') + '"' if is_special(cell) else cell for cell in cells]
