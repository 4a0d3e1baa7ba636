"""Comparison of groups: figures by hand, the test against full enumeration, and what holds of any project."""

from itertools import combinations
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitcode.analysis.comparison import compare
from fitcode.analysis.numbers.permutation import Permutations
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.tally import tally
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.counting import Compared
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Table
from fitcode.errors import UsageError
from tests.analysis.drawn_projects import projects, spread_out_projects
from tests.analysis.frames import C, K, Q, frame
from tests.analysis.reference import Reference, shuffled

VALENCES = {"+": "fit", "-": "misfit", "~": "mixed"}


def interviews(*said: tuple[str, str]) -> CountingFrame:
    """An interview for each role and what its case says of trust, a sign a statement: ("pilot", "++-")."""
    names = [f"T{place:02}" for place in range(len(said))]
    words = ["one", "two", "three", "four"]
    return frame(
        {name: ["ANA: one two three four."] for name in names},
        [
            Q(name, word, "trust", VALENCES[sign])
            for name, (_, signs) in zip(names, said, strict=True)
            for word, sign in zip(words, signs, strict=False)
        ],
        cases=[
            K(
                name=f"R{name}",
                speaks=[(name, "ANA")],
                role=role,
                mission="minusma",
                attributes={"age": place},
            )
            for place, (name, (role, _)) in enumerate(zip(names, said, strict=True))
        ],
    )


def compared(
    project: CountingFrame,
    *sides: str,
    group: str = "role",
    by: Any = (),
    measure: Compared = "net_fit",
    where: Any = (),
    permutations: int = 99,
    **options: Any,
) -> Table:
    options = {"component_from": ComponentFrom.about_or_voice, "replicates": 0, **options}
    conditions = tuple(parse_condition(text) for text in where)
    terms = Terms(by=tuple(by), where=conditions, **options)
    return compare(project, terms, group=group, sides=sides, measure=measure, permutations=permutations)


def record(table: Table) -> dict[str, Any]:
    (only,) = table.records()
    return only


SMALL = interviews(("pilot", "++-"), ("pilot", "+"), ("nurse", "-~"), ("nurse", ""), ("cook", "---"))


