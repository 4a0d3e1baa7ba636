"""Fleiss' kappa: Scott's pi for any number of coders.

Units rated by fewer coders count as Gwet has them. J. L. Fleiss, Measuring nominal scale agreement
among many raters, Psychological Bulletin 76, 1971, pp. 378-382.
"""

from fitcode.agreement.ratings import Floats, Ints
from fitcode.agreement.tallying import beyond_chance, share_agreed, shares_given, vary


def fleiss_kappa(values: Ints, counts: Floats, n_values: int) -> Floats:
    """Fleiss' kappa (Fleiss 1971, pp. 379-380); what is missing as in Gwet 2014, chapter 5."""
    expected = (shares_given(values, counts, n_values) ** 2).sum(axis=1)
    return beyond_chance(share_agreed(values, counts, n_values), expected, vary(values, counts, n_values))
