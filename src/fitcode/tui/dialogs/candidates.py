"""Candidates: the list under a picker's line, with the found letters underlined.

It shows what matches and which of it is chosen; what is typed, and what a choice means, is the dialog's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from fitcode.tui.plain import plain
from fitcode.workflow.sitting.match_names import Match

_MEASURED = 60
"""Candidates that the width of the columns is taken from; few scroll further."""

_FOUND = "bold underline"
_WIDEST_ID, _WIDEST_NAME = 24, 44
_PARENTS = 12
"""Cells that what a choice belongs to has at least, where anything belongs to something."""

_GAP = 2


class Candidates(Widget, can_focus=False):
    """What the typed letters may mean, the likeliest first.

    Only the rows in sight are made: a list of options with all of them took 20 ms a key.
    """

    DEFAULT_CSS = """
    Candidates { height: 8; background: $panel; }
    Candidates > .candidates--chosen { background: $primary; color: $background; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"candidates--chosen"}
    highlighted: reactive[int | None] = reactive[int | None](None)

    class Highlighted(Message):
        """Another candidate is highlighted."""

    class Clicked(Message):
        """A candidate was clicked, and is highlighted now."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._matches: list[Match] = []
        self._marked: Collection[str] = ()
        self._top = 0
        self._columns = (0, 0)

    @property
    def chosen(self) -> Match | None:
        """The highlighted candidate."""
        return None if self.highlighted is None else self._matches[self.highlighted]

    @property
    def best(self) -> Match | None:
        """The highlighted candidate, or the likeliest when none is highlighted."""
        return self.chosen or (self._matches[0] if self._matches else None)

    def show(self, matches: Sequence[Match], *, marked: Collection[str] = (), is_chosen: bool = True) -> None:
        """Show these; ids in `marked` (recent ones, those nearby) have a dot.

        The likeliest is highlighted when `is_chosen`: not while nothing was typed.
        """
        n_before = len(self._matches)
        self._matches, self._marked, self._top = list(matches), marked, 0
        self.set_reactive(Candidates.highlighted, 0 if is_chosen and self._matches else None)
        self._columns = self._widths()
        # A height of `auto` follows the number of candidates.
        self.refresh(layout=self.styles.is_auto_height and n_before != len(self._matches))

    def step(self, steps: int) -> None:
        """Highlight another candidate; past the end it begins anew."""
        if self._matches:
            at = -1 if self.highlighted is None and steps > 0 else self.highlighted or 0
            self.highlighted = (at + steps) % len(self._matches)

    def get_content_height(self, _container: Size, _viewport: Size, _width: int) -> int:
        """One row for each."""
        return len(self._matches)

    def render_line(self, y: int) -> Strip:
        """A row in sight, with a sign where there are more above or below."""
        width, at = self.size.width, self._top + y
        if at >= len(self._matches):
            return Strip.blank(width, self.rich_style)
        style = self.rich_style
        if at == self.highlighted:
            style = self.get_component_rich_style("candidates--chosen")
        row = _row(self._matches[at], *self._columns, is_marked=self._matches[at].id in self._marked)
        row.truncate(width - 3, overflow="ellipsis", pad=True)
        is_more = (y == 0 and at > 0) or (y == self.size.height - 1 and at + 1 < len(self._matches))
        row.append(("▴" if y == 0 else "▾") if is_more else " ")
        strip = Strip(Text(" ").append_text(row).render(self.app.console))
        return strip.adjust_cell_length(width).apply_style(style)

    def watch_highlighted(self) -> None:
        """Keep the highlighted candidate in sight."""
        if self.highlighted is not None:
            rows = max(1, self.size.height)
            self._top = min(self._top, self.highlighted)
            self._top = max(self._top, self.highlighted - rows + 1)
        self.post_message(self.Highlighted())

    def on_resize(self, _event: Resize) -> None:
        """The columns share the room there is."""
        self._columns = self._widths()
        self.refresh()

    def on_click(self, event: Click) -> None:
        """A click chooses."""
        event.stop()
        at = self._top + event.y
        if at < len(self._matches):
            self.highlighted = at
            self.post_message(self.Clicked())

    def _widths(self) -> tuple[int, int]:
        """Cells for the ids and for the names; the parents have what is left."""
        likely = self._matches[:_MEASURED]
        room = max(20, (self.size.width or self.app.size.width) - 6)
        ids = _widest((match.choice.id for match in likely), min(_WIDEST_ID, room // 2))
        has_parents = any(match.choice.parents for match in likely)
        names = _widest((match.choice.name for match in likely), _WIDEST_NAME if has_parents else room)
        parents = _PARENTS if has_parents else 0
        return ids, max(_PARENTS, min(names, room - ids - parents))


def _widest(texts: Iterable[str], most: int) -> int:
    return min(most, max((cell_len(plain(text)) for text in texts), default=0)) + _GAP


def _row(match: Match, ids: int, names: int, *, is_marked: bool) -> Text:
    """One candidate on one line: id, name and what it belongs to."""
    choice = match.choice
    return Text.assemble(
        "• " if is_marked else "  ",
        _cell(choice.id, match.in_id, ids),
        _cell(choice.name, match.in_name, names),
        _cell(choice.parents, match.in_parents, None, style="dim"),
        no_wrap=True,
        overflow="ellipsis",
    )


def _cell(text: str, found: Iterable[int], width: int | None, *, style: str = "") -> Text:
    """A text with its found letters underlined, cut or filled to a width."""
    cell = Text(plain(text).replace("\n", " "), style=style, no_wrap=True)
    for place in found:
        cell.stylize(_FOUND, place, place + 1)
    if width is not None:
        cell.truncate(width - _GAP, overflow="ellipsis", pad=True)
        cell.append(" " * _GAP)
    return cell
