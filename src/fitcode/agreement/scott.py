"""Scott's pi: chance from what two coders together gave how often.

Only units that both rated count. W. A. Scott, Reliability of content analysis: the case of nominal
scale coding, Public Opinion Quarterly 19, 1955, pp. 321-325.
"""

from fitcode.agreement.ratings import Floats, Ints, paired
from fitcode.agreement.tallying import beyond_chance, share_agreed, shares_given, vary


def scott_pi(values: Ints, counts: Floats, n_values: int) -> Floats:
    """Scott's pi of two coders (Scott 1955, p. 323)."""
    both = paired(values)
    values, counts = values[both], counts[:, both]
    expected = (shares_given(values, counts, n_values) ** 2).sum(axis=1)
    return beyond_chance(share_agreed(values, counts, n_values), expected, vary(values, counts, n_values))
