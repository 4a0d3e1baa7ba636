"""Ratings that say nothing: the coefficient is absent with the reason, never NaN, never 1.0 by accident."""

import math

import numpy as np
import pytest

from fitcode.agreement.coefficients import COEFFICIENTS, estimate, estimates
from fitcode.agreement.estimates import Estimate
from fitcode.agreement.evaluating import (
    CONSTANT,
    NO_UNITS,
    NOT_TWO_CODERS,
    NOTHING_SHARED,
    ONE_CODER,
    UNDEFINED,
)
from fitcode.agreement.metrics import LEVELS
from fitcode.agreement.ratings import fold
from fitcode.agreement.sets import masi_alpha
from fitcode.errors import UsageError
from tests.agreement.tables import EXAMPLE, draw, from_table, rate

NAMES = sorted(COEFFICIENTS)
CORRECTED = [name for name in NAMES if name != "percent"]


@pytest.mark.parametrize("name", NAMES)
def test_one_coder_agrees_with_nobody(name):
    assert estimate(name, rate([(0,), (1,)], n_values=2)) == Estimate(None, ONE_CODER)


@pytest.mark.parametrize("name", NAMES)
def test_no_units_have_no_agreement(name):
    nothing = fold(np.empty((0, 2), np.int64), transcript=np.empty(0, np.int64), n_transcripts=0, n_values=2)

    assert estimate(name, nothing) == Estimate(None, NO_UNITS)


@pytest.mark.parametrize("name", NAMES)
def test_coders_of_different_transcripts_share_no_unit(name):
    apart = rate([(0, None), (1, None), (None, 1)], n_values=2, transcript=[0, 0, 1])

    assert estimate(name, apart, draws=draw(2, replicates=10)) == Estimate(None, NOTHING_SHARED)


@pytest.mark.parametrize("name", CORRECTED)
@pytest.mark.parametrize("given", [0, 1], ids=["a code used by nobody", "a code on every unit"])
def test_constant_ratings_leave_nothing_to_correct_for(name, given):
    assert estimate(name, rate([(given, given)] * 4, n_values=2)) == Estimate(None, CONSTANT)


@pytest.mark.parametrize("name", CORRECTED)
def test_values_that_a_table_has_room_for_do_not_make_constant_ratings_vary(name):
    assert estimate(name, from_table(np.array([[5, 0], [0, 0]]))) == Estimate(None, CONSTANT)


@pytest.mark.parametrize("name", CORRECTED)
def test_what_one_coder_alone_read_does_not_make_constant_ratings_vary(name):
    assert estimate(name, rate([(0, 0), (0, 0), (1, None)], n_values=2)) == Estimate(None, CONSTANT)


@pytest.mark.parametrize("metric", LEVELS)
def test_constant_ratings_have_no_alpha_by_any_metric(metric):
    assert estimate("krippendorff_alpha", rate([(2, 2)] * 4, n_values=3), metric=metric).value is None


def test_values_that_stand_for_one_number_are_no_difference_to_expect():
    ratings = rate([(0, 1), (1, 1)], n_values=2)

    found = estimate("krippendorff_alpha", ratings, metric="interval", numbers=[3, 3])

    assert found == Estimate(None, UNDEFINED)


def test_constant_ratings_have_a_percent_agreement():
    assert estimate("percent", rate([(0, 0)] * 4, n_values=2)).value == 1.0


@pytest.mark.parametrize("name", CORRECTED)
def test_a_single_possible_value_is_constant(name):
    assert estimate(name, from_table(np.array([[5]]))) == Estimate(None, CONSTANT)


@pytest.mark.parametrize("name", ["cohen_kappa", "scott_pi"])
def test_a_coefficient_of_two_is_not_stretched_to_three(name):
    assert estimate(name, rate(EXAMPLE, n_values=3)) == Estimate(None, NOT_TWO_CODERS)


@pytest.mark.parametrize("name", CORRECTED)
def test_coders_who_never_agree_have_a_value_all_the_same(name):
    found = estimate(name, rate([(0, 1)] * 6, n_values=2))

    assert found.value is not None
    assert found.value <= 0


def test_sets_that_do_not_vary_have_no_alpha():
    assert masi_alpha([frozenset({1, 2})], rate([(0, 0)] * 3, n_values=1)) == Estimate(None, CONSTANT)


def test_nothing_is_computed_from_no_number_at_all():
    every = [rate([], n_values=2), rate([(None, None)], n_values=2), rate([(0, 0)], n_values=1)]

    for ratings in every:
        for found in estimates(NAMES, ratings, draws=draw(len(ratings.counts), replicates=5)).values():
            assert found.value is None or math.isfinite(found.value)


def test_an_estimate_without_a_number_cannot_be_made():
    with pytest.raises(ValueError, match="finite"):
        Estimate(math.nan)
    with pytest.raises(ValueError, match="a value or a reason"):
        Estimate(None)


def test_an_unknown_coefficient_is_refused_with_the_nearest_name():
    with pytest.raises(UsageError, match="cohen_kapa") as refused:
        estimate("cohen_kapa", rate(EXAMPLE, n_values=3))

    assert "cohen_kappa" in refused.value.remedy


def test_a_metric_is_refused_by_a_coefficient_that_knows_the_same_and_different_only():
    with pytest.raises(UsageError, match="Fleiss"):
        estimate("fleiss_kappa", rate(EXAMPLE, n_values=3), metric="ordinal")


def test_an_unknown_metric_is_refused_with_those_there_are():
    with pytest.raises(UsageError) as refused:
        estimate("krippendorff_alpha", rate(EXAMPLE, n_values=3), metric="cubic")

    assert "ordinal" in refused.value.remedy


def test_numbers_must_be_as_many_as_the_values():
    with pytest.raises(UsageError, match="2 numbers are given for 3 values"):
        estimate("krippendorff_alpha", rate(EXAMPLE, n_values=3), metric="interval", numbers=[0, 1])


def test_a_ratio_scale_knows_nothing_below_zero():
    with pytest.raises(UsageError, match="-1"):
        estimate("krippendorff_alpha", rate(EXAMPLE, n_values=3), metric="ratio", numbers=[-1, 0, 1])
