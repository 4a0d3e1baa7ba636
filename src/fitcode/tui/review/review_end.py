"""The end of a review: what was done, what was left for later, and what to do next."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from fitcode.tui.review.review_header import said_filter
from fitcode.workflow.sitting.read_queue import QueueSitting


class ReviewEnd(Static):
    """Stands where the passage stood."""

    DEFAULT_CSS = """
    ReviewEnd { height: 1fr; padding: 1 2; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, sitting: QueueSitting) -> None:
        """Tell why there is nothing to decide."""
        text = Text()
        decided = ", ".join(f"{count:,} {status.value}" for status, count in sitting.decided_here.items())
        skipped = len(sitting.queue.skipped)
        said = said_filter(sitting)
        if not sitting.n_pending:
            text.append("No suggestion waits.\n", style="bold")
        elif skipped:
            text.append("You are through the queue.\n", style="bold")
        else:
            text.append("Nothing is left under this filter.\n", style="bold")
        if decided:
            text.append(f"\nDecided here: {decided}. z takes the last one back.\n")
        if skipped:
            text.append(f"\ns  goes through the {skipped:,} that you skipped, p back to the last of them.\n")
        if said:
            others = sitting.n_pending - len(sitting.queued())
            text.append(f"\nOnly {said} was asked for; {others:,} others wait. F lifts the filter.\n")
        text.append("\nWhat to do next\n", style="bold")
        if sitting.progress.decided_in_all:
            text.append("  fitcode suggest            learns from what was decided, and looks again\n")
            text.append("  fitcode suggestions stats  says how often each code and rule was right\n")
        else:
            text.append("  fitcode suggest            looks for passages; run it in another terminal\n")
        text.append("\nNew suggestions appear here by themselves.")
        self.update(text)
