"""Create a project: settings, editable codebooks and registries, and the database with both applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fitcode.domain.component import Registry
from fitcode.errors import FitcodeError
from fitcode.formats import shipped
from fitcode.formats.settings_toml import initial_settings
from fitcode.store import codebooks, components
from fitcode.store import project as store_project
from fitcode.workflow.coding.apply_codebook import CodebookFile, read_codebook
from fitcode.workflow.coding.apply_registry import read_registry
from fitcode.workflow.narrator import Narrator
from fitcode.workflow.workspace import open_workspace


@dataclass(frozen=True, slots=True)
class _RegistryFile:
    registry: Registry
    text: str


def create_project(
    folder: Path,
    *,
    codebook_names: Sequence[str],
    component_names: Sequence[str],
    language: str = "en",
    coder: str | None = None,
    tally_coder: str | None = None,
    narrator: Narrator | None = None,
) -> None:
    """Make the folder a project; every file is checked before anything is written.

    Names are shipped codebooks and registries, or files. Raises FitcodeError when a project is there already.
    """
    if (folder / "fitcode.toml").exists():
        raise FitcodeError(
            f"{folder} is a fitcode project already.", remedy="Work in it: fitcode ingest FOLDER"
        )
    books = [read_codebook(_codebook_path(folder, name)) for name in codebook_names]
    registries = [_RegistryFile(*read_registry(_registry_path(folder, name))) for name in component_names]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_editable(folder, books, registries)
    settings = initial_settings(
        name=folder.resolve().name, language=language, coder=coder, tally_coder=tally_coder
    )
    store_project.create_project(folder, settings_text=settings).close()
    with open_workspace(folder, coder=coder, narrator=narrator) as workspace, workspace.writing("init"):
        for one in registries:
            components.apply_registry(workspace.project, one.registry, file_text=one.text)
        for book in books:
            codebooks.apply_codebook(
                workspace.project, book.codebook, file_text=book.text, coder=workspace.coder
            )


def _own_or(path: Path | None, place: Path) -> Path | None:
    """The folder's own file of that name, which somebody has edited, else the shipped one."""
    own = place / path.name if path is not None else None
    return own if own is not None and own.is_file() else path


def _codebook_path(folder: Path, name: str) -> Path:
    path = _own_or(shipped.shipped_codebook(name), folder / "codebooks") or Path(name)
    if not path.is_file():
        known = ", ".join(shipped.shipped_codebook_names())
        raise FitcodeError(
            f"No codebook {name!r}.", remedy=f"Name a file, or one that fitcode ships: {known}."
        )
    return path


def _registry_path(folder: Path, name: str) -> Path:
    path = _own_or(shipped.shipped_registry(name), folder / "components") or Path(name)
    if not path.is_file():
        known = ", ".join(shipped.shipped_registry_names())
        raise FitcodeError(
            f"No components {name!r}.", remedy=f"Name a file, or one that fitcode ships: {known}."
        )
    return path


def _write_editable(folder: Path, books: Sequence[CodebookFile], registries: Sequence[_RegistryFile]) -> None:
    for kind, texts in (
        ("codebooks", {book.codebook.id: book.text for book in books}),
        ("components", {one.registry.mission: one.text for one in registries}),
    ):
        place = folder / kind
        place.mkdir(exist_ok=True, mode=0o700)
        for name, text in texts.items():
            file = place / f"{name}.yaml"
            if file.exists() and file.read_text(encoding="utf-8-sig") != text:
                raise FitcodeError(
                    f"{file} is there already and says something else.",
                    remedy="Name that file, or move it away; it was left as it is.",
                )
            if not file.exists():
                file.touch(mode=0o600)
                file.write_text(text, encoding="utf-8")
