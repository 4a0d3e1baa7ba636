"""Data sets go out as a workbook, Parquet, SPSS and Stata files, and other programs read them back."""

import sys
import zipfile
from datetime import UTC, date, datetime

import duckdb
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from fitcode.domain.data_set import Column, ColumnKind, DataSet
from fitcode.domain.table import Table
from fitcode.errors import FitcodeError
from fitcode.formats import table_xlsx
from fitcode.formats.table_parquet import write_parquet
from fitcode.formats.table_stats import write_dta, write_sav
from fitcode.formats.variable_names import SPSS_NAMES, STATA_NAMES, variable_names

PARTS = {"jtb": "Joint Tasking Board", "jac": "Joint Analysis Cell"}
VALENCES = {"fit": "fit", "misfit": "misfit", "mixed": "mixed"}
COLUMNS = (
    Column("quote", ColumnKind.text, "The passage"),
    Column("case.component", ColumnKind.text, "Component", PARTS),
    Column("valence", ColumnKind.text, "Valence", VALENCES),
    Column("strength", ColumnKind.integer, "Strength"),
    Column("net_fit", ColumnKind.number, "Net fit"),
    Column("armed", ColumnKind.boolean),
    Column("codes", ColumnKind.texts, "Codes"),
    Column("day", ColumnKind.date),
    Column("created_at", ColumnKind.moment, "Made at"),
)
MOMENT = datetime(2026, 11, 23, 2, 14, 22, 500_000, tzinfo=UTC)
ROWS = [
    ("=1+1", "jac", "misfit", 3, -0.5, True, ["fuel", "trust"], "2019-05-14", "2026-11-23T02:14:22.500Z"),
    ("d\u00e9j\u00e0 vu", None, None, None, None, None, [], None, None),
    ("http://a.b", "left", "fit", 1, 1.0, False, ["fuel"], "2020-01-01", "2026-11-23T02:14:22.500Z"),
]
DATA = DataSet("codings", Table.of([column.name for column in COLUMNS], ROWS), COLUMNS, "A row is a coding")
EMPTY = DataSet("codings", Table.of([column.name for column in COLUMNS], []), COLUMNS)


def of_texts(*texts):
    column = Column("quote", ColumnKind.text)
    return DataSet("codings", Table.of(["quote"], [(text,) for text in texts]), (column,))


def workbook(tmp_path, *data, name="one.xlsx"):
    with table_xlsx.new_workbook(tmp_path / name, scratch=tmp_path) as add:
        notes = [note for one in data for note in add(one)]
    return openpyxl.load_workbook(tmp_path / name), notes


class TestXlsx:
    def test_a_sheet_has_a_frozen_header_and_a_filter(self, tmp_path):
        sheet = workbook(tmp_path, DATA)[0]["codings"]

        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == "A1:I4"
        assert [cell.value for cell in sheet[1]] == [column.name for column in COLUMNS]
        assert sheet.column_dimensions["A"].width > sheet.column_dimensions["D"].width - 1

    def test_numbers_are_numbers_and_texts_never_formulas_or_links(self, tmp_path):
        sheet = workbook(tmp_path, DATA)[0]["codings"]

        assert [cell.value for cell in sheet[2]][2:7] == ["misfit", 3, -0.5, True, "fuel | trust"]
        assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
        assert sheet["A4"].hyperlink is None
        assert sheet["D3"].value is None

    @pytest.mark.parametrize("text", ["a\x0bb", "_x0041_", " spaces ", "line\nline", "\U0001f600", "<&>"])
    def test_any_text_comes_back(self, tmp_path, text):
        with zipfile.ZipFile(self.written(tmp_path, text)) as archive:
            assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()
        cell = openpyxl.load_workbook(tmp_path / "one.xlsx")["codings"]["A2"].value
        assert openpyxl.utils.escape.unescape(cell) == text

    def written(self, tmp_path, text):
        workbook(tmp_path, of_texts(text))
        return tmp_path / "one.xlsx"

    @pytest.mark.parametrize("sign", ["x", "\U0001f600"], ids=["narrow", "wide"])
    def test_a_cell_that_is_too_long_is_cut_and_told(self, tmp_path, sign):
        book, notes = workbook(tmp_path, of_texts("short", sign * 32_768, "x" * 32_767))

        held = book["codings"]["A3"].value
        assert held.endswith("[cut]")
        assert len(held.encode("utf-16-le")) // 2 in (32_766, 32_767)
        assert len(book["codings"]["A4"].value) == 32_767
        assert notes == ["1 cell is cut to the 32767 characters that Excel takes, and end with [cut]."]

    def test_more_rows_than_a_sheet_takes_go_on_in_another(self, tmp_path, monkeypatch):
        monkeypatch.setattr(table_xlsx, "MOST_ROWS", 2)
        book, notes = workbook(tmp_path, DATA)

        assert book.sheetnames == ["codings", "codings (2)"]
        assert book["codings (2)"]["A2"].value == "http://a.b"
        assert "2 sheets" in notes[0]

    def test_the_same_tables_give_the_same_bytes(self, tmp_path):
        workbook(tmp_path, DATA, name="one.xlsx")
        workbook(tmp_path, DATA, name="two.xlsx")

        assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def queried(path):
    relation = duckdb.sql(f"SELECT * FROM '{path}'")
    assert relation is not None
    return relation


