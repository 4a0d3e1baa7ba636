"""The line above the worklist and what stands at its end: how far one is, and what was asked for."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from fitcode.tui.plain import plain_line
from fitcode.tui.review.review_header import fitted_line, said_place, said_time
from fitcode.workflow.sitting.work_through_list import WorklistSitting


class WorklistHeader(Static):
    """One line."""

    DEFAULT_CSS = """
    WorklistHeader { height: 1; padding: 0 1; background: $panel; color: $text; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, sitting: WorklistSitting, *, width: int) -> None:
        """Tell where the worklist stands."""
        queue, one = sitting.queue, sitting.current
        said = _said_filter(sitting)
        parts = [
            (0, said_place(queue.number, queue.total)),
            (1, plain_line(one.transcript) if one is not None else ""),
            (3, f"{len(queue.skipped):,} skipped" if queue.skipped else ""),
            (4, said_time(sitting.seconds_left)),
            (5, plain_line(sitting.coder)),
            (-2, f"only {said}" if said else ""),
            (-1, "READ-ONLY" if sitting.is_read_only else ""),
        ]
        self.update(fitted_line(parts, width=width - 2), layout=False)


class WorklistEnd(Static):
    """Stands where the passage stood."""

    DEFAULT_CSS = """
    WorklistEnd { height: 1fr; padding: 1 2; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, sitting: WorklistSitting) -> None:
        """Tell why there is nothing to look at."""
        text, skipped, said = Text(), len(sitting.queue.skipped), _said_filter(sitting)
        whole = "You are through the worklist." if skipped else "Nothing is left on your worklist."
        text.append(f"{whole}\n", style="bold")
        if said:
            text.append(f"\nOnly {said} was asked for.\n")
        if sitting.done_here:
            done = ", ".join(f"{count:,} {outcome.value}" for outcome, count in sitting.done_here.items())
            text.append(f"\nDone here: {done}. z takes the last one back.\n")
        if skipped:
            text.append(f"\ns  goes through the {skipped:,} that you skipped, p back to the last of them.\n")
        text.append("\nWhat others coded under an earlier definition is theirs to confirm:\n")
        text.append("  fitcode worklist --coder NAME")
        self.update(text)


def _said_filter(sitting: WorklistSitting) -> str:
    named = (("transcript", sitting.filters.transcript), ("code", sitting.filters.code))
    return ", ".join(f"{name} {plain_line(value)}" for name, value in named if value is not None)
