"""Table: columns and rows on the way to a person or a file; every format shows the same.

A cell is text, a number, a boolean, None for absent, or a list of texts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

ExportFormat = Literal["csv", "jsonl", "xlsx", "parquet", "sav", "dta", "text"]
"""What a project is exported as."""

AttributeValue = str | int | float | bool | None
"""A cell of an attribute."""

Cell = AttributeValue | list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows of cells."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
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

    def narrowed(self, columns: Sequence[str]) -> "Table":
        """The same rows with these columns only, in this order."""
        places = [self.columns.index(name) for name in columns]
        return Table(tuple(columns), [tuple(row[place] for place in places) for row in self.rows], self.notes)

    def column(self, name: str) -> list[Cell]:
        """The cells of one column, top to bottom."""
        index = self.columns.index(name)
        return [row[index] for row in self.rows]
