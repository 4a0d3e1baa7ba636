import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fitcode.tui.transcript.glyphs import CELLS
from fitcode.tui.transcript.wrapping import Row, cells_of, position_in, wrap
from tests.tui.transcript.talks import ODD_TEXT


def rows_of(text: str, width: int) -> list[str]:
    return [text[row.start : row.shown] for row in wrap(text, width)]


@given(ODD_TEXT, st.integers(2, 40))
@example("a" * 100, 7)
@example(" " * 100 + "b", 7)
def test_rows_cover_every_character_once_and_keep_to_the_width(text, width):
    rows = wrap(text, width)

    assert "".join(text[row.start : row.end] for row in rows) == text
    assert all(row.start < row.end and row.start <= row.shown <= row.end for row in rows)
    assert all(cells_of(text, row.start, row.shown) <= width for row in rows)


@given(ODD_TEXT, st.integers(2, 40))
def test_a_visible_character_is_found_again_at_its_cell(text, width):
    for row in wrap(text, width):
        for position in range(row.start, row.shown):
            for cell in range(CELLS[text[position]]):
                assert position_in(text, row, cells_of(text, row.start, position) + cell) == position


def test_words_go_to_the_next_row_whole():
    assert rows_of("We go together now, he said.", 11) == ["We go", "together", "now, he", "said."]


def test_rows_stand_where_the_paragraph_stands():
    assert wrap("two words", 5, at=100) == [Row(100, 104, 103), Row(104, 109, 109)]


def test_a_word_longer_than_a_row_is_cut():
    assert rows_of("so Donaudampfschiff", 6) == ["so", "Donaud", "ampfsc", "hiff"]


def test_no_break_spaces_keep_words_together():
    assert rows_of("il dit «\u00a0non\u00a0»", 10) == ["il dit", "«\u00a0non\u00a0»"]


def test_compounds_may_break_after_a_hyphen_and_numbers_not():
    assert rows_of("civil-military", 8) == ["civil-", "military"]
    assert rows_of("on 2019-07-12", 10) == ["on", "2019-07-12"]


def test_chinese_breaks_between_characters_but_not_before_a_full_stop():
    assert rows_of("我们一起去。他", 10) == ["我们一起", "去。他"]


def test_combining_characters_stay_with_their_letter():
    assert rows_of("e\u0301e\u0301e\u0301e\u0301", 2) == ["e\u0301e\u0301", "e\u0301e\u0301"]


@pytest.mark.parametrize(("cell", "position"), [(-1, 0), (0, 0), (1, 1), (2, 1), (3, 3), (99, 3)])
def test_a_cell_beside_the_text_is_the_nearest_character(cell, position):
    assert position_in("a中\u0301b", Row(0, 4, 4), cell) == position


def test_beside_a_combining_character_the_nearest_is_its_letter():
    assert position_in("ab\u0301", Row(0, 3, 3), 99) == 1
