"""Dialog: the frame that all dialogs share.

A dialog asks for one thing and gives one answer, or None when it is left with Escape. What is done with the
answer may refuse it: then the dialog stays, says why, and keeps everything that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from fitcode.tui.plain import plain, plain_line

T = TypeVar("T")


class Dialog(ModalScreen[T | None]):
    """A frame in the middle of the screen; Escape leaves it."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > #frame { width: 96%; max-width: 112; height: auto; max-height: 100%; padding: 0 1;
        background: $panel; border: round $primary; }
    Dialog #title { text-style: bold; height: auto; max-height: 3; margin: 0 1; }
    Dialog #hints { color: $secondary; height: auto; margin: 0 1; }
    Dialog #said { height: auto; max-height: 3; margin: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", show=False)]
    TALL: ClassVar[int] = 36
    """Rows of a terminal from which on a dialog has more room (the class `-tall`)."""

    def __init__(self, *, commit: Callable[[T], str | None] | None = None) -> None:
        """`commit` does what hangs on the answer: None when it was done, else what was wrong."""
        super().__init__()
        self._commit = commit

    def on_mount(self) -> None:
        """More room on a tall terminal."""
        self.set_class(self.app.size.height >= self.TALL, "-tall")

    def answer(self, answer: T) -> None:
        """Give the answer, unless what hangs on it is refused."""
        trouble = self._commit(answer) if self._commit is not None else None
        if trouble is None:
            self.dismiss(answer)
        else:
            self.refuse(trouble)

    def refuse(self, trouble: str) -> None:
        """Say what is wrong; everything stays as it was typed."""
        self.query_one("#said", Said).say(Text(plain_line(f"! {trouble}"), style="bold"))
        self.app.bell()

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


class ReadingDialog(Dialog[T]):
    """A dialog with something to read on in: whatever has the class `reading` scrolls."""

    DEFAULT_CSS = """
    ReadingDialog .reading { height: auto; margin: 1 0; padding: 0 1; background: $background;
        scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown", "scroll(10)", show=False),
        Binding("b,pageup", "scroll(-10)", show=False),
        Binding("g,home", "scroll(-1000)", show=False),
        Binding("G,end", "scroll(1000)", show=False),
    ]

    def action_scroll(self, lines: int) -> None:
        """Read on or back."""
        for read in self.query(".reading"):
            read.scroll_relative(y=lines, animate=False)


class Said(Static):
    """A line of a dialog; nothing in it is read as markup."""

    def __init__(self, text: Text | str = "", *, id: str | None = None) -> None:
        super().__init__(_as_text(text), id=id, markup=False)

    def say(self, text: Text | str) -> None:
        """Show another text."""
        self.update(_as_text(text), layout=bool(self.styles.is_auto_height))


def _as_text(text: Text | str) -> Text:
    return text if isinstance(text, Text) else Text(plain(text))


class PlainInput(Input):
    """One line of text that holds nothing that steers a terminal, pasted text included."""

    DEFAULT_CSS = """
    PlainInput { border: none; height: 1; padding: 0 1; margin: 0; background: $background; }
    PlainInput:focus { border: none; background-tint: $foreground 0%; }
    """

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            plain_line(value) if "\n" in value else plain(value),
            placeholder=placeholder,
            id=id,
            select_on_focus=False,
        )

    def validate_value(self, value: str) -> str:
        """Whatever is set or pasted is made plain, each character in its place."""
        return plain(value).replace("\n", " ")


def hints(*keys: tuple[str, str]) -> Text:
    """What keys or signs do, in one line that breaks between them."""
    text = Text()
    for key, what in keys:
        text.append("  " if text else "")
        text.append(f"{key} ".replace(" ", "\N{NO-BREAK SPACE}"), style="bold")
        text.append(what.replace(" ", "\N{NO-BREAK SPACE}"))
    return text
