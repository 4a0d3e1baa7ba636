"""Sets: agreement on units that may bear several codes at once.

A value stands for a set of codes; sets that share some codes differ less than sets that share none.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from fitcode.agreement.estimates import Estimate, absent
from fitcode.agreement.evaluating import conclude, why_none
from fitcode.agreement.ratings import Floats, Ints, Ratings
from fitcode.agreement.tallying import quotient

SOURCE = "Passonneau 2006, pp. 831-836"

_ALIKE, _CONTAINED, _SHARING = 1.0, 2 / 3, 1 / 3

_SETS_AT_ONCE = 512
"""How many sets are held against all others at a time."""


def masi_distances(sets: Sequence[frozenset[int]]) -> Floats:
    """How far each two of the sets differ: one minus Jaccard's share times a factor for how they overlap.

    The factor is 1 for the same set, 2/3 where one holds the other, 1/3 where each has something of its
    own, 0 where nothing is shared (Passonneau 2006, pp. 831-836). Two empty sets are the same.
    """
    holds = _holds(sets)
    sizes = holds.sum(axis=1)
    return _distances(holds @ holds.T, sizes[:, None], sizes)


def masi_alpha(sets: Sequence[frozenset[int]], ratings: Ratings, *, draws: Floats | None = None) -> Estimate:
    """Krippendorff's alpha by the MASI distance; value ``i`` of the ratings stands for ``sets[i]``.

    With ``draws`` (transcripts x replicates) with its interval.
    """
    reason = why_none(ratings)
    if reason is not None:
        return absent(reason)
    told = ratings.paired
    values, units = ratings.values[told], ratings.counts[:, told]
    holds = _holds(sets)
    observed = units @ _within(values, holds)
    given = _given(values, units, n_values=len(sets))
    # Sets and patterns are many: transcripts are summed up before they are drawn, and what two of them make
    # expect of each other is found once for all replicates.
    expected = _between(given, holds)
    once = np.ones((len(given), 1))
    value = float(_alpha(once, observed, expected, given.sum(axis=1))[0])
    replicates = None
    if draws is not None and draws.shape[1]:
        replicates = _alpha(draws, observed, expected, given.sum(axis=1))
    return conclude(value, replicates, ratings)


def _alpha(draws: Floats, observed: Floats, expected: Floats, given: Floats) -> Floats:
    """Alpha of transcripts drawn so often, from what each shows and each two make expect."""
    apart = ((expected @ draws) * draws).sum(axis=0)
    alpha: Floats = 1 - quotient((draws.T @ given - 1) * (draws.T @ observed), apart)
    return alpha


def _holds(sets: Sequence[frozenset[int]]) -> Floats:
    """Sets x codes: 1 where the set holds the code."""
    codes = sorted(frozenset().union(*sets))
    holds = np.array([[code in one for code in codes] for one in sets], dtype=np.float64)
    return holds.reshape(len(sets), len(codes))


def _distances(shared: Floats, first: Floats, second: Floats) -> Floats:
    """The MASI distance of sets of these sizes that share so many codes."""
    smaller, either = np.minimum(first, second), first + second - shared
    factor = np.where(shared == smaller, np.where(shared == either, _ALIKE, _CONTAINED), _SHARING)
    jaccard = np.divide(shared, either, out=np.ones_like(shared), where=either > 0)
    distances: Floats = 1.0 - jaccard * factor
    return distances


def _within(values: Ints, holds: Floats) -> Floats:
    """How far apart the coders are on a unit of each pattern, over ordered pairs, by coders less one."""
    sizes = holds.sum(axis=1)
    summed = np.zeros(len(values))
    for one, other in combinations(values.T, 2):
        both = np.flatnonzero((one >= 0) & (other >= 0))
        first, second = one[both], other[both]
        shared = (holds[first] * holds[second]).sum(axis=1)
        summed[both] += 2 * _distances(shared, sizes[first], sizes[second])
    within: Floats = summed / (np.count_nonzero(values >= 0, axis=1) - 1)
    return within


def _given(values: Ints, units: Floats, *, n_values: int) -> Floats:
    """Transcripts x values: how often each was given."""
    given = np.zeros((n_values, len(units)))
    for coder in values.T:
        rated = coder >= 0
        np.add.at(given, coder[rated], units.T[rated])
    return given.T


def _between(given: Floats, holds: Floats) -> Floats:
    """Transcripts x transcripts: the distances of all that one gave to all that the other gave."""
    sizes = holds.sum(axis=1)
    between = np.zeros((len(given), len(given)))
    for first in range(0, len(holds), _SETS_AT_ONCE):
        some = slice(first, first + _SETS_AT_ONCE)
        apart = _distances(holds[some] @ holds.T, sizes[some, None], sizes)
        between += given[:, some] @ (apart @ given.T)
    return between
