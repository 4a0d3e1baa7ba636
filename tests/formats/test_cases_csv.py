"""Cases files, as spreadsheets write them."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitcode.domain.case import CaseRow
from fitcode.errors import InvalidFile, UnreadableFile
from fitcode.formats.cases_csv import parse_cases


@pytest.fixture
def cases(tmp_path):
    def parse(content: str | bytes) -> list[CaseRow]:
        path = tmp_path / "cases.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return parse_cases(path)

    return parse


@pytest.fixture
def faults_of(cases):
    def faults(content: str | bytes) -> list[str]:
        with pytest.raises(InvalidFile) as caught:
            cases(content)
        return [str(fault) for fault in caught.value.faults]

    return faults


def test_a_row_is_a_case_in_a_transcript(cases):
    rows = cases(
        "case,transcript,speaker,component,mission,role,rank,nationality\n"
        "R017,interview-1,R017,asifu,minusma,analyst,captain,NL\n"
        "R018,interview-2,,,,,,\n"
    )

    assert rows == [
        CaseRow(
            case="R017",
            transcript="interview-1",
            speaker="R017",
            component="asifu",
            mission="minusma",
            role="analyst",
            attributes={"rank": "captain", "nationality": "NL"},
            line=2,
        ),
        CaseRow(case="R018", transcript="interview-2", line=3),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_a_spreadsheet_writes_is_read(cases, delimiter, line_end, encoding):
    lines = [
        ["case", "transcript", "role"],
        ["R1", "t1", "médecin, chef; x" if delimiter == "\t" else "médecin"],
    ]
    text = line_end.join(delimiter.join(line) for line in lines) + line_end

    (row,) = cases(text.encode(encoding))

    assert (row.case, row.transcript, row.role) == ("R1", "t1", lines[1][2])


def test_a_code_page_is_recognised(cases):
    (row,) = cases("case,transcript,role\nR1,t1,médecin\n".encode("cp1252"))

    assert row.role == "médecin"


def test_column_names_forgive_case_spaces_and_the_prefix_of_exports(cases):
    (row,) = cases("CASE , Transcript,case.Rank,case.role,Interview  Date\nR1,t1,major,pilot,2019\n")

    assert (row.role, row.attributes) == ("pilot", {"rank": "major", "interview_date": "2019"})


def test_empty_lines_and_empty_columns_are_passed_over(cases):
    rows = cases("\ncase,transcript,,\n\nR1,t1,,\n,,,\nR2,t2\n")

    assert [(row.case, row.line) for row in rows] == [("R1", 4), ("R2", 6)]


def test_a_cell_may_hold_line_ends_and_lines_are_still_counted(cases):
    rows = cases('case,transcript,note\nR1,t1,"one\ntwo\nthree"\nR2,t2,\n')

    assert [row.line for row in rows] == [2, 5]


def test_what_one_line_says_of_a_case_holds_for_all_its_lines(cases):
    rows = cases("case,transcript,component,rank\nR1,t1,force,\nR1,t2,,major\n")

    assert [(row.component, row.attributes) for row in rows] == [("force", {"rank": "major"})] * 2


def test_the_apostrophe_that_guards_against_formulas_is_taken_off(cases):
    (row,) = cases("case,transcript,note,'=x\nR1,t1,'=1+1,2\n")

    assert row.attributes == {"note": "=1+1", "=x": "2"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\n \n", "cases.csv:1: The file is empty"),
        ("cas,transcript\nR1,t1\n", "cases.csv:1: There is no column 'case'. Did you mean 'cas'?"),
        (
            "case,interview\nR1,t1\n",
            "cases.csv:1: There is no column 'transcript'. The columns are case, interview.",
        ),
        ("case,transcript,Rank,rank\nR1,t1,a,b\n", "cases.csv:1: Columns 3 and 4 are both called 'rank'."),
        (
            "case,transcript,rank,case.rank\nR1,t1,a,b\n",
            "cases.csv:1: Columns 3 and 4 are both called 'rank'.",
        ),
        ("case,transcript\n,t1\n", "cases.csv:2: The line has no case."),
        ("case,transcript\nR1,\nR2,t\n", "cases.csv:2: The line has no transcript."),
        ("case,transcript\nR1,t1,x\n", "cases.csv:2: The line has 3 cells and the first line 2"),
        ("case,transcript,\nR1,t1,x\n", "cases.csv:2: Column 3 holds 'x' here and has no name"),
        ("case,transcript\nR1,t1\nR2,t2\nR1,t1\n", "cases.csv:4: The line repeats line 2: R1, t1."),
        (
            "case,transcript,component\nR1,t1,force\nR1,t2,sector\n",
            "cases.csv:3: Case R1 has component 'sector' here and 'force' on line 2.",
        ),
        (
            "case,transcript,rank\nR1,t1,major\nR1,t2,captain\n",
            "cases.csv:3: Case R1 has rank 'captain' here and 'major' on line 2.",
        ),
        (
            "case,transcript,speaker\nR1,t1,ANA\nR2,t1,ANA\n",
            "cases.csv:3: Speaker 'ANA' in 't1' is R2 here and R1 on line 2.",
        ),
        (
            'case,transcript\nR1,"t1\nR2,t2\n',
            "cases.csv:2: A quotation mark opened in the row of line 2 is never closed.",
        ),
        ('case,transcript\nR1,"t"1\n', "cases.csv:2: Text follows a closing quotation mark"),
        (
            "case,transcript\nR1,t\x1b[31m\n",
            "cases.csv:2: Column transcript holds a control character (U+001B)",
        ),
        ("case,transcript\nR1," + "t" * 200_000, "cases.csv:2: A cell of the row of line 2 is far too long"),
    ],
)
def test_a_mistake_is_named_with_its_line(faults_of, text, fault):
    assert any(fault in found for found in faults_of(text)), faults_of(text)


def test_every_mistake_is_reported_at_once(faults_of):
    found = faults_of("case,transcript,rank,rank\n,t1,,\nR1,t1,major,\nR1,t2,captain,\nR1,t1,,,x\n")

    assert [text.split(":")[1] for text in found] == ["1", "2", "4", "5", "5"]


def test_a_file_that_is_missing_or_no_text_is_refused_by_name(tmp_path, cases):
    with pytest.raises(UnreadableFile, match=r"nowhere\.csv cannot be opened"):
        parse_cases(tmp_path / "nowhere.csv")
    with pytest.raises(UnreadableFile, match=r"cases\.csv is a zip archive"):
        cases(b"PK\x03\x04rest")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="case,;\t\r\n\"'transcript R1=\x00é", max_size=60))
def test_any_text_is_a_list_of_cases_or_refused_by_name(tmp_path: Path, text: str):
    path = tmp_path / "fuzz.csv"
    path.write_text("case,transcript\nR1,t1\n" + text, encoding="utf-8", newline="")
    with suppress(InvalidFile, UnreadableFile):
        assert all(row.case and row.transcript for row in parse_cases(path))
