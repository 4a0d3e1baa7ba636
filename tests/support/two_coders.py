"""A study of two coders: one transcript on which ines and tomas agree once, and part ways three times."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fitcode.workflow.adjudicating.list_questions import list_questions
from fitcode.workflow.workspace import Workspace, open_workspace
from tests.support.projects import add_transcript, code, finish, new_project

TALK = (
    "ANA: [layoff]They let me go.[/] [redundancy misfit]Six of us left.[/] [fuel 2]No fuel came.[/]"
    " [fuel]The chief was away.[/]"
)
AGREED, LEFT, FUEL, CHIEF = "They let me go.", "Six of us left.", "No fuel came.", "The chief was away."


def two_coders(folder: Path) -> Path:
    """A project in which both finished ``ana``; its folder."""
    with new_project(folder) as project:
        add_transcript(project, TALK)
        code(project, "ana", AGREED, "layoff", coder="tomas")
        code(project, "ana", LEFT, "layoff", coder="tomas", memo="It says left.")
        code(project, "ana", "fuel came.", "fuel", coder="tomas", strength=2)
        for coder in ("ines", "tomas"):
            finish(project, "ana", coder=coder)
    return folder


@contextmanager
def adjudicating(study: Path, folder: Path, *, coder: str = "ines") -> Iterator[Workspace]:
    """A copy of a study in a folder, opened by somebody who decides."""
    shutil.copytree(study, folder)
    with open_workspace(folder, coder=coder) as workspace:
        yield workspace


def questions(workspace: Workspace, **asked: object) -> dict[str, str]:
    """The quote of each question's first coding to its kinds, and what was ruled."""
    said = {}
    for one in list_questions(workspace, **asked):  # type: ignore[arg-type]
        ruled = "changed since" if one.is_changed else one.decided or "open"
        said[one.codings[0].quote] = f"{', '.join(one.kinds)}: {ruled}"
    return said
