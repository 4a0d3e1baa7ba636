"""SIGKILL at a random moment of a merge changes nothing, and the next merge brings everything."""

import random
import shutil
import time
from pathlib import Path

import pytest

from fitcode.domain.coding import NewCoding
from fitcode.store import coders, codings
from fitcode.store.project import open_project
from tests.faults.conftest import fitcode
from tests.faults.test_killed import kill_at
from tests.support.merging import state_of
from tests.support.projects import add_transcript, new_project

SHORT = [pytest.param(seed, id=f"kill-{seed}") for seed in range(2)]
LONG = [pytest.param(seed, id=f"kill-{seed}", marks=pytest.mark.hammer) for seed in range(2, 42)]


@pytest.fixture(scope="module")
def apart(tmp_path_factory) -> tuple[Path, float]:
    """A folder with a project and a copy with much work in it, and how long it takes to merge them."""
    folder: Path = tmp_path_factory.mktemp("apart")
    with new_project(folder / "one") as one:
        add_transcript(one, "Q: Eh?\nANA: " + "We waited for fuel that never came. " * 400)
    shutil.copytree(folder / "one", folder / "other")
    with open_project(folder / "other") as other, other.writing("test", coder="ben"):
        coders.ensure_coder(other, "ben")
        made = [
            NewCoding(transcript="ana", start=start, end=start + 8, code="fuel")
            for start in range(20, 14_000, 2)
        ]
        codings.add_codings(other, made, coder="ben")
    shutil.copytree(folder / "one", folder / "tried")
    began = time.monotonic()
    fitcode("merge", folder / "other", folder=folder / "tried")
    return folder, time.monotonic() - began


def told(folder: Path) -> dict[str, list[str]]:
    """What the project says; who merged is no part of it."""
    with open_project(folder, read_only=True) as project:
        return {table: rows for table, rows in state_of(project).items() if table != "coders"}


@pytest.mark.parametrize("seed", SHORT + LONG)
def test_a_killed_merge_changes_nothing_and_the_next_brings_everything(apart, tmp_path, seed):
    folder, seconds = apart
    project = tmp_path / "one"
    shutil.copytree(folder / "one", project)
    before = told(project)

    kill_at(random.Random(seed).uniform(0.3, 0.95) * seconds, "merge", folder / "other", folder=project)

    merged = told(folder / "tried")
    assert before != merged
    assert told(project) in (before, merged)
    fitcode("merge", folder / "other", folder=project)
    assert told(project) == merged
    fitcode("check", folder=project)