class TestParquet:
    def test_duckdb_reads_typed_columns(self, tmp_path):
        write_parquet(DATA, tmp_path / "one.parquet")

        read = queried(tmp_path / "one.parquet")
        assert dict(zip(read.columns, map(str, read.types), strict=True)) == {
            "quote": "VARCHAR",
            "case.component": "VARCHAR",
            "valence": "VARCHAR",
            "strength": "BIGINT",
            "net_fit": "DOUBLE",
            "armed": "BOOLEAN",
            "codes": "VARCHAR[]",
            "day": "DATE",
            "created_at": "TIMESTAMP",
        }
        first, second, _ = read.fetchall()
        assert first[:8] == ("=1+1", "jac", "misfit", 3, -0.5, True, ["fuel", "trust"], date(2019, 5, 14))
        assert second == (ROWS[1][0], *[None] * 5, [], None, None)

    def test_pandas_reads_it(self, tmp_path):
        write_parquet(DATA, tmp_path / "one.parquet")

        frame = pd.read_parquet(tmp_path / "one.parquet")
        assert frame["created_at"][0].tz_localize(UTC) == MOMENT
        assert frame["net_fit"].mean() == 0.25

    def test_an_empty_table_has_the_same_types(self, tmp_path):
        write_parquet(DATA, tmp_path / "full.parquet")
        write_parquet(EMPTY, tmp_path / "empty.parquet")

        assert queried(tmp_path / "empty.parquet").types == queried(tmp_path / "full.parquet").types

    def test_without_pyarrow_it_says_what_to_install(self, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "pyarrow", None)

        with pytest.raises(FitcodeError) as told:
            write_parquet(DATA, tmp_path / "one.parquet")

        assert "fitcode[parquet]" in told.value.remedy


STATS = {"sav": (write_sav, pyreadstat.read_sav), "dta": (write_dta, pyreadstat.read_dta)}


