"""Narrator: how a workflow tells what it does without knowing who listens."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Narrator(Protocol):
    """A face's ear: notes, warnings and progress."""

    def note(self, text: str) -> None:
        """Something worth knowing."""

    def warn(self, text: str) -> None:
        """Something went wrong while the rest goes on."""

    def progress(
        self, label: str, total: int, *, unit: str = ""
    ) -> AbstractContextManager[Callable[[int], None]]:
        """Progress towards a total; the callable takes the number of steps done so far.

        With a unit, such as ``words``, the rate is told too.
        """

    def status(self, label: str) -> AbstractContextManager[None]:
        """Something that takes its time and cannot say how far it has come."""


class SilentNarrator:
    """Nobody listens: for notebooks and tests."""

    def note(self, text: str) -> None:
        """Say nothing."""

    def warn(self, text: str) -> None:
        """Say nothing."""

    def progress(
        self,
        _label: str,
        _total: int,
        *,
        unit: str = "",  # noqa: ARG002
    ) -> AbstractContextManager[Callable[[int], None]]:
        """Show nothing."""
        return nullcontext(lambda _done: None)

    def status(self, _label: str) -> AbstractContextManager[None]:
        """Show nothing."""
        return nullcontext()
