"""Plain text: what comes from a project, made safe for a terminal.

Nothing of a project reaches the screen but through here: no transcript, name or memo can send escape
sequences or turn the direction of a line. Every code point keeps its place.
"""

import re

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""What steers a terminal or turns the direction of a line, and halves of characters."""

REPLACEMENT = "\ufffd"


def plain(text: str) -> str:
    """The text with a replacement character for whatever steers a terminal; line ends stay."""
    return _STEERING.sub(REPLACEMENT, text).replace("\t", " ")


def plain_line(text: str) -> str:
    """The text as one plain line, its runs of space made one."""
    return plain(" ".join(text.split()))


def shortened(text: str, cells: int) -> str:
    """A plain line of no more than this many cells, with ... for what is left out."""
    from rich.cells import cell_len, set_cell_size

    line = plain_line(text)
    if cell_len(line) <= cells:
        return line
    return set_cell_size(line, max(0, cells - 1)).rstrip() + "…"
