import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcode.text.splitter import MAX_SENTENCE, paragraphs, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "We left. | They stayed. | Why? | Because!",
        "Dr. Smith met Lt. Col. van Dam at 9 a.m. in Gao. | He was late.",
        "J. R. Kramer-White spoke. | M. Dupont et Mme Diallo écoutaient.",
        "We work for the U.N. Security Council. | It sits in New York.",
        "It went to the U.N. | We heard nothing.",
        "See e.g. the fuel, i.e. diesel, vs. petrol. | Fine.",
        "It cost 3.5 million, approx. 4.2 with No. 7 included. | Yes.",
        "He said “No.” | Then he left. | (He came back.) | Good.",
        '"Why?" he asked. | "I don\'t know!" she said.',
        "And then ... nothing. | Well… | So.",
        "and then… we left... for good.",
        "Really?! | Yes.",
        "No. | We did not.",
        "You and I. | Them too.",
        "在加奥。 | 我们没有燃料！ | 真的吗？",
        "كيف كانت المهمة؟ | كانت صعبة.",
        "हम गए। | फिर लौटे।",
        "We lost it.\\n\\n | Then came more.",
        "http://example.org/a.b?c=d is a page. | Yes.",
    ],
)
def test_sentences_end_where_a_reader_ends_them(text):
    assert split(text.replace(" | ", " ")) == text.split(" | ")


def test_a_stop_before_a_small_letter_ends_a_sentence_only_after_a_whole_word():
    assert split("we went there. then we left") == ["we went there.", "then we left"]
    assert split("the misc. and the etc. of life") == ["the misc. and the etc. of life"]


def test_chinese_needs_no_space_between_sentences():
    assert split("你好。我是军官！好") == ["你好。", "我是军官！", "好"]


def test_a_wrapped_line_goes_on_and_a_blank_line_ends():
    assert split("we went\nto the base\n\nand back") == ["we went\nto the base", "and back"]


def test_list_items_are_their_own():
    assert split("We need:\n- fuel\n- spare parts\n1. tyres\n2. oil") == [
        "We need:",
        "- fuel",
        "- spare parts",
        "1. tyres",
        "2. oil",
    ]


def test_talk_without_a_stop_is_cut_at_word_ends():
    text = "and then we went to the gate " * 2_000

    pieces = split(text)

    assert max(map(len, pieces)) <= MAX_SENTENCE
    assert min(map(len, pieces)) > MAX_SENTENCE // 4
    assert " ".join(pieces) == text.strip()


def test_a_long_sentence_is_cut_after_a_clause_when_it_can():
    text = ("the fuel ran out and nobody lent us any, " * 40).strip()

    assert all(piece.endswith(",") for piece in split(text))


def test_a_word_of_sixty_thousand_letters_is_cut():
    pieces = split("a" * 60_000)

    assert "".join(pieces) == "a" * 60_000
    assert max(map(len, pieces)) <= MAX_SENTENCE


@pytest.mark.parametrize("unit", ["e\u0301\u0323", "👩\u200d👩\u200d👧", "👍🏽", "🇲🇱", "क\u094d"])
def test_no_cut_divides_what_is_seen_as_one_character(unit):
    pieces = split(unit * 3_000)

    assert "".join(pieces) == unit * 3_000
    assert all(len(piece) % len(unit) == 0 for piece in pieces)


def test_marks_without_end_stay_on_their_letter():
    assert split("e" + "\u0301" * 5_000) == ["e" + "\u0301" * 5_000]


def test_paragraphs_are_parted_by_blank_lines():
    text = "one\nline\n \n\ttwo\n\n\nthree\n"

    assert [text[start:end] for start, end in paragraphs(text, 0, len(text))] == ["one\nline", "two", "three"]


SENTENCE_STUFF = st.text(st.sampled_from("aB .!?…\n\"'”)。؟,;-1é\u0301\u200d👍🏽🇲🇱Dr"), max_size=1_500)


@given(SENTENCE_STUFF, st.integers(0, 5), st.integers(0, 5))
def test_every_character_but_space_lies_in_exactly_one_sentence(text, before, after):
    end = max(before, len(text) - after)
    spans = sentences(text, before, end)

    assert "".join(text[a:b] for a, b in spans).replace("\n", "").replace(" ", "") == text[
        before:end
    ].replace("\n", "").replace(" ", "")
    assert all(a < b and not text[a].isspace() and not text[b - 1].isspace() for a, b in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@given(SENTENCE_STUFF)
def test_a_span_is_split_by_itself_whatever_stands_around_it(text):
    around = f"Dr. x{text}, y."

    inside = [(a - 5, b - 5) for a, b in sentences(around, 5, 5 + len(text))]

    assert inside == sentences(text, 0, len(text))


@given(st.text(max_size=4_000), st.integers(1, 40))
def test_no_piece_begins_with_a_mark_that_belongs_to_the_letter_before(text, times):
    text = text.replace(" ", "").replace(".", "") * times
    spans = sentences(text, 0, len(text))

    for (_, end), (start, _) in pairwise(spans):
        if end == start:
            assert not unicodedata.category(text[start]).startswith("M")
