"""On Dask, the function of a run travels once, outlives every worker, and goes when the run goes."""

import os
import time
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from fitcode.batch import dask_cluster as crew_of_dask
from fitcode.batch.executors import choose_executor
from fitcode.batch.outcomes import Done
from fitcode.batch.shards import run_shards
from fitcode.errors import FitcodeError
from tests.batch import deeds
from tests.faults.dask_processes import dask_cluster
from tests.faults.test_pass_on_a_cluster import held_on

pytest.importorskip("distributed", reason="the dask extra is not installed")

MEGABYTES = 2_000_000
"""Bytes of the function: far more than everything else that a run sends."""

NUMBERS = [(number,) for number in range(40)]


def test_the_function_goes_out_once_and_is_unpacked_once_by_each_worker(tmp_path):
    function = deeds.HeavyFunction(MEGABYTES, notes=tmp_path)
    with choose_executor("dask", jobs=2).crew(function) as crew:
        for ticket, item in enumerate(NUMBERS):
            crew.hand_over(ticket, item)
        for _ in NUMBERS:
            crew.next_answer()
        assert isinstance(crew, crew_of_dask._DaskCrew)
        client = crew._client
        to_scheduler = client.scheduler_comm.byte_count
        to_workers = sum(comm.byte_count for comm in client.cluster.scheduler.stream_comms.values())
        between_workers = sum(client.run(deeds.bytes_to_other_workers).values())

    assert MEGABYTES < to_scheduler < 1.5 * MEGABYTES
    assert to_workers + between_workers < 2.5 * MEGABYTES
    unpacked = (tmp_path / "unpacked").read_text().split()
    assert 1 <= len(unpacked) == len(set(unpacked)) <= 2


def test_a_late_worker_gets_the_function(tmp_path):
    with farm(tmp_path, "--no-nanny", workers=1) as cluster:
        who = done_by(cluster, {3: cluster.add_worker}, many=400)
    assert len(set(who)) == 2


def test_when_all_workers_are_gone_new_ones_get_the_function(tmp_path):
    with farm(tmp_path, "--no-nanny", workers=1) as cluster:

        def replace_all():
            cluster.workers[0].kill()
            cluster.workers[0].wait()
            cluster.add_worker("--no-nanny")

        who = done_by(cluster, {3: replace_all}, many=40)
    assert len(set(who)) == 2


def test_a_worker_that_its_nanny_brings_back_gets_the_function(tmp_path):
    with farm(tmp_path, workers=1) as cluster:
        executor = choose_executor("dask", scheduler=cluster.address)
        function = partial(deeds.killed_once, over=13, marks=tmp_path)
        outcomes = list(run_shards(function, NUMBERS, executor=executor))
    assert (tmp_path / "13").exists()
    assert outcomes == [Done((number,), (number * number,)) for (number,) in NUMBERS]


def test_two_runs_at_once_on_one_scheduler_keep_their_functions_apart(tmp_path):
    with farm(tmp_path, workers=2) as cluster:
        runs = [
            run_shards(
                partial(deeds.power, exponent=exponent),
                NUMBERS,
                executor=choose_executor("dask", scheduler=cluster.address),
            )
            for exponent in (2, 3)
        ]
        for (number,), *both in zip(NUMBERS, *runs, strict=True):
            assert [one.result for one in both if isinstance(one, Done)] == [number**2, number**3]
            if number == 20:
                assert sum(held_on(cluster.address).values()) > 0  # or the tests below would see nothing
        wait_until_nothing_is_left(cluster)


def test_nothing_is_left_on_a_cluster_when_a_run_ends_early_or_is_over(tmp_path):
    with farm(tmp_path, workers=2) as cluster:
        executor = choose_executor("dask", scheduler=cluster.address)
        list(run_shards(deeds.squares, NUMBERS, executor=executor))
        wait_until_nothing_is_left(cluster)

        with closing(run_shards(deeds.squares, NUMBERS, executor=executor)) as outcomes:
            next(outcomes)
        wait_until_nothing_is_left(cluster)


def test_a_function_that_loses_its_worker_on_the_way_is_sent_again(tmp_path, monkeypatch):
    dies_twice = partial(deeds.work_that_dies, times=2, marks=tmp_path)
    monkeypatch.setattr(crew_of_dask, "Work", dies_twice)

    outcomes = list(run_shards(deeds.squares, NUMBERS[:6], executor=choose_executor("dask", jobs=2)))

    assert outcomes == [Done((number,), (number * number,)) for (number,) in NUMBERS[:6]]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_function_that_no_worker_survives_ends_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(crew_of_dask, "Work", partial(deeds.work_that_dies, times=100, marks=tmp_path))
    monkeypatch.setattr(crew_of_dask, "_SENT_AGAIN", 1)
    with pytest.raises(FitcodeError, match="end before they begin"):
        list(run_shards(deeds.squares, NUMBERS, executor=choose_executor("dask", jobs=2)))


@contextmanager
def farm(tmp_path: Path, *worker: object, workers: int):
    folder = tmp_path / "farm"
    folder.mkdir()
    with dask_cluster(folder, *worker, workers=workers) as cluster:
        yield cluster


def done_by(cluster, events, *, many):
    """The processes that did each of so many items; an event comes after so many answers."""
    items = [(number,) for number in range(many)]
    executor = choose_executor("dask", scheduler=cluster.address)
    function = partial(deeds.squares_by_whom, seconds=0.02)
    who = []
    for count, one in enumerate(run_shards(function, items, executor=executor)):
        assert isinstance(one, Done)
        who.append(one.result[1])
        events.get(count, lambda: None)()
    assert len(who) == many
    assert os.getpid() not in who
    return who


def wait_until_nothing_is_left(cluster):
    deadline = time.monotonic() + 10
    while any((left := held_on(cluster.address)).values()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(left.values()), left
