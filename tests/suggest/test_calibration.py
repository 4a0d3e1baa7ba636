"""Calibration: what decisions teach about scores, against figures worked out in another way."""

from itertools import pairwise
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.suggest.calibration import (
    HIGHEST_SCORE,
    LEAST_DECISIONS,
    LOWEST_SCORE,
    Calibration,
    Decision,
    calibrate,
    calibration_of,
    learn_rule_weights,
    log_odds,
)
from fitcode.suggest.model_state import ModelState
from fitcode.suggest.suggester import Recipe


def decided(score: float, *, right: int, wrong: int) -> list[Decision]:
    return [Decision(score, number < right, ()) for number in range(right + wrong)]


def fitted(decisions: list[Decision]) -> Calibration:
    state = calibrate(decisions)
    assert state is not None
    return calibration_of(Recipe((), models={state.suggester: state}))


def test_before_anything_was_decided_a_score_is_what_it_was():
    assert calibration_of(Recipe(())) == Calibration(1.0, 0.0)
    assert [Calibration().apply(score) for score in (0.1, 0.5, 0.8)] == [0.1, 0.5, 0.8]


def test_few_decisions_change_nothing():
    few = decided(0.5, right=0, wrong=LEAST_DECISIONS - 1)

    assert calibrate(few) is None
    assert calibrate([*few, few[0]]) is not None


def test_many_rejections_lower_scores_and_many_acceptances_raise_them():
    lowered = fitted(decided(0.5, right=3, wrong=37))
    raised = fitted(decided(0.5, right=37, wrong=3))

    assert lowered.apply(0.5) < 0.2 < 0.8 < raised.apply(0.5)


def test_where_scores_were_right_they_stay():
    well = [*decided(0.2, right=20, wrong=80), *decided(0.8, right=80, wrong=20)]

    assert fitted(well).apply(0.3) == pytest.approx(0.3, abs=0.01)


def test_scores_that_were_too_sure_are_drawn_to_the_middle():
    """Of what had 0.9 half was right, of what had 0.1 too: the slope falls."""
    told = fitted([*decided(0.9, right=40, wrong=40), *decided(0.1, right=40, wrong=40)])

    assert 0.4 < told.apply(0.2) < told.apply(0.8) < 0.6


def loss(decisions: list[Decision], slope: float, shift: float) -> float:
    """What is to be least: the log loss, and how far the two numbers are from where they begin."""
    told = 4.0 * (slope - 1) ** 2 / 2 + 0.25 * shift**2 / 2
    for one in decisions:
        chance = 1 / (1 + exp(-(slope * log_odds(one.score) + shift)))
        told -= log(chance if one.is_right else 1 - chance)
    return told


@pytest.mark.parametrize(
    "decisions",
    [
        [
            *decided(0.3, right=2, wrong=18),
            *decided(0.6, right=12, wrong=9),
            *decided(0.9, right=30, wrong=2),
        ],
        [*decided(0.5, right=1, wrong=39)],
        # A whole step of Newton's method leaps far beyond the best from here.
        [*decided(0.95, right=4, wrong=400), *decided(0.5, right=0, wrong=200)],
        [*decided(0.2, right=30, wrong=10), *decided(0.7, right=5, wrong=15)],
        [*decided(0.95, right=5, wrong=200), *decided(0.05, right=1, wrong=30)],
    ],
)
def test_the_two_numbers_are_the_best_that_a_search_finds(decisions):
    told = fitted(decisions)
    best = loss(decisions, told.slope, told.shift)
    around = [(told.slope + a / 50, told.shift + b / 50) for a in range(6) for b in range(-5, 6)]
    everywhere = [(0.05 + a / 10, b / 10) for a in range(40) for b in range(-50, 51)]

    assert all(best <= loss(decisions, *place) + 1e-6 for place in [*around, *everywhere])


