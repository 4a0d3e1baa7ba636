"""Word places: which word of its segment stands where, for a whole transcript at once.

Words are counted as everywhere in fitcode: a contraction or a hyphenated word is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fitcode.domain.words import word_mask

if TYPE_CHECKING:
    from fitcode.suggest.reading.arrays import Integers
    from fitcode.suggest.reading.read_transcript import ReadTranscript

_INSIDE = ord("a")


class WordPlaces:
    """The words of respondents' segments, numbered through the transcript."""

    def __init__(self, read: ReadTranscript) -> None:
        import numpy as np

        turns = [turn for turn in read.transcript.turns if turn.is_respondent]
        lengths = np.array([len(turn.text) + 1 for turn in turns], dtype=np.int64)
        shifts = np.cumsum(lengths) - lengths - np.array([turn.start for turn in turns], dtype=np.int64)
        # A segment's place in the transcript plus its shift is its place in the respondents' text alone.
        self._shifts = np.repeat(shifts, [len(turn.segments) for turn in turns])
        begins = np.array([segment.start for segment in read.segments], dtype=np.int64) + self._shifts
        inside = np.frombuffer(word_mask("\n".join(turn.text for turn in turns) + "\n"), np.uint8) == _INSIDE
        begun = inside & ~np.concatenate([[False], inside[:-1]])
        begun[begins] = inside[begins]  # a word that a segment's border cuts begins anew
        self._words = np.cumsum(begun)
        """Of each character, how many words have begun with it or before."""
        self._first = np.where(begun[begins], self._words[begins], self._words[begins] + 1)

    def of(self, segments: Integers, starts: Integers, ends: Integers) -> tuple[Integers, Integers]:
        """The words that hold the first and the last character of places inside these segments."""
        import numpy as np

        shifts = self._shifts[segments]
        first = np.maximum(self._words[starts + shifts], self._first[segments])
        return first, np.maximum(first, self._words[ends - 1 + shifts])
