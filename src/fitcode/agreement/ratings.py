"""Ratings: a reliability table folded to its distinct rows, transcript by transcript.

Millions of characters show a few dozen patterns of values, so a coefficient is computed from how
often each pattern occurs; whatever unit by unit and folded would answer must be the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MISSING = -1
"""What stands in a table where a coder did not read the unit; not reading is not the value "none"."""

_FLAGS_AT_MOST = 1 << 22
"""Up to so many possible patterns a table of flags finds those that occur faster than a sort."""

_CELLS_AT_MOST = 1 << 22
"""Replicates x patterns held at once (32 MB), so that many patterns cost time and not memory."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ratings:
    """Which values coders gave to the same units, as patterns and how often each transcript shows them."""

    values: Ints
    """Patterns x coders: the index of the value each coder gave, or MISSING."""

    counts: Floats
    """Transcripts x patterns: how many units of each transcript show each pattern."""

    n_values: int
    """Values are 0 .. n_values - 1, those that nobody gave included."""

    @property
    def n_coders(self) -> int:
        return int(self.values.shape[1])

    @property
    def paired(self) -> Flags:
        """Which patterns two coders or more gave a value to."""
        return paired(self.values)

    @property
    def n_units(self) -> float:
        """How many units two coders or more gave a value to."""
        return float(self.counts[:, self.paired].sum())

    @property
    def n_transcripts(self) -> int:
        """How many transcripts hold a unit that two coders or more gave a value to."""
        return int(np.count_nonzero(self.counts[:, self.paired].any(axis=1)))

    def values_given(self) -> list[int]:
        """The values that occur in units which two coders or more rated, in ascending order."""
        seen = self.values[self.paired & self.counts.any(axis=0)]
        return [int(value) for value in np.unique(seen[seen >= 0])]

    def pair(self, first: int, second: int) -> "Ratings":
        """The same units, as two of the coders rated them."""
        values, pattern, rated = _distinct(self.values[:, [first, second]], self.n_values)
        belongs = (pattern[:, None] == np.arange(len(values))).astype(np.float64)
        return Ratings(values=values, counts=self.counts[:, rated] @ belongs, n_values=self.n_values)

    def table(self, first: int = 0, second: int = 1) -> Floats:
        """How many units the first coder gave each value (rows) and the second each (columns)."""
        both = (self.values[:, first] >= 0) & (self.values[:, second] >= 0)
        cells = self.values[both, first] * self.n_values + self.values[both, second]
        units = np.zeros(self.n_values * self.n_values)
        np.add.at(units, cells, self.counts[:, both].sum(axis=0))
        return units.reshape(self.n_values, self.n_values)

    def resampled(self, draws: Floats) -> Floats:
        """How often each pattern occurs (replicates x patterns) when transcripts are drawn so often.

        ``draws`` is transcripts x replicates.
        """
        return draws.T @ self.counts

    def resampled_in_blocks(self, draws: Floats) -> Iterator[Floats]:
        """The same, so many replicates at a time that a block stays small."""
        rows = max(1, _CELLS_AT_MOST // max(1, len(self.values)))
        for first in range(0, draws.shape[1], rows):
            yield self.resampled(draws[:, first : first + rows])


def paired(values: Ints) -> Flags:
    """Which patterns two coders or more gave a value to."""
    flags: Flags = np.count_nonzero(values >= 0, axis=1) >= 2
    return flags


def fold(
    units: Ints, *, transcript: Ints, n_transcripts: int, n_values: int, weight: Floats | None = None
) -> Ratings:
    """Fold a table of units x coders; ``transcript`` says where each unit stands, ``weight`` what it counts.

    Units that nobody rated are left out.
    """
    values, pattern, rated = _distinct(units, n_values)
    cells = transcript[rated] * len(values) + pattern
    weights = None if weight is None else weight[rated]
    counts = np.bincount(cells, weights=weights, minlength=n_transcripts * len(values))
    return Ratings(
        values=values,
        counts=counts.astype(np.float64).reshape(n_transcripts, len(values)),
        n_values=n_values,
    )


def _distinct(table: Ints, n_values: int) -> tuple[Ints, Ints, Flags]:
    """The distinct rows in ascending order, which of them each rated row is, and which rows anybody rated."""
    n_coders = table.shape[1]
    rated: Flags = np.any(table >= 0, axis=1)
    possible = (n_values + 1) ** n_coders
    if possible > np.iinfo(np.int64).max:
        rows, pattern = np.unique(table[rated], axis=0, return_inverse=True)
        return rows, pattern.reshape(-1), rated
    places = (n_values + 1) ** np.arange(n_coders - 1, -1, -1, dtype=np.int64)
    keys = (table[rated] + 1) @ places
    if possible > _FLAGS_AT_MOST:
        found, pattern = np.unique(keys, return_inverse=True)
    else:
        occurs = np.zeros(possible, dtype=np.bool_)
        occurs[keys] = True
        found, pattern = np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[keys]
    return found[:, None] // places % (n_values + 1) - 1, pattern.astype(np.int64, copy=False), rated
