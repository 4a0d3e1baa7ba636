"""A table on a screen: every column is shown, and no line is wider than the screen.

A name that has no room is folded at word borders, a longer text is cut; columns that still have none go
below, first columns repeated. What a column says in every row, if only that it is empty, is told
once, below. Numbers stand right, text left; nothing is told by colour alone.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TextIO

from rich.cells import cell_len

from fitcode.domain.table import Cell, Columnar, Table

_MAX_CELL = 60
"""A longer text is cut with an ellipsis on screen; the other formats give it whole."""

_LEAST_CUT = 34
"""A column of such texts may be narrowed so far, to stand beside others rather than below."""

_LEAST_KEY = 8
"""First columns are not narrowed further than this."""

_MOST_LINES = 3
"""Lines that any other text may take."""

_KEYS_SHARE = 0.6
"""Of the screen's width, that first columns may take."""

_SHORTENED = {"sha256": 12, "hash": 12, "fingerprint": 12}
"""Columns of which the first characters say enough on screen."""

_ENDS_COUNT = frozenset({"before"})
"""Columns of which the end says enough: it stands right, beside what it comes before."""

_NEVER_BELOW = frozenset({"hit"})
"""Columns that stand between others, even where every row says the same."""

_UIDS = frozenset({"uid", "other_uid", "adjudication", "act", "run", "suggestion_uid", "source", "target"})
"""Columns of uids: on screen their last eight characters, which commands take as well."""

_GAP = "  "
_PIECE = re.compile(r"[^\s/_+,;|-]*[/_+,;|-]+|[^\s/_+,;|-]+|\s+")
"""A text is folded between these: after a space or a joining mark."""


def write_screen_table(table: Table, stream: TextIO, *, width: int | None = None) -> None:
    """Write the table in folds that fit the terminal's width."""
    width = width or shutil.get_terminal_size((100, 24)).columns
    table, constants = _without_constants(table)
    columns = [_column(name, cells) for name, cells in zip(table.columns, table.cells(), strict=True)]
    right = [
        name in _ENDS_COUNT or _is_numeric(cells)
        for name, cells in zip(table.columns, table.cells(), strict=True)
    ]
    keys = _key_columns(table)
    for number, fold in enumerate(_folds(columns, width, keys=keys)):
        if number:
            stream.write("\n")
        for line in range(len(table.rows) + 1):
            cells = [
                _fitted(columns[place.column][line], place, table.columns[place.column]) for place in fold
            ]
            for row in range(max(map(len, cells), default=0)):
                texts = [
                    _pad(cell[row] if row < len(cell) else "", place.width, right=right[place.column])
                    for cell, place in zip(cells, fold, strict=True)
                ]
                stream.write(_GAP.join(texts).rstrip() + "\n")
            if line == 0:
                stream.write(_GAP.join("-" * place.width for place in fold) + "\n")
    for name, text in constants:
        stream.writelines(f"{told}\n" for told in folded(f"{name}: {text}", width, most=9))
    stream.write(f"({len(table.rows)} row{'s' if len(table.rows) != 1 else ''})\n")


class _Place(NamedTuple):
    """A column in a fold."""

    column: int
    width: int
    lines: int
    """How many lines a cell may take before it is cut."""


def _folds(columns: Sequence[Sequence[str]], limit: int, *, keys: int) -> list[list[_Place]]:
    """The columns in groups that fit the limit, each beginning with the first columns."""
    widths = [max(map(cell_len, column)) for column in columns]
    least = [cell_len(column[0]) for column in columns]
    first = _key_places(
        widths[:keys], least[:keys], limit if len(columns) == keys else int(limit * _KEYS_SHARE)
    )
    key_width = sum(place.width + len(_GAP) for place in first)
    folds = [[*first]]
    room = limit - key_width
    for column in range(keys, len(columns)):
        is_cut = widths[column] >= _MAX_CELL  # it says a part only, so that a little less does no harm
        narrowest = max(least[column], _LEAST_CUT) if is_cut else widths[column]
        if room < narrowest and len(folds[-1]) > keys:
            folds.append([*first])
            room = limit - key_width
        width = min(widths[column], max(room, least[column]))
        folds[-1].append(_Place(column, width, 1 if is_cut else _MOST_LINES))
        room -= width + len(_GAP)
    return folds


