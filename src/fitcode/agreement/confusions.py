"""Confusions: what one coder gave where the other gave something else.

Codes that both gave a unit answer each other; of the rest, each that one gave is set against each that the
other gave, or against nothing.
"""

from collections.abc import Sequence

import numpy as np

from fitcode.agreement.ratings import Floats, Ratings


def confusions(sets: Sequence[frozenset[int]], ratings: Ratings, *, n_codes: int) -> Floats:
    """How many units the first of two coders gave each code (rows) and the second each (columns).

    Value ``i`` of the ratings stands for ``sets[i]``; the last row and column are nothing.
    """
    cells = np.zeros((n_codes + 1, n_codes + 1))
    for (first, second), units in zip(ratings.values.tolist(), ratings.counts.sum(axis=0), strict=True):
        if first >= 0 and second >= 0:
            for one, other in _answers(sets[first], sets[second], nothing=n_codes):
                cells[one, other] += units
    return cells


def _answers(first: frozenset[int], second: frozenset[int], *, nothing: int) -> list[tuple[int, int]]:
    shared = [(code, code) for code in first & second]
    ours, theirs = first - second or {nothing}, second - first or {nothing}
    if first == second and first:
        return shared
    return [*shared, *((one, other) for one in ours for other in theirs)]
