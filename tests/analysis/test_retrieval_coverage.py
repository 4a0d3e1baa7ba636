"""Which segments codings cover: half of the non-space characters, by the union of a code's codings."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fitcode.analysis.judging.coverage import CodedText, coded_units, covered_segments, non_space_before


def covered(text, segments, codings, *, n_codes=1):
    """Codings are (start, end, code)."""
    starts, ends = np.array(segments, dtype=np.int64).reshape(-1, 2).T
    made = np.array(codings, dtype=np.int64).reshape(-1, 3).T
    return covered_segments(
        (starts, ends), (made[0], made[1], made[2]), non_space=non_space_before(text), n_codes=n_codes
    ).tolist()


def test_half_is_enough_and_less_is_not():
    text = "abcd efgh"

    assert covered(text, [(0, 9)], [(0, 4, 0)]) == [[True]]
    assert covered(text, [(0, 9)], [(0, 3, 0)]) == [[False]]


def test_spaces_count_nothing():
    # Of "a b c d" four characters count; the coding holds two of them and two spaces.
    assert covered("a b c d", [(0, 7)], [(0, 4, 0)]) == [[True]]
    assert covered("a b\u00a0\u2003 cdef", [(0, 10)], [(0, 6, 0)]) == [[False]]


def test_codings_of_one_code_count_together_and_what_they_share_once():
    assert covered("abcdefgh", [(0, 8)], [(0, 2, 0), (6, 8, 0)]) == [[True]]
    assert covered("abcdefgh", [(0, 8)], [(0, 3, 0), (1, 3, 0), (0, 2, 0)]) == [[False]]


def test_what_lies_in_a_longer_coding_adds_nothing():
    assert covered("abcdefghijklmnopqrst", [(0, 20)], [(0, 8, 0), (1, 2, 0), (4, 5, 0)]) == [[False]]


def test_codes_do_not_help_each_other():
    assert covered("abcdefgh", [(0, 8)], [(0, 2, 0), (2, 8, 1)], n_codes=3) == [[False, True, False]]


def test_a_long_coding_covers_every_segment_in_it_and_half_of_the_last():
    segments = [(0, 4), (5, 9), (10, 14)]

    assert covered("abcd efgh ijkl", segments, [(0, 12, 0)]) == [[True], [True], [True]]
    assert covered("abcd efgh ijkl", segments, [(2, 11, 0)]) == [[True], [True], [False]]


def test_a_segment_of_nothing_but_space_is_never_positive():
    assert covered("ab   cd", [(0, 2), (2, 5), (5, 7)], [(0, 7, 0)]) == [[True], [False], [True]]


def test_nothing_coded_nothing_covered():
    assert covered("abcd", [(0, 4)], [], n_codes=2) == [[False, False]]
    assert covered("abcd", [], [(0, 4, 0)]) == []


def test_transcripts_stand_one_after_another_with_their_groups_numbered():
    texts = [
        CodedText("abcd efgh", [(0, 4), (5, 9)], [(5, 9, 1)], group=7),
        CodedText("", [], [], group=3),
        CodedText("ijkl", [(0, 4)], [(0, 4, 0)], group=5),
    ]

    truth, groups = coded_units(texts, n_codes=2)

    assert truth.tolist() == [[False, False], [False, True], [True, False]]
    assert groups.tolist() == [1, 1, 0]
    assert coded_units([], n_codes=2)[0].shape == (0, 2)


@st.composite
def coded_texts(draw):
    text = draw(st.text(alphabet="ab \n\u3000\U0001f600", min_size=1, max_size=30))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2)) or {0, len(text)})
    segments = [pair for place, pair in enumerate(pairwise(cuts)) if place % 3 != 1]
    place = st.integers(0, len(text) - 1)
    codings = draw(st.lists(st.tuples(place, st.integers(1, 12), st.integers(0, 2)), max_size=8))
    return text, segments, [(start, min(start + size, len(text)), code) for start, size, code in codings]


@given(coded_texts())
def test_it_is_what_counting_characters_one_by_one_says(case):
    text, segments, codings = case

    def is_covered(segment, code):
        counted = [place for place in range(*segment) if not text[place].isspace()]
        inside = [place for place in counted if any(s <= place < e and c == code for s, e, c in codings)]
        return bool(inside) and 2 * len(inside) >= len(counted)

    expected = [[is_covered(segment, code) for code in range(3)] for segment in segments]
    assert covered(text, segments, codings, n_codes=3) == expected
