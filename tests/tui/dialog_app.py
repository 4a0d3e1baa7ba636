"""An app that shows one dialog and keeps its answer, driven key by key."""

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple

from textual.app import App
from textual.screen import ModalScreen

from fitcode.tui.themes import DARK, THEMES

SMALL, LARGE = (80, 24), (140, 45)
PENDING = object()
"""The answer of a dialog that still stands."""


class DialogApp(App[None]):
    """Nothing but a dialog."""

    def __init__(self, dialog: ModalScreen[Any]) -> None:
        super().__init__()
        self.dialog = dialog
        self.answer: Any = PENDING

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK
        self.push_screen(self.dialog, self._answered)

    def _answered(self, answer: Any) -> None:
        self.answer = answer


class Shown(NamedTuple):
    """What came of pressing keys."""

    answer: Any
    screen: str
    """Every line of the terminal, as text."""


def press(
    make: Callable[[], ModalScreen[Any]], *keys: str, size: tuple[int, int] = SMALL, paste: str = ""
) -> Shown:
    """Show a dialog, press keys (`*"text"` types), and tell the answer and what stands on the screen."""

    async def run() -> Shown:
        from textual.events import Paste

        app = DialogApp(make())
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            if paste and app.focused is not None:
                app.focused.post_message(Paste(paste))
            await pilot.press(*(_NAMES.get(key, key) for key in keys))
            await pilot.pause()
            return Shown(app.answer, screen_text(app))

    return asyncio.run(run())


_NAMES = {" ": "space", "@": "at", ">": "greater_than_sign", '"': "quotation_mark", "-": "minus"}


def screen_text(app: App[Any]) -> str:
    """The lines that the terminal would show."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    assert len(lines) == height
    return "\n".join(strip.text[:width].rstrip() for strip in lines)
