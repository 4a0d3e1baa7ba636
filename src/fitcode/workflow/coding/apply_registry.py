"""Apply a registry: the components of a mission, from a file people write."""

from pathlib import Path

from fitcode.domain.component import Registry
from fitcode.formats.components_yaml import parse_registry
from fitcode.store import components
from fitcode.workflow.coding.editable_files import editable_files, files_to_check, read_text_file
from fitcode.workflow.workspace import Workspace


def read_registry(path: Path) -> tuple[Registry, str]:
    """Parse and check a registry file; raises InvalidFile with every mistake."""
    text = read_text_file(path)
    return parse_registry(text, file=path.name), text


def find_registry_files(workspace: Workspace, name: str | None) -> list[Path]:
    """The files meant: a path, a mission's id, or all of the project's."""
    return editable_files(workspace.project.folder, "components", name)


def apply_registry(workspace: Workspace, registry: Registry, *, file_text: str) -> bool:
    """Store the components; whether anything changed. A component in use cannot leave."""
    with workspace.writing("components apply"):
        return components.apply_registry(workspace.project, registry, file_text=file_text)


def check_registries(folder: Path | None, name: str | None) -> list[tuple[str, int]]:
    """Check registry files: each file's name and number of components.

    A file needs no project. Raises InvalidFile with the mistakes of the first file that has any.
    """
    paths = files_to_check(folder, "components", name)
    return [(path.name, len(read_registry(path)[0].components)) for path in paths]
