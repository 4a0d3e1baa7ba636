"""Tables as csv (RFC 4180, lines ending in a bare line feed), safe to open in a spreadsheet.

A text that a spreadsheet would run as a formula gets an apostrophe before it; so does a text that begins
with apostrophes before such a sign, and therefore taking one apostrophe away from either gives back
exactly what was written. Numbers are untouched.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TextIO

from fitcode.domain.table import Cell, Columns, Table

LIST_SEPARATOR = " | "
"""Between the texts of a list in one cell."""

_ROWS_AT_ONCE = 2_000
"""More of them would leave the processor's own memory before they are joined."""

_OFTEN = 10
"""How often texts must come on average for each to be looked at once."""

_LOOKED_AT = 100
"""How many cells tell quotations from what comes again and again."""

_Known = dict[str | None, str]
"""Texts, or nothing, as they stand in the file; a number equal to another kind of number is none of these."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_RISKY = re.compile(r"\0['=+\-@\t\r]")
"""How a text may begin that could be taken for a formula, after a NUL."""


def write_csv(table: Table, stream: TextIO, *, delimiter: str = ",", neutralise: bool = True) -> None:
    """Writes a header and a row per record; ``neutralise=False`` leaves formulas as they are."""
    known: list[_Known] = [{} for _ in table.columns]
    header = [[name] for name in table.columns]
    stream.writelines(
        _lines(columns, known, delimiter=delimiter, neutralise=neutralise)
        for columns in chain([header], _chunks(table))
    )


def restore_text(cell: str) -> str:
    """A text cell as it was before it was made safe for spreadsheets."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _chunks(table: Table) -> Iterator[Columns]:
    for part in table.parts():
        for begin in range(0, len(part[0]) if part else 0, _ROWS_AT_ONCE):
            yield [column[begin : begin + _ROWS_AT_ONCE] for column in part]


def _lines(columns: Columns, known: Sequence[_Known], *, delimiter: str, neutralise: bool) -> str:
    """Rows as they stand in the file, made column by column: most columns need no look at each cell."""
    written = [
        _column(column, before, delimiter=delimiter, neutralise=neutralise)
        for column, before in zip(columns, known, strict=True)
    ]
    if len(written) == 1:  # an empty line would be no row
        written = [[cell or '""' for cell in written[0]]]
    return "\n".join(map(delimiter.join, zip(*written, strict=True))) + "\n"


def _column(column: Sequence[Cell], known: _Known, *, delimiter: str, neutralise: bool) -> Sequence[str]:
    """The cells of a column as they stand in the file; ``known`` gains those that come again and again."""
    first, is_text = column[0], column[0] is None or isinstance(column[0], str)
    if is_text and first == column[-1] and column.count(first) == len(column):
        # One transcript, one coder, nothing at all. Of numbers, True would be counted with 1.
        return [*_texts([first], delimiter, neutralise=neutralise)] * len(column)
    try:
        return list(map(known.__getitem__, column))  # type: ignore[arg-type]
    except (KeyError, TypeError):  # a new text, another kind of cell, or a list
        pass
    types = set(map(type, column))
    if types == {int}:
        return list(map(repr, column))
    if types <= {int, float, type(None)}:
        return ["" if cell is None else repr(cell) for cell in column]
    if types <= {str, type(None)} and _come_again(column):
        # Codes, coders, cases: each is looked at once.
        few = list(set(column))
        known |= zip(few, _texts(few, delimiter, neutralise=neutralise), strict=True)  # type: ignore[arg-type]
        return list(map(known.__getitem__, column))  # type: ignore[arg-type]
    return _texts(column, delimiter, neutralise=neutralise)


def _come_again(column: Sequence[Cell]) -> bool:
    """Whether texts come often on average; quotations are told by the first of them."""
    return all(
        len(set(cells)) < len(cells) // often for cells, often in ((column[:_LOOKED_AT], 2), (column, _OFTEN))
    )


def _texts(column: Sequence[Cell], delimiter: str, *, neutralise: bool) -> Sequence[str]:
    texts = [cell if isinstance(cell, str) else _as_text(cell) for cell in column]
    # One look at all of them together, each after a NUL: one that holds a NUL itself is looked at in vain.
    together = "\0" + "\0".join(texts)
    if neutralise and _RISKY.search(together):
        numbers = (int, float)
        texts = [
            f"'{text}" if _FORMULA.match(text) and not isinstance(cell, numbers) else text
            for cell, text in zip(column, texts, strict=True)
        ]
    if any(sign in together for sign in (delimiter, '"', "\n", "\r")):
        return [
            '"' + text.replace('"', '""') + '"'
            if delimiter in text or '"' in text or "\n" in text or "\r" in text
            else text
            for text in texts
        ]
    return texts


def _as_text(cell: Cell) -> str:
    if isinstance(cell, list):
        return LIST_SEPARATOR.join(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)
