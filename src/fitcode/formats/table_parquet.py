"""Tables as Parquet files for pandas, DuckDB and R: every column typed, absent is null, lists are lists.

The same table gives the same bytes with the same release of pyarrow; nothing of the hour is in the file.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitcode.domain.data_set import Column, ColumnKind, DataSet
from fitcode.domain.table import Cell
from fitcode.formats.missing_library import extra_library
from fitcode.formats.table_csv import LIST_SEPARATOR

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_IN_A_GROUP = 100_000


def write_parquet(data: DataSet, path: Path) -> list[str]:
    """Write one table; raises FitcodeError without pyarrow."""
    arrow = extra_library("pyarrow", extra="parquet", needed_for="Parquet")
    parquet = extra_library("pyarrow.parquet", extra="parquet", needed_for="Parquet")
    cells = zip(data.columns, data.table.cells(), strict=True)
    arrays = [_array(arrow, column, values) for column, values in cells]
    fields = [
        arrow.field(column.name, array.type, metadata={"label": column.label} if column.label else None)
        for column, array in zip(data.columns, arrays, strict=True)
    ]
    table = arrow.Table.from_arrays(arrays, schema=arrow.schema(fields))
    parquet.write_table(table, path, compression="zstd", row_group_size=_ROWS_IN_A_GROUP)
    return []


def _array(arrow: Any, column: Column, cells: Sequence[Cell]) -> "pa.Array":
    match column.kind:
        case ColumnKind.integer:
            return arrow.array(cells, arrow.int64())
        case ColumnKind.number:
            return arrow.array(cells, arrow.float64())
        case ColumnKind.boolean:
            return arrow.array(cells, arrow.bool_())
        case ColumnKind.texts:
            return arrow.array(cells, arrow.list_(arrow.string()))
        case ColumnKind.date:
            return arrow.array(cells, arrow.string()).cast(arrow.date32())
        case ColumnKind.moment:
            # In UTC without saying so: DuckDB hands out zoned times only where pytz is installed.
            in_utc = arrow.array(cells, arrow.string()).cast(arrow.timestamp("ms", tz="UTC"))
            return in_utc.cast(arrow.timestamp("ms"))
    texts = [cell if cell is None or isinstance(cell, str) else _as_text(cell) for cell in cells]
    return arrow.array(texts, arrow.string())


def _as_text(cell: Cell) -> str:
    if isinstance(cell, list):
        return LIST_SEPARATOR.join(cell)
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
