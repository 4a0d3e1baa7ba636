"""Evaluation: folds that leak nothing, figures that can be compared, and intervals where there is ground."""

from typing import Any

import numpy as np
import pytest

from fitcode.analysis.judging.evaluation import COLUMNS, Trial, evaluate
from fitcode.analysis.judging.folds import grouped_folds
from fitcode.analysis.judging.retrieval import average_precision, best_threshold, expected_average_precision
from fitcode.domain.table import Table
from fitcode.errors import UsageError

INF = float("inf")


def trial(*transcripts, folds=None, codes=("fuel",)):
    """Each transcript is a text of units, + where the only code stands; two folds by turns unless said."""
    truth = np.array([[sign == "+"] for text in transcripts for sign in text])
    groups = np.repeat(np.arange(len(transcripts)), [len(text) for text in transcripts])
    fold_of = np.array(folds if folds is not None else [place % 2 for place in range(len(transcripts))])
    return Trial(codes=codes, truth=truth, groups=groups, folds=fold_of[groups])


def noisy(truth, *, signal, seed):
    return truth * signal + np.random.default_rng(seed).normal(size=truth.shape)


def drawn_trial(*, n_codes=3, n_groups=12, size=40, share=0.15):
    generator = np.random.default_rng(5)
    truth = generator.random((n_groups * size, n_codes)) < share
    groups = np.repeat(np.arange(n_groups), size)
    return Trial(
        codes=[f"code-{code}" for code in range(n_codes)],
        truth=truth,
        groups=groups,
        folds=grouped_folds(groups, n_folds=4, seed=0),
    )


def rows(table: Table, suggester: str | None = None) -> list[dict[str, Any]]:
    return [record for record in table.records() if suggester in (None, record["suggester"])]


class TestFigures:
    def test_by_hand(self):
        # Fold 0 holds transcripts 0 and 2, fold 1 transcripts 1 and 3.
        made = trial("+--", "+-+", "---", "---")
        scores = np.array([[0.9], [0.2], [0.8], [0.7], [0.1], [0.3], [-INF], [-INF], [-INF], [0.8], [0], [0]])

        (row, mean) = rows(evaluate(made, {"rules": scores}, replicates=0, baselines=()).table())

        # On fold 1 the best is from 0.3 on (2 of 3 proposed are right, F1 = 4/5); so fold 0 proposes 0.9 and
        # 0.8, one of them right. On fold 0 the best is 0.9, from which on fold 1 proposes nothing.
        assert row == {
            "code": "fuel",
            "suggester": "rules",
            "support": 3,
            "precision": 1 / 2,
            "recall": 1 / 3,
            "f1": 2 / 5,
            "average_precision": pytest.approx((1 + 2 / 4 + 3 / 5) / 3),
            "low": None,
            "high": None,
            "threshold": pytest.approx((0.9 + 0.3) / 2),
        }
        assert mean == row | {"code": None, "threshold": None}

    def test_a_threshold_never_sees_the_fold_that_it_is_tried_on(self):
        made = drawn_trial(n_codes=1)
        truth, scores = made.truth[:, 0], noisy(made.truth, signal=2.0, seed=1)

        (row, _mean) = rows(evaluate(made, {"s": scores}, replicates=0, baselines=()).table())

        right = proposed = 0
        for fold in range(4):
            there, others = made.folds == fold, made.folds != fold
            chosen = there & (scores[:, 0] >= best_threshold(truth[others], scores[others, 0]))
            right, proposed = right + (truth & chosen).sum(), proposed + chosen.sum()
        assert row["recall"] == pytest.approx(right / truth.sum())
        assert row["precision"] == pytest.approx(right / proposed)

    def test_a_code_in_fewer_than_two_folds_has_nulls_and_no_say_in_the_mean(self):
        truth = np.array([[True, True], [False, False], [True, False], [False, False]])
        made = Trial(
            codes=["fuel", "radio"], truth=truth, groups=np.array([0, 0, 1, 1]), folds=np.array([0, 0, 1, 1])
        )

        table = evaluate(made, {"rules": truth * 1.0}, baselines=()).table()

        fuel, radio, mean = rows(table)
        assert (fuel["f1"], fuel["average_precision"]) == (1, 1)
        assert list(radio.values()) == ["radio", "rules", 1, *[None] * 7]
        assert (mean["support"], mean["average_precision"]) == (2, 1)
        assert table.notes == ("1 of 2 codes have no figures: coded in fewer than two folds.",)

    def test_the_mean_row_is_the_mean_over_codes(self):
        made = drawn_trial()

        table = evaluate(made, {"s": noisy(made.truth, signal=1.0, seed=2)}, replicates=50).table()

        *codes, mean = rows(table, "s")
        assert table.columns == COLUMNS
        for figure in ("precision", "recall", "f1", "average_precision"):
            assert mean[figure] == pytest.approx(np.mean([row[figure] for row in codes]))

    def test_a_transcript_in_two_folds_is_refused(self):
        with pytest.raises(ValueError, match="more than one fold"):
            Trial(
                codes=["fuel"],
                truth=np.array([[True], [True]]),
                groups=np.array([0, 0]),
                folds=np.array([0, 1]),
            )


