"""Tables as SPSS .sav and Stata .dta: labelled variables, categories as labelled integers, valid short names.

The same table gives the same bytes: the hour that both formats write into their headers is put back to 1980.
What a format cannot hold is shortened, and told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitcode.domain.data_set import Column, ColumnKind, DataSet
from fitcode.domain.table import Cell
from fitcode.formats.missing_library import extra_library
from fitcode.formats.table_csv import LIST_SEPARATOR
from fitcode.formats.variable_names import SPSS_NAMES, STATA_NAMES, NameRules, variable_names

if TYPE_CHECKING:
    import pandas as pd

_LARGEST = 2_147_483_620
"""Stata keeps the integers above for missing values."""

_CUT = " [cut]"
_PUNCTUATION = re.compile(r"[.\-/ ]")
"""What anybody expects as an underscore there."""


@dataclass(frozen=True)
class _Limits:
    """What a statistics program takes."""

    program: str
    names: NameRules
    label: int
    """Bytes in the label of a variable."""

    choice: int
    """Bytes in the label of a value."""

    text: int
    """Bytes in a cell."""


_SPSS = _Limits("SPSS", SPSS_NAMES, label=255, choice=120, text=32_767)
_STATA = _Limits("Stata", STATA_NAMES, label=80, choice=32_000, text=2_000_000_000)


def write_sav(data: DataSet, path: Path) -> list[str]:
    """Write one table for SPSS; says what was shortened. Raises FitcodeError without pyreadstat or pandas."""
    stats = _library("pyreadstat")
    frame = _Frame(data, _SPSS)
    with _failures(stats):
        stats.write_sav(
            frame.made,
            path,
            file_label=_shortened(data.label, 64),
            column_labels=frame.labels,
            variable_value_labels=frame.choices,
            variable_measure=frame.measures,
            row_compress=True,
        )
    # After the mark, the product and five numbers: nine characters of a day, eight of an hour.
    _write_over(path, b"01 Jan 8000:00:00", at=92)
    return frame.notes


def write_dta(data: DataSet, path: Path) -> list[str]:
    """The same for Stata 14 or newer, where texts may be of any length."""
    stats = _library("pyreadstat")
    frame = _Frame(data, _STATA)
    with _failures(stats):
        stats.write_dta(
            frame.made,
            path,
            file_label=_shortened(data.label, 80),
            column_labels=frame.labels,
            variable_value_labels=frame.choices,
            version=14,
        )
    with path.open("rb") as stream:
        place = stream.read(1000).index(_STAMP) + len(_STAMP) + 1
    _write_over(path, b"01 Jan 1980 00:00", at=place)
    return frame.notes


_STAMP = b"<timestamp>"
"""Followed by how long the time is, and the time."""


def _write_over(path: Path, content: bytes, *, at: int) -> None:
    with path.open("r+b") as stream:
        stream.seek(at)
        stream.write(content)


@contextmanager
def _failures(stats: Any) -> Iterator[None]:
    """A disk that is full or gone, which the library has errors of its own for."""
    try:
        yield
    except (stats.ReadstatError, stats.PyreadstatError) as error:
        raise OSError(str(error)) from error


def _library(name: str) -> Any:
    return extra_library(name, extra="stats", needed_for="An export for SPSS or Stata")


class _Frame:
    """A table as the data frame that pyreadstat takes, with the labels that belong to it."""

    def __init__(self, data: DataSet, limits: _Limits) -> None:
        pandas = _library("pandas")
        self.labels: dict[str, str] = {}
        self.choices: dict[str, dict[int, str]] = {}
        self.measures: dict[str, str] = {}
        self.notes: list[str] = []
        self._limits = limits
        self._pandas = pandas
        names = variable_names([column.name for column in data.columns], limits.names)
        self.made: pd.DataFrame = pandas.DataFrame(
            {
                name: self._series(name, column, values)
                for name, column, values in zip(names, data.columns, data.table.cells(), strict=True)
            }
        )
        renamed = [
            f"{column.name} is {name}"
            for name, column in zip(names, data.columns, strict=True)
            if name != _PUNCTUATION.sub("_", column.name)
        ]
        if renamed:
            self.notes.append(f"Names made fit for {limits.program}: {', '.join(renamed)}.")

    def _series(self, name: str, column: Column, cells: Sequence[Cell]) -> Any:
        self.labels[name] = _shortened(column.label or column.name, self._limits.label)
        kind = column.kind
        self.measures[name] = "scale" if kind in _SCALE else "nominal"
        pandas = self._pandas
        if column.choices is not None:
            return pandas.array(self._numbered(name, column.choices, cells), dtype="Int32")
        if kind is ColumnKind.boolean:
            self.choices[name] = {0: "no", 1: "yes"}
            return pandas.array([cell if cell is None else int(bool(cell)) for cell in cells], dtype="Int32")
        if kind is ColumnKind.integer and all(-_LARGEST < int(cell) < _LARGEST for cell in cells if cell):  # type: ignore[arg-type]
            return pandas.array(cells, dtype="Int32")
        if kind in {ColumnKind.integer, ColumnKind.number}:
            return pandas.array(cells, dtype="Float64")
        if kind is ColumnKind.date:
            return pandas.to_datetime(pandas.Series(cells, dtype="object")).dt.date
        if kind is ColumnKind.moment:
            return pandas.to_datetime(pandas.Series(cells, dtype="object"), utc=True).dt.tz_localize(None)
        return pandas.Series(self._texts(name, cells), dtype="object")

    def _numbered(self, name: str, choices: Mapping[str, str], cells: Sequence[Cell]) -> list[int | None]:
        """Places in the list of choices, from 1; a text that is none of them (a code retired) comes after."""
        others = sorted({str(cell) for cell in cells if cell is not None} - set(choices))
        numbers = {text: number for number, text in enumerate([*choices, *others], 1)}
        self.choices[name] = {
            number: _choice_label(text, choices.get(text, text), self._limits.choice)
            for text, number in numbers.items()
        }
        return [None if cell is None else numbers[str(cell)] for cell in cells]

    def _texts(self, name: str, cells: Sequence[Cell]) -> list[str]:
        texts = [_text(cell) for cell in cells]
        n_cut = 0
        for place, text in enumerate(texts):
            if len(text) * 4 > self._limits.text:
                texts[place] = _shortened(text, self._limits.text, mark=_CUT)
                n_cut += texts[place] != text
        if n_cut:
            self.notes.append(
                f"{name}: {n_cut} texts are cut to the {self._limits.text} bytes that {self._limits.program}"
                f" takes, and end with{_CUT}."
            )
        return texts


_SCALE = frozenset({ColumnKind.integer, ColumnKind.number, ColumnKind.date, ColumnKind.moment})


def _choice_label(text: str, words: str, limit: int) -> str:
    """What a number stands for: the readable name, and the short one that the csv files and fitcode use."""
    if text == words:
        return _shortened(text, limit)
    short = f" [{text}]"
    return _shortened(words, limit - len(short.encode())) + short


def _text(cell: Cell) -> str:
    if isinstance(cell, list):
        return LIST_SEPARATOR.join(cell)
    return "" if cell is None else str(cell)


def _shortened(text: str, limit: int, *, mark: str = "") -> str:
    """A text of so many bytes at most."""
    if len(text.encode()) <= limit:
        return text
    return text.encode()[: max(0, limit - len(mark))].decode(errors="ignore") + mark
