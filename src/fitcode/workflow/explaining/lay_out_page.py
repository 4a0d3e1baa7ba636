"""Lay out a page: text in lines that fit a terminal, and carets under some of its words.

Room is counted in terminal cells, not in code points: a Chinese character takes two, an accent that is
written by itself none, a family of emoji two together. No line carries what steers a terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

INDENT = 4
"""Cells by which the second and later lines of a paragraph stand in."""

LEAST_WIDTH = 20
"""On a narrower terminal lines are broken by the terminal itself."""

_JOINER = "\u200d"
_MODIFIERS = range(0x1F3FB, 0x1F400)
"""Colours of skin, which change the emoji before them."""

_FLAGS = range(0x1F1E6, 0x1F200)
"""Letters of which two make a flag."""

_PICTURES = frozenset({"So", "Sk", "Sm", "Po"})
"""Categories of what a joiner may join; it joins no letters into one cell."""


class _Piece(NamedTuple):
    """What a reader takes for one character, and the room it takes."""

    start: int
    end: int
    cells: int


def plain(text: str) -> str:
    """The text in one line, without control characters; every code point keeps its place."""
    return "".join(
        " " if char.isspace() or unicodedata.category(char) in ("Cc", "Cs") else char for char in text
    )


def in_quotes(text: str) -> str:
    """The text as a page quotes it: one line, in quotation marks."""
    mark = '"' if "'" in text and '"' not in text else "'"
    return f"{mark}{' '.join(plain(text).split())}{mark}"


def is_right_to_left(text: str) -> bool:
    """Whether any of it is written from the right: carets then stand in the order of speech."""
    return any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text)


def wrapped(line: str, width: int | None) -> list[str]:
    """A paragraph in lines of this width, the second and later ones indented; None keeps it whole."""
    shown = plain(line)
    if width is None:
        return [shown]
    width = max(width, LEAST_WIDTH)
    first, *rest = _lines(_pieces(shown), shown, width=width, next_width=width - INDENT) or [[]]
    return [_text(first, shown), *(" " * INDENT + _text(pieces, shown).lstrip() for pieces in rest)]


def underlined(text: str, spans: Iterable[tuple[int, int]], *, width: int) -> list[str]:
    """The text in lines of this width, carets under the words of the spans."""
    shown = plain(text)
    width = max(width, LEAST_WIDTH)
    marked: set[int] = set()
    for first, last in spans:
        marked.update(range(max(0, first), min(last, len(shown))))
    found: list[str] = []
    for pieces in _lines(_pieces(shown), shown, width=width, next_width=width):
        found.append(_text(pieces, shown))
        under = "".join(
            ("^" if marked.intersection(range(piece.start, piece.end)) else " ") * piece.cells
            for piece in pieces
        ).rstrip()
        if under:
            found.append(under)
    return found


def _text(pieces: list[_Piece], text: str) -> str:
    return text[pieces[0].start : pieces[-1].end].rstrip() if pieces else ""


def _lines(pieces: list[_Piece], text: str, *, width: int, next_width: int) -> list[list[_Piece]]:
    """The pieces in lines, broken at spaces, and inside a word only where it fits no line."""
    lines: list[list[_Piece]] = []
    line: list[_Piece] = []
    used = 0
    for piece in pieces:
        room = next_width if lines else width
        # A space hangs over the edge; nobody sees it there.
        if line and used + piece.cells > room and text[piece.start] != " ":
            kept = _last_break(line, text)
            lines.append(line[:kept])
            line = line[kept:]
            used = sum(one.cells for one in line)
        line.append(piece)
        used += piece.cells
    return [*lines, line] if line else lines


def _last_break(line: list[_Piece], text: str) -> int:
    """Where a full line breaks: after its last space, else at its end."""
    for number in range(len(line), 0, -1):
        if text[line[number - 1].start] == " ":
            return number
    return len(line)


def _pieces(text: str) -> list[_Piece]:
    from rich.cells import cell_len

    return [_Piece(start, end, cell_len(text[start:end])) for start, end in _clusters(text)]


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Starts and ends of what readers take for one character: a letter with its accents, a joined emoji."""
    start, flags = 0, 0
    for place in range(1, len(text)):
        flags = flags + 1 if ord(text[place - 1]) in _FLAGS else 0
        if not _continues(text[place], text[place - 1], flags=flags):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def _continues(char: str, before: str, *, flags: int) -> bool:
    """Whether a code point belongs to the one before; ``flags`` counts the letters of flags up to here."""
    from rich.cells import cell_len

    if char.isascii():
        return False
    if before == _JOINER:
        return unicodedata.category(char) in _PICTURES
    if ord(char) in _FLAGS:
        return flags % 2 == 1
    return char == _JOINER or ord(char) in _MODIFIERS or cell_len(char) == 0
