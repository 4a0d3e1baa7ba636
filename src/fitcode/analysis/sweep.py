"""The sweep: down a line of units, which labels each of them carries, and how often two labels meet.

Cost is linear in units and codings, whatever the codings overlap: each coding is an event where it begins
and one where it ends, and a block of units at a time becomes a matrix that is multiplied.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fitcode.analysis.numbering import Flags, Floats, Integers, distinct
from fitcode.analysis.unit_line import UnitLine

_CELLS_AT_A_TIME = 1 << 20


class Meetings(NamedTuple):
    """What a sweep finds, in units; ``together`` and ``pairs`` have a row and a column a label."""

    together: Integers
    first: Integers
    """Units that carry each label on the first side."""

    second: Integers
    units: int
    pairs: Integers
    """Pairs of codings, one of each label, that share a unit."""


class _Block(NamedTuple):
    """Some rows of one side: how many codings begin in each, and how many it lies in."""

    begun: Integers
    lying: Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Codings in the order in which they begin and end, each with a label."""

    start: Integers
    start_label: Integers
    end: Integers
    end_label: Integers
    n_labels: int

    @classmethod
    def of(cls, start: Integers, end: Integers, labels: Integers, *, n_labels: int) -> "Side":
        """A side of codings in any order; one that takes no unit is nowhere."""
        somewhere = np.flatnonzero(end > start)
        begin = somewhere[np.argsort(start[somewhere], kind="stable")]
        finish = somewhere[np.argsort(end[somewhere], kind="stable")]
        return cls(
            start=start[begin],
            start_label=labels[begin],
            end=end[finish],
            end_label=labels[finish],
            n_labels=n_labels,
        )

    def on(self, borders: Integers) -> "Side":
        """The same codings between numbered borders."""
        return Side(
            start=np.searchsorted(borders, self.start),
            start_label=self.start_label,
            end=np.searchsorted(borders, self.end),
            end_label=self.end_label,
            n_labels=self.n_labels,
        )

    def blocks(self, n_rows: int) -> Iterator[_Block]:
        """Row by row which labels are carried, some rows at a time."""
        lying = np.zeros(self.n_labels, dtype=np.int64)
        height = max(1, _CELLS_AT_A_TIME // max(self.n_labels, 1))
        for top in range(0, n_rows, height):
            rows = range(top, min(top + height, n_rows))
            begun = self._events(self.start, self.start_label, rows)
            ended = self._events(self.end, self.end_label, rows)
            running = lying + np.cumsum(begun - ended, axis=0)
            lying = running[-1]
            yield _Block(begun, running)

    def _events(self, places: Integers, labels: Integers, rows: range) -> Integers:
        first, last = np.searchsorted(places, [rows.start, rows.stop])
        cells = (places[first:last] - rows.start) * self.n_labels + labels[first:last]
        return np.bincount(cells, minlength=len(rows) * self.n_labels).reshape(len(rows), self.n_labels)


def meet_in_units(line: UnitLine, one: Side, other: Side, *, has_pairs: bool = False) -> Meetings:
    """How many units carry each two labels, and if asked how many pairs of codings share one."""
    ends = np.concatenate([one.start, one.end, other.start, other.end])
    # Between two borders all units carry the same, so they are looked at once and weighed.
    borders, _ = distinct(ends, size=line.size + 1)
    weights = np.diff(borders, append=borders[-1:]).astype(np.float64)
    n_labels, top = one.n_labels, 0
    together, pairs = np.zeros((n_labels, n_labels)), np.zeros((n_labels, n_labels))
    first, second = np.zeros(n_labels), np.zeros(n_labels)
    for left, right in _side_by_side(one.on(borders), other.on(borders), len(borders)):
        weight = weights[top : top + len(left.lying)]
        top += len(left.lying)
        is_left, is_right = (left.lying > 0).astype(np.float64), (right.lying > 0).astype(np.float64)
        weighed = is_left * weight[:, None]
        together += weighed.T @ is_right
        first += weighed.sum(axis=0)
        second += weight @ is_right
        if has_pairs:
            # Two codings meet where the later begins: the other lies there, or begins there too.
            pairs += _product(left.begun, right.lying) + _product(left.lying - left.begun, right.begun)
    return Meetings(
        together=_whole(together),
        first=_whole(first),
        second=_whole(second),
        units=line.size,
        pairs=_whole(pairs),
    )


def meet_as_neighbours(line: UnitLine, one: Side, other: Side) -> Meetings:
    """How many units that carry one label have a neighbour that carries the other, from either side."""
    n_labels, top = one.n_labels, 0
    together = np.zeros((n_labels, n_labels))
    first, second = np.zeros(n_labels), np.zeros(n_labels)
    above = np.zeros((1, n_labels)), np.zeros((1, n_labels))
    for left, right in _side_by_side(one, other, line.size):
        is_left, is_right = (left.lying > 0).astype(np.float64), (right.lying > 0).astype(np.float64)
        joined = _joined_to_above(line.has_next, top, len(is_left))
        top += len(is_left)
        upper_left, upper_right = (
            np.concatenate([row, block[:-1]])[joined]
            for row, block in zip(above, (is_left, is_right), strict=True)
        )
        above = is_left[-1:], is_right[-1:]
        lower_left, lower_right = is_left[joined], is_right[joined]
        together += upper_left.T @ lower_right + lower_left.T @ upper_right
        first += upper_left.sum(axis=0) + lower_left.sum(axis=0)
        second += upper_right.sum(axis=0) + lower_right.sum(axis=0)
    return Meetings(
        together=_whole(together),
        first=_whole(first),
        second=_whole(second),
        units=2 * int(np.count_nonzero(line.has_next)),
        pairs=np.zeros_like(together, dtype=np.int64),
    )


def _side_by_side(one: Side, other: Side, n_rows: int) -> Iterator[tuple[_Block, _Block]]:
    if one is other:
        return ((block, block) for block in one.blocks(n_rows))
    return zip(one.blocks(n_rows), other.blocks(n_rows), strict=True)


def _joined_to_above(has_next: Flags, top: int, n_rows: int) -> Flags:
    """Whether the unit above each row is its neighbour."""
    if top == 0:
        return np.concatenate([[False], has_next[: n_rows - 1]])
    return has_next[top - 1 : top - 1 + n_rows]


def _product(left: Integers, right: Integers) -> Floats:
    """A product of whole numbers, exact and fast as that of floats."""
    product: Floats = left.T.astype(np.float64) @ right.astype(np.float64)
    return product


def _whole(numbers: Floats) -> Integers:
    return np.rint(numbers).astype(np.int64)
