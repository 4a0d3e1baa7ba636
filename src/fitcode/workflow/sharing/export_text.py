"""Export as text: the whole project as a folder that can be compared, kept in git, and imported again.

The same project gives the same bytes, and an import of them gives the same project. Nothing is left out
but what can be made again (the search index, readings of texts): names of speakers are in it, too.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from fitcode.formats import text_folder
from fitcode.formats.text_folder import TextFolder
from fitcode.store import history_dump, text_dump
from fitcode.store.blindness import refuse_blind
from fitcode.store.project import SETTINGS_FILE
from fitcode.workflow.sharing.describe_export import describe_project, write_manifest
from fitcode.workflow.sharing.describe_methods import describe_methods
from fitcode.workflow.sharing.export_project import Export
from fitcode.workflow.sharing.put_in_place import new_folder
from fitcode.workflow.workspace import Workspace

_EDITABLE_SIZE = 20_000_000
"""Bytes; a larger file beside the codebooks is none of them."""


def export_text(workspace: Workspace, out: Path, *, force: bool = False) -> Export:
    """Write the folder, whole or not at all.

    Raises FitcodeError when something stands there that is not to be replaced, and in a blind round.
    """
    refuse_blind(workspace.blindness, "A project as text")
    with new_folder(out, force=force) as draft, workspace.project.reading():
        folder = TextFolder(draft)
        rows = {
            table: folder.write_records(
                text_folder.table_file(table), text_dump.dump_table(workspace.project, table)
            )
            for table in text_dump.TABLES
        }
        for own in text_dump.dump_files(workspace.project):
            folder.write(text_folder.own_file(own.kind, own.name), own.content)
        rows["history"] = _write_history(workspace, folder)
        folder.write(text_folder.SETTINGS, (workspace.project.folder / SETTINGS_FILE).read_bytes())
        for name, content in _editable(workspace.project.folder):
            folder.write(name, content)
        folder.write(text_folder.ATTRIBUTES, "* -text\n")
        folder.write(text_folder.METHODS, f"# Methods\n\n{describe_methods(workspace)}")
        facts = {"format": "text", "text_format": text_folder.VERSION, "counts": rows}
        write_manifest(draft, {**describe_project(workspace, with_names=True), **facts})
    return Export(out, {name: count for name, count in rows.items() if count})


def _write_history(workspace: Workspace, folder: TextFolder) -> int:
    count = 0
    deeds = history_dump.dump_history(workspace.project)
    for month, lines in groupby(deeds, key=itemgetter(0)):
        count += folder.write_records(text_folder.history_file(month), (record for _, record in lines))
    folder.write_records(text_folder.TAKEN_BACK, history_dump.dump_taken_back(workspace.project))
    return count


def _editable(folder: Path) -> Iterator[tuple[str, Any]]:
    """Names and contents of the files that people edit."""
    for kind in text_folder.EDITABLE:
        for path in sorted((folder / kind).glob("*.y*ml")):
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= _EDITABLE_SIZE:
                yield f"{kind}/{path.name}", path.read_bytes()
