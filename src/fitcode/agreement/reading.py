"""Reading: a coefficient in plain words with the source of the words, and when kappa misleads.

Bounds are conventions of their authors, not properties of the data; none is given without its source.
"""

from dataclasses import dataclass

from fitcode.agreement.brennan_prediger import brennan_prediger
from fitcode.agreement.estimates import Estimate
from fitcode.agreement.evaluating import why_none
from fitcode.agreement.fleiss import fleiss_kappa
from fitcode.agreement.percent import percent
from fitcode.agreement.ratings import Ratings
from fitcode.agreement.tallying import shares_given

KAPPAS = frozenset(
    {"cohen_kappa", "scott_pi", "fleiss_kappa", "brennan_prediger", "gwet_ac1", "gwet_ac2"},
)
"""Coefficients read by the bands that were made for kappa."""

LANDIS_KOCH = "Landis & Koch 1977, p. 165"
KRIPPENDORFF = "Krippendorff 2004, p. 241"
PARADOX = "Feinstein & Cicchetti 1990, pp. 543-549; Byrt, Bishop & Carlin 1993, pp. 423-429"

_BANDS = ((0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"))

HIGH_AGREEMENT = 0.8
"""From this share of agreement on, a low kappa is a paradox (a bound of ours)."""

WIDE_GAP = 0.2
"""What prevalence must cost kappa for a warning: the width of a band of Landis and Koch (a bound of ours)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure says in plain words, and who says so."""

    words: str
    """The words."""

    source: str
    """Author, year, page."""


@dataclass(frozen=True, slots=True)
class Prevalence:
    """How unevenly two coders used two values, and how unlike each other (Byrt and others 1993)."""

    index: float
    """The share both gave value 1 less the share both gave value 0: 0 when even, 1 or -1 at most."""

    bias: float
    """How much oftener the second coder gave value 1 than the first, as a share of units."""


def read(name: str, estimate: Estimate) -> Reading | None:
    """An estimate in plain words, with what its interval allows; none for percent and what has no value.

    Kappas by the bands of Landis and Koch 1977, p. 165; alphas by Krippendorff 2004, p. 241.
    """
    if estimate.value is None:
        return None
    if name in KAPPAS:
        say, source = _band, LANDIS_KOCH
    elif "alpha" in name:
        say, source = _trust, KRIPPENDORFF
    else:
        return None
    words = say(estimate.value)
    if estimate.low is not None and estimate.high is not None:
        low, high = say(estimate.low), say(estimate.high)
        words += "" if low == high else f"; by its interval anything from {low} to {high}"
    return Reading(words, source)


def prevalence(ratings: Ratings) -> Prevalence | None:
    """The prevalence and bias index of two coders and two values (Byrt, Bishop and Carlin 1993, pp. 423-429).

    None for more coders or values, or where nothing was rated by both.
    """
    if ratings.n_coders != 2 or ratings.n_values != 2 or not ratings.n_units:
        return None
    (neither, second), (first, both) = ratings.table() / ratings.n_units
    return Prevalence(index=float(both - neither), bias=float(second - first))


def prevalence_warning(ratings: Ratings) -> Reading | None:
    """That one value prevails so much that kappa is low in spite of high agreement; none where it is not so.

    So it is when the coders agree on four fifths of the units and kappa lies a whole band of Landis and
    Koch below what it were if every value were given as often.
    """
    if why_none(ratings) is not None:
        return None
    counts = ratings.counts.sum(axis=0, keepdims=True)
    asked = ratings.values, counts, ratings.n_values
    agreed, kappa, even = (float(of(*asked)[0]) for of in (percent, fleiss_kappa, brennan_prediger))
    if agreed < HIGH_AGREEMENT or even - kappa < WIDE_GAP:
        return None
    return Reading(
        f"one value makes up {shares_given(*asked).max():.0%} of what was given, so kappa is low "
        f"({kappa:.2f} by Fleiss) although the coders agree on {agreed:.0%} of the units: read it beside "
        f"Gwet's AC1 and Brennan-Prediger's kappa ({even:.2f})",
        PARADOX,
    )


def _band(value: float) -> str:
    for bound, word in _BANDS:
        if value > bound:
            return word
    return "slight" if value >= 0 else "poor"


def _trust(value: float) -> str:
    if value >= 0.8:
        return "reliable"
    return "fit for tentative conclusions only" if value >= 0.667 else "not reliable"
