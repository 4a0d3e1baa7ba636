"""Evaluating: from a coefficient's arithmetic to an estimate that never shows NaN.

Why there is none is found before the arithmetic is asked: coders, then units, then values that vary.
"""

import math
from collections.abc import Callable

import numpy as np

from fitcode.agreement.estimates import Estimate, absent, with_interval
from fitcode.agreement.ratings import Floats, Ints, Ratings

Arithmetic = Callable[[Ints, Floats, int], Floats]
"""From patterns x coders and replicates x patterns to one number a replicate, NaN where it is undefined."""

ONE_CODER = "needs two coders"
NOT_TWO_CODERS = "is for two coders; these are more"
NO_UNITS = "there are no units"
NOTHING_SHARED = "no unit was rated by two coders"
CONSTANT = "the coders gave every unit one and the same value, so chance cannot be told from agreement"
UNDEFINED = "is not defined for these ratings"


def evaluate(
    arithmetic: Arithmetic,
    ratings: Ratings,
    *,
    draws: Floats | None = None,
    two_coders_only: bool = False,
    corrected: bool = True,
) -> Estimate:
    """The estimate that the arithmetic gives for the ratings, or why there is none.

    ``draws`` is transcripts x replicates; ``corrected`` says whether chance is taken out.
    """
    reason = why_none(ratings, two_coders_only=two_coders_only, corrected=corrected)
    if reason is not None:
        return absent(reason)
    value = float(arithmetic(ratings.values, ratings.counts.sum(axis=0, keepdims=True), ratings.n_values)[0])
    replicates = None
    if draws is not None and draws.shape[1]:
        blocks = ratings.resampled_in_blocks(draws)
        replicates = np.concatenate([arithmetic(ratings.values, block, ratings.n_values) for block in blocks])
    return conclude(value, replicates, ratings)


def conclude(value: float, replicates: Floats | None, ratings: Ratings) -> Estimate:
    """The estimate of a value and its replicates, either of which may be NaN."""
    if math.isnan(value):
        return absent(UNDEFINED)
    return with_interval(value, replicates, clusters=ratings.n_transcripts)


def why_none(ratings: Ratings, *, two_coders_only: bool = False, corrected: bool = True) -> str | None:
    """Why a coefficient has no value for these ratings; none where it has one."""
    if ratings.n_coders < 2:
        return ONE_CODER
    if two_coders_only and ratings.n_coders > 2:
        return NOT_TWO_CODERS
    if not ratings.counts.any():
        return NO_UNITS
    if not ratings.n_units:
        return NOTHING_SHARED
    if corrected and len(ratings.values_given()) < 2:
        return CONSTANT
    return None
