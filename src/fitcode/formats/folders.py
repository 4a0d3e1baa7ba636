"""Folders: which files of a folder are worth reading, and why the others are not.

Nothing is passed over silently: junk that operating systems leave is listed with its reason, and a link
never leads the search out of the folder that was named.
"""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fitcode.formats.recipe_state_json import FILE_NAME
from fitcode.formats.transcript_tabular import looks_like_cases

_JUNK_NAMES = {
    FILE_NAME: "what fitcode run has noted",
    ".ds_store": "a folder view of macOS",
    "thumbs.db": "a thumbnail cache of Windows",
    "ehthumbs.db": "a thumbnail cache of Windows",
    "desktop.ini": "a folder view of Windows",
    "icon\r": "a folder icon of macOS",
    "__macosx": "a resource folder of macOS",
}
_JUNK_ENDINGS = {
    ".tmp": "a temporary file",
    ".temp": "a temporary file",
    ".part": "an unfinished download",
    ".crdownload": "an unfinished download",
    ".lnk": "a shortcut of Windows",
    ".bak": "a backup copy",
}
_NOT_TRANSCRIPTS = {
    ".yaml": "a YAML file: codebooks and components are applied, not ingested",
    ".yml": "a YAML file: codebooks and components are applied, not ingested",
    ".toml": "a settings file",
    ".jsonl": "JSON lines: codings are added with 'fitcode codings add --stdin'",
    ".db": "a database",
    ".db-wal": "a database",
    ".db-shm": "a database",
}
"""What a project folder holds besides transcripts."""


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The outcome of looking through files and folders."""

    files: tuple[Path, ...] = ()
    """To be read, sorted by path; whether they can be is the readers' question."""

    skipped: tuple[tuple[Path, str], ...] = ()
    """Passed over, with the reason."""

    missing: tuple[tuple[Path, str], ...] = ()
    """Named by the user and not there, or not to be opened, with the reason."""


def find_files(paths: Sequence[Path]) -> FoundFiles:
    """Every file named or below a folder named, sorted by path, each once."""
    files: dict[Path, Path] = {}
    skipped: list[tuple[Path, str]] = []
    missing: list[tuple[Path, str]] = []
    for path in paths:
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            reason = (
                "there is no such file or folder" if isinstance(error, FileNotFoundError) else _reason(error)
            )
            missing.append((path, reason))
            continue
        if stat.S_ISDIR(mode):
            _search(path, files, skipped, missing)
        elif not stat.S_ISREG(mode):
            missing.append((path, "it is not a regular file"))
        elif (junk := skip_reason(path)) is not None:
            skipped.append((path, junk))
        else:
            files.setdefault(_resolved(path), path)
    return FoundFiles(tuple(sorted(files.values())), tuple(sorted(skipped)), tuple(sorted(missing)))


def skip_reason(path: Path) -> str | None:
    """Why a file is junk by its name alone, or None."""
    name = path.name
    lower = name.lower()
    if name.startswith("._"):
        return "a resource file of macOS"
    if name.startswith(("~$", ".~lock.")):
        return "a lock file of an office program that has the document open"
    if lower in _JUNK_NAMES:
        return _JUNK_NAMES[lower]
    if name.startswith("."):
        return "a hidden file"
    if name.endswith("~"):
        return "a backup copy"
    return next((reason for ending, reason in _JUNK_ENDINGS.items() if lower.endswith(ending)), None)


def _search(
    folder: Path,
    files: dict[Path, Path],
    skipped: list[tuple[Path, str]],
    missing: list[tuple[Path, str]],
) -> None:
    root = _resolved(folder)

    def unreadable(error: OSError) -> None:
        missing.append((Path(error.filename or folder), _reason(error)))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        here = Path(parent)
        _prune(here, folders, skipped)
        for name in names:
            path = here / name
            reason = skip_reason(path) or _unfit(path, root)
            if reason is None:
                if not path.is_symlink() or _resolved(path) not in files:
                    files[_resolved(path)] = path
            else:
                skipped.append((path, reason))


def _prune(here: Path, folders: list[str], skipped: list[tuple[Path, str]]) -> None:
    """Takes out, in place, the folders that the search does not enter."""
    for name in list(folders):
        path = here / name
        reason = "a symbolic link to a folder" if path.is_symlink() else skip_reason(path)
        if reason:
            skipped.append((path, "a hidden folder" if reason == "a hidden file" else reason))
            folders.remove(name)
    folders.sort()


def _unfit(path: Path, root: Path) -> str | None:
    """Why a file found in a folder is not for ingesting, as far as can be told without reading it."""
    try:
        if path.is_symlink():
            if not path.exists():
                return "a symbolic link that leads nowhere"
            if not _resolved(path).is_relative_to(root):
                return "a symbolic link that leads out of the folder"
        if not path.is_file():
            return "not a regular file"
        if path.suffix.lower() in (".csv", ".tsv") and looks_like_cases(path):
            return "looks like a cases file: pass it with --cases"
    except OSError:
        return None  # the reader will say what is wrong with it
    return _NOT_TRANSCRIPTS.get(path.suffix.lower())


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a circle of links
        return path.absolute()


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
