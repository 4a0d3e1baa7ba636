"""The memo dialog: a text of several lines. What was written is not lost by one key.

Ctrl+s saves; where a terminal keeps that key for itself, Tab and Enter do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Button, TextArea

from fitcode.tui.dialogs.dialog import Dialog, Said, hints
from fitcode.tui.plain import plain, shortened

_KEYS = (("Ctrl+s", "save"), ("Tab Enter", "save too"), ("Esc", "leave"))
_ANOTHER = ("Ctrl+n", "another memo")


class Written(NamedTuple):
    """What was written."""

    text: str
    is_new: bool = True
    """Whether it is a memo of its own, not the one that was there in other words."""


class MemoDialog(Dialog[Written]):
    """Asks for a memo; gives back what was written, or None when it was left."""

    DEFAULT_CSS = """
    MemoDialog TextArea { height: 10; border: none; padding: 0 1; margin: 1 0; background: $background; }
    MemoDialog TextArea:focus { border: none; }
    MemoDialog.-tall TextArea { height: 20; }
    MemoDialog Button { margin: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("ctrl+n", "another", show=False, priority=True),
        Binding("escape", "cancel", show=False, priority=True),
    ]

    def __init__(
        self, title: str, text: str = "", *, commit: Callable[[Written], str | None] | None = None
    ) -> None:
        """`text` is a memo that is there already and may be changed."""
        super().__init__(commit=commit)
        self._title = title
        self._text = text
        self._warned_of = ""
        """The key that was pressed in vain, since it would drop what is written."""

    def compose(self) -> ComposeResult:
        """What it is on, the text, and the button for who has no ctrl+s."""
        with Vertical(id="frame"):
            yield Said(shortened(self._title, 150), id="title")
            yield TextArea(plain(self._text), soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
            yield Button("Save", id="save", compact=True)
            yield Said(id="said")
            yield Said(hints(*_KEYS, *([_ANOTHER] if self._text else [])), id="hints")

    def on_mount(self) -> None:
        """Begin at the end of the text."""
        self._area.focus()
        self._area.move_cursor(self._area.document.end)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Whatever was pasted is made plain before it is painted."""
        event.stop()
        self._warned_of = ""
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
        text = self._area.text if self._is_changed else self._text
        if text.strip():
            self.answer(Written(text.strip(), is_new=not self._text))
        else:
            self.query_one("#said", Said).say("Nothing is written yet. Esc leaves.")

    def action_another(self) -> None:
        """Write a memo beside the one that is there; what was changed in that is dropped by two keys only."""
        if self._text and self._may_drop("Ctrl+n"):
            self._text = ""
            self._area.load_text("")
            self.query_one("#title", Said).say(shortened(f"Another: {self._title}", 150))
            self.query_one("#hints", Said).say(hints(*_KEYS))

    def action_cancel(self) -> None:
        """Leave; with something written, only the second time."""
        if self._may_drop("Esc"):
            self.dismiss(None)

    @property
    def _area(self) -> TextArea:
        return self.query_one(TextArea)

    @property
    def _is_changed(self) -> bool:
        return self._area.text != plain(self._text)

    def _may_drop(self, key: str) -> bool:
        if not self._is_changed or self._warned_of == key:
            return True
        self._warned_of = key
        self.query_one("#said", Said).say(f"This is not saved: Ctrl+s saves it, {key} once more drops it.")
        return False
