"""Put in place: what leaves the project is written as a draft beside its place and moved there when whole.

Whatever stood there stays as it was until that moment, whether the command fails or is killed. An export
folder is replaced only when asked, and never one that holds a file which no export wrote.
"""

import fcntl
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from fitcode.domain.identity import new_uid
from fitcode.errors import FitcodeError

MANIFEST = "manifest.json"
MADE_BY = "fitcode export"
"""What a manifest says under ``made_by``; under ``files`` it names every other file of the folder."""

_LITTER = (".ds_store", "thumbs.db", "desktop.ini", "._", ".~lock.", "~$")
"""How the names of files begin that systems and spreadsheets leave behind."""

_PROJECT_FILES = (
    *("fitcode.toml", "fitcode.db", "fitcode.db-wal", "fitcode.db-shm", "fitcode.db-journal"),
    *("annotations.db", "annotations.db-wal", "annotations.db-shm"),
)
_DATABASE = b"SQLite format 3\x00"
_DRAFT, _ASIDE = ".part", ".old"
_ELSEWHERE = "Choose another place with --out."


@contextmanager
def new_folder(out: Path, *, force: bool) -> Iterator[Path]:
    """The draft of an export folder, readable by its owner only, put in place when the block ends well.

    Raises FitcodeError when something stands there that is not to be replaced, or nothing can be written.
    """
    with _told(out):
        target = out.resolve()  # through a link, which keeps pointing
        _clear_leftovers(target)
        _refuse_folder(out, force=force)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = _draft_name(target)
        draft.mkdir(mode=0o700)
        with _held(draft):
            try:
                yield draft
                _close_to_others(draft)
                _refuse_folder(out, force=force)  # somebody else may have written there meanwhile
                _exchange(draft, target)
            finally:
                shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def new_file(out: Path, *, force: bool) -> Iterator[Path]:
    """The draft of a file, readable by its owner only, put in place when the block ends well.

    A device or a pipe is handed out as it is. Raises FitcodeError for a folder, for a file of a project,
    for a file that is there already unless forced, and where nothing can be written.
    """
    with _told(out):
        if _is_special(out):
            yield out
            return
        target = _file_target(out, force=force)
        _clear_leftovers(target)
        draft = _draft_name(target)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with _held(draft):
            try:
                yield draft
                _file_target(out, force=force)
                draft.replace(target)
            finally:
                draft.unlink(missing_ok=True)


@contextmanager
def _told(out: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise FitcodeError(f"Cannot write {out}: {error.strerror or error}.", remedy=_ELSEWHERE) from error


def _refuse_folder(out: Path, *, force: bool) -> None:
    """Refuse what an export must not take the place of."""
    here = Path.cwd()
    if out.resolve() in (here, *here.parents):
        raise FitcodeError(
            f"{out.resolve()} is the folder you are in, or holds it; an export makes its folder anew.",
            remedy="Name a new folder with --out.",
        )
    if not out.exists():
        return
    if not out.is_dir():
        raise FitcodeError(f"{out} is a file; an export makes a folder.", remedy="Name a folder with --out.")
    standing = {
        path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_symlink() or not path.is_dir()
    }
    if not standing:
        return
    ours = _exported_files(out)
    if ours is None:
        raise FitcodeError(
            f"{out} is there already and is not a fitcode export.", remedy="Name a new folder with --out."
        )
    others = sorted(name for name in standing - ours if not _is_litter(name))
    if others:
        raise FitcodeError(
            f"{out} holds what no export wrote ({_few(others)}) and would be made anew.",
            remedy="Move that elsewhere, or name a new folder with --out.",
        )
    if not force:
        raise FitcodeError(
            f"{out} holds an earlier export.", remedy="Add --force to replace it, or name a new folder."
        )


def _exported_files(folder: Path) -> frozenset[str] | None:
    """The files that the export there wrote; None where it is no export."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return frozenset({MANIFEST, *manifest["files"]}) if manifest["made_by"] == MADE_BY else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_litter(name: str) -> bool:
    return name.rpartition("/")[2].lower().startswith(_LITTER)


def _few(names: list[str]) -> str:
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")


def _is_special(out: Path) -> bool:
    """Whether this is a device, a pipe or an open file's name (``/dev/stdout``): never to be replaced."""
    if out.absolute().parts[1:2] in {("dev",), ("proc",)}:
        return True
    return out.exists() and not out.is_file() and not out.is_dir()


def _file_target(out: Path, *, force: bool) -> Path:
    if out.is_dir():
        raise FitcodeError(f"Cannot write {out}: it is a folder.", remedy="Name a file with --out.")
    target = out.resolve()
    if target.name in _PROJECT_FILES or _is_database(target):
        raise FitcodeError(f"{out} belongs to a project; it was left as it is.", remedy=_ELSEWHERE)
    if target.exists() and not force:
        raise FitcodeError(
            f"{out} is there already.", remedy="Add --force to replace it, or name another file with --out."
        )
    return target


def _is_database(target: Path) -> bool:
    if not target.is_file():
        return False
    with target.open("rb") as stream:
        return stream.read(len(_DATABASE)) == _DATABASE


def _draft_name(target: Path) -> Path:
    return target.with_name(f"{_draft_stem(target)}{new_uid()[-12:]}{_DRAFT}")


def _draft_stem(target: Path) -> str:
    # Cut, so that a long name stays one that a file may have.
    return f".{target.name[:60]}.fitcode-"


@contextmanager
def _held(draft: Path) -> Iterator[None]:
    """Hold a draft until the block or the process ends, so that nobody takes it for a leftover."""
    with ExitStack() as stack:
        with suppress(OSError):  # a file system without locks
            stack.enter_context(_locked(draft))
        yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _clear_leftovers(target: Path) -> None:
    """Tidy up after exports to this place that were killed: what nobody holds is removed or put back."""
    if not target.parent.is_dir():
        return
    stem = _draft_stem(target)
    for path in [path for path in target.parent.iterdir() if path.name.startswith(stem)]:
        if path.suffix == _ASIDE and not target.exists():
            path.rename(target)
        elif path.suffix in {_DRAFT, _ASIDE} and not path.is_symlink():
            with suppress(OSError), _locked(path):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _close_to_others(folder: Path) -> None:
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def _exchange(draft: Path, target: Path) -> None:
    """The draft for what stands there, in one step where the system knows one: the place is never empty."""
    if not target.exists():
        draft.rename(target)
    elif not _swapped(draft, target):
        aside = draft.with_suffix(_ASIDE)
        target.rename(aside)
        draft.rename(target)
        aside.rename(draft)  # to be removed as a draft is


def _swapped(one: Path, other: Path) -> bool:
    """Whether the system has exchanged the two names in one step; not every file system can."""
    import ctypes

    system = ctypes.CDLL(None, use_errno=True)
    names, exchange = (os.fsencode(one), os.fsencode(other)), ctypes.c_uint(2)
    if sys.platform == "darwin":
        call = getattr(system, "renamex_np", None)
        return call is not None and call(*names, exchange) == 0
    call = getattr(system, "renameat2", None)
    as_they_are = ctypes.c_int(-100)
    return call is not None and call(as_they_are, names[0], as_they_are, names[1], exchange) == 0
