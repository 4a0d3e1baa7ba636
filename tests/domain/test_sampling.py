"""Sampling: allocation to strata by hand and by property, and draws that only the seed decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.sampling import Unit, allocate, draw, sample_size
from fitcode.errors import UsageError


@pytest.mark.parametrize(
    ("sizes", "total", "given"),
    [
        ([50, 30, 20], 10, [5, 3, 2]),
        ([47, 32, 21], 10, [5, 3, 2]),  # quotas 4.7, 3.2 and 2.1
        ([6, 2, 2], 3, [1, 1, 1]),  # quotas 1.8, 0.6 and 0.6: nobody is left with none
        ([97, 2, 1], 10, [8, 1, 1]),
        ([3, 3, 3], 2, [1, 1, 0]),
        ([4], 4, [4]),
    ],
)
def test_strata_give_in_proportion_by_largest_remainders_and_one_at_least(sizes, total, given):
    assert allocate(sizes, total) == given


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.data())
def test_no_stratum_gives_more_than_it_has_and_together_they_give_what_was_asked(sizes, data):
    total = data.draw(st.integers(1, sum(sizes)))

    given_ = allocate(sizes, total)

    assert sum(given_) == total
    assert all(0 <= one <= size for one, size in zip(given_, sizes, strict=True))
    assert 0 not in given_ or total < len(sizes)


def units(*strata: str) -> list[Unit]:
    return [Unit(f"t{number}", stratum) for number, stratum in enumerate(strata)]


def test_the_same_seed_draws_the_same_and_another_one_others():
    frame = units(*"aaaaaaaabbbbbbbb")

    drawn = {seed: tuple(draw(frame, 4, seed=seed)[0]) for seed in range(6)}

    assert drawn[0] == tuple(draw(frame, 4, seed=0)[0])
    assert len(set(drawn.values())) > 1


def test_what_is_drawn_does_not_depend_on_the_order_of_units():
    frame = units(*"aaaabbbbcc")

    names = {frame[place].name for place in draw(frame, 5, seed=3)[0]}

    backwards = frame[::-1]
    assert {backwards[place].name for place in draw(backwards, 5, seed=3)[0]} == names


def test_of_more_equal_strata_than_units_the_seed_says_which_give_one():
    frame = units(*"abcdefgh")

    assert len({tuple(draw(frame, 2, seed=seed)[0]) for seed in range(8)}) > 2


def test_what_each_stratum_gave_is_told_by_name():
    _, strata = draw(units(*"bbbba"), 3, seed=0)

    assert strata == [("a", 1, 1), ("b", 2, 4)]


@pytest.mark.parametrize(
    ("asked", "size"), [("3", 3), ("0.25", 3), ("25%", 3), ("1.0", 10), ("1", 1), ("0.01", 1)]
)
def test_a_sample_is_a_number_or_a_share_of_one_unit_at_least(asked, size):
    assert sample_size(asked, 10) == size


@pytest.mark.parametrize("asked", ["0", "-1", "0.0", "1.5", "101%", "nan", "inf", "all", "", "11"])
def test_what_is_no_sample_is_refused(asked):
    with pytest.raises(UsageError):
        sample_size(asked, 10)
