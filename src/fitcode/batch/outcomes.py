"""Outcomes: what became of one item of a long run.

One item that cannot be done never takes the others with it: it comes back as a Failed, in its place.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Done(Generic[Item, Result]):
    """An item with what the function made of it."""

    item: Item
    """As it was handed in, or a part of that where it had to be split."""

    result: Result


@dataclass(frozen=True, slots=True)
class Failed(Generic[Item]):
    """An item that could not be done, by itself, while the others could."""

    item: Item
    """As it was handed in, or the one part of it that is to blame."""

    reason: str
    """One line for people."""

    traceback: str = ""
    """For a log; empty where a worker was lost."""


Outcome = Done[Item, Result] | Failed[Item]
