"""Editable files: the codebooks and registries that a project's people edit, and how they are named."""

from pathlib import Path

from fitcode.errors import FitcodeError, nearest
from fitcode.workflow.workspace import open_workspace


def editable_files(folder: Path, kind: str, name: str | None) -> list[Path]:
    """The files meant in ``folder/kind``: a path anywhere, a file by its stem, or all of them.

    Raises FitcodeError for a name that neither has.
    """
    files = sorted((folder / kind).glob("*.yaml"))
    if name is None:
        return files
    if Path(name).is_file():
        return [Path(name)]
    named = [path for path in files if path.stem == name]
    if not named:
        known = nearest(name, [path.stem for path in files]) or f"Put it into {kind}/ or name a file."
        raise FitcodeError(f"No file {name!r} and none of that name in {kind}/.", remedy=known)
    return named


def files_to_check(folder: Path | None, kind: str, name: str | None) -> list[Path]:
    """The files to look at: one named by its path needs no project around it."""
    if name is not None and Path(name).is_file():
        return [Path(name)]
    with open_workspace(folder, read_only=True) as workspace:
        return editable_files(workspace.project.folder, kind, name)


def read_text_file(path: Path) -> str:
    """The UTF-8 text of a file that people write; raises FitcodeError when it is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FitcodeError(
            f"{path} is not UTF-8 text (byte {error.start}).", remedy="Save it as UTF-8 in your editor."
        ) from error
    except OSError as error:
        raise FitcodeError(f"Cannot read {path}: {error.strerror or error}.") from error
