"""Replace a file that people edit: the new text is written beside it and takes its place in one step.

Whoever reads the file finds the old text or the new one, never half of one, and the old one can be put back
without room on the disk. Rights and owner, line ends and byte order mark stay as they were.
"""

import codecs
import contextlib
import io
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from fitcode.errors import FitcodeError


@dataclass(frozen=True, slots=True)
class Replacement:
    """A file that was replaced and could still be put back."""

    path: Path
    """The file itself, where the project's is a link to it."""

    before: Path
    """What it was, beside it."""

    def put_back(self) -> None:
        """Let the file be what it was."""
        self.before.replace(self.path)

    def keep(self) -> None:
        """Let go of what it was."""
        with contextlib.suppress(OSError):
            self.before.unlink(missing_ok=True)


def replace_file(path: Path, content: bytes) -> Replacement:
    """Let a file that is there hold something else; raises FitcodeError, and then it is as it was."""
    target = path.resolve()
    new, before = (target.with_name(f".{target.name}.{kind}") for kind in ("new", "before"))
    try:
        _refuse_protected(target)
        _write_beside(new, content, like=target)
        before.unlink(missing_ok=True)
        try:
            os.link(target, before)
        except OSError:  # some file systems have no second names
            shutil.copy2(target, before)
        new.replace(target)
    except OSError as error:
        for left in (new, before):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
        raise FitcodeError(
            f"{path} cannot be written: {error.strerror or error}.",
            remedy="Check that there is room and that you may write it and its folder; nothing was changed.",
        ) from error
    return Replacement(target, before)


def as_read(text: str) -> str:
    """The text as a reader of the file has it: without byte order mark, every line end the same."""
    return io.StringIO(text.removeprefix("\ufeff"), newline=None).read()


def written_like(before: bytes, text: str) -> bytes:
    """The text with the byte order mark and the line ends that the file had before."""
    first = before.find(b"\n")
    newline = "\r\n" if first > 0 and before[first - 1 : first] == b"\r" else "\n"
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    return mark + text.replace("\n", newline).encode("utf-8")


def _refuse_protected(target: Path) -> None:
    # Replacing asks for rights on the folder only, and the system's administrator has them all.
    if not target.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(
        target, os.W_OK
    ):
        raise PermissionError(0, "it is write-protected")


def _write_beside(new: Path, content: bytes, *, like: Path) -> None:
    new.unlink(missing_ok=True)
    with new.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    shutil.copymode(like, new)
    known, made = like.stat(), new.stat()
    if (known.st_uid, known.st_gid) != (made.st_uid, made.st_gid):
        with contextlib.suppress(OSError, AttributeError):
            os.chown(new, known.st_uid, known.st_gid)
