"""Net fit: (fit - misfit) / (fit + misfit + mixed), with a percentile bootstrap over clusters.

Each row is first reduced to a numerator and a denominator a cluster; a replicate is then a weighted
sum of them. All rows share the resamples, so no interval depends on what else is shown.
"""

from dataclasses import dataclass

import numpy as np

from fitcode.analysis.numbers.intervals import LEAST_CLUSTERS, percentiles, resample
from fitcode.analysis.numbers.numbering import Floats, Integers, distinct, quotient, sum_by
from fitcode.domain.frame import VALENCES

_SIGN = np.array([{"fit": 1.0, "misfit": -1.0}.get(valence, 0.0) for valence in VALENCES])
_CELLS_AT_A_TIME = 1 << 20
_FRACTION = 2.0**36
"""A case's net fit is cut to 36 binary places: such numbers have exact sums, whatever their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Numerators and denominators of net fit, one entry for each row and cluster that has any."""

    row: Integers
    """In ascending order."""

    cluster: Integers
    above: Floats
    below: Floats

    def net_fit(self, n_rows: int) -> Floats:
        """Net fit of each row, NaN where nothing is stated."""
        above = sum_by(self.row, self.above, size=n_rows)
        return quotient(above, sum_by(self.row, self.below, size=n_rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Codings that state a valence, each in its row."""

    rows: Integers
    clusters: Integers
    cases: Integers
    valences: Integers

    def by_coding(self, n_clusters: int) -> Parts:
        """Parts in which every coding weighs the same."""
        return _parts(self.rows, self.clusters, _SIGN[self.valences], n_clusters=n_clusters)

    def by_case(self, n_clusters: int) -> Parts:
        """Parts in which every case weighs the same: a row's net fit is the mean of its cases' net fits."""
        base = int(self.cases.max(initial=0)) + 1
        keys, entry = distinct(self.rows * base + self.cases, size=(int(self.rows.max(initial=0)) + 1) * base)
        own = sum_by(entry, _SIGN[self.valences], size=len(keys)) / np.bincount(entry)
        # All transcripts of a case lie in one cluster, so any of its codings tells which.
        cluster = np.empty(len(keys), dtype=np.int64)
        cluster[entry] = self.clusters
        return _parts(keys // base, cluster, np.rint(own * _FRACTION) / _FRACTION, n_clusters=n_clusters)


def _parts(rows: Integers, clusters: Integers, above: Floats, *, n_clusters: int) -> Parts:
    base = max(n_clusters, 1)
    keys, entry = distinct(rows * base + clusters, size=(int(rows.max(initial=0)) + 1) * base)
    return Parts(
        row=keys // base,
        cluster=keys % base,
        above=sum_by(entry, above, size=len(keys)),
        below=np.bincount(entry, minlength=len(keys)).astype(np.float64),
    )


def intervals(
    parts: Parts, *, n_rows: int, n_clusters: int, replicates: int, seed: int
) -> tuple[Floats, Floats]:
    """The 95 % interval of each row's net fit, NaN where there is none."""
    low, high = np.full(n_rows, np.nan), np.full(n_rows, np.nan)
    enough = np.flatnonzero(np.bincount(parts.row, minlength=n_rows) >= LEAST_CLUSTERS)
    if not len(enough) or replicates < 1:
        return low, high
    draws = resample(n_clusters, replicates=replicates, seed=seed)
    at_a_time = max(1, _CELLS_AT_A_TIME // max(replicates, n_clusters))
    for begin in range(0, len(enough), at_a_time):
        rows = enough[begin : begin + at_a_time]
        above, below = _dense(parts, rows, n_clusters=n_clusters)
        low[rows], high[rows] = percentiles(quotient(above @ draws, below @ draws))
    return low, high


def _dense(parts: Parts, rows: Integers, *, n_clusters: int) -> tuple[Floats, Floats]:
    """The parts of some rows as ``rows x clusters``."""
    begin, end = np.searchsorted(parts.row, [rows[0], rows[-1] + 1])
    place = np.searchsorted(rows, parts.row[begin:end])
    wanted = np.flatnonzero(rows[place] == parts.row[begin:end])
    cells = place[wanted], parts.cluster[begin:end][wanted]
    above, below = np.zeros((len(rows), n_clusters)), np.zeros((len(rows), n_clusters))
    above[cells] = parts.above[begin:end][wanted]
    below[cells] = parts.below[begin:end][wanted]
    return above, below
