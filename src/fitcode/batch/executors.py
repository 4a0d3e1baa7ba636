"""Executors: a function over items, results in the order of the items.

Only the parent process writes to a project; workers get plain values and return plain values.
"""

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from fitcode.errors import FitcodeError

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 4
"""Items in flight per worker: enough to keep it busy, few enough to keep memory flat."""


def map_in_order(
    function: Callable[[Item], Result], items: Iterable[Item], *, jobs: int = 1
) -> Generator[Result]:
    """Apply a function to each item, lazily; with several jobs in worker processes.

    The function and its results must pickle when ``jobs > 1``. Raises FitcodeError when a worker dies.
    """
    if jobs <= 1:
        yield from map(function, items)
        return
    # Spawned workers inherit neither the parent's database connection nor its locks.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_interrupts_to_the_parent)
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            with _interrupts_held():
                waiting.append(pool.submit(function, item))
            if len(waiting) >= jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise FitcodeError(
            "The system ended a worker process (out of memory?).",
            remedy="What was stored is kept: run the command again with --jobs 1.",
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


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


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait while a worker may be started: a half-started one would complain in its own words.

    Workers inherit the hold: a Ctrl-C at the terminal does not reach them before their initializer runs.
    """
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
