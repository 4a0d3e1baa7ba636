"""The processes executor: worker processes on this machine, each served by a thread of this one.

A thread holds one item and one pipe, so a worker that dies is known by the item it died over, and only its
own place is filled anew. Workers never outlive the parent, and leave Ctrl-C to it.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from fitcode.batch.crew import Answer, Crew, Lost, Refused, Work, carry_out_packed, pack, unpack
from fitcode.batch.one_thread import one_blas_thread
from fitcode.errors import FitcodeError

_AHEAD = 4
"""Items on their way per worker: enough to keep it busy while the parent stores."""

_ATTEMPTS = 3
"""Times a worker may die before it stands ready."""

_READY = b"ready"

# Spawned workers inherit neither the parent's database connection nor its locks.
_SPAWN = multiprocessing.get_context("spawn")


class ProcessExecutor:
    """Works in so many processes on this machine."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    @contextmanager
    def crew(self, function: Callable[[Any], Any]) -> Iterator[Crew]:
        """Processes that start with their first item, and are ended, busy or not, at the end."""
        with one_blas_thread():
            crew = _ProcessCrew(pack(function), self._jobs)
            try:
                yield crew
            finally:
                crew.close()


class _ProcessCrew:
    def __init__(self, function: bytes, jobs: int) -> None:
        self.room = jobs * _AHEAD
        self._items: SimpleQueue[tuple[int, bytes] | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[int, Answer]] = SimpleQueue()
        self._workers = [_Worker(function) for _ in range(jobs)]
        with interrupts_held():
            self._threads = [
                threading.Thread(target=self._serve, args=(worker,), daemon=True) for worker in self._workers
            ]
            for thread in self._threads:
                thread.start()

    def hand_over(self, ticket: int, item: Any) -> None:
        self._items.put((ticket, pack(item)))

    def next_answer(self) -> tuple[int, Answer]:
        return self._answers.get()

    def close(self) -> None:
        for _ in self._threads:
            self._items.put(None)
        for worker in self._workers:
            worker.close()
        for thread in self._threads:
            thread.join()

    def _serve(self, worker: "_Worker") -> None:
        while (task := self._items.get()) is not None and not worker.closed:
            ticket, item = task
            self._answers.put((ticket, worker.ask(item)))


class _Worker:
    """A place for a worker process: filled when there is work, and again when the process has died."""

    def __init__(self, function: bytes) -> None:
        self.closed = False
        self._function = function
        self._connection: Connection | None = None
        self._process: Any = None
        self._lock = threading.Lock()

    def ask(self, item: bytes) -> Answer:
        try:
            connection = self._connection or self._ready()
        except FitcodeError as error:
            return Refused(type(error), error.args, dict(vars(error)))
        try:
            connection.send_bytes(item)
            answer: Answer = unpack(connection.recv_bytes())
        except (EOFError, OSError):
            self._forget()
            return Lost()
        return answer

    def close(self) -> None:
        """End the process, busy or not; the thread that waits for it reads the end of its pipe."""
        with self._lock:
            self.closed = True
            if self._process is not None:
                self._process.kill()
                self._process.join()

    def _ready(self) -> Connection:
        """Raises FitcodeError when no process will stand ready."""
        for _ in range(_ATTEMPTS):
            with suppress(EOFError, OSError):
                connection = self._start()
                connection.recv_bytes()
                connection.send_bytes(self._function)
                self._connection = connection
                return connection
            self._forget()
        raise FitcodeError(
            "No worker process could be started (out of memory, or too many processes?).",
            remedy="What was stored is kept: run the same command again with --jobs 1.",
        )

    def _start(self) -> Connection:
        """Raises OSError where the system refuses."""
        with self._lock:
            if self.closed:
                raise BrokenPipeError
            ours, theirs = _SPAWN.Pipe()
            with theirs:
                self._process = _SPAWN.Process(target=_work, args=(theirs,), daemon=True)
                self._process.start()
            return ours

    def _forget(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            if self._process is not None and self._process.pid is not None:
                self._process.kill()
                self._process.join()
            self._process = None


def _work(connection: Connection) -> None:
    """The life of a worker process."""
    leave_interrupts_to_the_parent()
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        connection.send_bytes(_READY)
        work = Work(connection.recv_bytes())
        while True:
            connection.send_bytes(carry_out_packed(work, connection.recv_bytes()))


def _end_with_the_parent() -> None:
    """A parent that was killed cannot end its workers."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def leave_interrupts_to_the_parent() -> None:
    """Ctrl-C at a terminal reaches every process there: only the parent knows what to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait while a worker may be started: a half-started one would complain in its own words.

    Threads and processes begun meanwhile inherit the hold, and so do the processes that those threads begin.
    """
    resource_tracker.ensure_running()  # started later, it would lift the hold
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
