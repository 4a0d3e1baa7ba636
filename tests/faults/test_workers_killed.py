"""Workers, schedulers and whole runs that are killed or interrupted while real work is underway."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from fitcode.batch import dask_cluster as crew_of_dask
from fitcode.batch import dask_connection
from fitcode.batch.executors import choose_executor
from fitcode.batch.outcomes import Done, Failed
from fitcode.batch.shards import run_shards
from fitcode.errors import FitcodeError
from tests.batch import deeds
from tests.faults.dask_processes import REPOSITORY, dask_cluster

NUMBERS = range(60)
ITEMS = [tuple(range(first, first + 3)) for first in range(0, len(NUMBERS), 3)]
SQUARES = {number: number * number for number in NUMBERS}


def run_with(executor, *, seconds=0.02, meanwhile=None):
    """The squares, and what is done once two items are back."""
    squares: dict[int, int] = {}
    function = partial(deeds.squares_by_whom, seconds=seconds)
    for count, one in enumerate(run_shards(function, ITEMS, executor=executor, split=deeds.one_by_one)):
        assert isinstance(one, Done)
        squares |= zip(one.item, one.result[0], strict=True)
        if count == 2 and meanwhile is not None:
            meanwhile(one.result[1])
    return squares


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


@pytest.fixture(params=["processes", "dask"])
def executor(request):
    if request.param == "dask":
        pytest.importorskip("distributed", reason="the dask extra is not installed")
    return choose_executor(request.param, jobs=2)


def test_a_worker_killed_half_way_costs_nothing(executor):
    assert run_with(executor, meanwhile=kill) == SQUARES


@pytest.fixture
def start_long_run(tmp_path):
    """Starts a run of its own; it and its workers, once these are busy for a minute."""
    runs = []

    def start(kind):
        run = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.long_run", kind],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": f"{REPOSITORY / 'src'}:{REPOSITORY}", "TMPDIR": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        runs.append(run)
        assert run.stdout is not None
        workers = {int(run.stdout.readline()) for _ in range(8)}
        time.sleep(0.3)
        return run, workers

    yield start
    for run in runs:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)


@pytest.mark.parametrize("kind", ["serial", "processes", "dask"])
def test_an_interrupted_run_ends_at_once_and_leaves_no_process(kind, start_long_run):
    if kind == "dask":
        pytest.importorskip("distributed", reason="the dask extra is not installed")
    run, workers = start_long_run(kind)

    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: the workers get it too
    began = time.monotonic()
    _out, complaints = run.communicate(timeout=15)

    assert (run.returncode, complaints) == (130, "")
    assert time.monotonic() - began < 8
    assert none_left(workers - {run.pid})


@pytest.mark.parametrize("kind", ["processes", "dask"])
def test_workers_do_not_outlive_a_parent_that_was_killed(kind, start_long_run):
    if kind == "dask":
        pytest.importorskip("distributed", reason="the dask extra is not installed")
    run, workers = start_long_run(kind)
    run.kill()
    run.communicate(timeout=15)
    assert none_left(workers)


def none_left(pids: set[int]) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not any(is_running(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def cluster(tmp_path):
    pytest.importorskip("distributed", reason="the dask extra is not installed")
    # Without a nanny a killed worker stays away.
    with dask_cluster(tmp_path, "--no-nanny") as started:
        yield started


class TestCluster:
    """A scheduler and two workers, each its own process."""

    def test_a_worker_killed_half_way_costs_nothing(self, cluster):
        executor = choose_executor("dask", scheduler=cluster.address)
        assert run_with(executor, meanwhile=kill) == SQUARES

    def test_a_scheduler_that_is_killed_ends_the_run_with_a_way_on(self, cluster):
        executor = choose_executor("dask", scheduler=cluster.address)
        began = time.monotonic()

        with pytest.raises(FitcodeError, match="scheduler was lost") as caught:
            run_with(executor, meanwhile=lambda _pid: cluster.scheduler.kill())

        assert time.monotonic() - began < 25
        assert "run the same command again" in caught.value.remedy

    def test_a_scheduler_that_hangs_ends_the_run_too(self, cluster, monkeypatch):
        monkeypatch.setattr(crew_of_dask, "ANSWER_WITHIN", 1)
        monkeypatch.setattr(dask_connection, "ANSWER_WITHIN", 1)
        executor = choose_executor("dask", scheduler=cluster.address)

        with pytest.raises(FitcodeError, match="scheduler was lost"):
            run_with(executor, meanwhile=lambda _pid: cluster.scheduler.send_signal(signal.SIGSTOP))

    def test_a_cluster_whose_workers_are_all_gone_is_not_waited_for_for_ever(self, cluster, monkeypatch):
        monkeypatch.setattr(crew_of_dask, "_ALONE_FOR", 2.0)
        monkeypatch.setattr(crew_of_dask, "ANSWER_WITHIN", 2)
        executor = choose_executor("dask", scheduler=cluster.address)

        def kill_all(_pid):
            for worker in cluster.workers:
                worker.kill()

        with pytest.raises(FitcodeError, match="No Dask worker has been left") as caught:
            run_with(executor, meanwhile=kill_all)
        assert "What was stored is kept" in caught.value.remedy

    def test_a_worker_without_fitcode_is_named_with_a_remedy(self, cluster, tmp_path):
        bare = tmp_path / "bare"
        (bare / "fitcode").mkdir(parents=True)
        (bare / "fitcode" / "__init__.py").write_text('__version__ = "0.0.0"\n')
        cluster.add_worker("--no-nanny", PYTHONPATH=str(bare))

        with pytest.raises(FitcodeError, match=r"has fitcode 0\.0\.0") as caught:
            run_when(3, cluster.address)
        assert "Install the same versions" in caught.value.remedy


def run_when(workers, address):
    """Run once so many workers are there."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=20)
    run_with(choose_executor("dask", scheduler=address))


