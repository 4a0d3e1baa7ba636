"""The order of review: what comes next, and that chance is the same on every machine."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.choices import ReviewOrder
from fitcode.domain.review_order import in_review_order, review_order
from fitcode.domain.table import Table

SCORED = [("a", 0.2), ("b", 0.9), ("c", 0.55), ("d", 0.9), ("e", 0.48)]


def named(scored, order, **options):
    return "".join(scored[place][0] for place in review_order(scored, order, **options))


def test_by_place_nothing_moves():
    assert named(SCORED, ReviewOrder.place) == "abcde"


def test_certain_ones_come_by_score_and_equals_as_they_stand():
    assert named(SCORED, ReviewOrder.certain) == "bdcea"


def test_uncertain_ones_come_by_how_near_a_half_they_are():
    assert named(SCORED, ReviewOrder.uncertain) == "ecabd"


def test_random_depends_on_seed_and_uid_alone():
    assert named(SCORED, ReviewOrder.random, seed=1) == named(SCORED[::-1], ReviewOrder.random, seed=1)
    assert len({named(SCORED, ReviewOrder.random, seed=seed) for seed in range(9)}) > 3
    # Fixed for good: a sample that was begun goes on under the next version and on the next machine.
    assert named(SCORED, ReviewOrder.random) == "ecbad"


def test_what_comes_and_goes_leaves_the_others_in_their_random_order():
    fewer = [one for one in SCORED if one[0] != "c"]

    assert named(fewer, ReviewOrder.random) == named(SCORED, ReviewOrder.random).replace("c", "")


def test_every_first_is_equally_likely():
    firsts = Counter(named(SCORED, ReviewOrder.random, seed=seed)[0] for seed in range(2000))

    assert all(abs(firsts[uid] - 400) < 4 * (2000 * 0.2 * 0.8) ** 0.5 for uid in "abcde")


def test_a_mix_begins_at_random_and_takes_certain_and_uncertain_in_turn():
    scored = [(f"{place:02}", place / 40) for place in range(40)]
    drawn = [scored[place][0] for place in review_order(scored, ReviewOrder.random, seed=4)]

    mixed = [scored[place][0] for place in review_order(scored, ReviewOrder.mix, seed=4)]

    certain = [uid for uid in (f"{place:02}" for place in reversed(range(40))) if uid != drawn[0]]
    assert mixed[0] == drawn[0]
    assert mixed[1:10:2] == certain[:5]
    assert all(abs(int(uid) - 20) <= 3 for uid in mixed[2:10:2])
    assert mixed[10] == next(uid for uid in drawn if uid not in mixed[:10])


@given(st.lists(st.floats(0, 1), max_size=60), st.sampled_from(ReviewOrder), st.integers(0, 9))
def test_everything_comes_once(scores, order, seed):
    scored = [(str(place), score) for place, score in enumerate(scores)]

    assert sorted(review_order(scored, order, seed=seed)) == list(range(len(scores)))


@pytest.mark.parametrize(("limit", "uids"), [(None, ["b", "c", "a"]), (2, ["b", "c"]), (0, [])])
def test_a_table_is_ordered_before_it_is_cut(limit, uids):
    table = Table.of(("uid", "quote", "score"), [("a", "x", 0.1), ("b", "y", 0.8), ("c", "z", 0.4)])

    ordered = in_review_order(table, ReviewOrder.certain, limit=limit)

    assert ordered.column("uid") == uids
