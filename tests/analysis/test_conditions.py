"""Conditions: how they are written, and what they leave."""

import pytest

from fitcode.analysis.selecting.conditions import Condition, parse_condition
from fitcode.analysis.tally import tally
from fitcode.domain.table import AttributeValue, Cell
from fitcode.errors import (
    FitcodeError,
    UnknownCase,
    UnknownCode,
    UnknownCodebook,
    UnknownComponent,
    UnknownTranscript,
    UsageError,
)
from tests.analysis.frames import C, K, Q, frame


class TestWriting:
    @pytest.mark.parametrize(
        ("text", "condition"),
        [
            ("role=commander", Condition("role", "=", ("commander",))),
            ("code=trust,radios", Condition("code", "=", ("trust", "radios"))),
            (" valence != fit , mixed", Condition("valence", "!=", ("fit", "mixed"))),
            ("about=", Condition("about", "=", (None,))),
            ("role=,commander", Condition("role", "=", (None, "commander"))),
            ("case.rotation>=3", Condition("case.rotation", ">=", ("3",))),
            ("case.date<2015-06", Condition("case.date", "<", ("2015-06",))),
            ('case.place="Gao, Mali",Kidal', Condition("case.place", "=", ("Gao, Mali", "Kidal"))),
            ("case.quote=a=b", Condition("case.quote", "=", ("a=b",))),
            ("case.first interview=yes", Condition("case.first interview", "=", ("yes",))),
            ("strength>=2", Condition("strength", ">=", ("2",))),
            ("counterpart.branch!=", Condition("counterpart.branch", "!=", (None,))),
        ],
    )
    def test_a_name_an_operator_and_values(self, text: str, condition: Condition):
        assert parse_condition(text) == condition

    def test_what_is_read_can_be_written_again(self):
        assert str(parse_condition("role != commander, ")) == "role!=commander,"

    @pytest.mark.parametrize(
        ("text", "problem", "remedy"),
        [
            ("role", "not a condition", "NAME=VALUE"),
            ("=x", "not a condition", "NAME=VALUE"),
            ("rôle=x", "'rôle'", "'role'"),
            ("codes=x", "'codes'", "'code'"),
            ("case.=x", "'case.'", "'case'"),
            ("xyzzy=1", "'xyzzy'", "Known: component,"),
            ("code>trust", "has no order", "code=VALUE"),
            ("xyzzy=1", "'xyzzy'", "written case.xyzzy"),
            ("couterpart=force", "'couterpart'", "'counterpart'"),
            ("strength>=", "one value", "strength>=VALUE"),
            ("case.rotation>1,2", "one value", "case.rotation>=VALUE"),
            ("case.rotation>", "one value", "case.rotation>=VALUE"),
            ('role="a', "does not close", '"Gao, Mali"'),
        ],
    )
    def test_a_wrong_one_is_refused_with_its_repair(self, text: str, problem: str, remedy: str):
        with pytest.raises(UsageError) as refused:
            parse_condition(text)

        assert problem in refused.value.problem
        assert remedy in refused.value.remedy


VALUES: dict[str, list[AttributeValue]] = {
    "rotation": [1, 2.5, 10, None],
    "since": ["2014-12-31", "2015-03-01", "2015-06-30", None],
    "gender": ["f", "m", "f", None],
    "veteran": [True, False, True, None],
}
PROJECT = frame(
    {f"T{place}": ["ANA: We met."] for place in range(4)},
    [
        Q("T0", "met", "planning", strength=1, about="force", counterpart="mandate"),
        Q("T1", "met", "tasking", strength=3, about="juba/hq"),
        Q("T2", "met", "trust", strength=2, counterpart="force"),
        Q("T3", "met", "actors"),
    ],
    cases=[
        K(
            name=f"R{place}",
            speaks=[(f"T{place}", "ANA")],
            role=("commander", "analyst", None, None)[place],
            attributes={name: values[place] for name, values in VALUES.items()},
        )
        for place in range(4)
    ],
    components=[
        C(name="force", branch="military", level="force", country="Senegal"),
        C(name="juba/hq", mission="unmiss"),
        C(name="gao/hq"),
        C(name="mandate", branch="reference"),
    ],
)


def left(*conditions: str) -> list[Cell]:
    """The transcripts that conditions leave."""
    return tally(PROJECT, by=["transcript"], where=[parse_condition(text) for text in conditions]).column(
        "transcript"
    )


