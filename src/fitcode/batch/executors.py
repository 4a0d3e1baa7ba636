"""Executors: where a long run works, chosen by name, and how its outcomes are gathered for storing.

Only the parent process writes to a project; workers get plain values and return plain values.
"""

import time
from collections.abc import Iterable, Iterator
from typing import Literal, TypeVar

from fitcode.batch.crew import Executor
from fitcode.errors import UsageError

Item = TypeVar("Item")

ExecutorKind = Literal["serial", "processes", "dask"]


def choose_executor(kind: ExecutorKind, *, jobs: int = 1, scheduler: str | None = None) -> Executor:
    """The executor of that name; one job needs no other process, and a scheduler's address needs Dask.

    Raises UsageError for a scheduler with another executor, and FitcodeError where Dask is not installed.
    """
    if scheduler is not None and kind != "dask":
        raise UsageError(
            f"A scheduler's address ({scheduler}) goes with the Dask executor, not with {kind}.",
            remedy="Ask for the dask executor, or leave the address out.",
        )
    if kind == "dask":
        from fitcode.batch.dask_cluster import DaskExecutor

        return DaskExecutor(jobs=jobs, scheduler=scheduler)
    if kind == "processes" and jobs > 1:
        from fitcode.batch.processes import ProcessExecutor

        return ProcessExecutor(jobs)
    from fitcode.batch.serial import SerialExecutor

    return SerialExecutor()


def in_batches(items: Iterable[Item], *, seconds: float) -> Iterator[list[Item]]:
    """Items in the order they come, gathered for about so many seconds: one transaction for each batch."""
    batch: list[Item] = []
    began = time.monotonic()
    for item in items:
        batch.append(item)
        if time.monotonic() - began >= seconds:
            yield batch
            batch, began = [], time.monotonic()
    if batch:
        yield batch