class TestBaselines:
    def test_random_has_no_luck(self):
        made = drawn_trial(n_codes=1)
        n_units, support = len(made.groups), int(made.truth.sum())

        (row, _mean) = rows(evaluate(made, {}, replicates=500).table(), "random")

        (expected,) = expected_average_precision(np.array([float(n_units)]), np.array([float(support)]))
        assert row["average_precision"] == pytest.approx(expected)
        assert row["precision"] == pytest.approx(support / n_units, abs=0.01)
        assert row["recall"] == pytest.approx(support / n_units, abs=0.01)
        assert row["low"] < expected < row["high"]

    def test_frequency_comes_from_the_other_folds(self):
        made = trial("++--", "+---", folds=[0, 1])

        assert made.frequency_scores()[:, 0].tolist() == [0.25] * 4 + [0.5] * 4

    def test_who_proposes_nothing_is_worth_less_than_chance(self):
        made = drawn_trial(n_codes=1)

        table = evaluate(made, {"mute": np.full(made.truth.shape, -INF)}, replicates=20).table()

        (row, mean), (random, _) = rows(table, "mute"), rows(table, "random")
        assert (row["precision"], row["recall"], row["f1"], row["threshold"]) == (None, 0, 0, None)
        assert mean["average_precision"] == 0 < random["average_precision"]


class TestIntervals:
    def test_five_transcripts_with_a_positive_are_needed(self):
        def interval(made):
            row = rows(evaluate(made, {"s": made.truth * 1.0}, baselines=()).table())[0]
            return row["low"], row["high"]

        assert interval(trial(*["+-"] * 5)) == (1, 1)
        assert interval(trial(*["++-"] * 4, *["--"] * 20)) == (None, None)

    def test_it_lies_about_the_figure_for_codes_and_mean(self):
        made = drawn_trial()

        table = evaluate(made, {"s": noisy(made.truth, signal=1.5, seed=3)}).table()

        for row in rows(table, "s"):
            assert row["low"] < row["average_precision"] < row["high"]
        *codes, mean = rows(table, "s")
        assert mean["high"] - mean["low"] < min(row["high"] - row["low"] for row in codes)

    def test_resamples_are_not_lifted_above_the_truth_by_their_copies(self):
        # Right and wrong ones alternate at random: copies of a positive beside itself would push the
        # resamples of a few units well above what the order is worth.
        made = drawn_trial(n_codes=30, n_groups=15, size=10, share=0.1)
        judged = evaluate(made, {"s": noisy(made.truth, signal=1.0, seed=4)}, baselines=()).judged["s"]

        lifted = judged.mean_replicates().mean() - np.nanmean(judged.average_precision)

        assert abs(lifted) < 0.01

    def test_that_a_rare_code_is_missing_from_a_resample_does_not_move_the_mean(self):
        # One code is everywhere and always found, one in two transcripts of six and never.
        truth = np.array([[True, place in (0, 1)] for place in range(6) for _ in range(2)])
        groups = np.repeat(np.arange(6), 2)
        made = Trial(codes=["often", "rare"], truth=truth, groups=groups, folds=groups % 2)
        scores = np.array([[1.0, -INF]] * 12)

        (*_codes, mean) = rows(evaluate(made, {"s": scores}, baselines=()).table())

        assert (mean["low"], mean["average_precision"], mean["high"]) == (0.5, 0.5, 0.5)

    def test_a_suggester_is_judged_the_same_beside_others(self):
        made = drawn_trial()
        scores = {name: noisy(made.truth, signal=1.0, seed=place) for place, name in enumerate("ab")}

        both = evaluate(made, scores, replicates=200)
        alone = evaluate(made, {"b": scores["b"]}, replicates=200, baselines=())

        assert rows(both.table(), "b") == rows(alone.table(), "b")

    def test_the_seed_decides_the_resamples(self):
        made = drawn_trial()
        scores = {"s": noisy(made.truth, signal=1.0, seed=0)}

        one, same, other = (evaluate(made, scores, replicates=99, seed=seed).table() for seed in (1, 1, 2))

        assert one == same
        assert one != other


