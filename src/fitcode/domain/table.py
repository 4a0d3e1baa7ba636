"""Table: columns and rows on the way to a person or a file; every format shows the same.

A cell is text, a number, a boolean, None for absent, or a list of texts. Cells are kept as rows or as
columns, whichever the table was made of, or not at all: a large one goes into a file part by part.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, overload

ExportFormat = Literal["csv", "jsonl", "xlsx", "parquet", "sav", "dta", "text"]
"""What a project is exported as."""

AttributeValue = str | int | float | bool | None
"""What a cell is unless it is a list, and all that an attribute of a case may say."""

Cell = AttributeValue | list[str]
Row = tuple[Cell, ...]
Columns = Sequence[Sequence[Cell]]
"""Cells column by column; all columns are of one length."""


class _Made(Sequence[Row]):
    """Rows that are made when somebody looks at them; equal to any others of the same cells."""

    __slots__ = ()

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return self._between(place)
        index = range(len(self))[place]
        return self._between(slice(index, index + 1))[0]

    def _between(self, places: slice) -> list[Row]:
        return list(self)[places]

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, (_Made, list)) else NotImplemented

    __hash__ = None  # type: ignore[assignment]


class Columnar(_Made):
    """Rows that are kept as columns."""

    __slots__ = ("columns",)

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def __iter__(self) -> Iterator[Row]:
        return zip(*self.columns, strict=True)

    def _between(self, places: slice) -> list[Row]:
        return list(zip(*(column[places] for column in self.columns), strict=True))


class Parted(_Made):
    """Rows that are not kept: whoever goes through them has them made part by part, each time anew.

    To be gone through once, from above; for anything else there is ``Table.whole``.
    """

    __slots__ = ("_length", "_make")

    def __init__(self, length: int, make: Callable[[], Iterable[Columns]]) -> None:
        """``make`` begins anew; its parts hold ``length`` rows together."""
        self._length = length
        self._make = make

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(zip(*part, strict=True) for part in self.parts())

    def parts(self) -> Iterator[Columns]:
        """The cells of so many rows at a time."""
        return iter(self._make())


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows of cells."""

    columns: tuple[str, ...]
    rows: Sequence[Row]
    notes: tuple[str, ...] = field(default=())
    """What a reader of the table should know; narration, never data."""

    @classmethod
    def of(
        cls, columns: Iterable[str], rows: Iterable[Iterable[Cell]], *, notes: Iterable[str] = ()
    ) -> "Table":
        """A table from any iterables."""
        return cls(tuple(columns), [tuple(row) for row in rows], tuple(notes))

    def records(self) -> Iterator[dict[str, Cell]]:
        """Each row as a dictionary with the column names as keys."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def parts(self) -> Iterator[Columns]:
        """The cells of so many rows at a time, column by column."""
        return self.rows.parts() if isinstance(self.rows, Parted) else iter([self.cells()])

    def cells(self) -> Columns:
        """The cells column by column, top to bottom."""
        if isinstance(self.rows, Columnar):
            return self.rows.columns
        if isinstance(self.rows, Parted):
            return joined(self.parts(), n_columns=len(self.columns))
        return list(zip(*self.rows, strict=True)) or [()] * len(self.columns)

    def whole(self) -> "Table":
        """The same table with its cells at hand."""
        if isinstance(self.rows, Parted):
            return Table(self.columns, Columnar(self.cells()), self.notes)
        return self

    def column(self, name: str) -> list[Cell]:
        """The cells of one column, top to bottom."""
        index = self.columns.index(name)
        if isinstance(self.rows, Columnar):
            return list(self.rows.columns[index])
        return [row[index] for row in self.rows]

    def narrowed(self, columns: Sequence[str]) -> "Table":
        """The same rows with these columns only, in this order."""
        places = [self.columns.index(name) for name in columns]
        if isinstance(self.rows, Columnar):
            rows: Sequence[Row] = Columnar([self.rows.columns[place] for place in places])
        else:
            rows = [tuple(row[place] for place in places) for row in self.rows]
        return Table(tuple(columns), rows, self.notes)

    def with_column(self, name: str, cells: Sequence[Cell]) -> "Table":
        """The same table with other cells in one of its columns."""
        index = self.columns.index(name)
        columns = [cells if place == index else old for place, old in enumerate(self.cells())]
        return Table(self.columns, Columnar(columns), self.notes)


def joined(parts: Iterable[Columns], *, n_columns: int) -> Columns:
    """The cells of several parts under one another."""
    columns: list[list[Cell]] = [[] for _ in range(n_columns)]
    for part in parts:
        for column, cells in zip(columns, part, strict=True):
            column.extend(cells)
    return columns
