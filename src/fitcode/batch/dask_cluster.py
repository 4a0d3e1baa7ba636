"""The Dask executor: workers on this machine or on a cluster, behind a scheduler.

Dask is asked for no second attempts (its ``retries`` cover exceptions, not dead workers): a task whose
workers died comes back as lost, and the run splits it. While it waits, the crew looks whether anybody is
left to answer.

The function, some megabytes with trained models in it, is a task of its own that the others depend on. Dask
then takes it to each worker once, to late ones too, makes it anew when all that held it are gone, and lets go
of it when this client goes, even by a kill. Scattered data cannot be made anew; a worker plugin of a killed
client would stay with the scheduler, and go to each new worker, for good.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, cast

from fitcode.batch.crew import Answer, Crew, Lost, Raised, Work, carry_out_packed, pack, unpack
from fitcode.batch.dask_connection import ANSWER_WITHIN, connected, local_cluster, require_dask
from fitcode.batch.one_thread import one_blas_thread
from fitcode.errors import FitcodeError

if TYPE_CHECKING:
    from distributed import Client, Future

_AHEAD = 4
"""Items on their way per worker thread."""

_LOOK_AFTER = 2.0
"""Seconds between looks at who is there."""

_ALONE_FOR = 60.0
"""Seconds without a worker before the run is given up; a nanny or a queue may bring one back."""

_SENT_AGAIN = 5
"""Times in a row that the function may lose its workers on its way before the run is given up."""

_KEPT = "What was stored is kept: run the same command again when the cluster is up."


class DaskExecutor:
    """Works on the Dask workers of a scheduler, or without an address on as many processes here as jobs."""

    def __init__(self, *, jobs: int = 1, scheduler: str | None = None) -> None:
        require_dask()
        self._jobs = max(jobs, 1)
        self._scheduler = scheduler

    @contextmanager
    def crew(self, function: Callable[[Any], Any]) -> Iterator[Crew]:
        """Connected workers; a cluster begun here is ended at the end, one that was there is left."""
        reached = connected(self._scheduler) if self._scheduler else local_cluster(self._jobs)
        with one_blas_thread(), reached as client:
            yield _DaskCrew(client, pack(function))


class _DaskCrew:
    def __init__(self, client: "Client", function: bytes) -> None:
        self._client = client
        self._function = function
        self._run = uuid.uuid4().hex
        self._items: dict[int, Any] = {}
        self._underway: dict[int, Future] = {}
        """A task that nobody holds on to is forgotten by the scheduler."""
        self._finished: SimpleQueue[int] = SimpleQueue()
        self._submitted = self._sent_in_a_row = 0
        self._seen = self._looked = 0.0
        self._threads = 1
        self._look()
        with _told():
            self._work = self._send_work()

    @property
    def room(self) -> int:
        return self._threads * _AHEAD

    def hand_over(self, ticket: int, item: Any) -> None:
        self._items[ticket] = item
        with _told():
            self._submit_item(ticket)
            self._await(ticket)

    def next_answer(self) -> tuple[int, Answer]:
        while True:
            if time.monotonic() - self._looked > _LOOK_AFTER:
                self._look()
            try:
                ticket = self._finished.get(timeout=_LOOK_AFTER)
            except Empty:
                continue
            with _told():
                answer = self._answer(ticket)
                if answer is None:
                    self._await(ticket)
                    continue
            del self._underway[ticket], self._items[ticket]
            self._sent_in_a_row = 0
            return ticket, answer

    def _send_work(self) -> "Future":
        return self._submit("function", Work, self._function)

    def _submit_item(self, ticket: int) -> None:
        # Bytes, or Dask would look through every list in an item for tasks of its own.
        item = pack(self._items[ticket])
        self._underway[ticket] = self._submit("item", carry_out_packed, self._work, item)

    def _submit(self, group: str, act: Callable[..., Any], *arguments: Any) -> "Future":
        # A group of its own for the function: Dask spreads a group evenly that depends on a small one.
        self._submitted += 1
        key = (f"fitcode-{group}-{self._run}", self._submitted)
        return self._client.submit(act, *arguments, key=key, pure=False, retries=0)

    def _await(self, ticket: int) -> None:
        self._underway[ticket].add_done_callback(partial(_put, self._finished, ticket))

    def _answer(self, ticket: int) -> Answer | None:
        """None when the answer went away with its worker, and Dask works on it again."""
        from distributed import KilledWorker

        future = self._underway[ticket]
        try:
            if future.status != "error":
                return cast(Answer, unpack(future.result(timeout=ANSWER_WITHIN)))
            error = future.exception(timeout=ANSWER_WITHIN)
        except TimeoutError:
            return None
        if isinstance(error, KilledWorker):
            if error.task == future.key:
                return Lost(error.allowed_failures + 1)
            self._send_again(ticket, error.task)
            return None
        if isinstance(error, ImportError):
            raise FitcodeError(
                f"A Dask worker cannot import what the pass needs: {error}.",
                remedy="Install the same fitcode, with the same extras, where the workers run.",
            ) from error
        return Raised(f"{type(error).__name__}: {error}", "")

    def _send_again(self, ticket: int, lost: object) -> None:
        """The function lost its workers before any of them held it: that says nothing about the item."""
        if lost == self._work.key:
            self._sent_in_a_row += 1
            if self._sent_in_a_row > _SENT_AGAIN:
                raise FitcodeError("The Dask workers end before they begin (out of memory?).", remedy=_KEPT)
            self._work = self._send_work()
        self._submit_item(ticket)

    def _look(self) -> None:
        """Who is there to work; raises FitcodeError when the scheduler is gone, or nobody comes back."""
        with _told():
            if self._client.status != "running":
                raise _scheduler_lost()
            identity = self._client.sync(self._client.scheduler.identity, callback_timeout=ANSWER_WITHIN)
        working = [worker for worker in identity["workers"].values() if worker["status"] == "running"]
        self._looked = time.monotonic()
        if working:
            self._seen = self._looked
            self._threads = sum(worker["nthreads"] for worker in working)
        elif self._seen and self._looked - self._seen > _ALONE_FOR:
            raise FitcodeError(f"No Dask worker has been left for {_ALONE_FOR:.0f} s.", remedy=_KEPT)
        elif not self._seen:
            self._seen = self._looked


def _put(finished: SimpleQueue[int], ticket: int, _future: object) -> None:
    finished.put(ticket)


def _scheduler_lost() -> FitcodeError:
    return FitcodeError("The connection to the Dask scheduler was lost.", remedy=_KEPT)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what Dask raises when it is cut off into an error that says what to do."""
    from distributed.client import ClosedClientError

    try:
        yield
    except (OSError, RuntimeError, TimeoutError, CancelledError, ClosedClientError) as error:
        raise _scheduler_lost() from error
