"""Numbering: which keys occur, which rank each has, and how many distinct things each row holds.

Keys are small non-negative integers, so a table of flags answers what a sort would, in a tenth of
the time. Keys are sorted only where they are too sparse for it, or nobody knows how large they are.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fitcode.domain.frame import Column

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_FLAGS_AT_LEAST = 1 << 22
"""A table of this many flags (4 MB) is always cheap enough."""


def as_integers(column: Column) -> Integers:
    """A column of the frame as an array; an ``array('q')`` is not copied."""
    return np.asarray(column, dtype=np.int64)


def distinct(keys: Integers, *, size: int) -> tuple[Integers, Integers]:
    """The distinct keys in ascending order, and the rank of each key among them; keys lie below ``size``."""
    if _are_sparse(keys, size):
        values, ranks = np.unique(keys, return_inverse=True)
        return values, ranks
    present = _flags(keys, size)
    return np.flatnonzero(present), (np.cumsum(present) - 1)[keys]


def each_once(keys: Integers, *, size: int | None = None) -> Integers:
    """The distinct keys in ascending order; they lie below ``size`` where that is known."""
    if size is None or _are_sparse(keys, size):
        # Without counts, numpy would first load all that it knows of masked arrays: 0.03 s of every command.
        values, _ = np.unique(keys, return_counts=True)
        return values
    return np.flatnonzero(_flags(keys, size))


def _are_sparse(keys: Integers, size: int) -> bool:
    """Whether a table of flags would be far larger than what it is for."""
    return size > max(_FLAGS_AT_LEAST, 4 * len(keys))


def _flags(keys: Integers, size: int) -> Flags:
    present = np.zeros(size, dtype=np.bool_)
    present[keys] = True
    return present


def count_distinct(rows: Integers, things: Integers, *, n_rows: int, n_things: int) -> Integers:
    """How many distinct things each row holds; a thing of -1 is none."""
    real = things >= 0
    values = each_once(rows[real] * n_things + things[real], size=n_rows * n_things)
    return np.bincount(values // max(n_things, 1), minlength=n_rows)


def sum_by(keys: Integers, numbers: Integers | Floats, *, size: int) -> Floats:
    """The sum of the numbers under each key; whole numbers below 2**53 stay exact."""
    return np.bincount(keys, weights=numbers, minlength=size).astype(np.float64, copy=False)


def quotient(above: Integers | Floats, below: Integers | Floats) -> Floats:
    """Above by below, NaN where below is nothing."""
    result = np.full(above.shape, np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result


def number_tuples(
    columns: Sequence[Integers], *, sizes: Sequence[int], length: int
) -> tuple[Integers, Integers]:
    """The distinct tuples in ascending order (a row each), and the rank of each tuple among them."""
    tuples = np.zeros((min(length, 1), 0), dtype=np.int64)
    ranks = np.zeros(length, dtype=np.int64)
    for column, size in zip(columns, sizes, strict=True):
        values, ranks = distinct(ranks * size + column, size=max(len(tuples), 1) * size)
        tuples = np.column_stack([tuples[values // size], values % size])
    return tuples, ranks


def spread(first: Integers, counts: Integers) -> tuple[Integers, Integers]:
    """The ranges ``[first, first + count)`` one after another: whose each number is, and the number."""
    owners = np.repeat(np.arange(len(first)), counts)
    before = np.cumsum(counts) - counts
    return owners, np.arange(len(owners)) - before[owners] + first[owners]
