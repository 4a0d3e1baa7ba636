"""Glyphs: what a character of a transcript looks like in a terminal, and how many cells it takes.

No control character, escape sequence or bidirectional control passes: each has a visible stand-in. What
terminals disagree about (joiners, variation selectors, skin tones) is not painted, so that every row is as
wide as it says.
"""

import unicodedata
from itertools import chain

from rich.cells import cell_len, set_cell_size

BREAKING_SPACES = (
    " \t\n\r\x0b\x0c\x85\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u200b\u2028\u2029"
    "\u205f\u3000"
)
"""Where a row may end; no-break spaces are not among them."""

STAND_IN = "\ufffd"

_SPACED = frozenset("\t\n\r\x0b\x0c\x85\u2028\u2029")
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPAINTED = frozenset(
    chain(
        map(chr, [0xAD, 0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0]),
        map(chr, range(0x180B, 0x1810)),
        # Of the joiners only the zero-width non-joiner is painted: Persian is misspelt without it.
        map(chr, [0x200B, 0x200D]),
        map(chr, range(0x2060, 0x2066)),
        map(chr, range(0x206A, 0x2070)),
        map(chr, range(0xFE00, 0xFE10)),
        map(chr, range(0x1BCA0, 0x1BCA4)),
        map(chr, range(0x1D173, 0x1D17B)),
        map(chr, range(0x1F3FB, 0x1F400)),
        map(chr, range(0xE0000, 0xE1000)),
    )
)


def glyph_of(char: str) -> str:
    """What is painted for one character: itself, a space, a stand-in, or nothing."""
    if char in _SPACED:
        return " "
    if char in _UNPAINTED:
        return ""
    if char in _BIDIRECTIONAL or _is_no_character(char):
        return STAND_IN
    if unicodedata.category(char) == "Cc":
        return _picture(ord(char))
    return char


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else STAND_IN


def _is_no_character(char: str) -> bool:
    code = ord(char)
    return 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE or code == 0x110BD


class _Glyphs(dict[int, str]):
    """Glyphs by code point, as ``str.translate`` asks for them; each is found once."""

    def __missing__(self, code: int) -> str:
        glyph = self[code] = glyph_of(chr(code))
        return glyph


class _Cells(dict[str, int]):
    """How many cells a character takes; each is found once."""

    def __missing__(self, char: str) -> int:
        cells = self[char] = cell_len(glyph_of(char))
        return cells


_GLYPHS = _Glyphs()
CELLS = _Cells()
"""Cells by character: 0, 1 or 2; every character has an entry."""


def paintable(text: str) -> str:
    """The text as it may reach a terminal; it takes as many cells as its characters do."""
    return text.translate(_GLYPHS)


def fit_cells(text: str, cells: int) -> str:
    """A text made paintable and exactly so many cells wide: cut with an ellipsis, or filled with spaces."""
    shown = paintable(text)
    if cell_len(shown) > cells:
        shown = set_cell_size(shown, max(0, cells - 1)).rstrip(" ") + "…"
    return set_cell_size(shown, cells)
