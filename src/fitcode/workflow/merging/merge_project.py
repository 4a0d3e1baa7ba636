"""Merge a project: the work that was done in a copy, or in any other project, comes into this one.

All of it comes or nothing, as one act that undo takes back; the other project is read and never changed.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fitcode.domain.table import Table
from fitcode.errors import FitcodeError, NoProject, ProjectDamaged
from fitcode.store import merging
from fitcode.store.backups import backup
from fitcode.store.checks import check_rows
from fitcode.store.connection import connect, plain_errors
from fitcode.store.merge_writing import Merged
from fitcode.store.migrations import pending_migrations
from fitcode.store.project import DATABASE_FILE, SETTINGS_FILE, Project, open_project
from fitcode.workflow.workspace import Workspace

COLUMNS = ("noun", "coder", "added", "changed", "removed", "conflicting")


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge did, or would do."""

    table: Table
    """By noun and coder how many rows came, changed, went, and wait for a decision."""

    conflicts: int
    """How many rows of these somebody has to decide on."""


class _OnlyLooked(Exception):  # no error: it takes back what was only tried
    """Ends a dry run."""


def merge_project(
    workspace: Workspace, other: Path, *, dry_run: bool = False, same_coders: Sequence[str] = ()
) -> MergeReport:
    """Bring in what was done in the project in ``other``; a dry run says what that would change.

    Raises FitcodeError for this very project, CodersClash, and what opening the other may raise.
    """
    with other_project(workspace.project, other) as theirs:
        if not dry_run:
            backup(workspace.project)
        merged = Merged()
        try:
            with workspace.writing("merge"):
                merged = merging.merge_project(
                    workspace.project, theirs, called=str(other), same_coders=same_coders
                )
                if dry_run:
                    raise _OnlyLooked
        except _OnlyLooked:
            pass
    return _report(merged)


@contextmanager
def other_project(project: Project, folder: Path) -> Iterator[Project]:
    """Another project, opened for reading and found to be whole; one of an older fitcode as a copy."""
    database = folder / DATABASE_FILE
    if not (folder / SETTINGS_FILE).is_file() or not database.is_file():
        raise NoProject(
            f"{folder} holds no fitcode project.",
            remedy=f"Name the folder that holds {SETTINGS_FILE} and {DATABASE_FILE}.",
        )
    if database.samefile(project.folder / DATABASE_FILE):
        raise FitcodeError(
            f"{folder} is this very project.", remedy="Name the folder of the copy. Nothing was changed."
        )
    with (
        tempfile.TemporaryDirectory(prefix="fitcode-merge-") as scratch,
        _opened(folder, Path(scratch)) as theirs,
    ):
        if problems := check_rows(theirs, project.connection):
            raise ProjectDamaged(
                f"The project in {folder} is damaged: {problems[0].what}", remedy=_look_into(folder)
            )
        with theirs.reading():
            yield theirs


def _opened(folder: Path, scratch: Path) -> Project:
    try:
        place = _upgraded(folder, scratch) if _is_older(folder / DATABASE_FILE) else folder
        return open_project(place, read_only=True)
    except ProjectDamaged as error:  # which of the two, its words do not say
        raise ProjectDamaged(f"In {folder}: {error.problem}", remedy=_look_into(folder)) from error


def _look_into(folder: Path) -> str:
    return f"See what mends it: fitcode -C {folder} check. Nothing was changed here."


def _is_older(database: Path) -> bool:
    with plain_errors():
        connection = connect(database, read_only=True)
        try:
            return bool(pending_migrations(connection))
        finally:
            connection.close()


def _upgraded(folder: Path, scratch: Path) -> Path:
    """A copy of an older project, brought up to date; the other itself is left as it is."""
    with plain_errors():
        source = connect(folder / DATABASE_FILE, read_only=True)
        try:
            source.execute("VACUUM INTO ?", (str(scratch / DATABASE_FILE),))
        finally:
            source.close()
    shutil.copyfile(folder / SETTINGS_FILE, scratch / SETTINGS_FILE)
    open_project(scratch).close()
    return scratch


def _report(merged: Merged) -> MergeReport:
    rows = sorted({(noun, coder) for noun, coder, _ in merged.counts}, key=lambda row: (row[0], row[1] or ""))
    table = Table.of(
        COLUMNS,
        (
            (noun.replace("_", " "), coder, *(merged.counts[noun, coder, what] for what in COLUMNS[2:]))
            for noun, coder in rows
        ),
        notes=merged.notes,
    )
    conflicts = sum(count for (_, _, what), count in merged.counts.items() if what == "conflicting")
    return MergeReport(table, conflicts)
