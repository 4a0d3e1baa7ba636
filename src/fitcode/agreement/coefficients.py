"""Coefficients: the register of all coefficients over ratings, and the one way to ask for them.

A new one is a file with its arithmetic, named after its paper, and an entry here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fitcode.agreement.brennan_prediger import brennan_prediger
from fitcode.agreement.cohen import cohen_kappa
from fitcode.agreement.estimates import Estimate
from fitcode.agreement.evaluating import Arithmetic, evaluate
from fitcode.agreement.fleiss import fleiss_kappa
from fitcode.agreement.gwet import gwet_ac1, gwet_ac2
from fitcode.agreement.krippendorff import krippendorff_alpha
from fitcode.agreement.metrics import Metric, metric_of
from fitcode.agreement.percent import percent
from fitcode.agreement.ratings import Floats, Ints, Ratings
from fitcode.agreement.scott import scott_pi
from fitcode.errors import UsageError, nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A coefficient of agreement: what it is called, who defined it, and its arithmetic."""

    name: str
    """As it is asked for."""

    label: str
    """As it is printed in a table or a paper."""

    source: str
    """Author, year, page."""

    function: Arithmetic
    """Its arithmetic; values are the same or not."""

    by_metric: Callable[[Ints, Floats, int, Metric], Floats] | None = None
    """Its arithmetic under a metric; none where it knows same and different only."""

    two_coders_only: bool = False
    """Whether it is defined for two coders and no more."""

    corrected: bool = True
    """Whether agreement by chance is taken out."""

    def arithmetic(self, metric: Metric) -> Arithmetic:
        """Its arithmetic under a metric. Raises UsageError where it knows same and different only."""
        by_metric = self.by_metric
        if metric.level == "nominal":
            return self.function
        if by_metric is None:
            raise UsageError(
                f"{self.label} knows same and different only, not the {metric.level} metric.",
                remedy="Take krippendorff_alpha or gwet_ac2.",
            )
        return lambda values, counts, n_values: by_metric(values, counts, n_values, metric)


_ALL = (
    Coefficient(
        name="percent",
        label="percent agreement",
        source="Fleiss 1971, p. 379",
        function=percent,
        corrected=False,
    ),
    Coefficient(
        name="cohen_kappa",
        label="Cohen's kappa",
        source="Cohen 1960, p. 40",
        function=cohen_kappa,
        two_coders_only=True,
    ),
    Coefficient(
        name="scott_pi",
        label="Scott's pi",
        source="Scott 1955, p. 323",
        function=scott_pi,
        two_coders_only=True,
    ),
    Coefficient(
        name="fleiss_kappa",
        label="Fleiss' kappa",
        source="Fleiss 1971, p. 380",
        function=fleiss_kappa,
    ),
    Coefficient(
        name="brennan_prediger",
        label="Brennan-Prediger kappa",
        source="Brennan & Prediger 1981, p. 693",
        function=brennan_prediger,
    ),
    Coefficient(
        name="gwet_ac1",
        label="Gwet's AC1",
        source="Gwet 2008, pp. 29-48",
        function=gwet_ac1,
    ),
    Coefficient(
        name="gwet_ac2",
        label="Gwet's AC2",
        source="Gwet 2014, chapter 3",
        function=gwet_ac2,
        by_metric=gwet_ac2,
    ),
    Coefficient(
        name="krippendorff_alpha",
        label="Krippendorff's alpha",
        source="Krippendorff 2011; 2019, chapter 12",
        function=krippendorff_alpha,
        by_metric=krippendorff_alpha,
    ),
)

COEFFICIENTS: Mapping[str, Coefficient] = {coefficient.name: coefficient for coefficient in _ALL}


def coefficient_named(name: str) -> Coefficient:
    """The coefficient of that name. Raises UsageError for an unknown one."""
    if name not in COEFFICIENTS:
        raise UsageError(f"There is no coefficient {name!r}.", remedy=nearest(name, COEFFICIENTS))
    return COEFFICIENTS[name]


def estimate(
    name: str,
    ratings: Ratings,
    *,
    draws: Floats | None = None,
    metric: str = "nominal",
    numbers: Sequence[float] = (),
) -> Estimate:
    """One coefficient of the ratings; with ``draws`` (transcripts x replicates) with its interval.

    ``numbers`` are what the values stand for, in their order; without them 1, 2, 3 and so on. Raises
    UsageError for an unknown name or metric, or a metric that the coefficient does not take.
    """
    return estimates([name], ratings, draws=draws, metric=metric, numbers=numbers)[name]


def estimates(
    names: Sequence[str],
    ratings: Ratings,
    *,
    draws: Floats | None = None,
    metric: str = "nominal",
    numbers: Sequence[float] = (),
) -> dict[str, Estimate]:
    """Several coefficients of the same ratings. Raises as ``estimate`` does."""
    measured = metric_of(metric, numbers)
    found = {}
    for name in names:
        coefficient = coefficient_named(name)
        found[name] = evaluate(
            coefficient.arithmetic(measured),
            ratings,
            draws=draws,
            two_coders_only=coefficient.two_coders_only,
            corrected=coefficient.corrected,
        )
    return found
