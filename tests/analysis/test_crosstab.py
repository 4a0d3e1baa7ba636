"""Crosstabs: the tally's numbers, wide."""

import pytest

from fitcode.analysis.crosstab import crosstab
from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.errors import UsageError
from tests.analysis.frames import K, Q, frame

PROJECT = frame(
    {"T1": ["ANA: We met them twice."], "T2": ["BEN: They left."], "T3": ["CEM: Nobody asked."]},
    [
        Q("T1", "We met", "trust", "fit"),
        Q("T1", "met them", "trust", "misfit"),
        Q("T1", "twice", "radios", "misfit", about="force"),
        Q("T2", "They left", "trust", "misfit"),
        Q("T3", "Nobody", "actors"),
    ],
    cases=[
        K(name="R1", speaks=[("T1", "ANA")], role="commander"),
        K(name="R2", speaks=[("T2", "BEN")], role="analyst"),
    ],
)


def test_a_row_a_label_and_a_column_a_label_in_their_order():
    table = crosstab(PROJECT, row="code", column="role")

    assert table.columns == ("code", "analyst", "commander", "(none)")
    assert table.rows == [("trust", 1, 2, 0), ("radios", 0, 1, 0), ("actors", 0, 0, 1)]


def test_words_are_united_within_a_cell():
    table = crosstab(PROJECT, row="dimension", column="transcript", measure="words")

    # "We met" and "met them" are three words.
    assert table.rows == [("cultural", 3, 2, 0), ("operational", 1, 0, 0), (None, 0, 0, 1)]


def test_net_fit_is_null_where_nothing_is_stated():
    table = crosstab(PROJECT, row="code", column="role", measure="net_fit")

    assert table.rows == [
        ("trust", -1.0, 0.0, None),
        ("radios", None, -1.0, None),
        ("actors", None, None, None),
    ]


def test_shares_are_of_the_row_or_of_the_column():
    of_rows = crosstab(PROJECT, row="code", column="role", share="row")
    of_columns = crosstab(PROJECT, row="code", column="role", share="column")

    third = pytest.approx(1 / 3)
    assert of_rows.rows == [("trust", third, 2 * 1 / 3, 0), ("radios", 0, 1, 0), ("actors", 0, 0, 1)]
    assert of_columns.rows == [("trust", 1, 2 / 3, 0), ("radios", 0, third, 0), ("actors", 0, 0, 1)]


def test_a_share_of_nothing_is_null():
    table = crosstab(
        PROJECT,
        row="code",
        column="role",
        share="row",
        complete=True,
        where=[parse_condition("code=trust,radios")],
    )

    assert table.rows[-1] == ("radios", 0.0, 1.0)
    assert table.rows[1] == ("language", None, None)


def test_a_complete_one_holds_every_label():
    table = crosstab(PROJECT, row="dimension", column="valence", complete=True)

    assert table.columns == ("dimension", "fit", "misfit", "mixed", "(none)")
    assert table.rows == [
        ("strategic", 0, 0, 0, 0),
        ("cultural", 1, 2, 0, 0),
        ("operational", 0, 1, 0, 0),
        (None, 0, 0, 0, 1),
    ]


def test_attribution_is_named_when_a_side_is_the_component():
    table = crosstab(PROJECT, row="component", column="dimension")

    assert table.columns == ("component", "cultural", "operational", "(none)", "component_from")
    assert table.rows == [("force", 0, 1, 0, "about-or-voice"), (None, 3, 0, 1, "about-or-voice")]


def test_columns_never_bear_one_name_twice():
    odd = frame(
        {"T1": ["ANA: Yes."], "T2": ["ANA: Yes."], "T3": ["ANA: Yes."]},
        [Q(name, "Yes", "trust") for name in ("T1", "T2", "T3")],
        cases=[
            K(name="R1", speaks=[("T1", "ANA")], role="code"),
            K(name="R2", speaks=[("T2", "ANA")], role="(none)"),
        ],
    )

    assert crosstab(odd, row="code", column="role").columns == ("code", "(none)", "role=code", "role=(none)")


def test_numbers_and_truth_make_readable_columns():
    cases = [
        K(name=f"R{place}", speaks=[(f"T{place}", "ANA")], attributes={"age": age, "new": age < 40})
        for place, age in enumerate([30.0, 41.5, 50])
    ]
    talk = {f"T{place}": ["ANA: Yes."] for place in range(3)}
    project = frame(talk, [Q(name, "Yes", "trust") for name in talk], cases=cases)

    assert crosstab(project, row="code", column="case.age").columns == ("code", "30", "41.5", "50")
    assert crosstab(project, row="code", column="case.new").columns == ("code", "false", "true")


@pytest.mark.parametrize(
    ("choice", "problem", "remedy"),
    [
        ({"measure": "coding"}, "No measure is named 'coding'", "'codings'"),
        ({"share": "rows"}, "No share is named 'rows'", "'row'"),
        ({"measure": "net_fit", "share": "row"}, "no shares", "Choose a count"),
        ({"column": "code"}, "named twice", "once"),
        ({"column": "rank"}, "No group is named 'rank'", "Known"),
    ],
)
def test_a_wrong_choice_is_refused_with_its_repair(choice, problem, remedy):
    with pytest.raises(UsageError) as refused:
        crosstab(PROJECT, **{"row": "code", "column": "role", **choice})

    assert problem in refused.value.problem
    assert remedy in refused.value.remedy