class TestLeaving:
    @pytest.mark.parametrize(
        ("text", "transcripts"),
        [
            ("code=planning", ["T0", "T1"]),  # tasking is a kind of planning
            ("code=tasking", ["T1"]),
            ("code!=planning", ["T2", "T3"]),
            ("dimension=", ["T3"]),
            ("dimension=strategic,cultural", ["T0", "T1", "T2"]),
            ("role=commander", ["T0"]),
            ("role!=commander", ["T1", "T2", "T3"]),  # no role is another role than commander
            ("role=", ["T2", "T3"]),
            ("role!=", ["T0", "T1"]),
            ("transcript=T3,T1", ["T1", "T3"]),
            ("case.rotation>=2.5", ["T1", "T2"]),
            ("case.rotation<10", ["T0", "T1"]),  # as numbers; absent is neither more nor less
            ("case.rotation=1.0,10", ["T0", "T2"]),
            ("case.since<2015", ["T0"]),
            ("case.since<=2015-03", ["T0", "T1"]),  # all of March
            ("case.since>2015-03", ["T2"]),
            ("case.since>=2015-03-01", ["T1", "T2"]),
            ("case.since=2015", ["T1", "T2"]),  # any day of it, as <= and > say
            ("case.since!=2015", ["T0", "T3"]),
            ("case.since=2015-06,2014", ["T0", "T2"]),
            ("case.gender=f", ["T0", "T2"]),
            ("case.veteran=yes", ["T0", "T2"]),
            ("case.veteran!=true", ["T1", "T3"]),
            ("component=", ["T2", "T3"]),
            ("component!=", ["T0", "T1"]),
            ("strength>=2", ["T1", "T2"]),
            ("strength<2", ["T0"]),  # what states no strength is neither
            ("strength=1,3", ["T0", "T1"]),
            ("strength!=", ["T0", "T1", "T2"]),
            ("strength!=2", ["T0", "T1", "T3"]),
            ("counterpart.branch=reference", ["T0"]),
            ("counterpart.branch!=reference", ["T1", "T2", "T3"]),
            ("counterpart.level=force", ["T2"]),
            ("about.country=Senegal", ["T0"]),
            ("about.branch=", ["T1", "T2", "T3"]),
            ("codebook=fit", ["T0", "T1", "T2", "T3"]),
            ("codebook!=fit", []),
        ],
    )
    def test_what_holds(self, text: str, transcripts: list[str]):
        assert left(text) == transcripts

    @pytest.mark.parametrize(
        ("condition", "transcripts"),
        [
            ("case.since<2015-06", ["T1"]),
            ("case.since>=2015-06", []),
            ("case.since<=2015-12", ["T0", "T1"]),  # whichever of its days it is
            ("case.since>2014-12", ["T0", "T1"]),
            ("case.since<=2015-03-15", []),
            ("case.since<2015-04-01", ["T1"]),
        ],
    )
    def test_a_date_that_may_lie_on_either_side_is_left_out(self, condition: str, transcripts: list[str]):
        dated = frame(
            {name: ["ANA: one two."] for name in ("T0", "T1")},
            [Q("T0", "one", "trust"), Q("T1", "one", "trust")],
            cases=[
                K(name="R0", speaks=[("T0", "ANA")], attributes={"since": "2015"}),
                K(name="R1", speaks=[("T1", "ANA")], attributes={"since": "2015-03"}),
            ],
        )

        table = tally(dated, by=("transcript",), where=[parse_condition(condition)])

        assert [row[0] for row in table.rows] == transcripts

    def test_several_must_all_hold(self):
        assert left("code=planning", "role=analyst,commander", "case.since<2015") == ["T0"]

    @pytest.mark.parametrize(
        ("text", "error", "words"),
        [
            ("code=trst", UnknownCode, "'trust'"),
            ("component=forse", UnknownComponent, "'force'"),
            ("about=forse", UnknownComponent, "'force'"),
            ("transcript=T9", UnknownTranscript, "T0"),
            ("case=R9", UnknownCase, "R0"),
            ("dimension=strategical", UsageError, "'strategic'"),
            ("valence=fits", UsageError, "'fit'"),
            ("kind=focus group", UsageError, "'focus-group'"),
            ("strength=4", UsageError, "Known: 1, 2, 3."),
            ("strength>much", UsageError, "NUMBER"),
            ("counterpart.branch=milatary", UsageError, "'military'"),
            ("counterpart=mandat", UnknownComponent, "'mandate'"),
            ("codebook=fits", UnknownCodebook, "'fit'"),
            ("component.branch=navy", UsageError, "military"),
            ("component=hq", FitcodeError, "juba/hq or gao/hq"),
            ("case.rotaton>3", UsageError, "'rotation'"),
            ("case.rotation=many", UsageError, "NUMBER"),
            ("case.since<soon", UsageError, "2015-06-30"),
            ("case.since<2015-13", UsageError, "2015-06-30"),  # no month
            ("case.since<2015-06-32", UsageError, "2015-06-30"),
            ("case.gender<m", UsageError, "Numbers and dates"),
            ("case.veteran=perhaps", UsageError, "true or false"),
        ],
    )
    def test_what_does_not_exist_is_refused_by_name(self, text: str, error: type[FitcodeError], words: str):
        with pytest.raises(error) as refused:
            left(text)

        assert words in f"{refused.value.problem} {refused.value.remedy}"

    def test_a_role_that_nobody_has_leaves_nothing_and_is_noted(self):
        table = tally(PROJECT, by=["code"], where=[parse_condition("role=comander")])

        assert table.rows == []
        assert table.notes == ("Nothing here has the role 'comander'. Did you mean 'commander'?",)

    def test_a_component_may_be_named_with_its_mission(self):
        assert left("component=minusma/force") == ["T0"]
