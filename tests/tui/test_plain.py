"""Text that cannot steer a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.tui.plain import plain, plain_line, shortened


@given(st.text())
def test_plain_text_has_no_controls_and_keeps_every_place(text):
    shown = plain(text)

    assert len(shown) == len(text)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs") and char != "\n"]
    assert not [
        char
        for char in shown
        if unicodedata.bidirectional(char) in ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
    ]


@pytest.mark.parametrize("text", ["naïve café", "信頼", "الثقة", "👩‍👩‍👧", "a\u0301", "one\ntwo"])
def test_what_people_write_stays_as_it_is(text):
    assert plain(text) == text


def test_escape_sequences_lose_their_beginning():
    assert plain("\x1b[31mred\x9b2J\x07") == "\ufffd[31mred\ufffd2J\ufffd"


def test_a_plain_line_is_one_line():
    assert plain_line(" one\r\n two\t three ") == "one two three"


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [("trust", 5, "trust"), ("mistrust", 5, "mist…"), ("信頼と不信", 6, "信頼…"), ("trust", 0, "…")],
)
def test_a_long_text_is_shortened_by_cells(text, cells, shown):
    assert shortened(text, cells) == shown
