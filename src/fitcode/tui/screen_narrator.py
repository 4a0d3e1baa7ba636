"""The screen's ear: what a workflow tells while a screen stands goes to its status line, never past it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from fitcode.workflow.narrator import SilentNarrator


class ScreenNarrator:
    """Keeps notes and warnings until the screen shows them."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def note(self, text: str) -> None:
        """Keep something worth knowing."""
        self._kept.append(text)

    def warn(self, text: str) -> None:
        """Keep something that went wrong while the rest went on."""
        self._kept.append(text)

    def progress(
        self, label: str, total: int, *, unit: str = ""
    ) -> AbstractContextManager[Callable[[int], None]]:
        """Show nothing: deeds at a screen are short."""
        return SilentNarrator().progress(label, total, unit=unit)

    def status(self, label: str) -> AbstractContextManager[None]:
        """Show nothing: deeds at a screen are short."""
        return SilentNarrator().status(label)

    def take(self) -> str:
        """What was told since the last time, as one line."""
        told, self._kept = " ".join(self._kept), []
        return told
