"""cases.csv: a line for each case in a transcript, from whatever a spreadsheet wrote.

What a case is (component, mission, role, attributes) may stand on any of its lines and then holds
for all of them; two lines that contradict each other are a mistake that names both.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from fitcode.domain.case import CaseRow
from fitcode.domain.choices import CASE_FIELDS
from fitcode.errors import nearest
from fitcode.formats.encoding import decode_text, read_bounded
from fitcode.formats.fault_list import FaultList
from fitcode.formats.table_csv import restore_text
from fitcode.formats.written_words import attribute_name, character_trouble, shown

MOST_BYTES = 5_000_000
"""The largest cases file that is read."""

LONGEST_CELL = 100_000
"""Characters of a cell; a longer one is a forgotten quotation mark."""

_DELIMITERS = (",", ";", "\t")
_REQUIRED = ("case", "transcript")
_PLACING = ("case", "transcript", "speaker")

Line = tuple[int, dict[str, str]]
"""A line's number and its cells that hold something, by column name."""


def parse_cases(path: Path) -> list[CaseRow]:
    """The rows of a cases file; raises InvalidFile with every mistake."""
    faults = FaultList(path.name)
    data = read_bounded(path)
    if len(data) > MOST_BYTES:
        faults.add(f"The file has {len(data):,} bytes; at most {MOST_BYTES:,} are read.")
        raise faults.as_error()
    text = decode_text(data, name=path.name).text.removeprefix("\ufeff")
    names, lines = _read_lines(text, faults=faults)
    _check_required(lines, names=names, faults=faults)
    _check_repeats(lines, faults=faults)
    _check_speakers(lines, faults=faults)
    facts = _gather_facts(lines, faults=faults)
    faults.raise_any()
    return [_row(number, cells, facts=facts[cells["case"]]) for number, cells in lines]


def _read_lines(text: str, *, faults: FaultList) -> tuple[list[str], list[Line]]:
    """The names of the columns, and the lines below them."""
    numbered = _numbered_rows(text, faults=faults)
    header = next(numbered, None)
    if header is None:
        faults.add("The file is empty: it needs a line of column names, `case,transcript,...`.", line=1)
        raise faults.as_error()
    names = _column_names(*header, faults=faults)
    return names, [(number, _cells(number, row, names=names, faults=faults)) for number, row in numbered]


def _numbered_rows(text: str, *, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the number of its first line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    # The limit is the whole process's, and readers of transcripts raise it.
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.add(_csv_words(str(error), begun=number), line=number)
            return
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield number, cells
        number = reader.line_num + 1


def _csv_words(problem: str, *, begun: int) -> str:
    if "unexpected end of data" in problem:
        return f"A quotation mark opened in the row of line {begun} is never closed."
    if "expected after" in problem:
        return "Text follows a closing quotation mark; inside quotes write a quotation mark twice."
    if "field larger" in problem:
        return f"A cell of the row of line {begun} is far too long: a quotation mark may be missing."
    return f"The line cannot be read: {problem}."


def _column_names(number: int, header: list[str], *, faults: FaultList) -> list[str]:
    names = [attribute_name(restore_text(cell)) for cell in header]
    places: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        if not name:
            continue
        trouble = character_trouble(name)
        if trouble:
            faults.add(f"The name of column {place} holds {trouble}.", line=number)
        if name in places:
            faults.add(f"Columns {places[name]} and {place} are both called {shown(name)}.", line=number)
        places.setdefault(name, place)
    for name in _REQUIRED:
        if name not in places:
            others = [known for known in places if known not in (*_PLACING, *CASE_FIELDS)]
            hint = nearest(name, others)
            hint = hint if hint.startswith("Did") else f"The columns are {', '.join(places)}."
            faults.add(f"There is no column {name!r}. {hint}", line=number)
    return names


def _cells(number: int, row: list[str], *, names: list[str], faults: FaultList) -> dict[str, str]:
    """The cells that hold something, by column name."""
    extra = [cell for cell in row[len(names) :] if cell]
    if extra:
        message = (
            f"The line has {len(row)} cells and the first line {len(names)}: quote text with separators."
        )
        faults.add(message, line=number)
    cells: dict[str, str] = {}
    for place, (name, cell) in enumerate(zip(names, row, strict=False), start=1):
        if not cell:
            continue
        if not name:
            faults.add(
                f"Column {place} holds {shown(cell)} here and has no name on the first line.", line=number
            )
        trouble = character_trouble(cell)
        if trouble:
            faults.add(f"Column {name or place} holds {trouble}.", line=number)
        cells.setdefault(name, restore_text(cell))
    return cells


def _check_required(lines: list[Line], *, names: list[str], faults: FaultList) -> None:
    # A missing column is one mistake, not one for every line.
    for name in [required for required in _REQUIRED if required in names]:
        for number, cells in lines:
            if name not in cells:
                faults.add(f"The line has no {name}.", line=number)


def _check_repeats(lines: list[Line], *, faults: FaultList) -> None:
    first: dict[tuple[str | None, ...], int] = {}
    for number, cells in lines:
        place = tuple(cells.get(name) for name in _PLACING)
        if None in place[:2]:
            continue
        if place in first:
            names = ", ".join(str(part) for part in place if part)
            faults.add(f"The line repeats line {first[place]}: {names}.", line=number)
        first.setdefault(place, number)


def _check_speakers(lines: list[Line], *, faults: FaultList) -> None:
    """A speaker of a transcript is one case."""
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for number, cells in lines:
        if not all(name in cells for name in _PLACING):
            continue
        place = (cells["transcript"], cells["speaker"])
        line, case = first.setdefault(place, (number, cells["case"]))
        if case != cells["case"]:
            speaker = f"{shown(cells['speaker'])} in {shown(cells['transcript'])}"
            faults.add(f"Speaker {speaker} is {cells['case']} here and {case} on line {line}.", line=number)


def _gather_facts(lines: list[Line], *, faults: FaultList) -> dict[str, dict[str, str]]:
    """What the lines of each case say together."""
    said: dict[str, dict[str, tuple[int, str]]] = {}
    for number, cells in lines:
        facts = said.setdefault(cells.get("case", ""), {})
        if "case" not in cells:
            continue
        for name, value in cells.items():
            if name in _PLACING:
                continue
            line, other = facts.setdefault(name, (number, value))
            if other != value:
                message = (
                    f"Case {cells['case']} has {name} {shown(value)} here and {shown(other)} on line {line}."
                )
                faults.add(message, line=number)
    return {case: {name: value for name, (_, value) in facts.items()} for case, facts in said.items()}


def _row(number: int, cells: dict[str, str], *, facts: dict[str, str]) -> CaseRow:
    return CaseRow(
        case=cells["case"],
        transcript=cells["transcript"],
        speaker=cells.get("speaker"),
        component=facts.get("component"),
        mission=facts.get("mission"),
        role=facts.get("role"),
        attributes={name: value for name, value in facts.items() if name not in CASE_FIELDS},
        line=number,
    )
