"""A whole pass, rules and meaning, on a real Dask cluster that loses a worker half-way.

The scheduler and its two workers are processes of their own; what comes out equals what one process makes.
"""

import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.corpus import each_transcript
from tests.batch import deeds
from tests.faults.conftest import command, fitcode
from tests.faults.dask_processes import dask_cluster
from tests.faults.test_killed import exported

pytest.importorskip("distributed", reason="the dask extra is not installed")

CODEBOOK = """\
id: mini
name: A small codebook
codes:
  - id: supply
    name: Supply
    dimension: operational
    definition: Fuel, parts and vehicles, and who lends them to whom.
    examples: [We had no spare parts for the trucks., They lent us fuel when ours was gone.]
    patterns: [support, time, thing, work, year]
  - id: trust
    name: Trust
    dimension: cultural
    definition: Whether people rely on one another.
    examples: [They tell us nothing., We know each other and rely on it.]
    patterns: [trust, people, know]
"""


@pytest.fixture(scope="module")
def ingested(tmp_path_factory) -> Path:
    """A project of 48,000 words in which nothing was suggested yet."""
    scratch = Path(tmp_path_factory.mktemp("cluster"))
    texts, folder, codebook = scratch / "texts", scratch / "study", scratch / "mini.yaml"
    texts.mkdir()
    for name, text in each_transcript(12, 4000):
        (texts / f"{name}.txt").write_text(text, encoding="utf-8")
    codebook.write_text(CODEBOOK, encoding="utf-8")
    fitcode("init", folder, "--codebook", codebook, folder=folder)
    fitcode("ingest", texts, folder=folder)
    return folder


def test_a_pass_on_a_cluster_that_loses_a_worker_equals_the_pass_of_one_process(ingested, tmp_path):
    alone, spread, farm = tmp_path / "alone", tmp_path / "spread", tmp_path / "farm"
    shutil.copytree(ingested, alone)
    shutil.copytree(ingested, spread)
    farm.mkdir()
    fitcode("suggest", folder=alone)

    with dask_cluster(farm) as cluster:
        arguments = ("suggest", "--executor", "dask", "--scheduler", cluster.address)
        run = subprocess.Popen(command(*arguments, folder=spread), stderr=subprocess.PIPE, text=True)
        wait_for_a_reading(spread, run)
        cluster.workers[0].kill()
        _, told = run.communicate(timeout=180)

    assert run.returncode == 0, told
    fitcode("check", folder=spread)
    tables = exported(spread)
    assert len(tables["suggestions"]) > 100
    assert tables["suggestions"] == exported(alone)["suggestions"]


def test_a_pass_that_is_killed_leaves_nothing_of_its_own_on_the_cluster(ingested, tmp_path):
    killed, farm = tmp_path / "killed", tmp_path / "farm"
    shutil.copytree(ingested, killed)
    farm.mkdir()

    with dask_cluster(farm) as cluster:
        arguments = ("suggest", "--executor", "dask", "--scheduler", cluster.address)
        run = subprocess.Popen(command(*arguments, folder=killed), stderr=subprocess.DEVNULL, text=True)
        wait_for_a_reading(killed, run)
        run.kill()
        run.wait()

        deadline = time.monotonic() + 30  # what a worker was at goes when it is done
        while any((left := held_on(cluster.address)).values()) and time.monotonic() < deadline:
            time.sleep(0.2)

    assert left == {"tasks": 0, "plugins": 0, "works": 0}


def held_on(address: str) -> dict[str, int]:
    """What the scheduler and the workers there hold of a run."""
    from distributed import Client

    with Client(address, set_as_default=False, timeout=10) as client:
        held: dict[str, int] = client.run_on_scheduler(deeds.held_by_scheduler)
        return {**held, "works": sum(client.run(deeds.works_held).values())}


def wait_for_a_reading(folder: Path, run: subprocess.Popen[str]) -> None:
    """Until the first results have come back, and more are under way."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and run.poll() is None:
        try:
            with closing(sqlite3.connect(f"file:{folder / 'annotations.db'}?mode=ro", uri=True)) as kept:
                if kept.execute("SELECT count(*) FROM annotations").fetchone()[0]:
                    return
        except sqlite3.OperationalError:
            pass  # not there yet
        time.sleep(0.02)
    raise AssertionError("nothing was read")
