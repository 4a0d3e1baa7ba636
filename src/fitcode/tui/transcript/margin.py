"""Margin: the columns of the transcript view, and what stands in the lanes and beside them on one screen.

Every mark on the screen is told: by its lane, by its label, or by the count of labels there was no room for.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from fitcode.tui.transcript.flow import Line
from fitcode.tui.transcript.lanes import LANES, Mark, PlacedMark

WIDEST_TEXT, NARROWEST_TEXT = 78, 30
WIDEST_MARGIN, NARROWEST_MARGIN = 28, 18
_LEAST_MARGIN = 10
_FURTHEST = 3
"""A label may stand so many lines below the first line of its mark, or beside its last line."""

# First, middle and last line of a mark, and a mark of one line only.
_CODING, _SUGGESTION = "┐│┘]", "╮╎╯)"
_FOCUSED_CODING, _FOCUSED_SUGGESTION = "┓┃┛┫", "┓╏┛┫"
_ONE_AFTER_ANOTHER, _ONE_FOCUSED = "┤", "┫"


class Columns(NamedTuple):
    """How many cells the columns of the view take; the bar of the selection takes one more."""

    indent: int
    """Empty cells left of everything, where the screen is wider than anybody reads."""

    text: int
    lanes: int
    margin: int


class Label(NamedTuple):
    """What stands in the margin of one line."""

    mark: Mark
    more: int = 0
    """How many labels had no room here."""


class LaneCell(NamedTuple):
    """One cell of a lane."""

    glyph: str
    mark: Mark


class Beside(NamedTuple):
    """What stands on one line of the screen beside its text."""

    marks: list[Mark]
    """The marks that the line's text has, in reading order."""

    cells: dict[int, LaneCell]
    """By lane."""

    label: Label | None


def columns_for(width: int) -> Columns:
    """Share a width out: to the text as much as is comfortable to read, to the margin what is left."""
    lanes = LANES if width >= 64 else LANES // 2
    # The bar, and an empty cell on either side of the lanes.
    spare = width - lanes - 3
    margin = min(WIDEST_MARGIN, max(NARROWEST_MARGIN, round(spare * 0.28)))
    margin = max(_LEAST_MARGIN, min(margin, spare - NARROWEST_TEXT))
    text = min(WIDEST_TEXT, max(2, spare - margin))
    return Columns(indent=max(0, spare - margin - text) // 2, text=text, lanes=lanes, margin=margin)


class _Extent(NamedTuple):
    """From which line of the screen to which a mark reaches, and whether it begins and ends there."""

    top: int
    bottom: int
    begins: bool
    ends: bool
    placed: PlacedMark


def lay_beside(
    lines: Sequence[Line], placed: Sequence[PlacedMark], *, lanes: int, focused: str | None
) -> list[Beside]:
    """Lay out what stands beside the lines of a screen, from the marks that overlap them."""
    extents = _extents(lines, placed)
    marks: list[list[Mark]] = [[] for _ in lines]
    for extent in extents:
        for line in range(extent.top, extent.bottom + 1):
            marks[line].append(extent.placed.mark)
    cells = _draw_lanes(extents, len(lines), lanes, focused)
    labels = _lay_labels(extents, len(lines), focused)
    return [Beside(*parts) for parts in zip(marks, cells, labels, strict=True)]


def _extents(lines: Sequence[Line], placed: Sequence[PlacedMark]) -> list[_Extent]:
    numbers = [number for number, line in enumerate(lines) if line.row is not None]
    rows = [line.row for line in lines if line.row is not None]
    starts, ends = [row.start for row in rows], [row.end for row in rows]
    extents = []
    for one in placed if rows else ():
        mark = one.mark
        # What lies wholly in text that is not shown (a speaker's label) stands beside the row that follows.
        first = min(bisect_right(ends, mark.start), len(rows) - 1)
        last = max(first, bisect_left(starts, mark.end) - 1)
        is_whole = (mark.start >= starts[0], mark.end <= ends[-1])
        extents.append(_Extent(numbers[first], numbers[last], *is_whole, one))
    return extents


def _draw_lanes(
    extents: Sequence[_Extent], height: int, lanes: int, focused: str | None
) -> list[dict[int, LaneCell]]:
    cells: list[dict[int, LaneCell]] = [{} for _ in range(height)]
    for extent in sorted(extents, key=lambda extent: extent.placed.mark.uid == focused):
        mark, own = extent.placed
        is_focused = mark.uid == focused
        if own is not None and own < lanes:
            lane = own
        elif is_focused:
            # The focused mark is always drawn, over others in the last lane where it has none of its own.
            lane = lanes - 1
        else:
            continue
        for line, glyph in _bracket(extent, is_focused):
            if lane == own and lane in cells[line]:
                glyph = _ONE_FOCUSED if is_focused else _ONE_AFTER_ANOTHER
            cells[line][lane] = LaneCell(glyph, mark)
    return cells


def _bracket(extent: _Extent, is_focused: bool) -> list[tuple[int, str]]:
    """The glyphs of a mark's lane by line; an end that is off the screen stays open."""
    is_suggestion = extent.placed.mark.is_suggestion
    if is_focused:
        glyphs = _FOCUSED_SUGGESTION if is_suggestion else _FOCUSED_CODING
    else:
        glyphs = _SUGGESTION if is_suggestion else _CODING
    if extent.top == extent.bottom and extent.begins and extent.ends:
        return [(extent.top, glyphs[3])]
    drawn = [(line, glyphs[1]) for line in range(extent.top, extent.bottom + 1)]
    if extent.begins:
        drawn[0] = (extent.top, glyphs[0])
    if extent.ends:
        drawn[-1] = (extent.bottom, glyphs[2])
    return drawn


def _lay_labels(extents: Sequence[_Extent], height: int, focused: str | None) -> list[Label | None]:
    """Put each label beside its mark's first line, or below while there is room; count those without."""
    labels: list[Label | None] = [None] * height
    for extent in sorted(extents, key=_label_order):
        top, mark = extent.top, extent.placed.mark
        lowest = min(height - 1, max(extent.bottom, top + _FURTHEST))
        free = next((line for line in range(top, lowest + 1) if labels[line] is None), None)
        if free is not None:
            labels[free] = Label(mark)
            continue
        crowded = top if mark.uid == focused else lowest
        label = labels[crowded]
        assert label is not None
        labels[crowded] = Label(mark if mark.uid == focused else label.mark, label.more + 1)
    return labels


def _label_order(extent: _Extent) -> tuple[int, int]:
    lane = extent.placed.lane
    return extent.top, LANES if lane is None else lane
