"""The confirm dialog: shows what would happen, and asks whether it should."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from fitcode.tui.dialogs.dialog import ReadingDialog, Said, hints
from fitcode.tui.plain import plain_line

_MOST_LINES = 500


class ConfirmDialog(ReadingDialog[bool]):
    """Asks a question about a preview; gives back True or False, None when it was left."""

    DEFAULT_CSS = """
    ConfirmDialog #preview { max-height: 12; }
    ConfirmDialog.-tall #preview { max-height: 28; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", show=False),
        Binding("n", "answer(False)", show=False),
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
                with VerticalScroll(id="preview", classes="reading", can_focus=False):
                    yield Said(self._preview())
            keys = [("y Enter", self._yes), ("n Esc", self._no)]
            if len(self._lines) > 1:
                keys.append(("j k Space", "read on"))
            yield Said(hints(*keys), id="hints")

    def action_answer(self, is_wanted: bool) -> None:
        """Answer."""
        self.answer(is_wanted)

    def _preview(self) -> Text:
        shown = [plain_line(line) for line in self._lines[:_MOST_LINES]]
        left_out = len(self._lines) - len(shown)
        if left_out:
            shown.append(f"... and {left_out:,} more")
        return Text("\n".join(shown))
