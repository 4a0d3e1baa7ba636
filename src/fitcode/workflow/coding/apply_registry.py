"""Apply a registry: the components of a mission, from a file people write."""

from pathlib import Path

from fitcode.domain.component import Registry
from fitcode.errors import FitcodeError
from fitcode.formats.components_yaml import parse_registry
from fitcode.store import components
from fitcode.workflow.coding.apply_codebook import read_text_file
from fitcode.workflow.workspace import Workspace, open_workspace


def read_registry(path: Path) -> tuple[Registry, str]:
    """Parse and check a registry file; raises InvalidFile with every mistake."""
    text = read_text_file(path)
    return parse_registry(text, file=path.name), text


def find_registry_files(workspace: Workspace, name: str | None) -> list[Path]:
    """The files meant: a path, a mission's id, or all of the project's."""
    files = sorted((workspace.project.folder / "components").glob("*.yaml"))
    if name is None:
        return files
    if Path(name).is_file():
        return [Path(name)]
    named = [path for path in files if path.stem == name]
    if not named:
        raise FitcodeError(
            f"No components file named {name!r}.",
            remedy="Known: " + ", ".join(path.stem for path in files)
            if files
            else "Put one into components/.",
        )
    return named


def apply_registry(workspace: Workspace, registry: Registry, *, file_text: str) -> bool:
    """Store the components; whether anything changed. A component in use cannot leave."""
    with workspace.writing("components apply"):
        return components.apply_registry(workspace.project, registry, file_text=file_text)


def check_registries(folder: Path | None, name: str | None) -> list[tuple[str, int]]:
    """Check registry files: each file's name and number of components.

    A file needs no project. Raises InvalidFile with the mistakes of the first file that has any.
    """
    if name is not None and Path(name).is_file():
        paths = [Path(name)]
    else:
        with open_workspace(folder, read_only=True) as workspace:
            paths = find_registry_files(workspace, name)
    return [(path.name, len(read_registry(path)[0].components)) for path in paths]
