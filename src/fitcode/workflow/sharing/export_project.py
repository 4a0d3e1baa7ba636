"""Export a project: a folder of tidy tables, a manifest that says how they came about, a methods paragraph.

The same project and codebook give byte-identical tables. Speakers' labels can be names of people
and are left out, except where a quotation runs over several turns.
"""

import hashlib
import io
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import fitcode
from fitcode.domain.table import ExportFormat, Table
from fitcode.errors import FitcodeError, SeveralCoders
from fitcode.formats.table_csv import write_csv
from fitcode.formats.table_json import write_jsonl
from fitcode.store import (
    cases,
    codebooks,
    coders,
    coding_reads,
    components,
    links,
    memos,
    runs,
    suggestions,
    transcripts,
)
from fitcode.workflow.coding.show_codebook import codes_table
from fitcode.workflow.counting.tally_codings import tally_codings
from fitcode.workflow.sharing.describe_methods import describe_methods
from fitcode.workflow.workspace import Workspace

_MANIFEST = "manifest.json"
_OURS = "fitcode export"


@dataclass(frozen=True, slots=True)
class Export:
    """Where an export stands and what it holds."""

    folder: Path
    rows: dict[str, int]
    """File name to number of rows."""


def export_project(
    workspace: Workspace, format_: ExportFormat, *, out: Path, coders_counted: Sequence[str] = ()
) -> Export:
    """Write the export folder, whole or not at all; an earlier export there is replaced.

    Raises FitcodeError when something else stands there.
    """
    _refuse_what_is_not_ours(out)
    shown, out = out, out.resolve()  # through a link, which keeps pointing
    # One state of the project, whatever a pass that runs beside stores meanwhile.
    with workspace.project.reading():
        tables = _tables(workspace, coders_counted)
        methods, manifest = describe_methods(workspace), _manifest(workspace, coders_counted)
    draft = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        draft.mkdir(parents=True, mode=0o700)
        manifest["tables"] = _write_tables(draft, tables, format_)
        (draft / "methods.txt").write_text(methods, encoding="utf-8")
        (draft / _MANIFEST).write_text(
            json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
        for path in draft.iterdir():
            path.chmod(0o600)
        _put_in_place(draft, out)
    except OSError as error:
        raise FitcodeError(
            f"Cannot write the export to {shown}: {error.strerror or error}.",
            remedy="Choose another place with --out.",
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Export(shown, {name: len(table.rows) for name, table in tables.items()})


def _put_in_place(draft: Path, out: Path) -> None:
    """The new folder for the old one, which stays whole, if elsewhere, until the new one stands."""
    old = out.with_name(f".{out.name}.{os.getpid()}.old")
    if out.exists():
        out.rename(old)
    draft.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _write_tables(folder: Path, tables: dict[str, Table], format_: ExportFormat) -> dict[str, object]:
    """Write a file for each table; what the manifest says of each."""
    written: dict[str, object] = {}
    for name, table in tables.items():
        content = _content(table, format_)
        (folder / f"{name}.{format_}").write_bytes(content)
        written[f"{name}.{format_}"] = {
            "rows": len(table.rows),
            "columns": list(table.columns),
            "sha256": hashlib.sha256(content).hexdigest(),
            "notes": list(table.notes),
        }
    return written


def _refuse_what_is_not_ours(out: Path) -> None:
    here = Path.cwd()
    if out.resolve() in (here, *here.parents):
        raise FitcodeError(
            f"{out.resolve()} is the folder you are in, or holds it; an export makes its folder anew.",
            remedy="Name a new folder with --out.",
        )
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    try:
        ours = json.loads((out / _MANIFEST).read_text(encoding="utf-8"))["made_by"] == _OURS
    except (OSError, ValueError, KeyError, TypeError):
        ours = False
    if not ours:
        raise FitcodeError(
            f"{out} is there already and is not a fitcode export.", remedy="Name a new folder with --out."
        )


def _tables(workspace: Workspace, coders_counted: Sequence[str]) -> dict[str, Table]:
    project = workspace.project
    tables = {
        "transcripts": transcripts.list_transcripts(project),
        "cases": without(cases.list_cases(project), "speaker"),
        "components": components.list_components(project),
        "codes": codes_table(codebooks.current_codebooks(project)),
        "codings": coding_reads.list_codings(project),
        "links": links.list_links(project),
        "suggestions": suggestions.list_suggestions(project),
        "memos": memos.list_memos(project),
        "coders": coders.list_coders(project),
        "runs": runs.list_runs(project),
    }
    try:
        tables["tally"] = tally_codings(workspace, coders=coders_counted)
    except SeveralCoders as error:
        workspace.narrator.warn(f"No tally was exported: {error.problem} {error.remedy}")
    return tables


def without(table: Table, column: str) -> Table:
    """The table less one column; rows that then repeat stand once."""
    index = table.columns.index(column)
    rows = dict.fromkeys(_hashable(row[:index] + row[index + 1 :]) for row in table.rows)
    return Table.of(table.columns[:index] + table.columns[index + 1 :], rows)


def _hashable(row: tuple[object, ...]) -> tuple[str | int | float | bool | None, ...]:
    return tuple(" | ".join(cell) if isinstance(cell, list) else cell for cell in row)  # type: ignore[misc]


def _content(table: Table, format_: ExportFormat) -> bytes:
    stream = io.StringIO(newline="")
    if format_ == "csv":
        write_csv(table, stream)
    else:
        write_jsonl(table, stream)
    return stream.getvalue().encode("utf-8")


def _manifest(workspace: Workspace, coders_counted: Sequence[str]) -> dict[str, object]:
    """What decided the tables; no time of day, so that equal exports are equal byte for byte."""
    project = workspace.project
    return {
        "made_by": _OURS,
        "fitcode": fitcode.__version__,
        "settings": workspace.settings.model_dump(mode="json"),
        "coders_counted": list(coders_counted) or list(workspace.settings.tally.coder),
        "codebooks": [
            {
                "id": book.id,
                "stated_version": book.version,
                "version": codebooks.codebook_versions(project)[book.id],
                "sha256": book.hash,
            }
            for book in codebooks.current_codebooks(project)
        ],
        "texts": {
            str(record["transcript"]): record["sha256"]
            for record in transcripts.list_transcripts(project).records()
        },
        "left_out": ["speaker labels, except inside quotations over several turns", "folders of files"],
        "formula_cells": "A text cell that a spreadsheet would take for a formula begins with an apostrophe.",
    }
