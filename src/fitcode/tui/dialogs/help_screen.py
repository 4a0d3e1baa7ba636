"""The help screen: every key of the screen below it, by group, from the one table of keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import ClassVar

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from fitcode.tui.dialogs.dialog import ReadingDialog, Said, hints
from fitcode.tui.keys import Key

_HINTS = hints(("j k Space b", "read on and back"), ("? Esc", "close"))
_KEYS_WIDTH = 15


class HelpScreen(ReadingDialog[None]):
    """Shows a table of keys."""

    DEFAULT_CSS = """
    HelpScreen #table { max-height: 18; }
    HelpScreen.-tall #table { max-height: 38; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,q", "cancel", show=False),
    ]

    def __init__(self, keys: Sequence[Key], *, title: str = "Keys of this screen") -> None:
        super().__init__()
        self._keys = keys
        self._title = title

    def compose(self) -> ComposeResult:
        """The title, the table, and how to read it."""
        with Vertical(id="frame"):
            yield Said(self._title, id="title")
            with VerticalScroll(id="table", classes="reading", can_focus=False):
                yield Static(key_table(self._keys), markup=False)
            yield Said(_HINTS, id="hints")


def grouped(keys: Iterable[Key]) -> list[tuple[str, list[Key]]]:
    """The rows of a table under their headings, in the table's order."""
    rows = list(keys)
    order = {group: place for place, group in reversed(list(enumerate(row.group for row in rows)))}
    ordered = sorted(rows, key=lambda row: order[row.group])
    return [(group, list(found)) for group, found in groupby(ordered, key=attrgetter("group"))]


def key_table(keys: Iterable[Key]) -> Group:
    """The table as it is shown."""
    shown: list[Text | Table] = []
    for group, rows in grouped(keys):
        shown.append(Text(f"\n{group}" if shown else group, style="bold underline"))
        table = Table.grid(padding=(0, 1))
        table.add_column(width=_KEYS_WIDTH, no_wrap=True)
        table.add_column(ratio=1)
        for row in rows:
            table.add_row(Text(f"  {row.written}", style="bold"), Text(row.help))
        shown.append(table)
    return Group(*shown)
