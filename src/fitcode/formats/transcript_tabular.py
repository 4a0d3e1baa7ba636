"""Tables with a row per turn: csv, tsv and xlsx.

Columns are told by their header, or by their shape where there is none. Each row stays a turn, also
when one speaker has several in a row; columns that are not read are named in a note.
"""

import csv
import io
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from fitcode.domain.amounts import counted
from fitcode.domain.reading import Block, BlockKind, Reading
from fitcode.formats.archive import ZIP_MAGIC, open_archive
from fitcode.formats.clock import cell_ms
from fitcode.formats.encoding import decode_text, read_bounded
from fitcode.formats.refusals import DAMAGED, refusal
from fitcode.formats.turn_rows import TurnColumns, clean_label, columns_by_content, columns_by_header, name_of

MAX_ROWS = 1_100_000
"""A worksheet has at most 1,048,576 rows; a hostile one claims more."""

MAX_COLUMNS = 16_384
_LONGEST_FIELD = 2**31 - 1
_DELIMITERS = ",;\t|"
_SAMPLE = 1 << 16
_LOOKED_AT = 2_000
"""Rows by which the columns are told."""

_HEADER_WITHIN = 10
"""Rows within which a header stands: titles and dates may come before it."""

Rows = Sequence[Sequence[object]]


def read_tabular(path: Path) -> Reading:
    """The turns of a csv, tsv or xlsx file."""
    with path.open("rb") as file:
        is_workbook = file.read(4) in ZIP_MAGIC
    return _read_workbook(path) if is_workbook else _read_delimited(path)


def _read_delimited(path: Path) -> Reading:
    decoded = decode_text(read_bounded(path), name=path.name)
    notes = list(decoded.notes)
    text = decoded.text
    delimiter = _delimiter(text)
    records, strayed = _records(path, text, delimiter=delimiter)
    if strayed:
        notes.append(
            "Some quotation marks are not doubled as csv asks; the rows were read as well as they go."
        )
    rows = [row for row in records if any(cell.strip() for cell in row)]
    blocks = _turns(rows, _columns(path, rows), notes)
    if not blocks:
        raise refusal(path, "has no row in which anything is said")
    kind = "tsv" if delimiter == "\t" else "csv"
    return Reading(
        blocks=tuple(blocks), format=kind, reader="table", encoding=decoded.encoding, notes=tuple(notes)
    )


def _records(path: Path, text: str, *, delimiter: str) -> tuple[list[list[str]], bool]:
    """All records, strictly if they allow it; and whether they did not."""
    csv.field_size_limit(_LONGEST_FIELD)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    started = 1
    try:
        for row in reader:
            rows.append(row)
            started = reader.line_num + 1
        return rows, False
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise refusal(
                path,
                f"has a quotation mark, in the record that begins on line {started:,}, that is never closed",
                remedy="Close it, or double it if it is part of the text.",
            ) from error
    lines.seek(0)
    return list(csv.reader(lines, delimiter=delimiter)), True


