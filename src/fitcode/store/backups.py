"""Backups: whole copies of the database, made while others work.

SQLite's online backup copies one committed state; a copy has its name only when it is complete.
"""

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fitcode.store.connection import connect, create_file, plain_errors
from fitcode.store.times import now

if TYPE_CHECKING:
    from fitcode.store.project import Project

KEPT = 10
"""How many copies are kept; the oldest go first."""

LEFT_BEHIND = 3600.0
"""Seconds after which an unfinished copy is nobody's any more: whoever made it was killed."""


def backup(project: "Project") -> Path:
    """Copy what is committed into ``backups/``, keep the last ten copies, and say where the copy is."""
    return backup_file(project.folder / "fitcode.db")


def backup_file(file: Path) -> Path:
    """The same for a database that is not open."""
    folder = file.parent / "backups"
    with plain_errors():
        _make_folder(folder)
        _remove_left_behind(folder)
        stamp = now().replace(":", "").replace("-", "")
        target = folder / f"fitcode-{stamp}.db"
        count = 1
        while target.exists():
            count += 1
            target = folder / f"fitcode-{stamp}-{count}.db"
        unfinished = folder / f".{target.name}.part"
        create_file(unfinished)
        try:
            with (
                closing(connect(file, read_only=True)) as source,
                closing(sqlite3.connect(unfinished)) as copy,
            ):
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            _to_disk(unfinished)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        for old in sorted(folder.glob("fitcode-*.db"), key=_age)[:-KEPT]:
            old.unlink()
    return target


def _age(path: Path) -> tuple[str, int]:
    stamp, _, count = path.stem.removeprefix("fitcode-").partition("-")
    return stamp, int(count or 1)


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)


def _remove_left_behind(folder: Path) -> None:
    """Remove old unfinished copies with their journals; one that will not go stops no backup."""
    for unfinished in folder.glob(".fitcode-*.db.part*"):
        with suppress(OSError):
            if unfinished.lstat().st_mtime < time.time() - LEFT_BEHIND:
                unfinished.unlink()


def _to_disk(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
