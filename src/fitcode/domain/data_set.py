"""DataSet: a table with what a statistics program wants to know of each of its columns.

Kinds follow what the cells are; a column with nothing in it has the kind that it would have with something
in it, so that data sets of different projects can be put under one another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fitcode.domain.table import Cell, Table


class ColumnKind(StrEnum):
    """What the cells of a column are."""

    integer = "integer"
    number = "number"
    boolean = "boolean"
    text = "text"
    texts = "texts"
    """Lists of texts."""
    date = "date"
    moment = "moment"
    """A time in UTC."""


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column."""

    name: str
    kind: ColumnKind
    label: str = ""
    """What it says, in words; empty where nobody knows (an attribute of cases)."""

    choices: Mapping[str, str] | None = None
    """The only texts that stand in it, in their order, with their readable names."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """A named table and its columns."""

    name: str
    table: Table
    columns: tuple[Column, ...]
    label: str = ""
    """What a row is."""


def kind_of(cells: Iterable[Cell], *, empty: ColumnKind = ColumnKind.text) -> ColumnKind:
    """The kind that the cells have in common; of none, the one named for it."""
    types = set(map(type, cells)) - {type(None)}
    if not types:
        return empty
    if types == {bool}:
        return ColumnKind.boolean
    if types == {int}:
        return ColumnKind.number if empty is ColumnKind.number else ColumnKind.integer
    if types <= {int, float}:
        return ColumnKind.number
    return ColumnKind.texts if types == {list} else ColumnKind.text


def are_dates(cells: Sequence[Cell]) -> bool:
    """Whether there are texts, and each is a day written as 2026-11-23."""
    different = {cell for cell in cells if isinstance(cell, str)}
    return bool(different) and all(map(_is_date, different))


def _is_date(text: str) -> bool:
    if len(text) != len("2026-11-23"):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
