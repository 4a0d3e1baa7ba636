"""Sequence: codes part by part and date by date, by hand and for any project."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.analysis.selecting.conditions import parse_condition
from fitcode.analysis.selecting.dates import date_attribute, period
from fitcode.analysis.selecting.terms import Terms
from fitcode.analysis.sequence import codes_along_dates, codes_along_text
from fitcode.analysis.tally import tally
from fitcode.domain.choices import ComponentFrom
from fitcode.domain.frame import CountingFrame
from fitcode.domain.table import Table
from fitcode.errors import UsageError
from tests.analysis.drawn_projects import projects
from tests.analysis.frames import K, Q, frame
from tests.analysis.reference import shuffled

# T1 has 8 words of respondents (Ana 5, Ben 3), the interviewer's 3 among them not counted; T2 has 3.
PROJECT = frame(
    {
        "T1": [
            "ANA: one two three.",
            "I: really so what?",
            "BEN: four five six.",
            "ANA: seven eight.",
            "A heading",
        ],
        "T2": ["CEM: uno dos tres."],
    },
    [
        Q("T1", "one", "trust", "fit"),
        Q("T1", "two three", "trust", "misfit"),
        Q("T1", "three.\nI: really so what?\nBEN: four five six", "planning"),
        Q("T1", "five", "radios"),
        Q("T1", "eight", "trust", "fit"),
        Q("T1", "heading", "actors"),
        Q("T2", "dos", "trust"),
        Q("T2", "tres", "trust"),
    ],
    cases=[
        K(name="R1", speaks=[("T1", "ANA")], role="pilot", attributes={"met": "2019-05-30", "rank": "major"}),
        K(name="R2", speaks=[("T1", "BEN")], attributes={"met": "2019-08"}),
        K(name="R3", speaks=[("T2", "CEM")], role="pilot", attributes={"met": "2019"}),
    ],
)


def terms(*by: str, where: Any = (), **options: Any) -> Terms:
    conditions = tuple(parse_condition(text) for text in where)
    return Terms(by=by, where=conditions, component_from=ComponentFrom.about_or_voice, **options)


def shown(table: Table, *columns: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name) for name in columns), strict=True))


class TestAlongATranscript:
    def test_a_coding_stands_in_the_part_in_which_it_begins(self):
        table = codes_along_text(PROJECT, terms("code", where=["transcript=T1"]), parts=4)

        # Two words a part: one two | three four | five six | seven eight.
        assert shown(table, "part", "code", "codings") == [
            (1, "trust", 2),
            (2, "planning", 1),
            (3, "radios", 1),
            (4, "trust", 1),
        ]
        assert table.column("net_fit") == [0.0, None, None, 1.0]

    def test_rates_are_per_1000_words_of_the_part(self):
        table = codes_along_text(PROJECT, terms(), parts=2)

        # T1 4 and 4 words. T2 has 3: its first part is the first two, as 2 x 2 / 3 is more than one.
        assert shown(table, "transcript", "part", "codings", "per_1000_words") == [
            ("T1", 1, 3, 3000 / 4),
            ("T1", 2, 2, 2000 / 4),
            ("T2", 1, 1, 1000 / 2),
            ("T2", 2, 1, 1000 / 1),
        ]

    def test_conditions_on_cases_narrow_the_words_and_move_no_part(self):
        table = codes_along_text(PROJECT, terms(where=["role=pilot", "transcript=T1"]), parts=2)

        # Of the first part Ana says three words, of the second two.
        assert shown(table, "part", "codings", "per_1000_words") == [(1, 2, 2000 / 3), (2, 1, 1000 / 2)]

    def test_all_transcripts_are_taken_together(self):
        table = codes_along_text(PROJECT, terms("code"), parts=2, together=True)

        assert table.columns[:2] == ("part", "code")
        assert shown(table, "part", "code", "codings", "transcripts", "per_1000_words") == [
            (1, "planning", 1, 1, 1000 / 6),
            (1, "trust", 3, 2, 3000 / 6),
            (2, "trust", 2, 2, 2000 / 5),
            (2, "radios", 1, 1, 1000 / 5),
        ]

    def test_a_complete_table_has_every_part(self):
        table = codes_along_text(
            PROJECT, terms("code", where=["code=radios"], complete=True), parts=3, together=True
        )

        assert shown(table, "part", "code", "codings") == [
            (1, "radios", 0),
            (2, "radios", 1),
            (3, "radios", 0),
        ]

    def test_what_lies_outside_turns_is_in_no_part(self):
        table = codes_along_text(PROJECT, terms("code", include_interviewer=True), parts=1)

        (row,) = [row for row in table.records() if row["code"] == "actors"]
        assert (row["part"], row["codings"], row["per_1000_words"]) == (None, 1, None)

    def test_more_parts_than_words_leave_some_empty(self):
        table = codes_along_text(PROJECT, terms(where=["transcript=T2"], complete=True), parts=6)

        assert table.column("codings") == [0, 0, 1, 0, 1, 0]
        assert table.column("per_1000_words")[2] == 1000.0

    @pytest.mark.parametrize(
        ("by", "parts", "words"),
        [
            (["transcript"], 3, "named twice"),
            (["role"], 3, "role"),
            ([], 0, "0 parts"),
            ([], 5000, "5,000 parts"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, by: list[str], parts: int, words: str):
        with pytest.raises(UsageError, match=words):
            codes_along_text(PROJECT, terms(*by), parts=parts)


class TestAlongDates:
    def test_codings_stand_at_the_date_of_their_case(self):
        table = codes_along_dates(PROJECT, terms("code"), attribute="met", every="month")

        assert shown(table, "case.met", "code", "codings", "cases", "per_1000_words") == [
            ("2019", "trust", 2, 1, 2000 / 3),
            ("2019-05", "trust", 3, 1, 3000 / 5),
            ("2019-08", "radios", 1, 1, 1000 / 3),
            (None, "planning", 1, 0, None),  # the interviewer says most of it, and is no case
        ]

    def test_a_year_holds_all_of_it(self):
        table = codes_along_dates(PROJECT, terms(), attribute="met", every="year")

        assert shown(table, "case.met", "codings") == [("2019", 6), (None, 1)]

    def test_a_complete_table_has_the_periods_in_scope(self):
        table = codes_along_dates(
            PROJECT, terms("code", where=["code=radios"], complete=True), attribute="met", every="quarter"
        )

        assert shown(table, "case.met", "codings") == [("2019", 0), ("2019-Q2", 0), ("2019-Q3", 1)]

    @pytest.mark.parametrize(
        ("date", "every", "label"),
        [
            ("2019-05-30", "year", "2019"),
            ("2019-05-30", "quarter", "2019-Q2"),
            ("2019-12", "quarter", "2019-Q4"),
            ("2019", "quarter", "2019"),
            ("2019-05-30T10:00", "day", "2019-05-30"),
            ("2019", "month", "2019"),
        ],
    )
    def test_a_date_is_never_taken_for_more_exact_than_it_is(self, date: str, every: Any, label: str):
        assert period(date, every) == label

    @pytest.mark.parametrize("written", ["met", "case.met", "date"])
    def test_a_date_may_be_named_in_short(self, written: str):
        assert date_attribute(PROJECT.cases, written) == "met"

    @pytest.mark.parametrize(
        ("written", "problem", "remedy"),
        [("meet", "no attribute", "'met'"), ("case.rank", "is not a date", "Known: met.")],
    )
    def test_what_is_no_date_is_refused_with_what_is(self, written: str, problem: str, remedy: str):
        with pytest.raises(UsageError) as refused:
            date_attribute(PROJECT.cases, written)

        assert problem in refused.value.problem
        assert remedy in refused.value.remedy

    def test_without_any_date_it_is_said_where_dates_come_from(self):
        with pytest.raises(UsageError) as refused:
            date_attribute(frame({"T1": ["ANA: Yes."]}).cases, "date")

        assert "cases import" in refused.value.remedy


@given(
    project=projects(),
    parts=st.integers(1, 9),
    include_interviewer=st.booleans(),
    seed=st.integers(),
)
def test_the_parts_of_a_transcript_hold_its_codings_and_its_words(
    project: CountingFrame, parts: int, include_interviewer: bool, seed: int
):
    options: Any = {"include_interviewer": include_interviewer, "complete": True}
    whole = {
        (row["transcript"], row["code"]): row["codings"]
        for row in tally(project, by=["transcript", "code"], replicates=0, **options).records()
    }

    table = codes_along_text(shuffled(project, seed), terms("code", **options), parts=parts)

    summed: dict[Any, int] = {}
    for row in table.records():
        key = row["transcript"], row["code"]
        summed[key] = summed.get(key, 0) + int(str(row["codings"]))
    assert summed == whole
    assert table == codes_along_text(project, terms("code", **options), parts=parts)
