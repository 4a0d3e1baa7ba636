"""Agreement on sets of codes: Passonneau's distance, and alpha by it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fitcode.agreement.coefficients import estimate
from fitcode.agreement.sets import masi_alpha, masi_distances
from tests.agreement import reference
from tests.agreement.tables import rate, tables

SETS = [frozenset[int](), frozenset({1}), frozenset({1, 2}), frozenset({2, 3, 4})]

sets = st.frozensets(st.integers(0, 5), max_size=4)


@pytest.mark.parametrize("distance", [reference.masi_distance, lambda a, b: masi_distances([a, b])[0, 1]])
class TestPassonneau2006:
    """Measuring agreement on set-valued items, LREC 2006, pp. 831-836."""

    def test_the_same_sets_do_not_differ(self, distance):
        assert distance(frozenset({1, 2}), frozenset({1, 2})) == 0

    def test_a_set_within_another_keeps_two_thirds_of_what_they_share(self, distance):
        assert distance(frozenset({1}), frozenset({1, 2})) == pytest.approx(1 - 1 / 2 * 2 / 3)

    def test_sets_that_overlap_keep_one_third_of_what_they_share(self, distance):
        assert distance(frozenset({1, 2}), frozenset({2, 3})) == pytest.approx(1 - 1 / 3 * 1 / 3)

    def test_sets_that_share_nothing_differ_wholly(self, distance):
        assert distance(frozenset({1}), frozenset({2})) == 1

    def test_no_code_and_some_code_differ_wholly(self, distance):
        assert distance(frozenset(), frozenset({2})) == 1


@given(st.lists(sets, min_size=1, max_size=6))
def test_the_distances_of_many_sets_are_those_of_each_two(drawn):
    each = [reference.masi_distance(first, second) for first, second in product(drawn, repeat=2)]

    assert masi_distances(drawn).ravel().tolist() == pytest.approx(each)


@given(rows=tables(n_values=4))
def test_alpha_by_sets_is_what_unit_by_unit_gives(rows):
    found = masi_alpha(SETS, rate(rows, n_values=4)).value
    assume(found is not None)

    naive = reference.krippendorff_alpha(rows, 4, lambda a, b: reference.masi_distance(SETS[a], SETS[b]))

    assert found == pytest.approx(naive, abs=1e-9)


@given(rows=tables(n_values=4))
def test_sets_of_one_code_each_are_nominal(rows):
    ratings = rate(rows, n_values=4)

    found = masi_alpha([frozenset({code}) for code in range(4)], ratings)

    nominal = estimate("krippendorff_alpha", ratings)
    assert found.reason == nominal.reason
    assert found.value == pytest.approx(nominal.value)


def test_sharing_some_codes_is_agreeing_in_part():
    rows = [(1, 2), (3, 3), (0, 0), (2, 2)]
    ratings = rate(rows, n_values=4)

    by_sets, nominal = masi_alpha(SETS, ratings).value, estimate("krippendorff_alpha", ratings).value

    assert by_sets is not None
    assert nominal is not None
    assert nominal < by_sets < 1


def test_many_sets_of_many_codes_have_a_table_without_a_gap():
    many = [frozenset(np.flatnonzero(np.array(bits)).tolist()) for bits in product((0, 1), repeat=6)]

    distances = masi_distances(many)

    assert np.array_equal(distances, distances.T)
    assert np.count_nonzero(distances == 0) == len(many)
