"""Brennan and Prediger's kappa: chance as if every value were as likely, whatever the coders gave.

The values are all that could be given, those that nobody gave included. R. L. Brennan, D. J. Prediger,
Coefficient kappa: some uses, misuses, and alternatives, Educational and Psychological Measurement 41,
1981, pp. 687-699; with two values the S of Bennett, Alpert and Goldstein 1954 and the PABAK of 1993.
"""

import numpy as np

from fitcode.agreement.ratings import Floats, Ints
from fitcode.agreement.tallying import beyond_chance, share_agreed, vary


def brennan_prediger(values: Ints, counts: Floats, n_values: int) -> Floats:
    """Kappa with free marginals (Brennan and Prediger 1981, p. 693)."""
    expected = np.full(len(counts), 1 / max(n_values, 1))
    return beyond_chance(share_agreed(values, counts, n_values), expected, vary(values, counts, n_values))
