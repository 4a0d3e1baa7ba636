"""Gwet's AC1 and AC2: chance as the share of ratings given at random, which is small when one value prevails.

The values are all that could be given; units rated by one coder alone are heard in how often a value
is given. K. L. Gwet, Computing inter-rater reliability and its variance in the presence of high
agreement, British Journal of Mathematical and Statistical Psychology 61, 2008, pp. 29-48; AC2: Gwet,
Handbook of Inter-Rater Reliability, 4th ed., 2014.
"""

from fitcode.agreement.metrics import NOMINAL, Metric, closeness
from fitcode.agreement.ratings import Floats, Ints
from fitcode.agreement.tallying import beyond_chance, share_agreed, shares_given, vary


def gwet_ac1(values: Ints, counts: Floats, n_values: int) -> Floats:
    """AC1, for values without an order (Gwet 2008, pp. 29-48)."""
    return gwet_ac2(values, counts, n_values)


def gwet_ac2(values: Ints, counts: Floats, n_values: int, metric: Metric = NOMINAL) -> Floats:
    """AC2, which credits near misses by the metric's weights (Gwet 2014, chapter 3); nominal: AC1."""
    weights = closeness(metric, n_values)
    given = shares_given(values, counts, n_values)
    pairs = max(n_values * (n_values - 1), 1)
    expected = weights.sum() / pairs * (given * (1 - given)).sum(axis=1)
    observed = share_agreed(values, counts, n_values, weights)
    return beyond_chance(observed, expected, vary(values, counts, n_values))
