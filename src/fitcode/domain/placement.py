"""Placement: which words, segments and turns a span touches, as ordinals that counting can use.

A unit is touched by a span that shares a non-space character with it; a word, by any character.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fitcode.domain.transcript import Segment, Turn
from fitcode.domain.words import word_spans


class Placement(NamedTuple):
    """Half-open ranges of ordinals; an empty range is ``(-1, -1)``."""

    first_word: int
    end_word: int
    first_segment: int
    end_segment: int
    first_turn: int
    end_turn: int


class Placer:
    """Places spans in one transcript version; building it reads the text once."""

    def __init__(self, text: str, *, turns: Sequence[Turn], segments: Sequence[Segment]) -> None:
        self._text = text
        words = word_spans(text)
        self._words = _Units(words)
        self._turns = _Units((turn.start, turn.end) for turn in turns)
        self._segments = _Units((segment.start, segment.end) for segment in segments)

    def place(self, start: int, end: int) -> Placement:
        """Where ``[start, end)`` lies."""
        quote = self._text[start:end]
        # Only spans with space at an edge can share nothing but space with a unit.
        inner_start = start + len(quote) - len(quote.lstrip())
        inner_end = max(inner_start, end - (len(quote) - len(quote.rstrip())))
        return Placement(
            *self._words.touched(start, end),
            *self._segments.touched(inner_start, inner_end),
            *self._turns.touched(inner_start, inner_end),
        )


class _Units:
    """Ordered, non-overlapping stretches."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts, self._ends = array("q"), array("q")
        for start, end in spans:
            self._starts.append(start)
            self._ends.append(end)

    def touched(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        return (first, last) if first < last and start < end else (-1, -1)
