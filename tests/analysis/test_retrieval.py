"""Precision, recall, F1 and average precision: by hand, by definition, and against scikit-learn's."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.analysis.judging.retrieval import (
    Hits,
    Steps,
    at_threshold,
    average_precision,
    best_threshold,
    expected_average_precision,
    mean_average_precision,
    score_table,
)

INF = float("inf")
ranked = st.lists(
    st.tuples(st.booleans(), st.sampled_from([-INF, -7.0, 0.1, 0.2, 0.3, 0.5, 0.8]), st.integers(0, 3)),
    min_size=1,
    max_size=40,
)


def columns(units):
    truth, scores, groups = zip(*units, strict=True)
    return np.array(truth), np.array(scores), np.array(groups)


def one_by_one(truth, scores, groups, weights):
    """The definition, positive by positive: precision among all that score as high, own group once."""
    total = sum(weights[group] for group, is_true in zip(groups, truth, strict=True) if is_true)
    summed = 0.0
    for is_true, score, group in zip(truth, scores, groups, strict=True):
        if not is_true or score == -INF:
            continue
        counted = [
            (1 if other == group else weights[other], also)
            for also, as_high, other in zip(truth, scores, groups, strict=True)
            if as_high >= score
        ]
        above = sum(count for count, also in counted if also)
        summed += weights[group] * above / sum(count for count, _also in counted)
    return summed / total if total else None


class TestAveragePrecision:
    def test_it_is_the_mean_precision_where_positives_are_found(self):
        # Positives at ranks 1, 3 and 5: precisions 1, 2/3 and 3/5.
        truth = np.array([True, False, True, False, True])

        assert average_precision(truth, np.array([5.0, 4, 3, 2, 1])) == pytest.approx((1 + 2 / 3 + 3 / 5) / 3)

    def test_ties_are_found_together_however_they_stand(self):
        # Three units at 0.5, one of them right: precision 2/4 there, whichever comes first.
        scores = np.array([0.9, 0.5, 0.5, 0.5, 0.1])

        for place in (1, 2, 3):
            truth = np.array([True, False, False, False, True])
            truth[place] = True
            assert average_precision(truth, scores) == pytest.approx((1 + 2 / 4 + 3 / 5) / 3)

    def test_a_positive_that_is_not_proposed_counts_nothing(self):
        truth = np.array([True, True, False, True])

        assert average_precision(truth, np.array([0.9, -INF, -INF, np.nan])) == pytest.approx(1 / 3)

    def test_without_positives_there_is_none(self):
        assert np.isnan(average_precision(np.array([False, False]), np.array([0.1, 0.2])))
        assert average_precision(np.array([True]), np.array([-INF])) == 0

    def test_the_mean_is_over_codes_with_positives(self):
        truth = np.array([[True, False, False], [False, False, True]])
        scores = np.array([[0.9, 0.9, 0.9], [0.1, 0.1, 0.1]])

        assert mean_average_precision(truth, scores) == pytest.approx((1 + 1 / 2) / 2)

    def test_it_is_scikit_learns_where_everything_is_proposed(self):
        metrics = pytest.importorskip("sklearn.metrics")
        generator = np.random.default_rng(7)
        for decimals in (1, 2, 9):
            truth = generator.random(500) < 0.1
            scores = np.round(truth * 0.3 + generator.random(500), decimals)

            assert average_precision(truth, scores) == pytest.approx(
                metrics.average_precision_score(truth, scores)
            )

    @given(ranked, st.lists(st.integers(0, 4), min_size=4, max_size=4))
    def test_a_resample_counts_each_transcript_as_often_as_it_was_drawn(self, units, weights):
        truth, scores, groups = columns(units)
        drawn = np.array(weights, dtype=np.float64)[:, None]

        steps = Steps.of(truth, scores, groups, n_groups=4)

        expected = one_by_one(truth, scores, groups, weights)
        for kind in (np.float64, np.float32):
            (found,) = steps.average_precision(drawn.astype(kind))
            assert np.isnan(found) if expected is None else found == pytest.approx(expected, rel=1e-5)

    @given(ranked, st.randoms(use_true_random=False))
    def test_neither_the_order_of_units_nor_the_scale_of_scores_matters(self, units, random):
        truth, scores, _groups = columns(units)
        order = random.sample(range(len(units)), len(units))

        other = average_precision(
            truth[order], np.exp(scores[order]) * 3 - np.where(scores > -INF, 0, INF)[order]
        )

        assert average_precision(truth, scores) == pytest.approx(other, nan_ok=True)

    def test_many_replicates_are_what_each_is_alone(self):
        generator = np.random.default_rng(3)
        truth, groups = generator.random(3000) < 0.3, generator.integers(20, size=3000)
        steps = Steps.of(truth, generator.random(3000), groups, n_groups=20)
        weights = generator.integers(3, size=(20, 900)).astype(np.float64)

        together = steps.average_precision(weights)

        assert together[[0, 450, 899]] == pytest.approx(
            [steps.average_precision(weights[:, [column]])[0] for column in (0, 450, 899)]
        )


class TestExpectedAveragePrecision:
    @pytest.mark.parametrize(("units", "positives"), [(1, 1), (5, 1), (6, 2), (6, 5), (4, 4)])
    def test_it_is_the_mean_over_all_orders(self, units, positives):
        truth = np.arange(units) < positives
        orders = [average_precision(truth, np.array(order, float)) for order in permutations(range(units))]

        (expected,) = expected_average_precision(np.array([float(units)]), np.array([float(positives)]))

        assert expected == pytest.approx(np.mean(orders))

    def test_it_nears_the_share_of_positives_and_is_none_without(self):
        units, positives = np.array([100_000.0, 10.0]), np.array([2_000.0, 0.0])

        near, none = expected_average_precision(units, positives)

        assert near == pytest.approx(0.02, abs=2e-4)
        assert np.isnan(none)


class TestThresholds:
    def test_the_best_is_where_f1_is_highest(self):
        # From 0.8 on: 1 of 1, F1 = 2/4; from 0.5: 2 of 3, F1 = 4/6; from 0.1: 3 of 6, F1 = 6/9. Of the two
        # equals the higher.
        truth = np.array([True, False, True, False, False, True])
        scores = np.array([0.8, 0.6, 0.5, 0.4, 0.3, 0.1])

        assert best_threshold(truth, scores) == 0.5

    def test_units_without_weight_have_no_say(self):
        steps = Steps.of(np.array([True, True]), np.array([0.9, -INF]), np.array([0, 1]), n_groups=2)

        assert steps.best(np.array([[1.0, 0.0], [0.0, 1.0]])).tolist() == [0, -1]

    def test_where_nothing_right_is_proposed_nothing_is(self):
        assert best_threshold(np.array([True, False]), np.array([-INF, 0.7])) == INF

    @given(ranked)
    def test_no_other_threshold_is_better(self, units):
        truth, scores, _groups = columns(units)

        def f1(threshold):
            return at_threshold(truth, scores, threshold).f1

        best = f1(best_threshold(truth, scores))

        assert not truth.any() or all(best >= f1(score) for score in scores if score > -INF)

    def test_precision_recall_and_f1_of_each_code(self):
        truth = np.array([[True, False], [True, False], [False, False], [False, True]])
        chosen = np.array([[True, False], [False, False], [True, False], [True, False]])

        hits = Hits.of(truth, chosen)

        assert hits.precision == pytest.approx([1 / 3, np.nan], nan_ok=True)
        assert hits.recall == pytest.approx([1 / 2, 0])
        assert hits.f1 == pytest.approx([2 / 5, 0])

    def test_what_was_not_proposed_is_never_chosen(self):
        hits = at_threshold(np.array([True, True]), np.array([-INF, np.nan]), -INF)

        assert [hits.true.tolist(), hits.proposed.tolist(), hits.support.tolist()] == [0, 0, 2]


def test_proposals_become_a_table_in_which_the_highest_of_several_counts():
    units, codes, scores = np.array([0, 2, 2]), np.array([1, 0, 0]), np.array([0.4, 0.7, 0.2])

    table = score_table(units, codes, scores, n_units=3, n_codes=2)

    assert table.tolist() == [[-INF, 0.4], [-INF, -INF], [0.7, -INF]]