class TestDifferences:
    def test_they_are_paired(self):
        made = drawn_trial()
        scores = noisy(made.truth, signal=1.0, seed=0)
        close = scores + 0.05 * noisy(made.truth, signal=1.0, seed=1)

        evaluation = evaluate(made, {"a": scores, "b": close, "a again": scores}, baselines=())

        first, again, _last = rows(evaluation.differences())
        means = {row["suggester"]: row for row in rows(evaluation.table()) if row["code"] is None}
        assert first["difference"] == pytest.approx(
            means["a"]["average_precision"] - means["b"]["average_precision"]
        )
        assert first["low"] <= first["difference"] <= first["high"]
        assert first["high"] - first["low"] < (means["a"]["high"] - means["a"]["low"]) / 3
        assert list(again.values()) == ["a", "a again", 0, 0, 0]


class TestFolds:
    @pytest.mark.parametrize("seed", range(5))
    def test_transcripts_stay_whole_and_folds_differ_by_no_more_than_the_largest(self, seed):
        sizes = np.random.default_rng(seed).integers(1, 200, size=23)
        groups = np.repeat(np.arange(23) * 10, sizes)

        folds = grouped_folds(groups, n_folds=5, seed=seed)

        assert all(len(np.unique(folds[groups == group])) == 1 for group in np.unique(groups))
        loads = np.bincount(folds, minlength=5)
        assert loads.max() - loads.min() <= sizes.max()

    @pytest.mark.parametrize("sizes", [[3] * 6, [9, 8, 7, 5, 3, 1]], ids=["equal", "unequal"])
    def test_the_seed_deals_otherwise(self, sizes):
        groups = np.repeat(np.arange(6), sizes)

        dealt = {tuple(grouped_folds(groups, n_folds=2, seed=seed)) for seed in range(20)}

        assert len(dealt) > 4
        assert tuple(grouped_folds(groups, n_folds=2, seed=3)) in dealt

    def test_any_two_transcripts_of_a_size_may_meet_in_a_fold(self):
        dealt = [grouped_folds(np.arange(6), n_folds=2, seed=seed) for seed in range(40)]

        assert all(any(fold[one] == fold[0] for fold in dealt) for one in range(1, 6))

    def test_more_folds_than_transcripts_are_refused(self):
        with pytest.raises(UsageError, match="5 folds cannot be made of 2 transcripts"):
            grouped_folds(np.array([0, 0, 1]), n_folds=5, seed=0)


def test_average_precision_of_a_code_is_over_all_folds_at_once():
    made = drawn_trial(n_codes=1)
    scores = noisy(made.truth, signal=1.0, seed=9)

    (row, _mean) = rows(evaluate(made, {"s": scores}, replicates=0, baselines=()).table())

    assert row["average_precision"] == pytest.approx(average_precision(made.truth[:, 0], scores[:, 0]))
