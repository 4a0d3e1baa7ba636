"""The line dialog: asks for one line of text, such as words to search or a reason."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from fitcode.tui.dialogs.dialog import Dialog, PlainInput, Said, hints

_KEYS = hints(("Enter", "done"), ("Esc", "leave"))


class LineDialog(Dialog[str]):
    """Asks for a line of text; gives it back without space around it, and empty when it is."""

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        placeholder: str = "",
        needed: str = "",
        commit: Callable[[str], str | None] | None = None,
    ) -> None:
        """`needed` is what is said where nothing was written; without it an empty line is an answer."""
        super().__init__(commit=commit)
        self._label = label
        self._value = value
        self._placeholder = placeholder
        self._needed = needed

    def compose(self) -> ComposeResult:
        """What is asked, and the line."""
        with Vertical(id="frame"):
            yield Said(self._label, id="title")
            yield PlainInput(self._value, placeholder=self._placeholder)
            yield Said(id="said")
            yield Said(_KEYS, id="hints")

    def on_mount(self) -> None:
        """Begin at the end of the line."""
        self.query_one(PlainInput).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers."""
        event.stop()
        written = event.value.strip()
        if self._needed and not written:
            self.refuse(self._needed)
        else:
            self.answer(written)
