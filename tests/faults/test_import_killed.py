"""SIGKILL at a random moment of an import leaves no project, and the next import makes it whole."""

import filecmp
import random
import time
from pathlib import Path

import pytest

from tests.faults.conftest import fitcode
from tests.faults.test_killed import kill_at
from tests.support.studies import suggest_with

SHORT = [pytest.param(seed, id=f"kill-{seed}") for seed in range(3)]
LONG = [pytest.param(seed, id=f"kill-{seed}", marks=pytest.mark.hammer) for seed in range(3, 43)]


@pytest.fixture(scope="module")
def text(corpus, tmp_path_factory) -> tuple[Path, float]:
    """A text export, and how long it takes to import it."""
    folder: Path = tmp_path_factory.mktemp("exported")
    fitcode("init", folder / "study", folder=folder)
    suggest_with(folder / "study", "rules")
    fitcode("ingest", corpus, folder=folder / "study")
    fitcode("suggest", folder=folder / "study")
    fitcode("export", "text", "--out", folder / "text", folder=folder / "study")
    began = time.monotonic()
    fitcode("import", folder / "text", folder / "again", folder=folder)
    return folder / "text", time.monotonic() - began


@pytest.mark.parametrize("seed", SHORT + LONG)
@pytest.mark.parametrize("is_there", [False, True])
def test_a_killed_import_leaves_no_project_and_the_next_is_whole(text, tmp_path, seed, is_there):
    folder, seconds = text
    target = tmp_path / "again"
    if is_there:
        target.mkdir()

    kill_at(random.Random(seed).uniform(0.2, 0.95) * seconds, "import", folder, target, folder=tmp_path)

    if (target / "fitcode.toml").exists():  # it was done before the kill
        fitcode("check", folder=target)
        return
    fitcode("import", folder, target, folder=tmp_path)
    fitcode("check", folder=target)
    fitcode("export", "text", "--out", tmp_path / "text", folder=target)
    assert_same(filecmp.dircmp(folder, tmp_path / "text"))
    assert [path.name for path in target.iterdir() if path.name.startswith(".")] == []


def assert_same(compared: "filecmp.dircmp[str]") -> None:
    assert [*compared.left_only, *compared.right_only, *compared.diff_files, *compared.funny_files] == []
    for below in compared.subdirs.values():
        assert_same(below)
