"""A long run in shards: a function over items, outcomes in the order of the items, and none left out.

Only so many items are on their way at once. What fails is split until one part is to blame; what loses its
worker is split too, and run alone, so that a poisonous part is found without taking others down with it.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from fitcode.batch.crew import Answer, Crew, Executor, Lost, Raised, Refused, Returned
from fitcode.batch.outcomes import Done, Failed, Item, Outcome, Result
from fitcode.errors import FitcodeError

_DEATHS = 2
"""Workers that may die over one part while it runs alone: the first may have been an accident."""

_LOSSES_IN_A_ROW = 20
"""Workers lost without one answer in between: it is not the items, then."""


def _whole(item: Item) -> list[Item]:
    return [item]


def run_shards(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    executor: Executor,
    split: Callable[[Item], Sequence[Item]] = _whole,
) -> Generator[Outcome[Item, Result]]:
    """Apply a function to items, lazily; where one comes to grief, each part that ``split`` makes of it.

    A FitcodeError from the function speaks of the whole pass and is raised here; any other error is a Failed.
    Close the generator (``contextlib.closing``) when it is left early: that ends the workers.
    """
    with executor.crew(function) as crew:
        yield from _Run(crew, split).outcomes(iter(items))


@dataclass(slots=True, eq=False)
class _Entry(Generic[Item, Result]):
    """An item, or a part of one, that was drawn and not handed back yet."""

    item: Item
    alone: bool = False
    deaths: int = 0
    outcome: Outcome[Item, Result] | None = None


class _Run(Generic[Item, Result]):
    """The books of one run."""

    def __init__(self, crew: Crew, split: Callable[[Item], Sequence[Item]]) -> None:
        self._crew = crew
        self._split = split
        self._line: list[_Entry[Item, Result]] = []
        """In the order of the items."""
        self._underway: dict[int, _Entry[Item, Result]] = {}
        self._parts: deque[_Entry[Item, Result]] = deque()
        """Parts of what raised an error, to be run before new items."""
        self._suspects: deque[_Entry[Item, Result]] = deque()
        """What lost its worker, to be run one at a time while nothing else is underway."""
        self._tickets = 0
        self._losses = 0

    def outcomes(self, items: Iterator[Item]) -> Generator[Outcome[Item, Result]]:
        while True:
            self._hand_out(items)
            if not self._line:
                return
            if (outcome := self._line[0].outcome) is not None:
                del self._line[0]
                yield outcome
                del outcome  # or it would stay in memory while the next ones grow
            else:
                self._note(*self._crew.next_answer())

    def _hand_out(self, items: Iterator[Item]) -> None:
        if self._suspects or any(entry.alone for entry in self._underway.values()):
            if not self._underway:
                self._send(self._suspects.popleft())
            return
        while self._parts and len(self._underway) < self._crew.room:
            self._send(self._parts.popleft())
        while len(self._line) < self._crew.room:
            for item in items:
                self._line.append(_Entry(item))
                self._send(self._line[-1])
                break
            else:
                return

    def _send(self, entry: _Entry[Item, Result]) -> None:
        self._tickets += 1
        self._crew.hand_over(self._tickets, entry.item)
        self._underway[self._tickets] = entry

    def _note(self, ticket: int, answer: Answer) -> None:
        entry = self._underway.pop(ticket)
        match answer:
            case Returned(value=value):
                self._losses = 0
                entry.outcome = Done(entry.item, value)
            case Refused():
                raise answer.error()
            case Raised(what=what, traceback=traceback):
                self._losses = 0
                if parts := self._parted(entry, alone=False):
                    self._parts.extend(parts)
                else:
                    entry.outcome = Failed(entry.item, what, traceback)
            case Lost(deaths=deaths):
                self._note_loss(entry, deaths)

    def _note_loss(self, entry: _Entry[Item, Result], deaths: int) -> None:
        self._losses += 1
        if self._losses >= _LOSSES_IN_A_ROW:
            raise FitcodeError(
                f"The system ended {self._losses} workers in a row (out of memory?).",
                remedy="What was stored is kept: run the same command again with fewer jobs.",
            )
        if parts := self._parted(entry, alone=True):
            self._suspects.extendleft(reversed(parts))
            return
        entry.deaths += deaths if entry.alone else 0
        entry.alone = True
        if entry.deaths < _DEATHS:
            self._suspects.appendleft(entry)
        else:
            entry.outcome = Failed(entry.item, "its worker was ended by the system twice")

    def _parted(self, entry: _Entry[Item, Result], *, alone: bool) -> list[_Entry[Item, Result]]:
        """The parts of an item, standing in its place in the line; none when it cannot be split."""
        parts: list[_Entry[Any, Any]] = [_Entry(part, alone=alone) for part in self._split(entry.item)]
        if len(parts) < 2:
            return []
        place = self._line.index(entry)
        self._line[place : place + 1] = parts
        return parts
