"""The app: one project, its coding and review screens, its themes.

It holds nothing of the study: every screen has a sitting, and every deed goes through it.
"""

from collections.abc import Iterable

from textual.app import App, SystemCommand
from textual.screen import Screen

from fitcode.store.screen_reads import QueueFilters
from fitcode.tui.code_screen import CodeScreen
from fitcode.tui.review_screen import ReviewScreen
from fitcode.tui.sitting_screen import SittingScreen
from fitcode.tui.themes import THEMES, wanted_theme
from fitcode.workflow.sitting.code_transcript import CodingSitting
from fitcode.workflow.sitting.review_suggestions import ReviewSitting
from fitcode.workflow.workspace import Workspace


class FitcodeApp(App[None]):
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
        theme: str | None = None,
    ) -> None:
        """Code a transcript (the last one, else the first), or review what the filters pick."""
        super().__init__()
        self.workspace = workspace
        self._transcript = transcript
        self._review = review
        self._asked_theme = theme

    def on_mount(self) -> None:
        """Put the first screen on."""
        for theme in THEMES:
            self.register_theme(theme)
        sitting: CodingSitting | ReviewSitting
        if self._review is not None:
            sitting = ReviewSitting(self.workspace, self._review)
            screen: Screen[None] = ReviewScreen(sitting)
        else:
            sitting = self._coding(self._transcript)
            screen = CodeScreen(sitting)
        self.theme = self._asked_theme or wanted_theme(sitting.habit("theme"))
        self.push_screen(screen)

    def code(self, transcript: str, position: int) -> None:
        """From the review screen to the passage in its transcript."""
        sitting = self._coding(transcript, position)
        self.push_screen(CodeScreen(sitting, is_visit=True))

    def review(self, filters: QueueFilters) -> None:
        """From the coding screen to its suggestions."""
        self.push_screen(ReviewScreen(ReviewSitting(self.workspace, filters), is_visit=True))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette holds every key of the screen, by what it does."""
        if isinstance(screen, SittingScreen):
            for key in screen.KEYS:
                yield SystemCommand(f"{key.label}  ({key.written})", key.help, screen.runner(key))

    def _coding(self, transcript: str | None, position: int | None = None) -> CodingSitting:
        sitting = CodingSitting(self.workspace)
        if transcript is not None:
            sitting.open(transcript, position)
        else:
            sitting.open_last()
        return sitting


def run_screens(
    workspace: Workspace,
    *,
    transcript: str | None = None,
    review: QueueFilters | None = None,
    theme: str | None = None,
) -> None:
    """Run the screens until the person leaves."""
    FitcodeApp(workspace, transcript=transcript, review=review, theme=theme).run()
