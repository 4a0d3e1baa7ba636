"""Move through text: from segment to segment, turn to turn, word to word, as pure functions of positions.

Nothing here looks at more of the text than lies around the position, so that a key press costs the same in
a text of any length.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from fitcode.domain.transcript import Segment, Transcript, Turn
from fitcode.domain.words import word_pattern

_REACH = 2_000
"""Characters looked through for the next word; where none ends there, a border of a segment stands for it."""


class Selection(NamedTuple):
    """The selected stretch of a text, never empty where the text has a segment."""

    start: int
    end: int


class TextMap:
    """Where the segments, turns and words of a transcript stand; of none, an empty text."""

    def __init__(self, transcript: Transcript | None = None) -> None:
        self.text = transcript.text if transcript else ""
        self.segments: tuple[Segment, ...] = transcript.segments if transcript else ()
        self.turns: tuple[Turn, ...] = transcript.turns if transcript else ()
        speakers = transcript.speakers if transcript else ()
        self._counted = [speakers[turn.speaker].kind.is_counted for turn in self.turns]
        self._words = word_pattern(self.text)

    def segment_at(self, position: int) -> int:
        """The ordinal of the segment that holds a position, or of the last one before it; 0 before all."""
        return max(self._begun(self.segments, position), 0)

    def turn_at(self, position: int) -> int:
        """The ordinal of the turn that holds a position, or of the last one before it; 0 before all."""
        return max(self._begun(self.turns, position), 0)

    def whole_segment(self, ordinal: int) -> Selection:
        """A segment as a selection, the nearest one to that ordinal; all of a text without segments."""
        if not self.segments:
            return Selection(0, len(self.text))
        found = self.segments[min(max(ordinal, 0), len(self.segments) - 1)]
        return Selection(found.start, found.end)

    def is_respondents(self, ordinal: int) -> bool:
        """Whether a segment is speech that counts; in a text without turns, any segment is."""
        turn = self.segments[ordinal].turn
        return not self.turns or (turn >= 0 and self._counted[turn])

    def ordinals_beyond(self, selection: Selection, direction: int) -> range:
        """The segments after a selection (before it when negative), the nearest first."""
        if direction > 0:
            after = bisect_left(self.segments, selection.end, key=attrgetter("start"))
            return range(after, len(self.segments))
        before = bisect_right(self.segments, selection.start, key=attrgetter("end"))
        return range(before - 1, -1, -1)

    def by_segment(self, selection: Selection, steps: int) -> Selection:
        """The segment so many further on (back when negative) from where the selection ends (or starts)."""
        beyond = self.ordinals_beyond(selection, steps)
        if not beyond:
            return self.whole_segment(beyond.start)
        return self.whole_segment(beyond[min(abs(steps), len(beyond)) - 1])

    def by_turn(self, selection: Selection, steps: int) -> Selection:
        """The first segment of the turn so many further on; going back, the begun turn's own comes first."""
        if not self.turns:
            return self.by_segment(selection, steps)
        here = self._begun(self.turns, selection.start)
        if steps < 0:
            if here < 0:
                return selection
            if selection.start > self._beginning(here).start:
                steps += 1
        return self._beginning(min(max(here + steps, 0), len(self.turns) - 1))

    def end_by_word(self, selection: Selection, steps: int) -> Selection:
        """The selection with its end moved by words; one word at least stays selected."""
        start, end = selection
        for _ in range(abs(steps)):
            end = self._word_end_after(end) if steps > 0 else self._word_end_before(start, end)
        return Selection(start, end)

    def start_by_word(self, selection: Selection, steps: int) -> Selection:
        """The selection with its start moved by words; one word at least stays selected."""
        start, end = selection
        for _ in range(abs(steps)):
            start = self._word_start_after(start, end) if steps > 0 else self._word_start_before(start)
        return Selection(start, end)

    def end_by_segment(self, selection: Selection, steps: int) -> Selection:
        """The selection with its end moved to the end of a further (or earlier) segment."""
        start, end = selection
        last = self.segment_at(max(end - 1, start))
        if steps > 0 and self.segments and end < self.segments[last].end:
            steps -= 1  # first to the end of the segment begun
        moved = self.whole_segment(max(last + steps, self.segment_at(start))).end
        if steps < 0:
            return Selection(start, moved) if start < moved < end else selection
        return Selection(start, max(end, moved))

    def trimmed(self, start: int, end: int) -> Selection | None:
        """A stretch without the white space at its ends; None where nothing else is in it."""
        end = min(end, len(self.text))
        held = self.text[start:end]
        start += len(held) - len(held.lstrip())
        end -= len(held) - len(held.rstrip())
        return Selection(start, end) if start < end else None

    def words_around(self, start: int, end: int) -> Selection | None:
        """A stretch widened to whole words, as a mouse drags it; None where it holds white space only."""
        end = max(end, start + 1)
        first, last = self._word_over(start), self._word_over(end - 1)
        return self.trimmed(first.start if first else start, last.end if last else end)

    @staticmethod
    def _begun(stretches: Sequence[Segment] | Sequence[Turn], position: int) -> int:
        """The ordinal of the last stretch that begins at a position or before it; -1 before all."""
        return bisect_right(stretches, position, key=attrgetter("start")) - 1

    def _beginning(self, turn: int) -> Selection:
        return self.whole_segment(self.turns[turn].first_segment)

    def _word_over(self, position: int) -> Selection | None:
        low, high = max(position - _REACH, 0), position + _REACH
        for word in self._words.finditer(self.text, low, high):
            if word.start() > position:
                return None
            if position < word.end():
                return Selection(*word.span())
        return None

    def _word_end_after(self, position: int) -> int:
        high = position + _REACH
        for word in self._words.finditer(self.text, position, high):
            if word.end() >= high:
                break
            if self.is_speech(word.start()):
                return word.end()
        return self._border_after(position)

    def _word_end_before(self, start: int, end: int) -> int:
        low = max(end - _REACH, start)
        ends = [at for _, at in self._words_in(low, end) if at < end]
        if ends:
            return ends[-1]
        border = self._border_before(end) if low > start else end
        return border if border > start else end

    def _word_start_after(self, start: int, end: int) -> int:
        high = min(start + _REACH, end)
        begins = [at for at, _ in self._words_in(start, high)]
        if len(begins) > 1:
            return begins[1]
        if high == end:
            return start
        border = self._border_after(start)
        return border if border < end else start

    def _word_start_before(self, position: int) -> int:
        low = max(position - _REACH, 0)
        begins = [at for at, _ in self._words_in(low, position) if at > low or not low]
        if begins:
            return begins[-1]
        return self._border_before(position) if low else position

    def _words_in(self, low: int, high: int) -> list[tuple[int, int]]:
        """The words between two positions, those of speakers' labels left out."""
        found = self._words.finditer(self.text, low, high)
        return [word.span() for word in found if self.is_speech(word.start())]

    def is_speech(self, position: int) -> bool:
        """Whether a position lies in a segment: only labels lie outside."""
        return not self.segments or position < self.segments[self.segment_at(position)].end

    def _border_after(self, position: int) -> int:
        """The end of the segment at a position, or of the next one; the end of the text after all."""
        here = self.segment_at(position)
        for segment in self.segments[here : here + 2]:
            if segment.end > position:
                return segment.end
        return position if self.segments else len(self.text)

    def _border_before(self, position: int) -> int:
        """The beginning of the segment that begins last before a position; 0 before all."""
        here = self._begun(self.segments, position - 1)
        return self.segments[here].start if here >= 0 else 0
