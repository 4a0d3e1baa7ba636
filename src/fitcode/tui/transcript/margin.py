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


def lay_beside(
    lines: Sequence[Line], placed: Sequence[PlacedMark], *, lanes: int, focused: str | None
) -> list[Beside]:
    """Lay out what stands beside the lines of a screen, from the marks that overlap them."""
    numbers = [number for number, line in enumerate(lines) if line.row is not None]
    rows = [line.row for line in lines if line.row is not None]
    marks: list[list[Mark]] = [[] for _ in lines]
    cells: list[dict[int, LaneCell]] = [{} for _ in lines]
    extents: list[tuple[int, int, PlacedMark]] = []
    starts, ends = [row.start for row in rows], [row.end for row in rows]
    for one in placed if rows else ():
        mark = one.mark
        # What lies wholly in text that is not shown (a speaker's label) stands beside the row that follows.
        first = min(bisect_right(ends, mark.start), len(rows) - 1)
        last = max(first, bisect_left(starts, mark.end) - 1)
        for row in range(first, last + 1):
            marks[numbers[row]].append(mark)
        extents.append((numbers[first], numbers[last], one))
        if one.lane is not None and one.lane < lanes:
            is_whole = (mark.start >= starts[0], mark.end <= ends[-1])
            for line, glyph in _bracket(mark, numbers[first], numbers[last], is_whole, mark.uid == focused):
                cells[line][one.lane] = LaneCell(glyph, mark)
    labels = _lay_labels(extents, len(lines), focused)
    return [Beside(*parts) for parts in zip(marks, cells, labels, strict=True)]


def _bracket(
    mark: Mark, top: int, bottom: int, is_whole: tuple[bool, bool], is_focused: bool
) -> list[tuple[int, str]]:
    """The glyphs of a mark's lane by line; an end that is off the screen stays open."""
    if is_focused:
        glyphs = _FOCUSED_SUGGESTION if mark.is_suggestion else _FOCUSED_CODING
    else:
        glyphs = _SUGGESTION if mark.is_suggestion else _CODING
    begins, ends = is_whole
    if top == bottom and begins and ends:
        return [(top, glyphs[3])]
    drawn = [(line, glyphs[1]) for line in range(top, bottom + 1)]
    if begins:
        drawn[0] = (top, glyphs[0])
    if ends:
        drawn[-1] = (bottom, glyphs[2])
    return drawn


def _lay_labels(
    extents: Sequence[tuple[int, int, PlacedMark]], height: int, focused: str | None
) -> list[Label | None]:
    """Put each label beside its mark's first line, or below while there is room; count those without."""
    labels: list[Label | None] = [None] * height
    for top, bottom, one in sorted(extents, key=_label_order):
        lowest = min(height - 1, max(bottom, top + _FURTHEST))
        free = next((line for line in range(top, lowest + 1) if labels[line] is None), None)
        if free is not None:
            labels[free] = Label(one.mark)
        elif one.mark.uid == focused:
            labels[top] = Label(one.mark, more=_more(labels[top]) + 1)
        else:
            crowded = labels[lowest]
            labels[lowest] = crowded._replace(more=crowded.more + 1) if crowded else Label(one.mark)
    return labels


def _more(label: Label | None) -> int:
    return label.more if label is not None else 0


def _label_order(extent: tuple[int, int, PlacedMark]) -> tuple[int, int]:
    top, _, (_, lane) = extent
    return top, LANES if lane is None else lane