def test_a_poisonous_part_is_found_on_a_cluster_that_replaces_its_workers(tmp_path, monkeypatch):
    pytest.importorskip("distributed", reason="the dask extra is not installed")
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    with dask_cluster(tmp_path) as cluster:
        executor = choose_executor("dask", scheduler=cluster.address)
        function = partial(deeds.killed_by, poison=13)
        outcomes = list(run_shards(function, ITEMS, executor=executor, split=deeds.one_by_one))

    assert [one.item for one in outcomes if isinstance(one, Failed)] == [(13,)]
    assert sum(len(one.item) for one in outcomes) == len(NUMBERS)


def test_a_scheduler_without_workers_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    pytest.importorskip("distributed", reason="the dask extra is not installed")
    monkeypatch.setattr(dask_connection, "_WORKERS_WITHIN", 1)
    with dask_cluster(tmp_path, workers=0) as cluster, pytest.raises(FitcodeError, match="has no workers"):
        run_with(choose_executor("dask", scheduler=cluster.address))


def test_an_address_where_nobody_listens_is_told_within_seconds(monkeypatch):
    pytest.importorskip("distributed", reason="the dask extra is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setattr(dask_connection, "ANSWER_WITHIN", 2)

    with pytest.raises(FitcodeError, match="No Dask scheduler answers at tcp://127"):
        run_with(choose_executor("dask", scheduler=address))


def test_something_else_that_listens_is_told_within_seconds(monkeypatch):
    pytest.importorskip("distributed", reason="the dask extra is not installed")
    monkeypatch.setattr(dask_connection, "ANSWER_WITHIN", 2)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        with pytest.raises(FitcodeError, match="No Dask scheduler answers"):
            run_with(choose_executor("dask", scheduler=f"tcp://127.0.0.1:{deaf.getsockname()[1]}"))


@pytest.mark.parametrize("address", ["nowhere", "bad://host:1", "tcp://", "localhost"])
def test_an_address_that_is_none_is_told(address, monkeypatch):
    pytest.importorskip("distributed", reason="the dask extra is not installed")
    monkeypatch.setattr(dask_connection, "ANSWER_WITHIN", 1)
    with pytest.raises(FitcodeError, match="No Dask scheduler answers"):
        run_with(choose_executor("dask", scheduler=address))
