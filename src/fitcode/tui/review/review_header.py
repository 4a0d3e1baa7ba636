"""The line above a review: how far it has come, what remains, the order, and always the filter in force.

What does not fit on a narrow terminal is left out whole, the least needed first; the filter never is.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

from fitcode.domain.choices import ReviewBy, ReviewOrder
from fitcode.tui.plain import plain_line
from fitcode.workflow.sitting.read_queue import EVERYTHING, QueueSitting

ORDERS = {
    ReviewOrder.place: "in text order",
    ReviewOrder.certain: "most certain first",
    ReviewOrder.uncertain: "least certain first",
    ReviewOrder.mix: "mixed",
    ReviewOrder.random: "at random",
}
GROUPS = {
    ReviewBy.all: "",
    ReviewBy.transcript: "by transcript",
    ReviewBy.code: "by code",
}
_BAR = 10
_MINUTE, _HOUR = 60, 3600

Part = tuple[int, str]
"""What is said, after how readily it is left out: the highest first."""


class ReviewHeader(Static):
    """One line, and another one under a filter."""

    DEFAULT_CSS = """
    ReviewHeader { height: auto; max-height: 2; padding: 0 1; background: $panel; color: $text; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._has_filter = False

    def show(self, sitting: QueueSitting, *, width: int) -> None:
        """Tell where the review stands."""
        line = fitted_line(_parts(sitting), width=width - 2)
        said = said_filter(sitting)
        if said:
            hidden = sitting.n_pending - len(sitting.queued())
            line.append("\n")
            line.append(f" Only {said}; {hidden:,} others wait. F lifts it. ", style="reverse")
        # Laying the screen out anew costs more than all else; it is only for the second line.
        is_other = bool(said) != self._has_filter
        self._has_filter = bool(said)
        self.update(line, layout=is_other)


def fitted_line(said: Sequence[Part], *, width: int) -> Text:
    """What there is room for, in one line, the first in bold."""
    parts = [part for part in said if part[1]]
    while len(parts) > 1 and sum(cell_len(part) for _, part in parts) + 3 * (len(parts) - 1) > width:
        parts.remove(max(parts))
    line = Text(no_wrap=True, overflow="ellipsis")
    for number, (_, part) in enumerate(parts):
        line.append(" · " if number else "")
        line.append(part, style="bold" if not number else "")
    return line


def _parts(sitting: QueueSitting) -> list[Part]:
    progress = sitting.progress
    group = GROUPS[sitting.by]
    return [
        (0, said_place(progress.number, progress.total)),
        (3, f"{progress.decided_here:,} decided here"),
        (2, said_time(progress.seconds_left)),
        (1, f"{ORDERS[sitting.order]}{f', {group}' if group else ''}"),
        (4, f"{progress.skipped:,} skipped" if progress.skipped else ""),
        (6, f"{progress.decided_in_all:,} decided in all"),
        (7, plain_line(sitting.coder)),
        (-1, "READ-ONLY" if sitting.is_read_only else ""),
    ]


def said_place(number: int, total: int) -> str:
    """How far one is: a bar, and ``3 of 12``."""
    filled = (number - 1) * _BAR // total if total else 0
    return f"{'█' * filled}{'░' * (_BAR - filled)} {min(number, total):,} of {total:,}"


def said_time(seconds: float | None) -> str:
    """How long the rest will take, as roughly as it is known."""
    if seconds is None:
        return ""
    if seconds < _MINUTE:
        return "under a minute left"
    if seconds < 2 * _HOUR:
        return f"about {seconds / _MINUTE:.0f} min left"
    return f"about {seconds / _HOUR:.0f} hours left"


def said_filter(sitting: QueueSitting) -> str:
    """The filter in force, in words; empty where there is none."""
    filters, said = sitting.filters, []
    if filters != EVERYTHING:
        named = (
            ("transcript", filters.transcript),
            ("code", filters.code),
            ("score from", f"{filters.min_score:g}" if filters.min_score is not None else None),
            ("rule", filters.rule),
        )
        said = [f"{name} {plain_line(value)}" for name, value in named if value is not None]
    if sitting.words:
        said.append(f"“{plain_line(sitting.words)}”")
    return ", ".join(said)
