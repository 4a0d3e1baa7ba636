"""Where the codebooks, component registries and interviews that come with fitcode are.

In an installed package they are its data (``fitcode/shipped``); in a source checkout they stand at
the top of the repository, where people look for them.
"""

from importlib.resources import files
from pathlib import Path

from fitcode.errors import FitcodeError, nearest

TEMPLATE_MISSION = "my-mission"


def shipped_codebook(name: str) -> Path | None:
    """The file of a shipped codebook (``fit``), or None when none has this name."""
    return _named(_root() / "codebooks", name=name)


def shipped_registry(name: str) -> Path | None:
    """The file of a shipped component registry (``minusma``, ``demo``), or None when none has this name."""
    return _named(_root() / "codebooks" / "components", name=name)


def registry_template() -> Path:
    """The commented skeleton of a component registry; its mission is ``my-mission``."""
    return _root() / "codebooks" / "templates" / f"{TEMPLATE_MISSION}.yaml"


def shipped_corpus(name: str = "demo") -> Path:
    """The folder of a shipped corpus."""
    corpora = _root() / "corpora"
    known = [folder.name for folder in corpora.iterdir() if folder.is_dir()] if corpora.is_dir() else []
    if name not in known:
        raise FitcodeError(f"No corpus named {name!r} comes with fitcode.", remedy=nearest(name, known))
    return corpora / name


def shipped_codebook_names() -> list[str]:
    """The names of the shipped codebooks, sorted."""
    return _names(_root() / "codebooks")


def shipped_registry_names() -> list[str]:
    """The names of the shipped component registries, sorted."""
    return _names(_root() / "codebooks" / "components")


def _root() -> Path:
    package = Path(str(files("fitcode")))
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent.parent


def _names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.yaml") if path.is_file())


def _named(folder: Path, *, name: str) -> Path | None:
    return folder / f"{name}.yaml" if name in _names(folder) else None
