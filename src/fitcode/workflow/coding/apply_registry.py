"""Apply a registry: the components of a mission, from a file people write."""

from pathlib import Path

from fitcode.domain.component import Registry
from fitcode.errors import FitcodeError, NoProject, UsageError
from fitcode.formats.components_yaml import parse_registry
from fitcode.formats.shipped import TEMPLATE_MISSION, registry_template
from fitcode.formats.written_words import slug_trouble
from fitcode.store import components
from fitcode.store.project import find_project
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


def new_registry(folder: Path | None, mission: str) -> Path:
    """Write a commented skeleton for a mission and give back the file: in a project's components/, else here.

    ``folder`` is the project's, if it is named; without it, the project around the current folder is meant.
    Raises FitcodeError when the id is none, or the file is there already.
    """
    if trouble := slug_trouble(mission):
        raise UsageError(trouble)
    path = _components_folder(folder) / f"{mission}.yaml"
    skeleton = registry_template().read_text(encoding="utf-8")
    try:
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)  # as every file of a project
        text = skeleton.replace(f"\nmission: {TEMPLATE_MISSION}\n", f"\nmission: {mission}\n")
        path.write_text(text, encoding="utf-8")
    except FileExistsError as error:
        raise FitcodeError(
            f"{path} is there already.", remedy="Choose another id, or edit that file."
        ) from error
    except OSError as error:
        raise FitcodeError(f"Cannot write {path}: {error.strerror or error}.") from error
    return path


def _components_folder(folder: Path | None) -> Path:
    try:
        return find_project(folder or Path.cwd()) / "components"
    except NoProject:
        if folder is not None:
            raise
        return Path()


def check_registries(folder: Path | None, name: str | None) -> list[tuple[str, int]]:
    """Check registry files: each file's name and number of components.

    A file needs no project. Raises InvalidFile with the mistakes of the first file that has any.
    """
    paths = files_to_check(folder, "components", name)
    return [(path.name, len(read_registry(path)[0].components)) for path in paths]
