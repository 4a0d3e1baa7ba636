import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.domain.table import Table
from fitcode.formats.table_csv import restore_text, write_csv
from fitcode.formats.table_json import write_json, write_jsonl
from fitcode.formats.table_markdown import write_markdown

TABLE = Table.of(
    ("code", "codings", "net_fit", "complete", "examples", "memo"),
    [
        ("fuel", 3, -0.1, True, ["a", "b"], None),
        ("\u00e9t\u00e9", -4, None, False, [], 'say "no", twice\nplease'),
    ],
)


def as_csv(table: Table, **options) -> str:
    stream = io.StringIO(newline="")
    write_csv(table, stream, **options)
    return stream.getvalue()


def test_csv_writes_every_type_as_documented():
    assert as_csv(TABLE) == (
        "code,codings,net_fit,complete,examples,memo\n"
        "fuel,3,-0.1,true,a | b,\n"
        '\u00e9t\u00e9,-4,,false,,"say ""no"", twice\nplease"\n'
    )


def test_tabs_may_delimit():
    assert as_csv(Table.of(("a", "b"), [("x,y", 1)]), delimiter="\t") == "a\tb\nx,y\t1\n"


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''+"])
def test_formulas_are_made_safe_and_can_be_restored(formula):
    table = Table.of(("memo", "n"), [(formula, -1), ("plain", 2)])
    rows = list(csv.reader(io.StringIO(as_csv(table), newline="")))
    assert rows[1] == ["'" + formula, "-1"]
    assert restore_text(rows[1][0]) == formula
    assert list(csv.reader(io.StringIO(as_csv(table, neutralise=False), newline="")))[1][0] == formula


def test_a_formula_in_a_list_or_in_a_name_of_a_column_is_made_safe():
    table = Table.of(("case", "=1+1"), [("a", ["=2+2", "b"]), ("b", ["c"])])

    assert as_csv(table) == "case,'=1+1\na,'=2+2 | b\nb,c\n"


@pytest.mark.parametrize("text", ["'quoted'", "plain", "", "a=b", "'"])
def test_other_text_is_left_alone(text):
    row = list(csv.reader(io.StringIO(as_csv(Table.of(("t", "n"), [(text, 1)])), newline="")))[1]
    assert row[0] == text
    assert restore_text(row[0]) == text


@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.text("=+-@'\t\r\n ")),
        min_size=1,
    )
)
def test_any_text_goes_out_to_csv_and_comes_back(rows):
    written = list(csv.reader(io.StringIO(as_csv(Table.of(("a", "b"), rows)), newline="")))
    assert [tuple(map(restore_text, row)) for row in written[1:]] == rows


def test_json_is_a_list_of_flat_records_with_real_types():
    stream = io.StringIO()
    write_json(TABLE, stream)
    records = json.loads(stream.getvalue())
    assert records == list(TABLE.records())
    assert "\u00e9t\u00e9" in stream.getvalue()


def test_an_empty_table_is_an_empty_list():
    stream = io.StringIO()
    write_json(Table.of(("a",), []), stream)
    assert json.loads(stream.getvalue()) == []
    assert as_csv(Table.of(("a",), [])) == "a\n"


def test_a_row_of_one_empty_cell_is_a_line_that_readers_see():
    assert as_csv(Table.of(("a",), [("",), (None,), ("x",)])) == 'a\n""\n""\nx\n'


def test_a_text_in_many_rows_is_written_as_in_one():
    rows = [("=1", None, '"', 1), ("plain", "a,b", None, 1.0)] * 50

    written = list(csv.reader(io.StringIO(as_csv(Table.of(("a", "b", "c", "d"), rows)), newline="")))

    assert written[1:] == [["'=1", "", '"', "1"], ["plain", "a,b", "", "1.0"]] * 50


def test_json_lines_are_a_record_a_line_and_numbers_that_are_none_are_null():
    stream = io.StringIO()
    write_jsonl(Table.of(("a", "b"), [(float("nan"), "x\ny"), (float("inf"), "z")]), stream)
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == [
        {"a": None, "b": "x\ny"},
        {"a": None, "b": "z"},
    ]


def test_markdown_escapes_what_would_break_a_table():
    stream = io.StringIO()
    write_markdown(Table.of(("n", "quote"), [(1, "a|b\n<i>\\"), (None, ["x", "y"])]), stream)
    assert stream.getvalue() == (
        "| n | quote |\n| ---: | --- |\n| 1 | a\\|b<br>&lt;i&gt;\\\\ |\n|  | x, y |\n"
    )
