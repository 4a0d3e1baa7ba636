"""Difference: of one measure in two groups, row by row, and how sure it is.

Every measure is a sum over a sum, so that a cluster adds to both. The interval resamples clusters as the
interval of net fit does; the test gives whole clusters to the other group, never parts of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fitcode.analysis.numbers.intervals import LEAST_CLUSTERS, percentiles, resample
from fitcode.analysis.numbers.numbering import Flags, Floats, Integers, quotient
from fitcode.analysis.numbers.permutation import Permutations

_CELLS_AT_A_TIME = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What the measure of a group is made of: ``rows x clusters``."""

    above: Floats
    below: Floats

    @property
    def contributing(self) -> Flags:
        """Which clusters say anything in which row."""
        return self.below > 0

    def measure(self) -> Floats:
        """The measure of every row, NaN where there is nothing to divide by."""
        return quotient(self.above.sum(axis=1), self.below.sum(axis=1))

    def resampled(self, draws: Floats, rows: slice) -> Floats:
        """The measure of some rows in every replicate."""
        return quotient(self.above[rows] @ draws, self.below[rows] @ draws)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What two groups differ by, one entry a row; NaN is absent."""

    a: Floats
    b: Floats
    low: Floats
    high: Floats
    p_value: Floats
    reason: Sequence[str | None]
    """Why there is no p-value."""

    clusters_a: Integers
    clusters_b: Integers

    @property
    def difference(self) -> Floats:
        """The measure of the first less that of the second."""
        return self.a - self.b


def differ(a: Sums, b: Sums, *, in_both: Flags, replicates: int, permutations: int, seed: int) -> Difference:
    """Compare two groups row by row; ``in_both`` are the clusters in which both groups speak."""
    clusters_a = np.count_nonzero(a.contributing, axis=1)
    clusters_b = np.count_nonzero(b.contributing, axis=1)
    enough = np.minimum(clusters_a, clusters_b) >= LEAST_CLUSTERS
    low, high = _interval(a, b, enough, replicates=replicates, seed=seed)
    shared = np.count_nonzero((a.contributing | b.contributing) & in_both, axis=1)
    reason = [
        _reason(*counts)
        for counts in zip(clusters_a.tolist(), clusters_b.tolist(), shared.tolist(), strict=True)
    ]
    return Difference(
        a=a.measure(),
        b=b.measure(),
        low=low,
        high=high,
        p_value=_p_values(a, b, reason, Permutations(permutations, seed=seed)),
        reason=reason,
        clusters_a=clusters_a,
        clusters_b=clusters_b,
    )


def _interval(a: Sums, b: Sums, enough: Flags, *, replicates: int, seed: int) -> tuple[Floats, Floats]:
    """The 95 % interval of each difference, NaN where a group has too few clusters."""
    n_rows, n_clusters = a.above.shape
    low, high = np.full(n_rows, np.nan), np.full(n_rows, np.nan)
    if replicates < 1 or not enough.any():
        return low, high
    draws = resample(n_clusters, replicates=replicates, seed=seed)
    at_a_time = max(1, _CELLS_AT_A_TIME // replicates)
    for begin in range(0, n_rows, at_a_time):
        rows = slice(begin, begin + at_a_time)
        low[rows], high[rows] = percentiles(a.resampled(draws, rows) - b.resampled(draws, rows))
    return np.where(enough, low, np.nan), np.where(enough, high, np.nan)


def _reason(n_a: int, n_b: int, n_shared: int) -> str | None:
    if not n_a or not n_b:
        return "nothing to compare in " + (
            "either group" if n_a == n_b else "the first" if n_b else "the second"
        )
    if n_shared:
        return f"{n_shared} cluster{'s' if n_shared != 1 else ''} with both groups"
    if min(n_a, n_b) < LEAST_CLUSTERS:
        return f"fewer than {LEAST_CLUSTERS} clusters in a group"
    return None


def _p_values(a: Sums, b: Sums, reason: Sequence[str | None], permutations: Permutations) -> Floats:
    p_values = np.full(len(reason), np.nan)
    # No cluster has both groups here, so that each cluster's sums are those of its one group.
    above, below = a.above + b.above, a.below + b.below
    for row in (place for place, withheld in enumerate(reason) if withheld is None):
        clusters = np.flatnonzero(below[row] > 0)
        p_values[row] = permutations.p_value(
            above[row, clusters], below[row, clusters], a.contributing[row, clusters]
        )
    return p_values
