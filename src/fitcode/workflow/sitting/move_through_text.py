"""Move through text: from segment to segment, turn to turn, word to word, as pure functions of positions.

Nothing here looks at more of the text than lies around the position, so that a key press costs the same in
a text of any length.
"""

from bisect import bisect_right
from operator import attrgetter
from typing import NamedTuple

from fitcode.domain.transcript import Segment, Transcript, Turn
from fitcode.domain.words import word_pattern, word_spans

_LOOK_BACK = 400
"""Characters looked through for the word before a position; where that is too few, more."""


class Selection(NamedTuple):
    """The selected stretch of a text, never empty where the text has a segment."""

    start: int
    end: int


class TextMap:
    """Where the segments, turns and words of a transcript stand."""

    def __init__(self, transcript: Transcript) -> None:
        self.text = transcript.text
        self.segments: tuple[Segment, ...] = transcript.segments
        self.turns: tuple[Turn, ...] = transcript.turns
        self._counted = [transcript.speakers[turn.speaker].kind.is_counted for turn in transcript.turns]
        self._words = word_pattern(self.text)

    def segment_at(self, position: int) -> int:
        """The ordinal of the segment that holds a position, or of the last one before it; 0 before all."""
        return max(bisect_right(self.segments, position, key=attrgetter("start")) - 1, 0)

    def turn_at(self, position: int) -> int:
        """The ordinal of the turn that holds a position, or of the last one before it; 0 before all."""
        return max(bisect_right(self.turns, position, key=attrgetter("start")) - 1, 0)

    def whole_segment(self, ordinal: int) -> Selection:
        """A segment as a selection; the nearest one where there is none with that ordinal."""
        if not self.segments:
            return Selection(0, len(self.text))
        found = self.segments[min(max(ordinal, 0), len(self.segments) - 1)]
        return Selection(found.start, found.end)

    def is_respondents(self, ordinal: int) -> bool:
        """Whether a segment is speech that counts: not an interviewer's, and inside a turn."""
        turn = self.segments[ordinal].turn
        return turn >= 0 and self._counted[turn]

    def by_segment(self, selection: Selection, steps: int) -> Selection:
        """The segment so many further on (back when negative) from where the selection ends (or starts)."""
        here = self.segment_at(selection.start if steps < 0 else max(selection.end - 1, selection.start))
        return self.whole_segment(here + steps)

    def by_turn(self, selection: Selection, steps: int) -> Selection:
        """The first segment of the turn so many further on; text outside turns where there are no turns."""
        if not self.turns:
            return self.by_segment(selection, steps)
        here = self.turn_at(selection.start)
        if steps < 0 and selection.start > self.turns[here].start:
            steps += 1  # first to the beginning of this turn
        turn = self.turns[min(max(here + steps, 0), len(self.turns) - 1)]
        return self.whole_segment(turn.first_segment)

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
        last = self.segment_at(max(selection.end - 1, selection.start))
        if steps > 0 and self.segments and selection.end < self.segments[last].end:
            steps -= 1  # first to the end of the segment begun
        first = self.segment_at(selection.start)
        end = self.whole_segment(max(last + steps, first)).end
        return Selection(selection.start, end) if end > selection.start else selection

    def trimmed(self, start: int, end: int) -> Selection | None:
        """A stretch without the white space at its ends; None where nothing else is in it."""
        held = self.text[start:end]
        start += len(held) - len(held.lstrip())
        end -= len(held) - len(held.rstrip())
        return Selection(start, end) if start < end else None

    def words_around(self, start: int, end: int) -> Selection:
        """A stretch widened to whole words, as a mouse drags it."""
        low, high = max(start - _LOOK_BACK, 0), min(end + _LOOK_BACK, len(self.text))
        spans = [(low + a, low + b) for a, b in word_spans(self.text[low:high])]
        touched = [span for span in spans if span[0] < max(end, start + 1) and start < span[1]]
        if not touched:
            return self.trimmed(start, end) or Selection(start, max(end, start + 1))
        return Selection(min(start, touched[0][0]), max(end, touched[-1][1]))

    def _word_end_after(self, position: int) -> int:
        found = self._words.search(self.text, position)
        return found.end() if found else position

    def _word_end_before(self, start: int, end: int) -> int:
        earlier = [b for _, b in self._spans_before(end, floor=start) if b < end]
        return earlier[-1] if earlier else end

    def _word_start_after(self, start: int, end: int) -> int:
        found = self._words.search(self.text, start, end)
        following = self._words.search(self.text, found.end(), end) if found else None
        return following.start() if following else start

    def _word_start_before(self, position: int) -> int:
        spans = self._spans_before(position, floor=0)
        return spans[-1][0] if spans else position

    def _spans_before(self, position: int, *, floor: int) -> list[tuple[int, int]]:
        """The last words before a position: as many as the nearest stretch holds, two where there are two."""
        reach = _LOOK_BACK
        while True:
            low = max(position - reach, floor)
            if low > floor and not self.text[low - 1].isspace():
                # Never begin inside a word: its rest would be taken for one.
                low = next((at + 1 for at in range(low, position) if self.text[at].isspace()), position)
            spans = [(low + a, low + b) for a, b in word_spans(self.text[low:position])]
            if len(spans) > 1 or low <= floor or reach > len(self.text):
                return spans
            reach *= 8
