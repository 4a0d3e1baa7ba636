"""Estimates: a coefficient with its interval, or the reason why there is none.

Inside the arithmetic what is undefined is NaN; no NaN passes this module. Intervals are percentile
bootstrap over transcripts by the house's one rule, as for every other figure.
"""

import math
from dataclasses import dataclass

import numpy as np

from fitcode.agreement.ratings import Floats

LEAST_CLUSTERS = 5
"""With fewer contributing transcripts, those that share a case taken as one, there is no interval."""

MOST_DROPPED = 0.05
"""With a larger share of replicates in which the coefficient is undefined there is no interval."""

PERCENTILES = (0.025, 0.975)

FEW_CLUSTERS = f"fewer than {LEAST_CLUSTERS} transcripts to resample (those that share a case are one)"
MANY_DROPPED = f"undefined in more than {MOST_DROPPED:.0%} of the resamples"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient's value, or why it has none; an interval, or why it has none."""

    value: float | None
    """The coefficient; none where it is undefined."""

    reason: str | None = None
    """Why there is no value; none where there is one."""

    low: float | None = None
    """The lower end of the interval."""

    high: float | None = None
    """The upper end of the interval."""

    interval_reason: str | None = None
    """Why there is no interval although one was asked for."""

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ValueError("an estimate has a value or a reason")
        numbers = [number for number in (self.value, self.low, self.high) if number is not None]
        if not all(map(math.isfinite, numbers)):
            raise ValueError("an estimate is a finite number")


def absent(reason: str) -> Estimate:
    """No value, with the reason."""
    return Estimate(None, reason)


def with_interval(value: float, replicates: Floats | None, *, clusters: int) -> Estimate:
    """A value with the interval its replicates give (NaN: undefined); without replicates it has none.

    ``clusters`` is how many transcripts contribute to the value.
    """
    if replicates is None:
        return Estimate(value)
    if clusters < LEAST_CLUSTERS:
        return Estimate(value, interval_reason=FEW_CLUSTERS)
    said = replicates[~np.isnan(replicates)]
    if not len(said) or len(replicates) - len(said) > MOST_DROPPED * len(replicates):
        return Estimate(value, interval_reason=MANY_DROPPED)
    low, high = np.quantile(said, PERCENTILES, method="linear")
    return Estimate(value, low=float(low), high=float(high))
