"""Units: the segments cut from a text, with the ordinals of their words.

Every character that is not space lies in exactly one segment or in a label. Word ordinals run
through the whole text, labels included, and equal those of ``domain.placement``.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

from fitcode.domain.choices import SegmentUnit
from fitcode.domain.transcript import Segment, Turn
from fitcode.domain.words import word_mask
from fitcode.text.speakers import FoundTurn
from fitcode.text.splitter import paragraphs, sentences, trimmed

_LETTER = ord("a")

Cutter = Callable[[str, int, int], list[tuple[int, int]]]


def cut_units(
    text: str, turns: Sequence[tuple[int, FoundTurn]], *, unit: SegmentUnit, breaks: Sequence[int] = ()
) -> tuple[list[Turn], list[Segment], int]:
    """Turns and segments with their ordinals, and the number of words of the text.

    ``turns`` come in order, each with the index of its speaker, and hold talk; ``breaks`` are positions
    (ends of a format's paragraphs, headings, lines of front matter) that no segment runs across.
    """
    collector = _Collector(text)
    cut_outside = _CUTTERS[SegmentUnit.paragraph if unit is SegmentUnit.turn else unit]
    cut_inside = _CUTTERS[unit]
    # A turn is one segment whatever it holds, when turns are the unit.
    inner_breaks = () if unit is SegmentUnit.turn else breaks
    made: list[Turn] = []
    position = 0
    for ordinal, (speaker, turn) in enumerate(turns):
        between = text[position : turn.label_start]
        if between and not between.isspace():
            collector.add(-1, _cut(text, position, turn.label_start, cut=cut_outside, breaks=breaks))
        first = len(collector.segments)
        collector.add(ordinal, _cut(text, turn.start, turn.end, cut=cut_inside, breaks=inner_breaks))
        end = len(collector.segments)
        words = collector.segments[first].first_word, collector.segments[end - 1].end_word
        made.append(Turn(speaker, turn.start, turn.end, turn.start_ms, turn.end_ms, first, end, *words))
        position = turn.end
    collector.add(-1, _cut(text, position, len(text), cut=cut_outside, breaks=breaks))
    return made, collector.segments, collector.total_words()


def _cut(text: str, start: int, end: int, *, cut: Cutter, breaks: Sequence[int]) -> Sequence[tuple[int, int]]:
    start, end = trimmed(text, start, end)
    if start >= end:
        return ()
    inner = breaks[bisect_right(breaks, start) : bisect_left(breaks, end)] if breaks else ()
    if not inner:
        return cut(text, start, end)
    borders = [start, *inner, end]
    return [span for begin, stop in pairwise(borders) for span in cut(text, begin, stop)]


def _whole(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [trimmed(text, start, end)]


_CUTTERS: dict[SegmentUnit, Cutter] = {
    SegmentUnit.sentence: sentences,
    SegmentUnit.paragraph: paragraphs,
    SegmentUnit.turn: _whole,
}


class _Collector:
    """Segments in order, with the ordinals of their words, counted on a mask of the text."""

    def __init__(self, text: str) -> None:
        self.segments: list[Segment] = []
        # With a space before it, a word that begins at n shows as b" a" at n.
        self._mask = b" " + word_mask(text)
        self._end = 0
        self._words = 0

    def add(self, turn: int, spans: Sequence[tuple[int, int]]) -> None:
        """Add the segments of one turn, or of text outside turns (-1)."""
        mask, count, segments = self._mask, self._mask.count, self.segments
        before, words = self._end, self._words
        for start, end in spans:
            first = words = words + count(b" a", before, start + 1)
            # A span may begin inside a word only where a long word had to be cut.
            if mask[start] == _LETTER == mask[start + 1]:
                first -= 1
            words += count(b" a", start, end + 1)
            segments.append(Segment(turn, start, end, first, words))
            before = end
        self._end, self._words = before, words

    def total_words(self) -> int:
        """Words of the whole text, once the last segment was added."""
        return self._words + self._mask.count(b" a", self._end)
