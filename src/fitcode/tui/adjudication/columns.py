"""Columns: texts side by side in lines of one width, or one below the other where there is no room.

Widths are counted in cells, so that a name in any script leaves the columns where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.console import Console
from rich.text import Text

BETWEEN = " │ "
LEAST = 20
"""Cells that a column needs to be read."""


def side_by_side(texts: Sequence[Text], *, width: int, console: Console) -> list[Text]:
    """Lines of so many cells with each text in a column of its own."""
    room = (width - len(BETWEEN) * (len(texts) - 1)) // max(len(texts), 1)
    if room < LEAST:
        return [line for text in texts for line in (*text.wrap(console, width), Text())][:-1]
    columns = [list(text.wrap(console, room)) for text in texts]
    return [_joined(cells, room) for cells in zip_longest(*columns)]


def _joined(cells: Sequence[Text | None], room: int) -> Text:
    line = Text(no_wrap=True, overflow="crop")
    for number, cell in enumerate(cells):
        line.append(BETWEEN if number else "", style="dim")
        shown = Text() if cell is None else cell.copy()
        shown.rstrip()
        line.append_text(shown)
        line.append(" " * (room - shown.cell_len) if number + 1 < len(cells) else "")
    return line
