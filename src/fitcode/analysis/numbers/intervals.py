"""Intervals: percentile bootstrap over clusters, the house's one way to say how sure a figure is.

Clusters are drawn with replacement, the same draws for whatever is shown together. Replicates that
say nothing are dropped; too few clusters, or too many dropped, and there is no interval.
"""

import numpy as np

from fitcode.analysis.numbers.numbering import Floats

LEAST_CLUSTERS = 5
"""With fewer contributing clusters there is no interval."""

MOST_DROPPED = 0.05
"""With a larger share of replicates that say nothing there is no interval."""

PERCENTILES = (0.025, 0.975)


def resample(n_clusters: int, *, replicates: int, seed: int) -> Floats:
    """How often each cluster was drawn in each replicate: ``clusters x replicates``."""
    drawn = np.random.Generator(np.random.PCG64(seed)).integers(n_clusters, size=(replicates, n_clusters))
    cells = drawn + np.arange(replicates)[:, None] * n_clusters
    counts = np.bincount(cells.ravel(), minlength=replicates * n_clusters)
    return np.ascontiguousarray(counts.reshape(replicates, n_clusters).T, dtype=np.float64)


def percentiles(replicates: Floats) -> tuple[Floats, Floats]:
    """Low and high of each row, interpolated linearly between the replicates that say anything."""
    ordered = np.sort(replicates, axis=1)  # NaN goes last
    said = replicates.shape[1] - np.isnan(ordered).sum(axis=1)
    low, high = (_interpolated(ordered, percentile * np.maximum(said - 1, 0)) for percentile in PERCENTILES)
    enough = replicates.shape[1] - said <= MOST_DROPPED * replicates.shape[1]
    return np.where(enough, low, np.nan), np.where(enough, high, np.nan)


def _interpolated(ordered: Floats, position: Floats) -> Floats:
    below = position.astype(np.int64)
    rows = np.arange(len(ordered))
    left = ordered[rows, below]
    right = ordered[rows, np.minimum(below + 1, ordered.shape[1] - 1)]
    fraction = position - below
    return np.where(fraction > 0, left + (right - left) * fraction, left)
