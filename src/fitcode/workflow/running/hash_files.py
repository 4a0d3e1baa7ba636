"""Hash files: what stands in a file or a folder, by content; times and owners are no part of it."""

import hashlib
from pathlib import Path

from fitcode.formats.folders import find_files

_LITTER = (".", "~$", "thumbs.db", "desktop.ini")
"""How the names begin of what systems and spreadsheets leave in a folder."""


def hash_of_output(path: Path) -> str | None:
    """The hash of a file, or of all files in a folder with their names; None where there is nothing."""
    if path.is_file():
        return _file_hash(path)
    if not path.is_dir():
        return None
    files = [
        found
        for found in sorted(path.rglob("*"))
        if found.is_file() and not found.name.lower().startswith(_LITTER)
    ]
    if not files:
        return None
    digest = hashlib.sha256()
    for file in files:
        name = file.relative_to(path).as_posix()
        digest.update(f"{name}\x00{_file_hash(file)}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def hashes_of_inputs(paths: tuple[Path, ...]) -> dict[str, str]:
    """Each file named, or below a folder named, to its hash; what is missing or unreadable says so."""
    found = find_files(paths)
    hashes = {str(path): "missing" for path, _reason in found.missing}
    for file in (*found.files, *(path for path, _reason in found.skipped if path in paths)):
        try:
            hashes[str(file)] = _file_hash(file)
        except OSError:
            hashes[str(file)] = "unreadable"
    return hashes


def _file_hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
