"""Wrapping: a paragraph cut into rows by words and terminal cells.

Rows cover every character exactly once, in logical order; what is shown of a row never takes more cells than
the width. Spaces at the end of a row belong to it and are not shown.
"""

import re
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from fitcode.tui.transcript.glyphs import BREAKING_SPACES, CELLS

_SPACES = frozenset(BREAKING_SPACES)
_SPACE = re.escape(BREAKING_SPACES)
# Scripts written without spaces; Korean has them and is wrapped by words.
_IDEOGRAPH = "\u2e80-\u2fff\u3001-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff"
_CLOSING = "、。，．：；？！）］｝〉》」』】〕〗〙”’…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ),.:;?!"
_OPENING = "（［｛〈《「『【〔〖〘“‘("
_MAY_BREAK = re.compile(
    f"(?<=[{_SPACE}])(?=[^{_SPACE}])"
    r"|(?<=[^\W\d_][-‐–—/])(?=[^\W\d_])"
    f"|(?<=[{_IDEOGRAPH}])(?<![{_OPENING}])(?=[^{_SPACE}{re.escape(_CLOSING)}])"
    f"|(?<=[^{_SPACE}{re.escape(_OPENING)}])(?=[{_IDEOGRAPH}])(?![{_CLOSING}])"
)


class Row(NamedTuple):
    """What stands in one row of the screen, in positions of the transcript."""

    start: int
    end: int
    """One past its last character, the spaces at its end included."""

    shown: int
    """One past the last character that is painted."""


def wrap(text: str, width: int, *, at: int = 0) -> list[Row]:
    """Cut a paragraph that stands at a position into rows of at most so many cells (two or more)."""
    # offsets[i] is how many cells stand before character i.
    offsets = list(accumulate(map(CELLS.__getitem__, text), initial=0))
    rows: list[Row] = []
    start = before = 0
    for may_break in [*(found.start() for found in _MAY_BREAK.finditer(text)), len(text)]:
        shown = _without_spaces(text, before, may_break)
        if offsets[shown] - offsets[start] > width:
            if before > start:
                rows.append(_row(text, start, before, at))
                start = before
            while offsets[shown] - offsets[start] > width:
                cut = bisect_right(offsets, offsets[start] + width) - 1
                rows.append(_row(text, start, cut, at))
                start = cut
        before = may_break
    if start < len(text):
        rows.append(_row(text, start, len(text), at))
    return rows


def cells_of(text: str, start: int, end: int) -> int:
    """How many cells a stretch of the text takes when it is painted."""
    return sum(map(CELLS.__getitem__, text[start:end]))


def position_in(text: str, row: Row, cell: int) -> int:
    """The position of the character that is painted in a cell of the row; the nearest where there is none."""
    reached = 0
    nearest = row.start
    for position in range(row.start, row.shown):
        cells = CELLS[text[position]]
        if cells:
            nearest = position
        reached += cells
        if reached > cell:
            break
    return nearest


def _row(text: str, start: int, end: int, at: int) -> Row:
    return Row(at + start, at + end, at + _without_spaces(text, start, end))


def _without_spaces(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _SPACES:
        end -= 1
    return end