class TestFigures:
    def test_net_fit_of_two_groups(self):
        row = record(compared(SMALL, "pilot", "nurse"))

        # Pilots (3 - 1) / 4; nurses (0 - 1) / 2; the nurse who says nothing of trust is no cluster of theirs.
        assert (row["value_a"], row["value_b"], row["difference"]) == (0.5, -0.5, 1.0)
        assert (row["clusters_a"], row["clusters_b"], row["codings_a"], row["codings_b"]) == (2, 1, 4, 2)

    def test_net_fit_where_each_case_weighs_the_same(self):
        row = record(compared(SMALL, "pilot", "cook", weight="case"))

        assert (row["value_a"], row["value_b"]) == (pytest.approx((1 / 3 + 1) / 2), -1.0)

    @pytest.mark.parametrize(
        ("measure", "a", "b"),
        [
            ("per_1000_words", 4 * 1000 / 8, 2 * 1000 / 8),
            ("case_share", 1.0, 0.5),
            ("transcript_share", 1.0, 0.5),
            ("strength_mean", None, None),
        ],
    )
    def test_other_measures(self, measure: Compared, a: float | None, b: float | None):
        row = record(compared(SMALL, "pilot", "nurse", measure=measure))

        assert (row["value_a"], row["value_b"]) == (a, b)

    def test_one_group_against_all_others(self):
        row = record(compared(SMALL, "pilot"))

        assert (row["a"], row["b"], row["value_b"]) == ("pilot", "(others)", -4 / 5)

    def test_each_group_against_the_others(self):
        table = compared(SMALL)

        assert table.column("a") == ["cook", "nurse", "pilot"]
        assert set(table.column("b")) == {"(others)"}

    def test_two_groups_stand_against_each_other_once(self):
        row = record(compared(SMALL, where=["role!=cook"]))

        assert (row["a"], row["b"]) == ("nurse", "pilot")

    def test_sides_are_written_as_values_of_a_condition(self):
        row = record(compared(SMALL, "<2", ">=2", group="case.age"))

        assert (row["a"], row["value_a"], row["value_b"]) == ("<2", 0.5, -4 / 5)

    def test_several_values_make_one_side(self):
        row = record(compared(SMALL, "pilot,nurse", "cook"))

        assert row["value_a"] == (3 - 2) / 6

    def test_a_single_group_has_nothing_to_be_compared_with(self):
        table = compared(SMALL, group="mission")

        assert table.rows == []
        assert table.notes == ("Nothing to compare: fewer than two values of mission are in scope.",)

    def test_groups_that_overlap_are_noted(self):
        assert compared(SMALL, "pilot", "pilot,nurse").notes == (
            "The two groups overlap: who is in both is counted on both sides.",
        )

    def test_rolled_up_a_component_stands_with_those_below_it_against_the_others(self):
        project = frame(
            {name: ["ANA: one two."] for name in ("T0", "T1", "T2")},
            [Q("T0", "one", "trust"), Q("T1", "one", "trust"), Q("T1", "two", "trust")],
            components=[
                C(name="mission"),
                C(name="force", parent="mission"),
                C(name="sector", parent="force"),
                C(name="police", parent="mission"),
            ],
            cases=[
                K(name=f"R{place}", speaks=[(f"T{place}", "ANA")], component=component)
                for place, component in enumerate(("force", "sector", "police"))
            ],
        )

        table = compared(project, group="component", measure="per_1000_words", rollup=True)

        # Nobody is outside the mission; of the force is whoever is of its sector.
        assert [(row["a"], row["b"], row["codings_a"], row["codings_b"]) for row in table.records()] == [
            ("force", "(others)", 3, 0),
            ("sector", "(others)", 2, 1),
            ("police", "(others)", 0, 3),
        ]

    def test_a_value_that_nobody_has_is_noted(self):
        table = compared(SMALL, "pilot", "nurze")

        assert record(table)["reason"] == "nothing to compare in the second"
        assert "Nothing here has the role 'nurze'. Did you mean 'nurse'?" in table.notes

    def test_cases_of_which_nothing_is_said_are_in_no_group(self):
        project = frame(
            {"T1": ["ANA: Yes.", "BEN: No."]},
            cases=[K(name="R1", speaks=[("T1", "ANA")], role="cook"), K(name="R2", speaks=[("T1", "BEN")])],
        )

        assert "1 case without a role in no group." in compared(project, "cook").notes

    @pytest.mark.parametrize(
        ("group", "by", "sides", "words"),
        [
            ("code", (), (), "who speaks"),
            ("valence", (), (), "who speaks"),
            ("role", ("role",), (), "rows too"),
            ("rol", (), (), "'rol'"),
            ("case.agee", (), (), "agee"),
            ("role", (), ("a", "b", "c"), "3 groups"),
        ],
    )
    def test_what_makes_no_groups_is_refused(self, group: str, by: Any, sides: Any, words: str):
        with pytest.raises(UsageError, match=words):
            compared(SMALL, *sides, group=group, by=by)


