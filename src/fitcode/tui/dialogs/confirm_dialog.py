"""The confirm dialog: shows what would happen, and asks whether it should."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from fitcode.tui.dialogs.dialog import Dialog, Said, hints
from fitcode.tui.plain import plain_line

_MOST_LINES = 500


class ConfirmDialog(Dialog[bool]):
    """Asks a question about a preview; gives back True or False, None when it was left."""

    DEFAULT_CSS = """
    ConfirmDialog #preview { height: auto; max-height: 12; margin: 1 0; padding: 0 1;
        background: $background; scrollbar-size-vertical: 1; }
    ConfirmDialog.-tall #preview { max-height: 28; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", show=False),
        Binding("n", "answer(False)", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown", "scroll(10)", show=False),
        Binding("b,pageup", "scroll(-10)", show=False),
        Binding("g,home", "scroll(-1000)", show=False),
        Binding("G,end", "scroll(1000)", show=False),
    ]

    def __init__(self, question: str, lines: Sequence[str] = (), *, yes: str = "yes", no: str = "no") -> None:
        """`yes` and `no` say in a word or two what each would do."""
        super().__init__()
        self._question = question
        self._lines = lines
        self._yes, self._no = yes, no

    def compose(self) -> ComposeResult:
        """The question, what it is about, and the two answers."""
        with Vertical(id="frame"):
            yield Said(plain_line(self._question), id="title")
            if self._lines:
                with VerticalScroll(id="preview", can_focus=False):
                    yield Said(self._preview())
            keys = [("y Enter", self._yes), ("n Esc", self._no)]
            if len(self._lines) > 1:
                keys.append(("j k Space", "read on"))
            yield Said(hints(*keys), id="hints")

    def on_mount(self) -> None:
        """More room on a tall terminal."""

    def action_answer(self, is_wanted: bool) -> None:
        """Answer."""
        self.dismiss(is_wanted)

    def action_scroll(self, lines: int) -> None:
        """Read on in the preview."""
        for preview in self.query("#preview"):
            preview.scroll_relative(y=lines, animate=False)

    def _preview(self) -> Text:
        shown = [plain_line(line) for line in self._lines[:_MOST_LINES]]
        left_out = len(self._lines) - len(shown)
        if left_out:
            shown.append(f"... and {left_out:,} more")
        return Text("\n".join(shown))
