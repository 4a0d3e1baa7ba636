"""Lanes: which column beside the text shows the extent of which mark, and which marks a stretch of text has.

Lanes are dealt over the whole transcript at once, so that a mark keeps its lane while the text scrolls; two
marks of one lane never overlap, and stand a row apart where there are lanes enough.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

LANES = 6
"""Most lanes beside the text."""

APART = 80
"""Characters between two marks of a lane: more than a row holds."""


class Mark(NamedTuple):
    """A coding or a suggestion as the transcript view shows it."""

    uid: str
    start: int
    end: int
    label: str
    """Short text for the margin, such as ``role-clarity −2``."""

    colour: str | None
    """``#rrggbb`` or the name of a terminal colour; none where colour is off."""

    is_suggestion: bool = False


class PlacedMark(NamedTuple):
    """A mark and its lane."""

    mark: Mark
    lane: int | None
    """None where more marks overlap than there are lanes."""


class Stretches:
    """Stretches of text by start; finds those that overlap a span without looking at the others."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        """Take spans that are sorted by their start."""
        self._starts = [start for start, _ in spans]
        self._size = 1 << max(0, len(spans) - 1).bit_length()
        # A tree of greatest ends: node n has the children 2n and 2n + 1, the leaves stand in the last half.
        level = [end for _, end in spans] + [0] * (self._size - len(spans))
        levels = [level]
        while len(level) > 1:
            level = list(map(max, level[::2], level[1::2]))
            levels.append(level)
        self._greatest = [0, *chain.from_iterable(reversed(levels))]

    def overlapping(self, start: int, end: int) -> Iterator[int]:
        """The ordinals of the stretches that share a character with a span, in order."""
        # Each entry is a node with the first leaf below it and how many leaves it has.
        waiting = [(1, 0, self._size)]
        while waiting:
            node, first, leaves = waiting.pop()
            if self._greatest[node] <= start or first >= len(self._starts) or self._starts[first] >= end:
                continue
            if leaves == 1:
                yield first
            else:
                half = leaves // 2
                waiting.append((2 * node + 1, first + half, half))
                waiting.append((2 * node, first, half))


class PlacedMarks:
    """All marks of a transcript with their lanes, in order: by start, the longest first, codings first."""

    def __init__(self, marks: Sequence[Mark] = ()) -> None:
        ordered = sorted(marks, key=_reading_order)
        self._placed = _deal(ordered)
        self._stretches = Stretches([(mark.start, mark.end) for mark in ordered])
        self._by_uid = {mark.uid: mark for mark in ordered}

    def overlapping(self, start: int, end: int) -> list[PlacedMark]:
        """The marks that share a character with a span, in order."""
        return [self._placed[ordinal] for ordinal in self._stretches.overlapping(start, end)]

    def get(self, uid: str) -> Mark | None:
        """A mark by its uid, if it is shown at all."""
        return self._by_uid.get(uid)


def _reading_order(mark: Mark) -> tuple[int, int, bool]:
    return mark.start, -mark.end, mark.is_suggestion


def _deal(ordered: Sequence[Mark]) -> list[PlacedMark]:
    """Give each mark the first lane that has been free for a row, else the one that has been free longest."""
    ends = [-APART] * LANES
    placed = []
    for mark in ordered:
        lane = next((lane for lane, end in enumerate(ends) if end + APART <= mark.start), None)
        if lane is None:
            longest = ends.index(min(ends))
            lane = longest if ends[longest] <= mark.start else None
        if lane is not None:
            ends[lane] = mark.end
        placed.append(PlacedMark(mark, lane))
    return placed
