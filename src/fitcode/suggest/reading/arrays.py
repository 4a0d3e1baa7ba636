"""Arrays: the two or three deeds on them that numpy has no name for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]


def expand(starts: Integers, chosen: Integers) -> tuple[Integers, Integers]:
    """For lists laid end to end, list ``n`` from ``starts[n]`` on: every element of the chosen lists.

    Gives the place in ``chosen`` and the place among the elements, side by side.
    """
    import numpy as np

    begin = starts[chosen]
    counts = starts[chosen + 1] - begin
    rows = np.repeat(np.arange(len(chosen)), counts)
    return rows, np.arange(len(rows)) + np.repeat(begin - np.cumsum(counts) + counts, counts)


def is_new(ordered: Integers) -> Flags:
    """Whether each value of an array in order differs from the one before it."""
    import numpy as np

    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new


def distinct(values: Integers) -> Integers:
    """Each value once, in order; on short arrays several times as fast as ``numpy.unique``."""
    import numpy as np

    ordered = np.sort(values)
    return ordered[is_new(ordered)]


def places_of(values: Integers, *, size: int) -> Integers:
    """For each number below ``size``, its place among the values, or -1: a look-up table."""
    import numpy as np

    places = np.full(size, -1, dtype=np.int64)
    places[values] = np.arange(len(values))
    return places
