"""Unions of intervals, row by row."""

import numpy as np

from fitcode.analysis.measuring.units import (
    Intervals,
    all_units,
    by_row_and_place,
    respondent_units,
    union_sizes,
)
from fitcode.analysis.numbers.numbering import Integers
from fitcode.analysis.selecting.speech import Speech, Turns


def integers(*numbers: int) -> Integers:
    return np.array(numbers, dtype=np.int64)


def test_overlaps_and_nested_intervals_count_once_and_rows_stay_apart():
    # Row 0: [0,10) holds [2,3); [8,12) adds 2; [20,21) adds 1. Row 1: [8,12) alone. Row 2: nothing.
    intervals = Intervals(start=integers(20, 8, 0, 2, 8), end=integers(21, 12, 10, 3, 12), span=21)
    rows, codings = integers(0, 1, 0, 0, 0), integers(0, 4, 1, 2, 3)
    order = by_row_and_place(intervals.start[codings], rows, n_rows=3)

    sizes = union_sizes(intervals, rows=rows[order], codings=codings[order], n_rows=3)

    assert sizes.tolist() == [13, 4, 0]


def test_rows_stay_apart_where_there_are_very_many_of_them():
    intervals = Intervals(start=integers(0, 4), end=integers(3, 9), span=9)

    sizes = union_sizes(intervals, rows=integers(5_000, 70_000), codings=integers(0, 1), n_rows=70_001)

    assert (sizes[5_000], sizes[70_000], sizes.sum()) == (3, 5, 8)


def test_equal_ordinals_of_two_transcripts_are_different_units():
    intervals = all_units(([0, 0], [3, 3]), transcript=integers(0, 1))

    assert union_sizes(intervals, rows=integers(0, 0), codings=integers(0, 1), n_rows=1).tolist() == [6]


def test_what_touches_no_word_covers_none():
    # Two unlabelled turns, "Ah, no!" and "- Well yes"; the second coding runs from "!" to "-".
    turns = Turns(
        transcript=integers(0, 0),
        start=integers(0, 8),
        end=integers(7, 18),
        speaker=integers(0, 0),
        case=integers(-1, -1),
        is_respondent=np.array([True, True]),
        first=integers(0),
    )
    speech = Speech(
        first_turn=integers(0, 0),
        last_turn=integers(1, 1),
        case=integers(-1, -1),
        is_respondent=np.array([True, True]),
    )

    words = respondent_units(([1, -1], [3, -1]), ([0, 2], [2, 4]), turns, speech)

    assert (words.end - words.start).tolist() == [2, 0]
