"""Workspace: an open project with its settings and the person who acts."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from fitcode.domain.identity import new_uid
from fitcode.domain.settings import Settings
from fitcode.errors import FitcodeError, UsageError
from fitcode.formats.settings_toml import parse_settings
from fitcode.store import coders
from fitcode.store.blindness import Blindness, blind
from fitcode.store.project import Project, Reversal, find_project, open_project
from fitcode.workflow.narrator import Narrator, SilentNarrator


@dataclass(frozen=True, slots=True)
class Workspace:
    """What every workflow works on."""

    project: Project
    settings: Settings
    coder: str
    """Who acts."""

    narrator: Narrator
    act: str = field(default_factory=new_uid)
    """What this command or gesture does is taken back together."""

    blindness: Blindness | None = None
    """What whoever acts is not shown, in an open blind round."""

    def gesture(self) -> "Workspace":
        """The same workspace for one gesture on a screen: what it does is taken back by itself."""
        return replace(self, act=new_uid())

    @contextmanager
    def writing(self, deed: str, *, reverses: Reversal | None = None) -> Iterator[None]:
        """One transaction in the acting coder's name; a coder not seen before is added with a note."""
        with self.project.writing(deed, coder=self.coder, act=self.act, reverses=reverses):
            is_new = coders.ensure_coder(self.project, self.coder)
            yield
        if is_new:
            self.narrator.note(f"New coder: {self.coder}.")


@contextmanager
def open_workspace(
    folder: Path | None = None,
    *,
    coder: str | None = None,
    narrator: Narrator | None = None,
    read_only: bool = False,
) -> Iterator[Workspace]:
    """Open the project in this folder, or the nearest one at or above the working directory.

    A coder of an open blind round sees no other's work in it, and is told so.
    Raises NoProject, ProjectBusy, ProjectTooNew, ProjectDamaged; InvalidFile for fitcode.toml; UsageError for
    a coder without a name.
    """
    if coder is not None and not coder.strip():
        raise UsageError("--as names nobody.", remedy="Say who acts: --as NAME")
    found = find_project(folder if folder is not None else Path.cwd())
    with open_project(found, read_only=read_only) as project:
        settings = parse_settings(project.settings_text, file="fitcode.toml")
        acting = coder or settings.project.coder or _system_user(is_needed=not project.is_read_only)
        told = narrator or SilentNarrator()
        blindness = blind(project, acting)
        if blindness is not None:
            told.note(blindness.note)
        yield Workspace(project, settings, acting, told, blindness=blindness)


def _system_user(*, is_needed: bool) -> str:
    """The system's name for the user; a container may have none, which matters only to writers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        if not is_needed:
            return ""
        raise FitcodeError(
            "This system has no user name for you.",
            remedy="Say who acts with --as NAME, FITCODE_CODER, or coder in fitcode.toml under [project].",
        ) from None
