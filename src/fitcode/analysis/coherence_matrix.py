"""The coherence matrix: levels down, relationships across; a cell counts the segments with one of each.

A segment that carries two levels or two relationships stands in every cell that they make, and how many
such segments there are is told beside the matrix.
"""

from dataclasses import dataclass

import numpy as np

from fitcode.analysis.measuring.together import Touched
from fitcode.analysis.numbers.numbering import Flags, Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Segments by level and relationship, and those that the matrix does not show or shows twice."""

    segments: Integers
    """``levels x relationships``."""

    only_level: int
    only_relationship: int
    several: int
    carrying: tuple[Flags, ...]
    """For each relationship the segments that carry it."""


def coherence_matrix(
    touched: Touched, *, levels: Integers, n_levels: int, relationships: Integers, n_relationships: int
) -> Matrix:
    """Count segments; every coding has a place among the levels or relationships, or -1."""
    across = tuple(touched.carrying(relationships == place) for place in range(n_relationships))
    down = [touched.carrying(levels == place) for place in range(n_levels)]
    nowhere = np.zeros(touched.n_units, dtype=np.int64)
    n_down, n_across = sum(down, start=nowhere), sum(across, start=nowhere)
    both = (n_down > 0) & (n_across > 0)
    return Matrix(
        segments=touched.count(levels, n_labels=n_levels, within=across)
        if across
        else np.zeros((n_levels, 0), dtype=np.int64),
        only_level=int(np.count_nonzero((n_down > 0) & ~both)),
        only_relationship=int(np.count_nonzero((n_across > 0) & ~both)),
        several=int(np.count_nonzero(both & ((n_down > 1) | (n_across > 1)))),
        carrying=across,
    )
