"""Every executor does the same: tests take ``executor`` and run with each."""

import pytest

from fitcode.batch.crew import Executor
from fitcode.batch.executors import choose_executor


@pytest.fixture(params=["serial", "processes", "dask"])
def executor(request) -> Executor:
    return chosen(request.param)


@pytest.fixture(params=["processes", "dask"])
def executor_with_workers(request) -> Executor:
    return chosen(request.param)


@pytest.fixture(params=["serial", "processes"])
def executor_here(request) -> Executor:
    return chosen(request.param)


def chosen(kind) -> Executor:
    if kind == "dask":
        pytest.importorskip("distributed", reason="the dask extra is not installed")
    return choose_executor(kind, jobs=2)
