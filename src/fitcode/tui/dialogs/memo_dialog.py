"""The memo dialog: a text of several lines. What was written is not lost by one key.

Ctrl+s saves; where a terminal keeps that key for itself, Tab and Enter do.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Button, TextArea

from fitcode.tui.dialogs.dialog import Dialog, Said, hints
from fitcode.tui.plain import plain, shortened

_KEYS = hints(("Ctrl+s", "save"), ("Tab Enter", "save too"), ("Esc", "leave"))


class MemoDialog(Dialog[str]):
    """Asks for a text; gives it back, or None when it was left or nothing was written."""

    DEFAULT_CSS = """
    MemoDialog TextArea { height: 10; border: none; padding: 0 1; margin: 1 0; background: $background; }
    MemoDialog TextArea:focus { border: none; }
    MemoDialog.-tall TextArea { height: 20; }
    MemoDialog Button { margin: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._is_warned = False

    def compose(self) -> ComposeResult:
        """What it is on, the text, and the button for who has no ctrl+s."""
        with Vertical(id="frame"):
            yield Said(shortened(self._title, 150), id="title")
            yield TextArea(plain(self._text), soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
            yield Button("Save", id="save", compact=True)
            yield Said(id="said")
            yield Said(_KEYS, id="hints")

    def on_mount(self) -> None:
        """Begin at the end of the text."""
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Whatever was pasted is made plain before it is painted."""
        event.stop()
        self._is_warned = False
        self.query_one("#said", Said).say("")
        area = event.text_area
        if plain(area.text) != area.text:
            cursor = area.cursor_location
            area.load_text(plain(area.text))
            area.move_cursor(cursor)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The button saves."""
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Answer with the text; one that was shown made plain and is untouched stays as it was."""
        written = self.query_one(TextArea).text
        text = self._text if written == plain(self._text) else written
        if text.strip():
            self.dismiss(text.strip())
        else:
            self.query_one("#said", Said).say("Nothing is written yet. Esc leaves.")

    def action_leave(self) -> None:
        """Leave; with something written, only the second time."""
        is_changed = self.query_one(TextArea).text != plain(self._text)
        if is_changed and not self._is_warned:
            self._is_warned = True
            self.query_one("#said", Said).say("This is not saved: Ctrl+s saves it, Esc once more drops it.")
        else:
            self.dismiss(None)
