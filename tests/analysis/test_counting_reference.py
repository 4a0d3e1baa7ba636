"""The fast tally against the slow one on arbitrary small projects."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitcode.analysis.crosstab import crosstab
from fitcode.analysis.measuring import counting
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.tally import tally
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.frame import CountingFrame
from tests.analysis.drawn_projects import projects, spread_out_projects
from tests.analysis.frames import Q, frame
from tests.analysis.reference import Reference, shuffled

GROUPS = [
    *("component", "component.branch", "component.level", "component.country", "dimension", "code"),
    *("transcript", "kind", "case", "mission", "role", "coder", "valence", "case.rotation"),
    *("about", "counterpart", "about.branch", "counterpart.country", "strength", "codebook"),
]
CONDITIONS = [
    *("component=force", "component!=force,mandate", "component=", "component.branch=military"),
    *("component.country!=", "dimension=cultural,strategic", "dimension=", "code=trust", "code!=planning"),
    *("transcript=T0,T2", "kind!=interview", "case=R1,R2", "case=", "case!=R0", "mission=minusma"),
    *("role=commander", "role!=commander", "role=", "coder=ben", "valence=", "valence!=mixed"),
    *(
        "case.rotation>=2",
        "case.rotation<2",
        "case.rotation=3,",
        "about=force",
        "about=",
        "counterpart!=mandate",
        "about.branch=military",
        "counterpart.level!=force",
        "counterpart.country=",
        "strength>=2",
        "strength!=1",
        "strength=,3",
        "codebook=fit",
    ),
]

TERMS = st.fixed_dictionaries(
    {
        "by": st.lists(st.sampled_from(GROUPS), max_size=3, unique=True),
        "where": st.lists(st.sampled_from(CONDITIONS).map(parse_condition), max_size=2),
        "component_from": st.sampled_from(ComponentFrom),
        "rollup": st.booleans(),
        "include_interviewer": st.booleans(),
        "complete": st.booleans(),
        "weight": st.sampled_from(["coding", "case"]),
    }
)


@settings(max_examples=400)
@given(project=projects(), terms=TERMS)
def test_the_tally_equals_one_counted_with_sets_and_loops(project: CountingFrame, terms: dict[str, Any]):
    expected = Reference(project, **terms).tally()

    table = tally(project, **terms, replicates=0)

    assert [_without_intervals(record) for record in table.records()] == [
        pytest.approx(record, abs=1e-9) for record in expected
    ]


@settings(max_examples=150)
@given(
    project=spread_out_projects(),
    terms=TERMS,
    by=st.sampled_from([[], ["code"], ["component"], ["role"], ["valence"]]),
    seed=st.integers(0, 3),
)
def test_intervals_equal_those_of_a_plain_loop_over_the_same_draws(
    project: CountingFrame, terms: dict[str, Any], by: list[str], seed: int
):
    terms = {**terms, "by": by, "where": terms["where"][:1]}
    reference = Reference(project, **terms)
    n_clusters = len(reference.clusters())
    draw = np.random.default_rng(seed)
    draws = draw.integers(n_clusters, size=(40, n_clusters)).tolist() if n_clusters else []
    expected = [reference.interval(own, draws) for own in reference.rows().values()]

    table = tally(project, **terms, replicates=40, seed=seed)

    shown = zip(table.column("net_fit_low"), table.column("net_fit_high"), strict=True)
    for interval, (low, high) in zip(expected, shown, strict=True):
        assert (low, high) == (pytest.approx(interval, abs=1e-9) if interval else (None, None))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(project=projects(), terms=TERMS)
def test_what_is_counted_beside_is_counted_the_same(
    project: CountingFrame, terms: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    alone = tally(project, **terms, replicates=20)
    with monkeypatch.context() as patched:
        patched.setattr(counting, "_WORTH_A_THREAD", 0)
        assert tally(project, **terms, replicates=20) == alone


def test_a_fault_of_what_is_counted_beside_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(counting, "_WORTH_A_THREAD", 0)
    monkeypatch.setattr(counting, "net_fits", lambda *_args, **_options: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        tally(frame({"T1": ["ANA: We met."]}, [Q("T1", "met", "trust", "fit")]), by=("code",))


@given(project=projects(), terms=TERMS, seed=st.integers())
def test_the_order_of_codings_does_not_matter(project: CountingFrame, terms: dict[str, Any], seed: int):
    assert tally(shuffled(project, seed), **terms, replicates=20) == tally(project, **terms, replicates=20)


@given(
    project=projects(),
    terms=TERMS,
    groups=st.lists(st.sampled_from(GROUPS), min_size=2, max_size=2, unique=True),
    measure=st.sampled_from(["codings", "segments", "transcripts", "cases", "words", "net_fit"]),
)
def test_a_cell_of_the_crosstab_is_the_number_of_the_tally(
    project: CountingFrame, terms: dict[str, Any], groups: list[str], measure: Any
):
    row, column = groups
    terms = {**terms, "by": groups}
    numbers = {
        (line[row], line[column]): line[measure] for line in tally(project, **terms, replicates=0).records()
    }
    del terms["by"]

    table = crosstab(project, row=row, column=column, measure=measure, **terms)

    shown = {
        (record[row], name): cell
        for record in table.records()
        for name, cell in record.items()
        if name not in (row, "component_from")
    }
    named = {(label, _column_name(other)): number for (label, other), number in numbers.items()}
    empty = None if measure == "net_fit" else 0
    assert shown == {pair: named.get(pair, empty) for pair in shown}
    assert set(named) <= set(shown)


def _column_name(label: Any) -> str:
    return "(none)" if label is None else str(label)


def _without_intervals(record: dict[str, Any]) -> dict[str, Any]:
    left_out = ("net_fit_low", "net_fit_high", "component_from")
    return {name: cell for name, cell in record.items() if name not in left_out}
