"""Presence: zeros and ones, by hand and for any project."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.analysis.presence import presence
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.tally import tally
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.frame import CountingFrame
from fitcode.errors import UsageError
from tests.analysis.drawn_projects import projects
from tests.analysis.frames import K, Q, frame
from tests.analysis.reference import shuffled

PROJECT = frame(
    {
        "T1": ["ANA: We trusted them.", "BEN: The plan was thin.", "I: Was it?"],
        "T2": ["CEM: Nobody asked."],
        "T3": ["DAN: Our radios failed."],
    },
    [
        Q("T1", "trusted", "trust"),
        Q("T1", "trusted them", "trust"),
        Q("T1", "We", "actors"),
        Q("T1", "plan", "planning"),
        Q("T1", "Was it", "radios"),
        Q("T3", "radios", "radios"),
    ],
    cases=[
        K(name="R1", speaks=[("T1", "ANA")], role="commander", component="force"),
        K(name="R2", speaks=[("T1", "BEN")], role="analyst", component="isr-coy"),
        K(name="R3", speaks=[("T2", "CEM")], role="analyst"),
    ],
)


def where(*texts: str) -> list[Any]:
    return [parse_condition(text) for text in texts]


def test_a_case_has_a_code_or_has_it_not_however_often():
    table = presence(PROJECT)

    # R3 was heard and never coded; what Dan says belongs to nobody; the interviewer's radios do not count.
    assert table.columns == ("case", "planning", "trust", "actors")
    assert table.rows == [("R1", 0, 1, 1), ("R2", 1, 0, 0), ("R3", 0, 0, 0)]


def test_what_belongs_to_no_case_is_noted():
    assert "1 coding without a case in no row; --by transcript shows all." in presence(PROJECT).notes


def test_a_complete_matrix_has_a_column_for_every_code():
    table = presence(PROJECT, complete=True)

    assert table.columns == ("case", "planning", "tasking", "trust", "language", "radios", "actors")


def test_a_dimension_that_codes_do_not_have_is_a_column_of_its_own():
    table = presence(PROJECT, by="transcript", of="dimension")

    assert table.columns == ("transcript", "strategic", "cultural", "operational", "(none)")
    assert table.rows == [("T1", 1, 1, 0, 1), ("T2", 0, 0, 0, 0), ("T3", 0, 0, 1, 0)]


def test_conditions_leave_out_cases_and_codes():
    table = presence(PROJECT, where=where("role=analyst", "code=planning"))

    assert (table.columns, table.rows) == (("case", "planning"), [("R2", 1), ("R3", 0)])


def test_nothing_left_is_a_header():
    table = presence(PROJECT, where=where("role=nurse"))

    assert (table.columns, table.rows) == (("case",), [])


def test_where_nothing_is_coded_that_is_noted():
    project = frame({"T1": ["ANA: Yes."]}, cases=[K(name="R1", speaks=[("T1", "ANA")])])

    assert presence(project).notes == ("There are no codings to count.",)
    assert presence(PROJECT, where=where("code=tasking")).notes == ("No coding meets every condition.",)


def test_a_component_has_what_its_descendants_have():
    table = presence(
        PROJECT,
        by="component",
        of="dimension",
        component_from=ComponentFrom.voice,
        rollup=True,
        where=where("dimension!="),
    )

    assert table.columns == ("component", "strategic", "cultural", "component_from")
    assert table.rows[:2] == [("mission", 1, 1, "voice"), ("force", 1, 1, "voice")]
    assert table.rows[2] == ("sector-east", 1, 0, "voice")


def test_an_unknown_group_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="rol") as refused:
        presence(PROJECT, by="rol")

    assert refused.value.remedy == "Did you mean 'role'?"


@given(project=projects(), by=st.sampled_from(["case", "transcript", "role"]), seed=st.integers())
def test_a_row_adds_up_to_the_distinct_codes_that_a_tally_shows_there(
    project: CountingFrame, by: str, seed: int
):
    shown = tally(project, by=[by, "code"], replicates=0)
    distinct = {label: shown.column(by).count(label) for label in shown.column(by)}

    table = presence(shuffled(project, seed), by=by)

    assert {row[0]: row.count(1) for row in table.rows if 1 in row} == {
        label: number for label, number in distinct.items() if label is not None
    }
    assert table == presence(project, by=by)
