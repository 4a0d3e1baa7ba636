"""Pages in terminal cells: carets under the words meant, lines that fit, nothing that steers a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fitcode.workflow.explaining.lay_out_page import in_quotes, is_right_to_left, plain, underlined, wrapped

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


def carets_under(text, *words, width=78):
    spans = [(text.index(word), text.index(word) + len(word)) for word in words]
    return underlined(text, spans, width=width)


@pytest.mark.parametrize(
    ("text", "word", "under"),
    [
        ("我们没有无线电。", "无线电", " " * 8 + "^" * 6),
        ("Cafe\u0301 or radio", "radio", " " * 8 + "^" * 5),
        ("Cafe\u0301 or radio", "Cafe\u0301", "^" * 4),
        (f"{FAMILY} by radio", "radio", " " * 6 + "^" * 5),
        ("\U0001f44d\U0001f3fd radio", "radio", " " * 3 + "^" * 5),
        ("\U0001f1eb\U0001f1f7\U0001f1f3\U0001f1f1 radio", "radio", " " * 5 + "^" * 5),
        ("No. \U0001f642 Nobody", "Nobody", " " * 7 + "^" * 6),
    ],
)
def test_carets_stand_under_the_cells_of_the_word(text, word, under):
    assert carets_under(text, word) == [text, under]


def test_a_span_that_begins_inside_a_character_marks_the_whole_of_it():
    assert underlined(f"{FAMILY}.", [(2, 3)], width=78) == [f"{FAMILY}.", "^^"]


def test_words_from_the_right_are_marked_in_the_order_of_speech():
    text = "ليس لدينا راديو"

    assert carets_under(text, "راديو") == [text, " " * 10 + "^" * 5]
    assert is_right_to_left(text)
    assert not is_right_to_left("Café 我们")


def test_a_passage_breaks_between_words_and_carets_go_along():
    assert carets_under("We could not call them by radio.", "not", "radio", width=20) == [
        "We could not call",
        "         ^^^",
        "them by radio.",
        "        ^^^^^",
    ]


def test_text_without_spaces_breaks_where_the_line_is_full():
    lines = underlined("我们没有无线电" * 5, [], width=21)

    assert [cell_len(line) for line in lines] == [20, 20, 20, 10]


def test_later_lines_of_a_paragraph_stand_in_and_no_word_is_broken():
    assert wrapped("rule a5518e0d (near): 'wrote', 'same', 'assessment'", 24) == [
        "rule a5518e0d (near):",
        "    'wrote', 'same',",
        "    'assessment'",
    ]
    assert wrapped("one line " * 30, None) == ["one line " * 30]
    assert wrapped("", 40) == [""]


def test_nothing_steers_the_terminal():
    hostile = "\x1b[31mred\x07\x9b2J\r\nnext\x00"

    for line in [*underlined(hostile, [(0, 5)], width=40), *wrapped(hostile, 40), in_quotes(hostile)]:
        assert not any(unicodedata.category(char) == "Cc" for char in line)


@given(
    st.text(alphabet="ab 我\u0301\u200d\ufe0f\U0001f469\U0001f3fd\U0001f1eb\u064e\u0644\u200f\x1b\n\u0000"),
    st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=3),
    st.integers(1, 40),
)
def test_every_line_fits_and_no_letter_is_lost(text, spans, width):
    lines = [line for line in underlined(text, spans, width=width) if set(line) - {"^", " "}]

    assert all(cell_len(line) <= max(width, 20) + 1 for line in wrapped(text, width))
    assert "".join("".join(lines).split(" ")) == "".join(plain(text).split(" "))