@pytest.mark.parametrize("suffix", STATS)
class TestStats:
    def read(self, tmp_path, suffix, data=DATA, **options):
        write, read = STATS[suffix]
        self.notes = write(data, tmp_path / f"one.{suffix}")
        return read(tmp_path / f"one.{suffix}", **options)

    def test_variables_have_valid_names_and_labels(self, tmp_path, suffix):
        _, about = self.read(tmp_path, suffix)

        assert about.column_names[:3] == ["quote", "case_component", "valence"]
        assert about.column_names_to_labels["case_component"] == "Component"
        assert about.column_names_to_labels["day"] == "day"
        assert about.file_label == "A row is a coding"

    def test_choices_are_labelled_integers_and_absent_is_missing(self, tmp_path, suffix):
        frame, about = self.read(tmp_path, suffix)

        assert frame["valence"].tolist()[::2] == [2, 1]
        assert pd.isna(frame["valence"][1])
        assert about.variable_value_labels["valence"] == {1: "fit", 2: "misfit", 3: "mixed"}
        # What the registry no longer holds comes after what it does.
        assert about.variable_value_labels["case_component"] == {
            1: "Joint Tasking Board [jtb]",
            2: "Joint Analysis Cell [jac]",
            3: "left",
        }
        assert about.variable_value_labels["armed"] == {0: "no", 1: "yes"}

    def test_labels_can_be_put_in_the_place_of_the_numbers(self, tmp_path, suffix):
        frame, _ = self.read(tmp_path, suffix, apply_value_formats=True)

        assert frame["valence"].tolist()[::2] == ["misfit", "fit"]

    def test_values_come_back(self, tmp_path, suffix):
        frame, _ = self.read(tmp_path, suffix)

        assert frame["quote"].tolist() == ["=1+1", "d\u00e9j\u00e0 vu", "http://a.b"]
        assert (frame["strength"][0], frame["net_fit"][0]) == (3, -0.5)
        assert pd.isna(frame["strength"][1])
        assert frame["codes"].tolist() == ["fuel | trust", "", "fuel"]
        assert frame["day"][0] == date(2019, 5, 14)
        written = pd.Timestamp(frame["created_at"][0]).tz_localize(UTC)
        assert abs(written - MOMENT).total_seconds() < 0.01

    def test_the_hour_of_writing_is_not_in_the_file(self, tmp_path, suffix):
        _, about = self.read(tmp_path, suffix)

        assert about.creation_time.year == 1980

    def test_an_empty_table_keeps_its_variables(self, tmp_path, suffix):
        frame, about = self.read(tmp_path, suffix, EMPTY)

        assert len(frame) == 0
        assert len(about.column_names) == len(COLUMNS)

    def test_a_number_too_large_for_an_integer_is_kept(self, tmp_path, suffix):
        column = Column("phone", ColumnKind.integer)
        data = DataSet("cases", Table.of(["phone"], [(4_912_345_678,), (None,)]), (column,))

        frame, _ = self.read(tmp_path, suffix, data)

        assert frame["phone"][0] == 4_912_345_678

    def test_without_the_library_it_says_what_to_install(self, tmp_path, suffix, monkeypatch):
        monkeypatch.setitem(sys.modules, "pyreadstat", None)

        with pytest.raises(FitcodeError) as told:
            STATS[suffix][0](DATA, tmp_path / "one")

        assert "fitcode[stats]" in told.value.remedy


def test_spss_gets_long_texts_cut_and_told(tmp_path):
    notes = write_sav(of_texts("\u00e9" * 20_000, "short"), tmp_path / "one.sav")

    frame, _ = pyreadstat.read_sav(tmp_path / "one.sav")
    assert frame["quote"][0].endswith("\u00e9 [cut]")
    assert len(frame["quote"][0].encode()) <= 32_767
    assert "1 texts are cut" in notes[0]


def test_stata_gets_long_texts_whole(tmp_path):
    notes = write_dta(of_texts("\u00e9" * 20_000, "short"), tmp_path / "one.dta")

    frame, _ = pyreadstat.read_dta(tmp_path / "one.dta")
    assert frame["quote"].tolist() == ["\u00e9" * 20_000, "short"]
    assert notes == []


def test_stata_14_and_later_can_open_what_is_written(tmp_path):
    write_dta(DATA, tmp_path / "one.dta")

    assert b"<release>118</release>" in (tmp_path / "one.dta").read_bytes()[:100]


class TestNames:
    @pytest.mark.parametrize(
        ("name", "spss", "stata"),
        [
            ("case.component", "case_component", "case_component"),
            ("fit/\u00e9quipe", "fit_equipe", "fit_equipe"),
            ("2nd rank", "v_2nd_rank", "v_2nd_rank"),
            ("with", "v_with", "v_with"),
            ("str12", "str12", "v_str12"),
            ("\u4e2d", "v", "v"),
            ("x" * 70, "x" * 64, "x" * 32),
        ],
    )
    def test_they_are_made_fit_for_the_program(self, name, spss, stata):
        assert variable_names([name], SPSS_NAMES) == [spss]
        assert variable_names([name], STATA_NAMES) == [stata]

    def test_they_are_told_apart_without_case_and_after_cutting(self):
        made = variable_names(["Rank", "rank", "a" * 40, "a" * 41], STATA_NAMES)

        assert made == ["Rank", "rank_2", "a" * 32, "a" * 30 + "_2"]
