"""Write tables: the formats that an export of tables may have, each in a line, and who writes them.

A writer takes one data set after the other and says what the format could not hold; no library of a format
is loaded before that format is asked for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fitcode.domain.data_set import DataSet
from fitcode.formats.table_csv import write_csv
from fitcode.formats.table_json import write_jsonl

AddTable = Callable[[DataSet], Sequence[str]]
"""Writes the next table; says what the format could not hold."""

WORKBOOK = "tables.xlsx"


@dataclass(frozen=True, slots=True)
class TableFormat:
    """How the tables of an export are written."""

    writing: Callable[[Path], AbstractContextManager[AddTable]]
    """Into a folder."""

    file: str
    """The name of a table's file, with the table's name in braces."""

    left_out: frozenset[str] = frozenset()
    """Tables that are of no use in this format."""

    with_choices: bool = False
    """Whether texts that come again and again are written as labelled numbers."""

    in_parts: bool = False
    """Whether the writer goes through a table once and from above, so that it need not be kept."""


@contextmanager
def _text_files(folder: Path, *, suffix: str, write: Callable[..., None]) -> Iterator[AddTable]:
    def add(data: DataSet) -> Sequence[str]:
        with (folder / f"{data.name}.{suffix}").open("w", encoding="utf-8", newline="") as stream:
            write(data.table, stream)
        return ()

    yield add


@contextmanager
def _parquet_files(folder: Path) -> Iterator[AddTable]:
    from fitcode.formats.table_parquet import write_parquet

    yield lambda data: write_parquet(data, folder / f"{data.name}.parquet")


@contextmanager
def _sav_files(folder: Path) -> Iterator[AddTable]:
    from fitcode.formats.table_stats import write_sav

    yield lambda data: write_sav(data, folder / f"{data.name}.sav")


@contextmanager
def _dta_files(folder: Path) -> Iterator[AddTable]:
    from fitcode.formats.table_stats import write_dta

    yield lambda data: write_dta(data, folder / f"{data.name}.dta")


@contextmanager
def _workbook(folder: Path) -> Iterator[AddTable]:
    from fitcode.formats.table_xlsx import new_workbook

    with new_workbook(folder / WORKBOOK, scratch=folder) as add:
        yield add


_IN_LABELS = frozenset({"codes", "coders", "components", "memos", "runs"})
"""Codes and components are labels of values there; the others are nothing that is computed with."""

TABLE_FORMATS: Mapping[str, TableFormat] = {
    "csv": TableFormat(partial(_text_files, suffix="csv", write=write_csv), "{}.csv", in_parts=True),
    "jsonl": TableFormat(partial(_text_files, suffix="jsonl", write=write_jsonl), "{}.jsonl", in_parts=True),
    "xlsx": TableFormat(_workbook, WORKBOOK),
    "parquet": TableFormat(_parquet_files, "{}.parquet"),
    "sav": TableFormat(_sav_files, "{}.sav", _IN_LABELS, with_choices=True),
    "dta": TableFormat(_dta_files, "{}.dta", _IN_LABELS, with_choices=True),
}
