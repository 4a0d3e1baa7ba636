"""What the coding and the review screen share: deeds that may fail, undo, news from other processes.

A screen shows the state of its sitting and never keeps a second copy of it.
"""

from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual.screen import Screen

from fitcode.errors import FitcodeError
from fitcode.store.connection import plain_errors
from fitcode.tui.dialogs.choice_dialog import ChoiceDialog
from fitcode.tui.dialogs.confirm_dialog import ConfirmDialog
from fitcode.tui.dialogs.help_screen import HelpScreen
from fitcode.tui.keys import Key
from fitcode.tui.screen_narrator import ScreenNarrator
from fitcode.tui.status_line import StatusLine
from fitcode.tui.themes import THEMES
from fitcode.workflow.sitting.match_names import Choice
from fitcode.workflow.sitting.open_sitting import NextAct, Sitting

_LOOK_EVERY = 1.0
"""Seconds between looks for what other processes wrote; a look costs a few microseconds."""

S = TypeVar("S", bound=Sitting)


class SittingScreen(Screen[None], Generic[S]):
    """A screen on a sitting."""

    KEYS: ClassVar[tuple[Key, ...]] = ()
    WELCOME: ClassVar[str] = ""
    """What somebody who is here for the first time is told."""

    def __init__(self, sitting: S) -> None:
        super().__init__()
        self.sitting = sitting

    def on_mount(self) -> None:
        """Show the sitting, and look for news from now on."""
        self.set_interval(_LOOK_EVERY, self._look)
        self.refresh_all()
        if self.sitting.is_read_only:
            self.say("Open for reading only: you can look at everything and change nothing.")
        elif not self.sitting.habit(f"welcomed {self.name_of_kind}"):
            self.say(self.WELCOME)
            self.sitting.remember({f"welcomed {self.name_of_kind}": "yes"})

    @property
    def name_of_kind(self) -> str:
        """Which screen this is, for what is remembered of it."""
        return type(self).__name__

    def refresh_all(self) -> None:
        """Show everything anew, after a deed or news."""
        raise NotImplementedError

    def say(self, text: str, *, is_error: bool = False) -> None:
        """A word on the status line."""
        self.query_one(StatusLine).say(text, is_error=is_error)

    def attempt(self, deed: Callable[[], str | None]) -> bool:
        """Do something; say what it says, or why it could not be done. Whether it was done."""
        try:
            with plain_errors():
                said = deed()
        except FitcodeError as error:
            self._refuse(error)
            return False
        told = self.told_meanwhile()
        if said or told:  # before the page: words that come after it are painted a frame later
            self.say(f"{said or ''} {told}".strip())
        self.refresh_all()
        return True

    def _refuse(self, error: FitcodeError) -> None:
        """Say what could not be done, and show how things stand: somebody else may have changed them."""
        try:
            with plain_errors():
                self.sitting.take_in()
            self.refresh_all()
        except FitcodeError as worse:
            error = worse
        self.say(f"{error.problem} {error.remedy}".strip(), is_error=True)

    def after_visit(self) -> None:
        """Back from another screen, which may have changed anything."""
        self.attempt(lambda: self.sitting.after_deed(is_wide=True))

    def action_leave(self) -> None:
        """Leave this screen; everything is stored already."""
        raise NotImplementedError

    def told_meanwhile(self) -> str:
        """What the workflow told while it did a deed: a new coder, a file left alone."""
        narrator = self.sitting.workspace.narrator
        return narrator.take() if isinstance(narrator, ScreenNarrator) else ""

    def action_undo(self) -> None:
        """Take back the latest act; what was not done here is asked about first."""
        self._reverse(
            self.sitting.next_undo,
            lambda act: f"Undone: {self.sitting.undo(act)}. Z brings it back.",
            question="This was not done at this screen. Undo it?",
        )

    def action_redo(self) -> None:
        """Bring back what was taken back last; what was not taken back here is asked about first."""
        self._reverse(
            self.sitting.next_redo,
            lambda act: f"Redone: {self.sitting.redo(act)}.",
            question="This was not undone at this screen. Do it again?",
        )

    def _reverse(self, find: Callable[[], NextAct], reverse: Callable[[str], str], *, question: str) -> None:
        try:
            with plain_errors():
                found = find()
        except FitcodeError as error:
            self._refuse(error)
            return

        def answered(is_wanted: bool | None) -> None:
            if is_wanted:
                self.attempt(lambda: reverse(found.act))

        if found.is_own_gesture:
            answered(True)
        else:
            at = found.at[:16].replace("T", " ")
            self.app.push_screen(ConfirmDialog(question, [f"{found.said}, {at} UTC"]), answered)

    def runner(self, key: Key) -> Callable[[], None]:
        """What the palette calls for a key."""

        def run() -> None:
            self.call_later(self.run_action, key.bound)

        return run

    def action_theme(self) -> None:
        """Choose the colours; they are kept for the next sitting."""
        names = [theme.name for theme in THEMES]
        self.app.push_screen(ChoiceDialog("Theme", [Choice(name, "", "") for name in names]), self._theme)

    def _theme(self, name: str | None) -> None:
        if name is not None:
            self.app.theme = name
            self.sitting.remember({"theme": name})
            self.refresh_all()

    def action_help(self) -> None:
        """Show every key of this screen."""
        self.app.push_screen(HelpScreen(self.KEYS))

    def _look(self) -> None:
        try:
            with plain_errors():
                news = self.sitting.notice()
        except FitcodeError as error:
            self.say(f"{error.problem} {error.remedy}".strip(), is_error=True)
            return
        if news is not None:
            self.refresh_all()
            if news:
                self.query_one(StatusLine).add(" ".join(news))
