"""What must hold of every coefficient whatever the ratings: names, order, sameness, other computations."""

from collections.abc import Sequence

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fitcode.agreement.coefficients import COEFFICIENTS, estimates
from fitcode.agreement.metrics import LEVELS
from tests.agreement import reference
from tests.agreement.tables import Row, rate, tables

OF_TWO = tuple(COEFFICIENTS)
OF_MANY = tuple(name for name in COEFFICIENTS if not COEFFICIENTS[name].two_coders_only)
BY_METRIC = tuple(name for name in COEFFICIENTS if COEFFICIENTS[name].by_metric)

Values = dict[str, float | None]


def compute(names: Sequence[str], rows: Sequence[Row], metric: str = "nominal", n_values: int = 3) -> Values:
    found = estimates(names, rate(rows, n_values=n_values), metric=metric)
    return {name: estimate.value for name, estimate in found.items()}


def close(values: Values) -> object:
    return pytest.approx(values, abs=1e-9)


@given(rows=tables(coders=2))
def test_two_coders_folded_give_what_unit_by_unit_gives(rows):
    expected = {name: reference.compute(name, rows, 3) for name in OF_TWO}

    assert compute(OF_TWO, rows) == close(expected)


@given(rows=tables())
def test_many_coders_folded_give_what_unit_by_unit_gives(rows):
    expected = {name: reference.compute(name, rows, 3) for name in OF_MANY}

    assert compute(OF_MANY, rows) == close(expected)


@given(rows=tables(coders=2), names=st.permutations(range(3)))
def test_values_may_bear_other_names(rows, names):
    renamed = [tuple(None if value is None else names[value] for value in row) for row in rows]

    assert compute(OF_TWO, renamed) == close(compute(OF_TWO, rows))


@given(rows=tables(coders=2))
def test_two_coders_may_change_places(rows):
    swapped = [tuple(reversed(row)) for row in rows]

    assert compute(OF_TWO, swapped) == close(compute(OF_TWO, rows))


@given(rows=tables(coders=4), order=st.permutations(range(4)))
def test_many_coders_may_come_in_any_order(rows, order):
    shuffled = [tuple(row[coder] for coder in order) for row in rows]

    assert compute(OF_MANY, shuffled) == close(compute(OF_MANY, rows))


@pytest.mark.parametrize("metric", ["ordinal", "interval", "ratio"])
@given(rows=tables(coders=3), order=st.permutations(range(3)))
def test_the_order_of_coders_matters_to_no_metric(metric, rows, order):
    shuffled = [tuple(row[coder] for coder in order) for row in rows]

    assert compute(BY_METRIC, shuffled, metric) == close(compute(BY_METRIC, rows, metric))


@given(work=st.lists(st.integers(0, 2), min_size=2), coders=st.integers(2, 5))
def test_identical_work_that_varies_agrees_fully(work, coders):
    assume(len(set(work)) > 1)
    names = OF_TWO if coders == 2 else OF_MANY

    assert compute(names, [(value,) * coders for value in work]) == dict.fromkeys(names, 1.0)


@pytest.mark.parametrize("metric", ["ordinal", "interval", "ratio"])
@given(work=st.lists(st.integers(0, 2), min_size=2), coders=st.integers(2, 5))
def test_identical_work_agrees_fully_by_any_metric(metric, work, coders):
    assume(len(set(work)) > 1)

    found = compute(BY_METRIC, [(value,) * coders for value in work], metric)

    assert found == dict.fromkeys(BY_METRIC, 1.0)


@given(rows=tables(coders=2), times=st.integers(2, 5))
def test_every_unit_several_times_changes_nothing_but_alpha(rows, times):
    names = [name for name in OF_TWO if name != "krippendorff_alpha"]

    assert compute(names, rows * times) == close(compute(names, rows))


@given(rows=tables(coders=2, missing=False))
def test_alpha_is_pi_corrected_for_few_values(rows):
    found = compute(["scott_pi", "krippendorff_alpha"], rows)
    pi = found["scott_pi"]
    assume(pi is not None)
    assert pi is not None

    assert found["krippendorff_alpha"] == pytest.approx(1 - (1 - pi) * (1 - 1 / (2 * len(rows))))


@pytest.mark.parametrize("metric", LEVELS)
@given(rows=tables(n_values=4))
def test_alpha_is_what_another_program_gives(metric, rows):
    ours = compute(["krippendorff_alpha"], rows, metric, n_values=4)["krippendorff_alpha"]
    assume(ours is not None)
    theirs = [[np.nan if value is None else value + 1 for value in row] for row in rows]

    other = krippendorff.alpha(reliability_data=np.array(theirs).T, level_of_measurement=metric)

    assert ours == pytest.approx(other, abs=1e-9)


@given(rows=tables(n_values=4), shift=st.integers(-5, 5), stretch=st.integers(1, 4))
def test_the_interval_metric_hangs_on_no_zero_and_no_unit(rows, shift, stretch):
    ratings = rate(rows, n_values=4)
    numbers = [shift + stretch * value for value in range(4)]

    moved = estimates(BY_METRIC, ratings, metric="interval", numbers=numbers)

    assert {name: estimate.value for name, estimate in moved.items()} == close(
        compute(BY_METRIC, rows, "interval", n_values=4)
    )


@given(rows=tables(coders=2, n_values=2))
def test_with_two_values_every_metric_is_nominal(rows):
    nominal = compute(BY_METRIC, rows, n_values=2)

    assert all(compute(BY_METRIC, rows, metric, n_values=2) == close(nominal) for metric in LEVELS)