class TestWithholding:
    def test_few_clusters_in_a_group(self):
        project = interviews(*[("pilot", "+")] * 4, *[("nurse", "-")] * 6)

        row = record(compared(project, "pilot", "nurse", replicates=50))

        assert (row["p_value"], row["difference_low"]) == (None, None)
        assert row["reason"] == "fewer than 5 clusters in a group"

    def test_clusters_that_belong_to_both(self):
        both = frame(
            {f"T{place}": ["ANA: one two.", "BEN: three four."] for place in range(6)},
            [
                Q(f"T{place}", word, "trust", valence)
                for place in range(6)
                for word, valence in (("one", "fit"), ("three", "misfit"))
            ],
            cases=[
                K(name=f"R{place}{label}", speaks=[(f"T{place}", label)], role=role)
                for place in range(6)
                for label, role in (("ANA", "pilot"), ("BEN", "nurse"))
            ],
        )

        row = record(compared(both, "pilot", "nurse", replicates=50))

        assert (row["p_value"], row["reason"]) == (None, "6 clusters with both groups")
        # The interval resamples both groups of a cluster together, so that it can be given.
        assert (row["difference"], row["difference_low"], row["difference_high"]) == (2.0, 2.0, 2.0)

    def test_nothing_stated_in_a_group(self):
        row = record(compared(SMALL, "pilot", "nurse", where=["valence=fit"]))

        assert (row["value_b"], row["difference"], row["reason"]) == (
            None,
            None,
            "nothing to compare in the second",
        )

    def test_several_p_values_are_said_to_stand_each_for_itself(self):
        table = compared(
            interviews(*[("pilot", "+-")] * 5, *[("nurse", "-+")] * 5), by=["valence"], measure="case_share"
        )

        assert table.notes == ("2 p-values, each for itself: none is corrected for how many there are.",)


class TestPermutation:
    def test_the_p_value_is_near_that_of_all_labellings(self):
        above = np.array([3.0, 1, 2, -1, 0, -2, -1, 1, -3, 0])
        below = np.array([3.0, 2, 2, 1, 2, 3, 2, 1, 3, 1])
        first = np.arange(10) < 5

        def difference(chosen: Any) -> float:
            rest = [place for place in range(10) if place not in chosen]
            return float(
                above[list(chosen)].sum() / below[list(chosen)].sum() - above[rest].sum() / below[rest].sum()
            )

        observed = abs(difference(range(5)))
        every = [abs(difference(chosen)) >= observed - 1e-12 for chosen in combinations(range(10), 5)]

        p_value = Permutations(20_000, seed=1).p_value(above, below, first)

        assert p_value == pytest.approx(sum(every) / len(every), abs=0.01)

    def test_it_is_never_zero(self):
        project = interviews(*[("pilot", "++++")] * 9, *[("nurse", "----")] * 9)

        # Of the 48,620 labellings two are as extreme: 99 drawn ones hold none of them.
        assert record(compared(project, "pilot", "nurse"))["p_value"] == 1 / 100

    def test_groups_that_do_not_differ_have_a_p_value_of_one(self):
        project = interviews(*[("pilot", "+-")] * 5, *[("nurse", "-+")] * 5)

        assert record(compared(project, "pilot", "nurse"))["p_value"] == 1.0

    def test_without_permutations_there_is_none(self):
        project = interviews(*[("pilot", "+-")] * 5, *[("nurse", "-+")] * 5)

        assert record(compared(project, "pilot", "nurse", permutations=0))["p_value"] is None

    def test_under_chance_alone_p_values_are_about_uniform(self):
        draw = np.random.default_rng(7)
        first = np.arange(16) < 8
        p_values = [
            Permutations(199, seed=seed).p_value(draw.normal(size=16), np.ones(16), first)
            for seed in range(3000)
        ]

        for share in (0.05, 0.25, 0.5, 0.75):
            assert np.mean(np.array(p_values) <= share) == pytest.approx(share, abs=0.03)


OPTIONS: Any = st.fixed_dictionaries(
    {
        "by": st.lists(
            st.sampled_from(["code", "dimension", "component", "role", "kind"]), max_size=2, unique=True
        ),
        "measure": st.sampled_from(["net_fit", "per_1000_words", "case_share", "strength_mean"]),
        "component_from": st.sampled_from(ComponentFrom),
        "rollup": st.booleans(),
        "include_interviewer": st.booleans(),
        "weight": st.sampled_from(["coding", "case"]),
    }
)


