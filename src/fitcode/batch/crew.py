"""The protocol between a long run and whoever does the work: items go out by ticket, answers come back.

A crew knows nothing of order, splitting or second attempts: `shards.py` keeps that for all executors alike.
Items, functions and results travel as bytes pickled here, so that every executor refuses the same things.
"""

import pickle
import threading
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from fitcode.batch.one_thread import one_blas_thread
from fitcode.errors import FitcodeError, shortened


class Returned(NamedTuple):
    """The function returned."""

    value: Any


class Raised(NamedTuple):
    """The function raised an error that speaks of this item only."""

    what: str
    """Type and message, in one line."""

    traceback: str


class Refused(NamedTuple):
    """The function raised a FitcodeError: it speaks of the whole pass, which ends here."""

    kind: type[FitcodeError]
    words: tuple[Any, ...]
    facts: dict[str, Any]

    def error(self) -> FitcodeError:
        """The error as it was raised; its constructor may ask for more than an exception's pickle holds."""
        made = self.kind.__new__(self.kind, *self.words)
        made.__dict__.update(self.facts)
        return made


class Lost(NamedTuple):
    """The worker process ended before it answered: killed, out of memory, or its machine went away."""

    deaths: int = 1
    """Workers lost in trying."""


Answer = Returned | Raised | Refused | Lost


class Crew(Protocol):
    """Workers that stand ready for one function."""

    @property
    def room(self) -> int:
        """Items that may be on their way at once: enough to keep all busy, few enough to keep memory flat."""
        ...

    def hand_over(self, ticket: int, item: Any) -> None:
        """Give an item to a worker, now or as soon as one is free; returns at once."""
        ...

    def next_answer(self) -> tuple[int, Answer]:
        """Wait for an answer to any ticket; raises FitcodeError when none can come."""
        ...


class Executor(Protocol):
    """Where the work is done."""

    def crew(self, function: Callable[[Any], Any]) -> AbstractContextManager[Crew]:
        """Workers for a function; all are gone, whatever they were at, when the context is left."""
        ...


_AT_WORK = threading.Lock()
"""A process works on one item at a time, whatever threads a cluster gives it: a pass is not shared."""


class Work:
    """A packed function in a process that works with it: unpacked with the first item, then kept.

    It lives as long as somebody holds it and no longer; there is no table of functions to be cleared.
    """

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._lock = threading.Lock()
        self._function: Callable[[Any], Any] | None = None

    def __reduce__(self) -> tuple[type["Work"], tuple[bytes]]:
        return Work, (self._packed,)

    def __sizeof__(self) -> int:
        return object.__sizeof__(self) + len(self._packed)

    def function(self) -> Callable[[Any], Any]:
        """The function; raises what its unpickling raises."""
        with self._lock:
            if self._function is None:
                self._function = unpack(self._packed)
            return self._function


def carry_out(function: Callable[[Any], Any], item: Any) -> Answer:
    """Apply the function to an item here and now; only an interrupt gets out."""
    try:
        with _AT_WORK, one_blas_thread():
            return Returned(function(item))
    except FitcodeError as error:
        return Refused(type(error), error.args, dict(vars(error)))
    except Exception as error:  # noqa: BLE001 - whatever an item does to the function, the others go on
        return _raised(error)


def carry_out_packed(work: Work, item: bytes) -> bytes:
    """What a worker process does with an item; the answer is pickled."""
    try:
        return pack(carry_out(work.function(), unpack(item)))
    except Exception as error:  # noqa: BLE001 - an item or a result that does not pickle
        return pack(_raised(error))


def pack(value: Any) -> bytes:
    """A value as bytes for another process of this run; never stored."""
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def unpack(data: bytes) -> Any:
    """What another process of this run packed."""
    return pickle.loads(data)  # noqa: S301 - from our own workers, never from a file


def _raised(error: Exception) -> Raised:
    message = " ".join(str(error).split())
    what = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return Raised(shortened(what, 200), "".join(traceback.format_exception(error)))
