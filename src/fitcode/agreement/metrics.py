"""Metrics: how far apart two values are, for coefficients that know more than same and different.

Values stand in ascending order; what numbers they stand for matters to interval and ratio only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from fitcode.agreement.ratings import Floats
from fitcode.errors import UsageError

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Metric:
    """A level of measurement, with the numbers that the values stand for."""

    level: Level = "nominal"
    """What may be said about the difference of two values."""

    numbers: tuple[float, ...] = ()
    """The number each value stands for; empty: 1, 2, 3 and so on."""

    def scale(self, n_values: int) -> Floats:
        """The number each of the values stands for.

        Raises UsageError where there are not as many, or one is below zero on a ratio scale.
        """
        if not self.numbers:
            return np.arange(1.0, n_values + 1)
        if len(self.numbers) != n_values:
            raise UsageError(f"{len(self.numbers)} numbers are given for {n_values} values.")
        if self.level == "ratio" and min(self.numbers) < 0:
            raise UsageError(
                f"A ratio scale has no number below zero, as {min(self.numbers):g} is.",
                remedy="Take the interval metric.",
            )
        return np.array(self.numbers)


NOMINAL = Metric()


def metric_of(level: str, numbers: Sequence[float] = ()) -> Metric:
    """The metric of that name. Raises UsageError for an unknown one."""
    for known in LEVELS:
        if known == level:
            return Metric(known, tuple(numbers))
    raise UsageError(f"There is no metric {level!r}.", remedy=f"Metrics are: {', '.join(LEVELS)}.")


def differences(metric: Metric, n_values: int) -> Floats:
    """The squared difference of each two values (Krippendorff 2011; 2019, chapter 12), but for ordinal.

    Ordinal differences hang on how often the values were given; ``krippendorff.py`` has them.
    """
    if metric.level == "nominal":
        return 1.0 - np.eye(n_values)
    numbers = metric.scale(n_values)
    apart = np.abs(numbers[:, None] - numbers)
    if metric.level == "ratio":
        together = numbers[:, None] + numbers
        apart = np.divide(apart, together, out=np.zeros_like(apart), where=together > 0)
    squared: Floats = apart**2
    return squared


def closeness(metric: Metric, n_values: int) -> Floats:
    """How far each two values agree, from 0 to 1: the weights of Gwet 2014, chapter 3.

    Ordinal weights count the pairs of values from the one to the other; interval ones are quadratic.
    """
    if metric.level == "ordinal":
        ranks = np.arange(n_values)
        steps = np.abs(ranks[:, None] - ranks) + 1.0
        apart = steps * (steps - 1) / 2
    else:
        apart = differences(metric, n_values)
    agreed: Floats = 1.0 - apart / (apart.max(initial=0) or 1.0)
    return agreed
