"""A small study, sittings on it, and other processes beside them."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from fitcode.workflow.sitting.code_transcript import CodingSitting
from fitcode.workflow.workspace import Workspace, open_workspace
from tests.support.projects import add_transcript, apply_components, new_project, run_pass, suggestion

ANA = """\
Q: Who sent you home? Tell me about fuel.
ANA: They let me go. The FORCE said so. Fuel came late.
Q: And then?
ANA: Nobody asked. We waited.
"""

Open = Callable[..., Workspace]
Sit = Callable[..., CodingSitting]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two transcripts, three codes, two components, two suggestions; made once."""
    with new_project(tmp_path_factory.mktemp("made") / "study") as project:
        apply_components(project, "force", "recce")
        add_transcript(project, ANA)
        add_transcript(project, "BEN: No fuel. None at all.", name="ben")
        run_pass(
            project,
            {
                "ana": [
                    suggestion(project, "ana", "Fuel came late.", "fit/fuel"),
                    suggestion(project, "ana", "They let me go.", about="minusma/force", valence="misfit"),
                ]
            },
        )
        return project.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The study, for one test to change."""
    return Path(shutil.copytree(made, tmp_path / "study"))


@pytest.fixture
def opened() -> Iterator[Open]:
    """Open a project as a process of its own would."""
    with ExitStack() as stack:
        yield lambda where, **how: stack.enter_context(open_workspace(where, **how))


@pytest.fixture
def sit(folder: Path, opened: Open) -> Sit:
    """Sit down at a transcript, the first one unless said."""

    def sit_(name: str | None = "ana", *, coder: str = "ines", read_only: bool = False) -> CodingSitting:
        sitting = CodingSitting(opened(folder, coder=coder, read_only=read_only))
        if name is not None:
            sitting.open(name)
        return sitting

    return sit_


@pytest.fixture
def elsewhere(folder: Path, opened: Open) -> Workspace:
    """Ben, who works on the same study in another process."""
    return opened(folder, coder="ben")
