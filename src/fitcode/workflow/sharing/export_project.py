"""Export a project: a folder of tables, a manifest that says how they came about, a methods paragraph.

The same project and codebook give the same bytes. Speakers' labels can be names of people and leave only
when asked.
"""

import gc
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from fitcode.domain.data_set import Column, ColumnKind, DataSet
from fitcode.domain.table import ExportFormat, Table
from fitcode.errors import UsageError
from fitcode.workflow.sharing.describe_columns import Describer
from fitcode.workflow.sharing.describe_export import METHODS, describe_files, describe_project, write_manifest
from fitcode.workflow.sharing.describe_methods import describe_methods
from fitcode.workflow.sharing.gather_tables import Wanted, each_table
from fitcode.workflow.sharing.put_in_place import new_file, new_folder
from fitcode.workflow.sharing.write_tables import TABLE_FORMATS, AddTable, TableFormat
from fitcode.workflow.workspace import Workspace

_FORMULA_CELLS = {
    "csv": "A text cell that a spreadsheet would take for a formula begins with an apostrophe.",
    "xlsx": "Texts are stored as texts: none is a formula or a link.",
}


@dataclass(frozen=True, slots=True)
class Export:
    """Where an export stands and what it holds."""

    folder: Path
    """A file, where one workbook was asked for."""

    rows: dict[str, int]
    """Name of each table to its number of rows."""


def export_project(
    workspace: Workspace,
    format_: ExportFormat,
    *,
    out: Path,
    force: bool = False,
    wanted: Wanted | None = None,
) -> Export:
    """Write an export, whole or not at all; ``force`` lets it take the place of an earlier one.

    A workbook may be one file: where ``out`` ends in .xlsx, what it is and how it came about stand in a sheet
    of it. Raises FitcodeError when something else stands there, or a library is missing.
    """
    return EXPORTERS[format_](workspace, out, force, wanted or Wanted())


Exporter = Callable[[Workspace, Path, bool, Wanted], Export]


def _tables_as(format_: str) -> Exporter:
    """Who exports tables in one of their formats."""

    def export(workspace: Workspace, out: Path, force: bool, wanted: Wanted) -> Export:
        if out.suffix.lower() == ".xlsx" and format_ == "xlsx":
            return _export_workbook(workspace, out, force=force, wanted=wanted)
        if out.suffix.lower() == f".{format_}":
            raise UsageError(
                f"{out} would be the name of one file; an export as {format_} is a folder of several.",
                remedy=f"Name a folder: --out {out.with_suffix('')}",
            )
        return _export_folder(workspace, out, format_, force=force, wanted=wanted)

    return export


def _as_text(workspace: Workspace, out: Path, force: bool, wanted: Wanted) -> Export:
    """Everything, to be imported again."""
    from fitcode.workflow.sharing.export_text import export_text

    if wanted != Wanted():
        raise UsageError(
            "An export as text holds the whole project, speakers' labels and every text included.",
            remedy="Leave out --coder, --with-names and --with-text.",
        )
    return export_text(workspace, out, force=force)


EXPORTERS: Mapping[ExportFormat, Exporter] = {
    "csv": _tables_as("csv"),
    "jsonl": _tables_as("jsonl"),
    "xlsx": _tables_as("xlsx"),
    "parquet": _tables_as("parquet"),
    "sav": _tables_as("sav"),
    "dta": _tables_as("dta"),
    "text": _as_text,
}
"""Who makes each kind of export."""


def _export_folder(workspace: Workspace, out: Path, format_: str, *, force: bool, wanted: Wanted) -> Export:
    kind = TABLE_FORMATS[format_]
    # One state of the project, whatever a pass that runs beside stores meanwhile.
    with new_folder(out, force=force) as draft, workspace.project.reading():
        with kind.writing(draft) as add:
            written = _write_each(workspace, wanted, add, kind)
        # Hashing needs no interpreter.
        with ThreadPoolExecutor(max_workers=1) as beside:
            hashed = beside.submit(describe_files, draft)
            methods = f"# Methods\n\n{describe_methods(workspace, coders_counted=wanted.coders)}"
            facts = _facts(workspace, format_, wanted, written)
        (draft / METHODS).write_text(methods, encoding="utf-8")
        write_manifest(draft, facts, known=hashed.result())
    return Export(out, {name: table.rows for name, table in written.items()})


