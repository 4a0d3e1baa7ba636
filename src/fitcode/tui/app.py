"""The app: one project, its coding and review screens, its themes.

It holds nothing of the study: every screen has a sitting, and every deed goes through it.
"""

import traceback
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from rich.text import Text
from textual.app import SystemCommand
from textual.screen import Screen

from fitcode.errors import FitcodeError, UsageError, nearest
from fitcode.store.screen_reads import QueueFilters
from fitcode.tui.screen_narrator import ScreenNarrator
from fitcode.tui.sitting_screen import SittingScreen
from fitcode.tui.steady_memory import release_memory
from fitcode.tui.themes import THEMES, wanted_theme
from fitcode.tui.typed_ahead import TypedAhead
from fitcode.workflow.sitting.code_transcript import CodingSitting
from fitcode.workflow.sitting.read_questions import AdjudicationFilters
from fitcode.workflow.sitting.review_suggestions import ReviewSitting
from fitcode.workflow.sitting.work_through_list import WorklistFilters, WorklistSitting
from fitcode.workflow.workspace import Workspace


class FitcodeApp(TypedAhead):
    """Coding and reviewing at the terminal."""

    TITLE = "fitcode"
    CSS = """
    Screen { background: $background; }
    Footer { background: $panel; }
    """
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(
        self,
        workspace: Workspace,
        *,
        transcript: str | None = None,
        review: QueueFilters | None = None,
        worklist: WorklistFilters | None = None,
        adjudicate: AdjudicationFilters | None = None,
        theme: str | None = None,
    ) -> None:
        """Code a transcript (the last one, else the first), or go through what the filters pick.

        Raises UnknownTranscript, UnknownCode, and UsageError for a theme.
        """
        super().__init__()
        self.workspace = replace(workspace, narrator=ScreenNarrator())
        for known in THEMES:
            self.register_theme(known)
        # Made before the terminal is taken over, so that an unknown name is told on it as it was.
        if review is not None:
            self._first: Screen[None] = self._review_screen(review)
        elif worklist is not None:
            self._first = self._worklist_screen(worklist)
        elif adjudicate is not None:
            self._first = self._adjudicate_screen(adjudicate)
        else:
            self._first = self._code_screen(transcript)
        assert isinstance(self._first, SittingScreen)
        self.failure: Exception | None = None
        """What ended the screen that should not have."""
        if theme is not None and theme not in self.available_themes:
            names = [one.name for one in THEMES]
            offered = nearest(theme, names) or f"Known: {', '.join(names)}."
            raise UsageError(f"No theme is named {theme!r}.", remedy=offered)
        self._theme = theme or wanted_theme(self._first.sitting.habit("theme"))

    def on_mount(self) -> None:
        """Put the first screen on."""
        self.theme = self._theme
        self.push_screen(self._first)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with the values of every variable, transcripts among them.
        self.failure = self.failure or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self.panic(Text(""))

    def code(self, transcript: str, position: int) -> None:
        """From the review screen to a passage in its transcript; raises UnknownTranscript."""
        from fitcode.tui.code_screen import CodeScreen

        below = self._below()
        if isinstance(below, CodeScreen):
            below.sitting.open(transcript, position)
            self.screen.dismiss()
        else:
            self._visit(self._code_screen(transcript, position, is_visit=True))

    def review(self, filters: QueueFilters) -> None:
        """From the coding screen to its suggestions, or back to those that one came from."""
        if isinstance(self._below(), SittingScreen):
            self.screen.dismiss()
        else:
            self._visit(self._review_screen(filters, is_visit=True))

    async def action_quit(self) -> None:
        """Leave what is on top, as its own key does: nothing typed is lost by a key of Textual's."""
        if isinstance(self.screen, SittingScreen):
            self.screen.action_leave()
        else:
            await self.screen.run_action("cancel")

    def action_help_quit(self) -> None:
        """Say how to leave."""
        if isinstance(self.screen, SittingScreen):
            self.screen.say("q leaves; everything is stored already.")

    def _below(self) -> Screen[object] | None:
        return self.screen_stack[-2] if len(self.screen_stack) > 1 else None

    def _visit(self, screen: Screen[None]) -> None:
        left = self.screen

        def come_back(_answer: None) -> None:
            if isinstance(left, SittingScreen):
                left.after_visit()

        self.push_screen(screen, come_back)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette holds every key of the screen, by what it does."""
        if isinstance(screen, SittingScreen):
            for key in (one for one in screen.KEYS if not one.is_for_each_key):
                yield SystemCommand(key.title, key.help, screen.runner(key))

    def _workspace(self) -> Workspace:
        # Of the screen that one comes from: its coder may have been renamed meanwhile.
        top = self.screen if self.is_running else None
        return top.sitting.workspace if isinstance(top, SittingScreen) else self.workspace

    def _code_screen(
        self, transcript: str | None, position: int | None = None, *, is_visit: bool = False
    ) -> Screen[None]:
        # Imported when wanted: each screen costs some 50 ms.
        from fitcode.tui.code_screen import CodeScreen

        sitting = CodingSitting(self._workspace())
        if transcript is not None:
            sitting.open(transcript, position)
        else:
            sitting.open_last()
        return CodeScreen(sitting, is_visit=is_visit)

    def _review_screen(self, filters: QueueFilters, *, is_visit: bool = False) -> Screen[None]:
        from fitcode.tui.review_screen import ReviewScreen

        return ReviewScreen(ReviewSitting(self._workspace(), filters), is_visit=is_visit)

    def _worklist_screen(self, filters: WorklistFilters) -> Screen[None]:
        from fitcode.tui.worklist_screen import WorklistScreen

        return WorklistScreen(WorklistSitting(self._workspace(), filters))

    def _adjudicate_screen(self, filters: AdjudicationFilters) -> Screen[None]:
        from fitcode.tui.adjudicate_screen import AdjudicateScreen
        from fitcode.workflow.sitting.adjudicate_passages import AdjudicationSitting

        return AdjudicateScreen(AdjudicationSitting(self._workspace(), filters))


def run_screens(
    workspace: Workspace,
    *,
    transcript: str | None = None,
    review: QueueFilters | None = None,
    worklist: WorklistFilters | None = None,
    adjudicate: AdjudicationFilters | None = None,
    theme: str | None = None,
) -> None:
    """Run the screens until the person leaves; raises FitcodeError where they could not go on."""
    app = FitcodeApp(
        workspace,
        transcript=transcript,
        review=review,
        worklist=worklist,
        adjudicate=adjudicate,
        theme=theme,
    )
    try:
        app.run()
    finally:
        release_memory()
    if isinstance(app.failure, FitcodeError):
        raise app.failure
    if app.failure is not None:
        raise FitcodeError(
            f"The screen ended on a mistake of the program ({_told(app.failure)}).",
            remedy="Everything that it confirmed is stored. Please report it with what you pressed last.",
        ) from app.failure


def _told(error: Exception) -> str:
    """What failed and where; never what a transcript says, as a traceback with its values would."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
