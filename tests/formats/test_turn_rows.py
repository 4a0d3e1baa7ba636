import datetime as dt

import pytest

from fitcode.formats.clock import cell_ms, clock_ms, clock_range
from fitcode.formats.turn_rows import clean_label, columns_by_content, columns_by_header, columns_of_talk


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [("00:01:23", 83_000), ("[01:23]", 83_000), ("1:02:03.5", 3_723_500), ("01:02,250", 62_250),
     ("00:00:10:12", 10_000), ("90:00", 5_400_000), ("(0:05)", 5_000)],
)  # fmt: skip
def test_clocks_are_read(written, milliseconds):
    assert clock_ms(written) == milliseconds


@pytest.mark.parametrize(
    "written", ["", "12", "1:75", "01:99:00", "2019-05-02 10:00", "a:b", "12:30 pm", "1:2:3:4:5"]
)
def test_what_is_no_clock_is_none(written):
    assert clock_ms(written) is None


@pytest.mark.parametrize("written", ["00:01 - 00:05", "00:01-00:05", "00:01 --> 00:05", "[00:01\u201300:05]"])
def test_ranges_have_a_start_and_an_end(written):
    assert clock_range(written) == (1000, 5000)


@pytest.mark.parametrize(
    ("cell", "milliseconds"),
    [(1.5, 1500), (3, 3000), ("1.5", 1500), ("1,5", 1500), (dt.time(0, 1), 60_000),
     (dt.timedelta(hours=1), 3_600_000), (dt.datetime(2019, 5, 2, tzinfo=dt.UTC), None), (True, None),
     (None, None), (float("nan"), None), (-1, None), (1e300, None)],
)  # fmt: skip
def test_cells_are_read_as_times(cell, milliseconds):
    assert cell_ms(cell)[0] == milliseconds


def test_the_surest_name_wins_among_several():
    columns = columns_by_header(
        ["Line", "Name", "Speaker_Name", "Comment", "Text", "Start (ms)"],
        [["1", "file", "INT", "ok", "How was it?", "10"]],
    )
    assert columns is not None
    assert (columns.text, columns.speaker, columns.start, columns.start_in_ms) == (4, 2, 5, True)


def test_of_two_columns_with_one_name_the_first_that_holds_words_is_taken():
    columns = columns_by_header(["text", "text"], [["1", "How was it?"], ["2", "Slow."]])
    assert columns is not None
    assert columns.text == 1


@pytest.mark.parametrize(
    "rows",
    [
        [("Interviewer", "How was it?"), ("R01", "Slow, very slow.")],
        [("Q:", "How was it?"), ("A:", "Slow, very slow.")],
        [("00:01", "INT", "How was it?"), ("00:04", "R01", "Slow, very slow.")],
        [("1", "INT", "How was it?", "0:01"), ("2", "R01", "Slow, very slow.", "0:04")],
    ],
)
def test_a_table_of_talk_is_told_without_a_header(rows):
    assert columns_by_content(rows) is not None


@pytest.mark.parametrize(
    "rows",
    [
        [("Date", "2 May"), ("Place", "Gao, at the base"), ("Rank", "Major"), ("Years", "Four years")],
        [("Interviewer", "Jane"), ("Respondent", "Major")],
        [("a", "b", "c"), ("d", "e", "f")],
        [("yes", "no"), ("yes", "no"), ("no", "yes"), ("no", "no")],
        [("1", "2"), ("3", "4")],
        [("one",), ("two",)],
        [],
    ],
)
def test_other_tables_are_not_taken_for_talk(rows):
    assert columns_of_talk(rows) is None


def test_labels_lose_their_colon_and_their_line_ends():
    assert clean_label("  Col.\nBerg : ") == "Col. Berg"
    assert clean_label(" : ") is None
