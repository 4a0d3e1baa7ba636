"""Project place: a new project is made out of sight and put in its place whole.

Whatever fails or is killed before that leaves no project; what a killed one left is cleared by the next.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fitcode.errors import FitcodeError, ProjectBusy
from fitcode.store.project import DATABASE_FILE, SETTINGS_FILE

_DRAFT = ".fitcode-import.part"


@contextmanager
def new_project_place(folder: Path, *, how: str = "fitcode import FOLDER DIR") -> Iterator[Path]:
    """A folder to make the project in; its contents move to ``folder`` when the block ends well.

    ``how`` is the command that remedies name. Raises FitcodeError when the folder holds anything, ProjectBusy
    when somebody else is at it.
    """
    target = folder.resolve()
    _refuse(folder, how)
    is_new = not target.exists()
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target / _DRAFT
    with _held(target):
        _clear_leftovers(target)
        try:
            draft.mkdir(mode=0o700)
            yield draft
            _refuse(folder, how)  # somebody may have put something there meanwhile
            _move(draft, target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            if is_new and not any(target.iterdir()):
                target.rmdir()


def _refuse(folder: Path, how: str) -> None:
    if (folder / SETTINGS_FILE).exists():
        raise FitcodeError(f"{folder} is a fitcode project already.", remedy=f"Name a new folder: {how}")
    if folder.exists() and not folder.is_dir():
        raise FitcodeError(f"{folder} is a file.", remedy=f"Name a new folder: {how}")
    if folder.is_dir() and _DRAFT not in (there := {path.name for path in folder.iterdir()}) and there:
        raise FitcodeError(
            f"{folder} holds something ({min(there)}).",
            remedy=f"Name a new or empty folder: {how}",
        )


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ProjectBusy(
                f"Another program makes a project in {folder}.", remedy="Wait until it is done."
            ) from None
        except OSError:  # a file system without locks
            pass
        yield
    finally:
        os.close(handle)


def _clear_leftovers(target: Path) -> None:
    draft = target / _DRAFT
    if (draft / SETTINGS_FILE).exists():
        # Killed while its contents were moved, the settings last: what is here came from there.
        for name in (DATABASE_FILE, "codebooks", "components"):
            path = target / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    shutil.rmtree(draft, ignore_errors=True)


def _move(draft: Path, target: Path) -> None:
    for path in sorted(draft.iterdir(), key=lambda path: path.name == SETTINGS_FILE):
        path.rename(target / path.name)
