"""Units: how many distinct words or segments the codings of each row cover.

Codings are intervals of unit ordinals. Laying the rows end to end on one line makes a union per
row a single sweep over all of them.
"""

from dataclasses import dataclass

import numpy as np

from fitcode.analysis.numbers.numbering import Integers, as_integers, sum_by
from fitcode.analysis.selecting.speech import Speech, Turns
from fitcode.domain.frame import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """The units that each coding covers, numbered through all transcripts."""

    start: Integers
    end: Integers
    span: int
    """No interval reaches further."""


def all_units(touched: tuple[Column, Column], *, transcript: Integers) -> Intervals:
    """Every unit that a coding touches."""
    first, end = (as_integers(column) for column in touched)
    stride = int(end.max(initial=0)) + 1
    base = transcript * stride
    return Intervals(start=base + first, end=base + end, span=(int(transcript.max(initial=0)) + 1) * stride)


def respondent_units(
    touched: tuple[Column, Column], of_turns: tuple[Column, Column], turns: Turns, speech: Speech
) -> Intervals:
    """Of the units touched only those in respondents' turns, numbered among themselves."""
    first, end = (as_integers(column) for column in touched)
    turn_first, turn_end = (as_integers(column) for column in of_turns)
    size = np.where(turns.is_respondent, turn_end - turn_first, 0)
    before = np.cumsum(size) - size
    counted = np.flatnonzero((first >= 0) & speech.in_turns)

    def place(ordinal: Integers, turn: Integers) -> Integers:
        # A coding begins in the first turn that it touches and ends in the last, or beside them.
        placed = np.zeros_like(ordinal)
        inside = np.clip(ordinal[counted] - turn_first[turn[counted]], 0, size[turn[counted]])
        placed[counted] = before[turn[counted]] + inside
        return placed

    start, stop = place(first, speech.first_turn), place(end, speech.last_turn)
    return Intervals(start=start, end=stop, span=int(size.sum()) + 1)


def union_sizes(intervals: Intervals, *, rows: Integers, codings: Integers, n_rows: int) -> Integers:
    """Size of the union of each row's intervals, where ``codings[i]`` stands in ``rows[i]``.

    They come by row and place: whatever units are counted, a coding that begins later begins with no earlier
    unit, and one that touches none is empty wherever it stands.
    """
    base = rows * intervals.span
    start, end = base + intervals.start[codings], base + intervals.end[codings]
    # What a row reaches never passes where the next row begins, so one line serves them all.
    reached = np.maximum.accumulate(end)
    np.maximum(start[1:], reached[:-1], out=start[1:])
    gained = np.maximum(end - start, 0, out=start)
    return sum_by(rows, gained, size=n_rows).astype(np.int64)


def by_row_and_place(place: Integers, rows: Integers, *, n_rows: int) -> Integers:
    """The order by row, then place: two stable sorts, as codings lie by place already, or nearly."""
    by_place = np.argsort(place, kind="stable")
    # Sixteen bits are sorted by counting them, in a fifth of the time.
    narrow = np.uint16 if n_rows <= 1 << 16 else np.int64
    return by_place[np.argsort(rows[by_place].astype(narrow), kind="stable")]
