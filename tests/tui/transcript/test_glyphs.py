import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fitcode.tui.transcript.glyphs import CELLS, fit_cells, paintable
from tests.tui.transcript.talks import HOSTILE, ODD_TEXT


@given(st.text(st.characters()) | ODD_TEXT)
def test_no_control_and_no_change_of_direction_is_painted(text):
    painted = paintable(text)

    assert not {unicodedata.category(char) for char in painted} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(char) for char in painted} & {
        *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"),
    }
    assert not set(painted) & set("\u200e\u200f\u061c")


@given(st.text() | ODD_TEXT)
def test_a_painted_text_takes_the_cells_of_its_characters(text):
    assert cell_len(paintable(text)) == sum(CELLS[char] for char in text)


def test_every_control_leaves_a_trace_of_one_cell():
    visible = [char for char in HOSTILE if char != "\x85"]

    assert {CELLS[char] for char in visible} == {1}
    assert paintable("\x1b[0m\u202e") == "␛[0m\ufffd"


@pytest.mark.parametrize("text", ["naïve « quoi ? »", "می\u200cخواهم", "中文", "가나", "e\u0301"])
def test_ordinary_writing_is_painted_as_it_is(text):
    assert paintable(text) == text


@given(ODD_TEXT, st.integers(1, 30))
def test_a_fitted_text_is_exactly_so_wide(text, cells):
    assert cell_len(fit_cells(text, cells)) == cells


def test_what_does_not_fit_ends_in_an_ellipsis():
    assert fit_cells("coordination-bodies", 8) == "coordin…"
    assert fit_cells("中文中文中文", 6) == "中文… "