def _delimiter(text: str) -> str:
    """The delimiter under which the first records have most columns in agreement."""
    sample = text[:_SAMPLE]

    def agreement(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        records = [row for row in islice(reader, 60) if row]
        width = len(records[0]) if records else 0
        return (sum(1 for row in records if len(row) == width) if width > 1 else 0, width)

    csv.field_size_limit(_LONGEST_FIELD)
    return max(_DELIMITERS, key=lambda delimiter: (*agreement(delimiter), -_DELIMITERS.index(delimiter)))


def _read_workbook(path: Path) -> Reading:
    """The first visible sheet with a column of speech."""
    sheets, notes = _sheets(path)
    if not sheets:
        raise refusal(path, "has no cell with anything in it")
    for name, rows in sheets:
        columns = _find_columns(rows)
        blocks = _turns(rows, columns, notes) if columns is not None else []
        if blocks:
            others = [other for other, _ in sheets if other != name]
            if others:
                notes.append(f"Read from sheet {name!r}; not read: {', '.join(map(repr, others))}.")
            return Reading(blocks=tuple(blocks), format="xlsx", reader="table", notes=tuple(notes))
    _columns(path, sheets[0][1])
    raise refusal(path, "has no row in which anything is said")


def _sheets(path: Path) -> tuple[list[tuple[str, Rows]], list[str]]:
    """Name and rows of each visible worksheet with anything in it, and notes."""
    with open_archive(path) as archive:
        if not archive.has("[Content_Types].xml"):
            raise refusal(path, DAMAGED, detail="it is not an Excel workbook")
        archive.refuse_document_types()
    from openpyxl import load_workbook

    notes = []
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about decorations that nobody reads here
        workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheets = [
            (sheet.title, _sheet_rows(path, sheet)) for sheet in workbook.worksheets if _is_visible(sheet)
        ]
        hidden = [sheet.title for sheet in workbook.worksheets if not _is_visible(sheet)]
        workbook.close()
    if hidden:
        notes.append(f"Hidden sheets were not read: {', '.join(map(repr, hidden))}.")
    return [(name, rows) for name, rows in sheets if rows], notes


def _is_visible(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


def _sheet_rows(path: Path, sheet: Any) -> list[Sequence[object]]:
    # A sheet may claim to be as wide as Excel goes, and every row would be padded to that.
    sheet.reset_dimensions()
    rows: list[Sequence[object]] = []
    for count, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if count > MAX_ROWS:
            raise refusal(path, f"claims more than {MAX_ROWS:,} rows, which no worksheet has")
        if len(row) > MAX_COLUMNS:
            raise refusal(path, f"claims more than {MAX_COLUMNS:,} columns, which no worksheet has")
        if any(cell is not None for cell in row):
            rows.append(row)
    return rows


def _columns(path: Path, rows: Rows) -> TurnColumns:
    """The columns of speech, speaker and time; refused with the columns found where there is no speech."""
    columns = _find_columns(rows)
    if columns is not None:
        return columns
    header = rows[0] if rows else ()
    found = ", ".join(repr(_text(cell).strip()[:40]) for cell in header[:12] if _text(cell).strip())
    raise refusal(
        path,
        f"has no column of speech that could be told (its first row has {found or 'nothing'})",
        remedy="Name the column with what was said 'text', and the one with who said it 'speaker'.",
    )


def _find_columns(rows: Rows) -> TurnColumns | None:
    """The columns by a header among the first rows, else by the shape of the rows."""
    texts = [[_text(cell) for cell in row] for row in rows[:_LOOKED_AT]]
    for index, header in enumerate(texts[:_HEADER_WITHIN]):
        columns = columns_by_header(header, texts[index + 1 :])
        # Below the first row, a header must name more than the speech: titles hold any word.
        if columns is not None and (index == 0 or columns.speaker is not None or columns.start is not None):
            return replace(columns, header_row=index)
    return columns_by_content(texts) if texts else None


def _turns(rows: Rows, columns: TurnColumns, notes: list[str]) -> list[Block]:
    """A turn for each row with words; an empty speaker is the speaker of the row above, and noted."""
    first = 0 if columns.header_row is None else columns.header_row + 1
    blocks = [Block(text=_title(row)) for row in rows[: first - 1]] if first else []
    turns: list[Block] = []
    label: str | None = None
    went_on = untimed = 0
    for row in rows[first:]:
        stated = clean_label(_text(_cell(row, columns.speaker)))
        text = _text(_cell(row, columns.text))
        label = stated or label
        if not text.strip():
            continue
        went_on += stated is None and label is not None
        start, end = _times(row, columns)
        untimed += start is None and bool(_text(_cell(row, columns.start)).strip())
        turns.append(Block(text=text, kind=BlockKind.turn, label=label, start_ms=start, end_ms=end))
    if went_on:
        notes.append(f"{counted(went_on, 'row')} without a speaker went to the speaker of the row above.")
    if untimed:
        notes.append(f"{counted(untimed, 'time')} left out, not being counted from the start of a recording.")
    if first:
        notes += _unread(rows[first - 1], columns)
    return [*blocks, *turns] if turns else []


def _title(row: Sequence[object]) -> str:
    """A row above the header as a line of text; a name and its value beside it as front matter is written."""
    cells = [_text(cell).strip() for cell in row if _text(cell).strip()]
    return f"{cells[0].removesuffix(':')}: {cells[1]}" if len(cells) == 2 else " ".join(cells)


def _unread(header: Sequence[object], columns: TurnColumns) -> Iterable[str]:
    """A note on the columns that hold something else than talk."""
    names = [_text(cell).strip() for index, cell in enumerate(header) if index not in columns.used()]
    if named := [name[:40] for name in names if name]:
        yield f"Columns not read: {', '.join(named[:12])}{' ...' if len(named) > 12 else ''}."


def _times(row: Sequence[object], columns: TurnColumns) -> tuple[int | None, int | None]:
    start, end = cell_ms(_cell(row, columns.start), milliseconds=columns.start_in_ms)
    stated_end, _ = cell_ms(_cell(row, columns.end), milliseconds=columns.end_in_ms)
    return start, stated_end if stated_end is not None else end


def _cell(row: Sequence[object], index: int | None) -> object:
    return row[index] if index is not None and index < len(row) else None


def _text(cell: object) -> str:
    """A cell as a person sees it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def looks_like_cases(path: Path) -> bool:
    """Whether a csv's first line is that of a cases file: a case and a transcript, and nobody's speech."""
    with path.open("rb") as file:
        start = file.read(4096)
    text = start.decode("utf-8-sig", errors="replace").splitlines()
    if not text:
        return False
    names = {name_of(cell) for cell in text[0].replace(";", ",").replace("\t", ",").split(",")}
    return {"case", "transcript"} <= names and not names & {"text", "utterance", "content"}
