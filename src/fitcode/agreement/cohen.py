"""Cohen's kappa: chance from what each of two coders gave how often.

Only units that both rated count. J. Cohen, A coefficient of agreement for nominal scales, Educational
and Psychological Measurement 20, 1960, pp. 37-46.
"""

from fitcode.agreement.ratings import Floats, Ints, paired
from fitcode.agreement.tallying import beyond_chance, quotient, share_agreed, tally, vary


def cohen_kappa(values: Ints, counts: Floats, n_values: int) -> Floats:
    """Cohen's kappa of two coders (Cohen 1960, p. 40)."""
    both = paired(values)
    units = counts[:, both]
    first = units @ tally(values[both, :1], n_values)
    second = units @ tally(values[both, 1:], n_values)
    expected = quotient((first * second).sum(axis=1), units.sum(axis=1) ** 2)
    return beyond_chance(share_agreed(values, counts, n_values), expected, vary(values, counts, n_values))