@settings(max_examples=100)
@given(project=projects(), options=OPTIONS)
def test_a_groups_figure_is_the_one_that_a_tally_of_it_alone_shows(project: CountingFrame, options: Any):
    by, measure = options["by"], options["measure"]
    rest = {name: value for name, value in options.items() if name != "measure"}

    table = compared(project, "minusma", "unmiss", group="mission", **options)

    for side, value in (("value_a", "minusma"), ("value_b", "unmiss")):
        shown = tally(project, where=[parse_condition(f"mission={value}")], replicates=0, **rest)
        expected = {tuple(row[name] for name in by): row[measure] for row in shown.records()}
        for row in table.records():
            own = row[side]
            key = tuple(row[name] for name in by)
            if key in expected:
                assert own == pytest.approx(expected[key], abs=1e-9)
            else:  # nothing of it was said by the group
                assert own in (None, 0.0)
        assert set(expected) <= {tuple(row[name] for name in by) for row in table.records()}


@given(project=projects(), options=OPTIONS, measure=st.sampled_from(get_args(Compared)))
def test_a_group_does_not_differ_from_itself(project: CountingFrame, options: Any, measure: Compared):
    table = compared(
        project, "minusma", "minusma", group="mission", **{**options, "measure": measure}, replicates=20
    )

    for name in ("difference", "difference_low", "difference_high"):
        assert set(table.column(name)) <= {0.0, None}
    assert set(table.column("p_value")) <= {None}


@given(project=spread_out_projects(), options=OPTIONS, seed=st.integers())
def test_the_order_of_codings_does_not_matter(project: CountingFrame, options: Any, seed: int):
    options = {**options, "by": ["code"], "replicates": 20}

    assert compared(shuffled(project, seed), **options) == compared(project, **options)


@pytest.mark.parametrize("seed", range(4))
def test_the_interval_is_that_of_a_plain_loop_over_the_same_draws(seed: int):
    draw = np.random.default_rng(seed)
    names = [f"T{place:02}" for place in range(14)]
    project = frame(
        {name: ["ANA: one two.", "BEN: three four."] for name in names},
        [
            Q(name, word, "trust", draw.choice(["fit", "misfit", "mixed"]))
            for name in names
            for word in ("one", "two", "three", "four")
            if draw.random() < 0.7
        ],
        cases=[
            # The first three nurses speak in two transcripts each, which are therefore one cluster.
            *(
                K(name=f"N{place}", speaks=[(names[place], "BEN"), (names[-place - 1], "BEN")], role="nurse")
                for place in range(3)
            ),
            *(K(name=f"N{place}", speaks=[(names[place], "BEN")], role="nurse") for place in range(3, 11)),
            *(K(name=f"P{place}", speaks=[(name, "ANA")], role="pilot") for place, name in enumerate(names)),
        ],
    )
    sides = [
        Reference(project, by=[], where=[parse_condition(f"role={role}")]) for role in ("pilot", "nurse")
    ]
    transcripts = Reference(project, by=[], where=[parse_condition("role=pilot,nurse")]).clusters()
    draws = np.random.default_rng(seed).integers(len(transcripts), size=(60, len(transcripts))).tolist()
    differences = []
    for clusters in draws:
        of_sides = [
            side.net_fit(
                [
                    coding
                    for cluster in clusters
                    for coding in side.codings
                    if project.codings.transcript[coding] in transcripts[cluster]
                ]
            )
            for side in sides
        ]
        if None not in of_sides:
            differences.append(float(of_sides[0] or 0) - float(of_sides[1] or 0))

    row = record(compared(project, "pilot", "nurse", replicates=60, seed=seed))

    assert len(transcripts) == 11
    expected = np.percentile(differences, [2.5, 97.5]).tolist()
    assert [row["difference_low"], row["difference_high"]] == pytest.approx(expected, abs=1e-9)
