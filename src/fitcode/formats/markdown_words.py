"""Markdown words: text that is put into a Markdown page and stays the text it is.

Nothing that somebody said can end a table, begin a list or a heading, make a link or HTML, or turn the
direction of the line that it stands in.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~^$])")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows, past the text that they stand in."""

_ISOLATED = "\u2068{}\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def words(text: str) -> str:
    """A text on one line, with everything escaped that Markdown or HTML would take for its own."""
    plain = _TURNING.sub("", " ".join(text.split()))
    escaped = _SPECIAL.sub(r"\\\1", plain.translate(_HTML))
    # What runs from right to left is held together, so that it does not reorder its neighbours.
    turns = not plain.isascii() and any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in plain)
    return _ISOLATED.format(escaped) if turns else escaped


def table(columns: Sequence[str], rows: Iterable[Sequence[str | int]], *, texts: int = 1) -> list[str]:
    """The lines of a table whose cells are written already; all columns but the first few hold numbers."""
    rule = ["---" if place < texts else "---:" for place in range(len(columns))]
    return [_line(columns), _line(rule), *(_line([str(cell) for cell in row]) for row in rows)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
