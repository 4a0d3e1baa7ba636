"""Krippendorff's alpha: one minus the observed by the expected disagreement, by any difference of values.

Units with fewer than two ratings drop out; any number of coders. K. Krippendorff, Computing
Krippendorff's alpha-reliability, 2011; Content Analysis, 4th ed., 2019, chapter 12.
"""

import numpy as np

from fitcode.agreement.metrics import NOMINAL, Metric, differences
from fitcode.agreement.ratings import Floats, Ints, paired
from fitcode.agreement.tallying import quotient, tally


def krippendorff_alpha(values: Ints, counts: Floats, n_values: int, metric: Metric = NOMINAL) -> Floats:
    """Alpha by the metric (Krippendorff 2011; 2019, chapter 12)."""
    if metric.level == "ordinal":
        return _ordinal_alpha(values, counts, n_values)
    return alpha_by(differences(metric, n_values), values, counts)


def alpha_by(apart: Floats, values: Ints, counts: Floats) -> Floats:
    """Alpha by a table of squared differences between values, zero for a value and itself."""
    return alpha_of(apart, *disagreements(apart, values, counts))


def disagreements(apart: Floats, values: Ints, counts: Floats) -> tuple[Floats, Floats]:
    """The observed disagreement of each row of counts, and how often it gives each value.

    Both are sums over patterns, so those of transcripts add up to those of a replicate.
    """
    told = paired(values)
    tallies, units = tally(values[told], len(apart)), counts[:, told]
    within = ((tallies @ apart) * tallies).sum(axis=1) / (tallies.sum(axis=1) - 1)
    return units @ within, units @ tallies


def alpha_of(apart: Floats, observed: Floats, given: Floats) -> Floats:
    """Alpha from what ``disagreements`` sums up; the disagreement to expect is a quadratic form."""
    return _alpha(observed, ((given @ apart) * given).sum(axis=1), given)


def _ordinal_alpha(values: Ints, counts: Floats, n_values: int) -> Floats:
    """Alpha by ranks: two values differ by the ratings that lie between them, half of their own included."""
    told = paired(values)
    tallies, units = tally(values[told], n_values), counts[:, told]
    used = tallies.any(axis=0)
    tallies = tallies[:, used]
    low, high = np.triu_indices(tallies.shape[1], 1)
    within = 2 * tallies[:, low] * tallies[:, high] / (tallies.sum(axis=1, keepdims=True) - 1)
    given = units @ tallies
    ranks = quotient(given.cumsum(axis=1) - given / 2, given.sum(axis=1, keepdims=True))
    apart = (ranks[:, high] - ranks[:, low]) ** 2
    expected = (2 * given[:, low] * given[:, high] * apart).sum(axis=1)
    return _alpha((units @ within * apart).sum(axis=1), expected, given)


def _alpha(observed: Floats, expected: Floats, given: Floats) -> Floats:
    """One minus observed by expected disagreement, of so many values given; NaN where none is expected."""
    return 1 - quotient((given.sum(axis=1) - 1) * observed, expected)
