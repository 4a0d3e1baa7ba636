"""The choice of an executor, batches by time, and what surrounds a long run."""

import gc
import os
import subprocess
import sys
import time

import pytest

from fitcode.batch.executors import choose_executor, in_batches
from fitcode.batch.one_thread import one_blas_thread
from fitcode.batch.pacing import collecting_seldom
from fitcode.batch.serial import SerialExecutor
from fitcode.errors import FitcodeError, UsageError


def slow_square(number: int) -> int:
    time.sleep(0.02 * (number % 3))
    return number * number


@pytest.mark.parametrize("kind", ["serial", "processes"])
def test_one_job_needs_no_other_process(kind):
    assert isinstance(choose_executor(kind, jobs=1), SerialExecutor)


def test_a_scheduler_without_dask_is_a_mistake():
    with pytest.raises(UsageError, match="tcp://node:8786"):
        choose_executor("processes", jobs=2, scheduler="tcp://node:8786")


def test_dask_that_is_not_installed_is_told_with_the_way_to_install_it(monkeypatch):
    monkeypatch.setattr("fitcode.batch.dask_connection.find_spec", lambda _name: None)
    with pytest.raises(FitcodeError) as caught:
        choose_executor("dask", jobs=2)
    assert "pip install 'fitcode[dask]'" in caught.value.remedy


def test_choosing_an_executor_loads_no_slow_library():
    program = (
        "import sys; from fitcode.batch.executors import choose_executor as choose;"
        "import fitcode.batch.shards; choose('serial'); choose('processes', jobs=2);"
        "sys.exit(str({'dask', 'distributed', 'numpy', 'threadpoolctl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "set()"


def test_the_environment_is_as_it_was_after_the_work(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    with one_blas_thread():
        assert os.environ["OMP_NUM_THREADS"] == os.environ["MKL_NUM_THREADS"] == "1"
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "MKL_NUM_THREADS" not in os.environ


def test_batches_hold_every_item_once_and_in_order():
    items = (slow_square(number) for number in range(9))
    batches = list(in_batches(items, seconds=0.03))
    assert [item for batch in batches for item in batch] == [number * number for number in range(9)]
    assert 1 < len(batches) < 9


def test_the_collector_is_as_it_was_afterwards():
    before = gc.get_threshold()
    with collecting_seldom():
        assert gc.get_threshold() != before
    assert gc.get_threshold() == before
