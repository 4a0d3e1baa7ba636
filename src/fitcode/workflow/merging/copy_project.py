"""Copy a project for a second coder: what is needed to code, and nothing of what others did.

It is written out of sight and put in its place whole; the coder becomes one of this project too, under the
same uid, so that the work comes back as theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fitcode.domain.amounts import counted
from fitcode.domain.choices import CoderKind
from fitcode.domain.identity import new_uid
from fitcode.domain.table import Table
from fitcode.formats.settings_copy import settings_for
from fitcode.store import coders
from fitcode.store.editable_texts import codebook_texts, registry_texts
from fitcode.store.handing_out import hand_out
from fitcode.store.project import create_project, open_project
from fitcode.workflow.starting.project_place import new_project_place
from fitcode.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made."""

    folder: Path
    table: Table
    """How many rows of what it holds."""


def copy_project(workspace: Workspace, coder: str, out: Path) -> Copied:
    """Make a copy for a coder, a person who may be new.

    Raises FitcodeError for a folder that holds something, and for a coder who is no person.
    """
    with new_project_place(out, how="fitcode copy --for CODER --out DIR") as draft:
        coders.require_coder(workspace.project, coder, kind=CoderKind.person)
        with workspace.writing("coders add"):
            coders.ensure_coder(workspace.project, coder, kind=CoderKind.person)
        settings = settings_for(workspace.project.settings_text, coder=coder)
        # Opened anew: whoever acts may be shown less of the project than a copy takes from it.
        with (
            open_project(workspace.project.folder, read_only=True) as project,
            project.reading(),
            create_project(draft, settings_text=settings) as copy,
        ):
            with copy.writing("copy", coder=coder, act=new_uid()):
                handed = hand_out(project, copy, coder=coder, called=workspace.settings.project.name)
            for folder, texts in (("codebooks", codebook_texts(copy)), ("components", registry_texts(copy))):
                _write_files(draft / folder, texts)
    counts = {noun.replace("_", " "): count for (noun, _, _), count in handed.merged.counts.items()}
    notes = []
    if handed.quoting:
        told = counted(handed.quoting, "suggestion that quotes", "suggestions that quote")
        notes.append(f"Left out: {told} what somebody coded.")
    return Copied(out, Table.of(("noun", "rows"), sorted(counts.items()), notes=notes))


def _write_files(folder: Path, texts: Mapping[str, str]) -> None:
    """The files that people edit, as the versions in force were made from them."""
    folder.mkdir(mode=0o700)
    for name, text in texts.items():
        file = folder / f"{name}.yaml"
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
