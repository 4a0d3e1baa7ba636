"""The status line: what was just done or could not be done, and what is in force.

It stays until the next word, so that nothing that was said has to be caught in passing.
"""

from time import monotonic

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

from fitcode.tui.plain import plain

_MOST_LINES = 3

_FRESH = 10.0
"""Seconds in which somebody may still want to read what was said."""


class StatusLine(Static):
    """A line at the foot of a screen, or a few where what is said needs them."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; background: $panel; color: $text; }
    StatusLine.-error { text-style: bold; color: $error; }
    """

    def __init__(self) -> None:
        super().__init__("", id="status", markup=False)
        self.said = ""
        """What stands there now, for tests."""
        self._since = 0.0

    def add(self, text: str) -> None:
        """Say something beside what was said a moment ago, which may not have been read yet."""
        is_fresh = self.said and monotonic() - self._since < _FRESH
        self.say(f"{self.said} · {text}" if is_fresh else text)

    def say(self, text: str, *, is_error: bool = False) -> None:
        """Show a line; an error is marked in words as well as in colour."""
        self._since = monotonic()
        self.said = plain(" ".join(text.split()))
        self.set_class(is_error, "-error")
        shown = f"! {self.said}" if is_error else self.said
        # Said before the screen is laid out, it has the terminal's width.
        cells, width = cell_len(shown), self.content_size.width or max(self.app.size.width - 2, 1)
        # Words that do not fit leave room at the ends of lines.
        height = 1 if cells <= width else min(-(-cells * 11 // (10 * width)), _MOST_LINES)
        self.styles.height = height
        self.update(Text(shown, no_wrap=height == 1, overflow="ellipsis"), layout=False)
