"""Place hits: the turn that each stands in, and the stretch of text that may be shown around it.

A speaker's label may be somebody's name, so that what holds one is no hit, and no context reaches one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import NamedTuple

from fitcode.store.passages import Talk

Span = tuple[int, int]


class Hit(NamedTuple):
    """A place where a text holds what is looked for."""

    start: int
    end: int
    turn: int
    """Ordinal of the turn in which it begins, -1 outside turns."""

    inside: Span
    """Where its context may be taken from."""


def turn_at(talks: Sequence[Talk], position: int) -> int:
    """Ordinal of the turn that holds a position, -1 outside turns."""
    place = bisect_right(talks, position, key=attrgetter("start")) - 1
    return place if place >= 0 and position < talks[place].end else -1


def touched(segments: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """The segments that share a character with a stretch."""
    return segments[
        bisect_right(segments, start, key=itemgetter(1)) : bisect_left(segments, end, key=itemgetter(0))
    ]


def place_across(
    text: str, start: int, end: int, *, talks: Sequence[Talk], segments: Sequence[Span]
) -> Hit | None:
    """A hit that is not inside one turn; None when it holds a label."""
    held = touched(segments, start, end)
    position = start
    for segment in held:
        if text[position : segment[0]].strip():
            return None
        position = segment[1]
    if not held or text[position:end].strip():
        return None
    turn = turn_at(talks, max(start, held[0][0]))
    inside = (held[0][0], held[-1][1])
    if not talks:
        inside = (0, len(text))
    elif turn >= 0:
        inside = (talks[turn].start, max(talks[turn].end, inside[1]))
    return Hit(start, end, turn, inside)


class Covered:
    """Whether a stretch overlaps any of many others, which may overlap each other."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._starts = [start for start, _ in spans]
        self._ends = list(accumulate((end for _, end in spans), max))

    def touches(self, start: int, end: int) -> bool:
        """Whether it shares a character with one of them."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start
