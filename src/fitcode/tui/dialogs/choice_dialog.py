"""The choice dialog: pick one of a list by typing a few letters of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from fitcode.tui.dialogs.candidates import Candidates
from fitcode.tui.dialogs.dialog import Dialog, PlainInput, Said, hints
from fitcode.tui.plain import shortened
from fitcode.workflow.sitting.match_names import Choice, match_names

_KEYS = hints(("↑ ↓", "choose"), ("Enter", "take"), ("Esc", "leave"))


class ChoiceDialog(Dialog[str]):
    """Asks for one of these; gives back its id."""

    DEFAULT_CSS = """
    ChoiceDialog #candidates { height: auto; max-height: 14; margin: 1 0; }
    ChoiceDialog.-tall #candidates { max-height: 30; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("down,tab", "step(1)", show=False, priority=True),
        Binding("pageup", "step(-10)", show=False, priority=True),
        Binding("pagedown", "step(10)", show=False, priority=True),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], *, first: Sequence[str] = ()) -> None:
        """The ids in `first` go before their equals, and have a dot."""
        super().__init__()
        self._title = title
        self._choices = choices
        self._first = first

    def compose(self) -> ComposeResult:
        """What is asked, the line, and what matches it."""
        with Vertical(id="frame"):
            yield Said(shortened(self._title, 150), id="title")
            yield PlainInput(placeholder="type a few letters", id="line")
            yield Candidates(id="candidates")
            yield Said(id="said")
            yield Said(_KEYS, id="hints")

    def on_mount(self) -> None:
        """Show all there is."""
        self.query_one(PlainInput).focus()
        self._look()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every letter narrows the candidates."""
        event.stop()
        self._look()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the highlighted one."""
        event.stop()
        self._take()

    def on_candidates_clicked(self, event: Candidates.Clicked) -> None:
        """So does a click."""
        event.stop()
        self._take()

    def action_step(self, steps: int) -> None:
        """Highlight another candidate."""
        self.query_one(Candidates).step(steps)

    def _look(self) -> None:
        matches = match_names(self.query_one(PlainInput).value, self._choices, first=self._first)
        self.query_one(Candidates).show(matches, marked=frozenset(self._first))
        told = f"{len(matches):,} of {len(self._choices):,}" if matches else "Nothing holds these letters."
        self.query_one("#said", Said).say(told)

    def _take(self) -> None:
        chosen = self.query_one(Candidates).chosen
        if chosen is None:
            self.app.bell()
        else:
            self.answer(chosen.id)
