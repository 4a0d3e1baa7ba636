"""Learning curves: larger draws hold the smaller, and nobody is tried on what they learned from."""

from typing import Any

import numpy as np
import pytest

from fitcode.analysis.judging.learning_curve import learning_curve, macro_f1
from fitcode.domain.table import Table

GROUPS = np.repeat(np.arange(10), 30)
TRUTH = (np.random.default_rng(0).random((300, 2)) < 0.3).astype(bool)


class Recorder:
    """Learns how large its labelled material is and scores the better for it."""

    def __init__(self, least=0):
        self.asked, self.least = [], least

    def __call__(self, labelled, asked, *, seed):
        self.asked.append((seed, labelled, asked))
        if len(labelled) < self.least:
            return None
        noise = np.random.default_rng(seed).normal(size=(len(asked), 2))
        return TRUTH[asked] * np.sqrt(len(labelled)) / 5 + noise


def records(table: Table) -> list[dict[str, Any]]:
    return list(table.records())


def test_more_labels_are_worth_more():
    table = learning_curve({"s": Recorder()}, truth=TRUTH, groups=GROUPS, sizes=[20, 200])

    assert table.columns == (
        "labels",
        "suggester",
        "runs",
        "macro_f1",
        "macro_f1_sd",
        "average_precision",
        "average_precision_sd",
    )
    few, many = records(table)
    assert (few["labels"], many["labels"], many["runs"]) == (20, 200, 5)
    assert few["average_precision"] < many["average_precision"]
    assert few["average_precision_sd"] > 0
    assert few["macro_f1"] < many["macro_f1"]


def test_draws_are_nested_and_leave_the_transcripts_that_are_tried_alone():
    recorder = Recorder()

    learning_curve({"s": recorder}, truth=TRUTH, groups=GROUPS, sizes=[20, 50], seeds=[3])

    (_, few, asked), (_, more, asked_again) = recorder.asked
    assert more[:20].tolist() == few.tolist()
    assert asked.tolist() == asked_again.tolist()
    assert not set(GROUPS[asked]) & set(GROUPS[more])


def test_every_suggester_gets_the_same_draws():
    one, other = Recorder(), Recorder()

    learning_curve({"a": one, "b": other}, truth=TRUTH, groups=GROUPS, sizes=[20], seeds=[0, 1])

    assert [draw[1].tolist() for draw in one.asked] == [draw[1].tolist() for draw in other.asked]
    assert one.asked[0][1].tolist() != one.asked[1][1].tolist()


def test_suggesters_are_asked_draw_by_draw():
    asked = []

    def trainer(name):
        return lambda labelled, units, *, seed: asked.append((name, len(labelled), seed))

    learning_curve(
        {"a": trainer("a"), "b": trainer("b")}, truth=TRUTH, groups=GROUPS, sizes=[20, 50], seeds=[0, 1]
    )

    assert asked == [(name, size, seed) for size in (20, 50) for seed in (0, 1) for name in "ab"]


def test_who_cannot_learn_from_so_few_has_no_figure():
    few, _many = learning_curve({"s": Recorder(50)}, truth=TRUTH, groups=GROUPS, sizes=[20, 50]).rows

    assert few == (20, "s", 0, None, None, None, None)


def test_sizes_that_are_not_there_are_left_out_and_said():
    table = learning_curve({"s": Recorder()}, truth=TRUTH, groups=GROUPS, sizes=[20, 240, 300, 500])

    assert table.column("labels") == [20, 240]
    assert table.notes == ("No figures for 300, 500 labels: 240 units are there to learn from.",)


def test_any_metric_can_be_asked_for():
    table = learning_curve(
        {"s": Recorder()},
        truth=TRUTH,
        groups=GROUPS,
        sizes=[20],
        seeds=[0],
        metrics={"size": lambda truth, scores, groups: float(len(truth)), "none": lambda *_: np.nan},
    )

    assert list(next(table.records()).values()) == [20, "s", 1, pytest.approx(60), None, None, None]


def test_macro_f1_takes_its_thresholds_from_the_other_half_of_the_transcripts():
    truth = np.array([[True], [False], [True], [False]])
    scores = np.array([[0.9], [0.1], [0.5], [0.3]])

    # From 0.9 the other half proposes nothing; from 0.5 this half finds its one: 1 of 1, 1 of 2 found.
    assert macro_f1(truth, scores, np.array([4, 4, 8, 8])) == pytest.approx(2 / 3)
    assert np.isnan(macro_f1(truth, scores, np.array([4, 4, 4, 4])))
