"""Tables as JSON: a list of flat records, or a record a line; written row by row.

Types stay what they are: null for absent, true and false, numbers, lists of texts. A number that JSON
does not have (NaN, infinities) is null.
"""

import json
import math
from collections.abc import Iterator
from typing import TextIO

from fitcode.domain.table import Cell, Table


def write_json(table: Table, stream: TextIO) -> None:
    """Writes a list with a record on each line."""
    before = "[\n"
    for record in _records(table):
        stream.write(before)
        stream.write(record)
        before = ",\n"
    stream.write("\n]\n" if before.startswith(",") else "[]\n")


def write_jsonl(table: Table, stream: TextIO) -> None:
    """Writes a record on each line."""
    for record in _records(table):
        stream.write(record)
        stream.write("\n")


def _records(table: Table) -> Iterator[str]:
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    columns = table.columns
    for row in table.rows:
        try:
            yield encode(dict(zip(columns, row, strict=True)))
        except ValueError:  # NaN or infinity somewhere in the row
            yield encode(dict(zip(columns, map(_finite, row), strict=True)))


def _finite(cell: Cell) -> Cell:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell
