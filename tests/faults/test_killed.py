"""SIGKILL at a random moment leaves whole transcripts only, and a second run completes the work.

The finished project is compared with one that was left alone, table by table, but for run ids and times.
"""

import csv
import random
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.conftest import TRANSCRIPTS, command, fitcode
from tests.support.studies import suggest_with

SHORT = [pytest.param(seed, id=f"kill-{seed}") for seed in range(5)]
LONG = [pytest.param(seed, id=f"kill-{seed}", marks=pytest.mark.hammer) for seed in range(5, 55)]


@pytest.fixture(scope="session")
def undisturbed(corpus, tmp_path_factory):
    """The exports of a project that nobody killed, and how long each step took."""
    folder = tmp_path_factory.mktemp("undisturbed") / "study"
    fitcode("init", folder, folder=folder)
    suggest_with(folder, "rules")
    began = time.monotonic()
    fitcode("ingest", corpus, folder=folder)
    ingested = time.monotonic()
    fitcode("suggest", folder=folder)
    suggested = time.monotonic()
    fitcode("export", "csv", "--out", folder / "exports", folder=folder)
    tables = read_tables(folder / "exports")
    assert len(tables["transcripts"]) == TRANSCRIPTS
    assert len(tables["suggestions"]) > 300
    return tables, {"ingest": ingested - began, "suggest": suggested - ingested}


@pytest.mark.parametrize("seed", SHORT + LONG)
def test_a_killed_ingest_is_completed_by_the_next_one(corpus, undisturbed, tmp_path, seed):
    tables, seconds = undisturbed
    folder = tmp_path / "study"
    fitcode("init", folder, folder=folder)
    suggest_with(folder, "rules")

    kill_at(random.Random(seed).uniform(0.1, seconds["ingest"]), "ingest", corpus, folder=folder)

    fitcode("check", folder=folder)
    fitcode("ingest", corpus, folder=folder)
    fitcode("suggest", folder=folder)
    assert exported(folder) == tables


@pytest.mark.parametrize("seed", SHORT + LONG)
def test_a_killed_suggestion_pass_is_completed_by_the_next_one(corpus, undisturbed, tmp_path, seed):
    tables, seconds = undisturbed
    folder = tmp_path / "study"
    fitcode("init", folder, folder=folder)
    suggest_with(folder, "rules")
    fitcode("ingest", corpus, folder=folder)

    kill_at(random.Random(seed).uniform(0.3, seconds["suggest"]), "suggest", folder=folder)

    fitcode("check", folder=folder)
    fitcode("suggest", folder=folder)
    assert exported(folder) == tables


def kill_at(seconds: float, *arguments: object, folder: Path) -> None:
    process = subprocess.Popen(
        command(*arguments, folder=folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def exported(folder: Path) -> dict[str, list[dict[str, str]]]:
    fitcode("check", folder=folder)
    fitcode("export", "csv", "--out", folder / "exports", "--force", folder=folder)
    return read_tables(folder / "exports")


def read_tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Every exported table without run ids and times."""
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        tables[path.stem] = [
            {name: cell for name, cell in row.items() if name != "run" and not name.endswith("_at")}
            for row in rows
        ]
    return tables