SCORES = st.floats(0, 1, allow_nan=False)
DECISIONS = st.lists(
    st.builds(Decision, score=SCORES, is_right=st.booleans(), rules=st.just(())),
    min_size=LEAST_DECISIONS,
    max_size=60,
)


@given(DECISIONS, st.lists(SCORES, min_size=2, max_size=6))
def test_the_ranking_stays_and_nothing_is_certain(decisions, scores):
    told = fitted(decisions)
    after = [told.apply(score) for score in sorted(scores)]

    assert all(first <= second for first, second in pairwise(after))
    assert all(LOWEST_SCORE <= score <= HIGHEST_SCORE for score in after)


@given(DECISIONS, st.randoms())
def test_the_order_of_decisions_changes_nothing_that_counts(decisions, chance):
    shuffled = list(decisions)
    chance.shuffle(shuffled)

    assert fitted(shuffled) == fitted(decisions)


def test_decisions_against_the_scores_never_turn_the_ranking_round():
    upside_down = [*decided(0.95, right=0, wrong=300), *decided(0.05, right=300, wrong=0)]

    told = fitted(upside_down)

    assert told.slope == 0.05
    assert told.apply(0.1) < told.apply(0.9)


def by_rule(rule: str, *, right: int, wrong: int) -> list[Decision]:
    return [Decision(0.5, number < right, (rule,)) for number in range(right + wrong)]


class TestRuleWeights:
    """A rule's share accepted, held against everybody's, moves its own weight up or down."""

    def weights(self, *decisions: Decision, **priors: float) -> dict[str, float]:
        state = learn_rule_weights(decisions, {f"fit/{name}": weight for name, weight in priors.items()})
        assert state is not None
        assert state.suggester == "rules"
        return dict(state.facts["weights"])

    def test_they_grow_and_shrink_with_the_share_accepted(self):
        learned = self.weights(
            *by_rule("fit/a", right=3, wrong=9), *by_rule("fit/b", right=1, wrong=0), a=0.5, b=0.25
        )

        # Everybody's share is (4 + 1) / (13 + 2), and counts like eight decisions on each rule.
        usual = 5 / 15
        assert learned == {
            "fit/a": pytest.approx(0.5 * (8 * usual + 3) / (8 + 12) / usual, abs=1e-4),
            "fit/b": pytest.approx(0.25 * (8 * usual + 1) / (8 + 1) / usual, abs=1e-4),
        }
        assert learned["fit/a"] < 0.5
        assert learned["fit/b"] > 0.25

    def test_a_decision_speaks_for_every_rule_that_took_part(self):
        both = Decision(0.5, is_right=True, rules=("fit/a", "fit/b"))
        learned = self.weights(both, a=0.5, b=0.5)

        assert learned["fit/a"] == learned["fit/b"] > 0.5

    def test_no_rule_is_certain(self):
        told = [*by_rule("fit/a", right=90, wrong=0), *by_rule("fit/b", right=0, wrong=90)]

        assert self.weights(*told, a=0.9, b=0.9)["fit/a"] == HIGHEST_SCORE

    def test_what_nobody_decided_on_and_what_has_gone_is_left_out(self):
        assert self.weights(*by_rule("fit/a", right=1, wrong=1), a=0.5, b=0.5) == {"fit/a": 0.5}
        assert learn_rule_weights(by_rule("fit/gone", right=1, wrong=0), {"fit/a": 0.5}) is None
        assert learn_rule_weights([], {"fit/a": 0.5}) is None


def test_the_same_decisions_give_the_same_fingerprint_and_others_another():
    def fingerprint(*decisions: Decision) -> str:
        state = calibrate(decisions)
        assert isinstance(state, ModelState)
        return state.fingerprint

    some = decided(0.5, right=10, wrong=15)

    assert fingerprint(*some) == fingerprint(*some)
    assert fingerprint(*some) != fingerprint(*decided(0.5, right=11, wrong=15))
