"""The card: what is to be decided, said beside the page or below it.

It is scrolled by its screen, and never laid out for another text.
"""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget


class Card(Widget):
    """Lines of text, as many as there is room for."""

    DEFAULT_CSS = """
    Card { height: 10; padding: 0 1; background: $surface; border-top: solid $primary 40%; }
    Card.-tall { height: 60%; }
    Card.-beside { height: 1fr; width: 54; border-top: none; border-left: solid $primary 40%;
        padding: 1 1 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_beside = False
        self._text = Text()
        self._first = 0
        """The line at the top."""

    def render(self) -> Text:
        """The lines there is room for; the last one says how many are below."""
        width, height = self.content_size
        lines = self.lines(max(width, 1)) if height else []
        self._first = max(0, min(self._first, len(lines) - height))
        shown = list(lines[self._first : self._first + height])
        below = len(lines) - self._first - height
        if below > 0:
            shown[-1:] = [Text(f"… {below + 1} lines more: J", style="dim")]
        return Text("\n", no_wrap=True, overflow="ellipsis").join(shown)

    def lines(self, width: int) -> list[Text]:
        """All there is to say, in lines of so many cells."""
        return list(self._text.wrap(self.app.console, width))

    def place(self, *, is_beside: bool) -> None:
        """Beside the page, or below it."""
        self.is_beside = is_beside
        self.set_class(is_beside, "-beside")

    def tell(self, text: Text, *, is_new: bool) -> None:
        """Say another text; where something else is looked at, from its first line."""
        self._text = text
        self._first = 0 if is_new else self._first
        self.refresh()

    def scroll_lines(self, lines: int) -> None:
        """Read on, or back where negative."""
        self._first = max(0, self._first + lines)
        self.refresh()

    def on_mouse_scroll_down(self) -> None:
        """Read on."""
        self.scroll_lines(1)

    def on_mouse_scroll_up(self) -> None:
        """Read back."""
        self.scroll_lines(-1)


class DefinedCard(Card):
    """A card on which what codes mean can have more room."""

    def __init__(self) -> None:
        super().__init__()
        self.has_definition = False

    def toggle(self) -> None:
        """More room for what the codes mean, or less again."""
        self.has_definition = not self.has_definition
        self.set_class(self.has_definition, "-tall")
