"""A file named with --out: written beside its place and moved there, so that nothing is half-written.

A device or a pipe is written to as it is, a link keeps pointing, and no project file is overwritten.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fitcode.errors import FitcodeError

_OURS = (
    *("fitcode.toml", "fitcode.db", "fitcode.db-wal", "fitcode.db-shm", "fitcode.db-journal"),
    *("annotations.db", "annotations.db-wal", "annotations.db-shm"),
)
_DATABASE = b"SQLite format 3\x00"
_REMEDY = "Choose another place with --out."


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """Write a text file; raises FitcodeError where none can be, and what stood there stays whole."""
    try:
        if _is_special(path):
            with path.open("w", encoding="utf-8", newline="") as stream:
                yield stream
        else:
            with _beside(_target(path)) as stream:
                yield stream
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise FitcodeError(f"Cannot write {path}: {reason or error}.", remedy=_REMEDY) from error


def _is_special(path: Path) -> bool:
    """Whether this is a device, a pipe or an open file's name (``/dev/stdout``): never to be replaced."""
    if path.absolute().parts[1:2] in {("dev",), ("proc",)}:
        return True
    return path.exists() and not path.is_file() and not path.is_dir()


def _target(path: Path) -> Path:
    if path.is_dir():
        raise FitcodeError(f"Cannot write {path}: it is a folder.", remedy="Name a file with --out.")
    target = path.resolve()
    if target.name in _OURS or _is_database(target):
        raise FitcodeError(f"{path} belongs to a project; it was left as it is.", remedy=_REMEDY)
    return target


def _is_database(target: Path) -> bool:
    if not target.is_file():
        return False
    with target.open("rb") as stream:
        return stream.read(len(_DATABASE)) == _DATABASE


@contextmanager
def _beside(target: Path) -> Iterator[TextIO]:
    draft = target.with_name(f".fitcode.{os.getpid()}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
