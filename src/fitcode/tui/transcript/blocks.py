"""Blocks: a transcript cut into what is laid out at once, a paragraph of a turn or of the text outside turns.

A block is found from a position in the text, and its neighbours from it, so that a transcript of any length
opens at once; the same position always lies in the same block.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from fitcode.domain.choices import SpeakerKind
from fitcode.domain.transcript import Segment, Transcript, Turn
from fitcode.tui.transcript.glyphs import CELLS

LONGEST = 4_000
"""About how many characters a block holds; a longer paragraph is cut into several."""

_CUT_WITHIN = 600
_VISIBLE = re.compile(r"\S")


class Voice(StrEnum):
    """Whose words a block holds, as far as its looks depend on it."""

    respondent = "respondent"
    interviewer = "interviewer"
    outside = "outside"
    """Headings, notes and whatever else stands outside turns."""


class Heading(NamedTuple):
    """What stands above the first block of a turn."""

    label: str
    kind: SpeakerKind
    start_ms: int | None


class Block(NamedTuple):
    """A stretch of text that is laid out at once; it begins and ends with a visible character."""

    start: int
    end: int
    voice: Voice
    heading: Heading | None
    has_gap: bool
    """Whether an empty row stands above it."""


class _Region(NamedTuple):
    """A turn, or the text between two turns without the label."""

    start: int
    end: int
    turn: int
    """Ordinal of the turn, -1 outside turns."""


class Blocks:
    """The blocks of a transcript, in order, found as they are asked for."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._text = transcript.text
        self._turns: Sequence[Turn] = transcript.turns
        self._segments: Sequence[Segment] = transcript.segments
        # The one long line that was looked up last: finding where it ends means reading all of it.
        self._long_line = (0, 0)
        self._start = -1
        first = self._forwards(0)
        self._start = first.start if first else -1

    def at(self, position: int) -> Block | None:
        """The block that holds a position, else the next one, else the last; none where there is no text."""
        return self._forwards(position) or self._backwards(len(self._text))

    def after(self, block: Block) -> Block | None:
        """The block below."""
        return self._forwards(block.end)

    def before(self, block: Block) -> Block | None:
        """The block above."""
        return self._backwards(block.start)

    def _forwards(self, position: int) -> Block | None:
        """The first block that ends past a position."""
        while (region := self._region_after(position)) is not None:
            found = self._first_visible(max(position, region.start), region.end)
            if found is not None:
                return self._block(found, region)
            position = region.end
        return None

    def _backwards(self, position: int) -> Block | None:
        """The last block that begins before a position."""
        while (region := self._region_before(position)) is not None:
            if (found := self._last_visible(region.start, min(position, region.end))) is not None:
                return self._block(found, region)
            position = region.start
        return None

    def _region_after(self, position: int) -> _Region | None:
        """The first region that ends past a position."""
        ordinal = bisect_right(self._turns, position, key=_start_of) - 1
        if ordinal >= 0 and position < self._turns[ordinal].end:
            return self._turn_region(ordinal)
        between = self._outside_region(ordinal)
        if between is not None and position < between.end:
            return between
        return self._turn_region(ordinal + 1) if ordinal + 1 < len(self._turns) else None

    def _region_before(self, position: int) -> _Region | None:
        """The last region that begins before a position."""
        ordinal = bisect_left(self._turns, position, key=_start_of) - 1
        between = self._outside_region(ordinal)
        if between is not None and between.start < position:
            return between
        return self._turn_region(ordinal) if ordinal >= 0 else None

    def _turn_region(self, ordinal: int) -> _Region:
        turn = self._turns[ordinal]
        return _Region(turn.start, turn.end, ordinal)

    def _outside_region(self, ordinal: int) -> _Region | None:
        """The segments that stand between a turn and the next; the next one's label is not among them."""
        start = self._turns[ordinal].end if ordinal >= 0 else 0
        end = self._turns[ordinal + 1].start if ordinal + 1 < len(self._turns) else len(self._text)
        first = bisect_left(self._segments, start, key=_start_of)
        last = bisect_left(self._segments, end, key=_start_of) - 1
        if first <= last:
            return _Region(self._segments[first].start, self._segments[last].end, -1)
        if not self._turns and not self._segments and self._text:
            return _Region(0, len(self._text), -1)
        return None

    def _block(self, position: int, region: _Region) -> Block:
        start, end = self._line(position, region)
        if end - start > LONGEST:
            start, end = self._part(position, start, end)
        is_first = start == self._first_visible(region.start, region.end)
        has_gap = start != self._start and (is_first or self._follows_empty_line(start))
        return Block(start, end, self._voice(region.turn), self._heading(region.turn, is_first), has_gap)

    def _heading(self, ordinal: int, is_first: bool) -> Heading | None:
        if ordinal < 0 or not is_first:
            return None
        turn = self._turns[ordinal]
        speaker = self._transcript.speakers[turn.speaker]
        return Heading(speaker.label, speaker.kind, turn.start_ms)

    def _voice(self, ordinal: int) -> Voice:
        if ordinal < 0:
            return Voice.outside
        kind = self._transcript.speakers[self._turns[ordinal].speaker].kind
        return Voice.respondent if kind.is_counted else Voice.interviewer

    def _follows_empty_line(self, start: int) -> bool:
        above = self._text[max(0, start - 80) : start]
        return above[len(above.rstrip()) :].count("\n") > 1

    def _line(self, position: int, region: _Region) -> tuple[int, int]:
        """The line that holds the position, without the spaces around it."""
        start, end = self._long_line
        if not start <= position < end:
            start = self._text.rfind("\n", region.start, position) + 1 or region.start
            end = self._text.find("\n", position, region.end)
            start, end = self._trimmed(start, region.end if end < 0 else end)
            if end - start > LONGEST:
                self._long_line = (start, end)
        return start, end

    def _part(self, position: int, start: int, end: int) -> tuple[int, int]:
        """The part of a long line that holds the position, cut where segments or words begin."""
        parts = max(1, round((end - start) / LONGEST))
        part = min((position - start) // LONGEST, parts - 1)
        if part + 1 < parts and position >= self._cut(start + LONGEST * (part + 1)):
            part += 1
        below = self._cut(start + LONGEST * part) if part else start
        above = self._cut(start + LONGEST * (part + 1)) if part + 1 < parts else end
        return self._trimmed(below, above)

    def _cut(self, wanted: int) -> int:
        """Where to cut: at the wanted place or a little before, never so far that two cuts change places."""
        earliest = wanted - _CUT_WITHIN
        ordinal = bisect_right(self._segments, wanted, key=_start_of) - 1
        if ordinal >= 0 and self._segments[ordinal].start > earliest:
            return self._segments[ordinal].start
        if (space := self._text.rfind(" ", earliest, wanted)) >= 0:
            return space + 1
        while wanted > earliest and not CELLS[self._text[wanted]]:
            wanted -= 1
        return wanted

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """A stretch that holds something visible, without the spaces around it."""
        first, last = self._first_visible(start, end), self._last_visible(start, end)
        assert first is not None
        assert last is not None
        return first, last + 1

    def _first_visible(self, start: int, end: int) -> int | None:
        found = _VISIBLE.search(self._text, start, end)
        return found.start() if found else None

    def _last_visible(self, start: int, end: int) -> int | None:
        while end > start:
            # In pieces: a turn may be a million characters long.
            piece = max(start, end - LONGEST)
            if stripped := self._text[piece:end].rstrip():
                return piece + len(stripped) - 1
            end = piece
        return None


def _start_of(stretch: Turn | Segment) -> int:
    return stretch.start
