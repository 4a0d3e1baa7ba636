"""Permutation: how often chance alone would set two groups of clusters as far apart as they are.

Two-sided, over random labellings that keep the sizes of the groups. The labelling observed counts as one of
them, so that no p-value is zero (Phipson and Smyth 2010, Statistical Applications in Genetics and Molecular
Biology 9, article 39).
"""

import numpy as np

from fitcode.analysis.numbers.numbering import Flags, Floats

_EQUAL_WITHIN = 1e-9
"""Sums taken in another order differ in their last digits; such differences are equal."""


class Permutations:
    """Random labellings; the same for every row with as many clusters in each group."""

    def __init__(self, number: int, *, seed: int) -> None:
        self._number = number
        self._seed = seed
        self._drawn: dict[tuple[int, int], Floats] = {}

    def p_value(self, above: Floats, below: Floats, is_first: Flags) -> float:
        """The p-value of the difference between two ratios of sums, NaN without permutations."""
        if self._number < 1:
            return float("nan")
        labels = self._labels(len(above), int(np.count_nonzero(is_first)))
        observed = abs(_difference(above, below, is_first.astype(np.float64)[None, :])[0])
        extreme = np.abs(_difference(above, below, labels)) >= observed - _EQUAL_WITHIN
        return float((np.count_nonzero(extreme) + 1) / (self._number + 1))

    def _labels(self, n_clusters: int, n_first: int) -> Floats:
        """Which clusters are of the first group in each labelling: ``labellings x clusters``."""
        if (n_clusters, n_first) not in self._drawn:
            ordered = np.tile(np.arange(n_clusters) < n_first, (self._number, 1))
            generator = np.random.Generator(np.random.PCG64(self._seed))
            self._drawn[n_clusters, n_first] = generator.permuted(ordered, axis=1).astype(np.float64)
        return self._drawn[n_clusters, n_first]


def _difference(above: Floats, below: Floats, labels: Floats) -> Floats:
    """The first group's ratio less the second's, for each labelling; every cluster has something below."""
    first_above, first_below = labels @ above, labels @ below
    difference: Floats = first_above / first_below - (above.sum() - first_above) / (below.sum() - first_below)
    return difference
