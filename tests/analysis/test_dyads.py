"""Dyads: the tally's numbers for both sides of a coding."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.analysis.dyads import dyads
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.tally import MEASURES, tally
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Table
from fitcode.errors import UsageError
from tests.analysis.drawn_projects import projects
from tests.analysis.frames import MISSION, K, Q, frame
from tests.analysis.reference import Reference, shuffled
from tests.analysis.test_counting_reference import CONDITIONS

PROJECT = frame(
    {
        "T1": ["I: How was it?", "ANA: They met us. We met them. Nobody came. Who knows."],
        "T2": ["BEN: They left early. We stayed on."],
    },
    [
        Q("T1", "They met us", "trust", "fit", strength=3, about="force", counterpart="police"),
        Q("T1", "We met them", "trust", "misfit", about="police", counterpart="force"),
        Q("T2", "They left", "radios", "misfit", strength=1, about="force", counterpart="police"),
        Q("T2", "left early", "radios", "misfit", about="isr-coy", counterpart="mandate"),
        Q("T2", "We stayed", "trust", "mixed", about="isr-coy", counterpart="force"),
        Q("T1", "Nobody came", "trust", about="force"),
        Q("T1", "Who knows", "trust", counterpart="force"),
        Q("T1", "knows", "trust"),
        Q("T1", "How was it", "trust", about="force", counterpart="police"),
    ],
    cases=[K(name="R1", speaks=[("T1", "ANA")]), K(name="R2", speaks=[("T2", "BEN")])],
)
OF_BOTH = [parse_condition("about!="), parse_condition("counterpart!=")]
TERMS = st.fixed_dictionaries(
    {
        "where": st.lists(st.sampled_from(CONDITIONS).map(parse_condition), max_size=2),
        "include_interviewer": st.booleans(),
    }
)


def shown(table: Table, *columns: str) -> list[tuple[Any, ...]]:
    return list(table.narrowed(columns).rows)


def test_a_row_for_each_direction_in_the_order_of_the_registry():
    table = dyads(PROJECT)

    assert table.columns == ("about", "counterpart", *MEASURES)
    assert shown(
        table, "about", "counterpart", "codings", "segments", "cases", "fit", "misfit", "net_fit"
    ) == [
        ("force", "police", 2, 2, 2, 1, 1, 0.0),
        ("isr-coy", "force", 1, 1, 1, 0, 0, 0.0),
        ("isr-coy", "mandate", 1, 1, 1, 0, 1, -1.0),
        ("police", "force", 1, 1, 1, 0, 1, -1.0),
    ]


def test_undirected_a_pair_is_one_row_whichever_way_it_was_coded():
    table = dyads(PROJECT, undirected=True)

    assert shown(table, "about", "counterpart", "codings", "strength_mean", "net_fit") == [
        ("force", "isr-coy", 1, None, 0.0),
        ("force", "police", 3, 2.0, pytest.approx(-1 / 3)),
        ("isr-coy", "mandate", 1, None, -1.0),
    ]


def test_each_case_weighs_the_same_on_request():
    table = dyads(PROJECT, undirected=True, weight="case")

    # Of force and police R1 says one thing and its opposite, R2 a misfit.
    assert ("force", "police", -1 / 2) in shown(table, "about", "counterpart", "net_fit")


def test_what_names_one_side_or_neither_is_left_out_and_counted_by_what_it_lacks():
    _, lacking, *_ = dyads(PROJECT).notes

    assert lacking == (
        "Left out of the dyads: 1 coding without a counterpart, 1 coding without what they are about, "
        "1 coding without either."
    )


def test_interviewers_speech_is_counted_on_request():
    table = dyads(PROJECT, include_interviewer=True, where=[parse_condition("about=force")])

    assert shown(table, "about", "counterpart", "codings") == [("force", "police", 3)]


def test_a_rolled_up_pair_holds_what_lies_below_both_sides():
    table = dyads(PROJECT, rollup=True, where=[parse_condition("code=trust")])

    # isr-coy < sector-east < force < mission; police < mission.
    assert shown(table, "about", "counterpart", "codings") == [
        ("mission", "mission", 3),
        ("mission", "force", 2),
        ("mission", "police", 1),
        ("force", "mission", 2),
        ("force", "force", 1),
        ("force", "police", 1),
        ("sector-east", "mission", 1),
        ("sector-east", "force", 1),
        ("isr-coy", "mission", 1),
        ("isr-coy", "force", 1),
        ("police", "mission", 1),
        ("police", "force", 1),
    ]


def test_undirected_and_rolled_up_a_coding_stands_in_a_pair_once():
    project = frame(
        {"T1": ["ANA: They met."]}, [Q("T1", "They met", "trust", about="isr-coy", counterpart="force")]
    )

    table = dyads(project, rollup=True, undirected=True)

    # Both mission-force and force-mission lie above isr-coy-force.
    pairs = [("mission", "mission"), ("mission", "force"), ("mission", "sector-east"), ("mission", "isr-coy")]
    pairs += [("force", "force"), ("force", "sector-east"), ("force", "isr-coy")]
    assert shown(table, "about", "counterpart", "codings") == [(*pair, 1) for pair in pairs]


def test_a_complete_table_holds_every_pair_of_components():
    n_components = len(MISSION)

    assert len(dyads(PROJECT, complete=True).rows) == n_components**2
    assert len(dyads(PROJECT, complete=True, undirected=True).rows) == n_components * (n_components + 1) // 2


def test_a_complete_table_leaves_out_what_a_condition_rules_out():
    table = dyads(PROJECT, complete=True, where=[parse_condition("about=police")])

    assert shown(table, "about", "counterpart", "codings") == [
        ("police", component.name, int(component.name == "force")) for component in MISSION
    ]


def test_a_matrix_has_the_component_down_and_the_counterpart_across():
    table = dyads(PROJECT, measure="codings")

    assert table.columns == ("about", "force", "police", "mandate")
    assert table.rows == [("force", 0, 2, 0), ("isr-coy", 1, 0, 1), ("police", 1, 0, 0)]


def test_an_undirected_matrix_shows_a_pair_in_both_halves_and_null_where_nothing_is_stated():
    table = dyads(PROJECT, measure="net_fit", undirected=True)

    third = pytest.approx(-1 / 3)
    assert table.columns == ("about", "force", "isr-coy", "police", "mandate")
    assert table.rows == [
        ("force", None, 0.0, third, None),
        ("isr-coy", 0.0, None, None, -1.0),
        ("police", third, None, None, None),
        ("mandate", None, -1.0, None, None),
    ]


def test_without_dyads_there_is_a_header_and_a_note():
    table = dyads(frame({"T1": ["ANA: They met."]}))

    assert (table.rows, table.columns[:2]) == ([], ("about", "counterpart"))
    assert "No coding here names both sides of a dyad." in table.notes


def test_a_measure_that_is_none_is_refused():
    with pytest.raises(UsageError, match="No measure is named 'coding'"):
        dyads(PROJECT, measure="coding")  # type: ignore[arg-type]


@given(project=projects(), terms=TERMS)
def test_all_dyads_together_are_the_tally_of_codings_that_name_both(
    project: CountingFrame, terms: dict[str, Any]
):
    table = dyads(project, **terms)

    whole = tally(project, by=[], **_of_both(terms)).column("codings")
    assert _sum(table.column("codings")) == _sum(whole)


@given(project=projects(), terms=TERMS, rollup=st.booleans())
def test_one_dyad_is_the_tally_under_conditions_on_its_sides(
    project: CountingFrame, terms: dict[str, Any], rollup: bool
):
    for record in dyads(project, rollup=rollup, replicates=40, **terms).records():
        sides = [parse_condition(f"{side}={record[side]}") for side in ("about", "counterpart")]
        conditions = [*_of_both(terms)["where"], *sides]
        if rollup and any(name.startswith("component") for name in (one.name for one in terms["where"])):
            continue  # under roll-up a condition on a component means its descendants as well
        (alone,) = tally(
            project, by=[], rollup=rollup, replicates=40, **{**terms, "where": conditions}
        ).records()

        assert {name: record[name] for name in MEASURES} == pytest.approx(alone, nan_ok=False)


@given(project=projects(), terms=TERMS)
def test_directed_and_undirected_dyads_count_the_same_codings(project: CountingFrame, terms: dict[str, Any]):
    directed: Counter[frozenset[Any]] = Counter()
    for about, counterpart, codings in shown(dyads(project, **terms), "about", "counterpart", "codings"):
        directed[frozenset((about, counterpart))] += codings

    undirected = shown(dyads(project, undirected=True, **terms), "about", "counterpart", "codings")

    assert {frozenset(pair): codings for *pair, codings in undirected} == directed
    assert len(undirected) == len(directed)


@given(project=projects(), terms=TERMS)
def test_a_rolled_up_undirected_pair_is_the_union_of_all_below_it(
    project: CountingFrame, terms: dict[str, Any]
):
    reference = Reference(project, by=[], **_of_both(terms), rollup=True)
    names, parents = project.components.name, project.components.parent
    expected: dict[tuple[str, str], set[int]] = defaultdict(set)
    for coding in reference.codings:
        sides = [names[getattr(project.codings, side)[coding]] for side in ("about", "counterpart")]
        first, second = (reference.line(side, names, parents) for side in sides)
        for one in first:
            for other in second:
                low, high = sorted((one, other), key=names.index)
                expected[low, high].add(coding)

    table = dyads(project, undirected=True, rollup=True, **terms)

    found = {(low, high): codings for low, high, codings in shown(table, "about", "counterpart", "codings")}
    assert found == {pair: len(codings) for pair, codings in expected.items()}


@given(project=projects(), undirected=st.booleans(), rollup=st.booleans(), seed=st.integers())
def test_the_order_of_codings_does_not_matter(
    project: CountingFrame, undirected: bool, rollup: bool, seed: int
):
    again = dyads(shuffled(project, seed), undirected=undirected, rollup=rollup, replicates=20)

    assert again == dyads(project, undirected=undirected, rollup=rollup, replicates=20)


def _of_both(terms: dict[str, Any]) -> dict[str, Any]:
    return {**terms, "where": [*terms["where"], *OF_BOTH]}


def _sum(numbers: Iterable[Any]) -> int:
    return sum(numbers)