def _key_places(widths: Sequence[int], least: Sequence[int], limit: int) -> list[_Place]:
    """The first columns, the widest of them narrowed until they leave room for others."""
    narrowed = list(widths)
    while sum(width + len(_GAP) for width in narrowed) > limit:
        widest = max(range(len(narrowed)), key=lambda column: narrowed[column] - least[column])
        if narrowed[widest] <= max(least[widest], _LEAST_KEY):
            break
        narrowed[widest] -= 1
    return [_Place(column, width, _MOST_LINES) for column, width in enumerate(narrowed)]


def _fitted(text: str, place: _Place, name: str) -> list[str]:
    if cell_len(text) <= place.width:
        return [text]
    if name in _ENDS_COUNT:
        return ["…" + _start(text[::-1], place.width - 1)[::-1].lstrip()]
    return folded(text, place.width, most=place.lines)


def folded(text: str, width: int, *, most: int) -> list[str]:
    """The text in lines that are no wider, folded at word borders; beyond ``most`` lines it is cut."""
    lines = [""]
    for piece in _pieces(text, width):
        if cell_len((lines[-1] + piece).rstrip()) <= width:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
    lines = [line.rstrip() for line in lines if line.strip()] or [""]
    if len(lines) <= most:
        return lines
    rest = " ".join(lines[most - 1 :]) if most == 1 else lines[most - 1]
    return [*lines[: most - 1], _start(rest, width - 1).rstrip() + "…"]


def _pieces(text: str, width: int) -> Iterator[str]:
    """What may stand on a line of its own; a word that is wider than any line comes in parts."""
    for piece in _PIECE.findall(text):
        rest = piece
        while cell_len(rest.rstrip()) > width:
            part = _start(rest, width) or rest[0]
            yield part
            rest = rest[len(part) :]
        yield rest


def _start(text: str, width: int) -> str:
    """The longest beginning that is no wider."""
    taken = 0
    for number, char in enumerate(text):
        taken += cell_len(char)
        if taken > width:
            return text[:number]
    return text


def _without_constants(table: Table) -> tuple[Table, list[tuple[str, str]]]:
    """The table less the columns past the first that never change, and what they say."""
    changing, constants = [0], list[tuple[str, str]]()
    empty: list[str] = []
    cells = table.cells()
    for index in range(1, len(table.columns)):
        values = {cell for cell in cells[index] if not isinstance(cell, list)}
        value = next(iter(values), None)
        if table.columns[index] in _NEVER_BELOW:
            changing.append(index)
        elif len(table.rows) > 1 and len(values) == 1 and isinstance(value, str):
            constants.append((table.columns[index], f"{_shown(value)} in every row"))
        elif len(table.rows) > 1 and values == {None}:
            empty.append(table.columns[index])
        else:
            changing.append(index)
    if empty:
        constants.append((", ".join(empty), "empty in every row"))
    if not table.columns or not constants:
        return table, []
    kept = Columnar([cells[index] for index in changing])
    return Table(tuple(table.columns[index] for index in changing), kept), constants


def _column(name: str, cells: Sequence[Cell]) -> list[str]:
    if name in _UIDS:
        return [name, *(_shown(cell)[-8:] for cell in cells)]
    if name in _ENDS_COUNT:
        return [name, *(_end(cell) for cell in cells)]
    return [name, *(_shown(cell)[: _SHORTENED.get(name, _MAX_CELL)] for cell in cells)]


def _end(cell: Cell) -> str:
    text = " ".join(str(cell or "").split())
    return _shown(text if len(text) <= _MAX_CELL else f"…{text[1 - _MAX_CELL :]}")


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


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_len(text))
    return space + text if right else text + space


def _is_numeric(cells: Sequence[Cell]) -> bool:
    return any(isinstance(cell, int | float) for cell in cells) and all(
        cell is None or (isinstance(cell, int | float) and not isinstance(cell, bool)) for cell in cells
    )


def _key_columns(table: Table) -> int:
    """How many leading columns are texts that say which row this is (two at most)."""
    count, cells = 0, table.cells()
    while count < min(2, len(table.columns) - 1) and not _is_numeric(cells[count]):
        count += 1
    return count
