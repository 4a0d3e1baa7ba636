"""Import text: a new project from a folder that ``fitcode export text`` wrote, equal to the one exported.

Everything is checked before anything stands in its place; every mistake is told at once.
"""

import getpass
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fitcode.errors import FitcodeError, InvalidFile, ProjectTooNew
from fitcode.formats import text_folder
from fitcode.formats.settings_toml import parse_settings
from fitcode.formats.text_folder_reading import ReadFolder
from fitcode.store import checks
from fitcode.store.migrations import MIGRATIONS
from fitcode.store.project import SETTINGS_FILE, create_project
from fitcode.store.record_checks import Line
from fitcode.store.text_load import Loaded, TextSource, load_project
from fitcode.workflow.starting.project_place import new_project_place

_MEND = "Mend that, or export again; nothing was stored."

SHOWN = 5
"""How many edited files are named."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought."""

    folder: Path
    rows: dict[str, int]
    """Table to number of rows."""

    edited: list[str]
    """Files that were changed since the export."""

    written_by_hand: int
    """Rows that were added, changed or taken out by that, as far as the history does not tell of them."""


def import_text(source: Path, target: Path, *, coder: str | None = None, edited: bool = False) -> Imported:
    """Make a project in ``target`` from a text export, whole or not at all.

    Raises FitcodeError for files edited since the export unless ``edited``, InvalidFile with every mistake,
    ProjectTooNew for an export of a newer fitcode.
    """
    folder = ReadFolder(source)
    _refuse_newer(folder)
    folder.compare()
    folder.raise_any()
    if folder.edited and not edited:
        raise FitcodeError(
            f"Edited since the export: {_some(folder.edited)}.",
            remedy="To import them as they are now: --edited; else export again.",
        )
    with new_project_place(target) as draft:
        loaded = _load(folder, draft, coder=coder)
    return Imported(target, loaded.rows, folder.edited, loaded.written_by_hand)


def _load(folder: ReadFolder, draft: Path, *, coder: str | None) -> Loaded:
    settings_text = folder.text(text_folder.SETTINGS) or ""
    settings = parse_settings(settings_text, file=text_folder.SETTINGS)
    with create_project(draft, settings_text=settings_text) as project:
        loaded = load_project(project, _source(folder), coder=coder or settings.project.coder or _user())
        faults = [*folder.faults, *loaded.faults.found]
        if faults:
            error = InvalidFile("The export", faults, remedy=_MEND)
            if more := loaded.faults.count - len(loaded.faults.found):
                error.problem += f" {more} more are not listed."
            raise error
        # Each row is right by itself: what must hold between them is checked as in any project.
        if problems := checks.check_project(project):
            told = " ".join(problem.what for problem in problems)
            raise FitcodeError(
                f"The export does not hold together: {told}",
                remedy="Take back what was edited, or export again; nothing was stored.",
            )
    _write_files(folder, draft)
    return loaded


def _source(folder: ReadFolder) -> TextSource:
    def lines(name: str) -> Iterator[Line]:
        for number, record in folder.records(name):
            yield Line(name, number, record)

    def content(kind: str, name: str) -> str | bytes | None:
        file = text_folder.own_file(kind, name)
        return folder.content(file) if kind == "models" else folder.text(file)

    texts = ((name, text) for name in folder.texts() if (text := folder.text(name)) is not None)
    return TextSource(
        records=lambda table: lines(text_folder.table_file(table)),
        history=(line for month in folder.months() for line in lines(month)),
        taken_back=lines(text_folder.TAKEN_BACK),
        texts=texts,
        content=content,
    )


def _write_files(folder: ReadFolder, draft: Path) -> None:
    """The files that people edit, byte for byte."""
    for name in (text_folder.SETTINGS, *folder.editable()):
        content = folder.content(name)
        if content is None:
            continue
        path = draft / (SETTINGS_FILE if name == text_folder.SETTINGS else name)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_bytes(content)


def _refuse_newer(folder: ReadFolder) -> None:
    project = folder.manifest.get("project")
    schema = project.get("schema") if isinstance(project, dict) else None
    if schema not in [name for name, _ in MIGRATIONS]:
        raise ProjectTooNew(
            f"This export was written by a newer fitcode (its projects have {schema!r}).",
            remedy="Update fitcode to the newest release and import it again; nothing was stored.",
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
