"""The serial executor: everything in this process, one item after the other, when its answer is asked for."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from fitcode.batch.crew import Answer, Crew, carry_out


class SerialExecutor:
    """Works in this process."""

    @contextmanager
    def crew(self, function: Callable[[Any], Any]) -> Iterator[Crew]:
        """This process."""
        yield _SerialCrew(function)


class _SerialCrew:
    room = 1

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function
        self._waiting: deque[tuple[int, Any]] = deque()

    def hand_over(self, ticket: int, item: Any) -> None:
        self._waiting.append((ticket, item))

    def next_answer(self) -> tuple[int, Answer]:
        ticket, item = self._waiting.popleft()
        return ticket, carry_out(self._function, item)
