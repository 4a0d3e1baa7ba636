"""A Dask cluster as people start one: a scheduler and workers, each a process of its own, on loopback."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


@dataclass
class Cluster:
    """The processes of a cluster, for a test to kill."""

    folder: Path
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, module: str, *arguments: object, **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *map(str, arguments), "--no-dashboard"],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": f"{REPOSITORY / 'src'}:{REPOSITORY}", **environment},
            )

    def add_worker(self, *arguments: object, **environment: str) -> None:
        options = ("--nthreads", 1, "--host", "127.0.0.1", "--local-directory", self.folder)
        self.workers.append(self.start("dask_worker", self.address, *options, *arguments, **environment))


@contextmanager
def dask_cluster(folder: Path, *worker: object, workers: int = 2) -> Iterator[Cluster]:
    """A scheduler and its workers; all are gone afterwards."""
    cluster = Cluster(folder)
    told = folder / "scheduler.json"
    cluster.scheduler = cluster.start(
        "dask_scheduler", "--host", "127.0.0.1", "--port", 0, "--scheduler-file", told
    )
    try:
        cluster.address = _address(told)
        for _ in range(workers):
            cluster.add_worker(*worker)
        yield cluster
    finally:
        for process in (*cluster.workers, cluster.scheduler):
            process.kill()
            process.wait()


def _address(told: Path) -> str:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            return str(json.loads(told.read_text())["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise AssertionError("the scheduler did not start")
