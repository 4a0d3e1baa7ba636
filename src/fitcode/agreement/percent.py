"""Percent agreement: the share of pairs of coders who gave a unit the same value.

It takes no account of chance, so it has a value for constant ratings too.
"""

from fitcode.agreement.ratings import Floats, Ints
from fitcode.agreement.tallying import share_agreed


def percent(values: Ints, counts: Floats, n_values: int) -> Floats:
    """Percent agreement as a share; for more than two coders the mean over pairs (Fleiss 1971, p. 379)."""
    return share_agreed(values, counts, n_values)
