"""Flow: the lines in which a transcript runs down the screen at one width, and the way from one to another.

A place is a block and a line in it, never a line counted from the start of the transcript: only blocks that
are looked at are laid out.
"""

from typing import NamedTuple

from textual.cache import LRUCache

from fitcode.domain.transcript import Transcript
from fitcode.tui.transcript.blocks import Block, Blocks
from fitcode.tui.transcript.wrapping import Row, wrap

_KEPT_BLOCKS = 512


class Line(NamedTuple):
    """One line of the screen: a row of text, the heading of a turn, or the gap above a block."""

    block: Block
    row: Row | None = None
    is_heading: bool = False


class Place(NamedTuple):
    """Where a line stands."""

    block: Block
    line: int
    """Which line of the block, from 0."""


class Flow:
    """A transcript laid out at one width, block by block as it is looked at."""

    def __init__(self, transcript: Transcript, *, width: int) -> None:
        self.text = transcript.text
        self.width = width
        self.blocks = Blocks(transcript)
        self._laid_out: LRUCache[tuple[int, int], list[Line]] = LRUCache(_KEPT_BLOCKS)

    def lines(self, block: Block) -> list[Line]:
        """The lines of a block: its gap, its heading, its rows."""
        key = (block.start, self.width)
        if (known := self._laid_out.get(key)) is not None:
            return known
        lines = [Line(block)] if block.has_gap else []
        if block.heading is not None:
            lines.append(Line(block, is_heading=True))
        rows = wrap(self.text[block.start : block.end], self.width, at=block.start)
        lines.extend(Line(block, row) for row in rows)
        self._laid_out[key] = lines
        return lines

    def place_of(self, position: int) -> Place | None:
        """Where the row stands that holds a position, or the next one where it is not shown."""
        block = self.blocks.at(position)
        if block is None:
            return None
        lines = self.lines(block)
        for number, line in enumerate(lines):
            if line.row is not None and position < line.row.end:
                return Place(block, number)
        return Place(block, len(lines) - 1)

    def move(self, place: Place, lines: int) -> Place:
        """The place so many lines below (above where negative), or the last one there is that way."""
        block, line = place
        line += lines
        while line < 0:
            above = self.blocks.before(block)
            if above is None:
                return Place(block, 0)
            block = above
            line += len(self.lines(block))
        while line >= (height := len(self.lines(block))):
            below = self.blocks.after(block)
            if below is None:
                return Place(block, height - 1)
            block = below
            line -= height
        return Place(block, line)

    def run(self, place: Place, height: int) -> list[Line]:
        """At most so many lines from a place on."""
        block: Block | None = place.block
        lines = self.lines(place.block)[place.line :]
        while len(lines) < height and block is not None:
            block = self.blocks.after(block)
            lines = lines + self.lines(block) if block is not None else lines
        return lines[:height]

    def last_top(self, height: int) -> Place | None:
        """The place from which the last lines just fill so many lines."""
        block = self.blocks.at(len(self.text))
        if block is None:
            return None
        return self.move(Place(block, len(self.lines(block)) - 1), 1 - height)
