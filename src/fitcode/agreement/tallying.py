"""Tallying: what every coefficient counts in patterns of values, for all replicates at once.

Counts are replicates x patterns; a share whose whole is nothing is NaN, and so is what is corrected
for chance where the coders gave one and the same value throughout.
"""

import numpy as np

from fitcode.agreement.ratings import Flags, Floats, Ints, paired


def tally(values: Ints, n_values: int) -> Floats:
    """How many coders gave each value, pattern by pattern: patterns x values."""
    tallies = np.zeros((len(values), n_values))
    for coder in values.T:
        given = np.flatnonzero(coder >= 0)
        tallies[given, coder[given]] += 1
    return tallies


def quotient(above: Floats, below: Floats) -> Floats:
    """Above by below, NaN where below is nothing."""
    result = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result


def share_agreed(values: Ints, counts: Floats, n_values: int, weights: Floats | None = None) -> Floats:
    """The mean over units of the share of pairs of coders who agree; ``weights`` are for agreeing in part.

    Only units that two coders or more rated have such pairs (Fleiss 1971, p. 379; Gwet 2014, chapter 5).
    """
    tallies = tally(values, n_values)
    raters = tallies.sum(axis=1)
    credit = tallies if weights is None else tallies @ weights
    agreed = quotient((tallies * (credit - 1)).sum(axis=1), raters * (raters - 1))
    told = paired(values)
    return quotient(counts[:, told] @ agreed[told], counts[:, told].sum(axis=1))


def shares_given(values: Ints, counts: Floats, n_values: int) -> Floats:
    """How often each value is given, as the mean over rated units of its share of the unit's ratings.

    Units that one coder alone rated are heard too (Gwet 2014, chapter 5): replicates x values.
    """
    tallies = tally(values, n_values)
    shares = quotient(tallies, tallies.sum(axis=1, keepdims=True))
    rated = (values >= 0).any(axis=1)
    return quotient(counts[:, rated] @ shares[rated], counts[:, rated].sum(axis=1, keepdims=True))


def vary(values: Ints, counts: Floats, n_values: int) -> Flags:
    """In which replicates the units that two coders or more rated show more than one value."""
    told = paired(values)
    given = counts[:, told] @ tally(values[told], n_values)
    flags: Flags = np.count_nonzero(given > 0, axis=1) > 1
    return flags


def beyond_chance(observed: Floats, expected: Floats, varied: Flags) -> Floats:
    """The share of what chance leaves to agree on that was agreed on; NaN where ratings do not vary."""
    return np.where(varied, quotient(observed - expected, 1 - expected), np.nan)