def _export_workbook(workspace: Workspace, out: Path, *, force: bool, wanted: Wanted) -> Export:
    from fitcode.formats.table_xlsx import new_workbook

    with new_file(out, force=force) as draft, workspace.project.reading():
        scratch = draft.with_name(f"{draft.stem}-rows{draft.suffix}")  # swept with the draft after a kill
        scratch.mkdir(mode=0o700)
        try:
            with new_workbook(draft, scratch=scratch) as add:
                kind = replace(TABLE_FORMATS["xlsx"], file=out.name)
                written = _write_each(workspace, wanted, add, kind)
                add(_about(workspace, wanted, _facts(workspace, "xlsx", wanted, written), written))
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return Export(out, {name: table.rows for name, table in written.items()})


@dataclass(frozen=True, slots=True)
class _Written:
    """What the manifest says of a table."""

    file: str
    rows: int
    about: str
    columns: list[dict[str, str]]
    notes: list[str]


def _write_each(
    workspace: Workspace, wanted: Wanted, add: AddTable, kind: TableFormat
) -> dict[str, _Written]:
    describer = Describer(workspace, with_choices=kind.with_choices)
    written = {}
    tables = closing(each_table(workspace, wanted))  # a disk that is full leaves nothing running
    with _uncollected(), workspace.narrator.status("Writing tables"), tables as gathered:
        for name, table, late_notes in gathered:
            if name not in kind.left_out:
                data = describer.described(name, table if kind.in_parts else table.whole())
                could_not = add(data)
                notes = [*table.notes, *late_notes(), *could_not]
                columns = [_column_words(column) for column in data.columns]
                written[name] = _Written(kind.file.format(name), len(table.rows), data.label, columns, notes)
    return written


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles: hundreds of thousands of rows have none, and looking takes its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _column_words(column: Column) -> dict[str, str]:
    words = {"name": column.name, "kind": column.kind.value, "label": column.label}
    return {key: word for key, word in words.items() if word}


def _facts(
    workspace: Workspace, format_: str, wanted: Wanted, written: Mapping[str, _Written]
) -> dict[str, object]:
    left_out = ["the folders that files came from"]
    if not wanted.with_names:
        left_out.append(
            "speakers' labels, which can be names, and what can hold them of the settings, [speakers] and "
            "[pipeline] (--with-names)"
        )
    if not wanted.with_text:
        left_out.append("what respondents said and nobody coded (--with-text)")
    facts: dict[str, object] = {
        **describe_project(workspace, coders_counted=wanted.coders, with_names=wanted.with_names),
        "format": format_,
        "with_names": wanted.with_names,
        "with_text": wanted.with_text,
        "left_out": left_out,
        "tables": {name: asdict(table) for name, table in written.items()},
    }
    if format_ in _FORMULA_CELLS:
        facts["formula_cells"] = _FORMULA_CELLS[format_]
    return facts


def _about(
    workspace: Workspace, wanted: Wanted, facts: Mapping[str, object], written: Mapping[str, _Written]
) -> DataSet:
    """What a workbook by itself says of how it came about: the methods, the manifest, what each table is."""
    told = {key: value for key, value in facts.items() if key not in {"tables", "texts"}}
    rows: Sequence[tuple[str, str]] = [
        ("methods", describe_methods(workspace, coders_counted=wanted.coders).strip()),
        *(
            (key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
            for key, value in told.items()
        ),
        *((name, " ".join([f"{table.about}.", *table.notes])) for name, table in written.items()),
    ]
    columns = tuple(Column(name, ColumnKind.text) for name in ("what", "text"))
    return DataSet("about", Table(("what", "text"), list(rows)), columns)
