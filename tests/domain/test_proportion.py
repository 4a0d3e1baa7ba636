"""Shares and expectations: against published values and against the definition."""

from itertools import product

import pytest

from fitcode.domain.proportion import Estimate, Z, calibration_z, expected_count, expected_rest, wilson


def interval(successes: int, trials: int) -> tuple[float, float]:
    found = wilson(successes, trials)
    assert found is not None
    return found


def rest(**counts: int) -> Estimate:
    found = expected_rest(**counts)
    assert found is not None
    return found


class TestNewcombe1998:
    """Wilson's score interval as Newcombe (1998, p. 861, table I, method 3) gives it."""

    @pytest.mark.parametrize(
        ("successes", "trials", "bounds"),
        [
            (81, 263, (0.2553, 0.3662)),
            (15, 148, (0.0624, 0.1605)),
            (0, 20, (0.0, 0.1611)),
            (1, 29, (0.0061, 0.1718)),
        ],
    )
    def test_table_one(self, successes, trials, bounds):
        assert interval(successes, trials) == pytest.approx(bounds, abs=5e-5)


def test_wilsons_bounds_are_where_the_share_would_be_just_that_far_off():
    low, high = interval(7, 40)

    for bound in (low, high):
        assert abs(7 / 40 - bound) == pytest.approx(Z * (bound * (1 - bound) / 40) ** 0.5)


def test_nothing_and_everything_lie_in_their_own_intervals():
    assert wilson(0, 0) is None
    assert interval(0, 7)[0] == 0
    assert interval(7, 7)[1] == 1


def test_an_expected_count_is_the_sum_of_the_chances_with_the_doubt_that_they_leave():
    chances = (0.1, 0.5, 0.9, 0.35)
    # Every outcome with its probability: the exact mean and variance.
    mean = square = 0.0
    for outcome in product((0, 1), repeat=len(chances)):
        probability = 1.0
        for came, chance in zip(outcome, chances, strict=True):
            probability *= chance if came else 1 - chance
        mean, square = mean + probability * sum(outcome), square + probability * sum(outcome) ** 2

    value, low, high = expected_count(chances * 100)

    assert value == pytest.approx(100 * mean)
    assert (high - low) / 2 == pytest.approx(Z * (100 * (square - mean**2)) ** 0.5)


def test_an_expected_count_stays_within_what_is_there():
    assert expected_count([]) == (0, 0, 0)
    assert expected_count([1.0, 1.0]) == (2, 2, 2)
    assert expected_count([0.02]).low == 0
    assert expected_count([0.02]).high == pytest.approx(0.02 + Z * (0.02 * 0.98) ** 0.5)
    assert expected_count([0.98])[2] == 1


class TestExpectedRest:
    def test_a_sample_speaks_for_what_is_left(self):
        # 20 of 100 were right, of 1,000: some 180 in the other 900.
        value, low, high = rest(found=20, right=20, drawn=100, total=1000)

        assert value == pytest.approx(180)
        assert low < 180 < high

    def test_what_was_found_outside_the_sample_is_not_expected_again(self):
        assert rest(found=150, right=20, drawn=100, total=1000).value == pytest.approx(50)

    def test_a_larger_part_of_the_whole_leaves_less_doubt(self):
        part = rest(found=20, right=20, drawn=100, total=10_000)
        most = rest(found=20, right=20, drawn=100, total=105)

        assert (most.high - most.low) / 105 < (part.high - part.low) / 10_000 / 2
        assert rest(found=20, right=20, drawn=100, total=100) == (0, 0, 0)

    def test_it_stays_within_what_is_left(self):
        assert rest(found=400, right=50, drawn=50, total=450).high == 50
        assert rest(found=400, right=0, drawn=50, total=450).low == 0

    def test_without_a_sample_there_is_none(self):
        assert expected_rest(found=0, right=0, drawn=0, total=10) is None


def test_broken_promises_show():
    assert calibration_z([0.5] * 100, right=50) == pytest.approx(0)
    assert calibration_z([0.5] * 100, right=70) == pytest.approx(4)
    assert calibration_z([1.0, 0.0], right=1) is None
