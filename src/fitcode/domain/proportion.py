"""Proportion: how sure a share is, and how many of what still waits are likely right.

Intervals are of 95 %, from formulas; what rests on resampling lives in ``analysis``.
"""

from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

Z = 1.959963984540054
"""The standard normal deviate of 95 %."""


class Estimate(NamedTuple):
    """A figure and how sure it is."""

    value: float
    low: float
    high: float


def wilson(successes: float, trials: float) -> tuple[float, float] | None:
    """The score interval of a share (Wilson 1927, pp. 209-212); None without trials."""
    if trials <= 0:
        return None
    share, shrink = successes / trials, Z * Z / trials
    middle = (share + shrink / 2) / (1 + shrink)
    reach = sqrt(shrink * (share * (1 - share) + shrink / 4)) / (1 + shrink)
    # Nothing and everything are in their own intervals, which rounding must not deny.
    return (
        0.0 if successes == 0 else max(0.0, middle - reach),
        1.0 if successes == trials else min(1.0, middle + reach),
    )


def expected_count(chances: Iterable[float]) -> Estimate:
    """How many of independent events of known chances come true: Poisson-binomial, by normal approximation.

    Hong (2013, pp. 41-51) compares it with the exact distribution. The interval is only as good as the
    chances are: it says nothing of their own error.
    """
    mean = variance = 0.0
    number = 0
    for chance in chances:
        mean += chance
        variance += chance * (1 - chance)
        number += 1
    reach = Z * sqrt(max(variance, 0.0))
    return Estimate(mean, max(0.0, mean - reach), min(float(number), mean + reach))


def expected_rest(*, found: int, right: int, drawn: int, total: int) -> Estimate | None:
    """How many right ones are left of ``total``, of which ``found`` are known, from a random sample of it.

    ``right`` of the ``drawn`` were right. The sample is without replacement, so that its size is weighed by
    the finite population correction (Cochran 1977, p. 24): a sample of everything leaves no doubt.
    """
    if drawn <= 0 or total <= 0:
        return None
    if drawn >= total:
        return Estimate(*[float(right - found)] * 3)
    weight = (total - 1) / (total - drawn)
    interval = wilson(right * weight, drawn * weight)
    assert interval is not None
    shares = (right / drawn, *interval)
    # What the sample found right and nobody else did is found all the same.
    least, most = 0.0, float(total - found)
    return Estimate(*(min(max(share * total - found, least), most) for share in shares))


def calibration_z(chances: Iterable[float], *, right: int) -> float | None:
    """How far what came true lies from what the chances promised, in standard errors; None without doubt."""
    mean = variance = 0.0
    for chance in chances:
        mean += chance
        variance += chance * (1 - chance)
    return (right - mean) / sqrt(variance) if variance > 0 else None
