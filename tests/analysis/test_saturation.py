"""Saturation: new codes per further transcript, by hand, in closed form, and for any project."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.analysis.saturation import Stopping, saturation
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.tally import tally
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Table
from fitcode.errors import UsageError
from tests.analysis.drawn_projects import projects
from tests.analysis.frames import K, Q, frame
from tests.analysis.reference import shuffled

CODES_OF = {
    "T1": ["planning", "tasking", "planning"],
    "T2": ["tasking", "trust"],
    "T3": [],
    "T4": ["trust"],
    "T5": ["radios", "planning"],
}
WORDS = ["one", "two", "three"]
DATES = {"T1": "2019-07-01", "T2": "2019-05-02", "T3": None, "T4": "2019-06", "T5": "2019-05-01"}
PROJECT = frame(
    {name: ["ANA: one two three."] for name in CODES_OF},
    [
        Q(name, word, code)
        for name, codes in CODES_OF.items()
        for word, code in zip(WORDS, codes, strict=False)
    ],
    cases=[
        K(name=f"R-{name}", speaks=[(name, "ANA")], attributes={"met": date}) for name, date in DATES.items()
    ],
)


def measured(
    project: CountingFrame = PROJECT, *, seed: int = 0, conditions: Any = (), **options: Any
) -> Table:
    terms = Terms(
        by=(),
        where=[parse_condition(text) for text in conditions],
        component_from=ComponentFrom.about,
        replicates=0,
        seed=seed,
    )
    return saturation(project, terms, **options)


def test_each_transcript_adds_the_codes_that_none_before_it_had():
    table = measured()

    assert table.column("transcript") == ["T1", "T2", "T3", "T4", "T5"]
    assert table.column("codes") == [2, 2, 0, 1, 2]
    assert table.column("new_codes") == [2, 1, 0, 0, 1]
    assert table.column("codes_seen") == [2, 3, 3, 3, 4]
    assert table.column("share_seen") == [0.5, 0.75, 0.75, 0.75, 1.0]


def test_another_order_adds_them_elsewhere():
    table = measured(order=["T5", "T4", "T3", "T2", "T1"])

    assert table.column("transcript") == ["T5", "T4", "T3", "T2", "T1"]
    assert table.column("codes_seen") == [2, 3, 3, 4, 4]


def test_by_date_the_earliest_comes_first_and_what_has_none_last():
    table = measured(dates="met")

    assert list(zip(table.column("transcript"), table.column("case.met"), strict=True)) == [
        ("T5", "2019-05-01"),
        ("T2", "2019-05-02"),
        ("T4", "2019-06"),
        ("T1", "2019-07-01"),
        ("T3", None),
    ]


def test_a_run_is_held_against_the_base():
    table = measured(stopping=Stopping(base=1, run=2, threshold=0.0))

    # The first has 2 codes. T2 and T3 add one to them, T3 and T4 none, T4 and T5 one.
    assert table.column("run_new") == [None, None, 1, 0, 1]
    assert table.column("run_share") == [None, None, 0.5, 0.0, 0.5]
    (note,) = table.notes
    assert "no more than 0 of the codes of the first 1 at transcript 4, T4: 3 codes of 4" in note


def test_a_run_that_never_adds_little_is_noted():
    table = measured(stopping=Stopping(base=1, run=1, threshold=0.0), conditions=["transcript=T1,T2"])

    assert table.notes[-1].startswith("No run of 1 adds as little as 0 of the codes of the first 1")


def test_the_mean_over_random_orders_is_near_the_expected_number():
    table = measured(permutations=4000)

    # A code in m of 5 transcripts is missing from n of them with probability C(5 - m, n) / C(5, n).
    occurs_in = [2, 2, 2, 1]
    for n, mean in enumerate(table.column("random_mean"), start=1):
        expected = sum(1 - math.comb(5 - m, n) / math.comb(5, n) for m in occurs_in)
        assert mean == pytest.approx(expected, abs=0.04)


def test_the_band_lies_around_the_mean_and_closes_at_the_end():
    records = list(measured().records())

    assert all(row["random_low"] <= row["random_mean"] <= row["random_high"] for row in records)  # type: ignore[operator]
    assert [records[-1][name] for name in ("random_low", "random_mean", "random_high")] == [4, 4, 4]
    assert records[0]["random_low"] == 0  # T3 may come first


def test_the_same_seed_draws_the_same_orders():
    assert measured(seed=3) == measured(seed=3)
    assert measured(seed=3).column("random_mean") != measured(seed=4).column("random_mean")


def test_without_permutations_there_is_no_band():
    assert measured(permutations=0).column("random_mean") == [None] * 5


def test_a_base_of_nothing_is_refused():
    with pytest.raises(UsageError, match="one transcript or more"):
        measured(stopping=Stopping(base=0))


@given(project=projects(), seed=st.integers())
def test_the_curve_never_falls_and_ends_at_the_number_of_codes(project: CountingFrame, seed: int):
    table = measured(shuffled(project, seed), permutations=20)

    seen = [int(str(cell)) for cell in table.column("codes_seen")]
    assert seen == sorted(seen)
    assert seen[-1] == len(tally(project, by=["code"], replicates=0).rows)
    assert sum(int(str(cell)) for cell in table.column("new_codes")) == seen[-1]
    for name in ("random_mean", "random_low", "random_high"):
        curve = [float(str(cell)) for cell in table.column(name)]
        assert curve == sorted(curve)
        assert curve[-1] == seen[-1]
    assert table == measured(project, permutations=20)
