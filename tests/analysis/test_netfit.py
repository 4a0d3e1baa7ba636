"""Net fit's intervals: when there is one, what it holds, and what it does not depend on."""

from collections.abc import Mapping
from typing import Any

import pytest

from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.tally import tally
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Table
from tests.analysis.frames import K, Q, frame

NOTHING: Mapping[str, str] = {}


def project(*transcripts: str, shared: Mapping[str, str] = NOTHING, silent: int = 0) -> CountingFrame:
    """A transcript for each text of signs and a coding for each sign (+ fit, - misfit, 0 mixed, ? none).

    Ana speaks in all of them as a case of her own unless ``shared`` names one.
    """
    valences = {"+": "fit", "-": "misfit", "0": "mixed", "?": None}
    names = [f"T{place:02}" for place in range(len(transcripts) + silent)]
    cases: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        cases.setdefault(shared.get(name, f"R-{name}"), []).append((name, "ANA"))
    return frame(
        {name: ["ANA: abcdefghijkl."] for name in names},
        [
            Q(name, (5 + place, 6 + place), "trust", valences[sign])
            for name, signs in zip(names, transcripts, strict=False)
            for place, sign in enumerate(signs)
        ],
        cases=[K(name=name, speaks=speaks) for name, speaks in cases.items()],
    )


def interval(table: Table, row: int = 0) -> tuple[Any, Any]:
    record = list(table.records())[row]
    return record["net_fit_low"], record["net_fit_high"]


class TestWhenThereIsAnInterval:
    def test_five_clusters_that_state_something_are_enough(self):
        assert interval(tally(project("+", "+", "+", "+", "+"), by=["code"])) == (1.0, 1.0)

    def test_four_are_not(self):
        assert interval(tally(project("+", "-", "+", "-"), by=["code"])) == (None, None)

    def test_a_cluster_that_states_nothing_does_not_contribute(self):
        assert interval(tally(project("+", "+", "+", "+", "?"), by=["code"])) == (None, None)

    def test_transcripts_that_share_a_case_are_one_cluster(self):
        signs = ["+", "-", "+", "-", "+"]

        assert interval(tally(project(*signs, shared={"T00": "A", "T04": "A"}), by=["code"])) == (None, None)

    def test_clusters_join_over_a_chain_of_cases(self):
        # T1-T2 share one case, T2-T3 another: with the four others there are five clusters, not seven.
        names = [f"T{place}" for place in range(1, 8)]
        cases = [
            K(name="A", speaks=[("T1", "ANA"), ("T2", "ANA")]),
            K(name="B", speaks=[("T2", "BEN"), ("T3", "BEN")]),
        ]
        texts = {name: ["ANA: Yes.", "BEN: No."] for name in names}

        def count(left_out: str) -> tuple[Any, Any]:
            codings = [Q(name, "Yes", "trust", "fit") for name in names if name != left_out]
            return interval(tally(frame(texts, codings, cases=cases), by=["code"]))

        assert count("T2") == (1.0, 1.0)
        assert count("T7") == (None, None)

    def test_it_needs_replicates_that_say_something(self):
        # Five of 40 clusters contribute: a replicate misses all of them with probability (35/40)^40 = 0.5 %,
        # which is dropped and leaves an interval.
        assert interval(tally(project(*["+"] * 5, silent=35), by=["code"])) == (1.0, 1.0)

        # When the clusters out of scope are left out nothing changes but the resamples.
        names = ",".join(f"T{place:02}" for place in range(5))
        narrowed = tally(
            project(*["+"] * 5, silent=35), by=["code"], where=[parse_condition(f"transcript={names}")]
        )
        assert interval(narrowed) == (1.0, 1.0)

    def test_too_many_empty_replicates_leave_none(self, monkeypatch):
        # With two contributing clusters of four, (2/4)^4 = 6.3 % of replicates are empty: more than 5 %.
        monkeypatch.setattr("fitcode.analysis.measuring.netfit.LEAST_CLUSTERS", 2)
        assert interval(tally(project("+", "+", silent=2), by=["code"])) == (None, None)

        # With two of three, (1/3)^3 = 3.7 %.
        assert interval(tally(project("+", "+", silent=1), by=["code"])) == (1.0, 1.0)

    def test_no_replicates_no_interval(self):
        assert interval(tally(project(*["+"] * 6), by=["code"], replicates=0)) == (None, None)


class TestWhatItHolds:
    def test_it_lies_about_the_net_fit_and_narrows_with_more_clusters(self):
        few = tally(project(*["++-"] * 3, *["+--"] * 3), by=["code"])
        many = tally(project(*["++-"] * 30, *["+--"] * 30), by=["code"])

        (low, high), (lower, higher) = interval(few), interval(many)

        # Clusters of 1/3 and -1/3 in equal number: 0. A mean of n such signs has a standard error of
        # 1/(3 sqrt n), so about 2 x 0.136 each side for 6, and 2 x 0.043 for 60.
        assert few.column("net_fit") == many.column("net_fit") == [0.0]
        assert (low, high) == (pytest.approx(-0.27, abs=0.07), pytest.approx(0.27, abs=0.07))
        assert (lower, higher) == (pytest.approx(-0.085, abs=0.02), pytest.approx(0.085, abs=0.02))

    def test_the_seed_decides_the_resamples(self):
        frame = project(*["+++-", "-", "+0", "--", "+", "+-", "0", "-+"])

        assert tally(frame, by=["code"], seed=1) == tally(frame, by=["code"], seed=1)
        assert tally(frame, by=["code"], seed=1) != tally(frame, by=["code"], seed=2)

    def test_a_row_is_the_same_whatever_else_is_shown(self):
        frame = project(*["+++-", "-", "+0", "--", "+", "+-", "0", "-+"])
        alone = tally(frame, by=["code"])

        complete = tally(frame, by=["code"], complete=True)
        rolled = tally(frame, by=["code", "component"], rollup=True, complete=True)

        trust = alone.rows[0][1:]
        assert [row[1:] for row in complete.rows if row[0] == "trust"] == [trust]
        assert [row[2:-1] for row in rolled.rows if row[:2] == ("trust", None)] == [trust]


class TestEqualWeightForCases:
    def test_each_case_counts_the_same_however_much_it_says(self):
        table = tally(project("++++++++", "-", "-"), by=["code"], weight="case")

        # The cases' net fits are 1, -1 and -1; by codings it would be (8 - 2) / 10.
        assert table.column("net_fit") == [pytest.approx(-1 / 3)]
        assert tally(project("++++++++", "-", "-"), by=["code"]).column("net_fit") == [pytest.approx(0.6)]

    def test_a_case_in_two_transcripts_is_one_case(self):
        table = tally(project("+++", "-", "-", shared={"T00": "A", "T01": "A"}), by=["code"], weight="case")

        # A: (3 - 1) / 4; the other: -1. Their mean.
        assert table.column("net_fit") == [pytest.approx(-0.25)]

    def test_codings_without_a_case_are_left_out_and_noted(self):
        codings = [Q("T", "Yes", "trust", "fit"), Q("T", "No", "trust", "misfit"), Q("T", "Perhaps", "trust")]
        talk = {"T": ["ANA: Yes.", "BEN: No.", "BEN: Perhaps."]}

        table = tally(
            frame(talk, codings, cases=[K(name="R1", speaks=[("T", "ANA")])]), by=["code"], weight="case"
        )

        assert table.column("net_fit") == [1.0]
        assert table.column("misfit") == [1]
        assert table.notes[:1] == (
            "1 coding without a case left out of net fit, where each case weighs the same.",
        )
