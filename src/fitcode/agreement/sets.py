"""Sets: agreement on units that may bear several codes at once.

A value stands for a set of codes; sets that share some codes differ less than sets that share none.
"""

from collections.abc import Sequence

import numpy as np

from fitcode.agreement.estimates import Estimate, absent
from fitcode.agreement.evaluating import conclude, why_none
from fitcode.agreement.krippendorff import alpha_of, disagreements
from fitcode.agreement.ratings import Floats, Ratings

SOURCE = "Passonneau 2006, pp. 831-836"

_ALIKE, _CONTAINED, _SHARING = 1.0, 2 / 3, 1 / 3


def masi_distance(first: frozenset[int], second: frozenset[int]) -> float:
    """How far two sets differ: one minus Jaccard's share times a factor for how they overlap.

    The factor is 1 for the same set, 2/3 where one holds the other, 1/3 where each has something of its
    own, 0 where nothing is shared (Passonneau 2006, pp. 831-836). Two empty sets are the same.
    """
    if first == second:
        return 0.0
    factor = _CONTAINED if first <= second or second <= first else _SHARING
    return 1.0 - len(first & second) / len(first | second) * factor


def masi_distances(sets: Sequence[frozenset[int]]) -> Floats:
    """The MASI distance of each two of the sets."""
    codes = sorted(frozenset().union(*sets))
    holds = np.array([[code in one for code in codes] for one in sets], dtype=np.float64)
    holds = holds.reshape(len(sets), len(codes))
    shared, sizes = holds @ holds.T, holds.sum(axis=1)
    smaller, either = np.minimum.outer(sizes, sizes), np.add.outer(sizes, sizes) - shared
    same = (shared == smaller) & (shared == either)
    factor = np.where(same, _ALIKE, np.where(shared == smaller, _CONTAINED, _SHARING))
    jaccard = np.divide(shared, either, out=np.ones_like(shared), where=either > 0)
    distances: Floats = 1.0 - jaccard * factor
    return distances


def masi_alpha(sets: Sequence[frozenset[int]], ratings: Ratings, *, draws: Floats | None = None) -> Estimate:
    """Krippendorff's alpha by the MASI distance; value ``i`` of the ratings stands for ``sets[i]``.

    With ``draws`` (transcripts x replicates) with its interval.
    """
    reason = why_none(ratings)
    if reason is not None:
        return absent(reason)
    apart = masi_distances(sets)
    observed, given = disagreements(apart, ratings.values, ratings.counts)
    value = float(alpha_of(apart, observed.sum(keepdims=True), given.sum(axis=0, keepdims=True))[0])
    replicates = None
    if draws is not None and draws.shape[1]:
        # Patterns are many here: transcripts are summed up before they are drawn.
        replicates = alpha_of(apart, draws.T @ observed, draws.T @ given)
    return conclude(value, replicates, ratings)
