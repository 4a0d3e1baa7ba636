import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.text.normalize import normalize_text


@pytest.mark.parametrize("end", ["\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_line_feed(end):
    assert normalize_text(f"one{end}two") == "one\ntwo"


def test_the_byte_order_mark_goes_and_one_inside_stays():
    assert normalize_text("\ufeffa\ufeffb") == "a\ufeffb"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\x00b\x07c\x1fd\x7fe\x9ff", "abcdef"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;a title\x07text", "text"),
        ("\x1b]8;;https://x.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPdevice\x1b\\text", "text"),
        ("\x1b(Btext", "text"),
        ("\x1bcreset", "reset"),
        ("\x1b]0;no end\nnext line", "]0;no end\nnext line"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_controls_and_escape_sequences_go_and_words_stay(written, kept):
    assert normalize_text(written) == kept


def test_a_lone_surrogate_is_replaced_and_a_pair_is_joined():
    assert normalize_text("a\ud800b") == "a\ufffdb"
    assert normalize_text("\ud83d\ude00") == "😀"


def test_accents_case_and_spaces_stay_as_delivered():
    text = "e\u0301 É\u00a0x  y\u200bz ﬁ"

    assert normalize_text(text) == text


@given(st.text(st.characters(codec=None), max_size=200))
def test_normalising_twice_changes_nothing_more(text):
    once = normalize_text(text)

    assert normalize_text(once) == once
    assert not set(once) & {"\r", "\x00", "\x1b", "\x85", "\u2028"}
    once.encode("utf-8")
