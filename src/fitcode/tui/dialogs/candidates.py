"""Candidates: the list under a picker's line, with the found letters underlined.

It shows what matches and which of it is chosen; what is typed, and what a choice means, is the dialog's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.events import Resize
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from fitcode.tui.plain import plain
from fitcode.workflow.sitting.match_names import Match

MOST_SHOWN = 200
"""Nobody scrolls further; another letter finds it sooner."""

_FOUND = "bold underline"
_WIDEST_ID, _WIDEST_NAME = 24, 44
_PARENTS = 16
"""Cells that what a choice belongs to has at least, where anything belongs to something."""

_GAP = 2


class Candidates(OptionList, can_focus=False):
    """What the typed letters may mean, the likeliest first."""

    DEFAULT_CSS = """
    Candidates { border: none; padding: 0; background: $panel; scrollbar-size-vertical: 1;
        text-wrap: nowrap; text-overflow: ellipsis; }
    Candidates > .option-list--option { padding: 0 1; }
    Candidates > .option-list--option-highlighted { background: $primary; color: $background;
        text-style: bold; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._matches: list[Match] = []
        self._marked: Collection[str] = ()

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
        self._matches, self._marked = list(matches[:MOST_SHOWN]), marked
        self._draw()
        self.highlighted = 0 if is_chosen and self._matches else None
        self.scroll_home(animate=False)

    def step(self, steps: int) -> None:
        """Highlight another candidate; past the end it begins anew."""
        if self._matches:
            at = -1 if self.highlighted is None and steps > 0 else self.highlighted or 0
            self.highlighted = (at + steps) % len(self._matches)

    def on_resize(self, _event: Resize) -> None:
        """The columns share the room there is."""
        kept = self.highlighted
        self._draw()
        self.highlighted = kept

    def _draw(self) -> None:
        ids, names = self._widths()
        self.clear_options()
        self.add_options(
            [Option(_row(match, ids, names, is_marked=match.id in self._marked)) for match in self._matches]
        )

    def _widths(self) -> tuple[int, int]:
        """Cells for the ids and for the names; the parents have what is left."""
        room = max(20, (self.size.width or self.app.size.width) - 6)
        ids = _widest((match.choice.id for match in self._matches), min(_WIDEST_ID, room // 2))
        names = _widest((match.choice.name for match in self._matches), _WIDEST_NAME)
        parents = _PARENTS if any(match.choice.parents for match in self._matches) else 0
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
