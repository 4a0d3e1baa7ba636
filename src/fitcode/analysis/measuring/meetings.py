"""Meetings: which units carry which label, and how often two labels meet in one or next to each other.

The units that carry a label are bits, so two labels meet where both bits are set, counted 64 units at a time.
Cost is linear in units and codings, whatever the codings overlap.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fitcode.analysis.measuring.unit_line import UnitLine
from fitcode.analysis.numbers.numbering import Flags, Integers

Bits = NDArray[np.uint64]

_UNITS_AT_A_TIME = 1 << 20
"""As many units of all labels as a processor keeps at hand."""


class Meetings(NamedTuple):
    """What is found, in units; ``together`` has a row and a column a label."""

    together: Integers
    first: Integers
    """Units that carry each label on the first side."""

    second: Integers
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Codings by label and in the order in which they begin; ``places`` says where those of a label stand."""

    start: Integers
    end: Integers
    label: Integers
    places: Integers

    @classmethod
    def of(cls, start: Integers, end: Integers, labels: Integers, *, n_labels: int) -> "Side":
        """A side of codings in any order; one that takes no unit is nowhere."""
        somewhere = np.flatnonzero(end > start)
        order = somewhere[np.lexsort((start[somewhere], labels[somewhere]))]
        places = np.searchsorted(labels[order], np.arange(n_labels + 1))
        return cls(start=start[order], end=end[order], label=labels[order], places=places)

    @property
    def n_labels(self) -> int:
        """How many labels there are, codings or not."""
        return len(self.places) - 1

    def carried(self, line: UnitLine) -> Iterator[Flags]:
        """Label by label which units carry it."""
        for first, last in zip(self.places[:-1].tolist(), self.places[1:].tolist(), strict=True):
            yield _covered(self.start[first:last], self.end[first:last], size=line.size)


def meet_in_units(line: UnitLine, one: Side, other: Side) -> Meetings:
    """How many units carry each two labels."""
    left = _packed(one.carried(line), one.n_labels, line.size)
    right = left if other is one else _packed(other.carried(line), other.n_labels, line.size)
    return Meetings(_both(left, right), _number(left), _number(right), line.size)


def meet_as_neighbours(line: UnitLine, one: Side, other: Side) -> Meetings:
    """How many units that carry one label have a neighbour that carries the other, from either side."""
    upper = np.flatnonzero(line.has_next)
    lower = upper + 1
    # Each two neighbours are two units: the upper as seen from the lower, and the lower from the upper.
    seen, beside = np.concatenate([upper, lower]), np.concatenate([lower, upper])
    left = _packed((flags[seen] for flags in one.carried(line)), one.n_labels, len(seen))
    right = _packed((flags[beside] for flags in other.carried(line)), other.n_labels, len(seen))
    return Meetings(_both(left, right), _number(left), _number(right), len(seen))


def pairs_that_meet(one: Side, other: Side) -> Integers:
    """How many pairs of codings, one of each of two labels, share a unit."""
    sides = [one] if other is one else [one, other]
    n_labels = one.n_labels * len(sides)
    # Side by side and label by label, as the sides are; a label of the second side is another label.
    start, end = (np.concatenate([getattr(side, edge) for side in sides]) for edge in ("start", "end"))
    label = np.concatenate([side.label + number * one.n_labels for number, side in enumerate(sides)])
    places = np.searchsorted(label, np.arange(n_labels + 1))
    begun, ended, order = _turns_taken(start, end)
    beginning = label[order]
    found = np.zeros((n_labels, n_labels), dtype=np.int64)
    for lying in range(n_labels):
        own = slice(places[lying], places[lying + 1])
        # Two codings meet where the later of them begins, as the other lies there.
        change = np.bincount(begun[own], minlength=len(label) + 1)
        change -= np.bincount(ended[own], minlength=len(label) + 1)
        lies = np.cumsum(change)[:-1]
        found[:, lying] = np.bincount(beginning, weights=lies, minlength=n_labels)
    if other is one:
        return found + found.T
    return found[: one.n_labels, one.n_labels :] + found[one.n_labels :, : one.n_labels].T


def _turns_taken(start: Integers, end: Integers) -> tuple[Integers, Integers, Integers]:
    """How many codings begin before each, how many before it ends, and the order in which they begin."""
    # What ends at a place comes before what begins there.
    events = np.argsort(np.concatenate([end * 2, start * 2 + 1]), kind="stable")
    begins = events >= len(end)
    before: Integers = np.cumsum(begins) - begins.astype(np.int64)
    begun, ended = np.empty_like(start), np.empty_like(end)
    order = events[begins] - len(end)
    begun[order] = before[begins]
    ended[events[~begins]] = before[~begins]
    return begun, ended, order


def _covered(start: Integers, end: Integers, *, size: int) -> Flags:
    """Which units lie in any of the ranges, which are in the order of their starts."""
    turned = np.zeros(size, dtype=np.int8)
    if len(start):
        reached = np.maximum.accumulate(end)
        is_apart = start[1:] > reached[:-1]
        turned[start[np.append(True, is_apart)]] = 1
        last = reached[np.append(is_apart, True)]
        turned[last[last < size]] = -1
    flags: Flags = np.cumsum(turned, dtype=np.int8).view(np.bool_)
    return flags


def _packed(carried: Iterator[Flags], n_labels: int, size: int) -> Bits:
    """A row of bits a label, with room up to a whole number of 64."""
    packed = np.zeros((n_labels, -(-size // 64)), dtype=np.uint64)
    as_bytes = packed.view(np.uint8)
    for row, flags in zip(as_bytes, carried, strict=True):
        bits = np.packbits(flags)
        row[: len(bits)] = bits
    return packed


def _number(bits: Bits) -> Integers:
    number: Integers = np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    return number


def _both(left: Bits, right: Bits) -> Integers:
    """How many bits each row of one has in common with each row of the other."""
    common = np.zeros((len(left), len(right)), dtype=np.int64)
    width = _UNITS_AT_A_TIME // 64
    for begin in range(0, left.shape[1], width):
        part, other = left[:, begin : begin + width], right[:, begin : begin + width]
        for row, bits in enumerate(part):
            # The same rows on both sides have the same in common either way round.
            first = row if left is right else 0
            common[row, first:] += np.bitwise_count(bits & other[first:]).sum(axis=1, dtype=np.int64)
    if left is right:
        common = np.triu(common) + np.triu(common, k=1).T
    return common
